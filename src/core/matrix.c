#include "quantal/matrix.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/columns.h"
#include "core/fail.h"
#include "core/file.h"
#include "core/matrix_parts.h"
#include "core/memory.h"
#include "core/npy.h"
#include "core/text.h"

/* From here on a double skips integers, and distinct values would be counted as one. */
static const double integer_limit = 9007199254740992.0; /* 2^53 */

void qtl_matrix_free(qtl_matrix *matrix)
{
    if (matrix) {
        free(matrix->data);
        free(matrix->doubt);
        free(matrix);
    }
}

qtl_status qtl_matrix_create(size_t n_rows, size_t n_cols, qtl_matrix **out)
{
    size_t n = 0;
    QTL_REQUIRE(!__builtin_mul_overflow(n_rows, n_cols, &n), QTL_ENOMEM,
                "out of memory: %zu x %zu numbers", n_rows, n_cols);
    qtl_matrix *matrix = NULL;
    QTL_ALLOC(matrix, 1);
    *matrix = (qtl_matrix){.n_rows = n_rows, .n_cols = n_cols};
    matrix->data = qtl_alloc(n, sizeof *matrix->data);
    if (!matrix->data) {
        qtl_matrix_free(matrix);
        return QTL_ENOMEM;
    }
    *out = matrix;
    return QTL_OK;
}

static bool is_file(const char *path)
{
    return strcmp(path, "-") == 0 || access(path, F_OK) == 0;
}

/* A colon may belong to the file's name or to a column's, so the longest name that exists
 * is the file; if none does, what comes before the last colon. */
static qtl_status split_source(const char *text, qtl_matrix_source *out)
{
    char *path = qtl_strdup(text);
    if (!path) {
        return QTL_ENOMEM;
    }
    const char *columns = NULL;
    size_t last_colon = 0;
    while (!is_file(path)) {
        char *colon = strrchr(path, ':');
        if (!colon) {
            break;
        }
        last_colon = last_colon ? last_colon : (size_t)(colon - path);
        *colon = '\0';
        columns = text + (colon - path) + 1;
    }
    if (last_colon && !is_file(path)) {
        memcpy(path, text, last_colon);
        path[last_colon] = '\0';
    }
    *out = (qtl_matrix_source){.path = path,
                               .columns = columns,
                               .shown = strcmp(path, "-") == 0 ? "standard input" : path};
    return QTL_OK;
}

/* --- NPY --- */

/* What is wrong with a number, or NULL. */
static const char *objection(double value, bool discrete)
{
    if (isnan(value)) {
        return "NaN; numbers must be finite";
    }
    if (isinf(value)) {
        return "infinite; numbers must be finite";
    }
    return discrete && fabs(value) >= integer_limit
               ? "an integer of 2^53 or more; relabel it with smaller ones"
               : NULL;
}

qtl_status qtl_matrix_check_column(const qtl_matrix_source *from,
                                   const qtl_matrix *matrix, size_t c, size_t file_col)
{
    const double *values = matrix->data + c * matrix->n_rows;
    for (size_t r = 0; r < matrix->n_rows; r++) {
        const char *wrong = objection(values[r], matrix->discrete);
        QTL_REQUIRE(!wrong, QTL_ERANGE, "%s: row %zu, column %zu (counted from 0) is %s",
                    from->shown, r, file_col, wrong);
    }
    return QTL_OK;
}

static qtl_status fill_from_npy(const qtl_matrix_source *from, const qtl_npy *npy,
                                const qtl_columns *columns, qtl_matrix *matrix)
{
    matrix->discrete = npy->type->kind != 'f';
    for (size_t c = 0; c < columns->n; c++) {
        qtl_npy_column(npy, columns->index[c], matrix->data + c * matrix->n_rows);
        QTL_TRY(qtl_matrix_check_column(from, matrix, c, columns->index[c]));
    }
    return QTL_OK;
}

static qtl_status read_npy(const qtl_matrix_source *from, const char *bytes, size_t size,
                           qtl_matrix **out)
{
    qtl_npy npy;
    QTL_TRY(qtl_npy_parse(from->shown, bytes, size, &npy));
    const qtl_header header = {.path = from->shown, .n_cols = npy.n_cols};
    qtl_columns columns;
    QTL_TRY(qtl_columns_choose(&header, from->columns, &columns));
    qtl_matrix *matrix = NULL;
    qtl_status status = qtl_matrix_create(npy.n_rows, columns.n, &matrix);
    if (status == QTL_OK) {
        status = fill_from_npy(from, &npy, &columns, matrix);
    }
    qtl_columns_free(&columns);
    if (status != QTL_OK) {
        qtl_matrix_free(matrix);
        return status;
    }
    *out = matrix;
    return QTL_OK;
}

/* --- reading and writing --- */

static qtl_status read_source(const qtl_matrix_source *from, qtl_matrix **out)
{
    char *bytes = NULL;
    size_t size = 0;
    QTL_TRY(qtl_read_file(from->path, &bytes, &size));
    if (!qtl_npy_recognize(bytes, size)) {
        if (size >= 4 && memcmp(bytes, "PK\3\4", 4) == 0) {
            free(bytes);
            return QTL_FAIL(QTL_EUNSUPPORTED,
                            "%s is an archive (.npz?); unpack it and give one .npy of it",
                            from->shown);
        }
        return qtl_matrix_from_csv(from, bytes, size, out);
    }
    const qtl_status status = read_npy(from, bytes, size, out);
    free(bytes);
    return status;
}

static qtl_status read_named(const char *source, size_t n_labels, qtl_matrix **out)
{
    QTL_REQUIRE(source && out, QTL_EINVAL, "matrix: source and out must not be NULL");
    qtl_matrix_source from;
    QTL_TRY(split_source(source, &from));
    from.n_labels = n_labels;
    const qtl_status status = read_source(&from, out);
    free(from.path);
    return status;
}

qtl_status qtl_matrix_read(const char *source, qtl_matrix **out)
{
    return read_named(source, 0, out);
}

qtl_status qtl_matrix_read_labels(const char *source, size_t n_labels, qtl_matrix **out)
{
    QTL_REQUIRE(n_labels > 0, QTL_EINVAL, "matrix: of how many labels?");
    return read_named(source, n_labels, out);
}

/* Bytes of the smallest integer type that holds every value. */
static qtl_status integer_size(const qtl_matrix *matrix, size_t *size)
{
    *size = 4;
    for (size_t i = 0; i < matrix->n_rows * matrix->n_cols; i++) {
        const double value = matrix->data[i];
        QTL_REQUIRE(value == nearbyint(value) && fabs(value) < integer_limit, QTL_EINVAL,
                    "a discrete matrix must hold integers below 2^53, not %g", value);
        *size = value < INT32_MIN || value > INT32_MAX ? 8 : *size;
    }
    return QTL_OK;
}

/* Magic, version 1.0, length, and a dictionary that is padded with spaces and a newline
 * so that the numbers begin at a multiple of 64. */
static void write_header(const qtl_matrix *matrix, const char *type, FILE *stream)
{
    char dictionary[128];
    char shape[48];
    if (matrix->n_cols == 1) {
        (void)snprintf(shape, sizeof shape, "(%zu,)", matrix->n_rows);
    } else {
        (void)snprintf(shape, sizeof shape, "(%zu, %zu)", matrix->n_rows, matrix->n_cols);
    }
    (void)snprintf(dictionary, sizeof dictionary,
                   "{'descr': '%s', 'fortran_order': False, 'shape': %s, }", type, shape);
    const int length = 64 * (int)((10 + strlen(dictionary) + 1 + 63) / 64) - 10;
    (void)fprintf(stream, "\x93NUMPY%c%c%c%c%-*s\n", 1, 0, length & 255, length >> 8,
                  length - 1, dictionary);
}

static void write_element(uint64_t bits, size_t size, FILE *stream)
{
    for (size_t i = 0; i < size; i++) {
        (void)putc_unlocked((int)(bits >> 8 * i & 255), stream);
    }
}

static void write_numbers(const qtl_matrix *matrix, size_t integer_bytes, FILE *stream)
{
    for (size_t r = 0; r < matrix->n_rows; r++) {
        for (size_t c = 0; c < matrix->n_cols; c++) {
            const double value = matrix->data[c * matrix->n_rows + r];
            uint64_t bits = 0;
            if (integer_bytes) {
                bits = (uint64_t)(int64_t)value;
            } else {
                memcpy(&bits, &value, sizeof bits);
            }
            write_element(bits, integer_bytes ? integer_bytes : sizeof bits, stream);
        }
    }
}

static qtl_status write_file(const qtl_matrix *matrix, size_t integer_bytes,
                             const char *path)
{
    const char *type = integer_bytes == 0 ? "<f8" : integer_bytes == 4 ? "<i4" : "<i8";
    qtl_output output;
    QTL_TRY(qtl_output_open(path, &output));
    write_header(matrix, type, output.stream);
    write_numbers(matrix, integer_bytes, output.stream);
    return qtl_output_commit(&output);
}

qtl_status qtl_matrix_write_npy(const qtl_matrix *matrix, const char *path)
{
    QTL_REQUIRE(matrix && matrix->data && path, QTL_EINVAL,
                "matrix: matrix and path must not be NULL");
    QTL_REQUIRE(matrix->n_rows > 0 && matrix->n_cols > 0, QTL_EEMPTY,
                "%s: nothing to write", path);
    size_t integer_bytes = 0;
    if (matrix->discrete) {
        QTL_TRY(integer_size(matrix, &integer_bytes));
    }
    return write_file(matrix, integer_bytes, path);
}

#include "matrix_files.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/file.h"

static char *folder;
static char path[600];

static void remove_folder(void)
{
    if (qtl_remove_tree(folder) == QTL_OK) {
        free(folder);
    }
}

static void setup_folder(void)
{
    folder = qtl_test_folder();
    ck_assert_int_eq(atexit(remove_folder), 0);
    ck_assert_int_eq(chdir(folder), 0);
}

const char *matrix_path(const char *name)
{
    if (!folder) {
        setup_folder();
    }
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

void matrix_write(const char *name, const void *bytes, size_t size)
{
    FILE *stream = fopen(matrix_path(name), "w");
    ck_assert_ptr_nonnull(stream);
    ck_assert_uint_eq(fwrite(bytes, 1, size, stream), size);
    ck_assert_int_eq(fclose(stream), 0);
}

void matrix_write_npy(const char *name, int version, const char *header, const void *data,
                      size_t size)
{
    char bytes[4096] = "\x93NUMPY";
    const size_t length = strlen(header);
    const size_t length_size = version == 1 ? 2 : 4;
    bytes[6] = (char)version;
    bytes[8] = (char)(length & 255);
    bytes[9] = (char)(length >> 8);
    ck_assert_uint_lt(8 + length_size + length + size, sizeof bytes);
    memcpy(bytes + 8 + length_size, header, length);
    memcpy(bytes + 8 + length_size + length, data, size);
    matrix_write(name, bytes, 8 + length_size + length + size);
}

qtl_matrix *matrix_read(const char *source)
{
    qtl_matrix *matrix = NULL;
    ck_ok(qtl_matrix_read(source, &matrix));
    return matrix;
}

void matrix_check(const char *source, size_t n_rows, size_t n_cols, bool discrete,
                  const double *by_row)
{
    qtl_matrix *matrix = matrix_read(source);
    ck_assert_msg(matrix->n_rows == n_rows && matrix->n_cols == n_cols, "%s is %zu x %zu",
                  source, matrix->n_rows, matrix->n_cols);
    ck_assert_msg(matrix->discrete == discrete, "%s: discrete is %d", source,
                  matrix->discrete);
    for (size_t r = 0; r < n_rows; r++) {
        for (size_t c = 0; c < n_cols; c++) {
            ck_assert_double_eq(matrix->data[c * n_rows + r], by_row[r * n_cols + c]);
        }
    }
    qtl_matrix_free(matrix);
}

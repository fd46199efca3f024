/* Tables of numbers from CSV: headers, kinds of columns, labels, and what looks wrong. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/cell.h"
#include "core/columns.h"
#include "core/csv.h"
#include "core/fail.h"
#include "core/matrix_parts.h"
#include "core/memory.h"
#include "core/text.h"

/* The first row names the columns if a cell of it is no number. Numbers beside names must
 * be plain ones, as data-frame libraries write; "1.5,abc" is a damaged row of data, and
 * so is a row with a hole after its first cell. */
static bool first_row_is_header(const qtl_csv *csv)
{
    bool names = false;
    for (size_t c = 0; c < csv->n_cols; c++) {
        double value = 0;
        const qtl_cell_kind kind = qtl_cell_read(csv->cells[c], &value);
        if (kind == QTL_CELL_REAL || (kind == QTL_CELL_EMPTY && c > 0)) {
            return false;
        }
        names |= kind == QTL_CELL_TEXT || kind == QTL_CELL_EMPTY;
    }
    return names;
}

typedef struct csv_table {
    const qtl_matrix_source *from;
    qtl_csv csv;
    size_t first_row; /* of the numbers */
} csv_table;

static qtl_status bad_cell(const csv_table *table, size_t r, size_t c, qtl_cell_kind kind)
{
    const char *cell = qtl_csv_cell(&table->csv, table->first_row + r, c);
    const char *shown = table->from->shown;
    if (kind == QTL_CELL_EMPTY) {
        return QTL_FAIL(QTL_EFORMAT, "%s: row %zu, column %zu (counted from 0) is empty",
                        shown, r, c);
    }
    if (kind == QTL_CELL_TEXT) {
        return QTL_FAIL(QTL_EFORMAT,
                        "%s: row %zu, column %zu (counted from 0) is no number: "
                        "\"%.40s\"%s",
                        shown, r, c, cell,
                        strpbrk(cell, ";\t ") ? "; commas separate columns" : "");
    }
    return QTL_FAIL(QTL_ERANGE,
                    "%s: row %zu, column %zu (counted from 0) is %.40s; numbers must be "
                    "finite",
                    shown, r, c, cell);
}

static qtl_status fill_column(const csv_table *table, size_t c, size_t file_col,
                              qtl_matrix *matrix)
{
    double *values = matrix->data + c * matrix->n_rows;
    for (size_t r = 0; r < matrix->n_rows; r++) {
        const qtl_cell_kind kind = qtl_cell_read(
            qtl_csv_cell(&table->csv, table->first_row + r, file_col), &values[r]);
        if (kind < QTL_CELL_REAL || !isfinite(values[r])) {
            return bad_cell(table, r, file_col, kind);
        }
        matrix->discrete &= kind == QTL_CELL_INTEGER;
    }
    return QTL_OK;
}

/* --- labels that are words --- */

static int compare_words(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool all_words(const csv_table *table, size_t file_col)
{
    for (size_t r = table->first_row; r < table->csv.n_rows; r++) {
        double value = 0;
        if (qtl_cell_read(qtl_csv_cell(&table->csv, r, file_col), &value) !=
            QTL_CELL_TEXT) {
            return false;
        }
    }
    return true;
}

/* Each label's place among the distinct words in their order. */
static qtl_status fill_words(const csv_table *table, size_t file_col, qtl_matrix *matrix)
{
    const char **words = NULL;
    QTL_ALLOC(words, matrix->n_rows);
    for (size_t r = 0; r < matrix->n_rows; r++) {
        words[r] = qtl_csv_cell(&table->csv, table->first_row + r, file_col);
    }
    qsort(words, matrix->n_rows, sizeof *words, compare_words);
    size_t n_words = 1;
    for (size_t i = 1; i < matrix->n_rows; i++) {
        if (strcmp(words[i], words[n_words - 1]) != 0) {
            words[n_words++] = words[i];
        }
    }
    for (size_t r = 0; r < matrix->n_rows; r++) {
        const char *word = qtl_csv_cell(&table->csv, table->first_row + r, file_col);
        const char **found = bsearch(&word, words, n_words, sizeof *words, compare_words);
        matrix->data[r] = (double)(found - words);
    }
    free(words);
    return QTL_OK;
}

/* --- what looks like a mistake --- */

/* An index column without a name, when all columns were taken. */
static char *doubt_index(const csv_table *table)
{
    const qtl_csv *csv = &table->csv;
    if (table->first_row == 0 || table->from->columns || csv->n_cols < 2 ||
        csv->cells[0][0] != '\0') {
        return NULL;
    }
    return qtl_format(
        "%s: its first column has no name, as the index that pandas writes; "
        "%s:1-%zu leaves it out",
        table->from->shown, table->from->path, csv->n_cols - 1);
}

/* A first row 0, 1, 2, ... above numbers of another kind, or of three columns or more. */
static char *doubt_header(const csv_table *table, const qtl_matrix *matrix)
{
    const qtl_csv *csv = &table->csv;
    bool counts = table->first_row == 0 && csv->n_rows > 1;
    for (size_t c = 0; counts && c < csv->n_cols; c++) {
        double value = 0;
        counts = qtl_cell_read(csv->cells[c], &value) == QTL_CELL_INTEGER &&
                 value == (double)c;
    }
    if (!counts || (matrix->discrete && csv->n_cols < 3)) {
        return NULL;
    }
    return qtl_format(
        "%s: its first row counts from 0, as the header that pandas writes, "
        "and is read as numbers; if it is a header, delete it "
        "(to_csv(header=False))",
        table->from->shown);
}

/* --- tables --- */

static qtl_status fill_from_csv(const csv_table *table, const qtl_columns *columns,
                                qtl_matrix *matrix)
{
    matrix->discrete = true;
    if (table->from->n_labels && columns->n == 1 && all_words(table, columns->index[0])) {
        return fill_words(table, columns->index[0], matrix);
    }
    for (size_t c = 0; c < columns->n; c++) {
        QTL_TRY(fill_column(table, c, columns->index[c], matrix));
    }
    for (size_t c = 0; matrix->discrete && c < columns->n; c++) {
        QTL_TRY(qtl_matrix_check_column(table->from, matrix, c, columns->index[c]));
    }
    return QTL_OK;
}

static qtl_status read_table(csv_table *table, qtl_matrix **out)
{
    /* Of as many rows as there are labels, none is a header, though words look so. */
    const bool named =
        table->csv.n_rows != table->from->n_labels && first_row_is_header(&table->csv);
    QTL_REQUIRE(table->csv.n_rows > named, QTL_EEMPTY, "%s has a header but no numbers",
                table->from->shown);
    table->first_row = named;
    if (named) {
        qtl_csv_trim_header(&table->csv);
    }
    const qtl_header header = {.path = table->from->shown,
                               .n_cols = table->csv.n_cols,
                               .names = named ? table->csv.cells : NULL};
    qtl_columns columns;
    QTL_TRY(qtl_columns_choose(&header, table->from->columns, &columns));
    qtl_matrix *matrix = NULL;
    qtl_status status = qtl_matrix_create(table->csv.n_rows - named, columns.n, &matrix);
    if (status == QTL_OK) {
        status = fill_from_csv(table, &columns, matrix);
    }
    qtl_columns_free(&columns);
    if (status != QTL_OK) {
        qtl_matrix_free(matrix);
        return status;
    }
    matrix->doubt = named ? doubt_index(table) : doubt_header(table, matrix);
    *out = matrix;
    return QTL_OK;
}

qtl_status qtl_matrix_from_csv(const qtl_matrix_source *from, char *text, size_t size,
                               qtl_matrix **out)
{
    csv_table table = {.from = from};
    QTL_TRY(qtl_csv_parse(from->shown, text, size, &table.csv));
    qtl_status status = qtl_csv_check_separator(from->shown, &table.csv);
    status = status == QTL_OK ? read_table(&table, out) : status;
    qtl_csv_free(&table.csv);
    return status;
}

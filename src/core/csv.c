#include "core/csv.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/fail.h"
#include "core/file.h"
#include "core/memory.h"

/* Where the reader is in the text. */
typedef struct cursor {
    const char *path;
    char *read;
    size_t line;
    size_t first_line; /* of the row being read */
} cursor;

/* Ends the cell at `write` and steps over the separator; true at the end of a row. */
static bool end_cell(cursor *at, char *write)
{
    const char separator = *at->read;
    const bool crlf = separator == '\r' && at->read[1] == '\n';
    at->read += separator == '\0' ? 0 : 1 + crlf;
    *write = '\0';
    at->line += separator == '\n' || crlf;
    return separator != ',';
}

static bool at_separator(const char *read)
{
    return *read == '\0' || *read == ',' || *read == '\n' ||
           (*read == '\r' && (read[1] == '\n' || read[1] == '\0'));
}

/* Unquotes in place; the text only gets shorter. */
static qtl_status quoted_cell(cursor *at, char **write)
{
    const size_t line = at->line;
    for (at->read++; *at->read; *(*write)++ = *at->read++) {
        if (*at->read == '"') {
            if (at->read[1] != '"') {
                break;
            }
            at->read++;
        }
        at->line += *at->read == '\n';
    }
    QTL_REQUIRE(*at->read == '"', QTL_EFORMAT, "%s:%zu: a quote is never closed",
                at->path, line);
    at->read++;
    QTL_REQUIRE(at_separator(at->read), QTL_EFORMAT,
                "%s:%zu: text after a closing quote; double a quote inside a field",
                at->path, at->line);
    return QTL_OK;
}

static qtl_status next_cell(cursor *at, const char **cell, bool *row_ends)
{
    char *write = at->read;
    *cell = write;
    if (*at->read == '"') {
        QTL_TRY(quoted_cell(at, &write));
    } else {
        while (!at_separator(at->read)) {
            at->read++;
        }
        write = at->read;
    }
    *row_ends = end_cell(at, write);
    return QTL_OK;
}

static qtl_status push_cell(qtl_csv *csv, size_t *n_cells, size_t *room, const char *cell)
{
    if (*n_cells == *room) {
        *room = *room ? 2 * *room : 1024;
        const char **larger = realloc(csv->cells, *room * sizeof *larger);
        QTL_REQUIRE(larger, QTL_ENOMEM, "out of memory: %zu cells", *room);
        csv->cells = larger;
    }
    csv->cells[(*n_cells)++] = cell;
    return QTL_OK;
}

/* The cells of one row are added after n_cells. */
static qtl_status parse_row(cursor *at, qtl_csv *csv, size_t *n_cells, size_t *room)
{
    for (bool row_ends = false; !row_ends;) {
        const char *cell = NULL;
        QTL_TRY(next_cell(at, &cell, &row_ends));
        QTL_TRY(push_cell(csv, n_cells, room, cell));
    }
    return QTL_OK;
}

/* What separates columns in `cell`, the whole row of a table of one column; NULL: nothing
 * does. */
static const char *separator_in(const char *cell)
{
    return strchr(cell, ';') ? "\";\"" : strchr(cell, '\t') ? "tabs" : NULL;
}

static qtl_status fail_separator(const char *path, const char *separator)
{
    return QTL_FAIL(QTL_EFORMAT, "%s: separated by %s, not commas: convert it", path,
                    separator);
}

/* Counts the row whose cells begin at `first`, unless it is a blank line. */
static qtl_status end_row(const cursor *at, qtl_csv *csv, size_t first, size_t *n_cells)
{
    const size_t n = *n_cells - first;
    if (n == 1 && csv->cells[first][0] == '\0') {
        *n_cells = first;
        return QTL_OK;
    }
    csv->n_cols = csv->n_rows ? csv->n_cols : n;
    const char *other = csv->n_cols == 1 ? separator_in(csv->cells[0]) : NULL;
    if (n != csv->n_cols && other) { /* its numbers have decimal commas */
        return fail_separator(at->path, other);
    }
    QTL_REQUIRE(n == csv->n_cols, QTL_EFORMAT,
                "%s:%zu: %zu fields where the rows above have %zu", at->path,
                at->first_line, n, csv->n_cols);
    csv->n_rows++;
    return QTL_OK;
}

static qtl_status parse(const char *path, qtl_csv *csv)
{
    const size_t mark = strncmp(csv->text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    cursor at = {.path = path, .read = csv->text + mark, .line = 1};
    size_t n_cells = 0;
    size_t room = 0;
    while (*at.read) {
        const size_t first = n_cells;
        at.first_line = at.line;
        QTL_TRY(parse_row(&at, csv, &n_cells, &room));
        QTL_TRY(end_row(&at, csv, first, &n_cells));
    }
    QTL_REQUIRE(csv->n_rows > 0, QTL_EEMPTY, "%s is empty", path);
    return QTL_OK;
}

qtl_status qtl_csv_parse(const char *path, char *text, size_t size, qtl_csv *out)
{
    qtl_csv csv = {.text = text};
    qtl_status status = QTL_OK;
    if (strlen(text) != size) {
        status = QTL_FAIL(QTL_EFORMAT, "%s is not text: it has a NUL byte at %zu", path,
                          strlen(text));
    } else {
        status = parse(path, &csv);
    }
    if (status != QTL_OK) {
        qtl_csv_free(&csv);
        return status;
    }
    *out = csv;
    return QTL_OK;
}

qtl_status qtl_csv_read(const char *path, qtl_csv *out)
{
    QTL_REQUIRE(path && out, QTL_EINVAL, "csv: path and out must not be NULL");
    char *text = NULL;
    size_t size = 0;
    QTL_TRY(qtl_read_file(path, &text, &size));
    return qtl_csv_parse(path, text, size, out);
}

void qtl_csv_free(qtl_csv *csv)
{
    free(csv->text);
    free(csv->cells);
    *csv = (qtl_csv){0};
}

bool qtl_csv_column(const qtl_csv *csv, const char *name, size_t *col)
{
    for (size_t c = 0; c < csv->n_cols; c++) {
        if (strcmp(csv->cells[c], name) == 0) {
            *col = c;
            return true;
        }
    }
    return false;
}

qtl_status qtl_csv_columns(const qtl_csv *csv, const char *path, const char *const *names,
                           size_t n, size_t *columns)
{
    for (size_t i = 0; i < n; i++) {
        QTL_REQUIRE(qtl_csv_column(csv, names[i], &columns[i]), QTL_EFORMAT,
                    "%s has no column %s", path, names[i]);
    }
    return QTL_OK;
}

void qtl_csv_trim_header(qtl_csv *csv)
{
    for (size_t c = 0; c < csv->n_cols; c++) {
        const char *name = csv->cells[c] + strspn(csv->cells[c], " \t");
        size_t length = strlen(name);
        while (length > 0 && strchr(" \t", name[length - 1])) {
            length--;
        }
        csv->text[name - csv->text + (ptrdiff_t)length] = '\0';
        csv->cells[c] = name;
    }
}

/* The last row has to have it too: a name may have a semicolon. */
qtl_status qtl_csv_check_separator(const char *path, const qtl_csv *csv)
{
    const char *separator = csv->n_cols == 1 ? separator_in(csv->cells[0]) : NULL;
    return separator && separator_in(qtl_csv_cell(csv, csv->n_rows - 1, 0))
               ? fail_separator(path, separator)
               : QTL_OK;
}

void qtl_csv_write_field(FILE *stream, const char *field)
{
    if (!strpbrk(field, ",\"\r\n")) {
        (void)fputs(field, stream);
        return;
    }
    (void)fputc('"', stream);
    for (const char *c = field; *c; c++) {
        if (*c == '"') {
            (void)fputc('"', stream);
        }
        (void)fputc(*c, stream);
    }
    (void)fputc('"', stream);
}

void qtl_csv_write_number(FILE *stream, double value)
{
    if (isfinite(value)) {
        (void)fprintf(stream, "%.9g", value);
    }
}

#include "reference.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/csv.h"
#include "core/text.h"
#include "quantal/estimator.h"
#include "quantal/matrix.h"
#include "suite.h"

#define FOLDER "tests/data/reference/"

/* The options that lines use, as words of the command. */
typedef struct arguments {
    char text[256];
    const char *x, *y, *layer, *labels;
    bool x_discrete, y_discrete;
} arguments;

static void parse_arguments(const char *text, arguments *out)
{
    *out = (arguments){0};
    snprintf(out->text, sizeof out->text, "%s", text);
    char *rest = NULL;
    char *key = strtok_r(out->text, " ", &rest);
    for (; key; key = strtok_r(NULL, " ", &rest)) {
        const char *value = strtok_r(NULL, " ", &rest);
        ck_assert_ptr_nonnull(value);
        if (strcmp(key, "--x") == 0) {
            out->x = value;
        } else if (strcmp(key, "--y") == 0) {
            out->y = value;
        } else if (strcmp(key, "--layer") == 0) {
            out->layer = value;
        } else if (strcmp(key, "--labels") == 0) {
            out->labels = value;
        } else if (strcmp(key, "--x-kind") == 0) {
            out->x_discrete = strcmp(value, "discrete") == 0;
        } else {
            ck_assert_str_eq(key, "--y-kind");
            out->y_discrete = strcmp(value, "discrete") == 0;
        }
    }
}

static qtl_matrix *read_columns(const char *columns)
{
    char source[256];
    snprintf(source, sizeof source, FOLDER "%s", columns);
    qtl_matrix *matrix = NULL;
    ck_ok(qtl_matrix_read(source, &matrix));
    return matrix;
}

static qtl_variable variable_of(const qtl_matrix *matrix, bool discrete)
{
    return (qtl_variable){matrix->n_cols, matrix->data, discrete || matrix->discrete};
}

static double sample_bits(const qtl_method *method, const arguments *args)
{
    qtl_matrix *x = read_columns(args->x);
    qtl_matrix *y = args->y ? read_columns(args->y) : NULL;
    qtl_sample sample = {.n = x->n_rows, .x = variable_of(x, args->x_discrete)};
    if (y) {
        ck_assert_uint_eq(x->n_rows, y->n_rows);
        sample.y = variable_of(y, args->y_discrete);
    }
    qtl_estimate got;
    ck_ok(qtl_method_sample(method, &sample, &got));
    qtl_matrix_free(x);
    qtl_matrix_free(y);
    return got.value_bits;
}

static double layer_bits(const qtl_method *method, const arguments *args,
                         const char *quantity)
{
    qtl_matrix *values = read_columns(args->layer);
    qtl_matrix *labels = read_columns(args->labels);
    const size_t n = values->n_rows;
    uint32_t *label = calloc(n, sizeof *label);
    uint16_t *codes = calloc(n * values->n_cols, sizeof *codes);
    qtl_layer layer = {.n_points = n, .width = values->n_cols, .values = values->data};
    for (size_t i = 0; i < n; i++) {
        label[i] = (uint32_t)labels->data[i];
        layer.n_classes = label[i] < layer.n_classes ? layer.n_classes : label[i] + 1;
    }
    for (size_t i = 0; values->discrete && i < n * values->n_cols; i++) {
        codes[i] = (uint16_t)values->data[i];
    }
    layer.label = label;
    layer.codes = values->discrete ? codes : NULL;
    qtl_layer_information got;
    ck_ok(qtl_method_layer(method, &layer, &got));
    qtl_matrix_free(values);
    qtl_matrix_free(labels);
    free(label);
    free(codes);
    return strcmp(quantity, "I(X;T)") == 0 ? got.i_xt.value_bits : got.i_ty.value_bits;
}

enum { ARGUMENTS, METHOD, QUANTITY, VALUE, TOLERANCE };

static void check_line(const qtl_csv *csv, size_t row)
{
    const char *quantity = qtl_csv_cell(csv, row, QUANTITY);
    double expected = 0;
    double tolerance = 0;
    ck_assert(qtl_parse_double(qtl_csv_cell(csv, row, VALUE), &expected));
    ck_assert(qtl_parse_double(qtl_csv_cell(csv, row, TOLERANCE), &tolerance));
    arguments args;
    parse_arguments(qtl_csv_cell(csv, row, ARGUMENTS), &args);
    qtl_method method;
    ck_ok(qtl_method_parse(qtl_csv_cell(csv, row, METHOD), &method));
    const double got =
        args.layer ? layer_bits(&method, &args, quantity) : sample_bits(&method, &args);
    ck_assert_msg(fabs(got - expected) <= tolerance * fmax(1, fabs(expected)),
                  "%s -e %s: %.16g bits, expected %.16g",
                  qtl_csv_cell(csv, row, ARGUMENTS), qtl_csv_cell(csv, row, METHOD), got,
                  expected);
}

static bool is_among(const char *method, const char *const names[], size_t n)
{
    const size_t length = strcspn(method, ":");
    for (size_t i = 0; i < n; i++) {
        if (strlen(names[i]) == length && strncmp(method, names[i], length) == 0) {
            return true;
        }
    }
    return false;
}

size_t qtl_check_reference(const char *const names[], size_t n)
{
    qtl_csv csv;
    ck_ok(qtl_csv_read(FOLDER "expected.csv", &csv));
    size_t n_lines = 0;
    for (size_t row = 1; row < csv.n_rows; row++) {
        if (is_among(qtl_csv_cell(&csv, row, METHOD), names, n)) {
            check_line(&csv, row);
            n_lines++;
        }
    }
    qtl_csv_free(&csv);
    return n_lines;
}

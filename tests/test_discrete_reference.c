/* What published implementations print for the same files: reference/expected.csv of the
 * project's notes, in bits, with the tolerance given there for each line. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/csv.h"
#include "core/text.h"
#include "discrete.h"
#include "suite.h"

#define DATA "tests/data/reference/"

static double *read_column(const char *path, size_t column, size_t *n)
{
    qtl_csv csv;
    ck_ok(qtl_csv_read(path, &csv));
    double *values = calloc(csv.n_rows, sizeof *values);
    ck_assert_ptr_nonnull(values);
    for (size_t i = 0; i < csv.n_rows; i++) {
        ck_assert(qtl_parse_double(qtl_csv_cell(&csv, i, column), &values[i]));
    }
    *n = csv.n_rows;
    qtl_csv_free(&csv);
    return values;
}

typedef struct expectation {
    const char *method;
    double bits, tolerance; /* relative above 1 bit */
} expectation;

/* CRAN entropy; cbueth/infomeasure; Grassberger 2003: the formula evaluated directly;
 * nsb: quadrature, with which ndd agrees to 4e-4 nat. */
static const expectation zipf_lines[] = {
    {"plugin", 5.139272546108443, 1e-9},
    {"miller-madow", 5.35928353984401, 1e-9},
    {"jeffreys", 5.325507313323445, 1e-9},
    {"laplace", 5.451578786843021, 1e-9},
    {"schurmann-grassberger", 5.146630820629135, 1e-9},
    {"minimax", 5.234037122776306, 1e-9},
    {"chao-shen", 5.5694205403469965, 1e-9},
    {"shrink", 5.341701576077838, 1e-9},
    {"jeffreys:support=100", 5.707536927904513, 1e-9},
    {"laplace:support=100", 5.974008076329413, 1e-9},
    {"schurmann-grassberger:support=100", 5.163873035908567, 1e-9},
    {"minimax:support=100", 5.370620092706654, 1e-9},
    {"shrink:support=100", 5.52674706557449, 1e-9},
    {"grassberger:year=1988", 5.4058035338428505, 1e-8},
    {"chao-wang-jost", 5.463699880680317, 1e-8},
    {"zhang", 5.3814104941390655, 1e-8},
    {"grassberger:year=2003", 5.442699630538737, 1e-9},
    {"nsb:support=100", 5.500679610455886, 1e-3},
    {"nsb:support=62", 5.37926075491218, 1e-3},
};

START_TEST(zipf_sample_gives_the_published_entropies)
{
    size_t n = 0;
    double *x = read_column(DATA "zipf_n200.csv", 0, &n);
    for (size_t i = 0; i < sizeof zipf_lines / sizeof zipf_lines[0]; i++) {
        const expectation *e = &zipf_lines[i];
        ck_assert_double_eq_tol(entropy_of_column(e->method, x, n), e->bits,
                                e->tolerance * e->bits);
    }
    free(x);
}
END_TEST

/* NPEET midd; infomeasure, H(X) + H(Y) - H(X,Y) with each term corrected. */
static const expectation pair_lines[] = {
    {"plugin", 0.7565531454092514, 1e-9},
    {"miller-madow", 0.7248138545096949, 1e-9},
    {"chao-shen", 0.7082369777999273, 1e-9},
};

START_TEST(discrete_pair_gives_the_published_information)
{
    size_t n = 0;
    double *x = read_column(DATA "disc_pair.csv", 0, &n);
    double *y = read_column(DATA "disc_pair.csv", 1, &n);
    for (size_t i = 0; i < sizeof pair_lines / sizeof pair_lines[0]; i++) {
        const expectation *e = &pair_lines[i];
        ck_assert_double_eq_tol(information_of_columns(e->method, x, y, n), e->bits,
                                e->tolerance);
    }
    free(x);
    free(y);
}
END_TEST

QTL_SUITE("discrete reference", zipf_sample_gives_the_published_entropies,
          discrete_pair_gives_the_published_information)

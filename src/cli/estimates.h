/* Running methods on a subject (a layer, or a sample), and printing what came out. */
#ifndef QTL_CLI_ESTIMATES_H
#define QTL_CLI_ESTIMATES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cli/layer_input.h"
#include "cli/left_out.h"
#include "cli/options.h"
#include "quantal/estimator.h"

enum { CLI_QUANTITIES_MAX = 2 };

/* Distribution of an estimate when the rows of y are permuted: no dependence is left. */
typedef struct cli_null {
    double mean_bits, low_bits, high_bits; /* low, high: 5 % and 95 % quantiles */
    double p_value; /* (1 + how many reach the estimate) / (1 + permutations) */
} cli_null;

typedef struct cli_estimate {
    qtl_method method;
    char params[256];
    qtl_estimate value[CLI_QUANTITIES_MAX]; /* NaN: the estimator has no such quantity */
    cli_null null;                          /* of value[0], if permutations are asked */
    double seconds;                         /* for all quantities, without permutations */
    bool optional; /* meant by "all": left out if it does not apply */
    bool left_out;
} cli_estimate;

typedef struct cli_unit {
    const char *name, *log; /* "bits", "log2" */
    double per_bit;
} cli_unit;
extern const char *const cli_unit_names[]; /* NULL-terminated */
extern const cli_unit cli_units[];         /* in the same order */

/* What was read from files, and how to measure and describe it. */
typedef struct cli_subject {
    void *data; /* of the functions below */
    const char *source;
    size_t n_samples, n_columns;                /* columns of all variables */
    const char *quantities[CLI_QUANTITIES_MAX]; /* NULL: fewer */
    size_t n_permutations;                      /* 0: no null distribution */
    bool wants_stderr;
    bool has_targets; /* estimators look at different variables */
    bool has_limits;
    double limit_bits[CLI_QUANTITIES_MAX]; /* no quantity is more, if has_limits */
    const cli_reason *nothing; /* why an estimator may have none of the quantities */
    const cli_reason *(*why_not)(const qtl_estimator *estimator, const void *data);
    void (*warn)(const void *data, const qtl_method *method); /* NULL: of nothing */
    qtl_status (*measure)(const void *data, cli_estimate *one);
    void (*print_heading)(const void *data, const cli_unit *unit);
    void (*print_json)(const void *data); /* members of the object */
    void (*free)(void *data);
} cli_subject;

/* What the options name; the sources are FILE[:COLUMNS] or NULL. */
typedef struct cli_inputs {
    cli_layer_files files; /* --layer and --labels, and the kinds of x and y */
    const char *x, *y;
    size_t n_permutations;
    bool wants_stderr; /* by resampling, where the estimator gives none */
    uint64_t seed;
} cli_inputs;

QTL_NODISCARD qtl_status cli_layer_subject(const cli_inputs *inputs, cli_subject *out);
QTL_NODISCARD qtl_status cli_sample_subject(const cli_inputs *inputs, cli_subject *out);

/* The estimates of a subject, [n] in the order of the options. */
typedef struct cli_estimates {
    const cli_subject *subject;
    const cli_unit *unit;
    const struct cli_format *format;
    cli_estimate *list;
    size_t n;
} cli_estimates;

/* How estimates are printed: `begin` before the first, `row` after each, `end` after the
 * last; any may be NULL. */
typedef struct cli_format {
    void (*begin)(const cli_estimates *all);
    void (*row)(const cli_estimates *all, const cli_estimate *one);
    void (*end)(const cli_estimates *all);
} cli_format;
extern const char *const cli_format_names[]; /* NULL-terminated */
extern const cli_format cli_formats[];       /* in the same order */

/* Runs the methods of every -e and prints each estimate as it comes; "all" stands for
 * those that apply and says on standard error why the others do not; no -e is "all", and
 * says only what was left out for its cost. Frees nothing. */
QTL_NODISCARD qtl_status cli_estimates_make(const cli_arguments *arguments,
                                            cli_estimates *all);

/* "saturated" if I(X;T) is so near its limit that it cannot show compression, "above the
 * limit" of a value that cannot be, else NULL. */
const char *cli_note(const cli_subject *subject, const cli_estimate *one,
                     size_t quantity);

/* The estimator's parameter called `key`, or NULL. */
const qtl_param_spec *cli_find_param(const qtl_estimator *estimator, const char *key);

/* Null distribution of `method` on `sample` with the rows of y permuted n times, the
 * permutations named by `seed`. */
QTL_NODISCARD qtl_status cli_null_estimate(const qtl_method *method,
                                           const qtl_sample *sample, size_t n,
                                           uint64_t seed, double value_bits,
                                           cli_null *out);

void cli_print_json(const cli_estimates *all);

/* A string and a number in JSON, which has no NaN and no infinity. */
void cli_print_json_string(const char *text);
void cli_print_json_number(double value);

#endif

/* Running methods on a subject (a layer, or a sample), and printing what came out. */
#ifndef QTL_CLI_ESTIMATES_H
#define QTL_CLI_ESTIMATES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cli/layer_input.h"
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
    size_t n_samples;
    const char *quantities[CLI_QUANTITIES_MAX]; /* NULL: fewer */
    size_t n_permutations;                      /* 0: no null distribution */
    bool has_targets; /* estimators look at different variables */
    const char *(*why_not)(const qtl_estimator *estimator, const void *data);
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
    cli_estimate *list;
    size_t n;
} cli_estimates;

/* Runs the methods of every -e; "all" stands for those that apply and says on standard
 * error why the others do not; no -e is "all" without a word. Frees nothing. */
QTL_NODISCARD qtl_status cli_estimates_make(const cli_arguments *arguments,
                                            cli_estimates *all);

/* Null distribution of `method` on `sample` with the rows of y permuted n times, the
 * permutations named by `seed`. */
QTL_NODISCARD qtl_status cli_null_estimate(const qtl_method *method,
                                           const qtl_sample *sample, size_t n,
                                           uint64_t seed, double value_bits,
                                           cli_null *out);

/* The formats: names (NULL-terminated) and, in the same order, what prints them. */
extern const char *const cli_format_names[];
extern void (*const cli_format_print[])(const cli_estimates *estimates);

/* A string and a number in JSON, which has no NaN and no infinity. */
void cli_print_json_string(const char *text);
void cli_print_json_number(double value);

#endif

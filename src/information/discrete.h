/* What the discrete-entropy estimators share. Each is a function of how often the symbols
 * of a sample occur; I(X;Y) is H(X) + H(Y) - H(X,Y), each term corrected on its own. */
#ifndef QTL_INFORMATION_DISCRETE_H
#define QTL_INFORMATION_DISCRETE_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>

#include "quantal/estimator.h"

/* `symbols` symbols occurred `count` times each. */
typedef struct qtl_tally_entry {
    double count;   /* at least 1 */
    double symbols; /* at least 1 */
} qtl_tally_entry;

/* The counts of a sample without the symbols that they belong to: whatever is computed
 * from it cannot depend on how symbols are named or ordered, to the bit. */
typedef struct qtl_tally {
    double n_samples;         /* N, below 2^53 */
    double observed;          /* symbols that occurred, m */
    double support;           /* size of the alphabet, K >= m */
    size_t n_entries;         /* distinct counts, at most sqrt(2 N) */
    qtl_tally_entry *entries; /* [n_entries] ascending by count */
} qtl_tally;

/* Tally of counts [n], zeros allowed, which are sorted in place; support = observed.
 * QTL_EEMPTY without samples, QTL_ERANGE from 2^53 samples on. O(n log n). */
QTL_NODISCARD qtl_status qtl_tally_create(uint64_t *counts, size_t n, qtl_tally *out);
void qtl_tally_free(qtl_tally *tally);

/* Symbols that occurred `count` times, the f_count of the literature. */
double qtl_tally_symbols(const qtl_tally *tally, double count);

/* An entropy in nats; NaN says that the computation failed. */
typedef double (*qtl_entropy_nats)(const qtl_tally *tally, const qtl_params *params);

/* Estimates of a layer and of a sample by `entropy`. `support` is params->value[0] if the
 * estimator knows alphabets, else NaN, and NaN means observed. An alphabet of K symbols
 * is that of x, of y and of T; then (x, y) has K^2 and (T, Y) K times the classes. */
QTL_NODISCARD qtl_status qtl_discrete_layer(qtl_entropy_nats entropy, double support,
                                            const qtl_layer *layer,
                                            const qtl_params *params,
                                            qtl_layer_information *out);
QTL_NODISCARD qtl_status qtl_discrete_sample(qtl_entropy_nats entropy, double support,
                                             const qtl_sample *sample,
                                             const qtl_params *params, qtl_estimate *out);

/* Defines NAME_layer and NAME_sample for the estimator whose entropy is NAME. */
#define QTL_DISCRETE_FUNCTIONS(name, support)                                            \
    static qtl_status name##_layer(const qtl_layer *layer, const qtl_params *params,     \
                                   qtl_layer_information *out)                           \
    {                                                                                    \
        return qtl_discrete_layer(name, (support), layer, params, out);                  \
    }                                                                                    \
    static qtl_status name##_sample(const qtl_sample *sample, const qtl_params *params,  \
                                    qtl_estimate *out)                                   \
    {                                                                                    \
        return qtl_discrete_sample(name, (support), sample, params, out);                \
    }
#define QTL_SUPPORT_GIVEN (params->value[0])
#define QTL_SUPPORT_UNUSED NAN

/* The parameters of an estimator that knows alphabets, and of one that has none. */
extern const qtl_param_spec qtl_support_params[];
extern const qtl_param_spec qtl_no_params[];

#endif

/* Mutual information of a layer, counted or estimated, and the table of estimators.
 * Every result is in bits. */
#ifndef QUANTAL_ESTIMATOR_H
#define QUANTAL_ESTIMATOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "quantal/status.h"

#pragma GCC visibility push(default)

/* A deterministic layer T = f(X) over N distinct inputs; everything is borrowed. Arrays
 * are neuron-major: neuron k of input i is at [k * N + i], all inputs of neuron 0 first.
 * An array (samples, neurons) in C order, as NumPy has it, must be transposed. */
typedef struct qtl_layer {
    size_t n_points;           /* N */
    size_t width;              /* d */
    const double *values;      /* [d][N] activations; may be NULL if only estimators that
                                  need codes are asked */
    const uint16_t *codes;     /* [d][N] discrete codes, or NULL for a continuous layer */
    const uint8_t *byte_codes; /* [d][N] the same for at most 256 levels; one of both or
                                  neither */
    const double *p_x;         /* [N] or NULL: every input has probability 1/N */
    size_t n_classes;          /* K; 0: no label, I(T;Y) is not asked for */
    const uint32_t *label;     /* [N] in 0..K-1; not read when labels are soft */
    const double *p_y_given_x; /* [N][K], or NULL when labels are hard */
    double (*activation)(double net_input); /* for rules even in net input; NULL: tanh */
} qtl_layer;

/* Whether it has codes, of either size: what estimators with `needs_codes` read. */
bool qtl_layer_is_discrete(const qtl_layer *layer);

typedef struct qtl_estimate {
    double value_bits;
    double stderr_bits; /* NaN: none is known */
} qtl_estimate;

typedef struct qtl_layer_information {
    qtl_estimate i_xt; /* I(X;T); NaN when the estimator has no such quantity */
    qtl_estimate i_ty; /* I(T;Y); NaN when the layer has no label */
} qtl_layer_information;

/* n samples of a variable of d dimensions, or of two; everything is borrowed. */
typedef struct qtl_variable {
    size_t d;             /* 0: there is no such variable */
    const double *values; /* [d][n], dimension by dimension as in qtl_layer */
    bool discrete;        /* symbols rather than numbers: only equality means anything */
} qtl_variable;

typedef struct qtl_sample {
    size_t n;
    qtl_variable x;
    qtl_variable y; /* d = 0: the entropy of x is asked for, else I(X;Y) */
} qtl_sample;

/* One parameter of an estimator. */
typedef enum qtl_param_type {
    QTL_PARAM_INT,
    QTL_PARAM_REAL,
    QTL_PARAM_CHOICE
} qtl_param_type;
typedef struct qtl_param_spec {
    const char *key; /* NULL ends a list of parameters */
    qtl_param_type type;
    double fallback;  /* default; NaN: unset unless given */
    double low, high; /* allowed, inclusive; for a choice ignored */
    const char *const
        *choices; /* NULL-terminated words of a choice; the value is their index. For a
                     number NULL, or one word that stands for the fallback */
    const char *summary;
} qtl_param_spec;

enum { QTL_PARAMS_MAX = 8 };
typedef struct qtl_params {
    double value[QTL_PARAMS_MAX]; /* in the order of the estimator's list */
    bool given[QTL_PARAMS_MAX];
} qtl_params;

typedef struct qtl_estimator {
    const char *name;    /* key, e.g. "kde" */
    const char *summary; /* one line */
    const char *target;  /* what it estimates: "codes", "binned layer", "noisy layer" */
    const char *cite;    /* paper and equation */
    const qtl_param_spec *params; /* ends with a NULL key */
    bool needs_codes;             /* only for discrete layers */
    /* Either may be NULL: not for layers, or not for samples. QTL_EUNSUPPORTED says why a
     * kind of variable or a quantity is none of this estimator's. */
    qtl_status (*layer)(const qtl_layer *layer, const qtl_params *params,
                        qtl_layer_information *out);
    qtl_status (*sample)(const qtl_sample *sample, const qtl_params *params,
                         qtl_estimate *out);
    qtl_status (*check)(const qtl_params *params); /* whether the parameters go together;
                                                      NULL: they always do */
} qtl_estimator;

/* Estimator i of the table, NULL past its end; and by name (QTL_EUNKNOWN suggests the
 * nearest). */
const qtl_estimator *qtl_estimator_at(size_t i);
QTL_NODISCARD qtl_status qtl_estimator_find(const char *name, const qtl_estimator **out);

/* An estimator with its parameters, as written "NAME[:key=value,...]". qtl_method_parse
 * makes one and fills the defaults in: parameters of zero are not the defaults. */
typedef struct qtl_method {
    const qtl_estimator *estimator;
    qtl_params params;
} qtl_method;

/* Parses a method; an unknown estimator, key or word is QTL_EUNKNOWN and suggests the
 * nearest, a value out of range is QTL_ERANGE and says what is allowed, anything else
 * that cannot be is QTL_EINVAL. *out is untouched on failure. */
QTL_NODISCARD qtl_status qtl_method_parse(const char *text, qtl_method *out);

/* The given parameters in table order, "bins=30,low=-1,high=1"; "" when none is given.
 * Truncated to `size`. */
void qtl_method_params(const qtl_method *method, char *text, size_t size);

/* Estimates I(X;T), and I(T;Y) if the layer has labels. Checks the layer once:
 *   QTL_EINVAL        NULL; values that are not finite (not read by estimators that need
 *                     codes); codes of both sizes; p(x) or a p(y|x) that is negative or
 *                     does not sum to 1 within 1e-9; K classes but no labels
 *   QTL_EEMPTY        no points or no neurons
 *   QTL_ERANGE        more than 2^30 points, or a label that is not below K
 *   QTL_EUNSUPPORTED  the estimator needs codes and the layer has none, or is not for
 *                     layers
 *   QTL_ENOMEM, QTL_ENUMERIC  from the estimator
 * *out is untouched on failure. */
QTL_NODISCARD qtl_status qtl_method_layer(const qtl_method *method,
                                          const qtl_layer *layer,
                                          qtl_layer_information *out);

/* Estimates H(X) or h(X) (y.d = 0) or I(X;Y) from samples. Checks the sample once: sizes
 * (QTL_EEMPTY, QTL_ERANGE) and finite values (QTL_EINVAL); else fails as above, with
 * QTL_EUNSUPPORTED also for a kind of variable or a quantity that is not the estimator's.
 * *out is untouched on failure. */
QTL_NODISCARD qtl_status qtl_method_sample(const qtl_method *method,
                                           const qtl_sample *sample, qtl_estimate *out);

#pragma GCC visibility pop
#endif

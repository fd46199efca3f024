/* What a layer T knows of the relevant part R and of the irrelevant part N of its input,
 * counted. All results in bits. */
#ifndef QUANTAL_RELEVANCE_H
#define QUANTAL_RELEVANCE_H

#include <stddef.h>
#include <stdint.h>

#include "quantal/estimator.h"
#include "quantal/status.h"

#pragma GCC visibility push(default)

/* Points i with p(x_i), what T is there, and the two parts that make up x_i. Symbols are
 * any numbers; only equality means anything. Points may repeat, and T need not be a
 * function of (R, N): then it is counted as the noisy channel that the points show. */
typedef struct qtl_relevance_points {
    size_t n_points;            /* 1 to 2^30 */
    const uint32_t *symbol;     /* [n_points] T */
    const uint32_t *relevant;   /* [n_points] R */
    const uint32_t *irrelevant; /* [n_points] N */
    const double *p_x; /* [n_points], or NULL: every point has probability 1/n_points */
} qtl_relevance_points;

typedef struct qtl_relevance {
    double i_tr_bits;         /* I(T;R) */
    double i_tn_bits;         /* I(T;N) */
    double i_tr_given_n_bits; /* I(T;R|N) */
    double i_tn_given_r_bits; /* I(T;N|R) */
} qtl_relevance;

/* All four from the entropies of T, R, N, their pairs and the triple:
 *   I(T;R) = H(T) + H(R) - H(T,R),  I(T;N|R) = H(T,R) + H(R,N) - H(R) - H(T,R,N),
 * and with R and N exchanged. So I(T;R) + I(T;N|R) = I(T;N) + I(T;R|N) = I(T;R,N), which
 * is I(X;T) of a layer over x = (R, N), up to rounding (some 1e-14 bit). R and N may
 * depend on each other; if they do not, I(T;N|R) >= I(T;N) and I(T;R|N) >= I(T;R).
 *
 * Without p_x every entropy is a function of integer tallies: the bits do not depend on
 * the order of points nor on how symbols are numbered.
 *
 * QTL_EINVAL on NULL, QTL_EEMPTY without points, QTL_ERANGE for more than 2^30 or a p_x
 * that is negative or does not sum to 1 within 1e-9; QTL_ENOMEM. *out is untouched on
 * failure. O(n_points). Cover & Thomas (2006), theorem 2.5.2. */
QTL_NODISCARD qtl_status qtl_relevance_count(const qtl_relevance_points *points,
                                             qtl_relevance *out);

/* The same of a discrete layer (with codes; its p_x holds, its labels are not read) whose
 * points have the parts relevant[n_points] and irrelevant[n_points]. Fails as above, and
 * with QTL_EUNSUPPORTED for a continuous layer. O(n_points width). */
QTL_NODISCARD qtl_status qtl_relevance_layer(const qtl_layer *layer,
                                             const uint32_t *relevant,
                                             const uint32_t *irrelevant,
                                             qtl_relevance *out);

#pragma GCC visibility pop
#endif

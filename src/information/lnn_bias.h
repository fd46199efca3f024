/* The constant B(k, d, neighbours, order) that the local nearest-neighbour entropy has
 * too much, whatever the density. */
#ifndef QTL_INFORMATION_LNN_BIAS_H
#define QTL_INFORMATION_LNN_BIAS_H

#include <stddef.h>
#include <stdint.h>

#include "quantal/status.h"

typedef struct qtl_lnn_shape {
    int order;         /* 1 or 2 */
    size_t k;          /* the neighbour whose distance is the bandwidth */
    size_t neighbours; /* in the sums */
    size_t d;
} qtl_lnn_shape;

/* A mean over random draws. */
typedef struct qtl_lnn_bias {
    double nats;
    double stderr_nats;
} qtl_lnn_bias;

/* B in the limit of many samples, where the neighbours are a Poisson process: E_j the
 * partial sums of unit exponentials, directions uniform, u_j = (E_j / E_k)^(1/d);
 *   B = E[-ln f_hat + ln f],  ln f = ln E_k - ln c_d - d ln h  (c_d: volume of the ball).
 * Gao, Oh & Viswanath (2016), theorem 1. Draws come in chunks of 4096, one random stream
 * each, until the standard error is at most `stderr_nats` or there are `draws_max`; same
 * arguments, same bits. */
QTL_NODISCARD qtl_status qtl_lnn_bias_simulate(const qtl_lnn_shape *shape,
                                               double stderr_nats, size_t draws_max,
                                               uint64_t seed, qtl_lnn_bias *out);

/* From the table if the shape is in it (k = 5, default neighbours, d up to 32), else
 * simulated to 0.005 nat or better. */
QTL_NODISCARD qtl_status qtl_lnn_bias_of(const qtl_lnn_shape *shape, qtl_lnn_bias *out);

/* Neighbours when none are asked for: 30, and more beyond 20 dimensions: d + 10. */
size_t qtl_lnn_default_neighbours(size_t d);

/* The table: [order - 1][d - 1]. */
enum { QTL_LNN_TABLE_K = 5, QTL_LNN_TABLE_D = 32 };
extern const qtl_lnn_bias qtl_lnn_bias_table[2][QTL_LNN_TABLE_D];

#endif

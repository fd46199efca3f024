/* Mean and standard deviation of the gradient over the mini-batches of an epoch. */
#ifndef QTL_NETWORK_STATISTICS_H
#define QTL_NETWORK_STATISTICS_H

#include "network/network.h"
#include "quantal/trainer.h"

typedef struct qtl_gradient_sums {
    double *mean;    /* [n_parameters] */
    double *squares; /* sums of squared deviations from the mean */
    size_t n_parameters, n_batches;
} qtl_gradient_sums;

/* Allocates on first use, then only starts a new epoch. */
QTL_NODISCARD qtl_status qtl_gradient_sums_start(qtl_gradient_sums *sums,
                                                 size_t n_parameters);
void qtl_gradient_sums_free(qtl_gradient_sums *sums);
void qtl_gradient_sums_add(qtl_gradient_sums *sums, const float *gradient);

/* stats [n_layers] */
void qtl_gradient_sums_finish(const qtl_gradient_sums *sums, const qtl_network *network,
                              qtl_gradient_stats *stats);

#endif

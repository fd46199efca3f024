/* Products of wide dense layers in training, by OpenBLAS. */
#ifndef QTL_NETWORK_BLAS_H
#define QTL_NETWORK_BLAS_H

#include <stdbool.h>

#include "network/kernels.h"

/* Whether the products of an n_out x n_in layer are faster through BLAS than by the
 * kernels. */
bool qtl_blas_pays(size_t n_in, size_t n_out);

/* Version and kernels of the library, which decide the last bits. */
const char *qtl_blas_name(void);

/* One thread for each caller, as the library's own threads are over runs. The first call
 * is not made side by side with others. */
void qtl_blas_start(void);

/* The same products as those of the kernels, but for the order of the sums. */
void qtl_blas_forward(const qtl_product *task);
void qtl_blas_backward(const qtl_product *task); /* without its factor */
void qtl_blas_outer(const qtl_outer *task);      /* without its biases */

#endif

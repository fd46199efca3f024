#include "network/blas.h"

#include <f77blas.h>

#include <cblas.h>

/* Measured by tests/bench/bench_products.c, GF/s of kernels and of BLAS at batch 128:
 *     784 x 16:   90 and  84 forward,  67 and  68 for the gradient
 *     784 x 64:   93 and 100,          68 and  94
 *     784 x 256:  92 and 104,          68 and 104
 *     784 x 1024: 88 and  99,          66 and 100
 *     64 x 64:    92 and 114,          67 and  89
 * The order of the sums, and with it the last bits, then depends on the machine: that is
 * worth a third of an epoch of a layer of a thousand, not a tenth of one of twenty. */
static const size_t least_side = 64;
static const size_t least_weights = 100000;

bool qtl_blas_pays(size_t n_in, size_t n_out)
{
    return n_in >= least_side && n_out >= least_side && n_in * n_out >= least_weights;
}

void qtl_blas_start(void)
{
    if (openblas_get_num_threads() != 1) {
        openblas_set_num_threads(1);
    }
}

const char *qtl_blas_name(void)
{
    return openblas_get_config();
}

/* To BLAS a matrix lies column by column, so rows [n][stride] are columns of samples. */
typedef struct columns {
    char as; /* N: as it lies; T: transposed */
    float *data;
    size_t pitch;
} columns;

/* out = a b + keep * out, m x n, k products each. By the Fortran interface, because GSL
 * brings a slow cblas_sgemm of the same name. */
static void multiply(columns a, columns b, float keep, columns out, const size_t size[3])
{
    float one = 1;
    blasint m = (blasint)size[0];
    blasint n = (blasint)size[1];
    blasint k = (blasint)size[2];
    blasint a_pitch = (blasint)a.pitch;
    blasint b_pitch = (blasint)b.pitch;
    blasint out_pitch = (blasint)out.pitch;
    BLASFUNC(sgemm)
    (&a.as, &b.as, &m, &n, &k, &one, a.data, &a_pitch, b.data, &b_pitch, &keep, out.data,
     &out_pitch);
}

static columns as_is(qtl_rows rows)
{
    return (columns){'N', rows.data, rows.stride};
}

void qtl_blas_forward(const qtl_product *task)
{
    const qtl_rows out = task->out;
    for (size_t j = 0; j < out.n_rows; j++) {
        for (size_t s = 0; s < out.n_lanes; s++) {
            out.data[j * out.stride + s] = task->bias[j];
        }
    }
    const columns weights = {'N', (float *)task->matrix, task->out_step};
    const size_t size[3] = {out.n_lanes, out.n_rows, task->in.n_rows};
    multiply(as_is(task->in), weights, 1, as_is(out), size);
}

void qtl_blas_backward(const qtl_product *task)
{
    const columns weights = {'T', (float *)task->matrix, task->in_step};
    const size_t size[3] = {task->out.n_lanes, task->out.n_rows, task->in.n_rows};
    multiply(as_is(task->in), weights, 0, as_is(task->out), size);
}

void qtl_blas_outer(const qtl_outer *task)
{
    columns in = as_is(task->in);
    in.as = 'T';
    const columns out = {'N', task->weights, task->in.n_rows};
    const size_t size[3] = {task->in.n_rows, task->delta.n_rows, task->in.n_lanes};
    multiply(in, as_is(task->delta), 0, out, size);
}

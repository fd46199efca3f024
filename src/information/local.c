#include "information/local.h"

#include <math.h>
#include <stdlib.h>

#include "core/memory.h"

enum { LANES = QTL_LOCAL_LANES };

static const double relative_floor = 1e-13;

const qtl_local_kernels *qtl_local_kernels_for(qtl_isa isa)
{
    static const qtl_local_kernels *const kernels[QTL_ISA_COUNT] = {
        &qtl_local_kernels_baseline, &qtl_local_kernels_avx2, &qtl_local_kernels_avx512};
    return kernels[isa];
}

qtl_status qtl_local_create(size_t n, size_t d, qtl_isa isa, qtl_local *out)
{
    const size_t stride = (n + LANES - 1) / LANES * LANES;
    const size_t vectors = (d + LANES - 1) / LANES * LANES;
    double *memory = NULL;
    QTL_ALLOC(memory, (d + 1) * stride + 3 * vectors + d * d);
    double *vector = memory + (d + 1) * stride;
    *out = (qtl_local){
        .d = d,
        .n = n,
        .stride = stride,
        .u = memory,
        .roots = memory + d * stride,
        .mean = vector,
        .before = vector + vectors,
        .solved = vector + 2 * vectors,
        .factor = vector + 3 * vectors,
        .exp_kernels = qtl_kde_kernels_for(isa),
        .kernels = qtl_local_kernels_for(isa),
    };
    return QTL_OK;
}

void qtl_local_free(qtl_local *local)
{
    free(local->u);
    *local = (qtl_local){0};
}

void qtl_local_weigh(qtl_local *local)
{
    const size_t n_blocks = local->stride / LANES;
    local->kernels->exponents(local->u, local->d, n_blocks, local->roots);
    local->exp_kernels->exp2(local->roots, local->stride);
    for (size_t j = local->n; j < local->stride; j++) {
        local->roots[j] = 0;
    }
    local->s0 =
        local->kernels->mean(local->u, local->d, local->roots, n_blocks, local->mean);
}

bool qtl_local_factor(qtl_local *local, const double *least)
{
    const size_t d = local->d;
    const qtl_local_factors factors = {local->mean, local->before, local->factor};
    local->kernels->factor(local->u, d, local->roots, local->stride / LANES, &factors);
    const double scale = 1 / sqrt(local->s0);
    for (size_t i = 0; i < d * d; i++) {
        local->factor[i] *= scale;
    }
    bool regular = true;
    for (size_t c = 0; c < d; c++) {
        local->before[c] *= scale;
        const double floor =
            fmax(relative_floor * local->before[c], least ? least[c] : 0);
        regular = regular && local->factor[c * d + c] > floor;
    }
    return regular;
}

/* factor' z = mean by forward substitution; |z|^2 is what is asked for. */
double qtl_local_mahalanobis(const qtl_local *local)
{
    const size_t d = local->d;
    double *z = local->solved;
    double sum = 0;
    for (size_t c = 0; c < d; c++) {
        double rest = local->mean[c];
        for (size_t r = 0; r < c; r++) {
            rest -= local->factor[r * d + c] * z[r];
        }
        z[c] = rest / local->factor[c * d + c];
        sum += z[c] * z[c];
    }
    return sum / 2;
}

static double half_ln_det(const qtl_local *local)
{
    double sum = 0;
    for (size_t c = 0; c < local->d; c++) {
        sum += log(local->factor[c * local->d + c]);
    }
    return sum;
}

static double half_square_of_mean(const qtl_local *local)
{
    double sum = 0;
    for (size_t c = 0; c < local->d; c++) {
        sum += local->mean[c] * local->mean[c];
    }
    return sum / 2;
}

double qtl_local_minus_ln_density(const qtl_local *local, int order)
{
    const double common = (double)local->d / 2 * log(2 * M_PI) - log(local->s0);
    return common + (order == 1 ? half_square_of_mean(local)
                                : half_ln_det(local) + qtl_local_mahalanobis(local));
}

#include "network/kernels.h"

#define TABLE(isa)                                                                       \
    {                                                                                    \
        &qtl_product_kernels_##isa, &qtl_sparse_kernels_##isa, &qtl_image_kernels_##isa, \
            &qtl_activation_kernels_##isa, &qtl_optimizer_kernels_##isa                  \
    }

const qtl_kernels *qtl_kernels_for(qtl_isa isa)
{
    static const qtl_kernels tables[QTL_ISA_COUNT] = {
        [QTL_ISA_BASELINE] = TABLE(baseline),
        [QTL_ISA_AVX2] = TABLE(avx2),
        [QTL_ISA_AVX512] = TABLE(avx512),
    };
    return &tables[isa < QTL_ISA_COUNT ? isa : QTL_ISA_BASELINE];
}

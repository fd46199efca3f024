/* One binary, every x86-64: each *_kernels.c is compiled once per instruction set with
 * QTL_ISA = baseline, avx2 or avx512, and puts its functions in one const table named by
 * QTL_ISA_NAME. The table is chosen at run time.
 *
 * Kernels use GCC's vector extension with vectors of the hardware's width (GCC splits
 * wider ones badly) and as many partial sums whatever that is. No fused multiply-add, no
 * reassociation: every instruction set gives the same bits, and the tests compare them
 * all. */
#ifndef QTL_CORE_ISA_H
#define QTL_CORE_ISA_H

#include <stdbool.h>

typedef enum qtl_isa {
    QTL_ISA_BASELINE,
    QTL_ISA_AVX2,
    QTL_ISA_AVX512,
    QTL_ISA_COUNT
} qtl_isa;

bool qtl_isa_supported(qtl_isa isa);

/* Widest instruction set of this processor. */
qtl_isa qtl_isa_best(void);

const char *qtl_isa_name(qtl_isa isa);

/* QTL_ISA_NAME(qtl_x) is qtl_x_avx2 and so on inside a *_kernels.c. */
#define QTL_ISA_JOIN(name, isa) name##_##isa
#define QTL_ISA_PASTE(name, isa) QTL_ISA_JOIN(name, isa)
#ifndef QTL_ISA
#define QTL_ISA baseline
#endif
#define QTL_ISA_NAME(name) QTL_ISA_PASTE(name, QTL_ISA)

#endif

#include "core/isa.h"

bool qtl_isa_supported(qtl_isa isa)
{
    __builtin_cpu_init();
    switch (isa) {
    case QTL_ISA_BASELINE:
        return true;
    case QTL_ISA_AVX2:
        return __builtin_cpu_supports("avx2");
    case QTL_ISA_AVX512:
        return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
               __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw");
    case QTL_ISA_COUNT:
        break;
    }
    return false;
}

qtl_isa qtl_isa_best(void)
{
    qtl_isa best = QTL_ISA_BASELINE;
    for (qtl_isa isa = QTL_ISA_BASELINE; isa < QTL_ISA_COUNT; isa++) {
        best = qtl_isa_supported(isa) ? isa : best;
    }
    return best;
}

const char *qtl_isa_name(qtl_isa isa)
{
    static const char *const names[QTL_ISA_COUNT] = {"baseline", "avx2", "avx512"};
    return isa < QTL_ISA_COUNT ? names[isa] : "unknown";
}

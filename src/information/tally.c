#include "information/tally.h"

#include <math.h>

double qtl_tally_sum(const int64_t *tally, size_t n)
{
    double sum = 0;
    for (size_t c = 2; c <= n; c++) {
        if (tally[c]) {
            const double count = (double)c;
            sum += (double)tally[c] * (count * log2(count));
        }
    }
    return sum;
}

double qtl_entropy_of_tally(const int64_t *tally, size_t n)
{
    if (tally[n]) {
        return 0; /* all points in one symbol */
    }
    const double total = (double)n;
    return fmax(log2(total) - qtl_tally_sum(tally, n) / total, 0);
}

double qtl_minus_p_log_p(double p)
{
    return p > 0 ? -p * log2(p) : 0;
}

double qtl_entropy_of_weights(const double *p, size_t n)
{
    double h = 0;
    for (size_t i = 0; i < n; i++) {
        h += qtl_minus_p_log_p(p[i]);
    }
    return fmax(h, 0);
}

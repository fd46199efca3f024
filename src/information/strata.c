#include "information/strata.h"

#include <math.h>

/* Welford (1962). */
void qtl_stratum_add(qtl_stratum *sum, double value, double control, size_t n)
{
    const double step = value - sum->mean;
    const double control_step = control - sum->control_mean;
    sum->mean += step / (double)n;
    sum->control_mean += control_step / (double)n;
    sum->squares += step * (value - sum->mean);
    sum->control_squares += control_step * (control - sum->control_mean);
    sum->product += step * (control - sum->control_mean);
}

/* Of the quantity in its control, within strata. */
static double slope_within(const qtl_stratum *strata, const double *weight, size_t n)
{
    double product = 0;
    double squares = 0;
    for (size_t i = 0; i < n; i++) {
        product += weight[i] * weight[i] * strata[i].product;
        squares += weight[i] * weight[i] * strata[i].control_squares;
    }
    return squares > 0 ? product / squares : 0;
}

qtl_estimate qtl_strata_mean(const qtl_stratum *strata, const double *weight, size_t n,
                             size_t draws, double expected)
{
    const double m = (double)draws;
    const double slope = slope_within(strata, weight, n);
    double value = 0;
    double variance = 0;
    for (size_t i = 0; i < n; i++) {
        const qtl_stratum *of = &strata[i];
        const double p = weight[i];
        value += p > 0 ? p * (of->mean - slope * (of->control_mean - expected)) : 0;
        variance +=
            p * p *
            (of->squares - slope * (2 * of->product - slope * of->control_squares));
    }
    return (qtl_estimate){value, sqrt(fmax(variance, 0) / (m * (m - 1)))};
}

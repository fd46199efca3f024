#include "experiment/phases.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "experiment/broken_line.h"

static const double resolution_bits = 0.01; /* of a change point's fit */
static const double still_to_come = 0.1;    /* of a movement that is all but over */

qtl_phase_rule qtl_phase_rule_of(const char *quantity)
{
    const bool label = strcmp(quantity, "I(T;Y)") == 0;
    return (qtl_phase_rule){label ? QTL_DELTA_LABEL_BITS : QTL_DELTA_INPUT_BITS, NAN};
}

/* First, last and highest value; false if all are gaps. */
static bool find_extremes(const size_t *epochs, const double *bits, size_t n,
                          qtl_phase *phase)
{
    bool any = false;
    for (size_t i = 0; i < n; i++) {
        if (isnan(bits[i])) {
            continue;
        }
        if (!any) {
            phase->first_bits = bits[i];
        }
        if (!any || bits[i] > phase->peak_bits) {
            phase->peak_bits = bits[i];
            phase->peak_epoch = (double)epochs[i];
        }
        phase->last_bits = bits[i];
        phase->last_epoch = (double)epochs[i];
        any = true;
    }
    return any;
}

/* Last epoch at which the curve is no lower than `level`. */
static double last_above(const size_t *epochs, const double *bits, size_t n, double level)
{
    while (n > 0 && !(bits[n - 1] >= level)) {
        n--;
    }
    return n > 0 ? (double)epochs[n - 1] : NAN;
}

/* First epoch at which the curve is no lower than `level`, which it reaches. */
static double first_above(const size_t *epochs, const double *bits, double level)
{
    size_t i = 0;
    while (!(bits[i] >= level)) {
        i++;
    }
    return (double)epochs[i];
}

static bool never_below(const double *bits, size_t n, double level)
{
    for (size_t i = 0; i < n; i++) {
        if (bits[i] < level) {
            return false;
        }
    }
    return !isnan(level);
}

/* When a fall of more than delta begins, when it is all but over, and how long that is.
 */
static void find_compression(const size_t *epochs, const double *bits, size_t n,
                             const qtl_phase_rule *rule, qtl_phase *phase)
{
    phase->onset_epoch = last_above(epochs, bits, n, phase->peak_bits - rule->delta_bits);
    const double settled = phase->last_bits + still_to_come * phase->fall_bits;
    phase->settled_epoch = fmax(phase->onset_epoch, last_above(epochs, bits, n, settled));
    phase->compression_share =
        (phase->settled_epoch - phase->onset_epoch) / phase->last_epoch;
}

bool qtl_phase_of(const size_t *epochs, const double *bits, size_t n,
                  const qtl_phase_rule *rule, qtl_phase *out)
{
    qtl_phase phase = {.risen_epoch = NAN,
                       .onset_epoch = NAN,
                       .settled_epoch = NAN,
                       .compression_share = NAN,
                       .change_epoch = {NAN, NAN}};
    if (!find_extremes(epochs, bits, n, &phase)) {
        return false;
    }
    phase.rise_bits = phase.peak_bits - phase.first_bits;
    phase.fall_bits = phase.peak_bits - phase.last_bits;
    if (phase.rise_bits > rule->delta_bits) {
        phase.risen_epoch =
            first_above(epochs, bits, phase.peak_bits - still_to_come * phase.rise_bits);
    }
    const bool falls = phase.fall_bits > rule->delta_bits;
    if (falls) {
        find_compression(epochs, bits, n, rule, &phase);
    }
    if (phase.last_epoch > 0) {
        phase.share_after_peak = 1 - phase.peak_epoch / phase.last_epoch;
    }
    phase.saturated =
        !falls && never_below(bits, n, rule->ceiling_bits - QTL_SATURATED_BITS);
    *out = phase;
    return true;
}

/* x and y [n] from the values that are there; returns how many. */
static size_t take_points(const size_t *epochs, const double *bits, size_t n, double *x,
                          double *y)
{
    size_t n_points = 0;
    for (size_t i = 0; i < n; i++) {
        if (epochs[i] > 0 && !isnan(bits[i])) {
            x[n_points] = log((double)epochs[i]);
            y[n_points++] = bits[i];
        }
    }
    return n_points;
}

qtl_status qtl_phase_changes(const size_t *epochs, const double *bits, size_t n,
                             double change[QTL_CHANGES_MAX])
{
    _Static_assert((int)QTL_CHANGES_MAX == (int)QTL_KNOTS_MAX, "a change is a knot");
    double *x = NULL;
    QTL_ALLOC(x, 2 * n);
    const size_t n_points = take_points(epochs, bits, n, x, x + n);
    qtl_broken_line line = {0};
    const qtl_status status =
        qtl_broken_line_fit(x, x + n, n_points, resolution_bits, &line);
    free(x);
    for (size_t k = 0; status == QTL_OK && k < QTL_CHANGES_MAX; k++) {
        change[k] = k < line.n_knots ? round(exp(line.knot[k])) : NAN;
    }
    return status;
}

/* Where ticks go and what they say. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "plot/axes.h"

static const double slack = 1e-9; /* of a step: a tick at the very end is in */

static void push(qtl_ticks *out, double value)
{
    if (out->n < QTL_TICKS_MAX) {
        out->tick[out->n++] = (qtl_tick){.value = value};
    }
}

/* The smallest of 1, 2, 5 times a power of ten that is at least `least`. */
static double nice_step(double least)
{
    static const double factors[] = {1, 2, 5};
    const double power = pow(10, floor(log10(least)));
    for (size_t i = 0; i < sizeof factors / sizeof factors[0]; i++) {
        if (factors[i] * power >= least * (1 - slack)) {
            return factors[i] * power;
        }
    }
    return 10 * power;
}

static void label_linear(qtl_tick *tick, double step)
{
    const int decimals = (int)fmax(0, -floor(log10(step) + slack));
    if (fabs(tick->value) >= 1e6 || decimals > 4) {
        (void)snprintf(tick->label, sizeof tick->label, "%g", tick->value);
    } else {
        (void)snprintf(tick->label, sizeof tick->label, "%s%.*f",
                       tick->value < 0 ? "\u2212" : "", decimals, fabs(tick->value));
    }
}

static void linear_ticks(const qtl_scale *scale, size_t most, qtl_ticks *out)
{
    const double step =
        nice_step((scale->high - scale->low) / (double)(most > 2 ? most - 1 : 1));
    const double first = ceil(scale->low / step - slack);
    const double last = floor(scale->high / step + slack);
    for (int i = 0; i <= last - first && i < QTL_TICKS_MAX; i++) {
        push(out, first + i == 0 ? 0 : (first + i) * step);
        label_linear(&out->tick[out->n - 1], step);
    }
}

static bool holds(const qtl_scale *scale, double value)
{
    return value >= scale->low * (1 - slack) && value <= scale->high * (1 + slack);
}

/* 1..9 times each power of ten in range; whole powers only when there are many. */
static void log_values(const qtl_scale *scale, qtl_ticks *out)
{
    const int first = (int)floor(log10(scale->low) + slack);
    const int last = (int)floor(log10(scale->high) + slack);
    const int factors = last - first > 10 ? 1 : 9;
    for (int power = first; power <= last; power++) {
        for (int factor = 1; factor <= factors; factor++) {
            const double value = factor * pow(10, power);
            if (holds(scale, value)) {
                push(out, value);
            }
        }
    }
}

static int leading_digit(double value)
{
    return (int)(value / pow(10, floor(log10(value) + slack)) + 0.5);
}

/* Labels the ticks whose leading digit is in `digits`, every `stride`-th power. */
static size_t label_log(qtl_ticks *ticks, const char *digits, int stride, bool write)
{
    size_t n = 0;
    for (size_t i = 0; i < ticks->n; i++) {
        qtl_tick *tick = &ticks->tick[i];
        const int power = (int)floor(log10(tick->value) + slack);
        if (!strchr(digits, '0' + leading_digit(tick->value)) || power % stride != 0) {
            continue;
        }
        n++;
        if (write && strcmp(digits, "1") == 0) {
            (void)snprintf(tick->label, sizeof tick->label,
                           "10<span size=\"5200\" rise=\"2700\">%s%d</span>",
                           power < 0 ? "\u2212" : "", power < 0 ? -power : power);
        } else if (write) {
            (void)snprintf(tick->label, sizeof tick->label, "%g", tick->value);
        }
    }
    return n;
}

static void log_ticks(const qtl_scale *scale, size_t most, qtl_ticks *out)
{
    log_values(scale, out);
    if (label_log(out, "1", 1, false) < 2) {
        const char *digits = label_log(out, "125", 1, false) >= 2 ? "125" : "123456789";
        (void)label_log(out, digits, 1, true);
        return;
    }
    int stride = 1;
    while (label_log(out, "1", stride, false) > most) {
        stride++;
    }
    (void)label_log(out, "1", stride, true);
}

void qtl_ticks_make(const qtl_scale *scale, size_t most, qtl_ticks *out)
{
    out->n = 0;
    (scale->log ? log_ticks : linear_ticks)(scale, most > 2 ? most : 2, out);
}

/* Whether a label has room beside those before it. */
static bool has_room(const qtl_scale *scale, const qtl_ticks *ticks, const qtl_tick *tick)
{
    const double digit = 4.2; /* points at the size of these numbers */
    for (size_t i = 0; i < ticks->n; i++) {
        const qtl_tick *other = &ticks->tick[i];
        const double both = (double)(strlen(tick->label) + strlen(other->label));
        if (other->label[0] &&
            fabs(qtl_scale_at(scale, tick->value) - qtl_scale_at(scale, other->value)) <
                digit * (both / 2 + 0.4)) {
            return false;
        }
    }
    return true;
}

void qtl_ticks_at(const qtl_scale *scale, const double *values, size_t n, qtl_ticks *out)
{
    out->n = 0;
    for (size_t i = 0; i < n && i < QTL_TICKS_MAX; i++) {
        qtl_tick tick = {.value = values[i]};
        (void)snprintf(tick.label, sizeof tick.label, "%.6g", values[i]);
        if (!has_room(scale, out, &tick)) {
            tick.label[0] = '\0';
        }
        out->tick[out->n++] = tick;
    }
}

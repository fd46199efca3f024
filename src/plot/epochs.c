#include "plot/epochs.h"

#include <math.h>

size_t qtl_epoch_first(const qtl_ids *epochs)
{
    size_t i = 0;
    while (i < epochs->n && epochs->value[i] <= 0) {
        i++;
    }
    return i;
}

bool qtl_epoch_scale(const qtl_ids *epochs, qtl_scale *scale)
{
    const size_t first = qtl_epoch_first(epochs);
    if (first == epochs->n) {
        return false;
    }
    *scale = (qtl_scale){
        .log = true, .low = epochs->value[first], .high = epochs->value[epochs->n - 1]};
    if (scale->low == scale->high) {
        scale->low /= sqrt(10);
        scale->high *= sqrt(10);
    }
    return true;
}

qtl_band qtl_trace_at(const qtl_trace *trace, size_t epoch)
{
    const double *values = qtl_cube_runs(trace->cube, trace->series, trace->layer, epoch);
    return (trace->logs ? qtl_band_of_logs : qtl_band_of)(values, trace->cube->runs.n);
}

static bool has_value(const qtl_trace *trace, size_t epoch)
{
    return qtl_trace_at(trace, epoch).n > 0;
}

/* From `*at` the next stretch of epochs without gaps: at[0] its first, at[1] one past its
 * last. Epochs at which nothing was measured lie inside of it. */
static bool next_stretch(const qtl_trace *trace, size_t at[2])
{
    const size_t n = trace->cube->epochs.n;
    at[0] = at[1];
    while (at[0] < n && !has_value(trace, at[0])) {
        at[0]++;
    }
    at[1] = at[0];
    while (at[1] < n && (has_value(trace, at[1]) ||
                         !qtl_cube_measured(trace->cube, trace->series, at[1]))) {
        at[1]++;
    }
    return at[0] < n;
}

/* NaN stays NaN. */
static double clamp(const qtl_scale *scale, double value)
{
    return isnan(value) ? value : fmax(scale->low, fmin(scale->high, value));
}

static void line_to(qtl_canvas *canvas, const qtl_panel *panel, double epoch,
                    double value)
{
    if (!isnan(value)) {
        cairo_line_to(canvas->cr, qtl_scale_at(&panel->x, epoch),
                      qtl_scale_at(&panel->y, value));
    }
}

static void draw_band(qtl_canvas *canvas, const qtl_panel *panel, const qtl_trace *trace,
                      const size_t at[2])
{
    const double *epochs = trace->cube->epochs.value;
    for (size_t e = at[0]; e < at[1]; e++) {
        line_to(canvas, panel, epochs[e], clamp(&panel->y, qtl_trace_at(trace, e).high));
    }
    for (size_t e = at[1]; e-- > at[0];) {
        line_to(canvas, panel, epochs[e], clamp(&panel->y, qtl_trace_at(trace, e).low));
    }
    cairo_close_path(canvas->cr);
    qtl_fill(canvas, qtl_color_faded(trace->color, 0.16));
}

static void draw_mean(qtl_canvas *canvas, const qtl_panel *panel, const qtl_trace *trace,
                      const size_t at[2])
{
    for (size_t e = at[0]; e < at[1]; e++) {
        line_to(canvas, panel, trace->cube->epochs.value[e], qtl_trace_at(trace, e).mean);
    }
    qtl_stroke(canvas, trace->color, trace->width, trace->dashed ? 3 : 0);
}

/* A stretch with a value at its first epoch only. */
static bool is_alone(const qtl_trace *trace, const size_t at[2])
{
    size_t e = at[0] + 1;
    while (e < at[1] && !has_value(trace, e)) {
        e++;
    }
    return e == at[1];
}

/* Marks along a line that has them, and a dot where one epoch stands alone. */
static void draw_points(qtl_canvas *canvas, const qtl_panel *panel,
                        const qtl_trace *trace, const size_t at[2])
{
    const bool alone = is_alone(trace, at);
    const double apart = 24;
    double last = -INFINITY;
    for (size_t e = at[0]; e < at[1] && (alone || trace->mark > 0); e++) {
        const double x = qtl_scale_at(&panel->x, trace->cube->epochs.value[e]);
        const double mean = qtl_trace_at(trace, e).mean;
        if (qtl_scale_shows(&panel->y, mean) && x - last >= apart) {
            qtl_mark_draw(canvas, qtl_mark_of_method(trace->mark), x,
                          qtl_scale_at(&panel->y, mean), 3.2, trace->color);
            last = x;
        }
    }
}

static void first_after_zero(const qtl_trace *trace, size_t at[2])
{
    at[1] = qtl_epoch_first(&trace->cube->epochs);
}

void qtl_trace_draw(qtl_canvas *canvas, const qtl_panel *panel, const qtl_trace *trace)
{
    size_t at[2] = {0};
    qtl_panel_clip(canvas, panel, trace->width / 2);
    for (first_after_zero(trace, at); next_stretch(trace, at);) {
        if (trace->cube->runs.n > 1) {
            draw_band(canvas, panel, trace, at);
        }
        draw_mean(canvas, panel, trace, at);
    }
    cairo_restore(canvas->cr);
    for (first_after_zero(trace, at); next_stretch(trace, at);) {
        draw_points(canvas, panel, trace, at);
    }
}

/* A trace at one epoch, on the page. */
typedef struct place {
    double x, y, low, high;
} place;

static place place_at(const qtl_panel *panel, const qtl_trace *trace, size_t e)
{
    const qtl_band band = qtl_trace_at(trace, e);
    return (place){qtl_scale_at(&panel->x, trace->cube->epochs.value[e]),
                   qtl_scale_at(&panel->y, band.mean),
                   qtl_scale_at(&panel->y, clamp(&panel->y, band.low)),
                   qtl_scale_at(&panel->y, clamp(&panel->y, band.high))};
}

static void take_room(qtl_crowd *crowd, const place *a, const place *b)
{
    const int steps = (int)fabs(b->x - a->x) + 1;
    for (int i = 0; i <= steps; i++) {
        const double t = (double)i / steps;
        const double x = a->x + t * (b->x - a->x);
        qtl_crowd_pale(crowd, x, a->low + t * (b->low - a->low), x,
                       a->high + t * (b->high - a->high));
    }
    qtl_crowd_line(crowd, a->x, a->y, b->x, b->y);
}

void qtl_trace_crowd(const qtl_panel *panel, const qtl_trace *trace, qtl_crowd *crowd)
{
    size_t at[2] = {0};
    for (first_after_zero(trace, at); next_stretch(trace, at);) {
        place before = place_at(panel, trace, at[0]);
        for (size_t e = at[0]; e < at[1]; e++) {
            if (has_value(trace, e)) {
                const place here = place_at(panel, trace, e);
                take_room(crowd, &before, &here);
                before = here;
            }
        }
    }
}

size_t qtl_trace_outside(const qtl_trace *trace, const qtl_scale *y)
{
    size_t n = 0;
    for (size_t e = qtl_epoch_first(&trace->cube->epochs); e < trace->cube->epochs.n;
         e++) {
        const qtl_band band = qtl_trace_at(trace, e);
        n += band.n > 0 && !qtl_scale_shows(y, band.mean);
    }
    return n;
}

void qtl_trace_stretch(const qtl_trace *trace, double *low, double *high)
{
    for (size_t e = qtl_epoch_first(&trace->cube->epochs); e < trace->cube->epochs.n;
         e++) {
        const qtl_band band = qtl_trace_at(trace, e);
        if (band.n > 0) {
            *low = fmin(*low, band.low);
            *high = fmax(*high, band.high);
        }
    }
}

/* What a value may be at most and still stretch an axis. */
static double within(double value, double limit)
{
    return isnan(limit) ? value : fmax(-0.1 * limit, fmin(1.15 * limit, value));
}

/* Widens the scale by every value of a series. */
static void stretch(const qtl_cube *cube, size_t series, double limit, qtl_scale *scale)
{
    const double *cells = qtl_cube_runs(cube, series, 0, 0);
    const size_t n = cube->layers.n * cube->epochs.n * cube->runs.n;
    for (size_t c = 0; c < n; c++) {
        if (!isnan(cells[c])) {
            scale->low = fmin(scale->low, within(cells[c], limit));
            scale->high = fmax(scale->high, within(cells[c], limit));
        }
    }
}

void qtl_measure_scale(const qtl_result_tables *tables, const qtl_choice *choice,
                       qtl_quantity quantity, double pad, qtl_scale *scale)
{
    const qtl_cube *cube = &tables->cube[QTL_MEASURES];
    const double limit =
        quantity == QTL_I_XT ? tables->manifest.h_x_bits : tables->manifest.h_y_bits;
    *scale = (qtl_scale){.high = isnan(limit) ? 0 : limit};
    for (size_t m = 0; m < tables->n_methods; m++) {
        for (size_t v = 0; v < QTL_VARIANTS && choice->drawn[m]; v++) {
            stretch(cube, qtl_measure_series(v, m, quantity), limit, scale);
        }
    }
    const double range = scale->high > scale->low ? scale->high - scale->low : 1;
    scale->low -= pad * range;
    scale->high = scale->low + (1.08 + pad) * range;
}

void qtl_panel_place(qtl_panel *panel)
{
    panel->x.from = panel->box.x;
    panel->x.to = panel->box.x + panel->box.w;
    panel->y.from = panel->box.y + panel->box.h;
    panel->y.to = panel->box.y;
}

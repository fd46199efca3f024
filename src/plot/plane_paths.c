/* The paths of one panel of the information plane. */
#include <math.h>
#include <stdint.h>

#include "plot/plane.h"

static const double mark_size = 4.2;
static const double marks_apart = 4.5; /* marks of one path are at least this far apart */

/* One step along a path. */
typedef struct step {
    double x, y; /* on the page; NaN: a gap */
    double epoch;
} step;

static step mean_step(const qtl_plane *p, const qtl_place *at, const qtl_panel *panel,
                      size_t layer, size_t epoch)
{
    const size_t series = qtl_measure_series(at->variant, at->method, QTL_I_XT);
    const size_t n = p->cube->runs.n;
    const double *i_xt = qtl_cube_runs(p->cube, series, layer, epoch);
    const double *i_ty = qtl_cube_runs(p->cube, series + QTL_I_TY, layer, epoch);
    return (step){qtl_scale_at(&panel->x, qtl_band_of(i_xt, n).mean),
                  qtl_scale_at(&panel->y, qtl_band_of(i_ty, n).mean),
                  p->cube->epochs.value[epoch]};
}

static bool is_measured(const qtl_plane *p, const qtl_place *at, size_t epoch)
{
    return qtl_cube_measured(
        p->cube, qtl_measure_series(at->variant, at->method, QTL_I_XT), epoch);
}

static bool is_gap(const step *s)
{
    return isnan(s->x) || isnan(s->y);
}

/* Which of 300 places on the axis of epochs an epoch has; as many along one thin line
 * are all that can be seen. */
static size_t thin_place(const qtl_ids *epochs, size_t e)
{
    enum { THIN_PLACES = 300 };
    const double last = log1p(epochs->value[epochs->n - 1]);
    return epochs->n <= THIN_PLACES || e + 1 == epochs->n
               ? THIN_PLACES + e
               : (size_t)(log1p(epochs->value[e]) / last * THIN_PLACES);
}

/* Every run of a layer as one thin line. */
static void draw_runs(const qtl_plane *p, const qtl_place *at, const qtl_panel *panel,
                      qtl_canvas *canvas, size_t layer)
{
    const size_t series = qtl_measure_series(at->variant, at->method, QTL_I_XT);
    for (size_t r = 0; r < p->cube->runs.n; r++) {
        bool down = false;
        size_t drawn = SIZE_MAX;
        for (size_t e = qtl_epoch_first(&p->cube->epochs); e < p->cube->epochs.n; e++) {
            const double x = qtl_cube_runs(p->cube, series, layer, e)[r];
            const double y = qtl_cube_runs(p->cube, series + QTL_I_TY, layer, e)[r];
            const bool gap = isnan(x) || isnan(y);
            if (!gap && thin_place(&p->cube->epochs, e) != drawn) {
                drawn = thin_place(&p->cube->epochs, e);
                (down ? cairo_line_to : cairo_move_to)(
                    canvas->cr, qtl_scale_at(&panel->x, x), qtl_scale_at(&panel->y, y));
            }
            down = !gap || (down && !is_measured(p, at, e));
        }
    }
    qtl_stroke(canvas, QTL_RUN_COLOR, p->cube->runs.n > 10 ? 0.25 : 0.4, 0);
}

static void draw_mean_line(const qtl_plane *p, const qtl_place *at,
                           const qtl_panel *panel, qtl_canvas *canvas, size_t layer)
{
    bool down = false;
    for (size_t e = qtl_epoch_first(&p->cube->epochs); e < p->cube->epochs.n; e++) {
        const step s = mean_step(p, at, panel, layer, e);
        if (!is_gap(&s)) {
            (down ? cairo_line_to : cairo_move_to)(canvas->cr, s.x, s.y);
        }
        down = !is_gap(&s) || (down && !is_measured(p, at, e));
    }
    qtl_stroke(canvas, QTL_PATH_COLOR, 0.8, 0);
}

/* Marks along the mean path, thinned; the last one always. */
static void draw_marks(const qtl_plane *p, const qtl_place *at, const qtl_panel *panel,
                       qtl_canvas *canvas, size_t layer)
{
    const qtl_mark mark = {layer,
                           qtl_layer_is_output(p->tables, p->cube->layers.value[layer])};
    step last = {NAN, NAN, 0};
    double drawn_x = INFINITY;
    double drawn_y = INFINITY;
    for (size_t e = qtl_epoch_first(&p->cube->epochs); e < p->cube->epochs.n; e++) {
        const step s = mean_step(p, at, panel, layer, e);
        if (is_gap(&s)) {
            continue;
        }
        last = s;
        if (hypot(s.x - drawn_x, s.y - drawn_y) >= marks_apart) {
            qtl_mark_draw(canvas, mark, s.x, s.y, mark_size,
                          qtl_viridis(qtl_scale_at(&p->epoch, s.epoch)));
            drawn_x = s.x;
            drawn_y = s.y;
        }
    }
    if (!is_gap(&last)) {
        qtl_mark_draw(canvas, mark, last.x, last.y, mark_size,
                      qtl_viridis(qtl_scale_at(&p->epoch, last.epoch)));
    }
}

void qtl_plane_legend(qtl_sheet *sheet, size_t layer, bool output, const char *label)
{
    qtl_sheet_add(sheet,
                  &(qtl_legend_item){.swatch = QTL_SWATCH_MARK,
                                     .color = QTL_PATH_COLOR,
                                     .mark = {layer, output}},
                  label);
}

size_t qtl_plane_crowd(const qtl_plane *p, const qtl_place *at, const qtl_panel *panel,
                       qtl_crowd *crowd)
{
    size_t outside = 0;
    for (size_t l = 0; l < p->cube->layers.n; l++) {
        step before = {NAN, NAN, 0};
        for (size_t e = qtl_epoch_first(&p->cube->epochs); e < p->cube->epochs.n; e++) {
            const step s = mean_step(p, at, panel, l, e);
            if (!is_gap(&s)) {
                const step *from = is_gap(&before) ? &s : &before;
                qtl_crowd_line(crowd, from->x - 2, from->y - 2, s.x - 2, s.y - 2);
                qtl_crowd_line(crowd, from->x + 2, from->y + 2, s.x + 2, s.y + 2);
                outside += s.x < panel->box.x || s.x > panel->box.x + panel->box.w ||
                           s.y < panel->box.y || s.y > panel->box.y + panel->box.h;
            }
            before = is_gap(&s) && !is_measured(p, at, e) ? before : s;
        }
    }
    return outside;
}

void qtl_plane_paths(const qtl_plane *p, const qtl_place *at, const qtl_panel *panel,
                     qtl_canvas *canvas)
{
    qtl_panel_clip(canvas, panel, 3);
    const size_t n = p->cube->layers.n;
    for (size_t l = 0; l < n && p->cube->runs.n > 1; l++) {
        draw_runs(p, at, panel, canvas, l);
    }
    for (size_t l = 0; l < n; l++) {
        draw_mean_line(p, at, panel, canvas, l);
    }
    for (size_t l = 0; l < n; l++) {
        draw_marks(p, at, panel, canvas, l);
    }
    cairo_restore(canvas->cr);
}

/* The paths of one panel of the information plane. */
#include <math.h>
#include <stdint.h>

#include "plot/plane.h"

static const double mark_size = 4.2;
static const double marks_apart = 4.5; /* marks of one path are at least this far apart */

static const size_t all_runs = SIZE_MAX; /* their mean */

/* The way of a layer through the epochs, in one run or in the mean of all. */
typedef struct walk {
    const qtl_plane *p;
    const qtl_place *at;
    const qtl_panel *panel;
    size_t layer, run;
    size_t epoch; /* where to go on */
    size_t drawn; /* last place along a thin line */
    bool down;    /* the next step is joined to the last one */
} walk;

/* One step along a path. */
typedef struct step {
    double x, y; /* on the page; NaN: a gap */
    double epoch;
    bool joined; /* to the step before */
} step;

static walk walk_along(const qtl_plane *p, const qtl_place *at, const qtl_panel *panel,
                       size_t layer, size_t run)
{
    return (walk){.p = p,
                  .at = at,
                  .panel = panel,
                  .layer = layer,
                  .run = run,
                  .epoch = qtl_epoch_first(&p->cube->epochs),
                  .drawn = SIZE_MAX};
}

static double value_of(const walk *w, const double *runs)
{
    return w->run == all_runs ? qtl_band_of(runs, w->p->cube->runs.n).mean : runs[w->run];
}

static step step_at(const walk *w, size_t epoch)
{
    const qtl_cube *cube = w->p->cube;
    const size_t series = qtl_measure_series(w->at->variant, w->at->method, QTL_I_XT);
    const double *i_xt = qtl_cube_runs(cube, series, w->layer, epoch);
    const double *i_ty = qtl_cube_runs(cube, series + QTL_I_TY, w->layer, epoch);
    return (step){.x = qtl_scale_at(&w->panel->x, value_of(w, i_xt)),
                  .y = qtl_scale_at(&w->panel->y, value_of(w, i_ty)),
                  .epoch = cube->epochs.value[epoch]};
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

/* A step that is drawn: all of a mean, of a thin line one a place. */
static bool is_new(walk *w, size_t epoch)
{
    const size_t place =
        w->run == all_runs ? epoch : thin_place(&w->p->cube->epochs, epoch);
    const bool new = place != w->drawn;
    w->drawn = place;
    return new;
}

/* The next step that is no gap; false at the end. */
static bool walk_on(walk *w, step *to)
{
    const qtl_cube *cube = w->p->cube;
    const size_t series = qtl_measure_series(w->at->variant, w->at->method, QTL_I_XT);
    while (w->epoch < cube->epochs.n) {
        const size_t e = w->epoch++;
        const step s = step_at(w, e);
        if (isnan(s.x) || isnan(s.y)) {
            w->down = w->down && !qtl_cube_measured(cube, series, e);
        } else if (is_new(w, e)) {
            *to = s;
            to->joined = w->down;
            w->down = true;
            return true;
        }
    }
    return false;
}

static void trace_path(walk w, qtl_canvas *canvas)
{
    step s;
    while (walk_on(&w, &s)) {
        (s.joined ? cairo_line_to : cairo_move_to)(canvas->cr, s.x, s.y);
    }
}

/* Every run of a layer as one thin line. */
static void draw_runs(const qtl_plane *p, const qtl_place *at, const qtl_panel *panel,
                      qtl_canvas *canvas, size_t layer)
{
    for (size_t r = 0; r < p->cube->runs.n; r++) {
        trace_path(walk_along(p, at, panel, layer, r), canvas);
    }
    qtl_stroke(canvas, QTL_RUN_COLOR, p->cube->runs.n > 10 ? 0.25 : 0.4, 0);
}

/* Brings a step into the panel; returns by how much, to the right and down. */
static step hold_within(const qtl_box *box, step *s)
{
    const step at = *s;
    s->x = fmax(box->x, fmin(box->x + box->w, s->x));
    s->y = fmax(box->y, fmin(box->y + box->h, s->y));
    return (step){.x = at.x - s->x, .y = at.y - s->y};
}

/* A head without a shaft that points to what is beyond the edge. */
static void draw_arrow(qtl_canvas *canvas, const step *edge, const step *beyond,
                       qtl_color color)
{
    const double length = 3;
    cairo_save(canvas->cr);
    cairo_translate(canvas->cr, edge->x, edge->y);
    cairo_rotate(canvas->cr, atan2(beyond->y, beyond->x));
    cairo_move_to(canvas->cr, -length, -length * 0.75);
    cairo_line_to(canvas->cr, 0, 0);
    cairo_line_to(canvas->cr, -length, length * 0.75);
    cairo_restore(canvas->cr);
    qtl_stroke(canvas, color, 1, 0);
}

static void draw_mark(const walk *w, step s, qtl_canvas *canvas)
{
    const qtl_plane *p = w->p;
    const qtl_mark mark = {
        w->layer, qtl_layer_is_output(p->tables, p->cube->layers.value[w->layer])};
    const qtl_color color = qtl_viridis(qtl_scale_at(&p->epoch, s.epoch));
    const step beyond = hold_within(&w->panel->box, &s);
    if (beyond.x != 0 || beyond.y != 0) {
        draw_arrow(canvas, &s, &beyond, color);
    } else {
        qtl_mark_draw(canvas, mark, s.x, s.y, mark_size, color);
    }
}

/* Marks along the mean path, thinned; the last one always. */
static void draw_marks(walk w, qtl_canvas *canvas)
{
    step s = {.x = NAN};
    step drawn = {.x = INFINITY, .y = INFINITY};
    while (walk_on(&w, &s)) {
        step held = s;
        (void)hold_within(&w.panel->box, &held);
        if (hypot(held.x - drawn.x, held.y - drawn.y) >= marks_apart) {
            draw_mark(&w, s, canvas);
            drawn = held;
        }
    }
    if (!isnan(s.x)) {
        draw_mark(&w, s, canvas);
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

/* Room of a mean path with its marks; returns how many of its steps are outside. */
static size_t mean_crowd(walk w, qtl_crowd *crowd)
{
    size_t outside = 0;
    step before = {0};
    for (step s; walk_on(&w, &s); before = s) {
        const step beyond = hold_within(&w.panel->box, &s);
        const step *from = s.joined ? &before : &s;
        qtl_crowd_line(crowd, from->x - 2, from->y - 2, s.x - 2, s.y - 2);
        qtl_crowd_line(crowd, from->x + 2, from->y + 2, s.x + 2, s.y + 2);
        outside += beyond.x != 0 || beyond.y != 0;
    }
    return outside;
}

static void run_crowd(walk w, qtl_crowd *crowd)
{
    step before = {0};
    for (step s; walk_on(&w, &s); before = s) {
        const step *from = s.joined ? &before : &s;
        qtl_crowd_pale(crowd, from->x, from->y, s.x, s.y);
    }
}

size_t qtl_plane_crowd(const qtl_plane *p, const qtl_place *at, const qtl_panel *panel,
                       qtl_crowd *crowd)
{
    size_t outside = 0;
    for (size_t l = 0; l < p->cube->layers.n; l++) {
        outside += mean_crowd(walk_along(p, at, panel, l, all_runs), crowd);
        for (size_t r = 0; r < p->cube->runs.n; r++) {
            run_crowd(walk_along(p, at, panel, l, r), crowd);
        }
    }
    return outside;
}

/* Lines end at the axes; marks are whole. */
void qtl_plane_paths(const qtl_plane *p, const qtl_place *at, const qtl_panel *panel,
                     qtl_canvas *canvas)
{
    const size_t n = p->cube->layers.n;
    qtl_panel_clip(canvas, panel, 0.4);
    for (size_t l = 0; l < n && p->cube->runs.n > 1; l++) {
        draw_runs(p, at, panel, canvas, l);
    }
    for (size_t l = 0; l < n; l++) {
        trace_path(walk_along(p, at, panel, l, all_runs), canvas);
        qtl_stroke(canvas, QTL_PATH_COLOR, 0.8, 0);
    }
    cairo_restore(canvas->cr);
    for (size_t l = 0; l < n; l++) {
        draw_marks(walk_along(p, at, panel, l, all_runs), canvas);
    }
}

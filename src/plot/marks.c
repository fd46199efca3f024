#include "plot/marks.h"

#include <math.h>

/* A polygon or star: corners on a circle, the first one at `angle`; a star's inner
 * corners lie at `inner` of the radius. */
typedef struct shape {
    int corners;
    double angle; /* quarter turns, clockwise from the right */
    double inner; /* 0: a polygon */
    double scale; /* makes areas look alike */
} shape;

static const shape output_star = {5, -1, 0.45, 1.35};
static const shape shapes[] = {
    {0, 0, 0, 0.95},   /* circle */
    {4, 0.5, 0, 1.25}, /* square */
    {4, 0, 0, 1.25},   /* diamond */
    {3, -1, 0, 1.3},   /* triangle up */
    {3, 1, 0, 1.3},    /* triangle down */
    {3, 2, 0, 1.3},    /* triangle left */
    {3, 0, 0, 1.3},    /* triangle right */
    {4, 0, 0.4, 1.5},  /* four-pointed star */
};
enum { SHAPES = sizeof shapes / sizeof shapes[0], FILLED = 0, OPEN, DOTTED, STYLES };

static void corner(cairo_t *cr, const shape *s, double radius, double turn)
{
    const double angle = (s->angle + 4 * turn) * M_PI / 2;
    cairo_line_to(cr, radius * cos(angle), radius * sin(angle));
}

static void trace_shape(qtl_canvas *canvas, const shape *s, double x, double y,
                        double size)
{
    cairo_t *cr = canvas->cr;
    const double radius = s->scale * size / 2;
    cairo_save(cr);
    cairo_translate(cr, x, y);
    cairo_new_sub_path(cr);
    if (s->corners == 0) {
        cairo_arc(cr, 0, 0, radius, 0, 2 * M_PI);
    }
    for (int i = 0; i < s->corners; i++) {
        corner(cr, s, radius, (double)i / s->corners);
        if (s->inner > 0) {
            corner(cr, s, radius * s->inner, (i + 0.5) / s->corners);
        }
    }
    cairo_close_path(cr);
    cairo_restore(cr);
}

void qtl_mark_draw(qtl_canvas *canvas, qtl_mark mark, double x, double y, double size,
                   qtl_color color)
{
    const shape *s = mark.output ? &output_star : &shapes[mark.shape % SHAPES];
    const size_t style = mark.output ? FILLED : mark.shape / SHAPES % STYLES;
    const qtl_color edge = {0.2, 0.2, 0.2, color.a};
    trace_shape(canvas, s, x, y, size);
    cairo_set_source_rgba(canvas->cr, style == FILLED ? color.r : 1,
                          style == FILLED ? color.g : 1, style == FILLED ? color.b : 1,
                          color.a);
    cairo_fill_preserve(canvas->cr);
    qtl_stroke(canvas, style == FILLED ? edge : color, style == FILLED ? 0.25 : 0.9, 0);
    if (style == DOTTED) {
        trace_shape(canvas, &shapes[0], x, y, size * 0.35);
        qtl_fill(canvas, color);
    }
}

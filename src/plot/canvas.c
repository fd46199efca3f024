#include "plot/canvas.h"

#include <pango/pangocairo.h>

#include "core/fail.h"

static const double default_size = 7;

/* Unhinted, so that a text has the same shape and width at every resolution. */
static void unhint(PangoLayout *layout)
{
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(pango_layout_get_context(layout), options);
    cairo_font_options_destroy(options);
    pango_cairo_context_set_resolution(pango_layout_get_context(layout),
                                       QTL_POINTS_PER_INCH);
    pango_context_set_round_glyph_positions(pango_layout_get_context(layout), FALSE);
}

/* A layout with a font map to itself: Pango's shared one would stay behind. */
static PangoLayout *own_layout(void)
{
    PangoFontMap *fonts = pango_cairo_font_map_new();
    PangoContext *context = pango_font_map_create_context(fonts);
    PangoLayout *layout = pango_layout_new(context);
    g_object_unref(context);
    g_object_unref(fonts);
    return layout;
}

qtl_status qtl_canvas_open(cairo_surface_t *surface, qtl_canvas *out)
{
    cairo_t *cr = cairo_create(surface);
    if (cairo_status(cr) != CAIRO_STATUS_SUCCESS) {
        const cairo_status_t why = cairo_status(cr);
        cairo_destroy(cr);
        return QTL_FAIL(why == CAIRO_STATUS_NO_MEMORY ? QTL_ENOMEM : QTL_ERANGE,
                        "cannot draw: %s", cairo_status_to_string(why));
    }
    *out = (qtl_canvas){.cr = cr, .layout = own_layout()};
    unhint(out->layout);
    pango_cairo_update_layout(cr, out->layout);
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
    return QTL_OK;
}

qtl_status qtl_canvas_scratch(qtl_canvas *out)
{
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_A8, 1, 1);
    const qtl_status status = qtl_canvas_open(surface, out);
    cairo_surface_destroy(surface);
    return status;
}

void qtl_canvas_close(qtl_canvas *canvas)
{
    if (canvas->cr) {
        g_object_unref(canvas->layout);
        cairo_destroy(canvas->cr);
    }
    *canvas = (qtl_canvas){0};
}

static void set_font(PangoLayout *layout, const qtl_type *type)
{
    PangoFontDescription *font = pango_font_description_new();
    pango_font_description_set_family_static(font, "DejaVu Sans");
    const double size = type->size > 0 ? type->size : default_size;
    pango_font_description_set_size(font, (int)(size * PANGO_SCALE + 0.5));
    pango_font_description_set_weight(font, type->bold ? PANGO_WEIGHT_BOLD
                                                       : PANGO_WEIGHT_NORMAL);
    pango_font_description_set_style(font, type->italic ? PANGO_STYLE_OBLIQUE
                                                        : PANGO_STYLE_NORMAL);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
}

static void set_text(qtl_canvas *canvas, const qtl_type *type, const char *markup)
{
    PangoLayout *layout = canvas->layout;
    const bool limited = type->limit > 0;
    set_font(layout, type);
    pango_layout_set_width(layout, limited ? (int)(type->limit * PANGO_SCALE) : -1);
    pango_layout_set_ellipsize(layout, limited && !type->wrap ? PANGO_ELLIPSIZE_END
                                                              : PANGO_ELLIPSIZE_NONE);
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_alignment(layout, type->anchor_x > 0.75   ? PANGO_ALIGN_RIGHT
                                       : type->anchor_x > 0.25 ? PANGO_ALIGN_CENTER
                                                               : PANGO_ALIGN_LEFT);
    pango_layout_set_markup(layout, markup, -1);
}

void qtl_text_measure(qtl_canvas *canvas, const qtl_type *type, const char *markup,
                      double *width, double *height)
{
    PangoRectangle logical;
    set_text(canvas, type, markup);
    pango_layout_get_extents(canvas->layout, NULL, &logical);
    *width = (double)logical.width / PANGO_SCALE;
    *height = (double)logical.height / PANGO_SCALE;
}

void qtl_text_draw(qtl_canvas *canvas, const qtl_type *type, double x, double y,
                   const char *markup)
{
    PangoRectangle logical;
    const qtl_color c = type->color.a > 0 ? type->color : QTL_INK;
    set_text(canvas, type, markup);
    pango_layout_get_extents(canvas->layout, NULL, &logical);
    cairo_save(canvas->cr);
    cairo_translate(canvas->cr, x, y);
    cairo_rotate(canvas->cr, type->angle);
    cairo_translate(canvas->cr,
                    -(logical.x + type->anchor_x * logical.width) / PANGO_SCALE,
                    -(logical.y + type->anchor_y * logical.height) / PANGO_SCALE);
    cairo_set_source_rgba(canvas->cr, c.r, c.g, c.b, c.a);
    pango_cairo_update_layout(canvas->cr, canvas->layout);
    if (canvas->outlines) {
        pango_cairo_layout_path(canvas->cr, canvas->layout);
        cairo_fill(canvas->cr);
    } else {
        pango_cairo_show_layout(canvas->cr, canvas->layout);
    }
    cairo_restore(canvas->cr);
}

void qtl_stroke(qtl_canvas *canvas, qtl_color color, double width, double dash)
{
    cairo_set_source_rgba(canvas->cr, color.r, color.g, color.b, color.a);
    cairo_set_line_width(canvas->cr, width);
    cairo_set_dash(canvas->cr, &dash, dash > 0, 0);
    cairo_stroke(canvas->cr);
}

void qtl_fill(qtl_canvas *canvas, qtl_color color)
{
    cairo_set_source_rgba(canvas->cr, color.r, color.g, color.b, color.a);
    cairo_fill(canvas->cr);
}

void qtl_line(qtl_canvas *canvas, double x0, double y0, double x1, double y1)
{
    cairo_move_to(canvas->cr, x0, y0);
    cairo_line_to(canvas->cr, x1, y1);
}

#include "plot/axes.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const double axis_width = 0.6;
static const double major_length = 2.8;
static const double minor_length = 1.6;
static const double most_y_ticks = 8;
static const double least_x_step = 20; /* points between two numbers */

double qtl_scale_at(const qtl_scale *scale, double value)
{
    const double t = scale->log ? log(value / scale->low) / log(scale->high / scale->low)
                                : (value - scale->low) / (scale->high - scale->low);
    return scale->from + t * (scale->to - scale->from);
}

bool qtl_scale_shows(const qtl_scale *scale, double value)
{
    return value >= scale->low && value <= scale->high;
}

double qtl_colorbar_at(const qtl_scale *scale, double value)
{
    const qtl_scale unit = {scale->log, scale->low, scale->high, 0, 1};
    return qtl_scale_at(&unit, value);
}

static void x_axis(qtl_canvas *canvas, const qtl_panel *panel)
{
    const double bottom = panel->box.y + panel->box.h;
    const qtl_type type = {.size = panel->x_values ? 6.5 : 0, .anchor_x = 0.5};
    qtl_ticks ticks;
    if (panel->x_values) {
        qtl_ticks_at(&panel->x, panel->x_values, panel->n_x_values, &ticks);
    } else {
        qtl_ticks_make(&panel->x, (size_t)(panel->box.w / least_x_step), &ticks);
    }
    qtl_line(canvas, panel->box.x, bottom, panel->box.x + panel->box.w, bottom);
    qtl_stroke(canvas, QTL_INK, axis_width, 0);
    for (size_t i = 0; i < ticks.n; i++) {
        const double x = qtl_scale_at(&panel->x, ticks.tick[i].value);
        const bool major = ticks.tick[i].label[0] != '\0';
        qtl_line(canvas, x, bottom, x, bottom + (major ? major_length : minor_length));
        qtl_stroke(canvas, QTL_INK, major ? axis_width : axis_width / 2, 0);
        if (major && panel->x_labels) {
            qtl_text_draw(canvas, &type, x, bottom + major_length + 1,
                          ticks.tick[i].label);
        }
    }
}

static bool is_named(const qtl_panel *panel, bool down)
{
    return panel->names && panel->names_down == down;
}

/* Things along the x axis, their names slanted so that any number of them fits. */
static void x_names(qtl_canvas *canvas, const qtl_panel *panel)
{
    const double bottom = panel->box.y + panel->box.h;
    const qtl_type type = {.size = 6.5, .anchor_x = 1, .anchor_y = 0.5, .angle = -0.6};
    qtl_line(canvas, panel->box.x, bottom, panel->box.x + panel->box.w, bottom);
    qtl_stroke(canvas, QTL_INK, axis_width, 0);
    for (size_t i = 0; i < panel->n_names; i++) {
        const double x = qtl_scale_at(&panel->x, (double)i + 0.5);
        qtl_line(canvas, x, bottom, x, bottom + major_length);
        qtl_stroke(canvas, QTL_INK, axis_width, 0);
        if (panel->x_labels) {
            qtl_text_draw(canvas, &type, x + 2, bottom + major_length + 3,
                          panel->names[i]);
        }
    }
}

static void y_names(qtl_canvas *canvas, const qtl_panel *panel)
{
    const double left = panel->box.x;
    const qtl_type type = {.size = 6.5, .anchor_x = 1, .anchor_y = 0.5};
    qtl_line(canvas, left, panel->box.y, left, panel->box.y + panel->box.h);
    qtl_stroke(canvas, QTL_INK, axis_width, 0);
    for (size_t i = 0; i < panel->n_names && panel->y_labels; i++) {
        qtl_text_draw(canvas, &type, left - major_length - 1.5,
                      qtl_scale_at(&panel->y, (double)i + 0.5), panel->names[i]);
    }
}

static void y_axis(qtl_canvas *canvas, const qtl_panel *panel)
{
    const double left = panel->box.x;
    const qtl_type type = {.anchor_x = 1, .anchor_y = 0.5};
    qtl_ticks ticks;
    qtl_ticks_make(&panel->y, (size_t)fmin(panel->box.h / 12, most_y_ticks), &ticks);
    qtl_line(canvas, left, panel->box.y, left, panel->box.y + panel->box.h);
    qtl_stroke(canvas, QTL_INK, axis_width, 0);
    for (size_t i = 0; i < ticks.n; i++) {
        const double y = qtl_scale_at(&panel->y, ticks.tick[i].value);
        const bool major = ticks.tick[i].label[0] != '\0';
        qtl_line(canvas, left, y, left - (major ? major_length : minor_length), y);
        qtl_stroke(canvas, QTL_INK, major ? axis_width : axis_width / 2, 0);
        if (major && panel->y_labels) {
            qtl_text_draw(canvas, &type, left - major_length - 1.5, y,
                          ticks.tick[i].label);
        }
    }
}

/* On one line, or the tail below the rest when they are too long together. What is still
 * too long is set smaller before anything of it is cut. */
static void draw_title(qtl_canvas *canvas, const qtl_panel *panel)
{
    const double baseline = panel->box.y - 2.5;
    const qtl_type tail = {.size = 8, .bold = panel->bold, .anchor_y = 1};
    const char *words = panel->title_tail ? panel->title_tail : "";
    qtl_type title = tail;
    double width = 0;
    double tail_width = 0;
    double height = 0;
    qtl_text_measure(canvas, &tail, panel->title, &width, &height);
    qtl_text_measure(canvas, &tail, words, &tail_width, &height);
    title.limit = panel->box.w + 8;
    const bool fits = width + tail_width <= title.limit;
    title.size *= fmax(0.8, fmin(1, 0.99 * title.limit / width));
    qtl_text_draw(canvas, &title, panel->box.x, fits ? baseline : baseline - height,
                  panel->title);
    qtl_text_draw(canvas, &tail, panel->box.x + (fits ? width : 0), baseline,
                  words + (fits ? 0 : strspn(words, ", ")));
}

void qtl_panel_frame(qtl_canvas *canvas, const qtl_panel *panel)
{
    const qtl_box *box = &panel->box;
    (is_named(panel, false) ? x_names : x_axis)(canvas, panel);
    (is_named(panel, true) ? y_names : y_axis)(canvas, panel);
    if (panel->title) {
        draw_title(canvas, panel);
    }
    if (panel->x_title) {
        const qtl_type type = {.size = 7.5, .anchor_x = 0.5};
        qtl_text_draw(canvas, &type, box->x + box->w / 2, box->y + box->h + 14,
                      panel->x_title);
    }
    if (panel->y_title) {
        const qtl_type type = {
            .size = 7.5, .anchor_x = 0.5, .anchor_y = 1, .angle = -M_PI / 2};
        qtl_text_draw(canvas, &type, box->x - 24, box->y + box->h / 2, panel->y_title);
    }
}

void qtl_panel_limit_y(qtl_canvas *canvas, const qtl_panel *panel, double value,
                       const char *label)
{
    if (!qtl_scale_shows(&panel->y, value)) {
        return;
    }
    const double y = qtl_scale_at(&panel->y, value);
    qtl_line(canvas, panel->box.x, y, panel->box.x + panel->box.w, y);
    qtl_stroke(canvas, QTL_LIMIT, 0.6, 2.4);
    if (label) {
        const double ink = 6.2; /* height of capitals above the line */
        const bool above = y - ink >= panel->box.y;
        const qtl_type type = {.size = 6.5, .color = QTL_GREY, .anchor_y = above ? 1 : 0};
        qtl_text_draw(canvas, &type, panel->box.x + 3, y + (above ? -0.3 : 0.3), label);
    }
}

void qtl_panel_limit_x(qtl_canvas *canvas, const qtl_panel *panel, double value,
                       const char *label)
{
    if (!qtl_scale_shows(&panel->x, value)) {
        return;
    }
    const double x = qtl_scale_at(&panel->x, value);
    const double bottom = panel->box.y + panel->box.h;
    qtl_line(canvas, x, bottom, x, panel->box.y);
    qtl_stroke(canvas, QTL_LIMIT, 0.6, 2.4);
    if (label) {
        const qtl_type type = {
            .size = 6.5, .color = QTL_GREY, .anchor_y = 1, .angle = -M_PI / 2};
        qtl_text_draw(canvas, &type, x - 0.5, bottom - 4, label);
    }
}

void qtl_panel_zone_x(qtl_canvas *canvas, const qtl_panel *panel, double low, double high)
{
    if (!qtl_scale_shows(&panel->x, low) || !qtl_scale_shows(&panel->x, high)) {
        return;
    }
    const double least_width = 1.3;
    const double right = qtl_scale_at(&panel->x, high);
    const double width = fmax(least_width, right - qtl_scale_at(&panel->x, low));
    cairo_rectangle(canvas->cr, right - width, panel->box.y, width, panel->box.h);
    qtl_fill(canvas, QTL_ZONE);
}

void qtl_panel_clip(qtl_canvas *canvas, const qtl_panel *panel, double margin)
{
    const qtl_box *box = &panel->box;
    cairo_save(canvas->cr);
    cairo_rectangle(canvas->cr, box->x - margin, box->y - margin, box->w + 2 * margin,
                    box->h + 2 * margin);
    cairo_clip(canvas->cr);
}

void qtl_panel_say(qtl_canvas *canvas, const qtl_panel *panel, const char *markup)
{
    const qtl_type type = {.color = QTL_GREY,
                           .italic = true,
                           .anchor_x = 0.5,
                           .anchor_y = 0.5,
                           .limit = panel->box.w - 10,
                           .wrap = true};
    qtl_text_draw(canvas, &type, panel->box.x + 5 + type.limit / 2,
                  panel->box.y + panel->box.h / 2, markup);
}

static void bar_gradient(qtl_canvas *canvas, const qtl_colorbar *bar)
{
    enum { STOPS = 64 };
    const qtl_box *box = &bar->box;
    cairo_pattern_t *gradient =
        cairo_pattern_create_linear(0, box->y + box->h, 0, box->y);
    for (int i = 0; i <= STOPS; i++) {
        const double t = (double)i / STOPS;
        const qtl_color c = bar->color(t);
        cairo_pattern_add_color_stop_rgb(gradient, t, c.r, c.g, c.b);
    }
    cairo_rectangle(canvas->cr, box->x, box->y, box->w, box->h);
    cairo_set_source(canvas->cr, gradient);
    cairo_fill(canvas->cr);
    cairo_pattern_destroy(gradient);
}

static void bar_label(qtl_canvas *canvas, const qtl_colorbar *bar, const qtl_tick *tick,
                      double y)
{
    const qtl_type type = {.anchor_y = 0.5};
    const bool floor = bar->floor && tick->value <= bar->scale.low * (1 + 1e-9);
    char label[QTL_TICK_LABEL_SIZE + 8];
    (void)snprintf(label, sizeof label, "%s%s", floor ? "\u2264 " : "", tick->label);
    qtl_text_draw(canvas, &type, bar->box.x + bar->box.w + major_length + 1.5, y, label);
}

void qtl_colorbar_draw(qtl_canvas *canvas, const qtl_colorbar *bar)
{
    const qtl_box *box = &bar->box;
    const double right = box->x + box->w;
    const double title_x = right + (bar->floor ? 30 : 22);
    const qtl_type title = {
        .size = 7.5, .anchor_x = 0.5, .anchor_y = 0, .angle = -M_PI / 2};
    qtl_scale scale = bar->scale;
    scale.from = box->y + box->h;
    scale.to = box->y;
    qtl_ticks ticks;
    bar_gradient(canvas, bar);
    qtl_ticks_make(&scale, (size_t)(box->h / 12), &ticks);
    for (size_t i = 0; i < ticks.n; i++) {
        const double y = qtl_scale_at(&scale, ticks.tick[i].value);
        const bool major = ticks.tick[i].label[0] != '\0';
        qtl_line(canvas, right, y, right + (major ? major_length : minor_length), y);
        qtl_stroke(canvas, QTL_INK, major ? axis_width : axis_width / 2, 0);
        if (major) {
            bar_label(canvas, bar, &ticks.tick[i], y);
        }
    }
    qtl_text_draw(canvas, &title, title_x, box->y + box->h / 2, bar->title);
}

#include "plot/layout.h"

#include <math.h>

size_t qtl_grid_columns(size_t n, size_t most)
{
    const size_t columns = n < most ? n : most;
    const size_t rows = columns ? (n + columns - 1) / columns : 1;
    return n ? (n + rows - 1) / rows : 1;
}

size_t qtl_grid_rows(const qtl_grid *grid)
{
    return (grid->n + grid->columns - 1) / grid->columns;
}

qtl_box qtl_grid_box(const qtl_grid *grid, size_t slot)
{
    const double column = (double)(slot % grid->columns);
    const size_t row = slot / grid->columns;
    return (qtl_box){grid->left + column * (grid->panel_w + grid->gap_x),
                     grid->top + (double)row * (grid->panel_h + grid->gap_y),
                     grid->panel_w, grid->panel_h};
}

void qtl_grid_fit(qtl_grid *grid, double width)
{
    const double columns = (double)grid->columns;
    grid->panel_w =
        (width - grid->left - grid->right - (columns - 1) * grid->gap_x) / columns;
}

double qtl_grid_height(const qtl_grid *grid, double bottom)
{
    const double rows = (double)qtl_grid_rows(grid);
    return grid->top + rows * grid->panel_h + (rows - 1) * grid->gap_y + bottom;
}

bool qtl_grid_is_lowest(const qtl_grid *grid, size_t slot)
{
    return slot + grid->columns >= grid->n;
}

bool qtl_grid_is_leftmost(const qtl_grid *grid, size_t slot)
{
    return slot % grid->columns == 0;
}

static const double row_height = 12;
static const double line_swatch = 18;
static const double mark_swatch = 7;
static const double item_gap = 13;

static void draw_swatch(qtl_canvas *canvas, const qtl_legend_item *item, double x,
                        double y)
{
    const qtl_color c = item->color;
    if (item->swatch == QTL_SWATCH_MARK) {
        qtl_mark_draw(canvas, item->mark, x + mark_swatch / 2, y, 5, c);
        return;
    }
    if (item->swatch == QTL_SWATCH_BAND) {
        cairo_rectangle(canvas->cr, x, y - 3, line_swatch, 6);
        qtl_fill(canvas, c);
        return;
    }
    if (item->swatch == QTL_SWATCH_NONE) {
        return;
    }
    qtl_line(canvas, x, y, x + line_swatch, y);
    qtl_stroke(canvas, c, item->width, item->dashed ? 3 : 0);
    if (item->marked) {
        qtl_mark_draw(canvas, item->mark, x + line_swatch / 2, y, 3.2, c);
    }
}

static double swatch_width(const qtl_legend_item *item)
{
    return item->swatch == QTL_SWATCH_NONE   ? 0
           : item->swatch == QTL_SWATCH_MARK ? mark_swatch
                                             : line_swatch;
}

static double item_width(qtl_canvas *canvas, const qtl_legend_item *item)
{
    double width = 0;
    double height = 0;
    qtl_text_measure(canvas, &(qtl_type){.size = 7.5}, item->label, &width, &height);
    return swatch_width(item) + 4 + width;
}

/* How many items from `first` on fit a row `room` wide, and how wide they are. */
static size_t fill_row(qtl_canvas *canvas, const qtl_legend *legend, size_t first,
                       double room, double *width)
{
    size_t i = first;
    *width = 0;
    for (; i < legend->n; i++) {
        const double more =
            item_width(canvas, &legend->items[i]) + (i > first ? item_gap : 0);
        if (i > first && *width + more > room) {
            break;
        }
        *width += more;
    }
    return i - first;
}

static size_t count_rows(qtl_canvas *canvas, const qtl_legend *legend, double room)
{
    size_t rows = 0;
    double width = 0;
    for (size_t i = 0; i < legend->n; rows++) {
        i += fill_row(canvas, legend, i, room, &width);
    }
    return rows;
}

/* The narrowest room that needs no more rows than the whole width: rows of like length.
 */
static double balanced_room(qtl_canvas *canvas, const qtl_legend *legend)
{
    const size_t rows = count_rows(canvas, legend, legend->width);
    double room = legend->width;
    while (room > 20 && count_rows(canvas, legend, room - 10) == rows) {
        room -= 10;
    }
    return room;
}

double qtl_legend_lay(qtl_canvas *canvas, const qtl_legend *legend, bool draw)
{
    const qtl_type type = {.size = 7.5, .anchor_y = 0.5};
    const double room = balanced_room(canvas, legend);
    double y = legend->y;
    for (size_t i = 0; i < legend->n;) {
        double width = 0;
        const size_t in_row = fill_row(canvas, legend, i, room, &width);
        double x = legend->x + fmax(0, (legend->width - width) / 2);
        for (size_t end = i + in_row; i < end; i++) {
            const double step = item_width(canvas, &legend->items[i]) + item_gap;
            if (draw) {
                draw_swatch(canvas, &legend->items[i], x, y + row_height / 2);
                qtl_text_draw(canvas, &type, x + swatch_width(&legend->items[i]) + 4,
                              y + row_height / 2, legend->items[i].label);
            }
            x += step;
        }
        y += row_height;
    }
    return y - legend->y;
}

/* What a cell of something pale, and of a line, weighs in the search for room. */
enum { PALE = 1, INKED = 8 };

static void occupy(qtl_crowd *crowd, double x, double y, unsigned char weight)
{
    const int column = (int)floor((x - crowd->area.x) / crowd->area.w * QTL_CROWD_CELLS);
    const int row = (int)floor((y - crowd->area.y) / crowd->area.h * QTL_CROWD_CELLS);
    if (column >= 0 && column < QTL_CROWD_CELLS && row >= 0 && row < QTL_CROWD_CELLS) {
        unsigned char *cell = &crowd->cell[row][column];
        *cell = weight > *cell ? weight : *cell;
    }
}

typedef struct segment {
    double x0, y0, x1, y1;
} segment;

static void occupy_along(qtl_crowd *crowd, const segment *s, unsigned char weight)
{
    const double length = hypot(s->x1 - s->x0, s->y1 - s->y0);
    const int steps = length < 1e4 ? (int)length + 1 : 1;
    for (int i = 0; i <= steps; i++) {
        const double t = (double)i / steps;
        occupy(crowd, s->x0 + t * (s->x1 - s->x0), s->y0 + t * (s->y1 - s->y0), weight);
    }
}

void qtl_crowd_line(qtl_crowd *crowd, double x0, double y0, double x1, double y1)
{
    occupy_along(crowd, &(segment){x0, y0, x1, y1}, INKED);
}

void qtl_crowd_pale(qtl_crowd *crowd, double x0, double y0, double x1, double y1)
{
    occupy_along(crowd, &(segment){x0, y0, x1, y1}, PALE);
}

static const double label_height = 8; /* of a limit */
static const double label_width = 40;

void qtl_crowd_limit_y(qtl_crowd *crowd, const qtl_panel *panel, double value,
                       const char *label)
{
    if (qtl_scale_shows(&panel->y, value)) {
        const qtl_box *box = &panel->box;
        const double y = qtl_scale_at(&panel->y, value);
        qtl_crowd_line(crowd, box->x, y, box->x + box->w, y);
        if (label) {
            qtl_crowd_box(crowd, &(qtl_box){box->x, y - label_height, label_width,
                                            2 * label_height});
        }
    }
}

void qtl_crowd_limit_x(qtl_crowd *crowd, const qtl_panel *panel, double value,
                       const char *label)
{
    if (qtl_scale_shows(&panel->x, value)) {
        const qtl_box *box = &panel->box;
        const double x = qtl_scale_at(&panel->x, value);
        const double bottom = box->y + box->h;
        qtl_crowd_line(crowd, x, box->y, x, bottom);
        if (label) {
            qtl_crowd_box(crowd, &(qtl_box){x - label_height, bottom - label_width,
                                            label_height, label_width});
        }
    }
}

void qtl_crowd_box(qtl_crowd *crowd, const qtl_box *box)
{
    for (int i = 0; i <= QTL_CROWD_CELLS; i++) {
        const double y = box->y + i * box->h / QTL_CROWD_CELLS;
        qtl_crowd_line(crowd, box->x, y, box->x + box->w, y);
    }
}

static int crowding(const qtl_crowd *crowd, int row, int column, int rows, int columns)
{
    int sum = 0;
    for (int r = row; r < row + rows; r++) {
        for (int c = column; c < column + columns; c++) {
            sum += crowd->cell[r][c];
        }
    }
    return sum;
}

static int cells_for(double length, double whole)
{
    const int cells = (int)ceil(length / whole * QTL_CROWD_CELLS);
    return cells < QTL_CROWD_CELLS ? cells : QTL_CROWD_CELLS;
}

int qtl_crowd_find(const qtl_crowd *crowd, double w, double h, double *x, double *y)
{
    const int columns = cells_for(w, crowd->area.w);
    const int rows = cells_for(h, crowd->area.h);
    int least = -1;
    for (int row = QTL_CROWD_CELLS - rows; row >= 0 && least != 0; row--) {
        for (int column = QTL_CROWD_CELLS - columns; column >= 0 && least != 0;
             column--) {
            const int sum = crowding(crowd, row, column, rows, columns);
            if (least < 0 || sum < least) {
                least = sum;
                *x = crowd->area.x + column * crowd->area.w / QTL_CROWD_CELLS;
                *y = crowd->area.y + row * crowd->area.h / QTL_CROWD_CELLS;
            }
        }
    }
    return least;
}

/* Words and the place found for them. */
typedef struct note {
    qtl_type type;
    double x, y, w, h;
    int taken; /* by what is drawn below it; 0: nothing */
} note;

/* Breaks the words at `limit` and looks for room with `pad` around them. */
static note place_note(qtl_canvas *canvas, const qtl_crowd *crowd, const char *markup,
                       double limit, double pad)
{
    note n = {.type = {.size = 6.5,
                       .color = QTL_GREY,
                       .italic = true,
                       .wrap = true,
                       .limit = fmin(crowd->area.w - 2 * pad, limit)}};
    qtl_text_measure(canvas, &n.type, markup, &n.w, &n.h);
    n.taken = qtl_crowd_find(crowd, n.w + 2 * pad, n.h + 2 * pad, &n.x, &n.y);
    return n;
}

void qtl_crowd_note(qtl_canvas *canvas, qtl_crowd *crowd, const char *markup)
{
    static const double shares[] = {1, 0.6, 0.4}; /* of the width of one line */
    const double pad = 2.5;
    double line = 0;
    double height = 0;
    qtl_text_measure(canvas, &(qtl_type){.size = 6.5, .italic = true}, markup, &line,
                     &height);
    const size_t first = line + 1 > crowd->area.w - 2 * pad; /* lines of like length */
    note best = place_note(canvas, crowd, markup, shares[first] * line + 1, pad);
    for (size_t i = first + 1; i < sizeof shares / sizeof shares[0] && best.taken > 0;
         i++) {
        const note other = place_note(canvas, crowd, markup, shares[i] * line + 1, pad);
        best = other.taken < best.taken ? other : best;
    }
    const qtl_box ground = {best.x + pad / 2, best.y + pad / 2, best.w + pad,
                            best.h + pad};
    if (best.taken == 0) { /* else a ground would hide what is there */
        cairo_rectangle(canvas->cr, ground.x, ground.y, ground.w, ground.h);
        qtl_fill(canvas, qtl_color_faded(QTL_WHITE, 0.75));
    }
    qtl_text_draw(canvas, &best.type, best.x + pad, best.y + pad, markup);
    qtl_crowd_box(crowd, &ground);
}

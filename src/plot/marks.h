/* Shapes that tell layers apart. */
#ifndef QTL_PLOT_MARKS_H
#define QTL_PLOT_MARKS_H

#include "plot/canvas.h"

/* Shape of layer i (from 0); the output has the star to itself. Eight shapes, filled,
 * then open, then open with a dot; after 24 layers they start again. */
typedef struct qtl_mark {
    size_t shape;
    bool output;
} qtl_mark;

/* Centred at (x, y), `size` points across. */
void qtl_mark_draw(qtl_canvas *canvas, qtl_mark mark, double x, double y, double size,
                   qtl_color color);

#endif

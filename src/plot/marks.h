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

/* Open shapes tell methods apart that share a colour; number 0 is a filled circle. */
static inline qtl_mark qtl_mark_of_method(size_t number)
{
    enum { FIRST_OPEN = 8 };
    return (qtl_mark){number > 0 ? FIRST_OPEN - 1 + number : 0, false};
}

/* Centred at (x, y), `size` points across. */
void qtl_mark_draw(qtl_canvas *canvas, qtl_mark mark, double x, double y, double size,
                   qtl_color color);

#endif

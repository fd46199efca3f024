/* Colours: viridis for what is ordered, Okabe & Ito's set for what is not. */
#ifndef QTL_PLOT_COLOR_H
#define QTL_PLOT_COLOR_H

#include <stdbool.h>
#include <stddef.h>

typedef struct qtl_color {
    double r, g, b, a;
} qtl_color;

#define QTL_INK ((qtl_color){0.13, 0.13, 0.13, 1})
#define QTL_GREY ((qtl_color){0.45, 0.45, 0.45, 1})
#define QTL_LIMIT ((qtl_color){0.55, 0.55, 0.55, 1})
#define QTL_WHITE ((qtl_color){1, 1, 1, 1})

/* Blue at -1, white at 0, vermilion at 1, held to them: less and more than right. */
qtl_color qtl_diverging(double t);

/* viridis (Smith & van der Walt 2015) at t, held to [0, 1]: dark blue to yellow. */
qtl_color qtl_viridis(double t);

/* Okabe & Ito's (2008) colours without yellow, which is lost on white, blue first. */
enum { QTL_OKABE_ITO_COUNT = 7 };
qtl_color qtl_okabe_ito(size_t i);

/* The colour `share` of the way to black (0) or white (1). */
static inline qtl_color qtl_color_towards(qtl_color color, double end, double share)
{
    return (qtl_color){color.r + share * (end - color.r),
                       color.g + share * (end - color.g),
                       color.b + share * (end - color.b), color.a};
}

/* The colour of the continuous twin: half way to black, because twins often coincide and
 * the upper line must show on the lower one; of what is nearly black, to white. */
static inline qtl_color qtl_color_of_twin(qtl_color color, bool continuous)
{
    const double luma = 0.2126 * color.r + 0.7152 * color.g + 0.0722 * color.b;
    return continuous ? qtl_color_towards(color, luma < 0.2, luma < 0.2 ? 0.6 : 0.5)
                      : color;
}

/* The same colour, more or less transparent. */
static inline qtl_color qtl_color_faded(qtl_color color, double alpha)
{
    color.a *= alpha;
    return color;
}

#endif

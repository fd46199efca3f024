#include "plot/bias_scale.h"

#include <math.h>
#include <stdio.h>

static const double least_bits = 0.01;
static const double most_bits = 10;

/* -1 to 1: asinh, so that both signs have a logarithm. */
static double tint(double bits)
{
    const double t = asinh(bits / least_bits) / asinh(most_bits / least_bits);
    return fmin(fmax(t, -1), 1);
}

qtl_color qtl_bias_color(double bits)
{
    return qtl_diverging(tint(bits));
}

void qtl_bias_words(double bits, char words[QTL_BIAS_WORDS_SIZE])
{
    const double white = 0.0005; /* a tint that nobody sees */
    const double magnitude = fabs(bits);
    const char *sign = bits < 0 ? "−" : "";
    if (magnitude < white) {
        (void)snprintf(words, QTL_BIAS_WORDS_SIZE, "0");
    } else if (magnitude < least_bits) {
        (void)snprintf(words, QTL_BIAS_WORDS_SIZE, "&lt;.01");
    } else if (magnitude < 0.995) {
        (void)snprintf(words, QTL_BIAS_WORDS_SIZE, "%s.%02.0f", sign, 100 * magnitude);
    } else {
        (void)snprintf(words, QTL_BIAS_WORDS_SIZE, "%s%.*f", sign,
                       magnitude < 9.95 ? 1 : 0, magnitude);
    }
}

static void draw_tick(qtl_canvas *canvas, double bits, double x, double y)
{
    char text[16];
    (void)snprintf(text, sizeof text, "%s%g", bits < 0 ? "−" : "", fabs(bits));
    qtl_line(canvas, x, y, x + 2, y);
    qtl_stroke(canvas, QTL_INK, 0.5, 0);
    qtl_text_draw(canvas, &(qtl_type){.size = 6.5, .anchor_y = 0.5}, x + 3.5, y, text);
}

void qtl_bias_bar(qtl_canvas *canvas, double x, double top, double length)
{
    static const double ticks[] = {-10, -1, -0.1, -0.01, 0, 0.01, 0.1, 1, 10};
    enum { STEPS = 100 };
    const double crowded = 110; /* shorter than this, every other tick is enough */
    for (int i = 0; i < STEPS; i++) {
        cairo_rectangle(canvas->cr, x, top + i * length / STEPS, 6, length / STEPS + 0.3);
        qtl_fill(canvas, qtl_diverging(1 - 2 * (i + 0.5) / STEPS));
    }
    for (size_t i = 0; i < sizeof ticks / sizeof ticks[0];
         i += length < crowded ? 2 : 1) {
        draw_tick(canvas, ticks[i], x + 6, top + length * (1 - tint(ticks[i])) / 2);
    }
    qtl_text_draw(canvas, &(qtl_type){.size = 7, .anchor_y = 1}, x - 6, top - 5,
                  "bias [bits]");
}

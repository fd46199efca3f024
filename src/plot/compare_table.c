/* The comparison as a table to read. */
#include <math.h>
#include <string.h>

#include "plot/comparison.h"

static size_t name_width(const qtl_comparison *c)
{
    size_t width = strlen("experiment");
    for (size_t i = 0; i < c->n; i++) {
        const size_t length = strlen(c->names[i]);
        width = length > width ? length : width;
    }
    return width;
}

static void add_number(qtl_text *text, const char *format, double value)
{
    if (isnan(value)) {
        qtl_text_add(text, " %8s", "");
    } else {
        qtl_text_add(text, format, value);
    }
}

static double mean_of(const qtl_compared *item, const char *variant, const char *quantity,
                      const char *statistic, size_t layer)
{
    const qtl_summary_key key = {variant, quantity, statistic, layer};
    return qtl_compared_find(item, &key).mean;
}

static void add_headings(const qtl_comparison *c, int width, qtl_text *text)
{
    qtl_text_add(text,
                 "%-*s  test accuracy       fall of I(X;T) from its peak [bits], "
                 "by layer\n%-*s  %8s %8s ",
                 width, "", width, "experiment", "quant.", "contin.");
    for (size_t l = 1; l <= c->n_layers; l++) {
        qtl_text_add(text, " %8zu", l);
    }
    qtl_text_add(text, "\n");
}

static void add_item(const qtl_comparison *c, size_t i, int width, qtl_text *text)
{
    const qtl_compared *item = &c->items[i];
    qtl_text_add(text, "%-*s ", width, c->names[i]);
    for (size_t v = 0; v < QTL_VARIANTS; v++) {
        add_number(text, " %8.4f",
                   mean_of(item, qtl_variant_word(v), "test_accuracy", "last", 0));
    }
    qtl_text_add(text, " ");
    for (size_t l = 1; l <= c->n_layers; l++) {
        add_number(text, " %8.3f", mean_of(item, "quantized", "I(X;T)", "fall_bits", l));
    }
    qtl_text_add(text, "\n");
}

void qtl_comparison_describe(const qtl_comparison *c, qtl_text *text)
{
    const int width = (int)name_width(c);
    add_headings(c, width, text);
    for (size_t i = 0; i < c->n; i++) {
        add_item(c, i, width, text);
    }
}

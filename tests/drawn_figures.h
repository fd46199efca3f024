/* Figures of made-up result folders, and what libpng reads back of them. */
#ifndef QTL_TESTS_DRAWN_FIGURES_H
#define QTL_TESTS_DRAWN_FIGURES_H

#include <stdbool.h>
#include <stddef.h>

#include <png.h>

#include "plot/figures.h"
#include "suite.h"

/* FOLDER/plots/FIGURE.FORMAT; freed by the caller. */
char *figure_path(const char *folder, const char *figure, const char *format);

/* Whether there is that PNG. */
bool figure_exists(const char *folder, const char *figure);

/* Figures of the tables that every run has; NULL past the last. */
const qtl_figure *figure_of_run(size_t i);

/* How many of them are there as PNG. */
size_t count_figures(const char *folder);

/* One figure by name. */
qtl_status render_figure(const char *folder, const char *figure);

/* Puts this text in place of FOLDER/NAME, or takes the file away. */
void overwrite_table(const char *folder, const char *name, const char *text);

void drop_table(const char *folder, const char *name);

/* What libpng reads back. */
typedef struct picture {
    png_uint_32 width, height, per_metre;
    size_t inked; /* pixels that are not white */
    char title[128], description[512], software[64], experiment[64], seed[64];
    char configuration[128];
} picture;

/* Reads FOLDER/plots/FIGURE.png, which must be sound. */
picture read_picture(const char *folder, const char *figure);

#endif

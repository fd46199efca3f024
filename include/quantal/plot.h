/* Figures from the tables of a result folder. */
#ifndef QUANTAL_PLOT_H
#define QUANTAL_PLOT_H

#include <stddef.h>

#include "quantal/status.h"

#pragma GCC visibility push(default)

typedef enum qtl_plot_format {
    QTL_PNG,
    QTL_PDF,
    QTL_SVG,
    QTL_PLOT_FORMAT_COUNT
} qtl_plot_format;
const char *qtl_plot_format_name(size_t i); /* "png", "pdf", "svg"; NULL past the end */

/* Zero means the default. */
typedef struct qtl_plot_options {
    const char *const *figures; /* names; NULL: every figure the tables allow */
    size_t n_figures;
    const char *const *methods; /* the ones that figures with a line or panel a method
                                   show beside the count: NAME, NAME:KEY=VALUE,... or all
                                   (up to 12); NULL: a few */
    size_t n_methods;
    qtl_plot_format format;
    const char *folder; /* where files go; `directory`/plots */
    double dpi;         /* PNG only; 200 */
    void (*written)(const char *path,
                    void *context); /* called after each file; may be NULL */
    void *context;
} qtl_plot_options;

typedef struct qtl_result_tables qtl_result_tables; /* private: src/plot/tables.h */
typedef struct qtl_canvas qtl_canvas;               /* private: src/plot/canvas.h */

typedef struct qtl_figure {
    const char *name; /* key of --figure and stem of the file, e.g. "information-plane" */
    const char *summary; /* one line for `quantal list figures` */
    const char *caption; /* one sentence that says what to see */
    qtl_status (*size)(const qtl_result_tables *tables, double *width_in,
                       double *height_in);
    qtl_status (*draw)(const qtl_result_tables *tables, qtl_canvas *canvas);
} qtl_figure;
const qtl_figure *qtl_figure_at(size_t i); /* NULL past the end */
QTL_NODISCARD qtl_status qtl_figure_find(const char *name, const qtl_figure **out);

/* Renders figures of the result folder `directory` into FOLDER/NAME.FORMAT; options may
 * be NULL. Deterministic: the same tables give the same bytes. QTL_EUNKNOWN: no figure of
 * this name; QTL_EUNSUPPORTED: one asked for by name that the tables do not allow;
 * QTL_ERANGE, QTL_EINVAL: the options; QTL_EIO, QTL_EFORMAT: the tables or the files. */
QTL_NODISCARD qtl_status qtl_plot_render(const char *directory,
                                         const qtl_plot_options *options);

#pragma GCC visibility pop
#endif

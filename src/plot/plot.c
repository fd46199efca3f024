#include "quantal/plot.h"

#include <stdlib.h>
#include <string.h>

#include "core/fail.h"
#include "core/file.h"
#include "core/memory.h"
#include "core/text.h"
#include "plot/canvas.h"
#include "plot/figures.h"
#include "plot/tables.h"

static const double default_dpi = 200;
static const double least_dpi = 20;
static const double most_dpi = 1200;

static const qtl_figure *const figures[] = {
    &qtl_figure_information_plane,
    &qtl_figure_mi_over_epochs,
    &qtl_figure_label_information,
    &qtl_figure_accuracy_loss,
    &qtl_figure_codes,
    &qtl_figure_gradient_snr,
    &qtl_figure_weights,
    &qtl_figure_estimator_scatter,
    &qtl_figure_bias,
    &qtl_figure_bias_label,
    &qtl_figure_bias_samples,
    &qtl_figure_verdict,
    &qtl_figure_relevant_information,
    &qtl_figure_validate_bias,
    &qtl_figure_validate_truth,
    &qtl_figure_validate_samples,
    &qtl_figure_validate_time,
};
enum { FIGURES = sizeof figures / sizeof figures[0] };

const char *qtl_plot_format_name(size_t i)
{
    static const char *const names[QTL_PLOT_FORMAT_COUNT] = {"png", "pdf", "svg"};
    return i < QTL_PLOT_FORMAT_COUNT ? names[i] : NULL;
}

const qtl_figure *qtl_figure_at(size_t i)
{
    return i < FIGURES ? figures[i] : NULL;
}

static const char *name_at(size_t i, const void *context)
{
    (void)context;
    return figures[i]->name;
}

qtl_status qtl_figure_find(const char *name, const qtl_figure **out)
{
    QTL_REQUIRE(name && out, QTL_EINVAL, "figure: name and out must not be NULL");
    for (size_t i = 0; i < FIGURES; i++) {
        if (strcmp(figures[i]->name, name) == 0) {
            *out = figures[i];
            return QTL_OK;
        }
    }
    const char *nearest = qtl_nearest_word(name, FIGURES, name_at, NULL);
    return QTL_FAIL(QTL_EUNKNOWN, "unknown figure \"%s\"%s%s", name,
                    nearest ? "; did you mean " : "; see quantal list figures",
                    nearest ? nearest : "");
}

/* One figure to be drawn. */
typedef struct job {
    const qtl_figure *figure;
    double width_in, height_in;
} job;

static qtl_status chosen_jobs(const qtl_plot_options *options, job *jobs, size_t *n)
{
    if (!options->figures) {
        for (*n = 0; *n < FIGURES; (*n)++) {
            jobs[*n].figure = figures[*n];
        }
        return QTL_OK;
    }
    for (size_t i = 0; i < options->n_figures; i++) {
        QTL_TRY(qtl_figure_find(options->figures[i], &jobs[i].figure));
    }
    *n = options->n_figures;
    return QTL_OK;
}

/* Sizes every figure before anything is written. Without names, figures whose table is
 * not there are dropped. */
static qtl_status size_jobs(const qtl_result_tables *tables, bool by_name, job *jobs,
                            size_t *n)
{
    size_t kept = 0;
    for (size_t i = 0; i < *n; i++) {
        job sized = jobs[i];
        const qtl_status status =
            sized.figure->size(tables, &sized.width_in, &sized.height_in);
        if (status == QTL_EUNSUPPORTED && !by_name) {
            continue;
        }
        if (status != QTL_OK) {
            return qtl_fail_within(status, "cannot draw %s", sized.figure->name);
        }
        jobs[kept++] = sized;
    }
    *n = kept;
    return QTL_OK;
}

/* What the drawing function of a page gets. */
typedef struct drawing {
    const qtl_figure *figure;
    const qtl_result_tables *tables;
} drawing;

static qtl_status draw_figure(qtl_canvas *canvas, void *context)
{
    const drawing *what = context;
    return what->figure->draw(what->tables, canvas);
}

static qtl_status write_job(const qtl_result_tables *tables,
                            const qtl_plot_options *options, const job *what,
                            const char *path)
{
    const qtl_manifest *manifest = &tables->manifest;
    char *title = manifest->name[0]
                      ? qtl_format("%s: %s", manifest->name, what->figure->name)
                      : qtl_strdup(what->figure->name);
    if (!title) {
        return QTL_ENOMEM;
    }
    const qtl_page page = {.format = options->format,
                           .width_in = what->width_in,
                           .height_in = what->height_in,
                           .dpi = options->dpi > 0 ? options->dpi : default_dpi,
                           .provenance = {.title = title,
                                          .caption = what->figure->caption,
                                          .experiment = manifest->name,
                                          .seed = manifest->seed,
                                          .configuration = manifest->config_sha256}};
    drawing context = {what->figure, tables};
    const qtl_status status = qtl_canvas_write(&page, path, draw_figure, &context);
    free(title);
    return status;
}

static qtl_status render_job(const qtl_result_tables *tables,
                             const qtl_plot_options *options, const char *folder,
                             const job *what)
{
    char *path = qtl_format("%s/%s.%s", folder, what->figure->name,
                            qtl_plot_format_name(options->format));
    if (!path) {
        return QTL_ENOMEM;
    }
    const qtl_status status = write_job(tables, options, what, path);
    if (status == QTL_OK && options->written) {
        options->written(path, options->context);
    }
    free(path);
    return status;
}

static qtl_status wish_methods(qtl_result_tables *tables, const qtl_plot_options *options)
{
    for (size_t i = 0; options->methods && i < options->n_methods; i++) {
        QTL_REQUIRE(options->methods[i], QTL_EINVAL, "plot: method %zu is NULL", i);
        QTL_REQUIRE(qtl_methods_know(tables, options->methods[i]), QTL_EUNKNOWN,
                    "%s/measures.csv has no method \"%s\" to draw; manifest.yaml lists "
                    "them",
                    tables->directory, options->methods[i]);
    }
    tables->wishes = options->methods;
    tables->n_wishes = options->methods ? options->n_methods : 0;
    return QTL_OK;
}

static qtl_status render(qtl_result_tables *tables, const qtl_plot_options *options,
                         job *jobs)
{
    size_t n = 0;
    QTL_TRY(wish_methods(tables, options));
    QTL_TRY(chosen_jobs(options, jobs, &n));
    QTL_TRY(size_jobs(tables, options->figures != NULL, jobs, &n));
    char *folder = options->folder ? qtl_strdup(options->folder)
                                   : qtl_format("%s/plots", tables->directory);
    if (!folder) {
        return QTL_ENOMEM;
    }
    qtl_status status = qtl_make_folder(folder);
    for (size_t i = 0; i < n && status == QTL_OK; i++) {
        status = render_job(tables, options, folder, &jobs[i]);
    }
    free(folder);
    return status;
}

static qtl_status check_options(const qtl_plot_options *options)
{
    QTL_REQUIRE((size_t)options->format < QTL_PLOT_FORMAT_COUNT, QTL_EINVAL,
                "no plot format %d", (int)options->format);
    QTL_REQUIRE(options->dpi == 0 ||
                    (options->dpi >= least_dpi && options->dpi <= most_dpi),
                QTL_ERANGE, "dpi is %g; it must be from %g to %g", options->dpi,
                least_dpi, most_dpi);
    for (size_t i = 0; options->figures && i < options->n_figures; i++) {
        const qtl_figure *figure = NULL;
        QTL_TRY(qtl_figure_find(options->figures[i], &figure));
    }
    return QTL_OK;
}

qtl_status qtl_plot_render(const char *directory, const qtl_plot_options *options)
{
    QTL_REQUIRE(directory, QTL_EINVAL, "plot: directory must not be NULL");
    const qtl_plot_options defaults = {0};
    options = options ? options : &defaults;
    QTL_TRY(check_options(options));
    job *jobs = NULL;
    QTL_ALLOC(jobs, options->figures ? options->n_figures : (size_t)FIGURES);
    qtl_result_tables *tables = NULL;
    qtl_status status = qtl_tables_open(directory, &tables);
    status = status == QTL_OK ? render(tables, options, jobs) : status;
    qtl_tables_free(tables);
    free(jobs);
    return status;
}

#include "quantal/run.h"

#include <stdlib.h>

#include "core/fail.h"
#include "core/parallel.h"
#include "core/text.h"
#include "experiment/result_folder.h"
#include "experiment/results.h"
#include "experiment/run_inputs.h"
#include "experiment/run_network.h"
#include "experiment/single_run.h"
#include "experiment/teacher_run.h"
#include "network/blas.h"
#include "quantal/bias.h"
#include "quantal/verdict.h"

/* Task i is run i / 2 + 1 of variant i % 2: the order of the tables. */
static qtl_status run_task(size_t index, void *context)
{
    const qtl_run_context *run = context;
    const qtl_variant variant = (qtl_variant)(index % QTL_VARIANT_COUNT);
    return run->experiment->variants[variant]
               ? qtl_single_run(run, variant, index / QTL_VARIANT_COUNT + 1)
               : QTL_OK;
}

static void watch(const qtl_run_context *context, bool yes)
{
    if (context->options->watch) {
        context->options->watch(yes);
    }
}

static qtl_status run_all(qtl_run_context *context, int n_jobs)
{
    const qtl_experiment *experiment = context->experiment;
    const size_t n_variants = (size_t)experiment->variants[QTL_QUANTIZED] +
                              experiment->variants[QTL_CONTINUOUS];
    qtl_progress_begin(context->progress, experiment->name,
                       experiment->runs * n_variants * (experiment->epochs + 1));
    qtl_progress_expect(context->progress,
                        experiment->runs * n_variants * experiment->n_measured);
    watch(context, true);
    const qtl_status status =
        qtl_parallel_for(experiment->runs * QTL_VARIANT_COUNT, n_jobs, run_task, context);
    watch(context, false);
    qtl_progress_end(context->progress);
    return status;
}

/* Finds the BLAS of the networks to come and starts it, before they are trained side by
 * side; what cannot be is refused before a folder is made. */
static qtl_status try_network(qtl_run_context *context)
{
    if (qtl_is_teacher_run(context->experiment)) {
        return qtl_teacher_check(context->experiment);
    }
    qtl_network *network = NULL;
    QTL_TRY(qtl_run_network(context->experiment, context->dataset, QTL_QUANTIZED, 1,
                            &network));
    context->blas = qtl_network_blas(network);
    qtl_network_free(network);
    if (context->blas) {
        qtl_blas_start();
    }
    return QTL_OK;
}

/* Draws the first run's inputs, to refuse here what cannot be drawn. */
static qtl_status try_inputs(const qtl_run_context *context)
{
    qtl_run_inputs inputs;
    QTL_TRY(qtl_run_inputs_create(context->experiment, context->dataset, 1, &inputs));
    qtl_run_inputs_free(&inputs);
    return QTL_OK;
}

static qtl_status try_run(qtl_run_context *context)
{
    QTL_TRY(try_inputs(context));
    return try_network(context);
}

static qtl_status try_with_data(const qtl_experiment *experiment,
                                const qtl_run_options *options, const char *directory,
                                const qtl_dataset *dataset)
{
    qtl_run_context context = {.experiment = experiment,
                               .dataset = dataset,
                               .directory = directory,
                               .options = options};
    const qtl_status status = try_run(&context);
    return status == QTL_OK ? QTL_OK : qtl_fail_within(status, "%s", experiment->name);
}

/* What is known once all runs are there. */
static qtl_status write_tables(const qtl_run_context *context)
{
    QTL_TRY(qtl_results_merge(context->directory, context->experiment));
    QTL_TRY(qtl_result_folder_tidy(context->directory, "runs"));
    QTL_TRY(qtl_bias_write(context->directory));
    return qtl_verdict_write(context->directory);
}

/* What the folder took before; 0 if there is nothing to go on with. */
static double wall_so_far(const qtl_run_context *context)
{
    if (!context->options->resume) {
        return 0;
    }
    char *path = qtl_format("%s/manifest.yaml", context->directory);
    qtl_yaml *manifest = NULL;
    double wall_s = 0;
    if (path && qtl_yaml_read(path, &manifest) == QTL_OK &&
        qtl_manifest_number(manifest, "wall_seconds", &wall_s) != QTL_OK) {
        wall_s = 0;
    }
    qtl_yaml_free(manifest);
    free(path);
    return wall_s;
}

static qtl_status prepare(qtl_run_context *context, int *lock)
{
    QTL_TRY(try_run(context));
    const qtl_result_origin origin = {.config_sha256 = context->experiment->config_sha256,
                                      .data_sha256 = context->dataset->checksum,
                                      .resolved = context->experiment->resolved};
    return qtl_result_folder_prepare(context->directory, "runs", &origin,
                                     context->options->resume, lock);
}

static qtl_status run_to_tables(qtl_run_context *context)
{
    QTL_TRY(run_all(context, context->options->n_jobs));
    return write_tables(context);
}

static qtl_status run_prepared(qtl_run_context *context, double started_s)
{
    QTL_TRY(qtl_manifest_write(context, false, qtl_clock_s() - started_s));
    const qtl_status status = run_to_tables(context);
    if (status == QTL_OK || status == QTL_EINTERRUPTED) {
        QTL_TRY(qtl_manifest_write(context, status == QTL_OK, qtl_clock_s() - started_s));
    }
    return status;
}

static qtl_status run_in_folder(qtl_run_context *context)
{
    int lock = -1;
    const double started_s = qtl_clock_s() - wall_so_far(context);
    QTL_TRY(prepare(context, &lock));
    const qtl_status status = run_prepared(context, started_s);
    qtl_result_folder_release(lock);
    return status;
}

static qtl_status run_with_data(const qtl_experiment *experiment,
                                const qtl_run_options *options, const char *directory,
                                const qtl_dataset *dataset)
{
    qtl_input_parts parts = {0};
    QTL_TRY(qtl_input_parts_create(dataset, &parts));
    qtl_progress progress = {0};
    qtl_run_context context = {.experiment = experiment,
                               .dataset = dataset,
                               .parts = &parts,
                               .h_x_bits = qtl_dataset_entropy(dataset).h_x_bits,
                               .directory = directory,
                               .options = options,
                               .progress = &progress};
    const qtl_status status = run_in_folder(&context);
    qtl_input_parts_free(&parts);
    return status;
}

/* What is done with an experiment and its data set. */
typedef qtl_status (*data_user)(const qtl_experiment *experiment,
                                const qtl_run_options *options, const char *directory,
                                const qtl_dataset *dataset);

static qtl_status with_data(const qtl_experiment *experiment,
                            const qtl_run_options *options, const char *directory,
                            data_user use)
{
    qtl_dataset_options data = experiment->dataset_options;
    data.directory = options->data_directory;
    if (data.labels && *data.labels == '\0') { /* the key's default */
        data.labels = NULL;
    }
    qtl_dataset *dataset = NULL;
    QTL_TRY(qtl_dataset_create(experiment->dataset, &data, &dataset));
    const qtl_status status = use(experiment, options, directory, dataset);
    qtl_dataset_free(dataset);
    return status;
}

/* Every value of a sweep. */
static qtl_status for_sweep(const qtl_experiment *experiment,
                            const qtl_run_options *options, const char *directory,
                            data_user use)
{
    for (size_t i = 0; i < experiment->n_sweep; i++) {
        char *folder = qtl_format("%s/%s", directory, experiment->sweep[i]->name);
        const qtl_status status =
            folder ? with_data(experiment->sweep[i], options, folder, use) : QTL_ENOMEM;
        free(folder);
        QTL_TRY(status);
    }
    return QTL_OK;
}

/* The last value is tried before the first is trained for hours. */
static qtl_status run_sweep(const qtl_experiment *experiment,
                            const qtl_run_options *options, const char *directory)
{
    QTL_TRY(for_sweep(experiment, options, directory, try_with_data));
    return for_sweep(experiment, options, directory, run_with_data);
}

qtl_status qtl_experiment_run(const qtl_experiment *experiment,
                              const qtl_run_options *options)
{
    QTL_REQUIRE(experiment && options, QTL_EINVAL, "run: arguments must not be NULL");
    char *directory = options->directory ? qtl_format("%s", options->directory)
                                         : qtl_format("results/%s", experiment->name);
    if (!directory) {
        return QTL_ENOMEM;
    }
    const qtl_status status =
        experiment->n_sweep > 0
            ? run_sweep(experiment, options, directory)
            : with_data(experiment, options, directory, run_with_data);
    free(directory);
    return status;
}

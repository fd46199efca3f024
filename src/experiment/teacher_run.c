#include "experiment/teacher_run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/fail.h"
#include "core/file.h"
#include "core/memory.h"
#include "core/parallel.h"
#include "core/progress.h"
#include "core/text.h"
#include "experiment/result_folder.h"
#include "experiment/results.h"
#include "quantal/linear_teacher.h"

/* All runs of an experiment. */
typedef struct teacher_runs {
    const qtl_experiment *experiment;
    qtl_linear_teacher teacher;
    qtl_linear_progress *progress; /* [runs][n_measured] */
    qtl_progress bar;
} teacher_runs;

bool qtl_is_teacher_run(const qtl_experiment *experiment)
{
    return strcmp(experiment->dataset, "linear-teacher") == 0;
}

/* --- what a linear student can be -------------------------------------------------- */

static qtl_status check_network(const qtl_experiment *experiment)
{
    QTL_REQUIRE(experiment->n_hidden == 1 && experiment->hidden[0].kind == QTL_DENSE,
                QTL_EINVAL,
                "linear-teacher: network.hidden must be one width, e.g. [100]");
    QTL_REQUIRE(strcmp(experiment->activation->name, "linear") == 0, QTL_EINVAL,
                "linear-teacher: network.activation must be linear");
    QTL_REQUIRE(experiment->training.optimizer == QTL_SGD, QTL_EINVAL,
                "linear-teacher: training.optimizer must be sgd");
    return QTL_OK;
}

static qtl_status check_measures(const qtl_experiment *experiment)
{
    const char *name = experiment->measurements[0].method.estimator->name;
    QTL_REQUIRE(!experiment->variants[QTL_QUANTIZED], QTL_EINVAL,
                "linear-teacher: variants must be [continuous]");
    QTL_REQUIRE(experiment->n_measurements == 1 && strcmp(name, "noisy-truth") == 0,
                QTL_EINVAL,
                "linear-teacher: measure.estimators must be one noisy-truth, which has a "
                "closed form here");
    return QTL_OK;
}

/* The variance of noisy-truth. */
static double noise_variance(const qtl_method *method)
{
    size_t i = 0;
    while (strcmp(method->estimator->params[i].key, "variance") != 0) {
        i++;
    }
    return method->params.value[i];
}

static qtl_linear_teacher teacher_of(const qtl_experiment *experiment)
{
    const qtl_dataset_options *data = &experiment->dataset_options;
    return (qtl_linear_teacher){
        .n_relevant = data->n_relevant,
        .n_irrelevant = data->n_irrelevant,
        .n_hidden = experiment->hidden[0].width,
        .n_samples = data->n_samples,
        .signal_to_noise = data->signal_to_noise,
        .initial_gain = 0.1,
        .learning_rate = experiment->training.learning_rate,
        .batch_size = experiment->training.batch_size ? experiment->training.batch_size
                                                      : data->n_samples,
        .noise_variance = noise_variance(&experiment->measurements[0].method),
        .seed = experiment->seed};
}

/* --- training ---------------------------------------------------------------------- */

static qtl_status train_epochs(teacher_runs *runs, qtl_linear_student *student, size_t n)
{
    for (size_t epoch = 0; epoch < n; epoch++) {
        QTL_TRY(qtl_linear_student_epoch(student));
        qtl_progress_add(&runs->bar, 1);
    }
    return QTL_OK;
}

static qtl_status train(teacher_runs *runs, qtl_linear_student *student,
                        qtl_linear_progress *out)
{
    const qtl_experiment *experiment = runs->experiment;
    size_t done = 0;
    for (size_t i = 0; i < experiment->n_measured; i++) {
        QTL_TRY(train_epochs(runs, student, experiment->measured[i] - done));
        QTL_TRY(qtl_linear_student_measure(student, &out[i]));
        done = experiment->measured[i];
    }
    return QTL_OK;
}

static qtl_status run_task(size_t index, void *context)
{
    teacher_runs *runs = context;
    qtl_linear_teacher teacher = runs->teacher;
    teacher.run = index + 1;
    qtl_linear_student *student = NULL;
    QTL_TRY(qtl_linear_student_create(&teacher, &student));
    const qtl_status status =
        train(runs, student, runs->progress + index * runs->experiment->n_measured);
    qtl_linear_student_free(student);
    return status == QTL_OK ? QTL_OK : qtl_fail_within(status, "run %zu", index + 1);
}

static qtl_status run_all(teacher_runs *runs, int n_jobs)
{
    const qtl_experiment *experiment = runs->experiment;
    qtl_progress_begin(&runs->bar, experiment->name,
                       experiment->runs * experiment->epochs);
    const qtl_status status = qtl_parallel_for(experiment->runs, n_jobs, run_task, runs);
    qtl_progress_end(&runs->bar);
    return status;
}

/* --- tables ------------------------------------------------------------------------ */

typedef void (*row_writer)(const teacher_runs *runs, const char *place,
                           const qtl_linear_progress *progress, FILE *out);

static void write_training(const teacher_runs *runs, const char *place,
                           const qtl_linear_progress *progress, FILE *out)
{
    (void)runs;
    (void)fprintf(out, "%s,%.9g,%.9g,,\n", place, progress->train_loss,
                  progress->test_loss);
}

static void write_layer(const teacher_runs *runs, const char *place, size_t layer,
                        const qtl_linear_information *known, FILE *out)
{
    const size_t width = layer == 1 ? runs->teacher.n_hidden : 1;
    const char *const quantities[] = {"I(X;T)", "I(T;R)", "I(T;N)"};
    const double bits[] = {known->i_xt_bits, known->i_tr_bits, known->i_tn_bits};
    for (size_t q = 0; q < 3; q++) {
        (void)fprintf(out, "%s,%zu,%zu,noisy-truth,variance=%g,%s,%.12g,\n", place, layer,
                      width, runs->teacher.noise_variance, quantities[q], bits[q]);
    }
}

static void write_measures(const teacher_runs *runs, const char *place,
                           const qtl_linear_progress *progress, FILE *out)
{
    write_layer(runs, place, 1, &progress->hidden, out);
    write_layer(runs, place, 2, &progress->output, out);
}

static void write_rows(const teacher_runs *runs, row_writer row, FILE *out)
{
    const qtl_experiment *experiment = runs->experiment;
    const qtl_linear_progress *progress = runs->progress;
    for (size_t run = 1; run <= experiment->runs; run++) {
        for (size_t i = 0; i < experiment->n_measured; i++) {
            char place[96];
            (void)snprintf(place, sizeof place, "%zu,%s,%zu", run,
                           qtl_variant_name(QTL_CONTINUOUS), experiment->measured[i]);
            row(runs, place, progress++, out);
        }
    }
}

static qtl_status write_table(const teacher_runs *runs, const char *directory,
                              qtl_table table, row_writer row)
{
    char *path = qtl_format("%s/%s", directory, qtl_table_file(table));
    qtl_output out = {0};
    const qtl_status status = path ? qtl_output_open(path, &out) : QTL_ENOMEM;
    free(path);
    QTL_TRY(status);
    (void)fputs(qtl_table_header(table), out.stream);
    write_rows(runs, row, out.stream);
    return qtl_output_commit(&out);
}

static qtl_status write_results(const teacher_runs *runs, const char *directory,
                                const qtl_dataset *dataset, double wall_s)
{
    const qtl_input_parts parts = {0};
    const qtl_run_context context = {.experiment = runs->experiment,
                                     .dataset = dataset,
                                     .parts = &parts,
                                     .directory = directory};
    if (wall_s >= 0) {
        QTL_TRY(write_table(runs, directory, QTL_TABLE_TRAINING, write_training));
        QTL_TRY(write_table(runs, directory, QTL_TABLE_MEASURES, write_measures));
    }
    return qtl_manifest_write(&context, wall_s);
}

static qtl_status run_with_room(teacher_runs *runs, const qtl_run_options *options,
                                const char *directory, const qtl_dataset *dataset)
{
    const double started_s = qtl_clock_s();
    QTL_TRY(qtl_result_folder_prepare(directory, "runs", runs->experiment->config_sha256,
                                      options->resume));
    QTL_TRY(write_results(runs, directory, dataset, -1));
    QTL_TRY(run_all(runs, options->n_jobs));
    return write_results(runs, directory, dataset, qtl_clock_s() - started_s);
}

qtl_status qtl_teacher_run(const qtl_experiment *experiment,
                           const qtl_run_options *options, const char *directory)
{
    QTL_TRY(check_network(experiment));
    QTL_TRY(check_measures(experiment));
    teacher_runs runs = {.experiment = experiment, .teacher = teacher_of(experiment)};
    qtl_dataset *dataset = NULL;
    QTL_ALLOC(runs.progress, experiment->runs * experiment->n_measured);
    qtl_status status =
        qtl_dataset_create(experiment->dataset, &experiment->dataset_options, &dataset);
    if (status == QTL_OK) {
        status = run_with_room(&runs, options, directory, dataset);
    }
    qtl_dataset_free(dataset);
    free(runs.progress);
    return status;
}

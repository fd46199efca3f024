#include "experiment/teacher_run.h"

#include <string.h>

#include "core/fail.h"
#include "experiment/run_tables.h"
#include "quantal/linear_teacher.h"

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

qtl_status qtl_teacher_check(const qtl_experiment *experiment)
{
    QTL_TRY(check_network(experiment));
    return check_measures(experiment);
}

static qtl_linear_teacher teacher_of(const qtl_experiment *experiment, size_t run)
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
        .seed = experiment->seed,
        .run = run};
}

/* --- tables ------------------------------------------------------------------------ */

static void write_layer(const qtl_row *row, const qtl_experiment *experiment,
                        size_t layer, const qtl_linear_information *known, FILE *out)
{
    const struct {
        const char *quantity;
        double bits;
    } rows[] = {{"I(X;T)", known->i_xt_bits},
                {"I(T;R)", known->i_tr_bits},
                {"I(T;N)", known->i_tn_bits},
                {"I(T;R|N)", known->i_tr_given_n_bits},
                {"I(T;N|R)", known->i_tn_given_r_bits}};
    const double variance = noise_variance(&experiment->measurements[0].method);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        (void)fprintf(out, "%zu,%s,%zu,%zu,%zu,noisy-truth,variance=%g,%s,%.12g,\n",
                      row->run, qtl_variant_name(row->variant), row->epoch, layer,
                      layer == 1 ? experiment->hidden[0].width : 1, variance,
                      rows[i].quantity, rows[i].bits);
    }
}

static qtl_status log_epoch(const qtl_run_context *context, const qtl_row *row,
                            const qtl_linear_student *student, qtl_run_tables *tables)
{
    qtl_linear_progress now;
    QTL_TRY(qtl_linear_student_measure(student, &now));
    FILE *measures = tables->out[QTL_TABLE_MEASURES].stream;
    write_layer(row, context->experiment, 1, &now.hidden, measures);
    write_layer(row, context->experiment, 2, &now.output, measures);
    (void)fprintf(tables->out[QTL_TABLE_TRAINING].stream, "%zu,%s,%zu,%.9g,%.9g,,\n",
                  row->run, qtl_variant_name(row->variant), row->epoch, now.train_loss,
                  now.test_loss);
    return QTL_OK;
}

/* --- training ---------------------------------------------------------------------- */

/* The epochs up to `last`. */
static qtl_status train_to(size_t last, const qtl_run_context *context, qtl_row *row,
                           qtl_linear_student *student)
{
    while (row->epoch < last) {
        if (context->options->stop && *context->options->stop) {
            return QTL_FAIL(QTL_EINTERRUPTED, "interrupted after epoch %zu of %zu",
                            row->epoch, context->experiment->epochs);
        }
        QTL_TRY(qtl_linear_student_epoch(student));
        row->epoch++;
        qtl_progress_add(context->progress, 1);
    }
    return QTL_OK;
}

static qtl_status train(const qtl_run_context *context, qtl_row row,
                        qtl_linear_student *student, qtl_run_tables *tables)
{
    const qtl_experiment *experiment = context->experiment;
    for (size_t i = 0; i < experiment->n_measured; i++) {
        QTL_TRY(train_to(experiment->measured[i], context, &row, student));
        QTL_TRY(log_epoch(context, &row, student, tables));
    }
    return QTL_OK;
}

static qtl_status train_into(const qtl_run_context *context, qtl_row row,
                             const char *folder, qtl_linear_student *student)
{
    qtl_run_tables tables = {0};
    qtl_status status = qtl_run_tables_open(folder, NULL, &tables);
    if (status == QTL_OK) {
        status = train(context, row, student, &tables);
    }
    if (status == QTL_OK) {
        status = qtl_run_tables_commit(&tables);
    }
    qtl_run_tables_close(&tables);
    return status;
}

qtl_status qtl_teacher_run(const qtl_run_context *context, qtl_row row,
                           const char *folder)
{
    const qtl_linear_teacher teacher = teacher_of(context->experiment, row.run);
    qtl_linear_student *student = NULL;
    QTL_TRY(qtl_linear_student_create(&teacher, &student));
    const qtl_status status = train_into(context, row, folder, student);
    qtl_linear_student_free(student);
    return status == QTL_OK ? QTL_OK : qtl_fail_within(status, "run %zu", row.run);
}

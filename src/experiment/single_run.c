#include "experiment/single_run.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/fail.h"
#include "core/memory.h"
#include "core/text.h"
#include "experiment/checkpoint.h"
#include "experiment/measure.h"
#include "experiment/result_folder.h"
#include "experiment/run_inputs.h"
#include "experiment/run_network.h"
#include "experiment/run_tables.h"
#include "experiment/teacher_run.h"
#include "experiment/weights.h"

static const double default_checkpoint_s = 30; /* of work that a power cut may cost */

/* What a run owns while it goes. */
typedef struct run_state {
    qtl_run_inputs inputs;
    qtl_network *network;
    qtl_trainer *trainer;
    qtl_reading *reading;
    qtl_gradient_stats *stats; /* [n_layers] */
    qtl_value_room values;
    qtl_position position;
    double next_checkpoint_s;
    const char *folder; /* borrowed: where it writes */
    qtl_run_tables tables;
} run_state;

static void free_state(run_state *state)
{
    qtl_run_tables_close(&state->tables);
    qtl_run_inputs_free(&state->inputs);
    qtl_trainer_free(state->trainer);
    qtl_network_free(state->network);
    qtl_reading_free(state->reading);
    free(state->stats);
    qtl_value_room_free(&state->values);
    *state = (run_state){0};
}

static qtl_status create_state(const qtl_run_context *context, qtl_row row,
                               const char *folder, run_state *state)
{
    const qtl_experiment *experiment = context->experiment;
    state->folder = folder;
    QTL_TRY(qtl_run_inputs_create(experiment, context->dataset, row.run, &state->inputs));
    QTL_TRY(qtl_run_network(experiment, context->dataset, row.variant, row.run,
                            &state->network));
    QTL_TRY(qtl_trainer_create(state->network, context->dataset,
                               state->inputs.split.train, state->inputs.split.n_train,
                               &experiment->training, experiment->seed, row.run,
                               &state->trainer));
    QTL_TRY(qtl_reading_create(state->network, context->dataset, &state->reading));
    QTL_ALLOC(state->stats, experiment->n_hidden + 1);
    return QTL_OK;
}

/* --- going on and breaking off ---------------------------------------------------- */

static bool file_exists(char *path)
{
    const bool exists = path && access(path, F_OK) == 0;
    free(path);
    return exists;
}

static void plan_checkpoint(const qtl_run_context *context, run_state *state)
{
    const double chosen_s = context->options->checkpoint_s;
    state->next_checkpoint_s =
        qtl_clock_s() + (chosen_s > 0 ? chosen_s : default_checkpoint_s);
}

/* What is on disk is never behind the checkpoint that speaks of it. */
static qtl_status write_checkpoint(const qtl_run_context *context, qtl_row row,
                                   run_state *state)
{
    state->position.epoch = row.epoch;
    QTL_TRY(qtl_run_tables_sync(&state->tables, state->position.table_sizes));
    QTL_TRY(qtl_checkpoint_write(context, row, state->folder, &state->position,
                                 state->trainer));
    plan_checkpoint(context, state);
    return QTL_OK;
}

/* Brings `state` where the checkpoint says. */
static qtl_status resume_run(const qtl_run_context *context, qtl_row row,
                             const char *folder, run_state *state)
{
    QTL_TRY(qtl_sweep_folder(folder));
    QTL_TRY(create_state(context, row, folder, state));
    QTL_TRY(qtl_checkpoint_read(context, row, folder, &state->position, state->trainer));
    return qtl_run_tables_open(folder, state->position.table_sizes, &state->tables);
}

static qtl_status empty_folder(const char *folder)
{
    QTL_TRY(qtl_remove_tree(folder));
    return qtl_make_folder(folder);
}

static qtl_status begin_run(const qtl_run_context *context, qtl_row row,
                            const char *folder, run_state *state)
{
    QTL_TRY(create_state(context, row, folder, state));
    QTL_TRY(empty_folder(folder));
    return qtl_run_tables_open(folder, NULL, &state->tables);
}

static qtl_status break_off(const qtl_run_context *context, qtl_row row, run_state *state)
{
    QTL_TRY(write_checkpoint(context, row, state));
    return QTL_FAIL(QTL_EINTERRUPTED, "run %zu, %s, interrupted after epoch %zu of %zu",
                    row.run, qtl_variant_name(row.variant), row.epoch,
                    context->experiment->epochs);
}

/* --- epochs ------------------------------------------------------------------------ */

static qtl_status fail_in(qtl_status status, qtl_row row)
{
    return qtl_fail_within(status, "run %zu, %s, epoch %zu", row.run,
                           qtl_variant_name(row.variant), row.epoch);
}

static qtl_status fail_diverged(qtl_row row, const char *what)
{
    const qtl_status status =
        QTL_FAIL(QTL_ENUMERIC,
                 "diverged: %s is no longer finite; lower training.learning_rate", what);
    return fail_in(status, row);
}

/* Weights may be finite and so large that what they compute is not. */
static bool is_finite(const qtl_layer_reading *layer)
{
    return isfinite(layer->low) && isfinite(layer->high);
}

static double mean_loss(const qtl_run_context *context, const qtl_reading *reading)
{
    double sum = 0;
    for (size_t i = 0; i < context->dataset->n_inputs; i++) {
        sum += (double)qtl_reading_loss(reading)[i];
    }
    return sum / (double)context->dataset->n_inputs;
}

static qtl_status log_layer(const qtl_run_context *context, run_state *state, qtl_row row,
                            const qtl_layer_reading *layer, bool codes)
{
    const qtl_measure_tables measured = {state->tables.out[QTL_TABLE_MEASURES].stream,
                                         state->tables.out[QTL_TABLE_SAMPLING].stream};
    if (!is_finite(layer)) {
        return fail_diverged(row, "a layer's range");
    }
    if (codes) {
        qtl_measure_codes(context, row, layer, state->tables.out[QTL_TABLE_CODES].stream);
    }
    return qtl_measure_information(context, row, &state->inputs.subsamples, layer,
                                   &state->values, &measured);
}

/* Writes all rows of one epoch. */
static qtl_status log_epoch(const qtl_run_context *context, run_state *state, qtl_row row)
{
    const bool codes =
        qtl_codes_are_due(context->experiment, row.epoch, &state->position.next_codes);
    qtl_layer_reading layer = {0};
    qtl_reading_begin(state->reading);
    while (qtl_reading_next(state->reading, &layer)) {
        QTL_TRY(log_layer(context, state, row, &layer, codes));
    }
    if (!isfinite(mean_loss(context, state->reading))) {
        return fail_diverged(row, "the loss");
    }
    qtl_measure_training(context->dataset, &state->inputs.split, row, state->reading,
                         state->tables.out[QTL_TABLE_TRAINING].stream);
    if (row.epoch > 0) {
        qtl_measure_gradients(row, state->stats, context->experiment->n_hidden + 1,
                              state->tables.out[QTL_TABLE_GRADIENTS].stream);
    }
    return QTL_OK;
}

static qtl_status train_epoch(run_state *state, qtl_row row, bool logged)
{
    const qtl_status status =
        qtl_trainer_epoch(state->trainer, logged ? state->stats : NULL);
    return status == QTL_OK ? QTL_OK : fail_in(status, row);
}

/* Epoch 0 is the network before training. */
static qtl_status pass_epoch(const qtl_run_context *context, run_state *state,
                             qtl_row row, bool logged)
{
    const double begun_s = qtl_clock_s();
    QTL_TRY(row.epoch > 0 ? train_epoch(state, row, logged) : QTL_OK);
    const double trained_s = qtl_clock_s();
    QTL_TRY(logged ? log_epoch(context, state, row) : QTL_OK);
    qtl_progress_spend(context->progress, trained_s - begun_s,
                       logged ? qtl_clock_s() - trained_s : 0);
    return QTL_OK;
}

/* After each epoch but the last: a checkpoint when it is time, the end when it is asked
 * for. */
static qtl_status end_epoch(const qtl_run_context *context, qtl_row row, run_state *state)
{
    if (row.epoch == context->experiment->epochs) {
        return QTL_OK;
    }
    if (context->options->stop && *context->options->stop) {
        return break_off(context, row, state);
    }
    return qtl_clock_s() < state->next_checkpoint_s
               ? QTL_OK
               : write_checkpoint(context, row, state);
}

static bool is_logged(const qtl_experiment *experiment, size_t *next, size_t epoch)
{
    while (*next < experiment->n_measured && experiment->measured[*next] < epoch) {
        ++*next;
    }
    return *next < experiment->n_measured && experiment->measured[*next] == epoch;
}

/* The epochs from row.epoch on. */
static qtl_status train(const qtl_run_context *context, qtl_row row, run_state *state)
{
    const qtl_experiment *experiment = context->experiment;
    size_t next = 0;
    plan_checkpoint(context, state);
    for (; row.epoch <= experiment->epochs; row.epoch++) {
        const bool logged = is_logged(experiment, &next, row.epoch);
        QTL_TRY(pass_epoch(context, state, row, logged));
        QTL_TRY(end_epoch(context, row, state));
    }
    return QTL_OK;
}

/* --- the run ------------------------------------------------------------------------ */

static qtl_status finish(const qtl_run_context *context, run_state *state)
{
    QTL_TRY(qtl_weights_write(context, state->network, state->folder));
    QTL_TRY(qtl_run_tables_commit(&state->tables));
    char *checkpoint = qtl_checkpoint_path(state->folder);
    const qtl_status status = checkpoint ? qtl_remove_tree(checkpoint) : QTL_ENOMEM;
    free(checkpoint);
    return status;
}

/* The first n epochs, 0 among them, were done before. */
static void skip_epochs(const qtl_run_context *context, size_t n)
{
    size_t next = 0;
    (void)is_logged(context->experiment, &next, n);
    qtl_progress_skip(context->progress, n, next);
}

/* From its checkpoint, or from the beginning: where there is none, and where it or its
 * tables are damaged. What fails for another reason may be tried again, and is left. */
static qtl_status start_run(const qtl_run_context *context, qtl_row *row,
                            const char *folder, run_state *state)
{
    if (!context->options->resume || !file_exists(qtl_checkpoint_path(folder))) {
        return begin_run(context, *row, folder, state);
    }
    const qtl_status status = resume_run(context, *row, folder, state);
    if (status == QTL_EFORMAT) {
        free_state(state);
        return begin_run(context, *row, folder, state);
    }
    QTL_TRY(status);
    row->epoch = state->position.epoch + 1;
    skip_epochs(context, row->epoch);
    return QTL_OK;
}

static qtl_status run_network(const qtl_run_context *context, qtl_row row,
                              const char *folder)
{
    run_state state = {0};
    qtl_status status = start_run(context, &row, folder, &state);
    if (status == QTL_OK) {
        status = train(context, row, &state);
    }
    if (status == QTL_OK) {
        status = finish(context, &state);
    }
    free_state(&state);
    return status;
}

static qtl_status run_into(const qtl_run_context *context, qtl_row row,
                           const char *folder)
{
    if (qtl_is_teacher_run(context->experiment)) {
        QTL_TRY(empty_folder(folder));
        return qtl_teacher_run(context, row, folder);
    }
    return run_network(context, row, folder);
}

static qtl_status complete_run(const qtl_run_context *context, qtl_row row,
                               const char *partial, const char *folder)
{
    const qtl_status status = run_into(context, row, partial);
    if (status == QTL_OK && rename(partial, folder) != 0) {
        return QTL_FAIL(QTL_EIO, "cannot make %s: %s", folder, strerror(errno));
    }
    if (status != QTL_OK && !file_exists(qtl_checkpoint_path(partial))) {
        qtl_discard_tree(partial);
    }
    return status;
}

qtl_status qtl_single_run(const qtl_run_context *context, qtl_variant variant, size_t run)
{
    char *folder = qtl_run_folder(context->directory, variant, run, false);
    char *partial = qtl_run_folder(context->directory, variant, run, true);
    qtl_status status = folder && partial ? QTL_OK : QTL_ENOMEM;
    if (status == QTL_OK && access(folder, F_OK) == 0) {
        skip_epochs(context, context->experiment->epochs + 1);
    } else if (status == QTL_OK) {
        status = complete_run(context, (qtl_row){.run = run, .variant = variant}, partial,
                              folder);
    }
    free(folder);
    free(partial);
    return status;
}

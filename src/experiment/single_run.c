#include "experiment/single_run.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/fail.h"
#include "core/memory.h"
#include "core/text.h"
#include "experiment/measure.h"
#include "experiment/results.h"
#include "experiment/run_network.h"

/* What a run owns while it goes. */
typedef struct run_state {
    qtl_network *network;
    qtl_trainer *trainer;
    qtl_reading *reading;
    qtl_gradient_stats *stats; /* [n_layers] */
    qtl_value_room values;
    size_t next_codes; /* first epoch whose codes are worth another histogram */
    qtl_output out[QTL_TABLE_COUNT];
} run_state;

static void free_state(run_state *state)
{
    for (size_t t = 0; t < QTL_TABLE_COUNT; t++) {
        qtl_output_abandon(&state->out[t]);
    }
    qtl_trainer_free(state->trainer);
    qtl_network_free(state->network);
    qtl_reading_free(state->reading);
    free(state->stats);
    qtl_value_room_free(&state->values);
}

static qtl_status open_tables(const char *folder, run_state *state)
{
    for (qtl_table t = QTL_TABLE_MEASURES; t < QTL_TABLE_COUNT; t++) {
        char *path = qtl_format("%s/%s", folder, qtl_table_file(t));
        const qtl_status status =
            path ? qtl_output_open(path, &state->out[t]) : QTL_ENOMEM;
        free(path);
        QTL_TRY(status);
        (void)fputs(qtl_table_header(t), state->out[t].stream);
    }
    return QTL_OK;
}

static qtl_status create_state(const qtl_run_context *context, qtl_row row,
                               const char *folder, run_state *state)
{
    const qtl_experiment *experiment = context->experiment;
    QTL_TRY(qtl_run_network(experiment, context->dataset, row.variant, row.run,
                            &state->network));
    QTL_TRY(qtl_trainer_create(state->network, context->dataset, context->split->train,
                               context->split->n_train, &experiment->training,
                               experiment->seed, row.run, &state->trainer));
    QTL_TRY(qtl_reading_create(state->network, context->dataset, &state->reading));
    QTL_ALLOC(state->stats, experiment->n_hidden + 1);
    return open_tables(folder, state);
}

/* Histograms of codes are drawn over log epochs: one every 7 % is as fine as a figure can
 * show, and keeps the table small. */
static bool wants_codes(const qtl_run_context *context, run_state *state, size_t epoch)
{
    const bool wanted =
        epoch >= state->next_codes || epoch == context->experiment->epochs;
    if (wanted) {
        state->next_codes = epoch + 1 + epoch / 14;
    }
    return wanted;
}

/* Writes all rows of one epoch. */
static qtl_status log_epoch(const qtl_run_context *context, run_state *state, qtl_row row)
{
    const bool codes = wants_codes(context, state, row.epoch);
    const qtl_measure_tables measured = {state->out[QTL_TABLE_MEASURES].stream,
                                         state->out[QTL_TABLE_SAMPLING].stream};
    qtl_layer_reading layer = {0};
    qtl_reading_begin(state->reading);
    while (qtl_reading_next(state->reading, &layer)) {
        if (codes) {
            qtl_measure_codes(context, row, &layer, state->out[QTL_TABLE_CODES].stream);
        }
        QTL_TRY(qtl_measure_information(context, row, &layer, &state->values, &measured));
    }
    qtl_measure_training(context, row, state->reading,
                         state->out[QTL_TABLE_TRAINING].stream);
    if (row.epoch > 0) {
        qtl_measure_gradients(row, state->stats, context->experiment->n_hidden + 1,
                              state->out[QTL_TABLE_GRADIENTS].stream);
    }
    return QTL_OK;
}

static qtl_status train_epoch(run_state *state, qtl_row row, bool logged)
{
    const qtl_status status =
        qtl_trainer_epoch(state->trainer, logged ? state->stats : NULL);
    return status == QTL_OK ? QTL_OK
                            : qtl_fail_within(status, "run %zu, %s, epoch %zu", row.run,
                                              qtl_variant_name(row.variant), row.epoch);
}

static qtl_status pass_epoch(const qtl_run_context *context, run_state *state,
                             qtl_row row, bool logged)
{
    if (row.epoch > 0) {
        QTL_TRY(train_epoch(state, row, logged));
        qtl_progress_add(context->progress, 1);
    }
    return logged ? log_epoch(context, state, row) : QTL_OK;
}

static qtl_status train(const qtl_run_context *context, qtl_row row, run_state *state)
{
    const qtl_experiment *experiment = context->experiment;
    const size_t *next = experiment->measured;
    const size_t *end = next + experiment->n_measured;
    qtl_status status = QTL_OK;
    for (row.epoch = 0; status == QTL_OK && row.epoch <= experiment->epochs;
         row.epoch++) {
        const bool logged = next < end && *next == row.epoch;
        status = pass_epoch(context, state, row, logged);
        next += logged;
    }
    return status;
}

static qtl_status commit_tables(run_state *state)
{
    for (size_t t = 0; t < QTL_TABLE_COUNT; t++) {
        QTL_TRY(qtl_output_commit(&state->out[t]));
    }
    return QTL_OK;
}

static qtl_status run_into(const qtl_run_context *context, qtl_row row,
                           const char *partial, const char *folder)
{
    QTL_TRY(qtl_remove_tree(partial));
    QTL_TRY(qtl_make_folder(partial));
    run_state state = {0};
    qtl_status status = create_state(context, row, partial, &state);
    if (status == QTL_OK) {
        status = train(context, row, &state);
    }
    if (status == QTL_OK) {
        status = commit_tables(&state);
    }
    free_state(&state);
    if (status == QTL_OK && rename(partial, folder) != 0) {
        status = QTL_FAIL(QTL_EIO, "cannot make %s: %s", folder, strerror(errno));
    }
    return status;
}

qtl_status qtl_single_run(const qtl_run_context *context, qtl_variant variant, size_t run)
{
    char *folder = qtl_run_folder(context->directory, variant, run, false);
    char *partial = qtl_run_folder(context->directory, variant, run, true);
    qtl_status status = folder && partial ? QTL_OK : QTL_ENOMEM;
    if (status == QTL_OK && access(folder, F_OK) == 0) {
        qtl_progress_add(context->progress, context->experiment->epochs);
    } else if (status == QTL_OK) {
        status =
            run_into(context, (qtl_row){.run = run, .variant = variant}, partial, folder);
        if (status != QTL_OK) {
            qtl_discard_tree(partial);
        }
    }
    free(folder);
    free(partial);
    return status;
}

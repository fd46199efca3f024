/* Accuracy and loss of the quantized network and its continuous twin. */
#include <math.h>
#include <stdlib.h>

#include "core/fail.h"
#include "core/memory.h"
#include "core/text.h"
#include "plot/figures.h"
#include "plot/sheet.h"

enum { PANELS = 4, COLUMNS_OF_TABLE = 4 };

/* Panel i of the two by two. */
static const struct {
    size_t column;
    const char *title, *y_title;
} parts[PANELS] = {{QTL_TRAIN_ACCURACY, "training inputs", "accuracy"},
                   {QTL_TEST_ACCURACY, "test inputs", NULL},
                   {QTL_TRAIN_LOSS, "training inputs", "loss  [nats]"},
                   {QTL_TEST_LOSS, "test inputs", NULL}};

typedef struct twins {
    const qtl_result_tables *tables;
    const qtl_cube *cube;
    size_t first; /* panel; a regression has no accuracies to show */
    qtl_scale x;
    qtl_sheet sheet;
} twins;

static qtl_color variant_color(size_t variant)
{
    return qtl_okabe_ito(variant ? 4 : 6);
}

static qtl_trace make_trace(const twins *t, size_t variant, size_t column)
{
    return (qtl_trace){.cube = t->cube,
                       .series = variant * COLUMNS_OF_TABLE + column,
                       .color = variant_color(variant),
                       .width = 1.2,
                       .dashed = variant == 1};
}

static bool has(const twins *t, size_t variant, size_t column)
{
    return qtl_cube_has(t->cube, variant * COLUMNS_OF_TABLE + column, 0);
}

static void make_legend(twins *t)
{
    bool variants[QTL_VARIANTS];
    bool accuracies = false;
    qtl_run_range runs = {0};
    for (size_t v = 0; v < QTL_VARIANTS; v++) {
        variants[v] = has(t, v, QTL_TRAIN_LOSS) || has(t, v, QTL_TRAIN_ACCURACY);
        accuracies =
            accuracies || has(t, v, QTL_TRAIN_ACCURACY) || has(t, v, QTL_TEST_ACCURACY);
        for (size_t column = 0; column < COLUMNS_OF_TABLE; column++) {
            qtl_run_range_add(&runs, t->cube, v * COLUMNS_OF_TABLE + column);
        }
    }
    t->first = accuracies ? 0 : 2;
    qtl_sheet_add_runs(&t->sheet, variants, &runs);
    for (size_t i = 0; i < t->sheet.n_items; i++) {
        qtl_legend_item *item = &t->sheet.items[i];
        if (item->swatch == QTL_SWATCH_LINE) {
            item->color = variant_color(item->dashed);
            item->width = 1.2;
        }
    }
}

static qtl_status make_twins(const qtl_result_tables *tables, twins *t)
{
    *t = (twins){.tables = tables};
    QTL_TRY(qtl_tables_need(tables, QTL_TRAINING, &t->cube));
    QTL_REQUIRE(qtl_epoch_scale(&t->cube->epochs, &t->x), QTL_EEMPTY,
                "%s/training.csv has no epoch after 0", tables->directory);
    make_legend(t);
    t->sheet.grid = (qtl_grid){.n = PANELS - t->first,
                               .columns = 2,
                               .left = 40,
                               .right = 10,
                               .gap_x = 18,
                               .gap_y = 24};
    qtl_sheet_fit(&t->sheet, 1, 112);
    return qtl_sheet_lay(&t->sheet, 18);
}

/* One scale for both panels of a row, so that training and test can be compared. */
static qtl_scale row_scale(const twins *t, size_t row)
{
    const bool accuracy = row == 0;
    double low = accuracy ? 1 : 0;
    double high = accuracy ? 1 : 0;
    for (size_t i = 2 * row; i < 2 * row + 2; i++) {
        for (size_t v = 0; v < QTL_VARIANTS; v++) {
            const qtl_trace trace = make_trace(t, v, parts[i].column);
            qtl_trace_stretch(&trace, &low, &high);
        }
    }
    const double range = high > low ? high - low : 1;
    return (qtl_scale){.low = low - (accuracy ? 0.03 * range : 0),
                       .high = high + 0.03 * range};
}

/* "+0.25", with a real minus sign. */
static void add_points(qtl_text *words, double points)
{
    const char *sign = points < 0 ? "\u2212" : "+";
    qtl_text_add(words, "%s%.2f", points == 0 ? "" : sign, fabs(points));
}

/* What quantization does to the accuracy at the last epoch, run by run, because twins
 * start from the same weights and see the same batches. */
static qtl_status twin_words(const twins *t, size_t column, qtl_text *words)
{
    const size_t n = t->cube->runs.n;
    const size_t last = t->cube->epochs.n - 1;
    const double *quantized = qtl_cube_runs(t->cube, column, 0, last);
    const double *continuous = qtl_cube_runs(t->cube, COLUMNS_OF_TABLE + column, 0, last);
    double *points = NULL;
    QTL_ALLOC(points, n);
    for (size_t r = 0; r < n; r++) {
        points[r] = 100 * (quantized[r] - continuous[r]);
    }
    const qtl_band gain = qtl_band_of(points, n);
    free(points);
    if (gain.n > 0) {
        qtl_text_add(words, "quantized less continuous at the end: ");
        add_points(words, gain.mean);
        qtl_text_add(words, " points");
    }
    if (gain.n > 1) {
        qtl_text_add(words, " (");
        add_points(words, gain.low);
        qtl_text_add(words, " to ");
        add_points(words, gain.high);
        qtl_text_add(words, ")");
    }
    return QTL_OK;
}

static qtl_status twin_note(const twins *t, size_t column, qtl_canvas *canvas,
                            qtl_crowd *crowd)
{
    qtl_text words = {0};
    const qtl_status status = twin_words(t, column, &words);
    if (status == QTL_OK && words.size > 0) {
        qtl_crowd_note(canvas, crowd, words.data);
    }
    free(words.data);
    return status;
}

static qtl_status draw_part(const twins *t, size_t i, qtl_canvas *canvas)
{
    const qtl_panel axes = {.x = t->x,
                            .y = row_scale(t, i / 2),
                            .title = i < t->first + 2 ? parts[i].title : NULL,
                            .x_title = "epoch",
                            .y_title = i == t->first && t->first ? "mean squared error"
                                                                 : parts[i].y_title};
    const qtl_panel panel = qtl_sheet_panel(&t->sheet, i - t->first, &axes);
    qtl_panel_frame(canvas, &panel);
    qtl_crowd crowd = {.area = panel.box};
    bool any = false;
    for (size_t v = 0; v < QTL_VARIANTS; v++) {
        const qtl_trace trace = make_trace(t, v, parts[i].column);
        if (has(t, v, parts[i].column)) {
            qtl_trace_draw(canvas, &panel, &trace);
            qtl_trace_crowd(&panel, &trace, &crowd);
            any = true;
        }
    }
    if (!any) {
        qtl_panel_say(canvas, &panel,
                      i % 2 ? "no test part: the network trains on every input"
                            : "no values in training.csv");
        return QTL_OK;
    }
    return i < 2 ? twin_note(t, parts[i].column, canvas, &crowd) : QTL_OK;
}

static qtl_status size(const qtl_result_tables *tables, double *width_in,
                       double *height_in)
{
    twins t;
    QTL_TRY(make_twins(tables, &t));
    qtl_sheet_size(&t.sheet, width_in, height_in);
    return QTL_OK;
}

static qtl_status draw(const qtl_result_tables *tables, qtl_canvas *canvas)
{
    twins t;
    QTL_TRY(make_twins(tables, &t));
    qtl_sheet_legend(&t.sheet, canvas);
    for (size_t i = t.first; i < PANELS; i++) {
        QTL_TRY(draw_part(&t, i, canvas));
    }
    return QTL_OK;
}

const qtl_figure qtl_figure_accuracy_loss = {
    .name = "accuracy-loss",
    .summary = "accuracy and loss of the twins over epochs, training and test",
    .caption = "Quantized network and continuous twin learn alike: the gap between solid "
               "and dashed line is what quantization costs.",
    .size = size,
    .draw = draw};

#include "planted.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "data_files.h"
#include "quantal/verdict.h"
#include "tables.h"

size_t planted_epoch(size_t i)
{
    return i + (size_t)lround(exp(log(961) * (double)i / (PLANTED_EPOCHS - 1)));
}

double planted_jitter(size_t run)
{
    return 0.1 * ((double)(run % 7) - 3);
}

double curve_up_and_down(size_t layer, size_t run, double epoch)
{
    (void)layer;
    const double up = fmin(1, log(epoch) / log(20));
    const double down = fmax(0, log(epoch / 20) / log(50));
    return 2 + 6 * up - (6 + planted_jitter(run)) * down;
}

double curve_only_up(size_t layer, size_t run, double epoch)
{
    return 9 - (double)layer + 0.01 * (double)run + 0.1 * log(epoch);
}

double curve_full(size_t layer, size_t run, double epoch)
{
    (void)layer;
    (void)run;
    (void)epoch;
    return 12;
}

double curve_output_falls(size_t layer, size_t run, double epoch)
{
    return (layer < PLANTED_LAYERS ? curve_full : curve_up_and_down)(layer, run, epoch);
}

double curve_every_other_falls(size_t layer, size_t run, double epoch)
{
    return (run % 2 ? curve_up_and_down : curve_only_up)(layer, run, epoch);
}

double curve_learns(size_t layer, size_t run, double epoch)
{
    (void)run;
    return 0.5 - 0.1 * (double)layer + 0.05 * log(epoch);
}

double curve_rises_by_half(size_t run)
{
    return 0.9 + 0.001 * (double)run;
}

static void add_measure(qtl_text *t, size_t run, const char *variant, size_t layer,
                        size_t epoch, const char *rest, double value)
{
    qtl_text_add(t, "%zu,%s,%zu,%zu,4,%s,", run + 1, variant, epoch, layer, rest);
    if (!isnan(value)) {
        qtl_text_add(t, "%.9g", value);
    }
    qtl_text_add(t, ",\n");
}

static void add_measures(qtl_text *t, const planted *p, size_t run, size_t epoch)
{
    const struct {
        planted_curve of;
        const char *rest;
        bool twins;
    } columns[] = {
        {p->input, "exact,,I(X;T)", false},
        {p->label, "exact,,I(T;Y)", false},
        {p->irrelevant, "exact,,I(T;N|R)", false},
        {p->relevant, "exact,,I(T;R)", false},
        {p->estimate, p->bins ? p->bins : "binning,\"bins=30,low=-1\",I(X;T)", true}};
    for (size_t layer = 1; layer <= PLANTED_LAYERS; layer++) {
        for (size_t c = 0; c < sizeof columns / sizeof columns[0]; c++) {
            if (columns[c].of) {
                const double value = columns[c].of(layer, run, (double)epoch);
                add_measure(t, run, "quantized", layer, epoch, columns[c].rest, value);
                if (columns[c].twins) {
                    add_measure(t, run, "continuous", layer, epoch, columns[c].rest,
                                value + 0.5);
                }
            }
        }
    }
}

static void add_training(qtl_text *t, const planted *p, size_t run, size_t epoch)
{
    const double final = p->accuracy ? p->accuracy(run) : 0.9;
    const double accuracy = epoch < planted_epoch(PLANTED_EPOCHS - 1) ? 0.5 : final;
    qtl_text_add(t, "%zu,quantized,%zu,1,1,%.9g,%.9g\n", run + 1, epoch, accuracy,
                 accuracy);
    qtl_text_add(t, "%zu,continuous,%zu,1,1,%.9g,%.9g\n", run + 1, epoch, accuracy + 0.02,
                 accuracy + 0.01);
}

static void add_gradients(qtl_text *t, const planted *p, size_t run, size_t epoch)
{
    for (size_t layer = 1; layer <= PLANTED_LAYERS; layer++) {
        const double snr = p->snr ? p->snr(layer, run, (double)epoch) : 1;
        qtl_text_add(t, "%zu,quantized,%zu,%zu,1,%.9g,1\n", run + 1, epoch, layer, snr);
    }
}

void planted_write(const char *folder, const char *name, const char *text)
{
    char *path = qtl_test_path(folder, name);
    qtl_test_write(path, text);
    free(path);
}

static char *planted_folder(const planted *p)
{
    char *folder = qtl_test_folder();
    qtl_text manifest = {0};
    qtl_text table[3] = {{0}};
    qtl_text_add(&manifest,
                 "name: planted\nseed: 7\nruns: %zu\nconfig_sha256: 0123456789abcdef\n"
                 "input_entropy_bits: 12\nlabel_entropy_bits: 1\n"
                 "configuration: {source: \"a paper\"}\n",
                 p->n_runs);
    qtl_text_add(&table[0], "run,variant,epoch,layer,width,estimator,params,quantity,"
                            "value_bits,stderr_bits\n");
    qtl_text_add(&table[1], "run,variant,epoch,train_loss,test_loss,train_accuracy,"
                            "test_accuracy\n");
    qtl_text_add(&table[2], "run,variant,epoch,layer,weight_norm,gradient_mean_norm,"
                            "gradient_std_norm\n");
    for (size_t run = 0; run < p->n_runs; run++) {
        for (size_t i = 0; i < PLANTED_EPOCHS; i++) {
            add_measures(&table[0], p, run, planted_epoch(i));
            add_training(&table[1], p, run, planted_epoch(i));
            add_gradients(&table[2], p, run, planted_epoch(i));
        }
    }
    planted_write(folder, "manifest.yaml", manifest.data);
    planted_write(folder, "measures.csv", table[0].data);
    planted_write(folder, "training.csv", table[1].data);
    planted_write(folder, "gradients.csv", table[2].data);
    free(manifest.data);
    for (size_t i = 0; i < 3; i++) {
        free(table[i].data);
    }
    return folder;
}

planted_answers planted_decide(const planted *p)
{
    planted_answers a = {.folder = planted_folder(p)};
    ck_ok(qtl_verdict_write(a.folder));
    a.table = qtl_test_table(a.folder, "verdict.csv");
    return a;
}

void planted_free(planted_answers *a)
{
    qtl_csv_free(&a->table);
    qtl_test_remove(a->folder);
}

const char *planted_cell(const qtl_csv *t, const char *where, const char *column)
{
    const char *found = NULL;
    for (size_t row = 1; row < t->n_rows; row++) {
        char words[200];
        (void)snprintf(words, sizeof words, "%s", where);
        bool same = true;
        char *rest = NULL;
        for (char *w = strtok_r(words, " ", &rest); w; w = strtok_r(NULL, " ", &rest)) {
            char *value = strchr(w, '=');
            size_t at = 0;
            *value++ = '\0';
            ck_assert_msg(qtl_csv_column(t, w, &at), "no column %s", w);
            same = same && strcmp(qtl_csv_cell(t, row, at), value) == 0;
        }
        size_t at = 0;
        ck_assert_msg(qtl_csv_column(t, column, &at), "no column %s", column);
        if (same) {
            ck_assert_msg(!found, "two rows %s", where);
            found = qtl_csv_cell(t, row, at);
        }
    }
    ck_assert_msg(found != NULL, "no row %s", where);
    return found;
}

double planted_number(const qtl_csv *t, const char *where, const char *column)
{
    double value = NAN;
    ck_assert_msg(qtl_parse_double(planted_cell(t, where, column), &value),
                  "%s of %s is \"%s\"", column, where, planted_cell(t, where, column));
    return value;
}

void planted_is_decided(const qtl_csv *t, const char *where, const char *decision,
                        const char *reason)
{
    ck_assert_msg(strcmp(planted_cell(t, where, "decision"), decision) == 0,
                  "%s is %s (%s)", where, planted_cell(t, where, "decision"),
                  planted_cell(t, where, "reason"));
    ck_assert_msg(strstr(planted_cell(t, where, "reason"), reason) != NULL, "%s: %s",
                  where, planted_cell(t, where, "reason"));
}

/* Verdicts on planted tables: what was planted is what must be decided. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/csv.h"
#include "core/file.h"
#include "core/text.h"
#include "quantal/verdict.h"
#include "suite.h"

enum { N_LAYERS = 3, N_EPOCHS = 40, FEW = 5, MANY = 12 };

/* A curve of layer 1 to 3 (3 is the output) and run 0, 1, ... over epochs 1 to 1000. */
typedef double (*curve)(size_t layer, size_t run, double epoch);

/* What is in a planted folder; NULL: nothing of it. */
typedef struct plan {
    size_t n_runs;
    curve input, label;         /* exact, of the quantized network */
    curve estimate;             /* I(X;T) by binning, of both networks */
    const char *bins;           /* its name and parameters; NULL: 30 bins */
    curve irrelevant, relevant; /* I(T;N|R) and I(T;R), exact */
    curve snr;                  /* of the gradient; NULL: 1 */
    double (*accuracy)(size_t run);
} plan;

static const char *const files[] = {"verdict.csv", "verdict.md", "phases.csv",
                                    "twins.csv", "summary.csv"};
enum { N_FILES = 5 };

/* About log-spaced from 1 to 1000. */
static size_t epoch_at(size_t i)
{
    return i + (size_t)lround(exp(log(961) * (double)i / (N_EPOCHS - 1)));
}

/* --- curves --------------------------------------------------------------------- */

/* What run 0 to 4 falls by beside the 6 bits: symmetric around 0. */
static double jitter(size_t run)
{
    return 0.1 * ((double)(run % 5) - 2);
}

/* Up from 2 to 8 bits at about epoch 20, down to 2 at 1000. */
static double up_and_down(size_t layer, size_t run, double epoch)
{
    (void)layer;
    const double up = fmin(1, log(epoch) / log(20));
    const double down = fmax(0, log(epoch / 20) / log(50));
    return 2 + 6 * up - (6 + jitter(run)) * down;
}

static double only_up(size_t layer, size_t run, double epoch)
{
    return 9 - (double)layer + 0.01 * (double)run + 0.1 * log(epoch);
}

static double full(size_t layer, size_t run, double epoch)
{
    (void)layer;
    (void)run;
    (void)epoch;
    return 12;
}

/* Hidden layers hold all of H(X), the output compresses. */
static double output_falls(size_t layer, size_t run, double epoch)
{
    return (layer < N_LAYERS ? full : up_and_down)(layer, run, epoch);
}

/* Layer 1 holds all, layer 2 rises, the output falls. */
static double mixed(size_t layer, size_t run, double epoch)
{
    const curve of[] = {full, only_up, output_falls};
    return of[layer - 1](layer, run, epoch);
}

static double learns(size_t layer, size_t run, double epoch)
{
    (void)run;
    return 0.5 - 0.1 * (double)layer + 0.05 * log(epoch);
}

/* Layer 1 knows the label from the start. */
static double learns_above_the_first(size_t layer, size_t run, double epoch)
{
    return layer == 1 ? 0.99 : learns(layer, run, epoch);
}

static double rises_by_half(size_t run)
{
    return 0.9 + 0.001 * (double)run;
}

static double same_accuracy(size_t run)
{
    (void)run;
    return 0.9;
}

/* Falls by 1 to 12 bits less one, in the order of accuracy. */
static double falls_with_run(size_t layer, size_t run, double epoch)
{
    (void)layer;
    return 12 - 0.9 * (double)(run + 1) * log(epoch) / log(1000);
}

static double snr_turns_at(double epoch, double turn)
{
    return 10 * pow(fmin(1, turn / epoch), 1.5);
}

static double snr_turns_at_20(size_t layer, size_t run, double epoch)
{
    (void)layer;
    return snr_turns_at(epoch, 20 * (1 + jitter(run)));
}

static double snr_turns_at_200(size_t layer, size_t run, double epoch)
{
    (void)layer;
    return snr_turns_at(epoch, 200 * (1 + jitter(run)));
}

/* --- folders -------------------------------------------------------------------- */

static void add_measure(qtl_text *t, size_t run, const char *variant, size_t layer,
                        size_t epoch, const char *rest, double value)
{
    qtl_text_add(t, "%zu,%s,%zu,%zu,4,%s,", run + 1, variant, epoch, layer, rest);
    if (!isnan(value)) {
        qtl_text_add(t, "%.9g", value);
    }
    qtl_text_add(t, ",\n");
}

static void add_measures(qtl_text *t, const plan *p, size_t run, size_t epoch)
{
    const struct {
        curve of;
        const char *rest;
        bool twins;
    } columns[] = {
        {p->input, "exact,,I(X;T)", false},
        {p->label, "exact,,I(T;Y)", false},
        {p->irrelevant, "exact,,I(T;N|R)", false},
        {p->relevant, "exact,,I(T;R)", false},
        {p->estimate, p->bins ? p->bins : "binning,\"bins=30,low=-1\",I(X;T)", true}};
    for (size_t layer = 1; layer <= N_LAYERS; layer++) {
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

static void add_training(qtl_text *t, const plan *p, size_t run, size_t epoch)
{
    const double final = p->accuracy ? p->accuracy(run) : 0.9;
    const double accuracy = epoch < epoch_at(N_EPOCHS - 1) ? 0.5 : final;
    qtl_text_add(t, "%zu,quantized,%zu,1,1,%.9g,%.9g\n", run + 1, epoch, accuracy,
                 accuracy);
    qtl_text_add(t, "%zu,continuous,%zu,1,1,%.9g,%.9g\n", run + 1, epoch, accuracy + 0.02,
                 accuracy + 0.01);
}

static void add_gradients(qtl_text *t, const plan *p, size_t run, size_t epoch)
{
    for (size_t layer = 1; layer <= N_LAYERS; layer++) {
        const double snr = p->snr ? p->snr(layer, run, (double)epoch) : 1;
        qtl_text_add(t, "%zu,quantized,%zu,%zu,1,%.9g,1\n", run + 1, epoch, layer, snr);
    }
}

static void write_file(const char *folder, const char *name, const char *text)
{
    char *path = qtl_format("%s/%s", folder, name);
    qtl_test_write(path, text);
    free(path);
}

static char *plant(const plan *p)
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
        for (size_t i = 0; i < N_EPOCHS; i++) {
            add_measures(&table[0], p, run, epoch_at(i));
            add_training(&table[1], p, run, epoch_at(i));
            add_gradients(&table[2], p, run, epoch_at(i));
        }
    }
    write_file(folder, "manifest.yaml", manifest.data);
    write_file(folder, "measures.csv", table[0].data);
    write_file(folder, "training.csv", table[1].data);
    write_file(folder, "gradients.csv", table[2].data);
    free(manifest.data);
    for (size_t i = 0; i < 3; i++) {
        free(table[i].data);
    }
    return folder;
}

/* --- answers -------------------------------------------------------------------- */

typedef struct answers {
    char *folder;
    qtl_csv table; /* verdict.csv, or another */
} answers;

static qtl_csv read_table(const char *folder, const char *name)
{
    char *path = qtl_format("%s/%s", folder, name);
    qtl_csv table = {0};
    ck_ok(qtl_csv_read(path, &table));
    free(path);
    return table;
}

static answers decide(const plan *p)
{
    answers a = {.folder = plant(p)};
    ck_ok(qtl_verdict_write(a.folder));
    a.table = read_table(a.folder, "verdict.csv");
    return a;
}

static void free_answers(answers *a)
{
    qtl_csv_free(&a->table);
    ck_ok(qtl_remove_tree(a->folder));
    free(a->folder);
}

/* The cell in `column` of the one row whose cells in the named columns are as given:
 * "claim=fitting layer=all", words apart by blanks. */
static const char *cell(const qtl_csv *t, const char *where, const char *column)
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

static double number(const qtl_csv *t, const char *where, const char *column)
{
    double value = NAN;
    ck_assert_msg(qtl_parse_double(cell(t, where, column), &value), "%s of %s is \"%s\"",
                  column, where, cell(t, where, column));
    return value;
}

static void is_decided(const qtl_csv *t, const char *where, const char *decision,
                       const char *reason)
{
    ck_assert_msg(strcmp(cell(t, where, "decision"), decision) == 0, "%s is %s (%s)",
                  where, cell(t, where, "decision"), cell(t, where, "reason"));
    ck_assert_msg(strstr(cell(t, where, "reason"), reason) != NULL, "%s: %s", where,
                  cell(t, where, "reason"));
}

/* --- tests ---------------------------------------------------------------------- */

/* Falls of 5 runs are 5.8 to 6.2 in steps of 0.1 (less what the grid misses of the peak,
 * the same in each): symmetric, so the interval is Student's, 2.776 sqrt(0.025 / 5). */
START_TEST(a_planted_fall_is_compression)
{
    answers a = decide(&(plan){.n_runs = FEW, .input = up_and_down, .label = learns});
    static const char where[] = "claim=compression-output estimator=exact";
    is_decided(&a.table, where, "confirmed", "falls by more than 0.1 bit in 5 of 5 runs");
    const double mean = number(&a.table, where, "value");
    ck_assert_double_eq_tol(mean, 6, 0.05);
    const double half = 2.7764451052 * sqrt(0.025 / 5);
    ck_assert_double_eq_tol(number(&a.table, where, "ci_low"), mean - half, 2e-3);
    ck_assert_double_eq_tol(number(&a.table, where, "ci_high"), mean + half, 2e-3);
    ck_assert_str_eq(cell(&a.table, where, "unit"), "bits");
    ck_assert_str_eq(cell(&a.table, where, "runs"), "5");
    is_decided(&a.table, "claim=compression-hidden layer=hidden", "confirmed",
               "seen in layers 1, 2");
    /* The peak is at epoch 20 of 1000. */
    is_decided(&a.table, "claim=compression-share layer=3", "confirmed",
               "98 % of the epochs lie behind the peak");
    free_answers(&a);
}
END_TEST

START_TEST(a_curve_that_only_rises_does_not_compress)
{
    answers a = decide(&(plan){.n_runs = FEW, .input = only_up, .label = learns});
    static const char output[] = "claim=compression-output estimator=exact";
    is_decided(&a.table, output, "denied", "in 0 of 5 runs");
    ck_assert_double_eq(number(&a.table, output, "value"), 0);
    is_decided(&a.table, "claim=compression-hidden layer=hidden", "denied",
               "not seen in layers 1, 2");
    is_decided(&a.table, "claim=compression-share layer=all", "undecided",
               "cannot be seen in layers 1-3");
    is_decided(&a.table, "claim=fitting layer=all", "confirmed", "seen in layers 1-3");
    free_answers(&a);
}
END_TEST

START_TEST(a_saturated_layer_is_undecided_and_passed_over)
{
    answers a =
        decide(&(plan){.n_runs = FEW, .input = mixed, .label = learns_above_the_first});
    is_decided(&a.table, "claim=compression-hidden layer=1", "undecided",
               "saturated in 5 of 5 runs");
    is_decided(&a.table, "claim=compression-hidden layer=2", "denied", "0 of 5");
    is_decided(&a.table, "claim=compression-hidden layer=hidden", "denied",
               "not seen in layer 2; cannot be seen in layer 1");
    is_decided(&a.table, "claim=fitting layer=1", "undecided", "at the ceiling");
    is_decided(&a.table, "claim=fitting layer=all", "confirmed",
               "seen in layers 2, 3; cannot be seen in layer 1");
    free_answers(&a);
    answers b = decide(&(plan){.n_runs = FEW, .input = full, .label = learns});
    is_decided(&b.table, "claim=compression-output estimator=exact", "undecided",
               "saturated");
    is_decided(&b.table, "claim=compression-hidden layer=hidden", "undecided",
               "cannot be seen in layers 1, 2");
    free_answers(&b);
}
END_TEST

START_TEST(one_run_decides_nothing_but_order)
{
    answers a = decide(&(plan){.n_runs = 1, .input = up_and_down, .label = learns});
    static const char where[] = "claim=compression-output estimator=exact";
    is_decided(&a.table, where, "undecided", "1 of 1 run: too few runs");
    ck_assert_double_eq_tol(number(&a.table, where, "value"), 5.8, 0.05);
    ck_assert_str_eq(cell(&a.table, where, "ci_low"), "");
    ck_assert_str_eq(cell(&a.table, where, "ci_high"), "");
    for (size_t row = 1; row < a.table.n_rows; row++) {
        const bool order = strcmp(qtl_csv_cell(&a.table, row, 0), "ordering") == 0;
        ck_assert_str_eq(qtl_csv_cell(&a.table, row, 11),
                         order ? "confirmed" : "undecided");
    }
    free_answers(&a);
}
END_TEST

START_TEST(three_runs_are_too_few_and_four_are_not)
{
    answers a = decide(&(plan){.n_runs = 3, .input = up_and_down, .label = learns});
    is_decided(&a.table, "claim=compression-output", "undecided", "too few runs");
    is_decided(&a.table, "claim=compression-share layer=3", "undecided", "too few runs");
    free_answers(&a);
    answers b = decide(&(plan){.n_runs = 4, .input = up_and_down, .label = learns});
    is_decided(&b.table, "claim=compression-output", "confirmed", "4 of 4 runs");
    is_decided(&b.table, "claim=compression-share layer=3", "confirmed",
               "behind the peak");
    free_answers(&b);
}
END_TEST

/* Runs 1, 3, 5, ... fall, the others do not. */
static double every_other_falls(size_t layer, size_t run, double epoch)
{
    return (run % 2 ? up_and_down : only_up)(layer, run, epoch);
}

START_TEST(half_of_the_runs_are_neither_most_nor_few)
{
    answers a =
        decide(&(plan){.n_runs = MANY, .input = every_other_falls, .label = learns});
    is_decided(&a.table, "claim=compression-output", "undecided",
               "6 of 12 runs: neither most runs nor few");
    free_answers(&a);
}
END_TEST

START_TEST(methods_are_decided_each_for_itself_and_exact_comes_first)
{
    const plan p = {
        .n_runs = FEW, .input = only_up, .label = learns, .estimate = up_and_down};
    answers a = decide(&p);
    is_decided(&a.table, "claim=compression-output estimator=exact", "denied", "0 of 5");
    is_decided(&a.table, "claim=compression-output estimator=binning variant=quantized",
               "confirmed", "5 of 5");
    is_decided(&a.table, "claim=compression-output estimator=binning variant=continuous",
               "confirmed", "5 of 5");
    ck_assert_str_eq(qtl_csv_cell(&a.table, 1, 3), "exact");
    char *path = qtl_format("%s/verdict.md", a.folder);
    char *page = NULL;
    size_t size = 0;
    ck_ok(qtl_read_file(path, &page, &size));
    ck_assert_ptr_nonnull(strstr(page, "| `binning:bins=30,low=-1` | continuous |  | "
                                       "**confirmed** | **confirmed** |"));
    ck_assert_ptr_nonnull(strstr(page,
                                 "**The output layer compresses: denied.** Falls by "
                                 "more than 0.1 bit in 0 of 5 runs (0.00 [0.00, "
                                 "0.00] bits)."));
    ck_assert_ptr_nonnull(strstr(page, "quantal run experiments/planted.yaml"));
    free(page);
    free(path);
    free_answers(&a);
}
END_TEST

/* Layer 3 is above layer 2 from about epoch 20 on, by 1 bit at the end. */
static double out_of_order(size_t layer, size_t run, double epoch)
{
    (void)run;
    return layer < 3 ? 6 : 5 + 2 * log(epoch) / log(1000);
}

START_TEST(one_layer_above_the_layer_below_denies_order)
{
    answers a = decide(&(plan){
        .n_runs = FEW, .input = output_falls, .label = learns, .estimate = out_of_order});
    is_decided(&a.table, "claim=ordering estimator=exact layer=all", "confirmed",
               "in order in all 800 comparisons"); /* 5 runs, 40 epochs, 2 pairs, 2 I */
    is_decided(&a.table, "claim=ordering estimator=binning layer=2 variant=quantized",
               "confirmed", "in order");
    is_decided(&a.table, "claim=ordering estimator=binning layer=3 variant=quantized",
               "denied", "by 1.00 bit at worst (run 1, epoch 1000)");
    is_decided(&a.table, "claim=ordering estimator=binning layer=all variant=quantized",
               "denied", "out of order");
    free_answers(&a);
}
END_TEST

static double out_of_order_in_two_runs(size_t layer, size_t run, double epoch)
{
    return run < 2 ? out_of_order(layer, run, epoch) : NAN;
}

/* Layer 3 is above layer 2 by more than 0.01 bit where 2 log(epoch) / log(1000) > 1.01,
 * layer 2 never above layer 1: the network's share is half of layer 3's. */
START_TEST(runs_without_an_estimate_are_not_in_order_but_left_out)
{
    answers a = decide(&(plan){.n_runs = MANY,
                               .input = output_falls,
                               .label = learns,
                               .estimate = out_of_order_in_two_runs});
    size_t n = 0;
    for (size_t i = 0; i < N_EPOCHS; i++) {
        n += 2 * log((double)epoch_at(i)) / log(1000) > 1.01;
    }
    const double share = (double)n / N_EPOCHS;
    static const char third[] = "claim=ordering estimator=binning layer=3 "
                                "variant=quantized";
    static const char all[] = "claim=ordering estimator=binning layer=all "
                              "variant=quantized";
    ck_assert_double_eq_tol(number(&a.table, third, "value"), share, 1e-9);
    ck_assert_double_eq(number(&a.table, third, "runs"), 2);
    ck_assert_double_eq_tol(number(&a.table, all, "value"), share / 2, 1e-9);
    ck_assert_double_eq(number(&a.table, all, "runs"), 2);
    free_answers(&a);
}
END_TEST

START_TEST(falls_in_the_order_of_accuracy_go_with_it)
{
    plan p = {.n_runs = MANY,
              .input = falls_with_run,
              .label = learns,
              .accuracy = rises_by_half};
    static const char where[] = "claim=compression-generalization layer=all";
    answers a = decide(&p);
    is_decided(&a.table, where, "confirmed", "12 runs");
    ck_assert_double_eq_tol(number(&a.table, where, "value"), 1, 1e-12);
    free_answers(&a);
    p.accuracy = same_accuracy;
    a = decide(&p);
    is_decided(&a.table, where, "undecided", "does not vary");
    free_answers(&a);
    p.n_runs = FEW;
    p.accuracy = rises_by_half;
    a = decide(&p);
    is_decided(&a.table, where, "undecided", "too few runs: 5 of 10");
    free_answers(&a);
}
END_TEST

START_TEST(a_gradient_turn_at_the_onset_coincides)
{
    plan p = {
        .n_runs = FEW, .input = output_falls, .label = learns, .snr = snr_turns_at_20};
    answers a = decide(&p);
    is_decided(&a.table, "claim=snr-turn layer=3", "confirmed", "times the onset");
    is_decided(&a.table, "claim=snr-turn layer=all", "confirmed", "seen in layer 3");
    /* The onset is where I(X;T) is 0.1 bit below its peak: 4 % of epochs later. */
    ck_assert_double_eq_tol(number(&a.table, "claim=snr-turn layer=3", "value"), 1, 0.15);
    free_answers(&a);
    p.snr = snr_turns_at_200;
    a = decide(&p);
    is_decided(&a.table, "claim=snr-turn layer=3", "denied", "times the onset");
    ck_assert_double_eq_tol(number(&a.table, "claim=snr-turn layer=3", "value"), 10, 1.5);
    free_answers(&a);
}
END_TEST

START_TEST(forgetting_needs_the_irrelevant_to_fall_and_the_relevant_to_stay)
{
    plan p = {.n_runs = FEW,
              .input = only_up,
              .label = learns,
              .irrelevant = up_and_down,
              .relevant = only_up};
    answers a = decide(&p);
    is_decided(&a.table, "claim=irrelevant-forgotten layer=all", "confirmed",
               "seen in layers 1-3");
    free_answers(&a);
    p.relevant = up_and_down;
    a = decide(&p);
    is_decided(&a.table, "claim=irrelevant-forgotten layer=all", "denied",
               "not seen in layers 1-3");
    free_answers(&a);
    p.relevant = p.irrelevant = only_up;
    a = decide(&p);
    is_decided(&a.table, "claim=irrelevant-forgotten layer=2", "denied",
               "I(T;N|R) falls by more than 0.1 bit in 0 of 5 runs; I(T;R) falls");
    free_answers(&a);
}
END_TEST

START_TEST(twins_are_compared_run_by_run)
{
    const plan p = {
        .n_runs = FEW, .input = up_and_down, .label = learns, .estimate = up_and_down};
    answers a = decide(&p);
    qtl_csv twins = read_table(a.folder, "twins.csv");
    ck_assert_uint_eq(twins.n_rows, 1 + N_LAYERS * N_EPOCHS);
    static const char where[] = "epoch=1000 layer=2";
    ck_assert_double_eq_tol(number(&twins, where, "exact_quantized_bits"), 2, 1e-6);
    ck_assert_double_eq_tol(number(&twins, where, "estimate_quantized_bits"), 2, 1e-6);
    ck_assert_double_eq_tol(number(&twins, where, "estimate_continuous_bits"), 2.5, 1e-6);
    ck_assert_double_eq_tol(number(&twins, where, "gap_bits"), 0.5, 1e-6);
    /* Runs differ, but each differs from its twin by the same. */
    ck_assert_double_eq_tol(number(&twins, where, "ci_high"), 0.5, 1e-6);
    qtl_csv_free(&twins);
    free_answers(&a);
}
END_TEST

START_TEST(the_summary_has_means_of_phases_and_accuracies)
{
    const plan p = {
        .n_runs = FEW, .input = up_and_down, .label = learns, .accuracy = rises_by_half};
    answers a = decide(&p);
    qtl_csv t = read_table(a.folder, "summary.csv");
    ck_assert_double_eq_tol(
        number(&t, "layer=1 quantity=I(X;T) statistic=last_bits", "mean"), 2, 1e-6);
    ck_assert_double_eq_tol(
        number(&t, "layer=1 quantity=I(X;T) statistic=first_bits", "mean"), 2, 1e-6);
    ck_assert_double_eq_tol(
        number(&t, "variant=quantized quantity=test_accuracy statistic=last", "mean"),
        0.902, 1e-9);
    static const char lost[] = "quantity=test_accuracy "
                               "statistic=points_lost_to_quantization";
    ck_assert_double_eq_tol(number(&t, lost, "mean"), 1, 1e-6);
    ck_assert_double_eq_tol(number(&t, lost, "ci_low"), 1, 1e-6);
    qtl_csv_free(&t);
    free_answers(&a);
}
END_TEST

START_TEST(phases_are_listed_run_by_run)
{
    answers a = decide(&(plan){.n_runs = FEW, .input = output_falls, .label = learns});
    qtl_csv t = read_table(a.folder, "phases.csv");
    ck_assert_uint_eq(t.n_rows, 1 + FEW * N_LAYERS * 2);
    static const char where[] = "run=5 layer=3 quantity=I(X;T)";
    ck_assert_double_eq_tol(number(&t, where, "fall_bits"), 6.2, 0.05);
    ck_assert_double_eq_tol(number(&t, where, "peak_epoch"), 20, 2);
    ck_assert_double_eq_tol(number(&t, where, "change_epoch_1"), 20, 1);
    ck_assert_str_eq(cell(&t, where, "saturated"), "0");
    ck_assert_str_eq(cell(&t, "run=1 layer=1 quantity=I(X;T)", "saturated"), "1");
    ck_assert_str_eq(cell(&t, "run=1 layer=1 quantity=I(X;T)", "onset_epoch"), "");
    qtl_csv_free(&t);
    free_answers(&a);
}
END_TEST

static char *file_text(const char *folder, const char *name)
{
    char *path = qtl_format("%s/%s", folder, name);
    char *text = NULL;
    size_t size = 0;
    ck_ok(qtl_read_file(path, &text, &size));
    free(path);
    return text;
}

START_TEST(the_same_tables_give_the_same_bytes)
{
    const plan p = {.n_runs = MANY,
                    .input = every_other_falls,
                    .label = learns,
                    .estimate = up_and_down};
    answers a = decide(&p);
    char *before[N_FILES];
    for (size_t i = 0; i < N_FILES; i++) {
        before[i] = file_text(a.folder, files[i]);
    }
    ck_ok(qtl_verdict_write(a.folder));
    for (size_t i = 0; i < N_FILES; i++) {
        char *after = file_text(a.folder, files[i]);
        ck_assert_str_eq(before[i], after);
        free(before[i]);
        free(after);
    }
    free_answers(&a);
}
END_TEST

START_TEST(the_lines_for_the_end_of_a_run_are_those_of_exact)
{
    answers a = decide(&(plan){
        .n_runs = FEW, .input = output_falls, .label = learns, .estimate = up_and_down});
    char *lines = NULL;
    ck_ok(qtl_verdict_lines(a.folder, &lines));
    ck_assert_ptr_nonnull(strstr(lines,
                                 "  compression-output         confirmed  falls by "
                                 "more than 0.1 bit in 5 of 5 runs: 5."));
    size_t n = 0;
    for (const char *c = lines; *c; c++) {
        n += *c == '\n';
    }
    ck_assert_uint_eq(n, 1 + 7); /* a heading, and every claim but forgetting */
    free(lines);
    free_answers(&a);
}
END_TEST

START_TEST(without_exact_there_are_no_lines_but_a_verdict)
{
    answers a = decide(&(plan){.n_runs = FEW, .estimate = up_and_down});
    is_decided(&a.table, "claim=compression-output variant=continuous", "confirmed", "5");
    char *lines = NULL;
    ck_ok(qtl_verdict_lines(a.folder, &lines));
    ck_assert_str_eq(lines, "");
    free(lines);
    char *page = file_text(a.folder, "verdict.md");
    ck_assert_ptr_nonnull(strstr(page, "Nothing was counted"));
    free(page);
    free_answers(&a);
}
END_TEST

/* Each in turn replaces a sound file. */
START_TEST(damaged_tables_are_refused_in_one_line_and_leave_what_was_there)
{
    static const struct {
        const char *name, *text, *message;
    } damages[] = {
        {"manifest.yaml", "name: planted\n", "input_entropy_bits"},
        {"measures.csv", "run,variant\n1,quantized\n", "no column"},
        {"measures.csv",
         "run,variant,epoch,layer,width,estimator,params,quantity,value_bits\n"
         "1,quantized,x,1,4,exact,,I(X;T),5\n",
         "measures.csv:2"},
        {"measures.csv",
         "run,variant,epoch,layer,width,estimator,params,quantity,value_bits\n"
         "1,quantized,1,1,4,exact,,I(X;T),5\n"
         "1,quantized,2,1,4,exact,,I(X;T),12.0O0\n",
         "measures.csv:3: value_bits is \"12.0O0\", no number"},
        {"training.csv", "run,variant,epoch\n", "no column train_accuracy"},
        {"training.csv",
         "run,variant,epoch,train_accuracy,test_accuracy\n1,quantized,3,0.5,good\n",
         "training.csv:2: test_accuracy is \"good\", no number"},
        {"training.csv",
         "run,variant,epoch,train_accuracy,test_accuracy\n1,other,3,0.5,0.5\n",
         "variant is \"other\""},
        {"gradients.csv", "", "gradients.csv is empty"},
        {"gradients.csv",
         "run,variant,epoch,layer,gradient_mean_norm,gradient_std_norm\n"
         "1,quantized,5,1,1,2\n1,quantized,4,1,1,2\n",
         "epoch 4 after a later one"}};
    answers a = decide(&(plan){.n_runs = FEW, .input = only_up, .label = learns});
    char *before = file_text(a.folder, "verdict.csv");
    for (size_t i = 0; i < sizeof damages / sizeof damages[0]; i++) {
        char *sound = file_text(a.folder, damages[i].name);
        write_file(a.folder, damages[i].name, damages[i].text);
        const qtl_status status = qtl_verdict_write(a.folder);
        ck_assert_msg(status != QTL_OK, "%s was taken", damages[i].text);
        ck_assert_msg(strstr(qtl_error_message(), damages[i].message) != NULL, "%s",
                      qtl_error_message());
        ck_assert_ptr_null(strchr(qtl_error_message(), '\n'));
        write_file(a.folder, damages[i].name, sound);
        free(sound);
    }
    char *after = file_text(a.folder, "verdict.csv");
    ck_assert_str_eq(before, after);
    free(before);
    free(after);
    free_answers(&a);
    ck_fails(qtl_verdict_write("/nowhere"), QTL_EIO, "manifest.yaml");
    ck_fails(qtl_verdict_write(NULL), QTL_EINVAL, "NULL");
}
END_TEST

static double eight_bits(size_t layer, size_t run, double epoch)
{
    (void)layer;
    (void)run;
    return 8 - 0.001 * log(epoch);
}

START_TEST(what_sees_256_inputs_is_saturated_at_8_bits)
{
    plan p = {.n_runs = FEW, .estimate = eight_bits};
    static const char where[] = "claim=compression-output variant=quantized";
    answers a = decide(&p);
    is_decided(&a.table, where, "denied", "0 of 5");
    free_answers(&a);
    p.bins = "binning,\"bins=30,inputs=256\",I(X;T)";
    a = decide(&p);
    is_decided(&a.table, where, "undecided", "saturated in 5 of 5");
    free_answers(&a);
}
END_TEST

/* An estimator may give nothing at some epochs, runs, or at all. */
static double gaps(size_t layer, size_t run, double epoch)
{
    return layer == 2 || run == 1 || epoch < 3 ? NAN : up_and_down(layer, run, epoch);
}

START_TEST(gaps_are_left_out)
{
    answers a = decide(
        &(plan){.n_runs = FEW, .input = only_up, .label = learns, .estimate = gaps});
    static const char where[] =
        "claim=compression-output estimator=binning variant=quantized";
    is_decided(&a.table, where, "confirmed", "4 of 4 runs");
    is_decided(
        &a.table,
        "claim=compression-hidden estimator=binning variant=quantized layer=hidden",
        "confirmed", "seen in layer 1");
    free_answers(&a);
}
END_TEST

QTL_SUITE("verdict", a_planted_fall_is_compression,
          a_curve_that_only_rises_does_not_compress,
          a_saturated_layer_is_undecided_and_passed_over,
          one_run_decides_nothing_but_order, three_runs_are_too_few_and_four_are_not,
          half_of_the_runs_are_neither_most_nor_few,
          methods_are_decided_each_for_itself_and_exact_comes_first,
          one_layer_above_the_layer_below_denies_order,
          runs_without_an_estimate_are_not_in_order_but_left_out,
          falls_in_the_order_of_accuracy_go_with_it,
          a_gradient_turn_at_the_onset_coincides,
          forgetting_needs_the_irrelevant_to_fall_and_the_relevant_to_stay,
          twins_are_compared_run_by_run, the_summary_has_means_of_phases_and_accuracies,
          phases_are_listed_run_by_run, the_same_tables_give_the_same_bytes,
          the_lines_for_the_end_of_a_run_are_those_of_exact,
          without_exact_there_are_no_lines_but_a_verdict,
          damaged_tables_are_refused_in_one_line_and_leave_what_was_there,
          what_sees_256_inputs_is_saturated_at_8_bits, gaps_are_left_out)

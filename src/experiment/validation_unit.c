/* One task at one size: draws, estimates, and what the errors come to. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/csv.h"
#include "core/fail.h"
#include "core/memory.h"
#include "core/progress.h"
#include "core/random.h"
#include "experiment/validation.h"

/* The estimator whose value of a layer counts as the truth, with random draws other than
 * those of its default, so that it can be measured itself. */
static const char layer_truth[] = "noisy-truth:seed=271828";

const char qtl_validation_header[] =
    "suite,task,dimension_x,dimension_y,samples,estimator,params,truth_bits,mean_bits,"
    "bias_bits,std_bits,rmse_bits,repeats,failures,seconds\n";

/* What one method has said so far. */
typedef struct tally {
    double *value, *truth; /* [n] of the repeats that succeeded */
    size_t n, n_failed, n_inapplicable;
    double seconds;
} tally;

typedef struct bench {
    const qtl_validation *validation;
    const qtl_validation_unit *unit;
    qtl_draw draw;
    uint32_t *label; /* [n] of a layer */
    qtl_method truth;
    tally *tallies; /* [n_methods] */
} bench;

/* --- drawing ------------------------------------------------------------------ */

/* FNV-1a, so that a stream depends on a task's name and not on its place in a table. */
static uint64_t hash_name(uint64_t hash, const char *name)
{
    for (; *name; name++) {
        hash = (hash ^ (unsigned char)*name) * 0x100000001b3u;
    }
    return (hash ^ '/') * 0x100000001b3u;
}

static uint64_t unit_seed(const bench *b)
{
    uint64_t hash = 0xcbf29ce484222325u ^ b->validation->seed;
    hash = hash_name(hash, b->unit->suite->name);
    hash = hash_name(hash, b->unit->task->name);
    return (hash ^ b->unit->n) * 0x100000001b3u;
}

static qtl_layer layer_of(const bench *b)
{
    const qtl_known *task = b->unit->task;
    const bool labelled = task->asked == QTL_ASKED_LAYER_TY;
    return (qtl_layer){.n_points = b->draw.n,
                       .width = labelled ? task->dx : task->dy,
                       .values = labelled ? b->draw.x : b->draw.y,
                       .n_classes = labelled ? 2 : 0,
                       .label = labelled ? b->label : NULL};
}

static qtl_status estimate_layer(const bench *b, const qtl_method *method, double *value)
{
    const qtl_layer layer = layer_of(b);
    qtl_layer_information found = {0};
    QTL_TRY(qtl_method_layer(method, &layer, &found));
    const bool labelled = b->unit->task->asked == QTL_ASKED_LAYER_TY;
    *value = labelled ? found.i_ty.value_bits : found.i_xt.value_bits;
    return isnan(*value) ? QTL_FAIL(QTL_EUNSUPPORTED, "no such quantity") : QTL_OK;
}

static qtl_status estimate_sample(const bench *b, const qtl_method *method, double *value)
{
    const qtl_known *task = b->unit->task;
    const qtl_sample sample = {.n = b->draw.n,
                               .x = {task->dx, b->draw.x, task->x_discrete},
                               .y = {task->dy, b->draw.y, task->y_discrete}};
    qtl_estimate found = {0};
    QTL_TRY(qtl_method_sample(method, &sample, &found));
    *value = found.value_bits;
    return QTL_OK;
}

static qtl_status estimate(const bench *b, const qtl_method *method, double *value)
{
    return b->unit->task->asked == QTL_ASKED_SAMPLE ? estimate_sample(b, method, value)
                                                    : estimate_layer(b, method, value);
}

static qtl_status know_layer(bench *b)
{
    for (size_t i = 0; i < b->draw.n && b->unit->task->asked == QTL_ASKED_LAYER_TY; i++) {
        b->label[i] = (uint32_t)b->draw.y[i];
    }
    return estimate_layer(b, &b->truth, &b->draw.truth_bits);
}

static qtl_status draw_repeat(bench *b, size_t repeat)
{
    const qtl_known *task = b->unit->task;
    gsl_rng *rng = NULL;
    QTL_TRY(qtl_random_create(unit_seed(b), QTL_FOR_VALIDATION, repeat, &rng));
    task->draw(task, rng, &b->draw);
    gsl_rng_free(rng);
    if (task->bend) {
        task->bend(task, &b->draw);
    }
    return task->asked == QTL_ASKED_SAMPLE ? QTL_OK : know_layer(b);
}

/* --- estimating ------------------------------------------------------------------ */

static void try_method(const bench *b, size_t m)
{
    tally *t = &b->tallies[m];
    double value = NAN;
    const double started_s = qtl_clock_s();
    const qtl_status status = estimate(b, &b->validation->methods[m], &value);
    t->seconds += qtl_clock_s() - started_s;
    if (status != QTL_OK || !isfinite(value)) {
        t->n_failed++;
        t->n_inapplicable += status == QTL_EUNSUPPORTED;
        return;
    }
    t->value[t->n] = value;
    t->truth[t->n++] = b->draw.truth_bits;
}

static qtl_status run_repeats(bench *b)
{
    const qtl_validation *v = b->validation;
    for (size_t r = 0; r < v->repeats; r++) {
        QTL_TRY(draw_repeat(b, r));
        for (size_t m = 0; m < v->n_methods; m++) {
            if (r < qtl_validation_repeats(v, b->unit, &v->methods[m])) {
                try_method(b, m);
            }
        }
    }
    return QTL_OK;
}

/* --- the rows ----------------------------------------------------------------------- */

/* Mean that gives equal numbers back to the last bit. */
static double mean_of(const double *values, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        sum += values[i] - values[0];
    }
    return n ? values[0] + sum / (double)n : NAN;
}

typedef struct score {
    double truth, mean, bias, std, rmse;
} score;

static score score_of(const tally *t)
{
    const double n = (double)t->n;
    score s = {.truth = mean_of(t->truth, t->n), .mean = mean_of(t->value, t->n)};
    s.bias = s.mean - s.truth;
    double scatter = 0;
    double squares = 0;
    for (size_t i = 0; i < t->n; i++) {
        const double error = t->value[i] - t->truth[i];
        scatter += (error - s.bias) * (error - s.bias);
        squares += error * error;
    }
    s.std = t->n > 1 ? sqrt(scatter / (n - 1)) : NAN;
    s.rmse = t->n > 0 ? sqrt(squares / n) : NAN;
    return s;
}

static void write_number(double value, const char *format, FILE *out)
{
    (void)fputc(',', out);
    if (isfinite(value)) {
        char text[40];
        (void)snprintf(text, sizeof text, format, value);
        (void)fputs(text, out);
    }
}

/* Not if it declined every repeat; declining some, for their ties, say, is failing. */
static bool applies(const tally *t)
{
    return t->n + t->n_failed > t->n_inapplicable;
}

static void write_row(const bench *b, size_t m, FILE *out)
{
    const qtl_validation_unit *unit = b->unit;
    const qtl_method *method = &b->validation->methods[m];
    const tally *t = &b->tallies[m];
    score s = score_of(t);
    if (t->n == 0 && unit->task->truth_bits) {
        s.truth = unit->task->truth_bits(unit->task);
    }
    char params[256];
    qtl_method_params(method, params, sizeof params);
    (void)fprintf(out, "%s,%s,%zu,%zu,%zu,%s,", unit->suite->name, unit->task->name,
                  unit->task->dx, unit->task->dy, unit->n, method->estimator->name);
    qtl_csv_write_field(out, params);
    const double numbers[] = {s.truth, s.mean, s.bias, s.std, s.rmse};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        write_number(numbers[i], "%.12g", out);
    }
    const size_t n_tried = t->n + t->n_failed;
    (void)fprintf(out, ",%zu,%zu", n_tried, t->n_failed);
    const double seconds = t->seconds / (double)n_tried;
    write_number(b->validation->untimed ? NAN : seconds, "%.3g", out);
    (void)fputc('\n', out);
}

/* --- a unit ----------------------------------------------------------------------------
 */

static qtl_status make_tallies(bench *b)
{
    const qtl_validation *v = b->validation;
    QTL_ALLOC(b->tallies, v->n_methods);
    for (size_t m = 0; m < v->n_methods; m++) {
        QTL_ALLOC(b->tallies[m].value, v->repeats);
        QTL_ALLOC(b->tallies[m].truth, v->repeats);
    }
    return QTL_OK;
}

static qtl_status make_room(bench *b)
{
    const qtl_known *task = b->unit->task;
    b->draw.n = b->unit->n;
    QTL_ALLOC(b->draw.x, task->dx * b->draw.n);
    QTL_ALLOC(b->draw.y, task->dy * b->draw.n);
    QTL_ALLOC(b->label, b->draw.n);
    return make_tallies(b);
}

static void free_room(bench *b)
{
    for (size_t m = 0; b->tallies && m < b->validation->n_methods; m++) {
        free(b->tallies[m].value);
        free(b->tallies[m].truth);
    }
    free(b->tallies);
    free(b->label);
    free(b->draw.x);
    free(b->draw.y);
}

static qtl_status know_truth(bench *b)
{
    const qtl_known *task = b->unit->task;
    if (task->asked != QTL_ASKED_SAMPLE) {
        return qtl_method_parse(layer_truth, &b->truth);
    }
    b->draw.truth_bits = task->truth_bits ? task->truth_bits(task) : NAN;
    return QTL_OK;
}

static qtl_status measure(bench *b, FILE *out)
{
    QTL_TRY(make_room(b));
    QTL_TRY(know_truth(b));
    QTL_TRY(run_repeats(b));
    (void)fputs(qtl_validation_header, out);
    for (size_t m = 0; m < b->validation->n_methods; m++) {
        if (applies(&b->tallies[m])) {
            write_row(b, m, out);
        }
    }
    return QTL_OK;
}

qtl_status qtl_validation_measure(const qtl_validation *validation,
                                  const qtl_validation_unit *unit, FILE *out)
{
    bench b = {.validation = validation, .unit = unit};
    const qtl_status status = measure(&b, out);
    free_room(&b);
    return status == QTL_OK
               ? QTL_OK
               : qtl_fail_within(status, "%s, %s, %zu samples", unit->suite->name,
                                 unit->task->name, unit->n);
}

#include "quantal/linear_teacher.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_randist.h>

#include "core/fail.h"
#include "core/memory.h"
#include "core/random.h"
#include "information/small_matrix.h"

enum { MOST = 65536 }; /* inputs, neurons, samples */

struct qtl_linear_student {
    qtl_linear_teacher of; /* defaults filled in */
    size_t n_inputs;
    double *teacher; /* [n_inputs] */
    double *x;       /* [P][n_inputs] */
    double *y;       /* [P] */
    double *first;   /* [h][n_inputs] W1 */
    double *second;  /* [h] w2 */
    double *hidden;  /* [h] W1 x of a sample */
    double *slope;   /* [h][n_inputs], then [h]: gradient of a batch */
    uint32_t *order; /* [P] */
    gsl_rng *rng;    /* of the order */
};

/* --- information ------------------------------------------------------------------- */

static double dot(const double *a, const double *b, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        sum += a[i] * b[i];
    }
    return sum;
}

/* ln |s V V' + v I| of the columns from..to-1 of the weights; NaN if they are not finite.
 */
static double ln_det(const qtl_linear_layer *layer, size_t from, size_t to, double *room)
{
    const size_t h = layer->n_hidden;
    for (size_t i = 0; i < h; i++) {
        const double *row = layer->weights + i * layer->n_inputs + from;
        for (size_t j = 0; j <= i; j++) {
            const double *other = layer->weights + j * layer->n_inputs + from;
            room[i * h + j] = layer->input_variance * dot(row, other, to - from);
        }
        room[i * h + i] += layer->noise_variance;
    }
    return qtl_cholesky(room, h) ? qtl_cholesky_ln_det(room, h) : NAN;
}

static qtl_status check_layer(const qtl_linear_layer *layer)
{
    QTL_REQUIRE(layer->weights, QTL_EINVAL, "linear layer: weights must not be NULL");
    QTL_REQUIRE(layer->n_hidden > 0 && layer->n_inputs > 0 &&
                    layer->n_relevant <= layer->n_inputs,
                QTL_ERANGE, "linear layer: %zu neurons, %zu of %zu inputs relevant",
                layer->n_hidden, layer->n_relevant, layer->n_inputs);
    QTL_REQUIRE(layer->input_variance > 0 && layer->noise_variance > 0, QTL_ERANGE,
                "linear layer: variances %g and %g; both must be above 0",
                layer->input_variance, layer->noise_variance);
    return QTL_OK;
}

qtl_status qtl_linear_layer_information(const qtl_linear_layer *layer,
                                        qtl_linear_information *out)
{
    QTL_REQUIRE(layer && out, QTL_EINVAL, "linear layer: arguments must not be NULL");
    QTL_TRY(check_layer(layer));
    const size_t h = layer->n_hidden;
    double *room = NULL;
    QTL_ALLOC(room, h * h);
    const double all = ln_det(layer, 0, layer->n_inputs, room);
    const double relevant = ln_det(layer, 0, layer->n_relevant, room);
    const double irrelevant = ln_det(layer, layer->n_relevant, layer->n_inputs, room);
    free(room);
    QTL_REQUIRE(isfinite(all) && isfinite(relevant) && isfinite(irrelevant), QTL_ENUMERIC,
                "linear layer: a weight is not finite or too large");
    const double bits = M_LOG2E / 2;
    const double noise = (double)h * log(layer->noise_variance);
    *out = (qtl_linear_information){.i_xt_bits = bits * (all - noise),
                                    .i_tr_bits = bits * (all - irrelevant),
                                    .i_tn_bits = bits * (all - relevant),
                                    .i_tr_given_n_bits = bits * (relevant - noise),
                                    .i_tn_given_r_bits = bits * (irrelevant - noise)};
    return QTL_OK;
}

/* --- teacher and samples ----------------------------------------------------------- */

static qtl_linear_teacher with_defaults(const qtl_linear_teacher *given)
{
    qtl_linear_teacher full = *given;
    full.n_relevant = full.n_relevant ? full.n_relevant : 30;
    full.n_irrelevant = full.n_irrelevant ? full.n_irrelevant : 70;
    full.n_hidden = full.n_hidden ? full.n_hidden : 100;
    full.n_samples = full.n_samples ? full.n_samples : 100;
    full.batch_size = full.batch_size ? full.batch_size : 5;
    full.signal_to_noise = full.signal_to_noise != 0 ? full.signal_to_noise : 1;
    full.initial_gain = full.initial_gain != 0 ? full.initial_gain : 1;
    full.learning_rate = full.learning_rate != 0 ? full.learning_rate : 0.1;
    full.noise_variance = full.noise_variance != 0 ? full.noise_variance : 1;
    return full;
}

static qtl_status check_size(const char *name, size_t value)
{
    QTL_REQUIRE(value <= MOST, QTL_ERANGE, "linear teacher: %s is %zu; at most %d", name,
                value, MOST);
    return QTL_OK;
}

static qtl_status check_factor(const char *name, double value)
{
    QTL_REQUIRE(isfinite(value) && value > 0, QTL_ERANGE,
                "linear teacher: %s is %g; it must be above 0", name, value);
    return QTL_OK;
}

static qtl_status check_teacher(const qtl_linear_teacher *of)
{
    QTL_TRY(check_size("n_relevant", of->n_relevant));
    QTL_TRY(check_size("n_irrelevant", of->n_irrelevant));
    QTL_TRY(check_size("n_hidden", of->n_hidden));
    return check_size("n_samples", of->n_samples);
}

static qtl_status check_factors(const qtl_linear_teacher *of)
{
    QTL_TRY(check_factor("signal_to_noise", of->signal_to_noise));
    QTL_TRY(check_factor("initial_gain", of->initial_gain));
    QTL_TRY(check_factor("learning_rate", of->learning_rate));
    return check_factor("noise_variance", of->noise_variance);
}

static void draw(gsl_rng *rng, double deviation, size_t n, double *out)
{
    for (size_t i = 0; i < n; i++) {
        out[i] = gsl_ran_gaussian_ziggurat(rng, deviation);
    }
}

static void draw_samples(qtl_linear_student *student, gsl_rng *rng)
{
    const qtl_linear_teacher *of = &student->of;
    const size_t n = student->n_inputs;
    draw(rng, sqrt((double)n / (double)of->n_relevant), of->n_relevant, student->teacher);
    draw(rng, 1 / sqrt((double)n), of->n_samples * n, student->x);
    draw(rng, 1 / sqrt(of->signal_to_noise), of->n_samples, student->y);
    for (size_t p = 0; p < of->n_samples; p++) {
        student->y[p] += dot(student->teacher, student->x + p * n, n);
        student->order[p] = (uint32_t)p;
    }
}

static void draw_weights(qtl_linear_student *student, gsl_rng *rng)
{
    const size_t h = student->of.n_hidden;
    const double gain = student->of.initial_gain;
    draw(rng, gain / sqrt((double)student->n_inputs), h * student->n_inputs,
         student->first);
    draw(rng, gain / sqrt((double)h), h, student->second);
}

typedef void (*drawing)(qtl_linear_student *student, gsl_rng *rng);

static qtl_status draw_from(qtl_linear_student *student, qtl_purpose purpose, drawing by)
{
    gsl_rng *rng = NULL;
    QTL_TRY(qtl_random_create(student->of.seed, purpose, student->of.run, &rng));
    by(student, rng);
    gsl_rng_free(rng);
    return QTL_OK;
}

/* One allocation for everything in doubles. */
static qtl_status allocate(qtl_linear_student *student)
{
    const size_t n = student->n_inputs;
    const size_t h = student->of.n_hidden;
    const size_t p = student->of.n_samples;
    QTL_ALLOC(student->order, p);
    QTL_ALLOC(student->teacher, n + p * n + p + h * n + h + h + h * n + h);
    student->x = student->teacher + n;
    student->y = student->x + p * n;
    student->first = student->y + p;
    student->second = student->first + h * n;
    student->hidden = student->second + h;
    student->slope = student->hidden + h;
    return QTL_OK;
}

static qtl_status build(qtl_linear_student *student)
{
    QTL_TRY(allocate(student));
    QTL_TRY(draw_from(student, QTL_FOR_DATA, draw_samples));
    QTL_TRY(draw_from(student, QTL_FOR_WEIGHTS, draw_weights));
    return qtl_random_create(student->of.seed, QTL_FOR_BATCHES, student->of.run,
                             &student->rng);
}

qtl_status qtl_linear_student_create(const qtl_linear_teacher *teacher,
                                     qtl_linear_student **out)
{
    QTL_REQUIRE(teacher && out, QTL_EINVAL,
                "linear teacher: teacher and out must not be NULL");
    const qtl_linear_teacher of = with_defaults(teacher);
    QTL_TRY(check_teacher(&of));
    QTL_TRY(check_factors(&of));
    qtl_linear_student *student = NULL;
    QTL_ALLOC(student, 1);
    student->of = of;
    student->n_inputs = of.n_relevant + of.n_irrelevant;
    const qtl_status status = build(student);
    if (status != QTL_OK) {
        qtl_linear_student_free(student);
        return status;
    }
    *out = student;
    return QTL_OK;
}

void qtl_linear_student_free(qtl_linear_student *student)
{
    if (!student) {
        return;
    }
    if (student->rng) {
        gsl_rng_free(student->rng);
    }
    free(student->teacher);
    free(student->order);
    free(student);
}

/* --- student ----------------------------------------------------------------------- */

/* Y - Y^ of a sample; leaves W1 x in `hidden`. */
static double residual(const qtl_linear_student *student, size_t p, double *hidden)
{
    const size_t n = student->n_inputs;
    const size_t h = student->of.n_hidden;
    for (size_t k = 0; k < h; k++) {
        hidden[k] = dot(student->first + k * n, student->x + p * n, n);
    }
    return student->y[p] - dot(student->second, hidden, h);
}

/* Adds minus the gradient of a sample's loss. */
static void add_slope(qtl_linear_student *student, size_t p)
{
    const size_t n = student->n_inputs;
    const size_t h = student->of.n_hidden;
    const double error = residual(student, p, student->hidden);
    const double *x = student->x + p * n;
    for (size_t k = 0; k < h; k++) {
        const double pull = error * student->second[k];
        double *slope = student->slope + k * n;
        for (size_t j = 0; j < n; j++) {
            slope[j] += pull * x[j];
        }
        student->slope[h * n + k] += error * student->hidden[k];
    }
}

/* W1 and w2 lie one after the other, as their slopes do. */
static void step(qtl_linear_student *student, size_t batch)
{
    const size_t n_weights = student->of.n_hidden * (student->n_inputs + 1);
    const double rate = student->of.learning_rate / (double)batch;
    for (size_t i = 0; i < n_weights; i++) {
        student->first[i] += rate * student->slope[i];
        student->slope[i] = 0;
    }
}

qtl_status qtl_linear_student_epoch(qtl_linear_student *student)
{
    QTL_REQUIRE(student, QTL_EINVAL, "linear teacher: student must not be NULL");
    const size_t n_samples = student->of.n_samples;
    qtl_random_shuffle(student->rng, student->order, n_samples);
    for (size_t at = 0; at < n_samples; at += student->of.batch_size) {
        const size_t left = n_samples - at;
        const size_t batch =
            left < student->of.batch_size ? left : student->of.batch_size;
        for (size_t i = 0; i < batch; i++) {
            add_slope(student, student->order[at + i]);
        }
        step(student, batch);
    }
    QTL_REQUIRE(isfinite(student->second[0]), QTL_ENUMERIC,
                "linear teacher: the weights diverge; lower the learning rate (%g)",
                student->of.learning_rate);
    return QTL_OK;
}

/* W1' w2, what the student does to its inputs. */
static void multiply_weights(const qtl_linear_student *student, double *product)
{
    const size_t n = student->n_inputs;
    for (size_t k = 0; k < student->of.n_hidden; k++) {
        for (size_t j = 0; j < n; j++) {
            product[j] += student->second[k] * student->first[k * n + j];
        }
    }
}

/* E (Y - Y^)^2 = |w0 - W1' w2|^2 / n + 1 / snr. */
static double expected_loss(const qtl_linear_student *student, const double *product)
{
    double sum = 0;
    for (size_t j = 0; j < student->n_inputs; j++) {
        const double gap = student->teacher[j] - product[j];
        sum += gap * gap;
    }
    return sum / (double)student->n_inputs + 1 / student->of.signal_to_noise;
}

static qtl_status training_loss(const qtl_linear_student *student, double *loss)
{
    double *hidden = NULL;
    double sum = 0;
    QTL_ALLOC(hidden, student->of.n_hidden);
    for (size_t p = 0; p < student->of.n_samples; p++) {
        const double error = residual(student, p, hidden);
        sum += error * error;
    }
    free(hidden);
    *loss = sum / (double)student->of.n_samples;
    return QTL_OK;
}

static qtl_status layer_information(const qtl_linear_student *student,
                                    const double *weights, size_t n_neurons,
                                    qtl_linear_information *out)
{
    const qtl_linear_layer layer = {.weights = weights,
                                    .n_hidden = n_neurons,
                                    .n_inputs = student->n_inputs,
                                    .n_relevant = student->of.n_relevant,
                                    .input_variance = 1 / (double)student->n_inputs,
                                    .noise_variance = student->of.noise_variance};
    return qtl_linear_layer_information(&layer, out);
}

static qtl_status measure(const qtl_linear_student *student, double *product,
                          qtl_linear_progress *out)
{
    multiply_weights(student, product);
    out->test_loss = expected_loss(student, product);
    QTL_TRY(training_loss(student, &out->train_loss));
    QTL_TRY(
        layer_information(student, student->first, student->of.n_hidden, &out->hidden));
    return layer_information(student, product, 1, &out->output);
}

qtl_status qtl_linear_student_measure(const qtl_linear_student *student,
                                      qtl_linear_progress *out)
{
    QTL_REQUIRE(student && out, QTL_EINVAL,
                "linear teacher: student and out must not be NULL");
    double *product = NULL;
    qtl_linear_progress progress = {0};
    QTL_ALLOC(product, student->n_inputs);
    const qtl_status status = measure(student, product, &progress);
    free(product);
    QTL_TRY(status);
    *out = progress;
    return QTL_OK;
}

/* Samples of a linear teacher with a hard label, the sign of its answer: what a linear
 * student sees, for a person to look at; runs draw their own. */
#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_randist.h>

#include "core/fail.h"
#include "core/file.h"
#include "core/memory.h"
#include "core/random.h"
#include "data/kinds.h"

enum { MOST = 65536, MOST_VALUES = 1 << 26, N_CLASSES = 2 };

static qtl_dataset_options with_defaults(const qtl_dataset_options *options)
{
    qtl_dataset_options full = *options;
    full.n_relevant = full.n_relevant ? full.n_relevant : 30;
    full.n_irrelevant = full.n_irrelevant ? full.n_irrelevant : 70;
    full.n_samples = full.n_samples ? full.n_samples : 200;
    full.signal_to_noise = full.signal_to_noise != 0 ? full.signal_to_noise : 5;
    return full;
}

static qtl_status check(const qtl_dataset_options *options)
{
    const size_t a = options->n_relevant;
    const size_t b = options->n_irrelevant;
    const size_t n = options->n_samples;
    QTL_REQUIRE(a <= MOST && b <= MOST && n <= MOST && (a + b) * n <= MOST_VALUES,
                QTL_ERANGE,
                "linear-teacher: %zu samples of %zu + %zu inputs are too many", n, a, b);
    QTL_REQUIRE(isfinite(options->signal_to_noise) && options->signal_to_noise > 0,
                QTL_ERANGE, "linear-teacher: signal_to_noise is %g; it must be above 0",
                options->signal_to_noise);
    return QTL_OK;
}

/* Inputs of variance 1/D; the teacher's weights of variance D/a, so that its answer has
 * variance 1. */
static void draw(const qtl_dataset_options *options, gsl_rng *rng, double *teacher,
                 qtl_dataset *out)
{
    const size_t d = out->n_features;
    const double weight_sd = sqrt((double)d / (double)options->n_relevant);
    for (size_t j = 0; j < options->n_relevant; j++) {
        teacher[j] = gsl_ran_gaussian_ziggurat(rng, weight_sd);
    }
    for (size_t i = 0; i < out->n_inputs; i++) {
        double y = gsl_ran_gaussian_ziggurat(rng, 1 / sqrt(options->signal_to_noise));
        for (size_t j = 0; j < d; j++) {
            const double x = gsl_ran_gaussian_ziggurat(rng, 1 / sqrt((double)d));
            out->x[i * d + j] = (float)x;
            y += teacher[j] * x;
        }
        out->label[i] = y > 0;
    }
}

static qtl_status draw_all(const qtl_dataset_options *options, double *teacher,
                           qtl_dataset *out)
{
    gsl_rng *rng = NULL;
    QTL_TRY(qtl_random_create(options->seed, QTL_FOR_DATA, 0, &rng));
    draw(options, rng, teacher, out);
    gsl_rng_free(rng);
    qtl_sha256(out->x, out->n_inputs * out->n_features * sizeof *out->x, out->checksum);
    return QTL_OK;
}

static qtl_status make(const qtl_dataset_options *given, qtl_dataset *out)
{
    const qtl_dataset_options options = with_defaults(given);
    QTL_TRY(check(&options));
    out->n_inputs = options.n_samples;
    out->n_distinct = options.n_samples;
    out->n_features = options.n_relevant + options.n_irrelevant;
    out->n_classes = N_CLASSES;
    QTL_ALLOC(out->x, out->n_inputs * out->n_features);
    QTL_ALLOC(out->label, out->n_inputs);
    double *teacher = NULL;
    QTL_ALLOC(teacher, out->n_features);
    const qtl_status status = draw_all(&options, teacher, out);
    free(teacher);
    return status;
}

const qtl_dataset_kind qtl_dataset_linear_teacher = {
    .name = "linear-teacher",
    .summary = "Gaussian inputs, some relevant to a linear teacher; its students are "
               "linear regressions",
    .source = "generated; Saxe et al. (2018), sections 2.4 and 5",
    .licence = "none needed: it is generated",
    .make = make,
};

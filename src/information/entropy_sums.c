#include "information/entropy_sums.h"

#include <math.h>
#include <stdlib.h>

#include "core/fail.h"
#include "core/memory.h"
#include "information/classes.h"
#include "information/knn.h"
#include "information/noise.h"

/* Points that are divided into classes. */
typedef struct class_points {
    const double *values; /* [d][n] */
    size_t d;
    qtl_classes classes;
} class_points;

static qtl_status entropy_of(const qtl_entropy_method *method, const double *values,
                             size_t n, size_t d, double *h)
{
    return method->entropy(values, n, d, method->options, h);
}

/* sum_c p_c h(V|c) */
static qtl_status entropy_within(const qtl_entropy_method *method,
                                 const class_points *points, double *h_nats)
{
    const qtl_classes *classes = &points->classes;
    double *own = NULL;
    QTL_ALLOC(own, classes->n_points * points->d);
    qtl_status status = QTL_OK;
    double sum = 0;
    for (size_t c = 0; c < classes->n && status == QTL_OK; c++) {
        const size_t n = qtl_classes_size(classes, c);
        double h = 0;
        if (n > 0) {
            qtl_classes_gather(classes, c, points->values, points->d, own);
            status = entropy_of(method, own, n, points->d, &h);
        }
        if (status != QTL_OK) {
            status = qtl_fail_within(status, "class of sample %u",
                                     (unsigned)classes->member[classes->start[c]]);
        }
        sum += (double)n / (double)classes->n_points * h;
    }
    free(own);
    *h_nats = sum;
    return status;
}

static qtl_status pair_nats(const qtl_entropy_method *method, const qtl_sample *sample,
                            double *nats)
{
    const qtl_variable *x = &sample->x;
    const qtl_variable *y = &sample->y;
    double *joint = NULL;
    double h_x = 0;
    double h_y = 0;
    double h_xy = 0;
    QTL_TRY(entropy_of(method, x->values, sample->n, x->d, &h_x));
    QTL_TRY(entropy_of(method, y->values, sample->n, y->d, &h_y));
    QTL_TRY(qtl_sample_join(sample, &joint));
    const qtl_status status = entropy_of(method, joint, sample->n, x->d + y->d, &h_xy);
    free(joint);
    *nats = h_x + h_y - h_xy;
    return status;
}

static qtl_status mixed_nats(const qtl_entropy_method *method, const qtl_sample *sample,
                             double *nats)
{
    const bool of_y = sample->y.discrete;
    const qtl_variable *numbers = of_y ? &sample->x : &sample->y;
    class_points points = {.values = numbers->values, .d = numbers->d};
    double h = 0;
    double h_within = 0;
    QTL_TRY(entropy_of(method, numbers->values, sample->n, numbers->d, &h));
    qtl_status status = qtl_classes_of_variable(of_y ? &sample->y : &sample->x, sample->n,
                                                &points.classes);
    if (status == QTL_OK) {
        status = entropy_within(method, &points, &h_within);
    }
    qtl_classes_free(&points.classes);
    *nats = h - h_within;
    return status;
}

static qtl_status sample_nats(const qtl_entropy_method *method, const qtl_sample *sample,
                              double *nats)
{
    if (sample->y.d && sample->x.discrete != sample->y.discrete) {
        return mixed_nats(method, sample, nats);
    }
    QTL_TRY(qtl_sample_continuous(sample, method->name));
    return sample->y.d
               ? pair_nats(method, sample, nats)
               : entropy_of(method, sample->x.values, sample->n, sample->x.d, nats);
}

qtl_status qtl_entropy_sum_sample(const qtl_entropy_method *method,
                                  const qtl_sample *sample, qtl_estimate *out)
{
    double nats = 0;
    QTL_TRY(sample_nats(method, sample, &nats));
    *out = (qtl_estimate){nats * M_LOG2E, NAN};
    return QTL_OK;
}

/* NaN without labels. */
static qtl_status label_nats(const qtl_entropy_method *method, const qtl_layer *layer,
                             const double *noisy, double h, double *nats)
{
    if (!layer->n_classes) {
        *nats = NAN;
        return QTL_OK;
    }
    class_points points = {.values = noisy, .d = layer->width};
    double h_within = 0;
    qtl_status status = qtl_classes_of_labels(layer->label, layer->n_points,
                                              layer->n_classes, &points.classes);
    if (status == QTL_OK) {
        status = entropy_within(method, &points, &h_within);
    }
    qtl_classes_free(&points.classes);
    *nats = h - h_within;
    return status;
}

static qtl_status noisy_nats(const qtl_entropy_method *method, const qtl_layer *layer,
                             const double *noisy, double *h, double *i_ty)
{
    QTL_TRY(entropy_of(method, noisy, layer->n_points, layer->width, h));
    return label_nats(method, layer, noisy, *h, i_ty);
}

qtl_status qtl_entropy_sum_layer(const qtl_entropy_method *method, const qtl_layer *layer,
                                 double variance, uint64_t seed,
                                 qtl_layer_information *out)
{
    QTL_TRY(qtl_layer_is_sample(layer, method->name));
    double *noisy = NULL;
    double h = 0;
    double i_ty = 0;
    QTL_TRY(qtl_noisy_layer(layer, variance, seed, &noisy));
    const qtl_status status = noisy_nats(method, layer, noisy, &h, &i_ty);
    free(noisy);
    QTL_TRY(status);
    const double h_z = (double)layer->width / 2 * (log(2 * M_PI * variance) + 1);
    *out = (qtl_layer_information){.i_xt = {(h - h_z) * M_LOG2E, NAN},
                                   .i_ty = {i_ty * M_LOG2E, NAN}};
    return QTL_OK;
}

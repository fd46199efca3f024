#include "quantal/dataset.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/fail.h"
#include "core/memory.h"
#include "core/text.h"
#include "data/kinds.h"

static const qtl_dataset_kind *const kinds[] = {
    &qtl_dataset_tishby, &qtl_dataset_relevant,      &qtl_dataset_linear_teacher,
    &qtl_dataset_mnist,  &qtl_dataset_fashion_mnist, &qtl_dataset_notmnist,
    &qtl_dataset_files};
enum { N_KINDS = sizeof kinds / sizeof kinds[0] };

const qtl_dataset_kind *qtl_dataset_kind_at(size_t i)
{
    return i < N_KINDS ? kinds[i] : NULL;
}

static const char *kind_name(size_t i, const void *context)
{
    (void)context;
    return kinds[i]->name;
}

qtl_status qtl_dataset_kind_find(const char *name, const qtl_dataset_kind **out)
{
    QTL_REQUIRE(name && out, QTL_EINVAL, "data set: name and out must not be NULL");
    for (size_t i = 0; i < N_KINDS; i++) {
        if (strcmp(name, kinds[i]->name) == 0) {
            *out = kinds[i];
            return QTL_OK;
        }
    }
    const char *nearest = qtl_nearest_word(name, N_KINDS, kind_name, NULL);
    return nearest ? QTL_FAIL(QTL_EUNKNOWN, "no data set \"%s\"; did you mean \"%s\"?",
                              name, nearest)
                   : QTL_FAIL(QTL_EUNKNOWN,
                              "no data set \"%s\"; `quantal list datasets` has them all",
                              name);
}

qtl_status qtl_dataset_create(const char *name, const qtl_dataset_options *options,
                              qtl_dataset **out)
{
    QTL_REQUIRE(out, QTL_EINVAL, "data set: out must not be NULL");
    const qtl_dataset_options defaults = {0};
    const qtl_dataset_kind *kind = NULL;
    QTL_TRY(qtl_dataset_kind_find(name, &kind));
    qtl_dataset *dataset = NULL;
    QTL_ALLOC(dataset, 1);
    dataset->name = kind->name;
    const qtl_status status = kind->make(options ? options : &defaults, dataset);
    if (status != QTL_OK) {
        qtl_dataset_free(dataset);
        return status;
    }
    *out = dataset;
    return QTL_OK;
}

void qtl_dataset_free(qtl_dataset *dataset)
{
    if (!dataset) {
        return;
    }
    free(dataset->x);
    free(dataset->p_x);
    free(dataset->label);
    free(dataset->p_y_given_x);
    free(dataset->first);
    free(dataset->left_out);
    free(dataset);
}

/* --- whether it is one --- */

static const double sum_tolerance = 1e-9;
static const size_t n_inputs_max = (size_t)1 << 30; /* their indices have 32 bits */

/* Rows x columns x channels are D; no side is 0. */
static bool is_image(const qtl_dataset *d)
{
    const size_t sides[] = {d->rows, d->columns, d->channels};
    size_t left = d->n_features;
    for (size_t s = 0; s < 3; s++) {
        if (sides[s] == 0 || left % sides[s] != 0) {
            return false;
        }
        left /= sides[s];
    }
    return left == 1;
}

static qtl_status check_sizes(const qtl_dataset *d)
{
    QTL_REQUIRE(d->n_inputs > 0 && d->n_features > 0 && d->n_classes > 0, QTL_EEMPTY,
                "data set: it is empty: %zu inputs of %zu features, %zu classes",
                d->n_inputs, d->n_features, d->n_classes);
    QTL_REQUIRE(d->n_inputs <= n_inputs_max, QTL_ERANGE,
                "data set: %zu inputs are more than 2^30", d->n_inputs);
    QTL_REQUIRE(d->n_train <= d->n_inputs, QTL_ERANGE,
                "data set: its first %zu inputs train, and it has %zu", d->n_train,
                d->n_inputs);
    return QTL_OK;
}

static qtl_status check_features(const qtl_dataset *d)
{
    QTL_REQUIRE(d->n_relevant <= d->n_features, QTL_ERANGE,
                "data set: %zu of %zu features are relevant", d->n_relevant,
                d->n_features);
    QTL_REQUIRE((!d->rows && !d->columns && !d->channels) || is_image(d), QTL_ERANGE,
                "data set: an image of %zu x %zu x %zu has not %zu features", d->rows,
                d->columns, d->channels, d->n_features);
    return QTL_OK;
}

static qtl_status check_x(const qtl_dataset *d)
{
    for (size_t i = 0; i < d->n_inputs; i++) {
        const float *row = d->x + i * d->n_features;
        int bad = 0;
        for (size_t j = 0; j < d->n_features; j++) {
            bad |= !(fabsf(row[j]) <= FLT_MAX);
        }
        QTL_REQUIRE(!bad, QTL_EINVAL, "data set: a feature of input %zu is not finite",
                    i);
    }
    return QTL_OK;
}

/* Sizes, and that what they are the sizes of is there. */
static qtl_status check_shape(const qtl_dataset *d)
{
    QTL_REQUIRE(d, QTL_EINVAL, "data set: it must not be NULL");
    QTL_TRY(check_sizes(d));
    QTL_TRY(check_features(d));
    QTL_REQUIRE(d->x && d->label, QTL_EINVAL, "data set: x and label must not be NULL");
    return QTL_OK;
}

/* `first` lists first rows only, none of them later than the row itself. */
static qtl_status check_rows(const qtl_dataset *d)
{
    for (size_t i = 0; i < d->n_inputs; i++) {
        QTL_REQUIRE(d->label[i] < d->n_classes, QTL_ERANGE,
                    "data set: label %u of input %zu is not below the %zu classes",
                    (unsigned)d->label[i], i, d->n_classes);
        QTL_REQUIRE(!d->first ||
                        (d->first[i] <= i && d->first[d->first[i]] == d->first[i]),
                    QTL_ERANGE, "data set: row %u is not the first that equals row %zu",
                    (unsigned)d->first[i], i);
    }
    return QTL_OK;
}

static qtl_status check_distribution(const double *p, size_t n)
{
    double sum = 0;
    double least = 0;
    for (size_t i = 0; i < n; i++) {
        least = p[i] < least ? p[i] : least;
        sum += p[i];
    }
    QTL_REQUIRE(least >= 0, QTL_EINVAL, "has the entry %g; probabilities are 0 or more",
                least);
    QTL_REQUIRE(fabs(sum - 1) <= sum_tolerance, QTL_EINVAL, "sums to %.12g, not 1", sum);
    return QTL_OK;
}

static qtl_status check_soft_labels(const qtl_dataset *d)
{
    const size_t k = d->n_classes;
    for (size_t i = 0; i < d->n_inputs; i++) {
        const qtl_status status = check_distribution(d->p_y_given_x + i * k, k);
        if (status != QTL_OK) {
            return qtl_fail_within(status, "data set: p(y|x) of input %zu", i);
        }
    }
    return QTL_OK;
}

qtl_status qtl_dataset_check(const qtl_dataset *dataset)
{
    QTL_TRY(check_shape(dataset));
    QTL_TRY(check_x(dataset));
    QTL_TRY(check_rows(dataset));
    const qtl_status status =
        dataset->p_x ? check_distribution(dataset->p_x, dataset->n_inputs) : QTL_OK;
    if (status != QTL_OK) {
        return qtl_fail_within(status, "data set: p(x)");
    }
    return dataset->p_y_given_x ? check_soft_labels(dataset) : QTL_OK;
}

/* --- entropies --- */

/* -p log2 p, 0 at p = 0. */
static double surprise(double p)
{
    return p > 0 ? -p * log2(p) : 0;
}

/* Adds p(x_i, y) for every y, times N when every input weighs 1/N, so that hard labels
 * are counted exactly. */
static void add_row(const qtl_dataset *dataset, size_t i, double *joint)
{
    const double p = dataset->p_x ? dataset->p_x[i] : 1;
    if (!dataset->p_y_given_x) {
        joint[dataset->label[i]] += p;
        return;
    }
    for (size_t y = 0; y < dataset->n_classes; y++) {
        joint[y] += p * dataset->p_y_given_x[i * dataset->n_classes + y];
    }
}

/* NaN when memory is short. */
static double label_entropy(const qtl_dataset *dataset)
{
    const double total = dataset->p_x ? 1 : (double)dataset->n_inputs;
    double *weight = qtl_alloc(dataset->n_classes, sizeof *weight);
    if (!weight) {
        return NAN;
    }
    for (size_t i = 0; i < dataset->n_inputs; i++) {
        add_row(dataset, i, weight);
    }
    double h_bits = 0;
    for (size_t y = 0; y < dataset->n_classes; y++) {
        h_bits += surprise(weight[y] / total);
    }
    free(weight);
    return h_bits;
}

/* --- one input a row --- */

static double entropy_of_rows(const qtl_dataset *dataset)
{
    if (!dataset->p_x) {
        return log2((double)dataset->n_inputs);
    }
    double h_bits = 0;
    for (size_t i = 0; i < dataset->n_inputs; i++) {
        h_bits += surprise(dataset->p_x[i]);
    }
    return h_bits;
}

/* H(Y|X). */
static double noise_of_rows(const qtl_dataset *dataset)
{
    if (!dataset->p_y_given_x) {
        return 0;
    }
    double h_bits = 0;
    for (size_t i = 0; i < dataset->n_inputs; i++) {
        const double p = dataset->p_x ? dataset->p_x[i] : 1 / (double)dataset->n_inputs;
        for (size_t y = 0; y < dataset->n_classes; y++) {
            h_bits += p * surprise(dataset->p_y_given_x[i * dataset->n_classes + y]);
        }
    }
    return h_bits;
}

/* --- several rows an input --- */

/* The rows of each input as a list that begins at its first row. */
typedef struct inputs {
    uint32_t *next; /* [N] the next equal row; 0 ends the list, as row 0 begins one */
    double *joint;  /* [K] p(x, y) of one input, times N as above; 0 between inputs */
} inputs;

static void list_equal_rows(const qtl_dataset *dataset, uint32_t *next)
{
    for (size_t i = dataset->n_inputs; i-- > 0;) {
        const uint32_t first = dataset->first[i];
        if (first != i) {
            next[i] = next[first];
            next[first] = (uint32_t)i;
        }
    }
}

/* Adds the input that begins at row i to in->joint and returns its weight. */
static double weigh_input(const qtl_dataset *dataset, const inputs *in, size_t i)
{
    double weight = 0;
    do {
        weight += dataset->p_x ? dataset->p_x[i] : 1;
        add_row(dataset, i, in->joint);
        i = in->next[i];
    } while (i != 0);
    return weight;
}

/* The part of one class, which is taken out of in->joint. */
static double take_surprise(const inputs *in, size_t y, double weight)
{
    const double joint = in->joint[y];
    in->joint[y] = 0;
    return weight > 0 ? surprise(joint / weight) : 0;
}

/* H(Y|x) of the input that begins at row i. Only the classes of its rows are looked at if
 * labels are hard: there may be as many classes as inputs. */
static double noise_of_input(const qtl_dataset *dataset, const inputs *in, size_t i,
                             double weight)
{
    double h_bits = 0;
    if (dataset->p_y_given_x) {
        for (size_t y = 0; y < dataset->n_classes; y++) {
            h_bits += take_surprise(in, y, weight);
        }
        return h_bits;
    }
    do {
        h_bits += take_surprise(in, dataset->label[i], weight);
        i = in->next[i];
    } while (i != 0);
    return h_bits;
}

/* H(X) and H(Y|X). */
static void add_inputs(const qtl_dataset *dataset, const inputs *in, double *h_x_bits,
                       double *noise_bits)
{
    const double total = dataset->p_x ? 1 : (double)dataset->n_inputs;
    for (size_t i = 0; i < dataset->n_inputs; i++) {
        if (dataset->first[i] == i) {
            const double weight = weigh_input(dataset, in, i);
            *h_x_bits += surprise(weight / total);
            *noise_bits += weight / total * noise_of_input(dataset, in, i, weight);
        }
    }
}

/* The same when rows repeat; NaN when memory is short. */
static void entropies_of_inputs(const qtl_dataset *dataset, double *h_x_bits,
                                double *noise_bits)
{
    const inputs in = {.next = qtl_alloc(dataset->n_inputs, sizeof *in.next),
                       .joint = qtl_alloc(dataset->n_classes, sizeof *in.joint)};
    if (in.next && in.joint) {
        list_equal_rows(dataset, in.next);
        add_inputs(dataset, &in, h_x_bits, noise_bits);
    } else {
        *h_x_bits = NAN;
        *noise_bits = NAN;
    }
    free(in.next);
    free(in.joint);
}

qtl_dataset_entropies qtl_dataset_entropy(const qtl_dataset *dataset)
{
    double h_x_bits = 0;
    double noise_bits = 0;
    if (dataset->first) {
        entropies_of_inputs(dataset, &h_x_bits, &noise_bits);
    } else {
        h_x_bits = entropy_of_rows(dataset);
        noise_bits = noise_of_rows(dataset);
    }
    const double h_y_bits = label_entropy(dataset);
    const double i_xy_bits = h_y_bits - noise_bits;
    return (qtl_dataset_entropies){.h_x_bits = h_x_bits,
                                   .h_y_bits = h_y_bits,
                                   .i_xy_bits = i_xy_bits < 0 ? 0 : i_xy_bits};
}

#include "experiment/bias_methods.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/fail.h"
#include "core/memory.h"
#include "core/text.h"
#include "core/yaml.h"
#include "experiment/result_folder.h"

const char *const qtl_bias_quantities[QTL_BIAS_QUANTITIES] = {"I(X;T)", "I(T;Y)"};

/* --- methods --------------------------------------------------------------------------
 */

/* The estimator's parameter `variance`; NaN if it has none. */
static double variance_of(const qtl_method *method)
{
    for (size_t i = 0; method->estimator->params[i].key; i++) {
        if (strcmp(method->estimator->params[i].key, "variance") == 0) {
            return method->params.value[i];
        }
    }
    return NAN;
}

static qtl_status read_method(const qtl_curve_method *from, qtl_bias_method *to)
{
    to->params = qtl_strdup(from->params);
    if (!to->params) {
        return QTL_ENOMEM;
    }
    size_t length = 0;
    to->n_inputs = qtl_params_inputs(to->params, &length);
    to->params[length] = '\0';
    char *text =
        qtl_format("%s%s%s", from->estimator, *to->params ? ":" : "", to->params);
    const qtl_status status = text ? qtl_method_parse(text, &to->method) : QTL_ENOMEM;
    free(text);
    if (status != QTL_OK) {
        return qtl_fail_within(status, "measures.csv");
    }
    to->target = variance_of(&to->method) == 0 ? "codes" : to->method.estimator->target;
    return QTL_OK;
}

/* The Monte-Carlo truth of the layer with the same noise. */
static size_t noisy_truth_of(const qtl_bias *bias, const qtl_bias_method *m)
{
    size_t t = 0;
    while (t < bias->curves.n_methods) {
        const qtl_bias_method *candidate = &bias->methods[t];
        if (strcmp(candidate->method.estimator->name, "noisy-truth") == 0 &&
            candidate->n_inputs == 0 &&
            variance_of(&candidate->method) == variance_of(&m->method)) {
            break;
        }
        t++;
    }
    return t;
}

static size_t truth_of(const qtl_bias *bias, const qtl_bias_method *m)
{
    if (strcmp(m->target, "codes") == 0) {
        return bias->exact;
    }
    if (strcmp(m->target, "binned layer") == 0) {
        return qtl_curves_method(&bias->curves, m->method.estimator->name, m->params);
    }
    return noisy_truth_of(bias, m);
}

static qtl_status read_methods(qtl_bias *bias)
{
    const qtl_curves *curves = &bias->curves;
    QTL_ALLOC(bias->methods, curves->n_methods);
    for (size_t m = 0; m < curves->n_methods; m++) {
        QTL_TRY(read_method(&curves->methods[m], &bias->methods[m]));
    }
    bias->exact = qtl_curves_method(curves, "exact", "");
    for (size_t m = 0; m < curves->n_methods; m++) {
        bias->methods[m].truth = truth_of(bias, &bias->methods[m]);
    }
    return QTL_OK;
}

/* --- files ----------------------------------------------------------------------------
 */

static qtl_status read_manifest(const char *path, qtl_bias *bias)
{
    qtl_yaml *manifest = NULL;
    QTL_TRY(qtl_yaml_read(path, &manifest));
    const qtl_status status =
        qtl_manifest_entropies(manifest, &bias->h_x_bits, &bias->h_y_bits);
    qtl_yaml_free(manifest);
    return status;
}

static qtl_status read_files(const char *directory, qtl_bias *bias)
{
    char *manifest = qtl_format("%s/manifest.yaml", directory);
    char *measures = qtl_format("%s/measures.csv", directory);
    qtl_status status = manifest && measures ? QTL_OK : QTL_ENOMEM;
    if (status == QTL_OK) {
        status = read_manifest(manifest, bias);
    }
    if (status == QTL_OK) {
        status = qtl_curves_read(measures, &bias->curves);
    }
    free(manifest);
    free(measures);
    return status;
}

qtl_status qtl_bias_read(const char *directory, qtl_bias *out)
{
    qtl_bias bias = {0};
    qtl_status status = read_files(directory, &bias);
    if (status == QTL_OK) {
        status = read_methods(&bias);
    }
    if (status != QTL_OK) {
        qtl_bias_free(&bias);
        return status;
    }
    *out = bias;
    return QTL_OK;
}

void qtl_bias_free(qtl_bias *bias)
{
    for (size_t m = 0; bias->methods && m < bias->curves.n_methods; m++) {
        free(bias->methods[m].params);
    }
    free(bias->methods);
    qtl_curves_free(&bias->curves);
    *bias = (qtl_bias){0};
}

/* --- curves ---------------------------------------------------------------------------
 */

const qtl_curve *qtl_bias_curve(const qtl_bias *bias, size_t method, size_t layer,
                                const char *quantity)
{
    return qtl_curves_find(&bias->curves, QTL_QUANTIZED, method, layer, quantity);
}

double qtl_bias_at(const qtl_curve *curve, size_t run, size_t epoch)
{
    return curve ? qtl_curve_at(curve, run, epoch) : (double)NAN;
}

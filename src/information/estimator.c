#include "quantal/estimator.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/fail.h"
#include "core/memory.h"
#include "core/text.h"
#include "information/checks.h"
#include "information/estimators.h"

static const qtl_estimator *const estimators[] = {
    &qtl_estimator_exact,
    &qtl_estimator_binning,
    &qtl_estimator_kde,
    &qtl_estimator_kl,
    &qtl_estimator_ksg,
    &qtl_estimator_mixed_ksg,
    &qtl_estimator_ross,
    &qtl_estimator_gaussian,
    &qtl_estimator_plugin,
    &qtl_estimator_miller_madow,
    &qtl_estimator_grassberger,
    &qtl_estimator_chao_shen,
    &qtl_estimator_chao_wang_jost,
    &qtl_estimator_jeffreys,
    &qtl_estimator_laplace,
    &qtl_estimator_schurmann_grassberger,
    &qtl_estimator_minimax,
    &qtl_estimator_shrink,
    &qtl_estimator_nsb,
    &qtl_estimator_zhang,
    &qtl_estimator_jackknife,
    &qtl_estimator_noisy_truth,
    &qtl_estimator_lnn,
    &qtl_estimator_lnc,
    &qtl_estimator_lga,
};
enum { ESTIMATOR_COUNT = sizeof estimators / sizeof estimators[0] };

const qtl_estimator *qtl_estimator_at(size_t i)
{
    return i < ESTIMATOR_COUNT ? estimators[i] : NULL;
}

/* Lists of words for qtl_nearest_word. */
typedef const char *(*word_at)(size_t i, const void *context);

static const char *estimator_name(size_t i, const void *context)
{
    (void)context;
    return estimators[i]->name;
}

static const char *param_key(size_t i, const void *context)
{
    const qtl_param_spec *params = context;
    return params[i].key;
}

static const char *choice_word(size_t i, const void *context)
{
    const char *const *choices = context;
    return choices[i];
}

static size_t count_params(const qtl_param_spec *params)
{
    size_t n = 0;
    while (params[n].key) {
        n++;
    }
    return n;
}

static size_t count_choices(const char *const *choices)
{
    size_t n = 0;
    while (choices[n]) {
        n++;
    }
    return n;
}

/* Index of `word` among n words, or n. */
static size_t find_word(const char *word, size_t n, word_at at, const void *context)
{
    size_t i = 0;
    while (i < n && strcmp(word, at(i, context)) != 0) {
        i++;
    }
    return i;
}

/* `what` is e.g. "estimator" or "parameter of kde". */
static qtl_status unknown(const char *what, const char *word, size_t n, word_at at,
                          const void *context)
{
    const char *nearest = qtl_nearest_word(word, n, at, context);
    if (nearest) {
        return QTL_FAIL(QTL_EUNKNOWN, "unknown %s \"%.60s\"; did you mean \"%s\"?", what,
                        word, nearest);
    }
    qtl_text known = {0};
    for (size_t i = 0; i < n; i++) {
        qtl_text_add(&known, "%s%s", i ? ", " : "", at(i, context));
    }
    const qtl_status status =
        QTL_FAIL(QTL_EUNKNOWN, "unknown %s \"%.60s\"; there is: %s", what, word,
                 known.data && !known.failed ? known.data : "none");
    free(known.data);
    return status;
}

qtl_status qtl_estimator_find(const char *name, const qtl_estimator **out)
{
    QTL_REQUIRE(name && out, QTL_EINVAL, "name and out must not be NULL");
    const size_t i = find_word(name, ESTIMATOR_COUNT, estimator_name, NULL);
    if (i == ESTIMATOR_COUNT) {
        return unknown("estimator", name, ESTIMATOR_COUNT, estimator_name, NULL);
    }
    *out = estimators[i];
    return QTL_OK;
}

static qtl_status parse_choice(const qtl_param_spec *spec, const char *word,
                               double *value)
{
    const size_t n = count_choices(spec->choices);
    const size_t i = find_word(word, n, choice_word, spec->choices);
    if (i == n) {
        return unknown(spec->key, word, n, choice_word, spec->choices);
    }
    *value = (double)i;
    return QTL_OK;
}

static qtl_status parse_number(const qtl_param_spec *spec, const char *text,
                               double *value)
{
    const bool integer = spec->type == QTL_PARAM_INT;
    long long whole = 0;
    double number = 0;
    const bool ok =
        integer ? qtl_parse_int(text, &whole) : qtl_parse_double(text, &number);
    QTL_REQUIRE(ok, QTL_EINVAL, "%s=\"%.60s\" is not %s", spec->key, text,
                integer ? "an integer" : "a finite number");
    number = integer ? (double)whole : number;
    QTL_REQUIRE(number >= spec->low && number <= spec->high, QTL_ERANGE,
                "%s=%.60s is out of range: %.15g to %.15g is allowed", spec->key, text,
                spec->low, spec->high);
    *value = number;
    return QTL_OK;
}

static qtl_status parse_value(const qtl_param_spec *spec, const char *text, double *value)
{
    if (spec->type == QTL_PARAM_CHOICE) {
        return parse_choice(spec, text, value);
    }
    if (spec->choices && strcmp(text, spec->choices[0]) == 0) {
        *value = spec->fallback;
        return QTL_OK;
    }
    return parse_number(spec, text, value);
}

static qtl_status parse_param(const qtl_estimator *estimator, char *text,
                              qtl_params *params)
{
    char *equals = strchr(text, '=');
    QTL_REQUIRE(equals && equals > text, QTL_EINVAL,
                "\"%.60s\" is not of the form key=value", text);
    *equals = '\0';
    const qtl_param_spec *specs = estimator->params;
    const size_t n = count_params(specs);
    const size_t i = find_word(text, n, param_key, specs);
    if (i == n) {
        return unknown("parameter", text, n, param_key, specs);
    }
    QTL_REQUIRE(!params->given[i], QTL_EINVAL, "%s is given twice", specs[i].key);
    QTL_TRY(parse_value(&specs[i], equals + 1, &params->value[i]));
    params->given[i] = true;
    return QTL_OK;
}

static qtl_status parse_params(const qtl_estimator *estimator, char *text,
                               qtl_params *params)
{
    while (text) {
        char *comma = strchr(text, ',');
        if (comma) {
            *comma = '\0';
        }
        QTL_TRY(parse_param(estimator, text, params));
        text = comma ? comma + 1 : NULL;
    }
    return QTL_OK;
}

/* Fills `method` from "NAME" and "key=value,..." (NULL: none). */
static qtl_status parse_parts(const char *name, char *params, qtl_method *method)
{
    const qtl_estimator *estimator = estimators[0];
    QTL_TRY(qtl_estimator_find(name, &estimator));
    method->estimator = estimator;
    for (size_t i = 0; estimator->params[i].key; i++) {
        method->params.value[i] = estimator->params[i].fallback;
    }
    qtl_status status = parse_params(estimator, params, &method->params);
    if (status == QTL_OK && estimator->check) {
        status = estimator->check(&method->params);
    }
    return status == QTL_OK ? QTL_OK : qtl_fail_within(status, "%s", estimator->name);
}

qtl_status qtl_method_parse(const char *text, qtl_method *out)
{
    QTL_REQUIRE(text && out, QTL_EINVAL, "text and out must not be NULL");
    char *copy = qtl_strdup(text);
    if (!copy) {
        return QTL_ENOMEM;
    }
    char *colon = strchr(copy, ':');
    if (colon) {
        *colon = '\0';
    }
    qtl_method method = {0};
    const qtl_status status = parse_parts(copy, colon ? colon + 1 : NULL, &method);
    free(copy);
    if (status == QTL_OK) {
        *out = method;
    }
    return status;
}

/* A text that reads back as the same number; ten digits at first, for "30", not "3e+01".
 */
static void format_real(double value, char *text, size_t size)
{
    double back = 0;
    for (int digits = 10; digits <= 17; digits++) {
        (void)snprintf(text, size, "%.*g", digits, value);
        if (qtl_parse_double(text, &back) && back == value) {
            return;
        }
    }
}

/* As it was written, or could have been. */
static void format_value(const qtl_param_spec *spec, double value, char *text,
                         size_t size)
{
    if (spec->type == QTL_PARAM_CHOICE || isnan(value)) {
        const size_t word = isnan(value) ? 0 : (size_t)value;
        (void)snprintf(text, size, "%s", spec->choices[word]);
        return;
    }
    format_real(value, text, size);
}

void qtl_method_params(const qtl_method *method, char *text, size_t size)
{
    if (size == 0) {
        return;
    }
    text[0] = '\0';
    const qtl_param_spec *specs = method->estimator->params;
    size_t used = 0;
    for (size_t i = 0; specs[i].key && used < size; i++) {
        if (!method->params.given[i]) {
            continue;
        }
        char value[32];
        format_value(&specs[i], method->params.value[i], value, sizeof value);
        const int length = snprintf(text + used, size - used, "%s%s=%s", used ? "," : "",
                                    specs[i].key, value);
        used += length > 0 ? (size_t)length : 0;
    }
}

bool qtl_layer_is_discrete(const qtl_layer *layer)
{
    return layer->codes || layer->byte_codes;
}

qtl_status qtl_method_layer(const qtl_method *method, const qtl_layer *layer,
                            qtl_layer_information *out)
{
    QTL_REQUIRE(method && method->estimator && layer && out, QTL_EINVAL,
                "method, layer and out must not be NULL");
    const qtl_estimator *estimator = method->estimator;
    QTL_REQUIRE(estimator->layer, QTL_EUNSUPPORTED, "%s is not for layers",
                estimator->name);
    QTL_TRY(qtl_layer_check(layer, estimator));
    qtl_layer_information result;
    QTL_TRY(estimator->layer(layer, &method->params, &result));
    *out = result;
    return QTL_OK;
}

qtl_status qtl_method_sample(const qtl_method *method, const qtl_sample *sample,
                             qtl_estimate *out)
{
    QTL_REQUIRE(method && method->estimator && sample && out, QTL_EINVAL,
                "method, sample and out must not be NULL");
    const qtl_estimator *estimator = method->estimator;
    QTL_REQUIRE(estimator->sample, QTL_EUNSUPPORTED, "%s is for layers, not for samples",
                estimator->name);
    QTL_TRY(qtl_sample_check(sample));
    qtl_estimate result;
    QTL_TRY(estimator->sample(sample, &method->params, &result));
    *out = result;
    return QTL_OK;
}

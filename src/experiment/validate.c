#include "quantal/validate.h"

#include <stdlib.h>
#include <string.h>

#include "core/fail.h"
#include "core/memory.h"
#include "core/parallel.h"
#include "core/progress.h"
#include "core/text.h"
#include "experiment/result_folder.h"
#include "experiment/suites.h"
#include "experiment/validation.h"

enum { DEFAULT_REPEATS = 10, MAX_SIZE = 1000000 };

static const qtl_known_suite *const suites[] = {
    &qtl_suite_gaussian, &qtl_suite_beyond_normal, &qtl_suite_strong,
    &qtl_suite_mixed,    &qtl_suite_discrete,      &qtl_suite_noisy_layer,
};
enum { SUITES = sizeof suites / sizeof suites[0] };
_Static_assert((int)SUITES <= (int)QTL_SUITES_MAX, "a validation has room for all");

const qtl_known_suite *qtl_known_suite_at(size_t i)
{
    return i < SUITES ? suites[i] : NULL;
}

const char *qtl_suite_name(size_t i)
{
    return i < SUITES ? suites[i]->name : NULL;
}

const char *qtl_suite_summary(size_t i)
{
    return i < SUITES ? suites[i]->summary : NULL;
}

/* What estimators of great cost get unless they are asked for by name; 0: no limit. By
 * name and not by clock, as what is written must not depend on the machine. lga minimises
 * at every point; lnn has to simulate its constant of bias beyond 32 dimensions. */
static const struct {
    const char *estimator;
    size_t most_samples, most_dimensions, repeats;
} costly[] = {
    {.estimator = "lga", .most_samples = 1000, .most_dimensions = 4, .repeats = 3},
    {.estimator = "lnn", .most_dimensions = 32},
};

static size_t limit(size_t value, size_t most)
{
    return most && value > most ? most : value;
}

size_t qtl_validation_repeats(const qtl_validation *v, const qtl_validation_unit *unit,
                              const qtl_method *method)
{
    const size_t dimensions = unit->task->dx + unit->task->dy;
    for (size_t i = 0; !v->by_name && i < sizeof costly / sizeof costly[0]; i++) {
        if (strcmp(costly[i].estimator, method->estimator->name) == 0) {
            const bool fits = limit(unit->n, costly[i].most_samples) == unit->n &&
                              limit(dimensions, costly[i].most_dimensions) == dimensions;
            return fits ? limit(v->repeats, costly[i].repeats) : 0;
        }
    }
    return v->repeats;
}

/* --- what is asked for ----------------------------------------------------------- */

static const char *suite_name(size_t i, const void *context)
{
    (void)context;
    return suites[i]->name;
}

static qtl_status find_suite(const char *name, const qtl_known_suite **out)
{
    for (size_t i = 0; i < SUITES; i++) {
        if (strcmp(name, suites[i]->name) == 0) {
            *out = suites[i];
            return QTL_OK;
        }
    }
    const char *nearest = qtl_nearest_word(name, SUITES, suite_name, NULL);
    return QTL_FAIL(QTL_EUNKNOWN, "unknown suite \"%.60s\"%s%s", name,
                    nearest ? "; did you mean " : "; see quantal list suites",
                    nearest ? nearest : "");
}

static qtl_status add_suite(const char *name, qtl_validation *v)
{
    const qtl_known_suite *suite = NULL;
    QTL_REQUIRE(name, QTL_EINVAL, "a suite's name must not be NULL");
    QTL_TRY(find_suite(name, &suite));
    for (size_t j = 0; j < v->n_suites; j++) {
        QTL_REQUIRE(v->suites[j] != suite, QTL_EINVAL, "suite %s is given twice", name);
    }
    v->suites[v->n_suites++] = suite; /* no suite comes twice, so there is room */
    return QTL_OK;
}

static qtl_status choose_suites(const qtl_validate_options *options, qtl_validation *v)
{
    const size_t n = options->suites ? options->n_suites : (size_t)SUITES;
    QTL_REQUIRE(n > 0, QTL_EEMPTY, "no suite to validate with");
    for (size_t i = 0; i < n; i++) {
        QTL_TRY(add_suite(options->suites ? options->suites[i] : suites[i]->name, v));
    }
    return QTL_OK;
}

static qtl_status copy_methods(const qtl_validate_options *options, qtl_validation *v)
{
    for (size_t m = 0; m < v->n_methods; m++) {
        QTL_REQUIRE(options->methods[m].estimator, QTL_EINVAL,
                    "method %zu has no estimator", m);
        v->methods[m] = options->methods[m];
    }
    return QTL_OK;
}

static qtl_status default_methods(qtl_validation *v)
{
    for (size_t m = 0; m < v->n_methods; m++) {
        QTL_TRY(qtl_method_parse(qtl_estimator_at(m)->name, &v->methods[m]));
    }
    return QTL_OK;
}

static qtl_status choose_methods(const qtl_validate_options *options, qtl_validation *v)
{
    v->n_methods = options->methods ? options->n_methods : 0;
    while (!options->methods && qtl_estimator_at(v->n_methods)) {
        v->n_methods++;
    }
    QTL_REQUIRE(v->n_methods > 0, QTL_EEMPTY, "no estimator to validate");
    QTL_ALLOC(v->methods, v->n_methods);
    return options->methods ? copy_methods(options, v) : default_methods(v);
}

static qtl_status check_size(const qtl_validate_options *options, size_t i)
{
    const size_t n = options->samples[i];
    QTL_REQUIRE(n >= 1 && n <= MAX_SIZE, QTL_ERANGE, "%zu samples; 1 to %d are possible",
                n, MAX_SIZE);
    for (size_t j = 0; j < i; j++) {
        QTL_REQUIRE(options->samples[j] != n, QTL_EINVAL, "%zu samples are given twice",
                    n);
    }
    return QTL_OK;
}

static qtl_status check_sizes(const qtl_validate_options *options)
{
    QTL_REQUIRE(options->repeats <= MAX_SIZE, QTL_ERANGE,
                "%zu repeats; 1 to %d are possible", options->repeats, MAX_SIZE);
    const size_t n = options->samples ? options->n_samples : 0;
    QTL_REQUIRE(!options->samples || n > 0, QTL_EEMPTY, "no number of samples");
    for (size_t i = 0; i < n; i++) {
        QTL_TRY(check_size(options, i));
    }
    return QTL_OK;
}

static qtl_status resolve(const qtl_validate_options *options, qtl_validation *v)
{
    QTL_TRY(check_sizes(options));
    *v = (qtl_validation){
        .directory = options->directory ? options->directory : "results/validate",
        .sizes = options->samples,
        .n_sizes = options->samples ? options->n_samples : 0,
        .repeats = options->repeats ? options->repeats : DEFAULT_REPEATS,
        .by_name = options->methods != NULL,
        .untimed = options->untimed,
        .seed = options->seed};
    QTL_TRY(choose_suites(options, v));
    return choose_methods(options, v);
}

/* --- units ------------------------------------------------------------------------- */

static size_t count_sizes(const qtl_validation *v, const qtl_known_suite *suite)
{
    size_t n = 0;
    while (!v->sizes && n < QTL_SUITE_SIZES_MAX && suite->sizes[n]) {
        n++;
    }
    return v->sizes ? v->n_sizes : n;
}

/* Task by task, size by size; `units` NULL only counts. */
static size_t list_units(const qtl_validation *v, qtl_validation_unit *units)
{
    size_t n_units = 0;
    for (size_t s = 0; s < v->n_suites; s++) {
        const qtl_known_suite *suite = v->suites[s];
        const size_t n_sizes = count_sizes(v, suite);
        const size_t *sizes = v->sizes ? v->sizes : suite->sizes;
        for (size_t i = 0; i < suite->n_tasks * n_sizes; i++, n_units++) {
            if (units) {
                units[n_units] = (qtl_validation_unit){suite, &suite->tasks[i / n_sizes],
                                                       sizes[i % n_sizes]};
            }
        }
    }
    return n_units;
}

typedef struct work {
    const qtl_validation *validation;
    const qtl_validation_unit *units;
    size_t n_units;
    qtl_progress progress;
} work;

/* Backwards, so that the longest units do not come last and all cores stay busy. */
static qtl_status run_unit(size_t index, void *context)
{
    work *w = context;
    const qtl_validation_unit *unit = &w->units[w->n_units - 1 - index];
    const qtl_status status = qtl_validation_unit_run(w->validation, unit);
    qtl_progress_add(&w->progress, 1);
    return status;
}

static qtl_status run_units(work *w, const qtl_validate_options *options)
{
    const qtl_validation *v = w->validation;
    const double started_s = qtl_clock_s();
    QTL_TRY(qtl_validation_manifest(v, -1));
    qtl_progress_begin(&w->progress, "validate", w->n_units);
    const qtl_status status = qtl_parallel_for(w->n_units, options->n_jobs, run_unit, w);
    qtl_progress_end(&w->progress);
    QTL_TRY(status);
    QTL_TRY(qtl_validation_merge(v, w->units, w->n_units));
    return qtl_validation_manifest(v, qtl_clock_s() - started_s);
}

static qtl_status run_in_folder(work *w, const qtl_validate_options *options)
{
    int lock = -1;
    QTL_TRY(qtl_validation_prepare(w->validation, options->resume, &lock));
    const qtl_status status = run_units(w, options);
    qtl_result_folder_release(lock);
    return status;
}

static qtl_status run_validation(const qtl_validation *v,
                                 const qtl_validate_options *options)
{
    qtl_validation_unit *units = NULL;
    work w = {.validation = v, .n_units = list_units(v, NULL)};
    QTL_ALLOC(units, w.n_units);
    (void)list_units(v, units);
    w.units = units;
    const qtl_status status = run_in_folder(&w, options);
    free(units);
    return status;
}

qtl_status qtl_validate_check(const qtl_validate_options *options)
{
    QTL_REQUIRE(options, QTL_EINVAL, "validate: options must not be NULL");
    qtl_validation v = {0};
    const qtl_status status = resolve(options, &v);
    free(v.methods);
    return status;
}

qtl_status qtl_validate_run(const qtl_validate_options *options)
{
    QTL_REQUIRE(options, QTL_EINVAL, "validate: options must not be NULL");
    qtl_validation v = {0};
    qtl_status status = resolve(options, &v);
    if (status == QTL_OK) {
        status = run_validation(&v, options);
    }
    free(v.methods);
    return status;
}

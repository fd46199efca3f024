/* The folder of a validation: finished units, the merged table, the manifest. */
#include <stdlib.h>
#include <unistd.h>

#include "core/fail.h"
#include "core/file.h"
#include "core/yaml.h"
#include "experiment/result_folder.h"
#include "experiment/validation.h"

/* --- configuration ------------------------------------------------------------ */

static void add_methods(const qtl_validation *v, qtl_text *text)
{
    qtl_text_add(text, "estimators:\n");
    for (size_t m = 0; m < v->n_methods; m++) {
        char params[256];
        qtl_method_params(&v->methods[m], params, sizeof params);
        qtl_text_add(text, "  - \"%s%s%s\"\n", v->methods[m].estimator->name,
                     params[0] ? ":" : "", params);
    }
}

/* What every row depends on, as YAML. */
static void add_configuration(const qtl_validation *v, qtl_text *text)
{
    qtl_text_add(text, "seed: %llu\nrepeats: %zu\nspare_cost: %s\nsamples: ",
                 (unsigned long long)v->seed, v->repeats, v->by_name ? "false" : "true");
    for (size_t i = 0; i < v->n_sizes; i++) {
        qtl_text_add(text, "%s%zu", i ? ", " : "[", v->sizes[i]);
    }
    qtl_text_add(text, "%s\nuntimed: %s\n", v->n_sizes ? "]" : "suite",
                 v->untimed ? "true" : "false");
    add_methods(v, text);
}

static qtl_status configuration_sha256(const qtl_validation *v, char hex[QTL_SHA256_SIZE])
{
    qtl_text text = {0};
    add_configuration(v, &text);
    const bool failed = text.failed;
    if (!failed) {
        qtl_sha256(text.data, text.size, hex);
    }
    free(text.data);
    return failed ? QTL_FAIL(QTL_ENOMEM, "out of memory: a configuration") : QTL_OK;
}

qtl_status qtl_validation_prepare(const qtl_validation *v, bool resume, int *lock)
{
    char hex[QTL_SHA256_SIZE];
    QTL_TRY(configuration_sha256(v, hex));
    const qtl_result_origin origin = {.config_sha256 = hex};
    return qtl_result_folder_prepare(v->directory, "tasks", &origin, resume, lock);
}

/* --- units ------------------------------------------------------------------------- */

static char *unit_path(const qtl_validation *v, const qtl_validation_unit *unit)
{
    return qtl_format("%s/tasks/%s-%s-%zu.csv", v->directory, unit->suite->name,
                      unit->task->name, unit->n);
}

static qtl_status write_unit(const qtl_validation *v, const qtl_validation_unit *unit,
                             const char *path)
{
    qtl_output out = {0};
    QTL_TRY(qtl_output_open(path, &out));
    const qtl_status status = qtl_validation_measure(v, unit, out.stream);
    if (status != QTL_OK) {
        qtl_output_abandon(&out);
        return status;
    }
    return qtl_output_commit(&out);
}

qtl_status qtl_validation_unit_run(const qtl_validation *v,
                                   const qtl_validation_unit *unit)
{
    char *path = unit_path(v, unit);
    if (!path) {
        return QTL_ENOMEM;
    }
    const bool done = access(path, F_OK) == 0;
    const qtl_status status = done ? QTL_OK : write_unit(v, unit, path);
    free(path);
    return status;
}

/* --- merging ------------------------------------------------------------------------ */

static qtl_status append_rows(const char *path, FILE *out)
{
    return qtl_result_rows_append(path, qtl_validation_header,
                                  "remove it and validate again with --resume", out);
}

static qtl_status merge(const qtl_validation *v, const qtl_validation_unit *units,
                        size_t n_units, FILE *out)
{
    (void)fputs(qtl_validation_header, out);
    for (size_t i = 0; i < n_units; i++) {
        char *path = unit_path(v, &units[i]);
        const qtl_status status = path ? append_rows(path, out) : QTL_ENOMEM;
        free(path);
        QTL_TRY(status);
    }
    return QTL_OK;
}

static qtl_status open_in(const char *directory, const char *name, qtl_output *out)
{
    char *path = qtl_format("%s/%s", directory, name);
    const qtl_status status = path ? qtl_output_open(path, out) : QTL_ENOMEM;
    free(path);
    return status;
}

qtl_status qtl_validation_merge(const qtl_validation *v, const qtl_validation_unit *units,
                                size_t n_units)
{
    qtl_output out = {0};
    QTL_TRY(open_in(v->directory, "validate.csv", &out));
    const qtl_status status = merge(v, units, n_units, out.stream);
    if (status != QTL_OK) {
        qtl_output_abandon(&out);
        return status;
    }
    return qtl_output_commit(&out);
}

/* --- manifest ------------------------------------------------------------------------
 */

static qtl_status write_manifest(const qtl_validation *v, double wall_s, FILE *out)
{
    char hex[QTL_SHA256_SIZE];
    qtl_text text = {0};
    QTL_TRY(configuration_sha256(v, hex));
    add_configuration(v, &text);
    QTL_REQUIRE(!text.failed, QTL_ENOMEM, "out of memory: a configuration");
    (void)fprintf(out, "name: validate\nversion: %s\nconfig_sha256: %s\nsuites: [",
                  QTL_VERSION, hex);
    for (size_t s = 0; s < v->n_suites; s++) {
        (void)fprintf(out, "%s%s", s ? ", " : "", v->suites[s]->name);
    }
    (void)fprintf(out, "]\n%s", text.data);
    free(text.data);
    (void)fprintf(out, "finished: %s\n", wall_s < 0 ? "false" : "true");
    if (wall_s >= 0) {
        (void)fprintf(out, "wall_seconds: %.2f\n", wall_s);
    }
    qtl_manifest_machine(out);
    return QTL_OK;
}

qtl_status qtl_validation_manifest(const qtl_validation *v, double wall_s)
{
    qtl_output out = {0};
    QTL_TRY(open_in(v->directory, "manifest.yaml", &out));
    const qtl_status status = write_manifest(v, wall_s, out.stream);
    if (status != QTL_OK) {
        qtl_output_abandon(&out);
        return status;
    }
    return qtl_output_commit(&out);
}

#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "core/fail.h"
#include "core/text.h"
#include "core/yaml.h"
#include "experiment/result_folder.h"
#include "experiment/results.h"
#include "experiment/teacher_run.h"

/* The value of "model name" in /proc/cpuinfo, or the machine's architecture. */
static void processor_name(char *name, size_t size, const struct utsname *system)
{
    (void)snprintf(name, size, "%s", system->machine);
    FILE *info = fopen("/proc/cpuinfo", "re");
    char line[256];
    while (info && fgets(line, sizeof line, info)) {
        char *colon = strchr(line, ':');
        if (strncmp(line, "model name", 10) == 0 && colon) {
            (void)snprintf(name, size, "%.*s", (int)strcspn(colon + 2, "\n"), colon + 2);
            break;
        }
    }
    if (info) {
        (void)fclose(info);
    }
}

void qtl_manifest_machine(FILE *out)
{
    struct utsname system;
    if (uname(&system) != 0) {
        return;
    }
    char processor[128];
    processor_name(processor, sizeof processor, &system);
    (void)fprintf(
        out, "machine:\n  processor: \"%s\"\n  cores: %ld\n  system: \"%s %s\"\n",
        processor, sysconf(_SC_NPROCESSORS_ONLN), system.sysname, system.release);
}

/* The resolved configuration, two spaces deeper. */
static void write_configuration(FILE *out, const char *resolved)
{
    (void)fputs("configuration:\n", out);
    for (const char *line = resolved; *line;) {
        const size_t length = strcspn(line, "\n");
        (void)fprintf(out, "  %.*s\n", (int)length, line);
        line += length + (line[length] == '\n');
    }
}

/* Gaussian inputs have no entropy in bits, but known parts. */
static void write_entropies(FILE *out, const qtl_run_context *context)
{
    if (qtl_is_teacher_run(context->experiment)) {
        (void)fprintf(out, "relevant_inputs: %zu\n",
                      context->experiment->dataset_options.n_relevant);
        return;
    }
    const qtl_dataset_entropies entropies = qtl_dataset_entropy(context->dataset);
    (void)fprintf(out, "input_entropy_bits: %.12g\nlabel_entropy_bits: %.12g\n",
                  entropies.h_x_bits, entropies.h_y_bits);
    if (context->parts->relevant) {
        (void)fprintf(out,
                      "relevant_inputs: %zu\n"
                      "relevant_entropy_bits: %.12g\nirrelevant_entropy_bits: %.12g\n",
                      context->dataset->n_relevant, context->parts->h_r_bits,
                      context->parts->h_n_bits);
    }
}

static void write_image(FILE *out, const qtl_dataset *dataset)
{
    if (dataset->rows) {
        (void)fprintf(out, "image_rows: %zu\nimage_columns: %zu\nimage_channels: %zu\n",
                      dataset->rows, dataset->columns, dataset->channels);
    }
}

/* What the command line set in place of the file. */
static void add_overrides(const qtl_experiment *experiment, qtl_text *text)
{
    if (experiment->n_overrides > 0) {
        qtl_text_add(text, "overrides:\n");
    }
    for (size_t i = 0; i < experiment->n_overrides; i++) {
        qtl_text_add(text, "  - ");
        qtl_yaml_add_scalar(text, experiment->overrides[i]);
        qtl_text_add(text, "\n");
    }
}

/* The experiment's file and its methods. A path from the root says nothing elsewhere. */
static qtl_status describe(const qtl_experiment *experiment, qtl_text *text)
{
    const char *last = strrchr(experiment->file, '/');
    qtl_text_add(text, "file: ");
    qtl_yaml_add_scalar(text, experiment->file[0] == '/' ? last + 1 : experiment->file);
    qtl_text_add(text, "\n");
    add_overrides(experiment, text);
    qtl_manifest_methods(experiment, text);
    return text->failed ? QTL_FAIL(QTL_ENOMEM, "out of memory: a manifest") : QTL_OK;
}

static void write_manifest(FILE *out, const qtl_run_context *context, bool finished,
                           double wall_s, const char *description)
{
    const qtl_experiment *experiment = context->experiment;
    (void)fprintf(out,
                  "name: %s\nversion: %s\nseed: %llu\nruns: %zu\nconfig_sha256: %s\n"
                  "data_sha256: %s\n",
                  experiment->name, QTL_VERSION, (unsigned long long)experiment->seed,
                  experiment->runs, experiment->config_sha256,
                  context->dataset->checksum);
    write_entropies(out, context);
    write_image(out, context->dataset);
    (void)fprintf(out, "finished: %s\nwall_seconds: %.2f\n", finished ? "true" : "false",
                  wall_s);
    qtl_manifest_machine(out);
    if (context->blas) {
        (void)fprintf(out, "blas: \"%s\"\n", context->blas);
    }
    (void)fputs(description, out);
    write_configuration(out, experiment->resolved);
}

qtl_status qtl_manifest_write(const qtl_run_context *context, bool finished,
                              double wall_s)
{
    char *path = qtl_format("%s/manifest.yaml", context->directory);
    qtl_text description = {0};
    qtl_output out = {0};
    qtl_status status = path ? describe(context->experiment, &description) : QTL_ENOMEM;
    status = status == QTL_OK ? qtl_output_open(path, &out) : status;
    if (status == QTL_OK) {
        write_manifest(out.stream, context, finished, wall_s, description.data);
        status = qtl_output_commit(&out);
    }
    free(description.data);
    free(path);
    return status;
}

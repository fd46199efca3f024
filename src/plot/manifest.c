/* The scalars of manifest.yaml that figures need. */
#include <math.h>
#include <stdlib.h>

#include "core/fail.h"
#include "core/memory.h"
#include "core/text.h"
#include "core/yaml.h"
#include "plot/tables.h"

static const char *scalar(const qtl_yaml *yaml, const char *key)
{
    const qtl_yaml_node *node = qtl_yaml_find(yaml, key);
    return node && node->text ? node->text : "";
}

static double number(const qtl_yaml *yaml, const char *key)
{
    double value = NAN;
    return qtl_parse_double(scalar(yaml, key), &value) ? value : NAN;
}

void qtl_manifest_free(qtl_manifest *manifest)
{
    free(manifest->name);
    free(manifest->seed);
    free(manifest->config_sha256);
    *manifest = (qtl_manifest){0};
}

static qtl_status read_scalars(const qtl_yaml *yaml, qtl_manifest *out)
{
    qtl_manifest manifest = {
        .name = qtl_strdup(scalar(yaml, "name")),
        .seed = qtl_strdup(scalar(yaml, "seed")),
        .config_sha256 = qtl_strdup(scalar(yaml, "config_sha256")),
        .h_x_bits = number(yaml, "input_entropy_bits"),
        .h_y_bits = number(yaml, "label_entropy_bits"),
        .shuffled_epochs = number(yaml, "configuration.training.shuffled_label_epochs"),
        .image_rows = number(yaml, "image_rows"),
        .image_columns = number(yaml, "image_columns"),
        .relevant_inputs = number(yaml, "relevant_inputs"),
        .h_r_bits = number(yaml, "relevant_entropy_bits"),
        .h_n_bits = number(yaml, "irrelevant_entropy_bits")};
    if (!manifest.name || !manifest.seed || !manifest.config_sha256) {
        qtl_manifest_free(&manifest);
        return QTL_ENOMEM;
    }
    *out = manifest;
    return QTL_OK;
}

qtl_status qtl_manifest_read(const char *directory, qtl_manifest *out)
{
    qtl_yaml *yaml = NULL;
    char *path = qtl_format("%s/manifest.yaml", directory);
    if (!path) {
        return QTL_ENOMEM;
    }
    qtl_status status = qtl_yaml_read(path, &yaml);
    free(path);
    if (status == QTL_OK) {
        status = read_scalars(yaml, out);
        qtl_yaml_free(yaml);
    }
    return status;
}

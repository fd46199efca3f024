/* The scalars of manifest.yaml that figures need. */
#include <libfyaml.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/fail.h"
#include "core/memory.h"
#include "core/text.h"
#include "plot/tables.h"

static char *scalar(struct fy_node *root, const char *key)
{
    const char *text =
        fy_node_mapping_lookup_scalar0_by_simple_key(root, key, strlen(key));
    return qtl_strdup(text ? text : "");
}

static double number(struct fy_node *root, const char *key)
{
    const char *text =
        fy_node_mapping_lookup_scalar0_by_simple_key(root, key, strlen(key));
    double value = NAN;
    return text && qtl_parse_double(text, &value) ? value : NAN;
}

void qtl_manifest_free(qtl_manifest *manifest)
{
    free(manifest->name);
    free(manifest->seed);
    free(manifest->config_sha256);
    *manifest = (qtl_manifest){0};
}

static qtl_status read_scalars(struct fy_node *root, qtl_manifest *out)
{
    qtl_manifest manifest = {.name = scalar(root, "name"),
                             .seed = scalar(root, "seed"),
                             .config_sha256 = scalar(root, "config_sha256"),
                             .h_x_bits = number(root, "input_entropy_bits"),
                             .h_y_bits = number(root, "label_entropy_bits")};
    if (!manifest.name || !manifest.seed || !manifest.config_sha256) {
        qtl_manifest_free(&manifest);
        return QTL_ENOMEM;
    }
    *out = manifest;
    return QTL_OK;
}

static qtl_status read_document(const char *path, qtl_manifest *out)
{
    const struct fy_parse_cfg quiet = {.flags = FYPCF_QUIET};
    struct fy_document *document = fy_document_build_from_file(&quiet, path);
    struct fy_node *root = document ? fy_document_root(document) : NULL;
    qtl_status status = QTL_OK;
    if (root && fy_node_is_mapping(root)) {
        status = read_scalars(root, out);
    } else {
        status = QTL_FAIL(QTL_EFORMAT, "%s is no YAML mapping", path);
    }
    fy_document_destroy(document);
    return status;
}

qtl_status qtl_manifest_read(const char *directory, qtl_manifest *out)
{
    char *path = qtl_format("%s/manifest.yaml", directory);
    if (!path) {
        return QTL_ENOMEM;
    }
    const qtl_status status = read_document(path, out);
    free(path);
    return status;
}

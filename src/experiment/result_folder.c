#include "experiment/result_folder.h"

#include <dirent.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/fail.h"
#include "core/file.h"
#include "core/text.h"
#include "experiment/config_difference.h"

static qtl_status check_entry(const qtl_yaml *manifest, const char *path, const char *key,
                              const char *expected)
{
    const qtl_yaml_node *node = qtl_yaml_find(manifest, key);
    const char *found = node && node->text ? node->text : "missing";
    QTL_REQUIRE(strcmp(found, expected) == 0, QTL_EINVAL,
                "%s: its %s is %.12s, this one's %.12s; what is resumed must not change: "
                "choose another folder with -o",
                path, key, found, expected);
    return QTL_OK;
}

/* Names the first key that differs; where none does, or none is known, nothing. */
static qtl_status check_configuration(const qtl_yaml *manifest, const char *path,
                                      const qtl_result_origin *origin)
{
    const qtl_yaml_node *node = qtl_yaml_find(manifest, "config_sha256");
    if (!origin->resolved ||
        (node && node->text && strcmp(node->text, origin->config_sha256) == 0)) {
        return QTL_OK;
    }
    qtl_text difference = {0};
    qtl_status status = qtl_config_difference(manifest, origin->resolved, &difference);
    if (status == QTL_OK && difference.size > 0) {
        status =
            QTL_FAIL(QTL_EINVAL,
                     "%s: %s; what is resumed must not change: choose another folder "
                     "with -o",
                     path, difference.data);
    }
    free(difference.data);
    return status;
}

static qtl_status check_entries(const qtl_yaml *manifest, const char *path,
                                const qtl_result_origin *origin)
{
    QTL_TRY(check_entry(manifest, path, "version", QTL_VERSION));
    QTL_TRY(check_configuration(manifest, path, origin));
    return check_entry(manifest, path, "config_sha256", origin->config_sha256);
}

static qtl_status check_same(const char *path, const qtl_result_origin *origin)
{
    qtl_yaml *manifest = NULL;
    QTL_TRY(qtl_yaml_read(path, &manifest));
    const qtl_status status = check_entries(manifest, path, origin);
    qtl_yaml_free(manifest);
    return status;
}

/* A part that is begun, or a file half-written. */
static bool is_begun(const char *name)
{
    return strncmp(name, ".partial-", 9) == 0;
}

static bool is_partial(const char *name)
{
    static const char suffix[] = ".partial";
    const size_t length = strlen(name);
    return length >= sizeof suffix &&
           strcmp(name + length + 1 - sizeof suffix, suffix) == 0;
}

static qtl_status sweep(const char *directory, bool keep_begun)
{
    DIR *folder = opendir(directory);
    QTL_REQUIRE(folder, QTL_EIO, "cannot read folder %s", directory);
    qtl_status status = QTL_OK;
    for (const struct dirent *entry = readdir(folder); status == QTL_OK && entry;
         entry = readdir(folder)) { // NOLINT(concurrency-mt-unsafe)
        if (is_partial(entry->d_name) || (is_begun(entry->d_name) && !keep_begun)) {
            char *path = qtl_format("%s/%s", directory, entry->d_name);
            status = path ? qtl_remove_tree(path) : QTL_ENOMEM;
            free(path);
        }
    }
    (void)closedir(folder);
    return status;
}

qtl_status qtl_sweep_folder(const char *directory)
{
    return sweep(directory, false);
}

/* Results that stand in the way, unless they are to be completed. */
static qtl_status check_present(const char *directory, const char *manifest,
                                const qtl_result_origin *origin, bool resume)
{
    QTL_REQUIRE(
        resume, QTL_EINVAL,
        "%s already holds results: add --resume to complete them, or choose another "
        "folder with -o",
        directory);
    return check_same(manifest, origin);
}

static qtl_status clear_leftovers(const char *directory, const char *parts,
                                  bool keep_begun)
{
    QTL_TRY(qtl_make_folder(parts));
    QTL_TRY(sweep(directory, false));
    return sweep(parts, keep_begun);
}

qtl_status qtl_result_folder_tidy(const char *directory, const char *parts)
{
    char *folder = qtl_format("%s/%s", directory, parts);
    const qtl_status status =
        folder ? clear_leftovers(directory, folder, false) : QTL_ENOMEM;
    free(folder);
    return status;
}

qtl_status qtl_result_folder_prepare(const char *directory, const char *parts,
                                     const qtl_result_origin *origin, bool resume)
{
    char *folder = qtl_format("%s/%s", directory, parts);
    char *manifest = qtl_format("%s/manifest.yaml", directory);
    qtl_status status = folder && manifest ? QTL_OK : QTL_ENOMEM;
    if (status == QTL_OK && access(manifest, F_OK) == 0) {
        status = check_present(directory, manifest, origin, resume);
    }
    if (status == QTL_OK) {
        status = clear_leftovers(directory, folder, resume);
    }
    free(folder);
    free(manifest);
    return status;
}

qtl_status qtl_result_rows_append(const char *path, const char *header,
                                  const char *remedy, FILE *out)
{
    char *text = NULL;
    size_t size = 0;
    QTL_TRY(qtl_read_file(path, &text, &size));
    const size_t skip = strlen(header);
    qtl_status status = QTL_OK;
    if (size < skip || memcmp(text, header, skip) != 0) {
        status =
            QTL_FAIL(QTL_EFORMAT, "%s is no table of this version: %s", path, remedy);
    } else {
        (void)fwrite(text + skip, 1, size - skip, out);
    }
    free(text);
    return status;
}

qtl_status qtl_manifest_number(const qtl_yaml *manifest, const char *key, double *value)
{
    const qtl_yaml_node *node = qtl_yaml_find(manifest, key);
    QTL_REQUIRE(node && node->text && qtl_parse_double(node->text, value), QTL_EFORMAT,
                "manifest.yaml: %s is missing or no number", key);
    return QTL_OK;
}

qtl_status qtl_manifest_entropies(const qtl_yaml *manifest, double *h_x_bits,
                                  double *h_y_bits)
{
    *h_x_bits = INFINITY;
    *h_y_bits = INFINITY;
    if (qtl_yaml_find(manifest, "relevant_inputs") &&
        !qtl_yaml_find(manifest, "input_entropy_bits")) {
        return QTL_OK;
    }
    QTL_TRY(qtl_manifest_number(manifest, "input_entropy_bits", h_x_bits));
    return qtl_manifest_number(manifest, "label_entropy_bits", h_y_bits);
}

#include "experiment/result_folder.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "core/fail.h"
#include "core/file.h"
#include "core/text.h"
#include "experiment/config_difference.h"
#include "quantal/experiment.h"

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
    QTL_TRY(check_entry(manifest, path, "config_sha256", origin->config_sha256));
    return origin->data_sha256 && qtl_yaml_find(manifest, "data_sha256")
               ? check_entry(manifest, path, "data_sha256", origin->data_sha256)
               : QTL_OK;
}

static qtl_status check_same(const char *path, const qtl_result_origin *origin)
{
    qtl_yaml *manifest = NULL;
    QTL_TRY(qtl_yaml_read(path, &manifest));
    const qtl_status status = check_entries(manifest, path, origin);
    qtl_yaml_free(manifest);
    return status;
}

/* --- what is in a folder ---------------------------------------------------------- */

/* Calls visit for every entry of a folder; one that is not there has none. */
typedef qtl_status (*entry_visitor)(const char *directory, const char *name,
                                    void *context);

static qtl_status visit_entries(const char *directory, entry_visitor visit, void *context)
{
    DIR *folder = opendir(directory);
    if (!folder && errno == ENOENT) {
        return QTL_OK;
    }
    QTL_REQUIRE(folder, QTL_EIO, "cannot read folder %s: %s", directory, strerror(errno));
    qtl_status status = QTL_OK;
    for (const struct dirent *entry = readdir(folder); status == QTL_OK && entry;
         entry = readdir(folder)) { // NOLINT(concurrency-mt-unsafe)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            status = visit(directory, entry->d_name, context);
        }
    }
    (void)closedir(folder);
    return status;
}

/* The tables and pages that end up in a result folder. */
static const char *const results[] = {
    "manifest.yaml", "measures.csv", "training.csv",     "gradients.csv", "codes.csv",
    "sampling.csv",  "bias.csv",     "bias-samples.csv", "scores.csv",    "verdict.csv",
    "verdict.md",    "phases.csv",   "twins.csv",        "summary.csv",   "validate.csv"};

/* Whether the first `length` characters are the name of a result. */
static bool is_result(const char *name, size_t length)
{
    bool is = false;
    for (size_t i = 0; i < sizeof results / sizeof *results; i++) {
        is =
            is || (strlen(results[i]) == length && memcmp(name, results[i], length) == 0);
    }
    return is;
}

/* Length of NAME in NAME.<digits>.partial, as half-written files are called; else 0. */
static size_t stem_of_partial(const char *name)
{
    static const char suffix[] = ".partial";
    const size_t n_suffix = sizeof suffix - 1;
    const size_t length = strlen(name);
    if (length < n_suffix || strcmp(name + length - n_suffix, suffix) != 0) {
        return 0;
    }
    size_t stem = length - n_suffix;
    while (stem > 0 && isdigit((unsigned char)name[stem - 1])) {
        stem--;
    }
    return stem < length - n_suffix && stem > 1 && name[stem - 1] == '.' ? stem - 1 : 0;
}

/* A part that is begun: ".partial-<variant>-<run>". */
static bool is_begun(const char *name)
{
    static const char prefix[] = ".partial-";
    bool is = false;
    for (size_t v = 0; v < QTL_VARIANT_COUNT; v++) {
        const char *variant = qtl_variant_name(v);
        const size_t length = sizeof prefix - 1 + strlen(variant);
        is = is || (strncmp(name, prefix, sizeof prefix - 1) == 0 &&
                    strncmp(name + sizeof prefix - 1, variant, strlen(variant)) == 0 &&
                    name[length] == '-' && name[length + 1] != '\0' &&
                    strspn(name + length + 1, "0123456789") == strlen(name + length + 1));
    }
    return is;
}

/* --- sweeping --------------------------------------------------------------------- */

static qtl_status remove_file(const char *path)
{
    QTL_REQUIRE(unlink(path) == 0 || errno == ENOENT, QTL_EIO, "cannot remove %s: %s",
                path, strerror(errno));
    return QTL_OK;
}

static qtl_status remove_in(const char *directory, const char *name,
                            qtl_status (*remove_path)(const char *path))
{
    char *path = qtl_format("%s/%s", directory, name);
    const qtl_status status = path ? remove_path(path) : QTL_ENOMEM;
    free(path);
    return status;
}

/* Of the folder itself, in which there may be things of others. */
static qtl_status sweep_result(const char *directory, const char *name, void *context)
{
    (void)context;
    return is_result(name, stem_of_partial(name))
               ? remove_in(directory, name, remove_file)
               : QTL_OK;
}

static qtl_status sweep_file(const char *directory, const char *name, void *context)
{
    (void)context;
    return stem_of_partial(name) > 0 ? remove_in(directory, name, remove_file) : QTL_OK;
}

static qtl_status sweep_begun(const char *directory, const char *name, void *context)
{
    return is_begun(name) ? remove_in(directory, name, qtl_remove_tree)
                          : sweep_file(directory, name, context);
}

qtl_status qtl_sweep_folder(const char *directory)
{
    return visit_entries(directory, sweep_file, NULL);
}

static qtl_status clear_leftovers(const char *directory, const char *parts,
                                  bool keep_begun)
{
    QTL_TRY(qtl_make_folder(parts));
    QTL_TRY(visit_entries(directory, sweep_result, NULL));
    return visit_entries(parts, keep_begun ? sweep_file : sweep_begun, NULL);
}

qtl_status qtl_result_folder_tidy(const char *directory, const char *parts)
{
    char *folder = qtl_format("%s/%s", directory, parts);
    const qtl_status status =
        folder ? clear_leftovers(directory, folder, false) : QTL_ENOMEM;
    free(folder);
    return status;
}

/* --- preparing -------------------------------------------------------------------- */

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

static qtl_status refuse_foreign(const char *directory, const char *name)
{
    return QTL_FAIL(QTL_EINVAL,
                    "%s holds %s, and no manifest.yaml that says whose it is: choose "
                    "another folder with -o",
                    directory, name);
}

static qtl_status check_result(const char *directory, const char *name, void *context)
{
    (void)context;
    return is_result(name, strlen(name)) ? refuse_foreign(directory, name) : QTL_OK;
}

static qtl_status check_part(const char *directory, const char *name, void *context)
{
    (void)context;
    return is_begun(name) || stem_of_partial(name) > 0 ? QTL_OK
                                                       : refuse_foreign(directory, name);
}

/* What has no manifest was not made here: nothing of it is replaced or taken for ours. */
static qtl_status check_foreign(const char *directory, const char *parts)
{
    QTL_TRY(visit_entries(directory, check_result, NULL));
    return visit_entries(parts, check_part, NULL);
}

static qtl_status take_folder(const char *directory, const char *parts,
                              const qtl_result_origin *origin, bool resume)
{
    char *manifest = qtl_format("%s/manifest.yaml", directory);
    if (!manifest) {
        return QTL_ENOMEM;
    }
    const qtl_status status = access(manifest, F_OK) == 0
                                  ? check_present(directory, manifest, origin, resume)
                                  : check_foreign(directory, parts);
    free(manifest);
    QTL_TRY(status);
    return clear_leftovers(directory, parts, resume);
}

/* By a lock on the folder itself, which leaves no file and ends with the process. Where
 * the file system has none, it goes without. */
static qtl_status lock_folder(const char *directory, int *lock)
{
    QTL_TRY(qtl_make_folder(directory));
    const int folder = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    QTL_REQUIRE(folder >= 0, QTL_EIO, "cannot read folder %s: %s", directory,
                strerror(errno));
    if (flock(folder, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
        (void)close(folder);
        return QTL_FAIL(QTL_EINVAL,
                        "%s is in use by another quantal: wait, or choose another folder "
                        "with -o",
                        directory);
    }
    *lock = folder;
    return QTL_OK;
}

void qtl_result_folder_release(int lock)
{
    (void)close(lock);
}

static qtl_status take_locked(const char *directory, const char *parts,
                              const qtl_result_origin *origin, bool resume)
{
    char *folder = qtl_format("%s/%s", directory, parts);
    const qtl_status status =
        folder ? take_folder(directory, folder, origin, resume) : QTL_ENOMEM;
    free(folder);
    return status;
}

qtl_status qtl_result_folder_prepare(const char *directory, const char *parts,
                                     const qtl_result_origin *origin, bool resume,
                                     int *lock)
{
    int taken = -1;
    QTL_TRY(lock_folder(directory, &taken));
    const qtl_status status = take_locked(directory, parts, origin, resume);
    if (status != QTL_OK) {
        qtl_result_folder_release(taken);
        return status;
    }
    *lock = taken;
    return QTL_OK;
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

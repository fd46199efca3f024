#include "experiment/results.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/fail.h"
#include "core/text.h"
#include "core/yaml.h"

static const struct {
    const char *file;
    const char *header;
} tables[QTL_TABLE_COUNT] = {
    [QTL_TABLE_MEASURES] = {"measures.csv",
                            "run,variant,epoch,layer,width,estimator,params,"
                            "quantity,value_bits,stderr_bits\n"},
    [QTL_TABLE_TRAINING] = {"training.csv", "run,variant,epoch,train_loss,test_loss,"
                                            "train_accuracy,test_accuracy\n"},
    [QTL_TABLE_GRADIENTS] = {"gradients.csv", "run,variant,epoch,layer,weight_norm,"
                                              "gradient_mean_norm,gradient_std_norm\n"},
    [QTL_TABLE_CODES] = {"codes.csv", "variant,epoch,layer,bin,low,high,share\n"},
};

const char *qtl_table_file(qtl_table table)
{
    return tables[table].file;
}

const char *qtl_table_header(qtl_table table)
{
    return tables[table].header;
}

size_t qtl_code_bins(const qtl_experiment *experiment)
{
    const size_t n_levels = experiment->quantization.n_levels;
    return n_levels < QTL_CODE_BINS_MAX ? n_levels : QTL_CODE_BINS_MAX;
}

char *qtl_run_folder(const char *directory, qtl_variant variant, size_t run, bool partial)
{
    return qtl_format("%s/runs/%s%s-%zu", directory, partial ? ".partial-" : "",
                      qtl_variant_name(variant), run);
}

static qtl_status check_entry(const qtl_yaml *manifest, const char *path, const char *key,
                              const char *expected)
{
    const qtl_yaml_node *node = qtl_yaml_find(manifest, key);
    const char *found = node && node->text ? node->text : "missing";
    QTL_REQUIRE(
        strcmp(found, expected) == 0, QTL_EINVAL,
        "%s: its %s is %.12s, this experiment's %.12s; a resumed experiment must not "
        "change: choose another folder with -o",
        path, key, found, expected);
    return QTL_OK;
}

static qtl_status check_same_experiment(const char *path,
                                        const qtl_experiment *experiment)
{
    qtl_yaml *manifest = NULL;
    QTL_TRY(qtl_yaml_read(path, &manifest));
    qtl_status status = check_entry(manifest, path, "version", QTL_VERSION);
    if (status == QTL_OK) {
        status = check_entry(manifest, path, "config_sha256", experiment->config_sha256);
    }
    qtl_yaml_free(manifest);
    return status;
}

static bool is_partial(const char *name)
{
    static const char suffix[] = ".partial";
    const size_t length = strlen(name);
    return strncmp(name, ".partial-", 9) == 0 ||
           (length >= sizeof suffix &&
            strcmp(name + length + 1 - sizeof suffix, suffix) == 0);
}

qtl_status qtl_results_sweep(const char *directory)
{
    DIR *folder = opendir(directory);
    QTL_REQUIRE(folder, QTL_EIO, "cannot read folder %s", directory);
    qtl_status status = QTL_OK;
    for (const struct dirent *entry = readdir(folder); status == QTL_OK && entry;
         entry = readdir(folder)) { // NOLINT(concurrency-mt-unsafe)
        if (is_partial(entry->d_name)) {
            char *path = qtl_format("%s/%s", directory, entry->d_name);
            status = path ? qtl_remove_tree(path) : QTL_ENOMEM;
            free(path);
        }
    }
    (void)closedir(folder);
    return status;
}

/* Results that stand in the way, unless they are to be completed. */
static qtl_status check_present(const char *directory, const char *manifest,
                                const qtl_experiment *experiment, bool resume)
{
    QTL_REQUIRE(
        resume, QTL_EINVAL,
        "%s already holds results: add --resume to complete them, or choose another "
        "folder with -o",
        directory);
    return check_same_experiment(manifest, experiment);
}

static qtl_status clear_leftovers(const char *directory, const char *runs)
{
    QTL_TRY(qtl_make_folder(runs));
    QTL_TRY(qtl_results_sweep(directory));
    return qtl_results_sweep(runs);
}

qtl_status qtl_results_prepare(const char *directory, const qtl_experiment *experiment,
                               bool resume)
{
    char *runs = qtl_format("%s/runs", directory);
    char *manifest = qtl_format("%s/manifest.yaml", directory);
    qtl_status status = runs && manifest ? QTL_OK : QTL_ENOMEM;
    if (status == QTL_OK && access(manifest, F_OK) == 0) {
        status = check_present(directory, manifest, experiment, resume);
    }
    if (status == QTL_OK) {
        status = clear_leftovers(directory, runs);
    }
    free(runs);
    free(manifest);
    return status;
}

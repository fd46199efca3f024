#include "experiment_text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"

const char experiment_design[] =
    "name: tishby-tanh\n"
    "source: Shwartz-Ziv & Tishby 2017, figs 2-3; Lorenzen, Igel & Nielsen 2022, fig. 2\n"
    "dataset: {name: tishby, split: stratified, train_fraction: 0.8}\n"
    "network: {hidden: [10, 7, 5, 4, 3], activation: tanh, initializer: glorot-uniform}\n"
    "quantization: {levels: 256, range: fixed, weights: float}\n"
    "training: {optimizer: adam, learning_rate: 1e-4, batch_size: 256, epochs: 8000}\n"
    "measure:\n"
    "  epochs: {spacing: log, count: 120}\n"
    "  estimators: [exact, \"binning:bins=30,low=-1,high=1\", "
    "\"kde:variance=0.001,bound=upper\"]\n"
    "variants: [quantized, continuous]\n"
    "runs: 50\n"
    "seed: 1000\n";

const char experiment_least[] = "name: small\n"
                                "dataset: tishby\n"
                                "network: {hidden: [3]}\n"
                                "training: {learning_rate: 0.01, epochs: 100}\n";

const char experiment_scheduled[] =
    "name: small\ndataset: tishby\nnetwork: {hidden: [3, 2]}\n"
    "training: {learning_rate: 0.01, epochs: 100}\n"
    "measure:\n"
    "  epochs: {spacing: linear, every: 50}\n"
    "  estimators:\n"
    "    - exact\n"
    "    - {method: 'kde:variance=0.1', epochs: {spacing: log, count: 5}, runs: 2,\n"
    "       layers: [3, 1]}\n"
    "    - method: ross\n"
    "      epochs: [7, 0]\n"
    "      inputs: [64, 16]\n"
    "    - {method: ross, inputs: 32}\n"
    "runs: 4\n";

qtl_experiment *experiment_of(const char *text, const char *first, const char *second)
{
    char *folder = qtl_test_folder();
    char *path = qtl_format("%s/x.yaml", folder);
    qtl_test_write(path, text);
    const char *const overrides[] = {first, second};
    const size_t n = (size_t)(first != NULL) + (size_t)(second != NULL);
    qtl_experiment *experiment = NULL;
    ck_ok(qtl_experiment_load(path, overrides, n, &experiment));
    ck_assert_str_eq(experiment->file, path);
    remove(path);
    remove(folder);
    free(path);
    free(folder);
    return experiment;
}

/* Experiments: a YAML file, checked, resolved and run. */
#ifndef QUANTAL_EXPERIMENT_H
#define QUANTAL_EXPERIMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "quantal/dataset.h"
#include "quantal/estimator.h"
#include "quantal/network.h"
#include "quantal/split.h"
#include "quantal/status.h"
#include "quantal/trainer.h"

#pragma GCC visibility push(default)

typedef enum qtl_variant { QTL_QUANTIZED, QTL_CONTINUOUS, QTL_VARIANT_COUNT } qtl_variant;
const char *qtl_variant_name(size_t i); /* "quantized", "continuous"; NULL past the end */

/* A checked experiment with every default filled in. Everything is owned. */
typedef struct qtl_experiment {
    char *file; /* where it was read from */
    char *name;
    char *source; /* the paper it reproduces; "" */

    char *dataset;
    qtl_dataset_options dataset_options;
    qtl_split_kind split;
    double train_fraction;

    qtl_layer_spec *hidden; /* [n_hidden] */
    size_t n_hidden;
    const qtl_activation *activation;
    qtl_initializer initializer;
    qtl_quantization quantization; /* of the quantized variant */

    qtl_training training;
    size_t epochs;

    size_t
        *measured; /* [n_measured] epochs that are logged, ascending, each in 0..epochs */
    size_t n_measured;
    qtl_method *methods; /* [n_methods] estimators in the order of the file */
    size_t n_methods;

    bool variants[QTL_VARIANT_COUNT];
    size_t runs;
    uint64_t seed;

    struct qtl_experiment *
        *sweep;     /* [n_sweep] the experiment once per value of the swept
                       key, each checked and resolved without its sweep;
                       named by last word of the key and value: "levels-256" */
    size_t n_sweep; /* 0: one experiment */

    char *resolved; /* the experiment as canonical YAML, every default written out */
    char config_sha256[65]; /* of `resolved` without `runs`: runs can be added later */
} qtl_experiment;

/* Reads and checks an experiment. overrides [n]: "key.path=value", applied before
 * checking (a value is YAML). An unknown key, a wrong type or an impossible value is one
 * line that names file, line, key and what would be right. */
QTL_NODISCARD qtl_status qtl_experiment_load(const char *path,
                                             const char *const *overrides,
                                             size_t n_overrides, qtl_experiment **out);
void qtl_experiment_free(qtl_experiment *experiment);

#pragma GCC visibility pop
#endif

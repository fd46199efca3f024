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

/* An estimator, and what of the experiment it measures. */
typedef struct qtl_measurement {
    qtl_method method;
    size_t *epochs; /* [n_epochs] ascending, each in 0..epochs of the experiment */
    size_t n_epochs;
    size_t runs;     /* only the first; SIZE_MAX: all */
    size_t n_inputs; /* of a random sub-sample, the same for all layers, epochs, runs and
                        twins; the smaller of two lies in the larger. 0: all inputs */
    size_t *layers;  /* [n_layers] ascending, from 1; NULL: all */
    size_t n_layers;
} qtl_measurement;

/* The column `params` of the tables: those of the method, and "inputs=1000" of a
 * sub-sample. Truncated to `size`. */
void qtl_measurement_params(const qtl_measurement *measurement, char *text, size_t size);

/* Whether it measures this layer (from 1) of this run (from 1) at this epoch. O(log). */
bool qtl_measurement_covers(const qtl_measurement *measurement, size_t run, size_t epoch,
                            size_t layer);

/* A checked experiment with every default filled in. Everything is owned. */
typedef struct qtl_experiment {
    char *file;       /* where it was read from */
    char **overrides; /* [n_overrides] "key.path=value", as they were given */
    size_t n_overrides;
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

    qtl_measurement *measurements; /* [n_measurements] in the order of the file */
    size_t n_measurements;
    size_t *measured; /* [n_measured] epochs that are logged, ascending: those of
                         measure.epochs and of every measurement */
    size_t n_measured;

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

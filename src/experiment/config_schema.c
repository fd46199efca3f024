/* The schema: every key of an experiment file. */
#include <math.h>
#include <string.h>

#include "core/fail.h"
#include "experiment/config.h"
#include "quantal/split.h"

const char *qtl_variant_name(size_t i)
{
    static const char *const names[] = {"quantized", "continuous"};
    return i < QTL_VARIANT_COUNT ? names[i] : NULL;
}

static const char *weights_word(size_t i)
{
    static const char *const words[] = {"float", "8-bit"};
    return i < 2 ? words[i] : NULL;
}

static const char *spacing_word(size_t i)
{
    static const char *const words[] = {"log", "linear", "list"};
    return i < QTL_SPACING_COUNT ? words[i] : NULL;
}

static const char *batch_word(size_t i)
{
    return i == 0 ? "full" : NULL;
}

#define AT(member) .offset = offsetof(qtl_settings, member)
#define SIZED(member) AT(member), .size = sizeof(((const qtl_settings *)NULL)->member)
#define ITEMS(member) .count_offset = offsetof(qtl_settings, member)
#define BETWEEN(from, to) .low = (from), .high = (to)
#define ABOVE(bound) .low = (bound), .high = INFINITY, .above_low = true
#define AT_LEAST(bound) .low = (bound), .high = INFINITY
#define INSIDE(from, to)                                                                 \
    .low = (from), .high = (to), .above_low = true, .below_high = true

/* momentum, beta1 and beta2 are never 0, which would mean the default to the trainer. */
static const qtl_field fields[] = {
    {.path = "name",
     .kind = &qtl_field_name,
     .fixed = true,
     AT(experiment.name),
     .help = "names the folder of the results"},
    {.path = "source",
     .kind = &qtl_field_text,
     .fallback = "\"\"",
     .fixed = true,
     AT(experiment.source),
     .help = "the paper it reproduces"},
    {.path = "dataset.name",
     .kind = &qtl_field_dataset,
     AT(experiment.dataset),
     .help = "what is learned"},
    {.path = "dataset.path",
     .kind = &qtl_field_text,
     .only = "dataset.name=files",
     AT(experiment.dataset_options.path),
     .help = "the file, folder or archive with the inputs"},
    {.path = "dataset.labels",
     .kind = &qtl_field_text,
     .fallback = "\"\"",
     .only = "dataset.name=files",
     AT(experiment.dataset_options.labels),
     .help = "the labels' own file, if they have one"},
    {.path = "dataset.split",
     .kind = &qtl_field_word,
     .fallback = "stratified",
     .word = qtl_split_name,
     SIZED(experiment.split),
     .help = "how inputs are divided into training and test"},
    {.path = "dataset.train_fraction",
     .kind = &qtl_field_real,
     .fallback = "0.8",
     .only = "dataset.split!=official",
     BETWEEN(0, 1),
     .above_low = true,
     AT(experiment.train_fraction),
     .help = "share of the inputs that is trained on"},
    {.path = "dataset.label_gain",
     .kind = &qtl_field_real,
     .fallback = "0",
     .only = "dataset.name=tishby",
     AT_LEAST(0),
     AT(experiment.dataset_options.label_gain),
     .help = "0: hard labels; else the steepness of soft ones"},
    {.path = "network.hidden",
     .kind = &qtl_field_integers,
     BETWEEN(1, 65536),
     AT(experiment.hidden),
     ITEMS(experiment.n_hidden),
     .help = "widths of the hidden layers"},
    {.path = "network.activation",
     .kind = &qtl_field_activation,
     .fallback = "tanh",
     AT(experiment.activation),
     .help = "of the hidden layers"},
    {.path = "network.initializer",
     .kind = &qtl_field_word,
     .fallback = "glorot-uniform",
     .word = qtl_initializer_name,
     SIZED(experiment.initializer),
     .help = "how initial weights are drawn"},
    {.path = "quantization.levels",
     .kind = &qtl_field_integer,
     .fallback = "256",
     BETWEEN(2, 65536),
     SIZED(experiment.quantization.n_levels),
     .help = "values a neuron of the quantized variant can take"},
    {.path = "quantization.range",
     .kind = &qtl_field_word,
     .fallback = "fixed",
     .word = qtl_range_name,
     SIZED(experiment.quantization.range),
     .help = "where the range of an unbounded activation comes from"},
    {.path = "quantization.clip",
     .kind = &qtl_field_real,
     .fallback = "6",
     ABOVE(0),
     AT(experiment.quantization.clip),
     .help = "first range of an unbounded activation"},
    {.path = "quantization.weights",
     .kind = &qtl_field_word,
     .fallback = "float",
     .word = weights_word,
     SIZED(experiment.quantization.weights_8bit),
     .help = "precision of the weights"},
    {.path = "training.optimizer",
     .kind = &qtl_field_word,
     .fallback = "adam",
     .word = qtl_optimizer_name,
     SIZED(experiment.training.optimizer),
     .help = "how weights move"},
    {.path = "training.learning_rate",
     .kind = &qtl_field_real,
     ABOVE(0),
     AT(experiment.training.learning_rate),
     .help = "step of the optimizer"},
    {.path = "training.momentum",
     .kind = &qtl_field_real,
     .fallback = "0.9",
     INSIDE(0, 1),
     AT(experiment.training.momentum),
     .help = "of the optimizer momentum"},
    {.path = "training.beta1",
     .kind = &qtl_field_real,
     .fallback = "0.9",
     INSIDE(0, 1),
     AT(experiment.training.beta1),
     .help = "decay of Adam's first moment"},
    {.path = "training.beta2",
     .kind = &qtl_field_real,
     .fallback = "0.999",
     INSIDE(0, 1),
     AT(experiment.training.beta2),
     .help = "decay of Adam's second moment"},
    {.path = "training.epsilon",
     .kind = &qtl_field_real,
     .fallback = "1e-7",
     ABOVE(0),
     AT(experiment.training.epsilon),
     .help = "Adam's guard against a zero second moment"},
    {.path = "training.l2",
     .kind = &qtl_field_real,
     .fallback = "0",
     AT_LEAST(0),
     AT(experiment.training.l2),
     .help = "penalty on the squared weights"},
    {.path = "training.batch_size",
     .kind = &qtl_field_integer,
     .fallback = "256",
     BETWEEN(1, 1e9),
     .word = batch_word,
     SIZED(experiment.training.batch_size),
     .help = "inputs of a step; full: all of them"},
    {.path = "training.epochs",
     .kind = &qtl_field_integer,
     BETWEEN(1, 1e7),
     SIZED(experiment.epochs),
     .help = "passes over the training set"},
    {.path = "training.shuffled_label_epochs",
     .kind = &qtl_field_integer,
     .fallback = "0",
     BETWEEN(0, 1e7),
     SIZED(experiment.training.shuffled_label_epochs),
     .help = "first epochs that train on permuted labels"},
    {.path = "measure.epochs.spacing",
     .kind = &qtl_field_word,
     .fallback = "log",
     .word = spacing_word,
     SIZED(spacing),
     .help = "which epochs are measured"},
    {.path = "measure.epochs.count",
     .kind = &qtl_field_integer,
     .fallback = "120",
     .only = "measure.epochs.spacing=log",
     BETWEEN(1, 1e6),
     SIZED(count),
     .help = "epochs from 1 to the last, evenly on a log scale; equal ones are one"},
    {.path = "measure.epochs.every",
     .kind = &qtl_field_integer,
     .only = "measure.epochs.spacing=linear",
     BETWEEN(1, 1e7),
     SIZED(every),
     .help = "its multiples are measured, and the first and the last epoch"},
    {.path = "measure.epochs.list",
     .kind = &qtl_field_integers,
     .only = "measure.epochs.spacing=list",
     .n_least = 1,
     BETWEEN(0, 1e7),
     AT(list),
     ITEMS(n_list),
     .help = "the epochs; 0 is before training"},
    {.path = "measure.estimators",
     .kind = &qtl_field_methods,
     .fallback = "[exact]",
     .n_least = 1,
     AT(experiment.methods),
     ITEMS(experiment.n_methods),
     .help = "what measures the layers"},
    {.path = "variants",
     .kind = &qtl_field_word_set,
     .fallback = "[quantized, continuous]",
     .n_least = 1,
     .word = qtl_variant_name,
     AT(experiment.variants),
     .help = "the twins that are trained"},
    {.path = "runs",
     .kind = &qtl_field_integer,
     .fallback = "1",
     BETWEEN(1, 1e6),
     .fixed = true,
     SIZED(experiment.runs),
     .help = "repetitions from other initial weights and splits"},
    {.path = "seed",
     .kind = &qtl_field_integer,
     .fallback = "1000",
     BETWEEN(0, 9007199254740992.0),
     SIZED(experiment.seed),
     .help = "all randomness comes from it"},
    {.path = "sweep.key",
     .kind = &qtl_field_key,
     .only = "sweep",
     .fixed = true,
     AT(sweep_key),
     .help = "what is varied"},
    {.path = "sweep.values",
     .kind = &qtl_field_values,
     .only = "sweep",
     .n_least = 1,
     .fixed = true,
     AT(sweep_values),
     ITEMS(n_sweep_values),
     .help = "the experiment is run with each of them"},
};

const qtl_field *qtl_field_at(size_t i)
{
    return i < sizeof fields / sizeof *fields ? &fields[i] : NULL;
}

const qtl_field *qtl_field_find(const char *path)
{
    const qtl_field *field = NULL;
    for (size_t i = 0; (field = qtl_field_at(i)) && strcmp(field->path, path) != 0; i++) {
    }
    return field;
}

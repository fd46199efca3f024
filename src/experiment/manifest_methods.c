/* The manifest's list of methods: what each estimates, and what of the runs it saw. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/text.h"
#include "core/yaml.h"
#include "experiment/results.h"

static void add_epochs(const qtl_measurement *m, qtl_text *words)
{
    if (m->n_epochs == 1) {
        qtl_text_add(words, "epoch %zu", m->epochs[0]);
    } else if (m->n_epochs > 1) {
        qtl_text_add(words, "epochs %zu to %zu (%zu)", m->epochs[0],
                     m->epochs[m->n_epochs - 1], m->n_epochs);
    } else {
        qtl_text_add(words, "no epoch");
    }
}

static void add_layers(const qtl_measurement *m, qtl_text *words)
{
    if (!m->layers) {
        qtl_text_add(words, ", all layers");
        return;
    }
    qtl_text_add(words, m->n_layers == 1 ? ", layer" : ", layers");
    for (size_t l = 0; l < m->n_layers; l++) {
        qtl_text_add(words, "%s %zu", l > 0 ? "," : "", m->layers[l]);
    }
}

/* "epochs 1 to 8000 (1610), 50 runs, all inputs, all layers" */
static void add_schedule(const qtl_measurement *m, size_t all_runs, qtl_text *words)
{
    const size_t runs = m->runs < all_runs ? m->runs : all_runs;
    add_epochs(m, words);
    qtl_text_add(words, ", %zu run%s", runs, runs == 1 ? "" : "s");
    if (m->n_inputs > 0) {
        qtl_text_add(words, ", %zu inputs", m->n_inputs);
    } else {
        qtl_text_add(words, ", all inputs");
    }
    add_layers(m, words);
}

static void add_entry(qtl_text *text, const char *head, const char *value)
{
    qtl_text_add(text, "%s: ", head);
    qtl_yaml_add_scalar(text, value);
    qtl_text_add(text, "\n");
}

static void add_method(const qtl_measurement *m, size_t all_runs, qtl_text *text)
{
    enum { PARAMS_SIZE = 256 };
    char params[PARAMS_SIZE];
    qtl_text words = {0};
    qtl_measurement_params(m, params, sizeof params);
    add_schedule(m, all_runs, &words);
    add_entry(text, "  - estimator", m->method.estimator->name);
    add_entry(text, "    params", params);
    add_entry(text, "    target", m->method.estimator->target);
    add_entry(text, "    schedule", words.data ? words.data : "");
    add_entry(text, "    cite", m->method.estimator->cite);
    text->failed = text->failed || words.failed;
    free(words.data);
}

void qtl_manifest_methods(const qtl_experiment *experiment, qtl_text *text)
{
    if (experiment->n_measurements > 0) {
        qtl_text_add(text, "methods:\n");
    }
    for (size_t i = 0; i < experiment->n_measurements; i++) {
        add_method(&experiment->measurements[i], experiment->runs, text);
    }
}

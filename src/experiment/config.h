/* The schema of experiment files: one table of fields, from which reading, checking,
 * defaults, suggestions and the canonical text all come. Private to config*.c and
 * experiment.c. */
#ifndef QTL_EXPERIMENT_CONFIG_H
#define QTL_EXPERIMENT_CONFIG_H

#include <stdbool.h>
#include <stddef.h>

#include "core/text.h"
#include "core/yaml.h"
#include "quantal/experiment.h"

typedef enum qtl_spacing {
    QTL_SPACING_LOG,
    QTL_SPACING_LINEAR,
    QTL_SPACING_LIST,
    QTL_SPACING_COUNT
} qtl_spacing;

/* What fields are read into: the experiment, and what its `measured` is made from. */
typedef struct qtl_settings {
    qtl_experiment experiment;
    qtl_spacing spacing;
    size_t count; /* log */
    size_t every; /* linear */
    size_t *list; /* [n_list] list, ascending */
    size_t n_list;
    char *sweep_key;     /* NULL: no sweep */
    char **sweep_values; /* [n_sweep_values] as canonical YAML */
    size_t n_sweep_values;
} qtl_settings;

typedef struct qtl_field qtl_field;

/* A kind of value: how it is read and checked, what would be right, how it is written. */
typedef struct qtl_field_kind {
    qtl_status (*read)(const qtl_field *field, const qtl_yaml_node *node,
                       qtl_settings *settings);
    void (*describe)(const qtl_field *field, qtl_text *text);
    void (*write)(const qtl_field *field, const qtl_settings *settings, qtl_text *text);
} qtl_field_kind;

struct qtl_field {
    const char *path; /* "training.epochs" */
    const qtl_field_kind *kind;
    const char *fallback; /* the default as YAML; NULL: required */
    const char *only;     /* needed only if this section is there, or "path=word", or
                             "path!=word" */
    double low, high;     /* of a number; every item of a list */
    bool above_low;       /* low itself is too low */
    bool below_high;      /* high itself is too high */
    bool fixed;           /* cannot be swept */
    size_t n_least;       /* fewest items of a list */
    const char *(*word)(size_t i); /* the words of a choice; of a number: word(0) is 0 */
    size_t offset;                 /* of the target in qtl_settings */
    size_t size;         /* of a target that is a number or the index of a word */
    size_t count_offset; /* of the number of items, for a list */
    const char *help;    /* one phrase */
};

extern const qtl_field_kind qtl_field_name, qtl_field_text, qtl_field_integer,
    qtl_field_real, qtl_field_word, qtl_field_dataset, qtl_field_activation,
    qtl_field_integers, qtl_field_layers, qtl_field_methods, qtl_field_word_set, qtl_field_values,
    qtl_field_key;

/* Field i of the schema, NULL past its end; and by path, NULL when there is none. */
const qtl_field *qtl_field_at(size_t i);
const qtl_field *qtl_field_find(const char *path);

/* Writes out shorthands: "dataset: tishby" becomes "dataset: {name: tishby}". */
QTL_NODISCARD qtl_status qtl_config_expand(qtl_yaml *yaml);

/* QTL_EUNKNOWN, with the nearest right one, for a key that the schema does not have. */
QTL_NODISCARD qtl_status qtl_config_check_keys(const qtl_yaml *yaml);
qtl_status qtl_config_fail_key(const qtl_yaml_node *node, const char *path);

/* Fills in defaults, reads every field, and works out which epochs are measured. */
QTL_NODISCARD qtl_status qtl_config_read(qtl_yaml *yaml, qtl_settings *settings);
void qtl_settings_free(qtl_settings *settings);

/* The canonical text, without the field `left_out` if that is not NULL. */
void qtl_config_write(const qtl_yaml *yaml, const qtl_settings *settings,
                      const char *left_out, qtl_text *text);

/* The epochs to measure from `spacing`. */
QTL_NODISCARD qtl_status qtl_config_epochs(qtl_settings *settings);

#endif

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

/* Which epochs. */
typedef struct qtl_epoch_choice {
    qtl_spacing spacing;
    size_t count; /* log */
    size_t every; /* linear */
    size_t *list; /* [n_list] list, ascending */
    size_t n_list;
} qtl_epoch_choice;

/* One item of measure.estimators. */
typedef struct qtl_schedule {
    qtl_method method;
    bool own_epochs; /* else those of the experiment */
    qtl_epoch_choice epochs;
    size_t runs;    /* only the first; 0: all */
    size_t *inputs; /* [n_inputs] sizes of sub-samples; none: all inputs */
    size_t n_inputs;
    size_t *layers; /* [n_layers] ascending; none: all */
    size_t n_layers;
} qtl_schedule;

/* What fields are read into: the experiment, and what its `measurements` and `measured`
 * are made from. */
typedef struct qtl_settings {
    qtl_experiment experiment;
    qtl_yaml *yaml; /* being read; borrowed */
    qtl_epoch_choice epochs;
    qtl_schedule item;       /* being read */
    qtl_schedule *schedules; /* [n_schedules] */
    size_t n_schedules;
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
    const char *only;     /* needed only if this section is there, or "path=word|word", or
                             "path!=word" */
    double low, high;     /* of a number; every item of a list */
    bool above_low;       /* low itself is too low */
    bool below_high;      /* high itself is too high */
    bool fixed;           /* cannot be swept */
    bool optional;        /* may be missing without a fallback; its target stays 0 */
    bool lone;            /* one item of a list may stand without brackets */
    size_t n_least;       /* fewest items of a list */
    const char *(*word)(size_t i); /* the words of a choice; of a number: word(0) is 0 */
    size_t offset;                 /* of the target in qtl_settings */
    size_t size;         /* of a target that is a number or the index of a word */
    size_t count_offset; /* of the number of items, for a list */
    const char *help;    /* one phrase */
};

extern const qtl_field_kind qtl_field_name, qtl_field_text, qtl_field_integer,
    qtl_field_real, qtl_field_word, qtl_field_dataset, qtl_field_activation,
    qtl_field_integers, qtl_field_layers, qtl_field_method, qtl_field_schedules,
    qtl_field_word_set, qtl_field_values, qtl_field_key;

/* The keys of a mapping, sections together. */
typedef struct qtl_schema {
    const qtl_field *fields; /* [n] */
    size_t n;
} qtl_schema;
extern const qtl_schema qtl_experiment_schema; /* of the file */
extern const qtl_schema qtl_schedule_schema;   /* of an item of measure.estimators */

/* The field at `path`, NULL when there is none. */
const qtl_field *qtl_field_find(const qtl_schema *schema, const char *path);

/* Writes out shorthands of the file: "dataset: tishby" becomes "dataset: {name: tishby}";
 * and of an item of measure.estimators, the root of `item`. */
QTL_NODISCARD qtl_status qtl_config_expand(qtl_yaml *yaml);
QTL_NODISCARD qtl_status qtl_config_expand_item(qtl_yaml *item);

/* QTL_EUNKNOWN, with the nearest right one, for a key below `top` that the schema does
 * not have. */
QTL_NODISCARD qtl_status qtl_config_check_keys(const qtl_schema *schema,
                                               const qtl_yaml_node *top);
qtl_status qtl_config_fail_key(const qtl_schema *schema, const qtl_yaml_node *node,
                               const char *path);

/* Fills in defaults, reads every field, and works out what is measured when. */
QTL_NODISCARD qtl_status qtl_config_read(qtl_yaml *yaml, qtl_settings *settings);
void qtl_settings_free(qtl_settings *settings);

/* The part of it that defaults and reads the fields of one mapping, the root of `yaml`.
 */
QTL_NODISCARD qtl_status qtl_config_read_fields(const qtl_schema *schema, qtl_yaml *yaml,
                                                qtl_settings *settings);

/* The canonical text, without the field `left_out` if that is not NULL. */
void qtl_config_write(const qtl_yaml *yaml, const qtl_settings *settings,
                      const char *left_out, qtl_text *text);

/* The order of size_t, for qsort and bsearch. */
int qtl_compare_sizes(const void *a, const void *b);

/* The epochs that are chosen of 0..last, ascending. */
QTL_NODISCARD qtl_status qtl_config_epochs(const qtl_epoch_choice *choice, size_t last,
                                           size_t **epochs, size_t *n_epochs);

/* Adds `more` [n_more] to ascending epochs, each of which stays there once. */
QTL_NODISCARD qtl_status qtl_config_unite(size_t **epochs, size_t *n_epochs,
                                          const size_t *more, size_t n_more);

/* QTL_ERANGE for an epoch past the last in the list at `list` (NULL: there is none). */
QTL_NODISCARD qtl_status qtl_config_check_epochs(const qtl_yaml_node *list,
                                                 const qtl_epoch_choice *choice,
                                                 size_t last);

/* The experiment's measurements and measured epochs, from the schedules. */
QTL_NODISCARD qtl_status qtl_config_measurements(qtl_settings *settings);

#endif

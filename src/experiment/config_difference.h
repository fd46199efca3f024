/* Where two resolved configurations part. */
#ifndef QTL_EXPERIMENT_CONFIG_DIFFERENCE_H
#define QTL_EXPERIMENT_CONFIG_DIFFERENCE_H

#include "core/text.h"
#include "core/yaml.h"

/* Adds "training.epochs is 20 there and 30 here" of the first key of `resolved`, a
 * canonical text, with another value in the manifest's `configuration`; runs aside, which
 * may be added. Adds nothing if there is no such key. */
QTL_NODISCARD qtl_status qtl_config_difference(const qtl_yaml *manifest,
                                               const char *resolved, qtl_text *text);

#endif

/* A folder of results, of an experiment or a validation: what may be written into it. */
#ifndef QTL_EXPERIMENT_RESULT_FOLDER_H
#define QTL_EXPERIMENT_RESULT_FOLDER_H

#include <stdbool.h>
#include <stdio.h>

#include "core/yaml.h"
#include "quantal/status.h"

/* What a folder's results are made from. */
typedef struct qtl_result_origin {
    const char *config_sha256;
    const char *data_sha256; /* NULL: there is no data, or it is not known */
    const char *resolved;    /* canonical YAML, to name what differs; NULL: not known */
} qtl_result_origin;

/* Makes DIR/PARTS, where finished parts are kept, and sweeps up what a killed process
 * left half-written in both; with `resume` parts that are begun
 * (".partial-<variant>-<run>") stay. A folder with a manifest.yaml is refused unless
 * `resume` is set and it was made by this version from the configuration and the data
 * with these checksums; the first key that differs is named. One without is refused if
 * it holds a table of results or anything in DIR/PARTS that is finished. The folder is
 * this process's, and refused to another, until *lock is given to
 * qtl_result_folder_release. */
QTL_NODISCARD qtl_status qtl_result_folder_prepare(const char *directory,
                                                   const char *parts,
                                                   const qtl_result_origin *origin,
                                                   bool resume, int *lock);

/* Gives the folder free that was prepared. */
void qtl_result_folder_release(int lock);

/* When all parts are finished: sweeps up everything half-written, begun parts too. */
QTL_NODISCARD qtl_status qtl_result_folder_tidy(const char *directory, const char *parts);

/* Removes what a killed process left half-written in one folder. */
QTL_NODISCARD qtl_status qtl_sweep_folder(const char *directory);

/* Writes the rows of the table at `path`, without its header. QTL_EFORMAT if it does not
 * begin with `header`; `remedy` tells the user what to do then. */
QTL_NODISCARD qtl_status qtl_result_rows_append(const char *path, const char *header,
                                                const char *remedy, FILE *out);

/* A top-level number of a manifest. */
QTL_NODISCARD qtl_status qtl_manifest_number(const qtl_yaml *manifest, const char *key,
                                             double *value);

/* H(X) and H(Y) of a manifest; infinite for inputs with a density, which have known parts
 * but no entropy in bits. */
QTL_NODISCARD qtl_status qtl_manifest_entropies(const qtl_yaml *manifest,
                                                double *h_x_bits, double *h_y_bits);

/* Writes the entry `machine` of a manifest. */
void qtl_manifest_machine(FILE *out);

#endif

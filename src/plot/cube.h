/* Reading one tidy long table into a cube. */
#ifndef QTL_PLOT_CUBE_H
#define QTL_PLOT_CUBE_H

#include "plot/tables.h"

enum { QTL_CUBE_VALUES_MAX = 5 };

/* Which columns of a table are what. */
typedef struct qtl_table_spec {
    const char *file;
    const char *layer;                       /* NULL: one layer, 1 */
    const char *run;                         /* "run", or what stands for it */
    const char *values[QTL_CUBE_VALUES_MAX]; /* ends with NULL */
    const char *const *quantities; /* that it has rows of, ends with NULL; NULL: it has
                                      no such column */
    bool by_method;                /* and each has them by method */
} qtl_table_spec;
extern const qtl_table_spec qtl_table_specs[QTL_TABLE_KINDS];

/* Reads `directory`/file. measures.csv also fills the methods and layer widths of
 * `tables`. QTL_EUNSUPPORTED: the file is not there, or has its header alone, as that of
 * an experiment that had nothing to count; QTL_EEMPTY: it has none; QTL_EFORMAT names
 * file and line. O(rows log rows). */
QTL_NODISCARD qtl_status qtl_cube_read(qtl_result_tables *tables,
                                       const qtl_table_spec *spec, qtl_cube *out);
void qtl_cube_free(qtl_cube *cube);

#endif

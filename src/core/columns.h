/* Which columns of a table: "0-4,label". */
#ifndef QTL_CORE_COLUMNS_H
#define QTL_CORE_COLUMNS_H

#include <stddef.h>

#include "quantal/status.h"

/* The columns that there are. */
typedef struct qtl_header {
    const char *path; /* begins every message */
    size_t n_cols;
    const char *const *names; /* [n_cols], or NULL when the columns have no names */
} qtl_header;

/* Chosen columns, repetitions included. */
typedef struct qtl_columns {
    size_t *index; /* [n] */
    size_t n;
} qtl_columns;

/* Parses comma-separated 0-based indices, ranges "0-4" and names; NULL chooses all. What
 * reads as an index or range is one, even if a name looks the same; what stands in double
 * quotes is a name. QTL_EUNKNOWN if there is no such column (the nearest name is
 * suggested, and the first ones are listed). */
QTL_NODISCARD qtl_status qtl_columns_choose(const qtl_header *header, const char *text,
                                            qtl_columns *out);
void qtl_columns_free(qtl_columns *columns);

#endif

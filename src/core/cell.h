/* Numbers as tables write them. */
#ifndef QTL_CORE_CELL_H
#define QTL_CORE_CELL_H

typedef enum qtl_cell_kind {
    QTL_CELL_TEXT,
    QTL_CELL_EMPTY,
    QTL_CELL_REAL,
    QTL_CELL_INTEGER
} qtl_cell_kind;

/* What a cell holds, blanks around it aside. Decimal numbers only: no hexadecimal. A
 * number may be NaN or infinite if it says so; *value means nothing unless it is a
 * number. */
qtl_cell_kind qtl_cell_read(const char *cell, double *value);

#endif

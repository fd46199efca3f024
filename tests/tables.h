/* Files of a folder that is under test. */
#ifndef QTL_TESTS_TABLES_H
#define QTL_TESTS_TABLES_H

#include "core/csv.h"

/* The text of FOLDER/NAME; freed by the caller. */
char *qtl_test_text(const char *folder, const char *name);

/* The table FOLDER/NAME; freed with qtl_csv_free. */
qtl_csv qtl_test_table(const char *folder, const char *name);

#endif

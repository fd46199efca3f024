/* What commands do to a result folder, or to every folder of a sweep. */
#ifndef QTL_CLI_RESULT_FOLDERS_H
#define QTL_CLI_RESULT_FOLDERS_H

#include "quantal/status.h"

/* Calls visit for `directory`; if it has no manifest.yaml but folders that have, for each
 * of them in name order. Stops at the first failure. */
QTL_NODISCARD qtl_status cli_each_result(const char *directory,
                                         qtl_status (*visit)(const char *directory,
                                                             void *context),
                                         void *context);

#endif

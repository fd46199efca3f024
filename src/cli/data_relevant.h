/* What quantal data says of the data set `relevant`. */
#ifndef QTL_CLI_DATA_RELEVANT_H
#define QTL_CLI_DATA_RELEVANT_H

#include "cli/options.h"
#include "quantal/dataset.h"

/* --relevant, --irrelevant, --rule, --rate, --flip and --seed into `out`; QTL_EINVAL or
 * QTL_EUNKNOWN for a value that is none. */
QTL_NODISCARD qtl_status cli_data_relevant(const cli_arguments *arguments,
                                           qtl_dataset_options *out);

#endif

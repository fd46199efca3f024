/* `quantal data info`: what a data set holds. */
#ifndef QTL_CLI_DATA_INFO_H
#define QTL_CLI_DATA_INFO_H

#include "quantal/dataset.h"

QTL_NODISCARD qtl_status cli_data_print(const qtl_dataset *dataset);

/* A sheet of samples of every class as a PNG, PDF or SVG file, by the end of its name. */
QTL_NODISCARD qtl_status cli_data_draw(const qtl_dataset *dataset, const char *path);

#endif

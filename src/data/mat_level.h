/* Which level of MAT-file this is: 5 is read, 4 and 7.3 (HDF5) are told apart. */
#ifndef QTL_DATA_MAT_LEVEL_H
#define QTL_DATA_MAT_LEVEL_H

#include <stdbool.h>

#include "data/inflate.h"
#include "quantal/status.h"

/* Of level 5; the variables follow. */
enum { QTL_MAT_HEADER_SIZE = 128 };

/* Is this a MAT-file of any level, readable here or not? */
bool qtl_mat_recognize(const uint8_t *data, size_t size);

/* QTL_EUNSUPPORTED, with how to save it instead, unless it is of level 5; QTL_EFORMAT if
 * it is none at all. */
QTL_NODISCARD qtl_status qtl_mat_check_level(const qtl_bytes *file, bool *big_endian);

#endif

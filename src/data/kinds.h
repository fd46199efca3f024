/* The kinds of data set; dataset.c has the table. */
#ifndef QTL_DATA_KINDS_H
#define QTL_DATA_KINDS_H

#include "quantal/dataset.h"

extern const qtl_dataset_kind qtl_dataset_fashion_mnist;
extern const qtl_dataset_kind qtl_dataset_mnist;
extern const qtl_dataset_kind qtl_dataset_notmnist;
extern const qtl_dataset_kind qtl_dataset_linear_teacher;
extern const qtl_dataset_kind qtl_dataset_relevant;
extern const qtl_dataset_kind qtl_dataset_tishby;
extern const qtl_dataset_kind qtl_dataset_files;

#endif

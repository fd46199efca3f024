/* The estimators, one file each; estimator.c has one line for each in its table. */
#ifndef QTL_INFORMATION_ESTIMATORS_H
#define QTL_INFORMATION_ESTIMATORS_H

#include "quantal/estimator.h"

extern const qtl_estimator qtl_estimator_exact;
extern const qtl_estimator qtl_estimator_binning;
extern const qtl_estimator qtl_estimator_kde;

#endif

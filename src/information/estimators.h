/* The estimators, each in a file of its own or of its family; estimator.c has one line
 * for each in its table. */
#ifndef QTL_INFORMATION_ESTIMATORS_H
#define QTL_INFORMATION_ESTIMATORS_H

#include "quantal/estimator.h"

extern const qtl_estimator qtl_estimator_exact;
extern const qtl_estimator qtl_estimator_binning;
extern const qtl_estimator qtl_estimator_kde;
extern const qtl_estimator qtl_estimator_kl;
extern const qtl_estimator qtl_estimator_ksg;
extern const qtl_estimator qtl_estimator_mixed_ksg;
extern const qtl_estimator qtl_estimator_ross;
extern const qtl_estimator qtl_estimator_gaussian;
extern const qtl_estimator qtl_estimator_plugin;
extern const qtl_estimator qtl_estimator_miller_madow;
extern const qtl_estimator qtl_estimator_grassberger;
extern const qtl_estimator qtl_estimator_chao_shen;
extern const qtl_estimator qtl_estimator_chao_wang_jost;
extern const qtl_estimator qtl_estimator_jeffreys;
extern const qtl_estimator qtl_estimator_laplace;
extern const qtl_estimator qtl_estimator_schurmann_grassberger;
extern const qtl_estimator qtl_estimator_minimax;
extern const qtl_estimator qtl_estimator_shrink;
extern const qtl_estimator qtl_estimator_nsb;
extern const qtl_estimator qtl_estimator_zhang;
extern const qtl_estimator qtl_estimator_jackknife;
extern const qtl_estimator qtl_estimator_noisy_truth;
extern const qtl_estimator qtl_estimator_lnn;
extern const qtl_estimator qtl_estimator_lnc;
extern const qtl_estimator qtl_estimator_lga;

#endif

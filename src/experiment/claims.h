/* One const struct a claim, one file each. */
#ifndef QTL_EXPERIMENT_CLAIMS_H
#define QTL_EXPERIMENT_CLAIMS_H

#include "experiment/claim.h"

extern const qtl_claim qtl_claim_fitting;
extern const qtl_claim qtl_claim_compression_output;
extern const qtl_claim qtl_claim_compression_hidden;
extern const qtl_claim qtl_claim_compression_share;
extern const qtl_claim qtl_claim_ordering;
extern const qtl_claim qtl_claim_compression_generalization;
extern const qtl_claim qtl_claim_snr_turn;
extern const qtl_claim qtl_claim_irrelevant_forgotten;

#endif

/* When the gradient turns from signal to noise. */
#ifndef QTL_EXPERIMENT_SNR_TURN_H
#define QTL_EXPERIMENT_SNR_TURN_H

#include "experiment/curves.h"
#include "quantal/status.h"

/* Reads a gradients.csv. The signal-to-noise ratio of a layer is its gradient_mean_norm /
 * gradient_std_norm over the batches of an epoch; its turn is the epoch at which log SNR
 * over log epoch bends down most sharply, among the knots of the best broken line
 * (experiment/broken_line.h); Shwartz-Ziv & Tishby (2017) put it at the end of fitting.
 *   turns  out [variant][layer - 1][run], runs and layers as in `curves`; NaN: the ratio
 *          does not bend down, or is not there
 * QTL_EFORMAT names the line that is damaged. */
QTL_NODISCARD qtl_status qtl_snr_turns_read(const char *path, const qtl_curves *curves,
                                            double *turns);

/* Index of a run's number; n_runs when there is none. */
size_t qtl_run_index(const qtl_curves *curves, size_t run);

#endif

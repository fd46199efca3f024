/* The figures, one file each. */
#ifndef QTL_PLOT_FIGURES_H
#define QTL_PLOT_FIGURES_H

#include "quantal/plot.h"

extern const qtl_figure qtl_figure_information_plane;
extern const qtl_figure qtl_figure_mi_over_epochs;
extern const qtl_figure qtl_figure_label_information;
extern const qtl_figure qtl_figure_accuracy_loss;
extern const qtl_figure qtl_figure_codes;
extern const qtl_figure qtl_figure_gradient_snr;
extern const qtl_figure qtl_figure_weights;
extern const qtl_figure qtl_figure_bias;
extern const qtl_figure qtl_figure_bias_label;
extern const qtl_figure qtl_figure_bias_samples;
extern const qtl_figure qtl_figure_estimator_scatter;
extern const qtl_figure qtl_figure_verdict;
extern const qtl_figure qtl_figure_relevant_information;
extern const qtl_figure qtl_figure_validate_bias;
extern const qtl_figure qtl_figure_validate_truth;
extern const qtl_figure qtl_figure_validate_samples;
extern const qtl_figure qtl_figure_validate_time;

#endif

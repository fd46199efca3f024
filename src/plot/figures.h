/* The figures, one file each. */
#ifndef QTL_PLOT_FIGURES_H
#define QTL_PLOT_FIGURES_H

#include "quantal/plot.h"

extern const qtl_figure qtl_figure_information_plane;

#endif

/* Axes and lines over epochs. */
#ifndef QTL_PLOT_EPOCHS_H
#define QTL_PLOT_EPOCHS_H

#include "plot/axes.h"
#include "plot/layout.h"
#include "plot/stats.h"
#include "plot/tables.h"

/* A log scale over all epochs after 0, which a log axis has no place for. A single epoch
 * gets a decade around it. False when there is none. */
bool qtl_epoch_scale(const qtl_ids *epochs, qtl_scale *scale);

/* First index of an epoch after 0. */
size_t qtl_epoch_first(const qtl_ids *epochs);

#endif

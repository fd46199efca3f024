/* The network that an experiment describes, on the data set at hand. */
#ifndef QTL_EXPERIMENT_RUN_NETWORK_H
#define QTL_EXPERIMENT_RUN_NETWORK_H

#include "quantal/experiment.h"

/* That of one run of one variant. QTL_ERANGE when its layers do not fit the inputs. */
QTL_NODISCARD qtl_status qtl_run_network(const qtl_experiment *experiment,
                                         const qtl_dataset *dataset, qtl_variant variant,
                                         size_t run, qtl_network **out);

#endif

#include "experiment/run_inputs.h"

#include "core/fail.h"

qtl_status qtl_run_inputs_create(const qtl_experiment *experiment,
                                 const qtl_dataset *dataset, size_t run,
                                 qtl_run_inputs *out)
{
    const uint64_t draw = experiment->split == QTL_SPLIT_RANDOM ? run : 0;
    qtl_run_inputs made = {0};
    QTL_TRY(qtl_split_create(dataset, experiment->split, experiment->train_fraction,
                             experiment->seed, draw, &made.split));
    const qtl_status status =
        qtl_subsamples_create(experiment, dataset, run, &made.subsamples);
    if (status != QTL_OK) {
        qtl_run_inputs_free(&made);
        return status;
    }
    *out = made;
    return QTL_OK;
}

void qtl_run_inputs_free(qtl_run_inputs *inputs)
{
    qtl_subsamples_free(&inputs->subsamples);
    qtl_split_free(&inputs->split);
}

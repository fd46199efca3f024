#include "experiment/results.h"

#include "core/text.h"

static const struct {
    const char *file;
    const char *header;
} tables[QTL_TABLE_COUNT] = {
    [QTL_TABLE_MEASURES] = {"measures.csv",
                            "run,variant,epoch,layer,width,estimator,params,"
                            "quantity,value_bits,stderr_bits\n"},
    [QTL_TABLE_TRAINING] = {"training.csv", "run,variant,epoch,train_loss,test_loss,"
                                            "train_accuracy,test_accuracy\n"},
    [QTL_TABLE_GRADIENTS] = {"gradients.csv", "run,variant,epoch,layer,weight_norm,"
                                              "gradient_mean_norm,gradient_std_norm\n"},
    [QTL_TABLE_CODES] = {"codes.csv", "variant,epoch,layer,bin,low,high,share\n"},
    [QTL_TABLE_SAMPLING] = {"sampling.csv",
                            "run,variant,epoch,layer,width,samples,codes,singletons,"
                            "doubletons,coverage,saturated\n"},
};

const char *qtl_table_file(qtl_table table)
{
    return tables[table].file;
}

const char *qtl_table_header(qtl_table table)
{
    return tables[table].header;
}

size_t qtl_code_bins(const qtl_experiment *experiment)
{
    const size_t n_levels = experiment->quantization.n_levels;
    return n_levels < QTL_CODE_BINS_MAX ? n_levels : QTL_CODE_BINS_MAX;
}

bool qtl_codes_are_due(const qtl_experiment *experiment, size_t epoch, size_t *next)
{
    const bool due = epoch >= *next || epoch == experiment->epochs;
    if (due) {
        *next = epoch + 1 + epoch / 14;
    }
    return due;
}

char *qtl_run_folder(const char *directory, qtl_variant variant, size_t run, bool partial)
{
    return qtl_format("%s/runs/%s%s-%zu", directory, partial ? ".partial-" : "",
                      qtl_variant_name(variant), run);
}

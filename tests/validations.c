#include "validations.h"

#include "suite.h"

const char validation_header[] =
    "suite,task,dimension_x,dimension_y,samples,estimator,params,truth_bits,mean_bits,"
    "bias_bits,std_bits,rmse_bits,repeats,failures,seconds\n";

const size_t validation_sizes[] = {60, 40};

const char *const validation_suites[] = {"mixed", "discrete"};

qtl_validate_options validation_small(const char *directory)
{
    return (qtl_validate_options){.directory = directory,
                                  .suites = validation_suites,
                                  .n_suites = 2,
                                  .samples = validation_sizes,
                                  .n_samples = 2,
                                  .repeats = 3,
                                  .n_jobs = 1,
                                  .untimed = true};
}

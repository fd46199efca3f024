/* Bytes as an experiment's YAML file. */
#include "fuzz.h"
#include "quantal/experiment.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[32];
    const int descriptor = fuzz_file(data, size, path);
    qtl_experiment *experiment = NULL;
    fuzz_check(qtl_experiment_load(path, NULL, 0, &experiment));
    qtl_experiment_free(experiment);
    close(descriptor);
    return 0;
}

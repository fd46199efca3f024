#include "experiment_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "quantal/experiment.h"
#include "suite.h"

const char experiment_good[] = "name: small\n"                               /* 1 */
                               "dataset: {name: tishby, split: random}\n"    /* 2 */
                               "network:\n"                                  /* 3 */
                               "  hidden: [10, 7]\n"                         /* 4 */
                               "  activation: tanh\n"                        /* 5 */
                               "quantization: {levels: 256, range: fixed}\n" /* 6 */
                               "training:\n"                                 /* 7 */
                               "  learning_rate: 0.01\n"                     /* 8 */
                               "  epochs: 100\n"                             /* 9 */
                               "measure:\n"                                  /* 10 */
                               "  epochs: {spacing: log, count: 5}\n"        /* 11 */
                               "  estimators: [exact, kde]\n"                /* 12 */
                               "variants: [quantized, continuous]\n"         /* 13 */
                               "sweep:\n"                                    /* 14 */
                               "  key: quantization.levels\n"                /* 15 */
                               "  values: [4,\n"                             /* 16 */
                               "    16]\n";                                  /* 17 */

char *experiment_folder;

char *experiment_path;

void experiment_write(const char *text, size_t size)
{
    FILE *stream = fopen(experiment_path, "w");
    ck_assert_ptr_nonnull(stream);
    ck_assert_uint_eq(fwrite(text, 1, size, stream), size);
    ck_assert_int_eq(fclose(stream), 0);
}

void experiment_enter(void)
{
    experiment_folder = qtl_test_folder();
    experiment_path = qtl_format("%s/x.yaml", experiment_folder);
}

void experiment_leave(void)
{
    remove(experiment_path);
    remove(experiment_folder);
    free(experiment_path);
    free(experiment_folder);
}

void experiment_complains(const char *from, const char *to, qtl_status status,
                          const char *message)
{
    const char *at = strstr(experiment_good, from);
    ck_assert_ptr_nonnull(at);
    char *text = qtl_format("%.*s%s%s", (int)(at - experiment_good), experiment_good, to,
                            at + strlen(from));
    char *expected = qtl_format("%s:%s", experiment_path, message);
    experiment_write(text, strlen(text));
    qtl_experiment *out = NULL;
    ck_fails(qtl_experiment_load(experiment_path, NULL, 0, &out), status, expected);
    ck_assert_ptr_null(out);
    free(text);
    free(expected);
}

#include "quantal/bias.h"

#include <stdlib.h>

#include "core/fail.h"
#include "core/file.h"
#include "core/text.h"
#include "experiment/bias_methods.h"

static const struct {
    const char *file;
    qtl_status (*print)(const qtl_bias *bias, FILE *out);
} tables[] = {{"bias.csv", qtl_bias_print},
              {"bias-samples.csv", qtl_bias_samples_print},
              {"scores.csv", qtl_bias_scores_print}};

static qtl_status write_table(const char *directory, size_t t, const qtl_bias *bias)
{
    char *path = qtl_format("%s/%s", directory, tables[t].file);
    qtl_output out = {0};
    qtl_status status = path ? qtl_output_open(path, &out) : QTL_ENOMEM;
    free(path);
    QTL_TRY(status);
    status = tables[t].print(bias, out.stream);
    if (status != QTL_OK) {
        qtl_output_abandon(&out);
        return status;
    }
    return qtl_output_commit(&out);
}

qtl_status qtl_bias_write(const char *directory)
{
    QTL_REQUIRE(directory, QTL_EINVAL, "bias: directory must not be NULL");
    qtl_bias bias = {0};
    QTL_TRY(qtl_bias_read(directory, &bias));
    qtl_status status = QTL_OK;
    for (size_t t = 0; t < sizeof tables / sizeof *tables && status == QTL_OK; t++) {
        status = write_table(directory, t, &bias);
    }
    qtl_bias_free(&bias);
    return status;
}

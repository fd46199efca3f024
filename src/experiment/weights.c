#include "experiment/weights.h"

#include <stdlib.h>

#include "core/fail.h"
#include "core/memory.h"
#include "core/text.h"
#include "quantal/matrix.h"

static qtl_status write_matrix(const qtl_matrix *matrix, const char *folder)
{
    char *path = qtl_format("%s/weights-1.npy", folder);
    const qtl_status status = path ? qtl_matrix_write_npy(matrix, path) : QTL_ENOMEM;
    free(path);
    return status;
}

qtl_status qtl_weights_write(const qtl_run_context *context, const qtl_network *network,
                             const char *folder)
{
    qtl_matrix matrix = {0};
    const float *weights =
        qtl_network_first_weights(network, &matrix.n_rows, &matrix.n_cols);
    if (context->dataset->rows == 0 || !weights) {
        return QTL_OK;
    }
    QTL_ALLOC(matrix.data, matrix.n_rows * matrix.n_cols);
    for (size_t i = 0; i < matrix.n_rows * matrix.n_cols; i++) {
        const size_t row = i / matrix.n_cols;
        const size_t col = i % matrix.n_cols;
        matrix.data[col * matrix.n_rows + row] = (double)weights[i];
    }
    const qtl_status status = write_matrix(&matrix, folder);
    free(matrix.data);
    return status;
}

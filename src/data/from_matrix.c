#include "data/from_matrix.h"

#include <math.h>
#include <stdlib.h>

#include "core/fail.h"
#include "core/memory.h"
#include "data/equal_rows.h"
#include "data/labels.h"

static qtl_status check_sizes(const qtl_named_matrix *x, const qtl_named_matrix *y)
{
    const qtl_matrix *inputs = x->matrix;
    const qtl_matrix *labels = y->matrix;
    QTL_REQUIRE(labels->n_rows == 1 || labels->n_cols == 1, QTL_EFORMAT,
                "%s is %zu x %zu; labels are one row or one column", y->name,
                labels->n_rows, labels->n_cols);
    const size_t n = labels->n_rows * labels->n_cols;
    QTL_REQUIRE(inputs->n_rows == n, QTL_EFORMAT,
                "%s has %zu rows but %s has %zu labels; %s", x->name, inputs->n_rows,
                y->name, n,
                inputs->n_cols == n ? "transpose the inputs: a row is an input"
                                    : "each row of inputs needs one");
    return QTL_OK;
}

static qtl_status fill_column(const qtl_named_matrix *x, size_t j, float *out)
{
    const size_t n = x->matrix->n_rows;
    const size_t d = x->matrix->n_cols;
    for (size_t i = 0; i < n; i++) {
        const double value = x->matrix->data[j * n + i];
        const float rounded = (float)value;
        QTL_REQUIRE(isfinite(rounded), QTL_ERANGE,
                    "%s: row %zu, column %zu (counted from 0) is %g; inputs are finite "
                    "32-bit floats",
                    x->name, i, j, value);
        out[i * d + j] = rounded;
    }
    return QTL_OK;
}

static qtl_status fill_x(const qtl_named_matrix *x, qtl_dataset *out)
{
    QTL_ALLOC(out->x, x->matrix->n_rows * x->matrix->n_cols);
    for (size_t j = 0; j < x->matrix->n_cols; j++) {
        QTL_TRY(fill_column(x, j, out->x));
    }
    return QTL_OK;
}

static qtl_status read_labels(const qtl_named_matrix *y, size_t n, int64_t *label)
{
    for (size_t i = 0; i < n; i++) {
        const double value = y->matrix->data[i];
        QTL_REQUIRE(value == rint(value) && fabs(value) < 0x1p53, QTL_ERANGE,
                    "%s: label %zu (counted from 0) is %g; labels are integers", y->name,
                    i, value);
        label[i] = (int64_t)value;
    }
    return QTL_OK;
}

static qtl_status fill_labels(const qtl_named_matrix *y, qtl_dataset *out)
{
    int64_t *label = NULL;
    QTL_ALLOC(label, out->n_inputs);
    qtl_status status = read_labels(y, out->n_inputs, label);
    if (status == QTL_OK) {
        status = qtl_labels_rank(y->name, label, out->n_inputs, out);
    }
    free(label);
    return status;
}

qtl_status qtl_dataset_from_matrices(const qtl_named_matrix *x, const qtl_named_matrix *y,
                                     qtl_dataset *out)
{
    QTL_TRY(check_sizes(x, y));
    out->n_inputs = x->matrix->n_rows;
    out->n_features = x->matrix->n_cols;
    QTL_TRY(fill_labels(y, out));
    QTL_TRY(fill_x(x, out));
    return qtl_dataset_find_equal_rows(out);
}

/* Exact mutual information of a layer of discrete codes, by counting. */
#include "core/fail.h"
#include "information/counting.h"
#include "information/estimators.h"

static qtl_status exact_layer(const qtl_layer *layer, const qtl_params *params,
                              qtl_layer_information *out)
{
    (void)params;
    qtl_symbols symbols;
    QTL_TRY(qtl_symbols_of_layer(layer, &symbols));
    const qtl_status status = qtl_counted_information(layer, &symbols, out);
    qtl_symbols_free(&symbols);
    return status;
}

static const qtl_param_spec params[] = {{0}};

const qtl_estimator qtl_estimator_exact = {
    .name = "exact",
    .summary = "counting of discrete codes",
    .target = "codes",
    .cite = "Lorenzen, Igel & Nielsen (2022), section 3; Cover & Thomas (2006), eq. 2.1",
    .params = params,
    .needs_codes = true,
    .layer = exact_layer,
};

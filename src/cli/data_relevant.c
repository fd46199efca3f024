#include "cli/data_relevant.h"

#include <string.h>

#include "core/fail.h"
#include "core/text.h"
#include "quantal/relevant.h"

static qtl_status read_bits(const cli_arguments *arguments, const char *name,
                            size_t *n_bits)
{
    const char *text = cli_value(arguments, name);
    long long value = 0;
    if (!text) {
        return QTL_OK;
    }
    QTL_REQUIRE(qtl_parse_int(text, &value) && value > 0, QTL_EINVAL,
                "--%s \"%s\" is no number of bits; give 1 or more", name, text);
    *n_bits = (size_t)value;
    return QTL_OK;
}

static qtl_status read_probability(const cli_arguments *arguments, const char *name,
                                   double *p)
{
    const char *text = cli_value(arguments, name);
    QTL_REQUIRE(!text || (qtl_parse_double(text, p) && *p >= 0 && *p <= 1), QTL_EINVAL,
                "--%s \"%s\" is no probability", name, text);
    return QTL_OK;
}

static const char *rule_at(size_t i, const void *context)
{
    (void)context;
    return qtl_relevant_rule_name(i);
}

static qtl_status read_rule(const cli_arguments *arguments, size_t *rule)
{
    const char *text = cli_value(arguments, "rule");
    size_t n = 0;
    while (text && qtl_relevant_rule_name(n) &&
           strcmp(qtl_relevant_rule_name(n), text) != 0) {
        n++;
    }
    if (!text || qtl_relevant_rule_name(n)) {
        *rule = n;
        return QTL_OK;
    }
    const char *nearest = qtl_nearest_word(text, n, rule_at, NULL);
    return nearest ? QTL_FAIL(QTL_EUNKNOWN, "no rule \"%s\"; did you mean \"%s\"?", text,
                              nearest)
                   : QTL_FAIL(QTL_EUNKNOWN,
                              "no rule \"%s\"; quantal data --help names them", text);
}

static qtl_status read_seed(const cli_arguments *arguments, uint64_t *seed)
{
    const char *text = cli_value(arguments, "seed");
    long long value = 0;
    QTL_REQUIRE(!text || (qtl_parse_int(text, &value) && value >= 0), QTL_EINVAL,
                "--seed \"%s\" is no whole number from 0", text);
    *seed = (uint64_t)value;
    return QTL_OK;
}

qtl_status cli_data_relevant(const cli_arguments *arguments, qtl_dataset_options *out)
{
    QTL_TRY(read_seed(arguments, &out->seed));
    QTL_TRY(read_bits(arguments, "relevant", &out->n_relevant));
    QTL_TRY(read_bits(arguments, "irrelevant", &out->n_irrelevant));
    QTL_TRY(read_rule(arguments, &out->rule));
    QTL_TRY(read_probability(arguments, "rate", &out->rate));
    return read_probability(arguments, "flip", &out->flip);
}

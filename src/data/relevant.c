#include "quantal/relevant.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "core/fail.h"
#include "core/file.h"
#include "core/memory.h"
#include "core/random.h"
#include "data/kinds.h"

enum { DEFAULT_BITS = 6, MOST_BITS = 20, N_CLASSES = 2 };

/* Relevant patterns are numbered by their bits, r_0 highest. */
typedef struct relevant_bits {
    uint32_t pattern;
    size_t n; /* a */
} relevant_bits;

static uint32_t bit(relevant_bits r, size_t j)
{
    return r.pattern >> (r.n - 1 - j) & 1;
}

/* Whether a score is above half its maximum; at exactly half the first bit decides, which
 * keeps patterns and their complements on different sides. */
static bool above_half(uint64_t score, uint64_t maximum, relevant_bits r)
{
    return 2 * score == maximum ? bit(r, 0) : 2 * score > maximum;
}

static bool threshold_rule(relevant_bits r)
{
    uint64_t score = 0;
    for (size_t j = 0; j < r.n; j++) {
        score += (j + 1) * bit(r, j);
    }
    return above_half(score, r.n * (r.n + 1) / 2, r);
}

static bool parity_rule(relevant_bits r)
{
    return __builtin_parity(r.pattern);
}

static bool majority_rule(relevant_bits r)
{
    return above_half((uint64_t)__builtin_popcount(r.pattern), r.n, r);
}

/* A rule without a function is drawn. */
typedef struct rule {
    const char *name;
    bool (*label)(relevant_bits r);
} rule;

static const rule rules[] = {{"threshold", threshold_rule},
                             {"parity", parity_rule},
                             {"majority", majority_rule},
                             {"random-balanced", NULL}};
enum { N_RULES = sizeof rules / sizeof rules[0] };

const char *qtl_relevant_rule_name(size_t i)
{
    return i < N_RULES ? rules[i].name : NULL;
}

/* label[2^a]: 1 on half the patterns. */
static qtl_status draw_labels(size_t n_patterns, uint64_t seed, uint8_t *label)
{
    gsl_rng *rng = NULL;
    uint32_t *order = NULL;
    QTL_ALLOC(order, n_patterns);
    const qtl_status status = qtl_random_create(seed, QTL_FOR_DATA, 0, &rng);
    if (status == QTL_OK) {
        for (uint32_t r = 0; r < n_patterns; r++) {
            order[r] = r;
        }
        qtl_random_shuffle(rng, order, n_patterns);
        for (size_t i = 0; i < n_patterns / 2; i++) {
            label[order[i]] = 1;
        }
        gsl_rng_free(rng);
    }
    free(order);
    return status;
}

static qtl_status label_patterns(const qtl_dataset_options *options, size_t n_bits,
                                 uint8_t *label)
{
    const size_t n_patterns = (size_t)1 << n_bits;
    const rule *by = &rules[options->rule];
    if (!by->label) {
        return draw_labels(n_patterns, options->seed, label);
    }
    for (uint32_t r = 0; r < n_patterns; r++) {
        label[r] = by->label((relevant_bits){r, n_bits});
    }
    return QTL_OK;
}

static void fill_inputs(qtl_dataset *dataset)
{
    const size_t d = dataset->n_features;
    for (size_t i = 0; i < dataset->n_inputs; i++) {
        for (size_t j = 0; j < d; j++) {
            dataset->x[i * d + j] = (float)(i >> (d - 1 - j) & 1);
        }
    }
}

/* p(x) of independent bits. */
static void fill_weights(qtl_dataset *dataset, double rate)
{
    for (size_t i = 0; i < dataset->n_inputs; i++) {
        const int ones = __builtin_popcountll(i);
        dataset->p_x[i] =
            pow(rate, ones) * pow(1 - rate, (int)dataset->n_features - ones);
    }
}

static void fill_labels(qtl_dataset *dataset, const uint8_t *of_relevant, double flip)
{
    const size_t n_irrelevant = dataset->n_features - dataset->n_relevant;
    for (size_t i = 0; i < dataset->n_inputs; i++) {
        dataset->label[i] = of_relevant[i >> n_irrelevant];
        if (dataset->p_y_given_x) {
            double *p = dataset->p_y_given_x + N_CLASSES * i;
            p[dataset->label[i]] = 1 - flip;
            p[1 - dataset->label[i]] = flip;
        }
    }
}

/* Of the hard label of every pattern, a byte each. */
static qtl_status take_checksum(qtl_dataset *dataset)
{
    uint8_t *bytes = NULL;
    QTL_ALLOC(bytes, dataset->n_inputs);
    for (size_t i = 0; i < dataset->n_inputs; i++) {
        bytes[i] = (uint8_t)dataset->label[i];
    }
    qtl_sha256(bytes, dataset->n_inputs, dataset->checksum);
    free(bytes);
    return QTL_OK;
}

static qtl_status allocate(const qtl_dataset_options *options, qtl_dataset *dataset)
{
    QTL_ALLOC(dataset->x, dataset->n_inputs * dataset->n_features);
    QTL_ALLOC(dataset->label, dataset->n_inputs);
    if (options->flip > 0) {
        QTL_ALLOC(dataset->p_y_given_x, dataset->n_inputs * N_CLASSES);
    }
    return QTL_OK;
}

static qtl_status make_labels(const qtl_dataset_options *options, qtl_dataset *dataset)
{
    uint8_t *of_relevant = NULL;
    QTL_ALLOC(of_relevant, (size_t)1 << dataset->n_relevant);
    const qtl_status status = label_patterns(options, dataset->n_relevant, of_relevant);
    if (status == QTL_OK) {
        fill_labels(dataset, of_relevant, options->flip);
    }
    free(of_relevant);
    QTL_TRY(status);
    return take_checksum(dataset);
}

static qtl_status make_weights(double rate, qtl_dataset *dataset)
{
    if (rate != 0.5) {
        QTL_ALLOC(dataset->p_x, dataset->n_inputs);
        fill_weights(dataset, rate);
    }
    return QTL_OK;
}

static qtl_status check_sizes(const qtl_dataset_options *options)
{
    const size_t a = options->n_relevant;
    const size_t b = options->n_irrelevant;
    QTL_REQUIRE(a < MOST_BITS && b < MOST_BITS && a + b <= MOST_BITS, QTL_ERANGE,
                "relevant: %zu + %zu bits; all patterns are enumerated, so there may be "
                "%d bits at most",
                a, b, MOST_BITS);
    QTL_REQUIRE(options->rule < N_RULES, QTL_ERANGE,
                "relevant: there is no rule %zu; there are %d", options->rule, N_RULES);
    return QTL_OK;
}

static qtl_status check_probabilities(const qtl_dataset_options *options)
{
    QTL_REQUIRE(options->rate > 0 && options->rate < 1, QTL_ERANGE,
                "relevant: rate is %g; it must be above 0 and below 1", options->rate);
    QTL_REQUIRE(options->flip >= 0 && options->flip <= 0.5, QTL_ERANGE,
                "relevant: flip is %g; it must be from 0 to 0.5", options->flip);
    return QTL_OK;
}

static qtl_dataset_options with_defaults(const qtl_dataset_options *options)
{
    qtl_dataset_options full = *options;
    full.n_relevant = full.n_relevant ? full.n_relevant : DEFAULT_BITS;
    full.n_irrelevant = full.n_irrelevant ? full.n_irrelevant : DEFAULT_BITS;
    full.rate = full.rate != 0 ? full.rate : 0.5;
    return full;
}

static qtl_status make(const qtl_dataset_options *given, qtl_dataset *out)
{
    const qtl_dataset_options options = with_defaults(given);
    QTL_TRY(check_sizes(&options));
    QTL_TRY(check_probabilities(&options));
    out->n_relevant = options.n_relevant;
    out->n_features = options.n_relevant + options.n_irrelevant;
    out->n_inputs = (size_t)1 << out->n_features;
    out->n_distinct = out->n_inputs;
    out->enumerated = true;
    out->n_classes = N_CLASSES;
    QTL_TRY(allocate(&options, out));
    fill_inputs(out);
    QTL_TRY(make_weights(options.rate, out));
    return make_labels(&options, out);
}

const qtl_dataset_kind qtl_dataset_relevant = {
    .name = "relevant",
    .summary = "all patterns of relevant and irrelevant bits; the label is a rule of the "
               "relevant ones",
    .source = "generated; after Saxe et al. (2018), section 5",
    .licence = "none needed: it is generated",
    .make = make,
};

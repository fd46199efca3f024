/* The Monte-Carlo truth of a noisy layer, against closed forms, numeric integrals and the
 * bounds that it must lie between. */
#include <math.h>
#include <omp.h>
#include <stdio.h>
#include <string.h>

#include <gsl/gsl_randist.h>

#include "core/random.h"
#include "information.h"
#include "information/noisy_truth.h"
#include "quantal/estimator.h"

enum { POINTS_MAX = 64, WIDTH_MAX = 4, CLASSES_MAX = 4 };

/* Within 4 standard errors; rounding is allowed for when there is none. */
static void assert_near(qtl_estimate estimate, double truth)
{
    ck_assert_double_le(estimate.stderr_bits, 0.01);
    ck_assert_double_le(fabs(estimate.value_bits - truth),
                        4 * estimate.stderr_bits + 1e-12);
}

static qtl_layer_information estimate(const char *method, const qtl_layer *layer)
{
    qtl_method parsed;
    qtl_layer_information out;
    ck_ok(qtl_method_parse(method, &parsed));
    ck_ok(qtl_method_layer(&parsed, layer, &out));
    return out;
}

START_TEST(one_point_says_nothing)
{
    const double value[] = {0.3, -7};
    const uint32_t label[] = {1};
    const qtl_layer layer = {
        .n_points = 1, .width = 2, .values = value, .n_classes = 2, .label = label};
    const qtl_layer_information out = estimate("noisy-truth", &layer);
    ck_assert_double_eq_tol(out.i_xt.value_bits, 0, 1e-12);
    ck_assert_double_eq(out.i_ty.value_bits, 0);
    ck_assert_double_le(out.i_xt.stderr_bits, 1e-12);
}
END_TEST

/* I(X;T+Z) of points 0 and a with probabilities p and 1 - p: h(T+Z) - h(Z) by Simpson's
 * rule over 40 standard deviations. */
static double two_points_bits(double p, double a, double variance)
{
    const double sd = sqrt(variance);
    const double low = fmin(0, a) - 20 * sd;
    const double high = fmax(0, a) + 20 * sd;
    const int n = 20000;
    const double step = (high - low) / n;
    double h = 0;
    for (int i = 0; i <= n; i++) {
        const double t = low + i * step;
        const double f =
            p * gsl_ran_gaussian_pdf(t, sd) + (1 - p) * gsl_ran_gaussian_pdf(t - a, sd);
        const double weight = i == 0 || i == n ? 1 : i % 2 ? 4 : 2;
        h -= f > 0 ? weight * f * log2(f) : 0;
    }
    return h * step / 3 - 0.5 * log2(2 * M_PI * exp(1) * variance);
}

START_TEST(two_points_have_the_integral)
{
    const double distances[] = {0.01, 0.3, 1, 2, 10};
    const double shares[] = {0.5, 0.9};
    for (int d = 0; d < 5; d++) {
        for (int s = 0; s < 2; s++) {
            const double value[] = {0, distances[d]};
            const double p_x[] = {shares[s], 1 - shares[s]};
            const uint32_t label[] = {0, 1};
            const qtl_layer layer = {.n_points = 2,
                                     .width = 1,
                                     .values = value,
                                     .p_x = p_x,
                                     .n_classes = 2,
                                     .label = label};
            const double truth = two_points_bits(shares[s], distances[d], 0.1);
            const qtl_layer_information out = estimate("noisy-truth", &layer);
            assert_near(out.i_xt, truth);
            assert_near(out.i_ty, truth); /* X = Y here */
        }
    }
}
END_TEST

/* A flip of the label with probability q: p(y|t) mixes, and so does the integral. */
START_TEST(soft_labels_have_the_integral)
{
    const double value[] = {0, 1};
    const double p_y_given_x[] = {0.8, 0.2, 0.2, 0.8};
    const qtl_layer layer = {.n_points = 2,
                             .width = 1,
                             .values = value,
                             .n_classes = 2,
                             .p_y_given_x = p_y_given_x};
    double expected = 0; /* H(Y) - int f(t) H(Y|t) by the midpoint rule */
    const double sd = sqrt(0.1);
    const double step = 1e-3;
    for (double t = -5; t < 6; t += step) {
        const double at_0 = gsl_ran_gaussian_pdf(t, sd) / 2;
        const double at_1 = gsl_ran_gaussian_pdf(t - 1, sd) / 2;
        const double q = (0.2 * at_0 + 0.8 * at_1) / (at_0 + at_1);
        const double h = -q * log2(q) - (1 - q) * log2(1 - q);
        expected += (at_0 + at_1) * (1 - h) * step;
    }
    assert_near(estimate("noisy-truth", &layer).i_ty, expected);
}
END_TEST

typedef struct random_layer {
    qtl_layer layer;
    double values[WIDTH_MAX * POINTS_MAX];
    double p_x[POINTS_MAX];
    uint32_t label[POINTS_MAX];
} random_layer;

static void make_random(random_layer *out, uint64_t seed)
{
    gsl_rng *rng = NULL;
    ck_ok(qtl_random_create(seed, QTL_FOR_TESTS, 0, &rng));
    const size_t n = 1 + qtl_random_below(rng, POINTS_MAX);
    const size_t d = 1 + qtl_random_below(rng, WIDTH_MAX);
    const double spread = exp(gsl_ran_flat(rng, -3, 2));
    double total = 0;
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < d; k++) {
            out->values[k * n + i] = tanh(gsl_ran_gaussian(rng, spread));
        }
        total += out->p_x[i] = gsl_rng_uniform_pos(rng);
        out->label[i] = qtl_random_below(rng, CLASSES_MAX);
    }
    for (size_t i = 0; i < n; i++) {
        out->p_x[i] /= total;
    }
    out->layer = (qtl_layer){.n_points = n,
                             .width = d,
                             .values = out->values,
                             .p_x = seed % 2 ? out->p_x : NULL,
                             .n_classes = CLASSES_MAX,
                             .label = out->label};
    gsl_rng_free(rng);
}

/* Kolchinsky & Tracey (2017): the bounds hold for I(X;T+Z) of every mixture. */
START_TEST(truth_lies_between_the_kernel_bounds)
{
    static random_layer random;
    for (uint64_t seed = 0; seed < 200; seed++) {
        make_random(&random, seed);
        const qtl_estimate truth = estimate("noisy-truth", &random.layer).i_xt;
        const double low = estimate("kde:bound=lower", &random.layer).i_xt.value_bits;
        const double high = estimate("kde:bound=upper", &random.layer).i_xt.value_bits;
        const double slack = 4 * truth.stderr_bits + 1e-12;
        ck_assert_double_lt(truth.stderr_bits, 0.01);
        ck_assert_double_ge(truth.value_bits, low - slack);
        ck_assert_double_le(truth.value_bits, high + slack);
    }
}
END_TEST

/* Cover & Thomas (2006), section 2.8: Y - X - T + Z is a Markov chain. */
START_TEST(label_is_bounded_by_input)
{
    static random_layer random;
    for (uint64_t seed = 0; seed < 50; seed++) {
        make_random(&random, seed);
        const qtl_layer_information out = estimate("noisy-truth", &random.layer);
        const double slack = 4 * (out.i_xt.stderr_bits + out.i_ty.stderr_bits) + 1e-12;
        ck_assert_double_ge(out.i_ty.value_bits, -slack);
        ck_assert_double_le(out.i_ty.value_bits, out.i_xt.value_bits + slack);
    }
}
END_TEST

/* The plain double loop with the draws of no one but itself. */
static double naive_i_xt(const qtl_layer *layer, double variance, int draws)
{
    gsl_rng *rng = NULL;
    ck_ok(qtl_random_create(99, QTL_FOR_TESTS, 1, &rng));
    const size_t n = layer->n_points;
    double sum = 0;
    for (size_t draw = 0; draw < (size_t)draws * n; draw++) {
        double t[WIDTH_MAX];
        double own = 0;
        for (size_t k = 0; k < layer->width; k++) {
            const double z = gsl_ran_gaussian(rng, sqrt(variance));
            t[k] = layer->values[k * n + draw % n] + z;
            own += z * z;
        }
        double density = 0;
        for (size_t j = 0; j < n; j++) {
            double square = 0;
            for (size_t k = 0; k < layer->width; k++) {
                square += pow(t[k] - layer->values[k * n + j], 2);
            }
            density += exp(-square / (2 * variance)) / (double)n;
        }
        sum += -own / (2 * variance) - log(density);
    }
    gsl_rng_free(rng);
    return sum / (double)draws / (double)n / M_LN2;
}

START_TEST(agrees_with_the_plain_double_loop)
{
    static random_layer random;
    for (uint64_t seed = 4; seed < 12; seed += 2) { /* even: equiprobable */
        make_random(&random, seed);
        const qtl_estimate own = estimate("noisy-truth:variance=0.3", &random.layer).i_xt;
        const double naive = naive_i_xt(&random.layer, 0.3, 4000);
        /* 4000 N draws of the naive version have an error below 0.01 of their own */
        ck_assert_double_le(fabs(own.value_bits - naive), 4 * own.stderr_bits + 0.02);
    }
}
END_TEST

START_TEST(duplicates_are_one_point_with_their_weight)
{
    const double twice[] = {0, 1, 0, 0.2, 1, 1, 1, 0.5};
    const uint32_t labels[] = {0, 1, 1, 0};
    const double once[] = {0, 1, 0.2, 1, 1, 0.5};
    const double p_x[] = {0.5, 0.25, 0.25};
    const double soft[] = {0.5, 0.5, 0, 1, 1, 0};
    const qtl_layer many = {
        .n_points = 4, .width = 2, .values = twice, .n_classes = 2, .label = labels};
    const qtl_layer few = {.n_points = 3,
                           .width = 2,
                           .values = once,
                           .p_x = p_x,
                           .n_classes = 2,
                           .p_y_given_x = soft};
    const qtl_layer_information a = estimate("noisy-truth:draws=50", &many);
    const qtl_layer_information b = estimate("noisy-truth:draws=50", &few);
    ck_assert_mem_eq(&a, &b, sizeof a);
}
END_TEST

START_TEST(every_processor_and_thread_count_gives_the_same_bits)
{
    static random_layer random;
    make_random(&random, 7);
    const qtl_noisy_truth_options options = {.variance = 0.1, .draws = 9, .seed = 3};
    qtl_layer_information first;
    ck_ok(qtl_noisy_truth(&random.layer, &options, QTL_ISA_BASELINE, &first));
    for (int isa = 0; isa < QTL_ISA_COUNT; isa++) {
        for (int threads = 1; threads < 4 && qtl_isa_supported((qtl_isa)isa); threads++) {
            omp_set_num_threads(threads);
            qtl_layer_information out;
            ck_ok(qtl_noisy_truth(&random.layer, &options, (qtl_isa)isa, &out));
            ck_assert_mem_eq(&out, &first, sizeof out);
        }
    }
}
END_TEST

/* Over many seeds the values scatter as the standard error says: of 64, to some 9 %. */
START_TEST(values_scatter_by_their_standard_error)
{
    enum { SEEDS = 64 };
    const char *const variances[] = {"0.1", "0.5", "3"};
    gsl_rng *rng = test_stream(12);
    test_layer t = test_layer_create(60, 3, 3, 2, rng);
    for (size_t v = 0; v < 3; v++) {
        double sum = 0;
        double squares = 0;
        double claimed = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            char method[80];
            (void)snprintf(method, sizeof method,
                           "noisy-truth:variance=%s,draws=8,seed=%d", variances[v], seed);
            const qtl_estimate got = estimate(method, &t.layer).i_xt;
            sum += got.value_bits;
            squares += got.value_bits * got.value_bits;
            claimed += got.stderr_bits * got.stderr_bits / SEEDS;
        }
        const double scatter = (squares - sum * sum / SEEDS) / (SEEDS - 1);
        ck_assert_double_le(fabs(sqrt(scatter) - sqrt(claimed)),
                            0.4 * sqrt(claimed) + 1e-9);
    }
    test_layer_free(&t);
    gsl_rng_free(rng);
}
END_TEST

START_TEST(the_aimed_error_is_reached)
{
    gsl_rng *rng = test_stream(13);
    test_layer t = test_layer_create(300, 2, 6, 3, rng);
    const qtl_estimate rough = estimate("noisy-truth:stderr=0.1", &t.layer).i_xt;
    const qtl_estimate fine = estimate("noisy-truth:stderr=0.003", &t.layer).i_xt;
    ck_assert_double_le(rough.stderr_bits, 0.1);
    ck_assert_double_le(fine.stderr_bits, 0.003);
    ck_assert_double_gt(rough.stderr_bits, fine.stderr_bits);
    ck_assert_double_le(fabs(rough.value_bits - fine.value_bits), 4 * rough.stderr_bits);
    test_layer_free(&t);
    gsl_rng_free(rng);
}
END_TEST

START_TEST(seeds_differ_and_repeat)
{
    static random_layer random;
    make_random(&random, 8);
    const double one = estimate("noisy-truth:seed=1", &random.layer).i_xt.value_bits;
    const double two = estimate("noisy-truth:seed=2", &random.layer).i_xt.value_bits;
    ck_assert_double_ne(one, two);
    ck_assert_double_eq(one, estimate("noisy-truth", &random.layer).i_xt.value_bits);
}
END_TEST

/* Points 100 standard deviations apart in 1200 dimensions: log2 3 bits, no underflow. */
START_TEST(wide_layers_do_not_underflow)
{
    enum { WIDTH = 1201 };
    static double values[3 * WIDTH];
    for (size_t i = 0; i < 3; i++) {
        values[i] = 32.0 * (double)i;
    }
    const qtl_layer layer = {.n_points = 3, .width = WIDTH - 1, .values = values};
    const qtl_estimate out = estimate("noisy-truth:draws=20", &layer).i_xt;
    ck_assert_double_eq_tol(out.value_bits, log2(3), 1e-9);
    qtl_layer wider = layer;
    wider.width = WIDTH;
    qtl_method method;
    qtl_layer_information untouched = {{5, 6}, {7, 8}};
    const qtl_layer_information before = untouched;
    ck_ok(qtl_method_parse("noisy-truth", &method));
    ck_fails(qtl_method_layer(&method, &wider, &untouched), QTL_EUNSUPPORTED, "1200");
    ck_assert_mem_eq(&untouched, &before, sizeof before);
}
END_TEST

START_TEST(samples_are_not_its_business)
{
    const double x[] = {1, 2, 3};
    const qtl_sample sample = {.n = 3, .x = {.d = 1, .values = x}};
    qtl_method method;
    qtl_estimate out;
    ck_ok(qtl_method_parse("noisy-truth", &method));
    ck_fails(qtl_method_sample(&method, &sample, &out), QTL_EUNSUPPORTED, "noisy-truth");
}
END_TEST

START_TEST(a_layer_without_label_has_no_i_ty)
{
    const double values[] = {0, 1};
    const qtl_layer layer = {.n_points = 2, .width = 1, .values = values};
    const qtl_layer_information out = estimate("noisy-truth", &layer);
    ck_assert(isnan(out.i_ty.value_bits));
    assert_near(out.i_xt, two_points_bits(0.5, 1, 0.1));
}
END_TEST

QTL_SUITE("information noisy-truth", one_point_says_nothing, two_points_have_the_integral,
          soft_labels_have_the_integral, truth_lies_between_the_kernel_bounds,
          label_is_bounded_by_input, agrees_with_the_plain_double_loop,
          duplicates_are_one_point_with_their_weight,
          every_processor_and_thread_count_gives_the_same_bits,
          values_scatter_by_their_standard_error, the_aimed_error_is_reached,
          seeds_differ_and_repeat, wide_layers_do_not_underflow,
          samples_are_not_its_business, a_layer_without_label_has_no_i_ty)

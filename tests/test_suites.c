/* The tasks of quantal validate: truths by other derivations than the source's, samplers
 * by their moments and by an estimator that is known to be right there. */
#include <math.h>
#include <string.h>

#include "experiment/quadrature.h"
#include "experiment/suites.h"
#include "known_tasks.h"
#include "quantal/estimator.h"
#include "suite.h"

static bool is_file_name(const char *name)
{
    return name[0] &&
           strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789.-") == strlen(name);
}

static void check_task(const qtl_known_suite *suite, size_t i)
{
    const qtl_known *task = &suite->tasks[i];
    ck_assert_msg(is_file_name(task->name), "%s", task->name);
    for (size_t j = 0; j < i; j++) {
        ck_assert_str_ne(task->name, suite->tasks[j].name);
    }
    const double truth = task->truth_bits ? task->truth_bits(task) : 0;
    ck_assert_msg(truth >= -1e-15 && truth < 30, "%s: %g", task->name, truth);
    qtl_draw draw = known_draw(task, 100, i);
    for (size_t k = 0; k < task->dx * draw.n; k++) {
        ck_assert_double_finite(draw.x[k]);
        ck_assert(!task->x_discrete || draw.x[k] == floor(draw.x[k]));
    }
    for (size_t k = 0; k < task->dy * draw.n; k++) {
        ck_assert_double_finite(draw.y[k]);
        ck_assert(!task->y_discrete || draw.y[k] == floor(draw.y[k]));
    }
    known_free(&draw);
}

START_TEST(every_task_has_a_name_a_truth_and_finite_samples)
{
    const qtl_known_suite *suite = NULL;
    size_t s = 0;
    for (; (suite = qtl_known_suite_at(s)); s++) {
        ck_assert(is_file_name(suite->name));
        ck_assert_uint_gt(suite->sizes[0], 0);
        for (size_t i = 0; i < suite->n_tasks; i++) {
            check_task(suite, i);
        }
    }
    ck_assert_uint_eq(s, 6);
}
END_TEST

static double logarithm(double t, const void *unused)
{
    (void)unused;
    return log(t);
}

static double inverse_root(double t, const void *unused)
{
    (void)unused;
    return 1 / sqrt(t);
}

START_TEST(integrals_keep_their_digits_at_steep_ends)
{
    /* of ln t from 0 to 2: 2 ln 2 - 2; of 1 / sqrt t: 2 sqrt 2 */
    known_near(qtl_integrate(logarithm, NULL, 2), 2 * M_LN2 - 2, 1e-14);
    known_near(qtl_integrate(inverse_root, NULL, 2), 2 * M_SQRT2, 1e-14);
}
END_TEST

/* Kraskov's estimator scatters by less than 0.05 bit there (Kraskov et al. 2004, fig. 4,
 * at N = 4000: 0.02 nat), and its bias is smaller still while the truth is below 3 bits
 * in 1 + 1 dimensions. */
static void assert_ksg_agrees(const qtl_known *task)
{
    enum { N = 4000 };
    qtl_draw draw = known_draw(task, N, 9);
    const qtl_sample sample = {.n = N,
                               .x = {task->dx, draw.x, task->x_discrete},
                               .y = {task->dy, draw.y, task->y_discrete}};
    qtl_method method;
    qtl_estimate found;
    ck_ok(
        qtl_method_parse(task->x_discrete || task->y_discrete ? "ross" : "ksg", &method));
    ck_ok(qtl_method_sample(&method, &sample, &found));
    const double error = found.value_bits - task->truth_bits(task);
    ck_assert_msg(fabs(error) < 0.15, "%s: %g bits off", task->name, error);
    known_free(&draw);
}

START_TEST(samples_have_the_information_that_the_table_says)
{
    static const qtl_known_suite *const suites[] = {
        &qtl_suite_gaussian, &qtl_suite_beyond_normal, &qtl_suite_strong};
    for (size_t s = 0; s < 3; s++) {
        for (size_t i = 0; i < suites[s]->n_tasks; i++) {
            const qtl_known *task = &suites[s]->tasks[i];
            if (task->dx + task->dy == 2 && task->truth_bits(task) < 3) {
                assert_ksg_agrees(task);
            }
        }
    }
    assert_ksg_agrees(known_task(&qtl_suite_mixed, "steps-2"));
    assert_ksg_agrees(known_task(&qtl_suite_mixed, "steps-5"));
    assert_ksg_agrees(known_task(&qtl_suite_mixed, "poisson"));
    assert_ksg_agrees(known_task(&qtl_suite_mixed, "zero-inflated-poisson-0.5"));
}
END_TEST

/* Distribution functions of f(X). */
static double below_line(double v)
{
    return fmin(fmax(v, 0), 1);
}
static double below_square(double v)
{
    return sqrt(below_line(v));
}
static double below_sine(double v)
{
    return 0.5 + asin(fmin(fmax(v, -1), 1)) / M_PI;
}
static double below_sum(double v)
{
    const double w = fmin(fmax(v, 0), 2);
    return w < 1 ? w * w / 2 : 1 - (2 - w) * (2 - w) / 2;
}

/* h(Y) - ln a from the definition, by the midpoint rule. */
static double strong_nats(double (*below)(double v), double a)
{
    enum { STEPS = 4000000 };
    const double low = -1;
    const double step = (3 + a) / STEPS;
    double h = 0;
    for (size_t i = 0; i < STEPS; i++) {
        const double y = low + ((double)i + 0.5) * step;
        const double p = (below(y) - below(y - a)) / a;
        h -= p > 0 ? p * log(p) * step : 0;
    }
    return h - log(a);
}

START_TEST(strong_truths_are_integrals_of_the_density)
{
    static const struct {
        const char *name;
        double (*below)(double v);
    } shapes[] = {{"linear-1e-1", below_line},
                  {"quadratic-1e-1", below_square},
                  {"sine-1e-1", below_sine},
                  {"3d-plane-1e-1", below_sum}};
    for (size_t i = 0; i < 4; i++) {
        known_near(known_nats(&qtl_suite_strong, shapes[i].name),
                   strong_nats(shapes[i].below, 0.1), 1e-5);
    }
}
END_TEST

START_TEST(strong_truths_are_those_of_the_reference_and_tend_to_the_entropy_of_f)
{
    /* mpmath's quad with 30 digits; reference/truth.csv has 4.36623506, by Simpson's rule
     * across the infinite slope at 0 */
    qtl_known quad = *known_task(&qtl_suite_strong, "quadratic-1e-1");
    quad.p[0] = 0.01;
    known_near(quad.truth_bits(&quad) * M_LN2, 4.36623507749534812, 1e-13);
    /* reference/truth.csv, strong7 */
    known_near(known_nats(&qtl_suite_strong, "linear-1e-7"), 16.11809570095832, 1e-12);
    /* h(X^2) = ln 2 - 1; h(sin) = ln(pi / 2); h(X1 + X2) = 1/2. Noise adds to h: by a / 2
     * at an edge, by about sqrt(a) ln a at an infinite density. */
    const double noise = 1e-7;
    const double slack = 0.01;
    known_near(known_nats(&qtl_suite_strong, "quadratic-1e-7") + log(noise), M_LN2 - 1,
               slack);
    known_near(known_nats(&qtl_suite_strong, "sine-1e-7") + log(noise), log(M_PI_2),
               slack);
    known_near(known_nats(&qtl_suite_strong, "3d-plane-1e-7") + log(noise), 0.5, 1e-6);
}
END_TEST

START_TEST(steps_have_the_published_truth)
{
    /* reference/truth.csv, mixed_uniform */
    known_near(known_nats(&qtl_suite_mixed, "steps-5"), 1.0549201679861442, 1e-14);
    known_near(known_nats(&qtl_suite_mixed, "steps-2"), M_LN2 / 2, 1e-15);
}
END_TEST

/* I as the mean of ln(dP_xy / dP_x dP_y), the atoms summed and the normal part on a grid.
 */
static double half_nats(double rho, double same)
{
    enum { STEPS = 1600 };
    const double step = 16.0 / STEPS;
    double sum = 0;
    for (size_t i = 0; i < (size_t)STEPS * STEPS; i++) {
        const double x = -8 + ((double)(i / STEPS) + 0.5) * step;
        const double y = -8 + ((double)(i % STEPS) + 0.5) * step;
        const double product = exp(-(x * x + y * y) / 2) / (2 * M_PI);
        const double r2 = 1 - rho * rho;
        const double joint =
            exp(-(x * x - 2 * rho * x * y + y * y) / (2 * r2)) / (2 * M_PI * sqrt(r2));
        sum += joint > 0 ? 0.5 * joint * log(0.5 * joint / (0.25 * product)) * step * step
                         : 0;
    }
    const double atoms[] = {same / 4, same / 4, (1 - same) / 4, (1 - same) / 4};
    for (size_t i = 0; i < 4; i++) {
        sum += atoms[i] * log(atoms[i] / (0.25 * 0.25));
    }
    return sum;
}

START_TEST(half_discrete_truths_are_means_of_the_log_ratio)
{
    known_near(known_nats(&qtl_suite_mixed, "half-discrete-rho0.9"), half_nats(0.9, 0.9),
               1e-9);
    known_near(known_nats(&qtl_suite_mixed, "half-discrete-rho0"), half_nats(0, 0.5),
               1e-9);
}
END_TEST

/* Zero-inflated Poisson: one symbol y of it. */
typedef struct zip {
    double p, p_y; /* p_y = 0: integrate p(y|x) itself */
    int y;
} zip;

static double zip_integrand(double x, const void *context)
{
    const zip *z = context;
    const double p = (1 - z->p) * exp(-x + z->y * log(x) - lgamma(z->y + 1.0)) +
                     (z->y == 0 ? z->p : 0);
    return exp(-x) * p * (z->p_y > 0 && p > 0 ? log(p / z->p_y) : z->p_y == 0);
}

static double zip_nats(double p)
{
    double sum = 0;
    for (int y = 0; y < 100; y++) {
        zip z = {.p = p, .y = y};
        z.p_y = qtl_integrate(zip_integrand, &z, 120);
        sum += qtl_integrate(zip_integrand, &z, 120);
    }
    return sum;
}

START_TEST(zero_inflated_truths_are_integrals_and_below_the_published_ones)
{
    known_near(known_nats(&qtl_suite_mixed, "poisson"), zip_nats(0), 1e-9);
    const double mixed = known_nats(&qtl_suite_mixed, "zero-inflated-poisson-0.15");
    known_near(mixed, zip_nats(0.15), 1e-9);
    known_near(known_nats(&qtl_suite_mixed, "zero-inflated-poisson-0.5"), zip_nats(0.5),
               1e-9);
    /* Gao et al. (2017): 0.3012 nats without inflation, and (1 - p) of it with, which
     * would hold if it were known which zeros are inflated */
    known_near(known_nats(&qtl_suite_mixed, "poisson"), 0.3012, 5e-5);
    ck_assert_double_lt(mixed, 0.85 * 0.3012);
}
END_TEST

START_TEST(mixed_samples_have_the_moments_of_their_laws)
{
    enum { N = 20000 };
    qtl_draw half =
        known_draw(known_task(&qtl_suite_mixed, "half-discrete-rho0.9"), N, 4);
    size_t n_atoms = 0;
    for (size_t i = 0; i < N; i++) {
        n_atoms += fabs(half.x[i]) == 1 && fabs(half.y[i]) == 1;
    }
    known_near((double)n_atoms / N, 0.5, 5 * 0.5 / sqrt(N));
    /* 0.5 * 0.9 + 0.5 * (0.9 - 0.1) */
    known_near(mean_product(half.x, half.y, N), 0.85, 5 * sqrt(1.5 / N));
    known_free(&half);
    qtl_draw inflated =
        known_draw(known_task(&qtl_suite_mixed, "zero-inflated-poisson-0.15"), N, 4);
    /* E y = 0.85 E x, and its variance is below 3 */
    known_near(mean(inflated.y, N), 0.85, 5 * sqrt(3.0 / N));
    known_near(mean(inflated.x, N), 1, 5 / sqrt(N));
    known_free(&inflated);
}
END_TEST

START_TEST(discrete_truths_are_those_of_the_formulas)
{
    known_near(known_nats(&qtl_suite_discrete, "uniform-100"), log(100), 1e-13);
    /* reference/truth.csv, zipf_n200 */
    known_near(known_nats(&qtl_suite_discrete, "zipf-100"), 3.680777745058364, 1e-13);
    known_near(known_nats(&qtl_suite_discrete, "independent-10x10"), 0, 1e-13);
    /* Cover & Thomas (2006), eq. 7.22: log m - H(row of the transition matrix) */
    const double row = -0.7 * log(0.7) - 0.3 * log(0.3 / 9);
    known_near(known_nats(&qtl_suite_discrete, "channel-10x10-0.3"), log(10) - row,
               1e-13);
}
END_TEST

/* Plug-in of many samples: its bias is below (K - 1) / 2N nats. */
static double observed_bits(const qtl_known *task, const qtl_draw *draw)
{
    const qtl_sample sample = {
        .n = draw->n, .x = {task->dx, draw->x, true}, .y = {task->dy, draw->y, true}};
    qtl_method method;
    qtl_estimate found;
    ck_ok(qtl_method_parse("plugin", &method));
    ck_ok(qtl_method_sample(&method, &sample, &found));
    return found.value_bits;
}

START_TEST(discrete_samples_have_the_information_of_their_law)
{
    enum { N = 200000 };
    for (size_t i = 0; i < qtl_suite_discrete.n_tasks; i++) {
        const qtl_known *task = &qtl_suite_discrete.tasks[i];
        qtl_draw draw = known_draw(task, N, 6);
        const double truth = task->truth_bits ? task->truth_bits(task) : draw.truth_bits;
        /* five standard deviations; -log p varies by less than 6 bits^2 in all of them */
        known_near(observed_bits(task, &draw), truth, 5 * sqrt(6.0 / N) + 4e-4);
        known_free(&draw);
    }
}
END_TEST

START_TEST(every_repeat_of_a_dirichlet_task_has_a_law_of_its_own)
{
    const qtl_known *task = known_task(&qtl_suite_discrete, "dirichlet-100-1");
    double sum = 0;
    for (uint64_t repeat = 0; repeat < 100; repeat++) {
        qtl_draw draw = known_draw(task, 10, repeat);
        sum += draw.truth_bits * M_LN2;
        known_free(&draw);
    }
    /* E H = psi(K + 1) - psi(2) = H_100 - 1 (Wolpert & Wolf 1995); its deviation over the
     * prior is 0.054 at K = 100, by their second moment, so 5 of the mean of 100 are
     * 0.03 */
    double harmonic = 0;
    for (int k = 1; k <= 100; k++) {
        harmonic += 1.0 / k;
    }
    known_near(sum / 100, harmonic - 1, 0.03);
}
END_TEST

START_TEST(layers_are_in_range_and_labels_are_binary)
{
    enum { N = 2000 };
    for (size_t i = 0; i < qtl_suite_noisy_layer.n_tasks; i++) {
        const qtl_known *task = &qtl_suite_noisy_layer.tasks[i];
        const bool labelled = task->asked == QTL_ASKED_LAYER_TY;
        qtl_draw draw = known_draw(task, N, i);
        const double *layer = labelled ? draw.x : draw.y;
        const size_t n_values = N * (labelled ? task->dx : task->dy);
        size_t n_saturated = 0;
        for (size_t k = 0; k < n_values; k++) {
            ck_assert(fabs(layer[k]) <= 1);
            n_saturated += fabs(layer[k]) > 0.99;
        }
        ck_assert_int_eq(n_saturated > n_values / 5, task->p[0] == 5);
        for (size_t k = 0; labelled && k < N; k++) {
            ck_assert(draw.y[k] == 0 || draw.y[k] == 1);
        }
        known_free(&draw);
    }
}
END_TEST

QTL_SUITE("suites of validate", every_task_has_a_name_a_truth_and_finite_samples,
          integrals_keep_their_digits_at_steep_ends,
          samples_have_the_information_that_the_table_says,
          strong_truths_are_integrals_of_the_density,
          strong_truths_are_those_of_the_reference_and_tend_to_the_entropy_of_f,
          steps_have_the_published_truth, half_discrete_truths_are_means_of_the_log_ratio,
          zero_inflated_truths_are_integrals_and_below_the_published_ones,
          mixed_samples_have_the_moments_of_their_laws,
          discrete_truths_are_those_of_the_formulas,
          discrete_samples_have_the_information_of_their_law,
          every_repeat_of_a_dirichlet_task_has_a_law_of_its_own,
          layers_are_in_range_and_labels_are_binary)

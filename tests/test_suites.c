/* The tasks of quantal validate: truths by other derivations than the source's, samplers
 * by their moments and by an estimator that is known to be right there. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/random.h"
#include "experiment/quadrature.h"
#include "experiment/suites.h"
#include "quantal/estimator.h"
#include "suite.h"

static const qtl_known *task_of(const qtl_known_suite *suite, const char *name)
{
    for (size_t i = 0; i < suite->n_tasks; i++) {
        if (strcmp(suite->tasks[i].name, name) == 0) {
            return &suite->tasks[i];
        }
    }
    ck_abort_msg("no task %s in %s", name, suite->name);
    return NULL;
}

static double truth_nats(const qtl_known_suite *suite, const char *name)
{
    const qtl_known *task = task_of(suite, name);
    return task->truth_bits(task) * M_LN2;
}

static void assert_near(double found, double expected, double tolerance)
{
    ck_assert_msg(fabs(found - expected) <= tolerance, "%.15g is not %.15g within %g",
                  found, expected, tolerance);
}

/* n samples of a task; freed with free_draw. */
static qtl_draw draw_of(const qtl_known *task, size_t n, uint64_t repeat)
{
    qtl_draw draw = {.n = n, .truth_bits = NAN};
    draw.x = calloc(task->dx * n, sizeof *draw.x);
    draw.y = calloc((task->dy + 1) * n, sizeof *draw.y);
    gsl_rng *rng = NULL;
    ck_ok(qtl_random_create(5, QTL_FOR_TESTS, repeat, &rng));
    task->draw(task, rng, &draw);
    gsl_rng_free(rng);
    if (task->bend) {
        task->bend(task, &draw);
    }
    return draw;
}

static void free_draw(qtl_draw *draw)
{
    free(draw->x);
    free(draw->y);
}

static double mean_product(const double *a, const double *b, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        sum += a[i] * b[i];
    }
    return sum / (double)n;
}

static double mean(const double *a, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        sum += a[i];
    }
    return sum / (double)n;
}

/* --- all suites ------------------------------------------------------------------- */

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
    qtl_draw draw = draw_of(task, 100, i);
    for (size_t k = 0; k < task->dx * draw.n; k++) {
        ck_assert_double_finite(draw.x[k]);
        ck_assert(!task->x_discrete || draw.x[k] == floor(draw.x[k]));
    }
    for (size_t k = 0; k < task->dy * draw.n; k++) {
        ck_assert_double_finite(draw.y[k]);
        ck_assert(!task->y_discrete || draw.y[k] == floor(draw.y[k]));
    }
    free_draw(&draw);
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

/* --- integrals -------------------------------------------------------------------- */

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
    assert_near(qtl_integrate(logarithm, NULL, 2), 2 * M_LN2 - 2, 1e-14);
    assert_near(qtl_integrate(inverse_root, NULL, 2), 2 * M_SQRT2, 1e-14);
}
END_TEST

/* --- normal and Student ------------------------------------------------------------ */

/* Czyz et al. (2023), as LITERATURE quotes them, in nats to four digits. */
START_TEST(published_truths_of_the_benchmark_come_out)
{
    static const struct {
        const char *task;
        double nats;
    } published[] = {
        {"1x1-normal", 0.4133},          {"1x1-normal-cdf", 0.4133},
        {"1x1-bimodal", 0.4133},         {"1x1-wiggly", 0.4133},
        {"1x1-half-cube", 0.4133},       {"2x1-swiss-roll", 0.4133},
        {"1x1-additive-0.1", 1.7094},    {"1x1-additive-0.75", 0.3333},
        {"1x1-student-1", 0.2242},       {"1x1-student-1-asinh", 0.2242},
        {"2x2-student-1", 0.4319},       {"2x2-student-2", 0.1931},
        {"3x3-student-2", 0.2909},       {"3x3-student-3", 0.1787},
        {"5x5-student-2", 0.4482},       {"5x5-student-3", 0.2985},
        {"2x2-dense", 0.2939},           {"3x3-dense", 0.4133},
        {"5x5-dense", 0.5928},           {"25x25-dense", 1.2922},
        {"50x50-dense", 1.6243},         {"3x3-pairs", 1.0217},
        {"5x5-pairs-half-cube", 1.0217}, {"25x25-pairs-spiral", 1.0217},
    };
    for (size_t i = 0; i < sizeof published / sizeof published[0]; i++) {
        assert_near(truth_nats(&qtl_suite_beyond_normal, published[i].task),
                    published[i].nats, 5.1e-5);
    }
}
END_TEST

/* ln det by elimination; `a` [d][d] is destroyed. */
static double log_det(double *a, size_t d)
{
    double sum = 0;
    for (size_t k = 0; k < d; k++) {
        sum += log(a[k * d + k]);
        for (size_t i = k + 1; i < d; i++) {
            const double factor = a[i * d + k] / a[k * d + k];
            for (size_t j = k; j < d; j++) {
                a[i * d + j] -= factor * a[k * d + j];
            }
        }
    }
    return sum;
}

/* Of variables from..to of a covariance [d][d]. */
static double log_det_of(const double *covariance, size_t d, size_t from, size_t to)
{
    const size_t n = to - from;
    double *block = malloc(n * n * sizeof *block);
    for (size_t i = 0; i < n * n; i++) {
        block[i] = covariance[(from + i / n) * d + from + i % n];
    }
    const double value = log_det(block, n);
    free(block);
    return value;
}

/* The covariance of a task's variables, x before y, read off its name and p. */
static double *covariance_of(const qtl_known *task)
{
    const size_t d = task->dx + task->dy;
    const bool dense = strstr(task->name, "dense") != NULL;
    double *covariance = calloc(d * d, sizeof *covariance);
    for (size_t i = 0; i < d * d; i++) {
        const size_t row = i / d;
        const size_t col = i % d;
        const size_t k = row < col ? row : col;
        const bool pair = row + task->dx == col || col + task->dx == row;
        const double beside = dense || (pair && (double)k < task->p[1]) ? task->p[0] : 0;
        covariance[i] = row == col ? 1 : beside;
    }
    return covariance;
}

static void check_covariance(const qtl_known *task, const double *covariance)
{
    enum { N = 20000 };
    const size_t d = task->dx + task->dy;
    qtl_draw draw = draw_of(task, N, 3);
    for (size_t i = 0; i < d * d; i++) {
        const size_t row = i / d;
        const size_t col = i % d;
        const double *a =
            row < task->dx ? draw.x + row * N : draw.y + (row - task->dx) * N;
        const double *b =
            col < task->dx ? draw.x + col * N : draw.y + (col - task->dx) * N;
        /* a product of two normal variables has a variance of at most 2 */
        assert_near(mean_product(a, b, N), covariance[i], 5 * sqrt(2.0 / N));
    }
    free_draw(&draw);
}

START_TEST(normal_truths_are_ratios_of_determinants_and_samples_have_the_covariance)
{
    for (size_t i = 0; i < qtl_suite_gaussian.n_tasks; i++) {
        const qtl_known *task = &qtl_suite_gaussian.tasks[i];
        const size_t d = task->dx + task->dy;
        double *covariance = covariance_of(task);
        const double nats = 0.5 * (log_det_of(covariance, d, 0, task->dx) +
                                   log_det_of(covariance, d, task->dx, d) -
                                   log_det_of(covariance, d, 0, d));
        assert_near(task->truth_bits(task) * M_LN2, nats, 1e-11);
        check_covariance(task, covariance);
        free(covariance);
    }
}
END_TEST

/* p ln(p / p_x p_y) of two Cauchy variables with a common scale, x = cot s, y = cot t, s
 * and t from 0 to pi / 2: with S and T the squared sines and D = S + T - S T,
 * p dx dy = sqrt(S T) D^-1.5 / 2 pi and p / p_x p_y = pi^2 p dx dy. */
static double cauchy_inner(double t, const void *context)
{
    const double s2 = pow(sin(*(const double *)context), 2);
    const double t2 = pow(sin(t), 2);
    const double density =
        sqrt(s2) * sqrt(t2) * pow(s2 + t2 - s2 * t2, -1.5) / (2 * M_PI);
    return density > 0 && density < INFINITY ? density * log(M_PI * M_PI * density) : 0;
}

static double cauchy_outer(double s, const void *unused)
{
    (void)unused;
    return qtl_integrate(cauchy_inner, &s, M_PI_2);
}

START_TEST(the_student_truth_is_the_integral_of_its_density)
{
    const double nats = 4 * qtl_integrate(cauchy_outer, NULL, M_PI_2);
    assert_near(truth_nats(&qtl_suite_beyond_normal, "1x1-student-1"), nats, 1e-6);
}
END_TEST

START_TEST(two_humps_have_the_moments_of_their_mixture)
{
    enum { N = 20000 };
    qtl_draw draw = draw_of(task_of(&qtl_suite_beyond_normal, "1x1-bimodal"), N, 1);
    /* 0.3 N(0, 1) + 0.7 N(5, 1) and 0.5 N(-1, 1) + 0.5 N(3, 1): variances 1 + 5.25, 1 + 4
     */
    assert_near(mean(draw.x, N), 3.5, 5 * sqrt(6.25 / N));
    assert_near(mean(draw.y, N), 1, 5 * sqrt(5.0 / N));
    assert_near(mean_product(draw.x, draw.x, N), 6.25 + 3.5 * 3.5, 0.5);
    assert_near(mean_product(draw.y, draw.y, N), 5 + 1, 0.3);
    free_draw(&draw);
}
END_TEST

START_TEST(a_spiral_keeps_the_norm_and_a_roll_its_length)
{
    enum { N = 500 };
    const qtl_known *task = task_of(&qtl_suite_beyond_normal, "3x3-pairs-spiral");
    qtl_known straight = *task;
    straight.bend = NULL;
    qtl_draw bent = draw_of(task, N, 2);
    qtl_draw plain = draw_of(&straight, N, 2);
    bool moved = false;
    for (size_t i = 0; i < N; i++) {
        double before = 0;
        double after = 0;
        for (size_t k = 0; k < 3; k++) {
            before += plain.y[k * N + i] * plain.y[k * N + i];
            after += bent.y[k * N + i] * bent.y[k * N + i];
        }
        assert_near(after, before, 1e-12 * before);
        ck_assert_double_eq(bent.y[i], plain.y[i]); /* its first column stays */
        moved |= fabs(bent.y[N + i] - plain.y[N + i]) > 0.1;
    }
    ck_assert(moved);
    free_draw(&bent);
    free_draw(&plain);
    qtl_draw roll = draw_of(task_of(&qtl_suite_beyond_normal, "2x1-swiss-roll"), N, 2);
    for (size_t i = 0; i < N; i++) {
        const double radius = 21 * hypot(roll.x[i], roll.x[N + i]);
        ck_assert(radius > 1.5 * M_PI - 1e-9 && radius < 4.5 * M_PI + 1e-9);
    }
    free_draw(&roll);
}
END_TEST

/* --- strong ----------------------------------------------------------------------------
 */

/* Kraskov's estimator scatters by less than 0.05 bit there (Kraskov et al. 2004, fig. 4,
 * at N = 4000: 0.02 nat), and its bias is smaller still while the truth is below 3 bits
 * in 1 + 1 dimensions. */
static void assert_ksg_agrees(const qtl_known *task)
{
    enum { N = 4000 };
    qtl_draw draw = draw_of(task, N, 9);
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
    free_draw(&draw);
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
    assert_ksg_agrees(task_of(&qtl_suite_mixed, "steps-2"));
    assert_ksg_agrees(task_of(&qtl_suite_mixed, "steps-5"));
    assert_ksg_agrees(task_of(&qtl_suite_mixed, "poisson"));
    assert_ksg_agrees(task_of(&qtl_suite_mixed, "zero-inflated-poisson-0.5"));
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
        assert_near(truth_nats(&qtl_suite_strong, shapes[i].name),
                    strong_nats(shapes[i].below, 0.1), 1e-5);
    }
}
END_TEST

START_TEST(strong_truths_are_those_of_the_reference_and_tend_to_the_entropy_of_f)
{
    /* mpmath's quad with 30 digits; reference/truth.csv has 4.36623506, by Simpson's rule
     * across the infinite slope at 0 */
    qtl_known quad = *task_of(&qtl_suite_strong, "quadratic-1e-1");
    quad.p[0] = 0.01;
    assert_near(quad.truth_bits(&quad) * M_LN2, 4.36623507749534812, 1e-13);
    /* reference/truth.csv, strong7 */
    assert_near(truth_nats(&qtl_suite_strong, "linear-1e-7"), 16.11809570095832, 1e-12);
    /* h(X^2) = ln 2 - 1; h(sin) = ln(pi / 2); h(X1 + X2) = 1/2. Noise adds to h: by a / 2
     * at an edge, by about sqrt(a) ln a at an infinite density. */
    const double noise = 1e-7;
    const double slack = 0.01;
    assert_near(truth_nats(&qtl_suite_strong, "quadratic-1e-7") + log(noise), M_LN2 - 1,
                slack);
    assert_near(truth_nats(&qtl_suite_strong, "sine-1e-7") + log(noise), log(M_PI_2),
                slack);
    assert_near(truth_nats(&qtl_suite_strong, "3d-plane-1e-7") + log(noise), 0.5, 1e-6);
}
END_TEST

/* --- mixed
 * -------------------------------------------------------------------------------- */

START_TEST(steps_have_the_published_truth)
{
    /* reference/truth.csv, mixed_uniform */
    assert_near(truth_nats(&qtl_suite_mixed, "steps-5"), 1.0549201679861442, 1e-14);
    assert_near(truth_nats(&qtl_suite_mixed, "steps-2"), M_LN2 / 2, 1e-15);
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
    assert_near(truth_nats(&qtl_suite_mixed, "half-discrete-rho0.9"), half_nats(0.9, 0.9),
                1e-9);
    assert_near(truth_nats(&qtl_suite_mixed, "half-discrete-rho0"), half_nats(0, 0.5),
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
    assert_near(truth_nats(&qtl_suite_mixed, "poisson"), zip_nats(0), 1e-9);
    const double mixed = truth_nats(&qtl_suite_mixed, "zero-inflated-poisson-0.15");
    assert_near(mixed, zip_nats(0.15), 1e-9);
    assert_near(truth_nats(&qtl_suite_mixed, "zero-inflated-poisson-0.5"), zip_nats(0.5),
                1e-9);
    /* Gao et al. (2017): 0.3012 nats without inflation, and (1 - p) of it with, which
     * would hold if it were known which zeros are inflated */
    assert_near(truth_nats(&qtl_suite_mixed, "poisson"), 0.3012, 5e-5);
    ck_assert_double_lt(mixed, 0.85 * 0.3012);
}
END_TEST

START_TEST(mixed_samples_have_the_moments_of_their_laws)
{
    enum { N = 20000 };
    qtl_draw half = draw_of(task_of(&qtl_suite_mixed, "half-discrete-rho0.9"), N, 4);
    size_t n_atoms = 0;
    for (size_t i = 0; i < N; i++) {
        n_atoms += fabs(half.x[i]) == 1 && fabs(half.y[i]) == 1;
    }
    assert_near((double)n_atoms / N, 0.5, 5 * 0.5 / sqrt(N));
    /* 0.5 * 0.9 + 0.5 * (0.9 - 0.1) */
    assert_near(mean_product(half.x, half.y, N), 0.85, 5 * sqrt(1.5 / N));
    free_draw(&half);
    qtl_draw inflated =
        draw_of(task_of(&qtl_suite_mixed, "zero-inflated-poisson-0.15"), N, 4);
    /* E y = 0.85 E x, and its variance is below 3 */
    assert_near(mean(inflated.y, N), 0.85, 5 * sqrt(3.0 / N));
    assert_near(mean(inflated.x, N), 1, 5 / sqrt(N));
    free_draw(&inflated);
}
END_TEST

/* --- discrete
 * -------------------------------------------------------------------------------- */

START_TEST(discrete_truths_are_those_of_the_formulas)
{
    assert_near(truth_nats(&qtl_suite_discrete, "uniform-100"), log(100), 1e-13);
    /* reference/truth.csv, zipf_n200 */
    assert_near(truth_nats(&qtl_suite_discrete, "zipf-100"), 3.680777745058364, 1e-13);
    assert_near(truth_nats(&qtl_suite_discrete, "independent-10x10"), 0, 1e-13);
    /* Cover & Thomas (2006), eq. 7.22: log m - H(row of the transition matrix) */
    const double row = -0.7 * log(0.7) - 0.3 * log(0.3 / 9);
    assert_near(truth_nats(&qtl_suite_discrete, "channel-10x10-0.3"), log(10) - row,
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
        qtl_draw draw = draw_of(task, N, 6);
        const double truth = task->truth_bits ? task->truth_bits(task) : draw.truth_bits;
        /* five standard deviations; -log p varies by less than 6 bits^2 in all of them */
        assert_near(observed_bits(task, &draw), truth, 5 * sqrt(6.0 / N) + 4e-4);
        free_draw(&draw);
    }
}
END_TEST

START_TEST(every_repeat_of_a_dirichlet_task_has_a_law_of_its_own)
{
    const qtl_known *task = task_of(&qtl_suite_discrete, "dirichlet-100-1");
    double sum = 0;
    for (uint64_t repeat = 0; repeat < 100; repeat++) {
        qtl_draw draw = draw_of(task, 10, repeat);
        sum += draw.truth_bits * M_LN2;
        free_draw(&draw);
    }
    /* E H = psi(K + 1) - psi(2) = H_100 - 1 (Wolpert & Wolf 1995); its deviation over the
     * prior is 0.054 at K = 100, by their second moment, so 5 of the mean of 100 are
     * 0.03 */
    double harmonic = 0;
    for (int k = 1; k <= 100; k++) {
        harmonic += 1.0 / k;
    }
    assert_near(sum / 100, harmonic - 1, 0.03);
}
END_TEST

/* --- layers
 * ---------------------------------------------------------------------------------- */

START_TEST(layers_are_in_range_and_labels_are_binary)
{
    enum { N = 2000 };
    for (size_t i = 0; i < qtl_suite_noisy_layer.n_tasks; i++) {
        const qtl_known *task = &qtl_suite_noisy_layer.tasks[i];
        const bool labelled = task->asked == QTL_ASKED_LAYER_TY;
        qtl_draw draw = draw_of(task, N, i);
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
        free_draw(&draw);
    }
}
END_TEST

QTL_SUITE("suites of validate", every_task_has_a_name_a_truth_and_finite_samples,
          integrals_keep_their_digits_at_steep_ends,
          published_truths_of_the_benchmark_come_out,
          normal_truths_are_ratios_of_determinants_and_samples_have_the_covariance,
          the_student_truth_is_the_integral_of_its_density,
          two_humps_have_the_moments_of_their_mixture,
          a_spiral_keeps_the_norm_and_a_roll_its_length,
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

/* The normal and bent tasks of quantal validate: truths by other derivations than the
 * source's, samplers by their moments. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "experiment/quadrature.h"
#include "experiment/suites.h"
#include "known_tasks.h"
#include "suite.h"

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
        known_near(known_nats(&qtl_suite_beyond_normal, published[i].task),
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
    qtl_draw draw = known_draw(task, N, 3);
    for (size_t i = 0; i < d * d; i++) {
        const size_t row = i / d;
        const size_t col = i % d;
        const double *a =
            row < task->dx ? draw.x + row * N : draw.y + (row - task->dx) * N;
        const double *b =
            col < task->dx ? draw.x + col * N : draw.y + (col - task->dx) * N;
        /* a product of two normal variables has a variance of at most 2 */
        known_near(mean_product(a, b, N), covariance[i], 5 * sqrt(2.0 / N));
    }
    known_free(&draw);
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
        known_near(task->truth_bits(task) * M_LN2, nats, 1e-11);
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
    known_near(known_nats(&qtl_suite_beyond_normal, "1x1-student-1"), nats, 1e-6);
}
END_TEST

START_TEST(two_humps_have_the_moments_of_their_mixture)
{
    enum { N = 20000 };
    qtl_draw draw = known_draw(known_task(&qtl_suite_beyond_normal, "1x1-bimodal"), N, 1);
    /* 0.3 N(0, 1) + 0.7 N(5, 1) and 0.5 N(-1, 1) + 0.5 N(3, 1): variances 1 + 5.25, 1 + 4
     */
    known_near(mean(draw.x, N), 3.5, 5 * sqrt(6.25 / N));
    known_near(mean(draw.y, N), 1, 5 * sqrt(5.0 / N));
    known_near(mean_product(draw.x, draw.x, N), 6.25 + 3.5 * 3.5, 0.5);
    known_near(mean_product(draw.y, draw.y, N), 5 + 1, 0.3);
    known_free(&draw);
}
END_TEST

START_TEST(a_spiral_keeps_the_norm_and_a_roll_its_length)
{
    enum { N = 500 };
    const qtl_known *task = known_task(&qtl_suite_beyond_normal, "3x3-pairs-spiral");
    qtl_known straight = *task;
    straight.bend = NULL;
    qtl_draw bent = known_draw(task, N, 2);
    qtl_draw plain = known_draw(&straight, N, 2);
    bool moved = false;
    for (size_t i = 0; i < N; i++) {
        double before = 0;
        double after = 0;
        for (size_t k = 0; k < 3; k++) {
            before += plain.y[k * N + i] * plain.y[k * N + i];
            after += bent.y[k * N + i] * bent.y[k * N + i];
        }
        known_near(after, before, 1e-12 * before);
        ck_assert_double_eq(bent.y[i], plain.y[i]); /* its first column stays */
        moved |= fabs(bent.y[N + i] - plain.y[N + i]) > 0.1;
    }
    ck_assert(moved);
    known_free(&bent);
    known_free(&plain);
    qtl_draw roll =
        known_draw(known_task(&qtl_suite_beyond_normal, "2x1-swiss-roll"), N, 2);
    for (size_t i = 0; i < N; i++) {
        const double radius = 21 * hypot(roll.x[i], roll.x[N + i]);
        ck_assert(radius > 1.5 * M_PI - 1e-9 && radius < 4.5 * M_PI + 1e-9);
    }
    known_free(&roll);
}
END_TEST

QTL_SUITE("suites of normals", published_truths_of_the_benchmark_come_out,
          normal_truths_are_ratios_of_determinants_and_samples_have_the_covariance,
          the_student_truth_is_the_integral_of_its_density,
          two_humps_have_the_moments_of_their_mixture,
          a_spiral_keeps_the_norm_and_a_roll_its_length)

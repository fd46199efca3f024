/* The linear student. Information is checked against determinants written out, against
 * the Gaussian estimator on a sample, and by what must hold for any weights; training
 * against the theory of least squares. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "information.h"
#include "quantal/linear_teacher.h"

static qtl_linear_information information(const double *weights, size_t h, size_t n,
                                          size_t n_relevant, double s, double v)
{
    const qtl_linear_layer layer = {weights, h, n, n_relevant, s, v};
    qtl_linear_information out;
    ck_ok(qtl_linear_layer_information(&layer, &out));
    return out;
}

/* One neuron: I = 1/2 log2 (1 + s |w|^2 / v), and what is not asked for is noise. */
START_TEST(one_neuron_is_a_gaussian_channel)
{
    const double w[3] = {3, 4, 12};
    const qtl_linear_information got = information(w, 1, 3, 2, 0.5, 2);
    ck_assert_double_eq_tol(got.i_xt_bits, 0.5 * log2(1 + 0.5 * 169 / 2), 1e-14);
    ck_assert_double_eq_tol(got.i_tr_bits, 0.5 * log2(1 + 0.5 * 25 / (0.5 * 144 + 2)),
                            1e-14);
    ck_assert_double_eq_tol(got.i_tn_bits, 0.5 * log2(1 + 0.5 * 144 / (0.5 * 25 + 2)),
                            1e-14);
    ck_assert_double_eq_tol(got.i_tr_given_n_bits, 0.5 * log2(1 + 0.5 * 25 / 2), 1e-14);
    ck_assert_double_eq_tol(got.i_tn_given_r_bits, 0.5 * log2(1 + 0.5 * 144 / 2), 1e-14);
}
END_TEST

/* |s V V' + v I| of columns from..to-1 of two neurons, by hand. */
static double two_by_two(const double *w, size_t n, size_t from, size_t to, double v)
{
    double a = v;
    double b = 0;
    double d = v;
    for (size_t j = from; j < to; j++) {
        a += w[j] * w[j];
        b += w[j] * w[n + j];
        d += w[n + j] * w[n + j];
    }
    return a * d - b * b;
}

START_TEST(two_neurons_agree_with_determinants_by_hand)
{
    gsl_rng *rng = test_stream(1);
    for (int round = 0; round < 20; round++) {
        double w[2 * 5];
        for (size_t i = 0; i < 10; i++) {
            w[i] = 4 * gsl_rng_uniform(rng) - 2;
        }
        const double all = two_by_two(w, 5, 0, 5, 0.3);
        const qtl_linear_information got = information(w, 2, 5, 2, 1, 0.3);
        ck_assert_double_eq_tol(got.i_xt_bits, 0.5 * log2(all / 0.09), 1e-12);
        ck_assert_double_eq_tol(got.i_tr_bits,
                                0.5 * log2(all / two_by_two(w, 5, 2, 5, 0.3)), 1e-12);
        ck_assert_double_eq_tol(got.i_tn_bits,
                                0.5 * log2(all / two_by_two(w, 5, 0, 2, 0.3)), 1e-12);
        ck_assert_double_eq_tol(got.i_tr_given_n_bits,
                                0.5 * log2(two_by_two(w, 5, 0, 2, 0.3) / 0.09), 1e-12);
        ck_assert_double_eq_tol(got.i_tn_given_r_bits,
                                0.5 * log2(two_by_two(w, 5, 2, 5, 0.3) / 0.09), 1e-12);
    }
    gsl_rng_free(rng);
}
END_TEST

enum { N = 40000, D = 4, H = 2, A = 1 };

static double normal(gsl_rng *rng)
{
    const double u = gsl_rng_uniform_pos(rng);
    return sqrt(-2 * log(u)) * cos(2 * M_PI * gsl_rng_uniform(rng));
}

static double gaussian_bits(const double *x, size_t d, const double *t)
{
    qtl_method method;
    const qtl_sample sample = {
        .n = N, .x = {.d = d, .values = x}, .y = {.d = H, .values = t}};
    qtl_estimate estimate;
    ck_ok(qtl_method_parse("gaussian", &method));
    ck_ok(qtl_method_sample(&method, &sample, &estimate));
    return estimate.value_bits;
}

/* The standard error of I is about sqrt(rank / N) nats. */
START_TEST(a_large_sample_of_the_layer_has_the_same_information)
{
    static double x[D * N];
    static double t[H * N];
    const double w[H * D] = {1.5, -0.5, 0.25, 1, -0.75, 1, 0.5, -1};
    gsl_rng *rng = test_stream(2);
    for (size_t i = 0; i < D * N; i++) {
        x[i] = sqrt(0.5) * normal(rng);
    }
    for (size_t i = 0; i < H * N; i++) {
        t[i] = sqrt(0.2) * normal(rng);
        for (size_t j = 0; j < D; j++) {
            t[i] += w[i / N * D + j] * x[j * N + i % N];
        }
    }
    const qtl_linear_information exact = information(w, H, D, A, 0.5, 0.2);
    ck_assert_double_eq_tol(gaussian_bits(x, D, t), exact.i_xt_bits, 0.03);
    ck_assert_double_eq_tol(gaussian_bits(x, A, t), exact.i_tr_bits, 0.03);
    ck_assert_double_eq_tol(gaussian_bits(x + A * N, D - A, t), exact.i_tn_bits, 0.03);
    gsl_rng_free(rng);
}
END_TEST

/* R and N are independent, so together they tell at least as much as one by one; turning
 * T or scaling it with its noise changes nothing. */
START_TEST(information_adds_up_and_ignores_turns_and_scales)
{
    gsl_rng *rng = test_stream(3);
    for (int round = 0; round < 20; round++) {
        double w[2 * 6];
        double turned[2 * 6];
        for (size_t i = 0; i < 12; i++) {
            w[i] = normal(rng);
        }
        for (size_t j = 0; j < 6; j++) {
            turned[j] = 3 * (0.6 * w[j] + 0.8 * w[6 + j]);
            turned[6 + j] = 3 * (0.8 * w[j] - 0.6 * w[6 + j]);
        }
        const qtl_linear_information a = information(w, 2, 6, 4, 1, 0.1);
        const qtl_linear_information b = information(turned, 2, 6, 4, 1, 0.9);
        ck_assert_double_ge(a.i_xt_bits, a.i_tr_bits + a.i_tn_bits);
        ck_assert_double_eq_tol(a.i_xt_bits, a.i_tr_bits + a.i_tn_given_r_bits, 1e-12);
        ck_assert_double_eq_tol(a.i_xt_bits, a.i_tn_bits + a.i_tr_given_n_bits, 1e-12);
        ck_assert_double_eq_tol(a.i_xt_bits, b.i_xt_bits, 1e-12);
        ck_assert_double_eq_tol(a.i_tr_bits, b.i_tr_bits, 1e-12);
        ck_assert_double_eq_tol(a.i_tn_bits, b.i_tn_bits, 1e-12);
    }
    gsl_rng_free(rng);
}
END_TEST

/* Trains for n epochs and measures. */
static qtl_linear_progress trained(qtl_linear_student *student, size_t n)
{
    qtl_linear_progress progress;
    for (size_t epoch = 0; epoch < n; epoch++) {
        ck_ok(qtl_linear_student_epoch(student));
    }
    ck_ok(qtl_linear_student_measure(student, &progress));
    return progress;
}

/* Least squares on P Gaussian samples of n inputs leaves (1 - n/P) / snr on them and
 * (1 + n / (P - n - 1)) / snr on new ones, on average (Anderson 2003, theorem 7.7.2). Of
 * 400 runs the means have standard errors of some 0.02 and 0.02. */
START_TEST(gradient_descent_ends_at_least_squares)
{
    enum { RUNS = 400 };
    double train = 0;
    double test = 0;
    for (uint64_t run = 0; run < RUNS; run++) {
        const qtl_linear_teacher teacher = {.n_relevant = 2,
                                            .n_irrelevant = 3,
                                            .n_hidden = 4,
                                            .n_samples = 20,
                                            .batch_size = 20,
                                            .learning_rate = 0.5,
                                            .run = run};
        qtl_linear_student *student = NULL;
        ck_ok(qtl_linear_student_create(&teacher, &student));
        const qtl_linear_progress end = trained(student, 1500);
        train += end.train_loss / RUNS;
        test += end.test_loss / RUNS;
        qtl_linear_student_free(student);
    }
    ck_assert_double_eq_tol(train, 1 - 5.0 / 20, 0.06);
    ck_assert_double_eq_tol(test, 1 + 5.0 / 14, 0.08);
}
END_TEST

enum { EPOCHS = 64, RUNS = 6 };

/* Means over runs before training and after each epoch. */
static void mean_curves(const qtl_linear_teacher *teacher,
                        qtl_linear_progress mean[EPOCHS + 1])
{
    memset(mean, 0, (EPOCHS + 1) * sizeof *mean);
    for (uint64_t run = 1; run <= RUNS; run++) {
        qtl_linear_teacher own = *teacher;
        own.run = run;
        qtl_linear_student *student = NULL;
        ck_ok(qtl_linear_student_create(&own, &student));
        for (size_t e = 0; e <= EPOCHS; e++) {
            const qtl_linear_progress now = trained(student, e > 0);
            mean[e].train_loss += now.train_loss / RUNS;
            mean[e].output.i_tr_bits += now.output.i_tr_bits / RUNS;
            mean[e].output.i_tn_bits += now.output.i_tn_bits / RUNS;
            mean[e].hidden.i_xt_bits += now.hidden.i_xt_bits / RUNS;
            mean[e].hidden.i_tr_bits += now.hidden.i_tr_bits / RUNS;
            mean[e].hidden.i_tn_bits += now.hidden.i_tn_bits / RUNS;
        }
        qtl_linear_student_free(student);
    }
}

/* Saxe et al. (2018), fig. 6: I(X;T) does not compress, I(T;R) rises, I(T;N) grows and
 * then falls while the student fits. */
START_TEST(what_is_irrelevant_grows_and_falls_with_the_fit_and_the_total_never_falls)
{
    const qtl_linear_teacher saxe = {.n_hidden = 30,
                                     .n_samples = 200,
                                     .signal_to_noise = 5,
                                     .initial_gain = 0.1,
                                     .noise_variance = 0.01,
                                     .seed = 1000};
    static qtl_linear_progress mean[EPOCHS + 1];
    mean_curves(&saxe, mean);
    size_t top = 0;
    for (size_t e = 1; e <= EPOCHS; e++) {
        const qtl_linear_information *now = &mean[e].hidden;
        top = now->i_tn_bits > mean[top].hidden.i_tn_bits ? e : top;
        ck_assert_double_gt(now->i_xt_bits, mean[e - 1].hidden.i_xt_bits - 1e-3);
    }
    const double start = mean[0].hidden.i_tn_bits;
    const double highest = mean[top].hidden.i_tn_bits;
    const double end = mean[EPOCHS].hidden.i_tn_bits;
    ck_assert_double_gt(highest, start + 0.05);
    ck_assert_double_lt(end, highest - 0.03);
    ck_assert_double_gt(mean[EPOCHS].hidden.i_tr_bits, mean[0].hidden.i_tr_bits + 0.5);
    /* the output has the same noise, and what it knows of R is most of what it knows */
    ck_assert_double_gt(mean[EPOCHS].output.i_tr_bits, 5 * mean[EPOCHS].output.i_tn_bits);
    /* the fall begins before the fit is over: there is no separate phase */
    ck_assert_double_gt(mean[top].train_loss, 2 * mean[EPOCHS].train_loss);
    ck_assert_double_lt(mean[top].train_loss, 0.9 * mean[0].train_loss);
}
END_TEST

START_TEST(the_same_seed_and_run_train_to_the_same_bits)
{
    qtl_linear_teacher teacher = {.n_hidden = 7, .seed = 3, .run = 1};
    double loss[3];
    for (int i = 0; i < 3; i++) {
        qtl_linear_student *student = NULL;
        teacher.run = i < 2 ? 1 : 2;
        ck_ok(qtl_linear_student_create(&teacher, &student));
        loss[i] = trained(student, 3).test_loss;
        qtl_linear_student_free(student);
    }
    ck_assert_double_eq(loss[0], loss[1]);
    ck_assert_double_ne(loss[0], loss[2]);
}
END_TEST

START_TEST(impossible_layers_are_refused)
{
    const double w[2] = {1, INFINITY};
    const struct {
        qtl_linear_layer layer;
        qtl_status status;
        const char *words;
    } cases[] = {{{NULL, 1, 2, 1, 1, 1}, QTL_EINVAL, "NULL"},
                 {{w, 0, 2, 1, 1, 1}, QTL_ERANGE, "0 neurons"},
                 {{w, 1, 2, 3, 1, 1}, QTL_ERANGE, "3 of 2 inputs"},
                 {{w, 1, 1, 1, 0, 1}, QTL_ERANGE, "variances 0 and 1"},
                 {{w, 1, 1, 1, 1, NAN}, QTL_ERANGE, "variances"},
                 {{w, 1, 2, 1, 1, 1}, QTL_ENUMERIC, "not finite"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        qtl_linear_information out = {.i_xt_bits = -1};
        ck_fails(qtl_linear_layer_information(&cases[i].layer, &out), cases[i].status,
                 cases[i].words);
        ck_assert_double_eq(out.i_xt_bits, -1);
    }
}
END_TEST

START_TEST(impossible_teachers_are_refused_by_name)
{
    const struct {
        qtl_linear_teacher teacher;
        const char *words;
    } cases[] = {{{.n_relevant = 1u << 20}, "n_relevant"},
                 {{.n_irrelevant = SIZE_MAX}, "n_irrelevant"},
                 {{.n_hidden = 1u << 20}, "n_hidden"},
                 {{.n_samples = 1u << 20}, "n_samples"},
                 {{.signal_to_noise = -1}, "signal_to_noise is -1"},
                 {{.initial_gain = NAN}, "initial_gain"},
                 {{.learning_rate = INFINITY}, "learning_rate"},
                 {{.noise_variance = -2}, "noise_variance is -2"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        qtl_linear_student *student = NULL;
        ck_fails(qtl_linear_student_create(&cases[i].teacher, &student), QTL_ERANGE,
                 cases[i].words);
        ck_assert_ptr_null(student);
    }
    ck_fails(qtl_linear_student_epoch(NULL), QTL_EINVAL, "NULL");
    ck_fails(qtl_linear_student_measure(NULL, NULL), QTL_EINVAL, "NULL");
    qtl_linear_student_free(NULL);
}
END_TEST

START_TEST(a_student_that_diverges_says_so)
{
    const qtl_linear_teacher wild = {.n_hidden = 5, .learning_rate = 1e6};
    qtl_linear_student *student = NULL;
    ck_ok(qtl_linear_student_create(&wild, &student));
    qtl_status status = QTL_OK;
    for (int epoch = 0; epoch < 50 && status == QTL_OK; epoch++) {
        status = qtl_linear_student_epoch(student);
    }
    ck_fails(status, QTL_ENUMERIC, "lower the learning rate");
    qtl_linear_student_free(student);
}
END_TEST

QTL_SUITE("linear teacher", one_neuron_is_a_gaussian_channel,
          two_neurons_agree_with_determinants_by_hand,
          a_large_sample_of_the_layer_has_the_same_information,
          information_adds_up_and_ignores_turns_and_scales,
          gradient_descent_ends_at_least_squares,
          what_is_irrelevant_grows_and_falls_with_the_fit_and_the_total_never_falls,
          the_same_seed_and_run_train_to_the_same_bits, impossible_layers_are_refused,
          impossible_teachers_are_refused_by_name, a_student_that_diverges_says_so)

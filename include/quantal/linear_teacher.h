/* A linear student of a linear teacher: Gaussian inputs, some of which do not matter, and
 * information in closed form. The continuous sibling of the data set `relevant`.
 *
 * Inputs X ~ N(0, I / n) of n = a + b features; the first a, R, are relevant, the other
 * b, N, are not: Y = w0' X + e, w0 zero on N, Var(w0' X) = 1 over teachers, e ~ N(0, 1 /
 * signal_to_noise). The student Y^ = w2' W1 X is trained on P samples by (mini-batch)
 * gradient descent on (Y - Y^)^2 / 2. T = W1 X + Z, Z ~ N(0, v I), is its hidden layer
 * and Y^ + Z its output, seen with noise so that information is finite. Saxe et al.
 * (2018), sections 2.4 and 5.
 */
#ifndef QUANTAL_LINEAR_TEACHER_H
#define QUANTAL_LINEAR_TEACHER_H

#include <stddef.h>
#include <stdint.h>

#include "quantal/status.h"

#pragma GCC visibility push(default)

/* Zero means the default in brackets. */
typedef struct qtl_linear_teacher {
    size_t n_relevant, n_irrelevant; /* a [30], b [70] */
    size_t n_hidden;                 /* h, neurons of T [100] */
    size_t n_samples;                /* P [100] */
    double signal_to_noise;          /* [1] */
    double initial_gain;   /* W1 ~ N(0, gain^2 / n), w2 ~ N(0, gain^2 / h) [1] */
    double learning_rate;  /* [0.1] */
    size_t batch_size;     /* [5]; P or more: gradient descent */
    double noise_variance; /* v [1] */
    uint64_t seed, run;    /* of teacher, samples and initial weights */
} qtl_linear_teacher;

/* Of T = W X + Z, in bits: I(X;T), I(T;R), I(T;N), I(T;R|N), I(T;N|R). */
typedef struct qtl_linear_information {
    double i_xt_bits, i_tr_bits, i_tn_bits, i_tr_given_n_bits, i_tn_given_r_bits;
} qtl_linear_information;

/* Of any weights, X ~ N(0, input_variance I), Z ~ N(0, noise_variance I):
 *   I(X;T) = 1/2 log |s W W' + v I| - 1/2 log |v I|,
 *   I(T;R) = 1/2 log |s W W' + v I| - 1/2 log |s W_N W_N' + v I|,
 *   I(T;N|R) = 1/2 log |s W_N W_N' + v I| - 1/2 log |v I|, and with R and N exchanged.
 *   weights  [h][n], the first n_relevant columns belong to R
 * QTL_EINVAL on NULL, QTL_ERANGE for sizes of 0, n_relevant above n, or variances not
 * above 0, QTL_ENUMERIC for weights that are not finite; QTL_ENOMEM. O(h^2 (n + h)). */
typedef struct qtl_linear_layer {
    const double *weights;
    size_t n_hidden, n_inputs, n_relevant;
    double input_variance, noise_variance;
} qtl_linear_layer;
QTL_NODISCARD qtl_status qtl_linear_layer_information(const qtl_linear_layer *layer,
                                                      qtl_linear_information *out);

/* What is known of the student after an epoch. */
typedef struct qtl_linear_progress {
    double train_loss; /* mean of (Y - Y^)^2 over the P samples */
    double test_loss;  /* its expectation over the teacher's distribution, exact */
    qtl_linear_information hidden; /* of W1 X + Z */
    qtl_linear_information output; /* of Y^ + Z */
} qtl_linear_progress;

typedef struct qtl_linear_student qtl_linear_student; /* opaque */

/* Draws teacher, samples and initial weights: the same for the same seed and run.
 * QTL_ERANGE names a parameter that cannot be. */
QTL_NODISCARD qtl_status qtl_linear_student_create(const qtl_linear_teacher *teacher,
                                                   qtl_linear_student **out);
void qtl_linear_student_free(qtl_linear_student *student);

/* One pass over the samples in a fresh order. QTL_ENUMERIC when it diverges. O(P h n). */
QTL_NODISCARD qtl_status qtl_linear_student_epoch(qtl_linear_student *student);

/* O(P h n + h^2 (n + h)). */
QTL_NODISCARD qtl_status qtl_linear_student_measure(const qtl_linear_student *student,
                                                    qtl_linear_progress *out);

#pragma GCC visibility pop
#endif

/* Sub-samples of the inputs, and layers at them. */
#include <stdlib.h>
#include <string.h>

#include "experiment/subsample.h"
#include "suite.h"

enum { SIZES = 4, N = 100 };

/* An experiment of which only the sizes of sub-samples are of interest. */
typedef struct fixture {
    qtl_estimator estimator;
    qtl_measurement measurements[SIZES];
    qtl_experiment experiment;
    qtl_dataset dataset;
    uint32_t label[N];
    char file[8];
} fixture;

static fixture *make(const size_t sizes[SIZES])
{
    fixture *f = calloc(1, sizeof *f);
    ck_assert_ptr_nonnull(f);
    strcpy(f->file, "x.yaml");
    f->estimator.name = "kde";
    for (size_t m = 0; m < SIZES; m++) {
        f->measurements[m].method.estimator = &f->estimator;
        f->measurements[m].n_inputs = sizes[m];
    }
    f->experiment = (qtl_experiment){.file = f->file,
                                     .measurements = f->measurements,
                                     .n_measurements = SIZES,
                                     .seed = 5};
    f->dataset =
        (qtl_dataset){.name = "tishby", .n_inputs = N, .n_classes = 2, .label = f->label};
    return f;
}

static bool holds(const uint32_t *rows, size_t n, uint32_t row)
{
    size_t i = 0;
    while (i < n && rows[i] != row) {
        i++;
    }
    return i < n;
}

START_TEST(sub_samples_are_ascending_without_repetition_and_nested)
{
    const size_t sizes[SIZES] = {0, 60, 20, N};
    fixture *f = make(sizes);
    qtl_subsamples s = {0};
    ck_ok(qtl_subsamples_create(&f->experiment, &f->dataset, 1, &s));
    ck_assert_ptr_null(s.items[0].rows);
    for (size_t m = 1; m < SIZES; m++) {
        for (size_t i = 0; i < sizes[m]; i++) {
            ck_assert_uint_lt(s.items[m].rows[i], N);
            ck_assert(i == 0 || s.items[m].rows[i] > s.items[m].rows[i - 1]);
        }
    }
    for (size_t i = 0; i < sizes[2]; i++) {
        ck_assert(holds(s.items[1].rows, sizes[1], s.items[2].rows[i]));
    }
    for (uint32_t i = 0; i < N; i++) {
        ck_assert_uint_eq(s.items[3].rows[i], i);
    }
    qtl_subsamples_free(&s);
    free(f);
}
END_TEST

START_TEST(sub_samples_depend_on_seed_and_run_alone)
{
    const size_t sizes[SIZES] = {0, 60, 20, N};
    const size_t others[SIZES] = {20, 10, 60, 0};
    fixture *f = make(sizes);
    fixture *g = make(others);
    qtl_subsamples a = {0};
    qtl_subsamples b = {0};
    ck_ok(qtl_subsamples_create(&f->experiment, &f->dataset, 1, &a));
    ck_ok(qtl_subsamples_create(&g->experiment, &g->dataset, 1, &b));
    ck_assert_mem_eq(a.items[2].rows, b.items[0].rows, 20 * sizeof(uint32_t));
    ck_assert_mem_eq(a.items[1].rows, b.items[2].rows, 60 * sizeof(uint32_t));
    qtl_subsamples_free(&b);
    g->experiment.seed = 6;
    ck_ok(qtl_subsamples_create(&g->experiment, &g->dataset, 1, &b));
    ck_assert_mem_ne(a.items[2].rows, b.items[0].rows, 20 * sizeof(uint32_t));
    qtl_subsamples_free(&b);
    ck_ok(qtl_subsamples_create(&f->experiment, &f->dataset, 2, &b));
    ck_assert_mem_ne(a.items[2].rows, b.items[2].rows, 20 * sizeof(uint32_t));
    qtl_subsamples_free(&a);
    qtl_subsamples_free(&b);
    free(f);
    free(g);
}
END_TEST

/* Of 100 inputs 20 are drawn: over 2000 seeds each is drawn 400 times with a standard
 * deviation of sqrt(2000 * 0.2 * 0.8) = 17.9; five of those are exceeded by one of a
 * hundred inputs with probability 6e-5. */
START_TEST(every_input_is_drawn_equally_often)
{
    const size_t sizes[SIZES] = {20, 0, 0, 0};
    fixture *f = make(sizes);
    size_t drawn[N] = {0};
    for (uint64_t seed = 0; seed < 2000; seed++) {
        qtl_subsamples s = {0};
        f->experiment.seed = seed;
        ck_ok(qtl_subsamples_create(&f->experiment, &f->dataset, 1, &s));
        for (size_t i = 0; i < 20; i++) {
            drawn[s.items[0].rows[i]]++;
        }
        qtl_subsamples_free(&s);
    }
    for (size_t i = 0; i < N; i++) {
        ck_assert_double_eq_tol((double)drawn[i], 400, 5 * 17.9);
    }
    free(f);
}
END_TEST

START_TEST(more_inputs_than_there_are_is_an_error)
{
    const size_t sizes[SIZES] = {0, 0, N + 1, 0};
    fixture *f = make(sizes);
    qtl_subsamples s = {0};
    ck_fails(qtl_subsamples_create(&f->experiment, &f->dataset, 1, &s), QTL_ERANGE,
             "x.yaml: measure.estimators: kde wants 101 inputs, but tishby has 100");
    ck_assert_ptr_null(s.items);
    free(f);
}
END_TEST

/* The rows of a sub-sample of an experiment whose data have everything. */
START_TEST(labels_and_probabilities_go_with_their_inputs)
{
    const size_t sizes[SIZES] = {30, 0, 0, 0};
    fixture *f = make(sizes);
    double p_x[N];
    double p_y[N][2];
    double sum = 0;
    for (size_t i = 0; i < N; i++) {
        f->label[i] = (uint32_t)(i % 2);
        p_x[i] = (double)(i + 1) / 5050;
        p_y[i][0] = (double)i / N;
        p_y[i][1] = 1 - p_y[i][0];
    }
    f->dataset.p_x = p_x;
    f->dataset.p_y_given_x = p_y[0];
    qtl_subsamples s = {0};
    ck_ok(qtl_subsamples_create(&f->experiment, &f->dataset, 1, &s));
    const uint32_t *rows = s.items[0].rows;
    const qtl_dataset *data = &s.items[0].data;
    ck_assert_uint_eq(data->n_inputs, 30);
    ck_assert_uint_eq(data->n_classes, 2);
    for (size_t i = 0; i < 30; i++) {
        ck_assert_uint_eq(data->label[i], rows[i] % 2);
        ck_assert_double_eq(data->p_y_given_x[2 * i], p_y[rows[i]][0]);
        ck_assert_double_eq(data->p_y_given_x[2 * i + 1], p_y[rows[i]][1]);
        ck_assert_double_eq_tol(data->p_x[i] / data->p_x[0],
                                (rows[i] + 1.0) / (rows[0] + 1.0), 1e-12);
        sum += data->p_x[i];
    }
    ck_assert_double_eq_tol(sum, 1, 1e-12);
    qtl_subsamples_free(&s);
    free(f);
}
END_TEST

START_TEST(a_layer_is_read_at_the_rows_of_a_sub_sample)
{
    static const uint8_t bytes[] = {21, 22, 23, 24, 25, 26, 27, 28, 29, 30};
    static const uint16_t codes[] = {11, 12, 13, 14, 15, 16, 17, 18, 19, 20};
    static const float values[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
    uint32_t rows[] = {1, 3, 4};
    const qtl_subsample inputs = {.rows = rows, .data = {.n_inputs = 3}};
    const qtl_layer_reading layers[] = {
        {.index = 2, .width = 2, .n_points = 5, .byte_codes = bytes, .level_step = 2},
        {.index = 2, .width = 2, .n_points = 5, .codes = codes},
        {.index = 2, .width = 2, .n_points = 5, .values = values}};
    for (size_t l = 0; l < 3; l++) {
        qtl_layer_reading part;
        void *room = NULL;
        ck_ok(qtl_subsample_read(&inputs, &layers[l], &part, &room));
        ck_assert_uint_eq(part.index, 2);
        ck_assert_uint_eq(part.width, 2);
        ck_assert_uint_eq(part.n_points, 3);
        ck_assert_double_eq((double)part.level_step, (double)layers[l].level_step);
        const size_t expected[] = {1, 3, 4, 6, 8, 9};
        for (size_t i = 0; i < 6; i++) {
            ck_assert(l == 0 ? part.byte_codes[i] == bytes[expected[i]]
                             : !part.byte_codes);
            ck_assert(l == 1 ? part.codes[i] == codes[expected[i]] : !part.codes);
            ck_assert(l == 2 ? part.values[i] == values[expected[i]] : !part.values);
        }
        free(room);
    }
}
END_TEST

QTL_SUITE("sub-samples", sub_samples_are_ascending_without_repetition_and_nested,
          sub_samples_depend_on_seed_and_run_alone, every_input_is_drawn_equally_often,
          more_inputs_than_there_are_is_an_error,
          labels_and_probabilities_go_with_their_inputs,
          a_layer_is_read_at_the_rows_of_a_sub_sample)

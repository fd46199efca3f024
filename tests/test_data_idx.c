/* IDX files, their pairs, equal rows. Files are written here byte by byte from the
 * description of the format; MNIST's numbers are its published label counts. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/equal_rows.h"
#include "data/idx.h"
#include "data/idx_pairs.h"
#include "data/labels.h"
#include "data_files.h"
#include "suite.h"

/* --- one file --- */

/* The values -1, 2 in each type, as IEEE 754 and two's complement have them. */
START_TEST(every_element_type_is_read_big_endian)
{
    static const struct {
        uint8_t type, size, bytes[16];
        double values[2];
    } cases[] = {
        {0x08, 1, {0xff, 2}, {255, 2}},
        {0x09, 1, {0xff, 2}, {-1, 2}},
        {0x0B, 2, {0xff, 0xff, 0, 2}, {-1, 2}},
        {0x0C, 4, {0xff, 0xff, 0xff, 0xff, 0, 0, 0, 2}, {-1, 2}},
        {0x0D, 4, {0xbf, 0x80, 0, 0, 0x40, 0, 0, 0}, {-1, 2}},
        {0x0E, 8, {0xbf, 0xf0, 0, 0, 0, 0, 0, 0, 0x40}, {-1, 2}},
    };
    for (size_t c = 0; c < sizeof cases / sizeof cases[0]; c++) {
        uint8_t file[8 + 16] = {0, 0, cases[c].type, 1, 0, 0, 0, 2};
        memcpy(file + 8, cases[c].bytes, 16);
        const qtl_bytes bytes = {"case", file, 8 + 2 * (size_t)cases[c].size};
        qtl_idx idx = {0};
        ck_ok(qtl_idx_parse(&bytes, &idx));
        ck_assert_uint_eq(idx.n_values, 2);
        ck_assert_double_eq(qtl_idx_value(&idx, 0), cases[c].values[0]);
        ck_assert_double_eq(qtl_idx_value(&idx, 1), cases[c].values[1]);
        ck_assert((idx.type->kind == 'f') == (cases[c].type >= 0x0D));
        qtl_idx_free(&idx);
    }
}
END_TEST

START_TEST(plain_and_gzip_files_hold_the_same)
{
    char *folder = qtl_test_folder();
    static const uint8_t values[2 * 3 * 4] = {1, 2, 3, [23] = 255};
    const qtl_test_idx written = {3, {2, 3, 4}, values, sizeof values};
    static const char *const names[] = {"a", "a.gz"};
    for (size_t i = 0; i < 2; i++) {
        char *path = qtl_test_path(folder, names[i]);
        qtl_test_write_idx(path, &written);
        qtl_idx idx = {0};
        ck_ok(qtl_idx_read(path, &idx));
        ck_assert_uint_eq(idx.rank, 3);
        ck_assert_uint_eq(idx.dimension[0], 2);
        ck_assert_uint_eq(idx.dimension[2], 4);
        ck_assert_uint_eq(idx.n_bytes, 16 + sizeof values);
        ck_assert_mem_eq(idx.data, values, sizeof values);
        qtl_idx_free(&idx);
        free(path);
    }
    free(folder);
}
END_TEST

static void refuses(const char *name, const uint8_t *data, size_t size, qtl_status status,
                    const char *words)
{
    const qtl_bytes bytes = {name, data, size};
    qtl_idx idx = {.rank = 77};
    ck_fails(qtl_idx_parse(&bytes, &idx), status, words);
    ck_assert(strstr(qtl_error_message(), name) != NULL);
    ck_assert_uint_eq(idx.rank, 77);
}

START_TEST(hostile_headers_are_refused_in_a_line)
{
    static const uint8_t png[] = {0x89, 'P', 'N', 'G', 13, 10, 26, 10};
    static const uint8_t type[] = {0, 0, 0x0A, 1, 0, 0, 0, 1, 7};
    static const uint8_t rank0[] = {0, 0, 8, 0, 7};
    static const uint8_t rank9[] = {0, 0, 8, 9, 7};
    static const uint8_t none[] = {0, 0, 8, 1, 0, 0, 0, 0};
    static const uint8_t cut[] = {0, 0, 8, 3, 0, 0, 0, 1, 0};
    static const uint8_t few[] = {0, 0, 8, 1, 0, 0, 0, 3, 1, 2};
    static const uint8_t many[] = {0, 0, 8, 1, 0, 0, 0, 1, 1, 2};
    uint8_t overflow[4 + 12] = {0, 0, 14, 3};
    memset(overflow + 4, 0xff, 12);
    refuses("f", png, sizeof png, QTL_EFORMAT, "begins with 89 50 4e 47");
    refuses("f", type, sizeof type, QTL_EFORMAT, "no IDX file");
    refuses("f", rank0, sizeof rank0, QTL_EFORMAT, "1 to 8 dimensions");
    refuses("f", rank9, sizeof rank9, QTL_EFORMAT, "1 to 8 dimensions");
    refuses("f", png, 0, QTL_EFORMAT, "it has 0 bytes");
    refuses("f", none, sizeof none, QTL_EEMPTY, "dimension 0");
    refuses("f", cut, sizeof cut, QTL_EFORMAT, "truncated inside");
    refuses("f", few, sizeof few, QTL_EFORMAT, "promises 11 bytes, it has 10");
    refuses("f", many, sizeof many, QTL_EFORMAT, "after the last of the 1 values");
    refuses("f", overflow, sizeof overflow, QTL_EFORMAT, "over 2^64");
}
END_TEST

/* gzip of zeros: 1000 bytes of a file become a million. */
START_TEST(damaged_gzip_is_refused_in_a_line)
{
    char *folder = qtl_test_folder();
    char *path = qtl_test_path(folder, "a.gz");
    static const uint8_t zeros[1000000];
    qtl_test_write_idx(path, &(qtl_test_idx){1, {1000000}, zeros, sizeof zeros});
    static uint8_t file[20000];
    FILE *stream = fopen(path, "rb");
    const size_t size = fread(file, 1, sizeof file, stream);
    fclose(stream);
    ck_assert_uint_lt(size, 5000);
    refuses("a.gz", file, size - 100, QTL_EFORMAT, "truncated");
    refuses("a.gz", file, size - 4, QTL_EFORMAT, "truncated");
    refuses("a.gz", file, 12, QTL_EFORMAT, "truncated");
    file[size] = 'x';
    refuses("a.gz", file, size + 1, QTL_EFORMAT, "1 bytes after the compressed data");
    file[size - 6] ^= 1; /* the check sum */
    refuses("a.gz", file, size, QTL_EFORMAT, "damaged compressed data");
    free(path);
    free(folder);
}
END_TEST

START_TEST(a_gzip_bomb_is_not_unpacked_further_than_its_header_says)
{
    char *folder = qtl_test_folder();
    char *path = qtl_test_path(folder, "a.gz");
    static const uint8_t zeros[1000000];
    qtl_test_write_idx(path, &(qtl_test_idx){1, {3}, zeros, sizeof zeros});
    qtl_idx idx = {0};
    ck_fails(qtl_idx_read(path, &idx), QTL_EFORMAT, "after the last of the 3 values");
    free(path);
    free(folder);
}
END_TEST

/* --- pairs --- */

typedef struct pair_files {
    char *folder, *images, *labels, *more_images, *more_labels;
} pair_files;

static pair_files make_pair(void)
{
    pair_files f = {.folder = qtl_test_folder()};
    f.images = qtl_test_path(f.folder, "train-images-idx3-ubyte");
    f.labels = qtl_test_path(f.folder, "train-labels-idx1-ubyte.gz");
    f.more_images = qtl_test_path(f.folder, "t10k-images-idx3-ubyte.gz");
    f.more_labels = qtl_test_path(f.folder, "t10k-labels-idx1-ubyte");
    static const uint8_t pixels[] = {0, 51, 255, 7, 0, 0, 0, 1, 0, 51, 255, 7};
    static const uint8_t labels[] = {9, 3, 5};
    qtl_test_write_idx(f.images, &(qtl_test_idx){3, {3, 2, 2}, pixels, 12});
    qtl_test_write_idx(f.labels, &(qtl_test_idx){1, {3}, labels, 3});
    qtl_test_write_idx(f.more_images, &(qtl_test_idx){3, {1, 2, 2}, pixels + 4, 4});
    qtl_test_write_idx(f.more_labels, &(qtl_test_idx){1, {1}, labels + 1, 1});
    return f;
}

static void free_pair(pair_files *f)
{
    free(f->folder);
    free(f->images);
    free(f->labels);
    free(f->more_images);
    free(f->more_labels);
}

START_TEST(two_pairs_are_one_data_set_with_a_training_part)
{
    pair_files f = make_pair();
    const qtl_idx_pair pairs[] = {{.images = f.images, .labels = f.labels},
                                  {.images = f.more_images, .labels = f.more_labels}};
    qtl_dataset *d = calloc(1, sizeof *d);
    ck_ok(qtl_idx_dataset(pairs, 2, 0, d));
    ck_assert_uint_eq(d->n_inputs, 4);
    ck_assert_uint_eq(d->n_train, 3);
    ck_assert_uint_eq(d->n_features, 4);
    ck_assert_uint_eq(d->rows, 2);
    ck_assert_uint_eq(d->columns, 2);
    ck_assert_uint_eq(d->channels, 1);
    ck_assert_uint_eq(d->n_classes, 3); /* 3, 5, 9 */
    static const uint32_t labels[] = {2, 0, 1, 0};
    ck_assert_mem_eq(d->label, labels, sizeof labels);
    ck_assert_float_eq(d->x[1], 51.0F / 255.0F);
    ck_assert_float_eq(d->x[2], 1.0F);
    static const uint32_t first[] = {0, 1, 0, 1};
    ck_assert_uint_eq(d->n_distinct, 2);
    ck_assert_mem_eq(d->first, first, sizeof first);
    ck_assert_uint_eq(strlen(d->checksum), 64);
    qtl_dataset_free(d);
    d = calloc(1, sizeof *d);
    ck_ok(qtl_idx_dataset(pairs + 1, 1, 10, d));
    ck_assert_uint_eq(d->n_train, 0);
    ck_assert_uint_eq(d->n_classes, 10);
    ck_assert_uint_eq(d->label[0], 3);
    ck_assert_ptr_null(d->first);
    ck_assert_uint_eq(d->n_distinct, 1);
    qtl_dataset_free(d);
    free_pair(&f);
}
END_TEST

static void pairs_fail(const qtl_idx_pair *pairs, size_t n, size_t n_classes,
                       qtl_status status, const char *words)
{
    qtl_dataset *d = calloc(1, sizeof *d);
    ck_fails(qtl_idx_dataset(pairs, n, n_classes, d), status, words);
    qtl_dataset_free(d);
}

START_TEST(pairs_that_do_not_fit_are_refused_in_a_line)
{
    pair_files f = make_pair();
    const qtl_idx_pair good = {.images = f.images, .labels = f.labels};
    const qtl_idx_pair crossed = {.images = f.more_images, .labels = f.labels};
    const qtl_idx_pair fewer = {.images = f.images, .labels = f.more_labels};
    const qtl_idx_pair swapped = {.images = f.labels, .labels = f.images};
    pairs_fail(&crossed, 1, 0, QTL_EFORMAT, "has 1 images but");
    pairs_fail(&fewer, 1, 0, QTL_EFORMAT, "has 1 labels");
    pairs_fail(&swapped, 1, 0, QTL_EFORMAT, "has no labels");
    pairs_fail(&good, 1, 9, QTL_ERANGE, "label 0 (counted from 0) is 9; there are only");
    const qtl_idx_pair sum = {f.images, f.labels, NULL, "00"};
    pairs_fail(&sum, 1, 0, QTL_EFORMAT, "is not the published file");
    const qtl_idx_pair missing = {.images = "nowhere", .labels = f.labels};
    pairs_fail(&missing, 1, 0, QTL_EIO, "nowhere");
    static const uint8_t wide[6] = {1};
    qtl_test_write_idx(f.more_images, &(qtl_test_idx){3, {1, 2, 3}, wide, 6});
    const qtl_idx_pair both[] = {good,
                                 {.images = f.more_images, .labels = f.more_labels}};
    pairs_fail(both, 2, 0, QTL_EFORMAT, "images of 2 x 2 but");
    pairs_fail(both, 0, 0, QTL_EINVAL, "one or two pairs");
    free_pair(&f);
}
END_TEST

START_TEST(a_folder_is_searched_for_its_pairs)
{
    pair_files f = make_pair();
    qtl_idx_folder found = {0};
    qtl_idx_pair pairs[2];
    size_t n = 0;
    ck_ok(qtl_idx_folder_find(f.folder, &found));
    ck_ok(qtl_idx_folder_pairs(f.folder, &found, pairs, &n));
    ck_assert_uint_eq(n, 2);
    ck_assert_str_eq(pairs[0].images, f.images);
    ck_assert_str_eq(pairs[0].labels, f.labels);
    ck_assert_str_eq(pairs[1].images, f.more_images);
    ck_assert_str_eq(pairs[1].labels, f.more_labels);
    ck_assert_int_eq(remove(f.labels), 0);
    qtl_idx_folder_free(&found);
    ck_ok(qtl_idx_folder_find(f.folder, &found));
    ck_fails(qtl_idx_folder_pairs(f.folder, &found, pairs, &n), QTL_EFORMAT,
             "has no labels file beside it");
    qtl_idx_folder_free(&found);
    char *empty = qtl_test_folder();
    ck_ok(qtl_idx_folder_find(empty, &found));
    ck_fails(qtl_idx_folder_pairs(empty, &found, pairs, &n), QTL_EIO, "no IDX files");
    free(empty);
    ck_fails(qtl_idx_folder_find("nowhere", &found), QTL_EIO, "nowhere");
    free_pair(&f);
}
END_TEST

/* --- labels and equal rows --- */

START_TEST(any_integers_become_classes_in_ascending_order)
{
    static const int64_t values[] = {7, -2, 7, INT64_MAX, -2, INT64_MIN};
    static const uint32_t classes[] = {2, 1, 2, 3, 1, 0};
    qtl_dataset *d = calloc(1, sizeof *d);
    ck_ok(qtl_labels_rank("y", values, 6, d));
    ck_assert_uint_eq(d->n_classes, 4);
    ck_assert_mem_eq(d->label, classes, sizeof classes);
    qtl_dataset_free(d);
    d = calloc(1, sizeof *d);
    int64_t *many = calloc(QTL_CLASSES_MAX + 2, sizeof *many); /* 0 is there twice */
    for (int64_t i = 0; i <= QTL_CLASSES_MAX; i++) {
        many[i + 1] = i;
    }
    ck_fails(qtl_labels_rank("y", many, QTL_CLASSES_MAX + 2, d), QTL_ERANGE,
             "65537 different labels");
    ck_ok(qtl_labels_rank("y", many, QTL_CLASSES_MAX + 1, d));
    ck_assert_uint_eq(d->n_classes, QTL_CLASSES_MAX);
    free(many);
    qtl_dataset_free(d);
}
END_TEST

START_TEST(many_labels_that_all_differ_are_taken_for_row_numbers)
{
    enum { N = 1001 };
    int64_t row[N];
    for (int64_t i = 0; i < N; i++) {
        row[i] = 3 * i;
    }
    qtl_dataset *d = calloc(1, sizeof *d);
    ck_fails(qtl_labels_rank("y.csv", row, N, d), QTL_ERANGE,
             "y.csv has 1001 classes for 1001 inputs; are these row numbers?");
    ck_ok(qtl_labels_rank("y.csv", row, N - 1, d));
    ck_assert_uint_eq(d->n_classes, N - 1);
    qtl_dataset_free(d);
}
END_TEST

/* Against a comparison of every row with every other. */
START_TEST(equal_rows_are_those_that_a_comparison_of_all_pairs_finds)
{
    enum { N = 500, D = 3 };
    qtl_dataset *d = calloc(1, sizeof *d);
    *d = (qtl_dataset){.n_inputs = N, .n_features = D, .x = calloc(N * D, sizeof(float))};
    uint32_t state = 1;
    for (size_t i = 0; i < (size_t)N * D; i++) {
        state = state * 1664525U + 1013904223U;
        d->x[i] = (float)(state >> 24 & 3) - 1;
        d->x[i] = d->x[i] == 0 && (state >> 20 & 1) ? -0.0F : d->x[i];
    }
    ck_ok(qtl_dataset_find_equal_rows(d));
    size_t n_distinct = 0;
    for (uint32_t i = 0; i < N; i++) {
        uint32_t j = 0;
        while (d->x[D * j] != d->x[D * i] || d->x[D * j + 1] != d->x[D * i + 1] ||
               d->x[D * j + 2] != d->x[D * i + 2]) {
            j++;
        }
        ck_assert_uint_eq(d->first[i], j);
        n_distinct += j == i;
    }
    ck_assert_uint_eq(d->n_distinct, n_distinct);
    ck_assert_uint_gt(n_distinct, 30);
    ck_fails(qtl_dataset_find_equal_rows(d), QTL_EINVAL, "not yet looked through");
    qtl_dataset_free(d);
}
END_TEST

/* --- the real files --- */

/* The published counts of the digits 0 to 9 among all 70000. */
START_TEST(mnist_has_its_published_counts)
{
    char *folder = qtl_test_shared("mnist");
    if (!folder) {
        return;
    }
    static const size_t published[] = {6903, 7877, 6990, 7141, 6824,
                                       6313, 6876, 7293, 6825, 6958};
    qtl_idx_folder found = {0};
    qtl_idx_pair pairs[2];
    size_t n = 0;
    ck_ok(qtl_idx_folder_find(folder, &found));
    ck_ok(qtl_idx_folder_pairs(folder, &found, pairs, &n));
    pairs[0].images_sha256 =
        "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db";
    qtl_dataset *d = calloc(1, sizeof *d);
    ck_ok(qtl_idx_dataset(pairs, n, 10, d));
    ck_assert_uint_eq(d->n_inputs, 70000);
    ck_assert_uint_eq(d->n_train, 60000);
    ck_assert_uint_eq(d->n_features, 784);
    size_t count[10] = {0};
    for (size_t i = 0; i < d->n_inputs; i++) {
        count[d->label[i]]++;
    }
    ck_assert_mem_eq(count, published, sizeof count);
    ck_assert_double_eq_tol(qtl_dataset_entropy(d).h_y_bits, 3.31984, 5e-6);
    ck_assert_double_eq_tol(qtl_dataset_entropy(d).h_x_bits, log2(70000), 1e-12);
    qtl_dataset_free(d);
    qtl_idx_folder_free(&found);
    free(folder);
}
END_TEST

START_TEST(notmnist_has_1000_images_a_letter_and_9804_distinct_ones)
{
    char *folder = qtl_test_shared("notmnist");
    if (!folder) {
        return;
    }
    qtl_idx_folder found = {0};
    qtl_idx_pair pairs[2];
    size_t n = 0;
    ck_ok(qtl_idx_folder_find(folder, &found));
    ck_ok(qtl_idx_folder_pairs(folder, &found, pairs, &n));
    qtl_dataset *d = calloc(1, sizeof *d);
    ck_ok(qtl_idx_dataset(pairs, n, 10, d));
    ck_assert_uint_eq(d->n_inputs, 10000);
    ck_assert_uint_eq(d->n_train, 0);
    ck_assert_uint_eq(d->n_distinct, 9804);
    ck_assert_double_eq_tol(qtl_dataset_entropy(d).h_y_bits, log2(10), 1e-12);
    qtl_dataset_free(d);
    qtl_idx_folder_free(&found);
    free(folder);
}
END_TEST

QTL_SUITE("data idx", every_element_type_is_read_big_endian,
          plain_and_gzip_files_hold_the_same, hostile_headers_are_refused_in_a_line,
          damaged_gzip_is_refused_in_a_line,
          a_gzip_bomb_is_not_unpacked_further_than_its_header_says,
          two_pairs_are_one_data_set_with_a_training_part,
          pairs_that_do_not_fit_are_refused_in_a_line, a_folder_is_searched_for_its_pairs,
          any_integers_become_classes_in_ascending_order,
          many_labels_that_all_differ_are_taken_for_row_numbers,
          equal_rows_are_those_that_a_comparison_of_all_pairs_finds,
          mnist_has_its_published_counts,
          notmnist_has_1000_images_a_letter_and_9804_distinct_ones)

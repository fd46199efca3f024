/* The kind `files`: what a path names is told by content, whatever the name. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/file.h"
#include "data_files.h"
#include "quantal/dataset.h"
#include "suite.h"

static qtl_dataset *files(const char *path, const char *labels)
{
    const qtl_dataset_options options = {.path = path, .labels = labels};
    qtl_dataset *d = NULL;
    ck_ok(qtl_dataset_create("files", &options, &d));
    return d;
}

static void refuses(const char *path, const char *labels, qtl_status status,
                    const char *words)
{
    const qtl_dataset_options options = {.path = path, .labels = labels};
    qtl_dataset *d = NULL;
    ck_fails(qtl_dataset_create("files", &options, &d), status, words);
    ck_assert_ptr_null(d);
}

/* Rows 0 and 2 are one input, with the labels 5 and 9: H(X) = H(2/3, 1/3) and
 * I(X;Y) = H(Y) - 2/3, for half of what is known of the two is a coin. */
START_TEST(a_table_may_hold_the_labels_too)
{
    char *folder = qtl_test_folder();
    char *path = qtl_test_path(folder, "table.csv");
    qtl_test_write(path, "a,b,class\n0.5,1,5\n2,3e10,5\n0.5,1,9\n");
    char *x = qtl_test_path(folder, "table.csv:0-1");
    char *y = qtl_test_path(folder, "table.csv:class");
    qtl_dataset *d = files(x, y);
    static const float expected[] = {0.5F, 1, 2, 3e10F, 0.5F, 1};
    static const uint32_t label[] = {0, 0, 1};
    static const uint32_t first[] = {0, 1, 0};
    ck_assert_uint_eq(d->n_inputs, 3);
    ck_assert_mem_eq(d->x, expected, sizeof expected);
    ck_assert_mem_eq(d->label, label, sizeof label);
    ck_assert_mem_eq(d->first, first, sizeof first);
    ck_assert_uint_eq(d->n_distinct, 2);
    ck_assert_uint_eq(d->rows, 0);
    ck_assert_uint_eq(strlen(d->checksum), 64);
    const qtl_dataset_entropies h = qtl_dataset_entropy(d);
    const double h_third = log2(3) - 2.0 / 3;
    ck_assert_double_eq_tol(h.h_x_bits, h_third, 1e-14);
    ck_assert_double_eq_tol(h.i_xy_bits, h_third - 2.0 / 3, 1e-14);
    qtl_dataset_free(d);
    refuses(path, NULL, QTL_EINVAL, "has inputs but no labels");
    refuses(x, path, QTL_EFORMAT, "labels are one row or one column");
    free(x);
    free(y);
    free(path);
    free(folder);
}
END_TEST

START_TEST(idx_files_are_known_by_content_alone_or_in_a_folder)
{
    char *folder = qtl_test_folder();
    char *images = qtl_test_path(folder, "t10k-images.gz");
    char *labels = qtl_test_path(folder, "t10k-labels");
    static const uint8_t pixels[] = {0, 255, 51, 0};
    static const uint8_t classes[] = {1, 0};
    qtl_test_write_idx(images, &(qtl_test_idx){3, {2, 1, 2}, pixels, 4});
    qtl_test_write_idx(labels, &(qtl_test_idx){1, {2}, classes, 2});
    qtl_dataset *pair = files(images, labels);
    qtl_dataset *whole = files(folder, NULL);
    ck_assert_uint_eq(pair->columns, 2);
    ck_assert_float_eq(pair->x[1], 1);
    ck_assert_uint_eq(pair->label[0], 1);
    ck_assert_uint_eq(whole->n_train, 0);
    ck_assert_str_eq(pair->checksum, whole->checksum);
    /* SHA-256 of the uncompressed images, then the labels */
    static const uint8_t raw[] = {0, 0, 8,   3,  0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0,
                                  2, 0, 255, 51, 0, 0, 0, 8, 1, 0, 0, 0, 2, 1, 0};
    char sum[QTL_SHA256_SIZE];
    qtl_sha256(raw, sizeof raw, sum);
    ck_assert_str_eq(pair->checksum, sum);
    qtl_dataset_free(pair);
    qtl_dataset_free(whole);
    refuses(images, NULL, QTL_EINVAL, "has inputs but no labels");
    refuses(folder, labels, QTL_EINVAL, "has its own labels");
    free(images);
    free(labels);
    free(folder);
}
END_TEST

START_TEST(paths_that_name_nothing_readable_are_refused_in_a_line)
{
    char *folder = qtl_test_folder();
    char *path = qtl_test_path(folder, "x");
    refuses(NULL, NULL, QTL_EINVAL, "path names a folder");
    refuses("nowhere.csv", "nowhere.csv", QTL_EIO, "nowhere.csv: No such file");
    qtl_test_write(path, "");
    refuses(path, path, QTL_EEMPTY, "is empty");
    qtl_test_write(path, "1,2\n3\n");
    refuses(path, path, QTL_EFORMAT, ":2: ");
    qtl_test_write(path, "\x1f\x8b no gzip");
    refuses(path, NULL, QTL_EIO, "cannot read");
    char *zipped = qtl_test_path(folder, "x.csv.gz");
    qtl_test_write_bytes(zipped, "1,2\n3,4\n", 8);
    refuses(zipped, path, QTL_EUNSUPPORTED, "holds neither IDX nor a tar archive");
    free(zipped);
    qtl_test_write_bytes(path, "\0\0\x99\3\0\0\0\1", 8); /* IDX has no type 0x99 */
    refuses(path, path, QTL_EFORMAT, "of no format that is known: IDX, MAT, NPY, CSV");
    qtl_test_write(path, "1.5\n2\n");
    refuses(path, path, QTL_ERANGE, "label 0 (counted from 0) is 1.5");
    free(path);
    free(folder);
}
END_TEST

QTL_SUITE("data files", a_table_may_hold_the_labels_too,
          idx_files_are_known_by_content_alone_or_in_a_folder,
          paths_that_name_nothing_readable_are_refused_in_a_line)

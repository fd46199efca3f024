/* Sets of images: where their files are looked for, and what is made of them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/file.h"
#include "core/text.h"
#include "data/image_sets.h"
#include "data/locate.h"
#include "data_files.h"
#include "quantal/dataset.h"
#include "quantal/split.h"
#include "suite.h"

enum { SIDE = 2, PIXELS = SIDE * SIDE };

/* FOLDER/SET/FILE; the folders are made. */
static char *place(const char *folder, const char *set, const char *file)
{
    char *in = qtl_test_path(folder, set);
    ck_ok(qtl_make_folder(in));
    char *path = qtl_test_path(in, file);
    free(in);
    return path;
}

/* n images of 2 x 2 whose pixels count up, and their labels i % 10. */
static void write_pair(const char *folder, const char *set, const char *half, uint32_t n)
{
    uint8_t *values = calloc(n, PIXELS + 1);
    ck_assert_ptr_nonnull(values);
    for (uint32_t i = 0; i < PIXELS * n; i++) {
        values[i] = (uint8_t)i;
    }
    for (uint32_t i = 0; i < n; i++) {
        values[PIXELS * n + i] = (uint8_t)(i % 10);
    }
    const qtl_test_idx images = {3, {n, SIDE, SIDE}, values, PIXELS * n};
    const qtl_test_idx labels = {1, {n}, values + PIXELS * n, n};
    char *images_name = qtl_format("%s-images-idx3-ubyte.gz", half);
    char *labels_name = qtl_format("%s-labels-idx1-ubyte", half);
    char *images_path = place(folder, set, images_name);
    char *labels_path = place(folder, set, labels_name);
    qtl_test_write_idx(images_path, &images);
    qtl_test_write_idx(labels_path, &labels);
    free(images_name);
    free(labels_name);
    free(images_path);
    free(labels_path);
    free(values);
}

static void forget(char *folder)
{
    qtl_discard_tree(folder);
    free(folder);
}

START_TEST(the_folder_asked_for_comes_before_the_environment)
{
    char *asked = qtl_test_folder();
    char *named = qtl_test_folder();
    write_pair(asked, "notmnist", "t10k", 20);
    write_pair(named, "notmnist", "t10k", 30);
    setenv("QUANTAL_DATA", named, 1);
    const qtl_dataset_options options = {.directory = asked};
    const size_t expected[] = {20, 30};
    for (size_t i = 0; i < 2; i++) {
        qtl_dataset *dataset = NULL;
        ck_ok(qtl_dataset_create("notmnist", i == 0 ? &options : NULL, &dataset));
        ck_assert_uint_eq(dataset->n_inputs, expected[i]);
        ck_assert_uint_eq(dataset->n_features, PIXELS);
        ck_assert_uint_eq(dataset->n_classes, 10);
        ck_assert_float_eq(dataset->x[PIXELS], 4.0F / 255.0F);
        ck_assert_uint_eq(dataset->label[13], 3);
        qtl_dataset_free(dataset);
    }
    unsetenv("QUANTAL_DATA");
    forget(asked);
    forget(named);
}
END_TEST

START_TEST(the_test_pair_alone_has_no_official_split_and_both_pairs_do)
{
    char *folder = qtl_test_folder();
    const qtl_dataset_options options = {.directory = folder};
    write_pair(folder, "notmnist", "t10k", 20);
    const size_t expected[] = {0, 50};
    for (size_t i = 0; i < 2; i++) {
        qtl_dataset *dataset = NULL;
        ck_ok(qtl_dataset_create("notmnist", &options, &dataset));
        ck_assert_uint_eq(dataset->n_train, expected[i]);
        ck_assert_uint_eq(dataset->n_inputs, expected[i] + 20);
        qtl_dataset_free(dataset);
        write_pair(folder, "notmnist", "train", 50);
    }
    forget(folder);
}
END_TEST

START_TEST(a_set_that_is_nowhere_names_the_places_and_the_remedy)
{
    char *folder = qtl_test_folder();
    const qtl_dataset_options options = {.directory = folder};
    qtl_dataset *dataset = NULL;
    setenv("QUANTAL_DATA", "/no/such", 1);
    ck_fails(qtl_dataset_create("mnist", &options, &dataset), QTL_EIO,
             "/mnist, /no/such/mnist, datasets/mnist; `quantal data fetch mnist`");
    ck_assert_ptr_nonnull(strstr(qtl_error_message(), folder));
    ck_fails(qtl_dataset_create("notmnist", NULL, &dataset), QTL_EIO,
             "data set notmnist is not in /no/such/notmnist, datasets/notmnist; ");
    unsetenv("QUANTAL_DATA");
    ck_assert_ptr_null(dataset);
    forget(folder);
}
END_TEST

START_TEST(a_set_that_is_there_in_part_names_what_is_missing)
{
    char *folder = qtl_test_folder();
    const qtl_dataset_options options = {.directory = folder};
    qtl_dataset *dataset = NULL;
    write_pair(folder, "mnist", "t10k", 20);
    ck_fails(qtl_dataset_create("mnist", &options, &dataset), QTL_EIO,
             "mnist has no train-images-idx3-ubyte, as it is or with .gz; `quantal data "
             "fetch mnist` completes it");
    write_pair(folder, "notmnist", "t10k", 20);
    write_pair(folder, "notmnist", "train", 20);
    char *lost = place(folder, "notmnist", "train-labels-idx1-ubyte");
    ck_assert_int_eq(remove(lost), 0);
    free(lost);
    ck_fails(qtl_dataset_create("notmnist", &options, &dataset), QTL_EIO,
             "notmnist has no train-labels-idx1-ubyte");
    forget(folder);
}
END_TEST

START_TEST(files_that_are_not_the_published_ones_are_refused_with_both_sums)
{
    char *folder = qtl_test_folder();
    const qtl_dataset_options options = {.directory = folder};
    qtl_dataset *dataset = NULL;
    write_pair(folder, "mnist", "train", 20);
    write_pair(folder, "mnist", "t10k", 20);
    ck_fails(
        qtl_dataset_create("mnist", &options, &dataset), QTL_EFORMAT,
        "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db; fetch it");
    ck_assert_ptr_nonnull(strstr(qtl_error_message(), "have SHA-256 "));
    const qtl_image_set *set = qtl_image_set_find("mnist");
    char *in = qtl_test_path(folder, "mnist");
    ck_assert(!qtl_image_set_has(set, in, 0));
    ck_assert(!qtl_image_set_has(set, "/no/such", 0));
    free(in);
    forget(folder);
}
END_TEST

START_TEST(only_image_sets_are_found)
{
    ck_assert_ptr_nonnull(qtl_image_set_find("fashion-mnist"));
    ck_assert_ptr_null(qtl_image_set_find("tishby"));
}
END_TEST

START_TEST(downloads_go_to_the_first_place_of_the_path)
{
    static const struct {
        const char *directory, *environment, *folder;
    } cases[] = {{"a", "b", "a/mnist"},
                 {NULL, "b", "b/mnist"},
                 {NULL, "", "datasets/mnist"},
                 {NULL, NULL, "datasets/mnist"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        unsetenv("QUANTAL_DATA");
        if (cases[i].environment) {
            setenv("QUANTAL_DATA", cases[i].environment, 1);
        }
        char *folder = qtl_download_folder("mnist", cases[i].directory);
        ck_assert_str_eq(folder, cases[i].folder);
        free(folder);
    }
    unsetenv("QUANTAL_DATA");
}
END_TEST

/* The sum is that of `zcat` of the four files in order, by sha256sum. */
START_TEST(mnist_is_the_published_one)
{
    char *folder = qtl_test_shared("");
    if (!folder) {
        return;
    }
    const qtl_dataset_options options = {.directory = folder};
    qtl_dataset *dataset = NULL;
    ck_ok(qtl_dataset_create("mnist", &options, &dataset));
    ck_assert_str_eq(dataset->checksum,
                     "b2d8f5bf39174ee5ffeefa97e42d673c35432b411bb5d1f74fbbeddae7f1690a");
    ck_assert_double_eq_tol(qtl_dataset_entropy(dataset).h_y_bits, 3.31984, 5e-6);
    qtl_split split;
    ck_ok(qtl_split_create(dataset, QTL_SPLIT_OFFICIAL, 0, 0, 0, &split));
    ck_assert_uint_eq(split.n_train, 60000);
    ck_assert_uint_eq(split.n_test, 10000);
    ck_assert_uint_eq(split.test[0], 60000);
    qtl_split_free(&split);
    qtl_dataset_free(dataset);
    free(folder);
}
END_TEST

QTL_SUITE("data image sets", the_folder_asked_for_comes_before_the_environment,
          the_test_pair_alone_has_no_official_split_and_both_pairs_do,
          a_set_that_is_nowhere_names_the_places_and_the_remedy,
          a_set_that_is_there_in_part_names_what_is_missing,
          files_that_are_not_the_published_ones_are_refused_with_both_sums,
          only_image_sets_are_found, downloads_go_to_the_first_place_of_the_path,
          mnist_is_the_published_one)

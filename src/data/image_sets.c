/* MNIST, Fashion-MNIST and notMNIST: 28 x 28 grey images of ten classes. */
#include "data/image_sets.h"

#include <stdlib.h>
#include <string.h>

#include "core/fail.h"
#include "core/file.h"
#include "core/memory.h"
#include "data/glyphs.h"
#include "data/idx.h"
#include "data/idx_pairs.h"
#include "data/kinds.h"
#include "data/locate.h"

enum { N_CLASSES = 10, UNPACKED_MAX = 1 << 28 };

#define IDX_FILES                                                                        \
    "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte",      \
        "t10k-labels-idx1-ubyte"

/* The sums of Fashion-MNIST are those of the files in Debian's package. */
static const qtl_image_set sets[] = {
    {.name = "mnist",
     .files = {IDX_FILES},
     .sha256 = {"ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
                "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
                "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
                "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"}},
    {.name = "fashion-mnist",
     .system = "/usr/share/datasets/fashion-mnist",
     .files = {IDX_FILES},
     .sha256 = {"c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
                "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
                "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
                "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"}},
    {.name = "notmnist",
     .files = {IDX_FILES, "notMNIST_small.tar.gz", "notMNIST_small"},
     .archive_size = 8458043,
     .test_alone = true},
};

const qtl_image_set *qtl_image_set_find(const char *name)
{
    for (size_t i = 0; i < sizeof sets / sizeof sets[0]; i++) {
        if (strcmp(sets[i].name, name) == 0) {
            return &sets[i];
        }
    }
    return NULL;
}

/* The paths of the files in a folder; NULL: not there. */
typedef struct paths {
    char *file[QTL_IDX_FILES];
} paths;

static void free_paths(paths *found)
{
    for (size_t i = 0; i < QTL_IDX_FILES; i++) {
        free(found->file[i]);
    }
}

/* A set of which only the test pair is needed may lack the training pair, whole. */
static bool may_lack(const qtl_image_set *set, const paths *found, size_t i)
{
    return set->test_alone && i < 2 && !found->file[0] && !found->file[1];
}

static qtl_status check_complete(const qtl_image_set *set, const char *folder,
                                 const paths *found)
{
    for (size_t i = 0; i < QTL_IDX_FILES; i++) {
        QTL_REQUIRE(
            found->file[i] || may_lack(set, found, i), QTL_EIO,
            "%s has no %s, as it is or with .gz; `quantal data fetch %s` completes it",
            folder, set->files[i], set->name);
    }
    return QTL_OK;
}

static qtl_status read_found(const qtl_image_set *set, const paths *found,
                             qtl_dataset *out)
{
    qtl_idx_pair pairs[2];
    size_t n = 0;
    for (size_t i = found->file[0] ? 0 : 2; i < QTL_IDX_FILES; i += 2) {
        pairs[n++] = (qtl_idx_pair){.images = found->file[i],
                                    .labels = found->file[i + 1],
                                    .images_sha256 = set->sha256[i],
                                    .labels_sha256 = set->sha256[i + 1]};
    }
    return qtl_idx_dataset(pairs, n, N_CLASSES, out);
}

/* The original archive, or what it unpacks to. */
static qtl_status read_images(const qtl_image_set *set, const char *folder,
                              qtl_dataset *out)
{
    char *archive = qtl_locate_file(folder, set->files[QTL_IMAGE_ARCHIVE]);
    char *path =
        archive ? archive : qtl_locate_file(folder, set->files[QTL_IMAGE_FOLDER]);
    if (!path) {
        return QTL_EIO;
    }
    qtl_status status =
        archive ? qtl_glyphs_read_archive(path, out) : qtl_glyphs_read_folder(path, out);
    if (status == QTL_OK && out->n_classes != N_CLASSES) {
        status = QTL_FAIL(QTL_EFORMAT, "%s has %zu folders of images, not %d", path,
                          out->n_classes, N_CLASSES);
    }
    free(path);
    return status;
}

static bool is_empty(const paths *found)
{
    return !found->file[0] && !found->file[1] && !found->file[2] && !found->file[3];
}

static qtl_status read_idx_files(const qtl_image_set *set, const char *folder,
                                 const paths *found, qtl_dataset *out)
{
    QTL_TRY(check_complete(set, folder, found));
    return read_found(set, found, out);
}

static qtl_status read_folder(const qtl_image_set *set, const char *folder,
                              qtl_dataset *out)
{
    paths found = {0};
    for (size_t i = 0; i < QTL_IDX_FILES; i++) {
        found.file[i] = qtl_locate_file(folder, set->files[i]);
    }
    const bool images = set->files[QTL_IMAGE_ARCHIVE] && is_empty(&found);
    const qtl_status status =
        images ? read_images(set, folder, out) : read_idx_files(set, folder, &found, out);
    free_paths(&found);
    return status;
}

static qtl_status make(const qtl_dataset_options *options, qtl_dataset *out)
{
    const qtl_image_set *set = qtl_image_set_find(out->name);
    const qtl_search search = {.name = set->name,
                               .directory = options->directory,
                               .system = set->system,
                               .files = set->files};
    char *folder = NULL;
    QTL_TRY(qtl_locate(&search, &folder));
    const qtl_status status = read_folder(set, folder, out);
    free(folder);
    return status;
}

/* No sum of it was ever published, but gzip has one inside. */
static qtl_status check_archive(const qtl_image_set *set, const qtl_bytes *file)
{
    QTL_REQUIRE(file->size == set->archive_size, QTL_EFORMAT,
                "%s is not the published file: it has %zu bytes, not %zu; fetch it again",
                file->path, file->size, set->archive_size);
    uint8_t *data = NULL;
    size_t size = 0;
    QTL_TRY(qtl_inflate(file, UNPACKED_MAX, &data, &size));
    free(data);
    return QTL_OK;
}

qtl_status qtl_image_set_check(const qtl_image_set *set, size_t i, const qtl_bytes *file)
{
    if (i >= QTL_IDX_FILES) {
        return check_archive(set, file);
    }
    qtl_idx idx = {0};
    QTL_TRY(qtl_idx_parse(file, &idx));
    const qtl_status status = qtl_idx_check_sum(&idx, file->path, set->sha256[i]);
    qtl_idx_free(&idx);
    return status;
}

bool qtl_image_set_has(const qtl_image_set *set, const char *folder, size_t i)
{
    char *path = qtl_locate_file(folder, set->files[i]);
    char *bytes = NULL;
    size_t size = 0;
    qtl_status status = path ? qtl_read_file(path, &bytes, &size) : QTL_EIO;
    if (status == QTL_OK) {
        const qtl_bytes file = {path, (const uint8_t *)bytes, size};
        status = qtl_image_set_check(set, i, &file);
    }
    free(bytes);
    free(path);
    return status == QTL_OK;
}

static const char *const garments[] = {"T-shirt", "trouser", "pullover", "dress",
                                       "coat",    "sandal",  "shirt",    "sneaker",
                                       "bag",     "boot",    NULL};
static const char *const letters[] = {"A", "B", "C", "D", "E", "F",
                                      "G", "H", "I", "J", NULL};

const qtl_dataset_kind qtl_dataset_mnist = {
    .name = "mnist",
    .summary = "70000 handwritten digits, 28 x 28",
    .source = "LeCun, Cortes & Burges, http://yann.lecun.com/exdb/mnist",
    .licence = "Creative Commons Attribution-ShareAlike 3.0",
    .make = make,
};
const qtl_dataset_kind qtl_dataset_fashion_mnist = {
    .name = "fashion-mnist",
    .summary = "70000 pieces of clothing, 28 x 28",
    .source = "Xiao, Rasul & Vollgraf (2017), arXiv:1708.07747",
    .licence = "MIT; Zalando SE",
    .classes = garments,
    .make = make,
};
const qtl_dataset_kind qtl_dataset_notmnist = {
    .name = "notmnist",
    .summary = "letters A to J in many fonts, 28 x 28",
    .source =
        "Bulatov (2011), http://yaroslavvb.blogspot.com/2011/09/notmnist-dataset.html",
    .licence = "none stated; glyphs of publicly available fonts",
    .classes = letters,
    .make = make,
};

#include "data/idx_pairs.h"

#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/fail.h"
#include "core/file.h"
#include "core/memory.h"
#include "core/text.h"
#include "data/equal_rows.h"
#include "data/idx.h"
#include "data/labels.h"

enum { N_PAIRS_MAX = 2 };

/* --- reading pairs --- */

typedef struct loaded {
    qtl_idx images, labels;
} loaded;

/* Pairs while they become a data set. */
typedef struct loading {
    const qtl_idx_pair *pairs;
    size_t n_pairs;
    size_t n_classes; /* 0: whatever there is */
    loaded part[N_PAIRS_MAX];
    int64_t *label; /* [N] as in the files */
} loading;

static qtl_status check_pair(const qtl_idx_pair *pair, const loaded *part)
{
    const size_t n_images = part->images.dimension[0];
    const size_t n_labels = part->labels.dimension[0];
    QTL_REQUIRE(part->labels.n_values == n_labels && part->labels.type->kind != 'f',
                QTL_EFORMAT, "%s has no labels: they are integers in one dimension",
                pair->labels);
    QTL_REQUIRE(n_images == n_labels, QTL_EFORMAT,
                "%s has %zu images but %s has %zu labels; they must be a pair",
                pair->images, n_images, pair->labels, n_labels);
    QTL_TRY(qtl_idx_check_sum(&part->images, pair->images, pair->images_sha256));
    return qtl_idx_check_sum(&part->labels, pair->labels, pair->labels_sha256);
}

static qtl_status read_pair(const qtl_idx_pair *pair, loaded *part)
{
    QTL_TRY(qtl_idx_read(pair->images, &part->images));
    QTL_TRY(qtl_idx_read(pair->labels, &part->labels));
    return check_pair(pair, part);
}

/* "28 x 28" */
static void describe_shape(const qtl_idx *images, char *text, size_t size)
{
    size_t used = 0;
    text[0] = '\0';
    for (size_t d = 1; d < images->rank && used < size; d++) {
        const int n = snprintf(text + used, size - used, "%s%zu", d > 1 ? " x " : "",
                               images->dimension[d]);
        used += n > 0 ? (size_t)n : 0;
    }
}

static qtl_status check_shapes(const loading *all)
{
    const qtl_idx *first = &all->part[0].images;
    for (size_t p = 1; p < all->n_pairs; p++) {
        const qtl_idx *images = &all->part[p].images;
        char shapes[2][128];
        describe_shape(first, shapes[0], sizeof shapes[0]);
        describe_shape(images, shapes[1], sizeof shapes[1]);
        QTL_REQUIRE(
            strcmp(shapes[0], shapes[1]) == 0, QTL_EFORMAT,
            "%s has images of %s but %s has images of %s; they must be of one set",
            all->pairs[0].images, shapes[0], all->pairs[p].images, shapes[1]);
    }
    return QTL_OK;
}

/* --- filling the data set --- */

static void take_shape(const loading *all, qtl_dataset *out)
{
    const qtl_idx *images = &all->part[0].images;
    out->n_features = images->n_values / images->dimension[0];
    if (images->rank == 3) {
        out->rows = images->dimension[1];
        out->columns = images->dimension[2];
        out->channels = 1;
    }
    for (size_t p = 0; p < all->n_pairs; p++) {
        out->n_inputs += all->part[p].images.dimension[0];
    }
    out->n_train = all->n_pairs > 1 ? images->dimension[0] : 0;
}

/* Images as floats; returns where the next ones go, NULL after a value that is none. */
static float *fill_images(const qtl_idx *images, float *x)
{
    if (images->type->kind == 'u') {
        for (size_t i = 0; i < images->n_values; i++) {
            *x++ = (float)images->data[i] / 255.0F;
        }
        return x;
    }
    for (size_t i = 0; i < images->n_values; i++, x++) {
        *x = (float)qtl_idx_value(images, i);
        if (!isfinite(*x)) {
            return NULL;
        }
    }
    return x;
}

static qtl_status fill_x(const loading *all, qtl_dataset *out)
{
    size_t n = 0;
    QTL_REQUIRE(!__builtin_mul_overflow(out->n_inputs, out->n_features, &n), QTL_ENOMEM,
                "out of memory: %zu x %zu inputs", out->n_inputs, out->n_features);
    QTL_ALLOC(out->x, n);
    float *x = out->x;
    for (size_t p = 0; p < all->n_pairs; p++) {
        x = fill_images(&all->part[p].images, x);
        QTL_REQUIRE(x, QTL_ERANGE, "%s: a value is not finite as a 32-bit float",
                    all->pairs[p].images);
    }
    return QTL_OK;
}

static qtl_status read_labels(const loading *all, int64_t *next)
{
    for (size_t p = 0; p < all->n_pairs; p++) {
        const qtl_idx *labels = &all->part[p].labels;
        for (size_t i = 0; i < labels->n_values; i++) {
            next[i] = (int64_t)qtl_idx_value(labels, i);
        }
        QTL_TRY(qtl_labels_check(all->pairs[p].labels, next, labels->n_values,
                                 all->n_classes));
        next += labels->n_values;
    }
    return QTL_OK;
}

static qtl_status fill_labels(loading *all, qtl_dataset *out)
{
    QTL_ALLOC(all->label, out->n_inputs);
    QTL_TRY(read_labels(all, all->label));
    if (!all->n_classes) {
        return qtl_labels_rank(all->pairs[0].labels, all->label, out->n_inputs, out);
    }
    QTL_ALLOC(out->label, out->n_inputs);
    for (size_t i = 0; i < out->n_inputs; i++) {
        out->label[i] = (uint32_t)all->label[i];
    }
    out->n_classes = all->n_classes;
    return QTL_OK;
}

static void take_checksum(const loading *all, qtl_dataset *out)
{
    qtl_digest *digest = qtl_digest_new();
    for (size_t p = 0; p < all->n_pairs; p++) {
        const loaded *part = &all->part[p];
        qtl_digest_add(digest, part->images.bytes, part->images.n_bytes);
        qtl_digest_add(digest, part->labels.bytes, part->labels.n_bytes);
    }
    qtl_digest_take(digest, out->checksum);
}

static qtl_status load(loading *all, qtl_dataset *out)
{
    for (size_t p = 0; p < all->n_pairs; p++) {
        QTL_TRY(read_pair(&all->pairs[p], &all->part[p]));
    }
    QTL_TRY(check_shapes(all));
    take_shape(all, out);
    QTL_TRY(fill_labels(all, out));
    QTL_TRY(fill_x(all, out));
    take_checksum(all, out);
    return qtl_dataset_find_equal_rows(out);
}

qtl_status qtl_idx_dataset(const qtl_idx_pair *pairs, size_t n_pairs, size_t n_classes,
                           qtl_dataset *out)
{
    QTL_REQUIRE(pairs && out && n_pairs >= 1 && n_pairs <= N_PAIRS_MAX, QTL_EINVAL,
                "idx: one or two pairs of files, not %zu", n_pairs);
    loading all = {.pairs = pairs, .n_pairs = n_pairs, .n_classes = n_classes};
    const qtl_status status = load(&all, out);
    for (size_t p = 0; p < n_pairs; p++) {
        qtl_idx_free(&all.part[p].images);
        qtl_idx_free(&all.part[p].labels);
    }
    free(all.label);
    return status;
}

/* --- finding pairs --- */

static bool begins_with(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

static bool is_partial(const char *name)
{
    const char *dot = strrchr(name, '.');
    return dot && (strcmp(dot, ".partial") == 0 || strcmp(dot, ".part") == 0);
}

/* Keeps the first of the names in name order. */
static qtl_status keep_first(const char *folder, const char *name, char **kept)
{
    char *path = qtl_format("%s/%s", folder, name);
    if (!path) {
        return QTL_ENOMEM;
    }
    if (*kept && strcmp(*kept, path) < 0) {
        free(path);
        return QTL_OK;
    }
    free(*kept);
    *kept = path;
    return QTL_OK;
}

static qtl_status keep_name(const char *folder, const char *name, qtl_idx_folder *found)
{
    const struct {
        const char *prefix;
        char **path;
    } wanted[] = {{"train-images", &found->train_images},
                  {"train-labels", &found->train_labels},
                  {"t10k-images", &found->test_images},
                  {"t10k-labels", &found->test_labels}};
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        if (begins_with(name, wanted[i].prefix) && !is_partial(name)) {
            return keep_first(folder, name, wanted[i].path);
        }
    }
    return QTL_OK;
}

qtl_status qtl_idx_folder_find(const char *folder, qtl_idx_folder *out)
{
    DIR *stream = opendir(folder);
    QTL_REQUIRE(stream, QTL_EIO, "cannot read folder %s: %s", folder, strerror(errno));
    qtl_idx_folder found = {0};
    qtl_status status = QTL_OK;
    for (struct dirent *entry = readdir(stream); status == QTL_OK && entry;
         entry = readdir(stream)) {
        status = keep_name(folder, entry->d_name, &found);
    }
    (void)closedir(stream);
    if (status != QTL_OK) {
        qtl_idx_folder_free(&found);
        return status;
    }
    *out = found;
    return QTL_OK;
}

void qtl_idx_folder_free(qtl_idx_folder *found)
{
    free(found->train_images);
    free(found->train_labels);
    free(found->test_images);
    free(found->test_labels);
    *found = (qtl_idx_folder){0};
}

static qtl_status add_pair(const char *images, const char *labels, qtl_idx_pair *pairs,
                           size_t *n_pairs)
{
    QTL_REQUIRE(!images == !labels, QTL_EFORMAT,
                "%s has no %s file beside it; fetch the other half of the pair",
                images ? images : labels, images ? "labels" : "images");
    if (images) {
        pairs[(*n_pairs)++] = (qtl_idx_pair){.images = images, .labels = labels};
    }
    return QTL_OK;
}

qtl_status qtl_idx_folder_pairs(const char *folder, const qtl_idx_folder *found,
                                qtl_idx_pair pairs[2], size_t *n_pairs)
{
    size_t n = 0;
    QTL_TRY(add_pair(found->train_images, found->train_labels, pairs, &n));
    QTL_TRY(add_pair(found->test_images, found->test_labels, pairs, &n));
    QTL_REQUIRE(n > 0, QTL_EIO,
                "no IDX files in %s: train-images*, train-labels*, t10k-images*, "
                "t10k-labels*",
                folder);
    *n_pairs = n;
    return QTL_OK;
}

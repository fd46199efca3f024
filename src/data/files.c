/* Any data set in files. What they are is read from their first bytes, not their names.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/fail.h"
#include "core/file.h"
#include "core/memory.h"
#include "data/from_matrix.h"
#include "data/glyphs.h"
#include "data/idx.h"
#include "data/idx_pairs.h"
#include "data/inflate.h"
#include "data/kinds.h"
#include "data/mat.h"
#include "data/mat_level.h"

/* As much of a file as tells what it is, also if it is compressed: HDF5's mark is at 512,
 * tar's at 257, IDX's is the first four bytes. */
enum { BEGINNING_SIZE = 4096, TOLD_SIZE = 520, TAR_MARK_AT = 257, IDX_MARK_SIZE = 4 };

typedef struct beginning {
    uint8_t data[BEGINNING_SIZE]; /* of what is inside, if it is gzip */
    size_t size;
    bool is_gzip;
} beginning;

/* --- one kind of file each --- */

static qtl_status need_labels(const qtl_dataset_options *options)
{
    QTL_REQUIRE(options->labels, QTL_EINVAL,
                "%s has inputs but no labels; name their file with labels: FILE",
                options->path);
    return QTL_OK;
}

static qtl_status no_labels(const qtl_dataset_options *options)
{
    QTL_REQUIRE(!options->labels, QTL_EINVAL,
                "%s has its own labels; leave labels: %s out", options->path,
                options->labels);
    return QTL_OK;
}

static qtl_status read_idx_pair(const qtl_dataset_options *options, qtl_dataset *out)
{
    QTL_TRY(need_labels(options));
    const qtl_idx_pair pair = {.images = options->path, .labels = options->labels};
    return qtl_idx_dataset(&pair, 1, 0, out);
}

static qtl_status read_mat(const qtl_dataset_options *options, qtl_dataset *out)
{
    QTL_TRY(no_labels(options));
    char *text = NULL;
    size_t size = 0;
    QTL_TRY(qtl_read_file(options->path, &text, &size));
    const qtl_bytes file = {options->path, (const uint8_t *)text, size};
    const qtl_status status = qtl_mat_dataset(&file, out);
    free(text);
    return status;
}

static qtl_status read_archive(const qtl_dataset_options *options, qtl_dataset *out)
{
    QTL_TRY(no_labels(options));
    return qtl_glyphs_read_archive(options->path, out);
}

/* The numbers themselves, not the files: columns may be chosen, and formats differ. */
static void take_checksum(const qtl_matrix *x, const qtl_matrix *y, qtl_dataset *out)
{
    qtl_digest *digest = qtl_digest_new();
    qtl_digest_add(digest, x->data, x->n_rows * x->n_cols * sizeof *x->data);
    qtl_digest_add(digest, y->data, y->n_rows * y->n_cols * sizeof *y->data);
    qtl_digest_take(digest, out->checksum);
}

static qtl_status read_matrices(const qtl_dataset_options *options, qtl_dataset *out)
{
    QTL_TRY(need_labels(options));
    qtl_matrix *x = NULL;
    qtl_matrix *y = NULL;
    QTL_TRY(qtl_matrix_read(options->path, &x));
    qtl_status status = qtl_matrix_read(options->labels, &y);
    if (status == QTL_OK) {
        const qtl_named_matrix inputs = {options->path, x};
        const qtl_named_matrix labels = {options->labels, y};
        status = qtl_dataset_from_matrices(&inputs, &labels, out);
        take_checksum(x, y, out);
    }
    qtl_matrix_free(x);
    qtl_matrix_free(y);
    return status;
}

/* --- which kind --- */

static bool begins_with(const beginning *b, const char *mark, size_t size)
{
    return b->size >= size && memcmp(b->data, mark, size) == 0;
}

static bool is_idx(const beginning *b)
{
    return qtl_idx_recognize(b->data, b->size);
}

/* Gzip of which nothing comes out is one of these too: reading it says what is wrong. */
static bool is_archive(const beginning *b)
{
    return (b->is_gzip && b->size == 0) || begins_with(b, "PK\3\4", 4) ||
           begins_with(b, "BZh", 3) ||
           begins_with(b,
                       "\xfd"
                       "7zXZ",
                       5) ||
           begins_with(b, "\x28\xb5\x2f\xfd", 4) ||
           (b->size > TAR_MARK_AT + 5 && memcmp(b->data + TAR_MARK_AT, "ustar", 5) == 0);
}

static bool is_mat(const beginning *b)
{
    return qtl_mat_recognize(b->data, b->size);
}

static bool is_gzip(const beginning *b)
{
    return b->is_gzip;
}

static qtl_status refuse_gzip(const qtl_dataset_options *options, qtl_dataset *out)
{
    (void)out;
    return QTL_FAIL(QTL_EUNSUPPORTED,
                    "%s is compressed with gzip and holds neither IDX nor a tar archive; "
                    "decompress it first",
                    options->path);
}

/* Neither NPY nor text, in UTF-16 at worst, of which the reader of CSV has more to say.
 */
static bool is_binary(const beginning *b)
{
    return !begins_with(b, "\x93NUMPY", 6) && !begins_with(b, "\xff\xfe", 2) &&
           !begins_with(b, "\xfe\xff", 2) && memchr(b->data, 0, b->size);
}

static qtl_status refuse_binary(const qtl_dataset_options *options, qtl_dataset *out)
{
    (void)out;
    return QTL_FAIL(QTL_EFORMAT,
                    "%s is of no format that is known: IDX, MAT, NPY, CSV, or PNG images "
                    "in a folder or an archive",
                    options->path);
}

static bool is_anything(const beginning *b)
{
    (void)b;
    return true;
}

/* The first that fits. */
static const struct format {
    bool (*fits)(const beginning *b);
    qtl_status (*read)(const qtl_dataset_options *options, qtl_dataset *out);
} formats[] = {{is_idx, read_idx_pair},    {is_archive, read_archive},
               {is_gzip, refuse_gzip},     {is_mat, read_mat},
               {is_binary, refuse_binary}, {is_anything, read_matrices}};

/* Puts what is compressed in the place of the gzip file: as much as tells a tar archive,
 * or if the file breaks off before, as much as tells IDX. */
static void look_inside(beginning *b)
{
    const qtl_bytes from = {"", b->data, b->size};
    uint8_t *data = NULL;
    size_t size = 0;
    b->is_gzip = true;
    if (qtl_inflate(&from, TOLD_SIZE, &data, &size) != QTL_OK &&
        qtl_inflate(&from, IDX_MARK_SIZE, &data, &size) != QTL_OK) {
        b->size = 0;
        return;
    }
    memcpy(b->data, data, size);
    b->size = size;
    free(data);
}

static qtl_status read_file(const qtl_dataset_options *options, qtl_dataset *out)
{
    beginning b = {.size = 0};
    FILE *stream = fopen(options->path, "rbe");
    if (stream) { /* else FILE:COLUMNS, or a line that says why not */
        b.size = fread(b.data, 1, sizeof b.data, stream);
        (void)fclose(stream);
    }
    if (qtl_is_gzip(b.data, b.size)) {
        look_inside(&b);
    }
    size_t i = 0;
    while (!formats[i].fits(&b)) {
        i++;
    }
    return formats[i].read(options, out);
}

/* IDX files under their usual names, else folders of images. */
static qtl_status read_folder(const qtl_dataset_options *options, qtl_dataset *out)
{
    QTL_TRY(no_labels(options));
    qtl_idx_folder found = {0};
    QTL_TRY(qtl_idx_folder_find(options->path, &found));
    qtl_status status = QTL_OK;
    if (found.train_images || found.train_labels || found.test_images ||
        found.test_labels) {
        qtl_idx_pair pairs[2];
        size_t n_pairs = 0;
        status = qtl_idx_folder_pairs(options->path, &found, pairs, &n_pairs);
        if (status == QTL_OK) {
            status = qtl_idx_dataset(pairs, n_pairs, 0, out);
        }
    } else {
        status = qtl_glyphs_read_folder(options->path, out);
    }
    qtl_idx_folder_free(&found);
    return status;
}

static qtl_status make(const qtl_dataset_options *options, qtl_dataset *out)
{
    QTL_REQUIRE(options->path, QTL_EINVAL,
                "files: which? path names a folder, an archive or a file");
    struct stat found;
    const bool is_folder = stat(options->path, &found) == 0 && S_ISDIR(found.st_mode);
    return is_folder ? read_folder(options, out) : read_file(options, out);
}

const qtl_dataset_kind qtl_dataset_files = {
    .name = "files",
    .summary = "your own: IDX files, PNG images in a folder a class (or in an archive), "
               "MAT with F and y, NPY or CSV with a file of labels",
    .source = "path, and labels where the labels have their own file",
    .licence = "that of the files",
    .make = make,
};

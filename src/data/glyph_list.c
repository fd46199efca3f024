#include "data/glyph_list.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/fail.h"
#include "core/file.h"
#include "core/memory.h"
#include "core/text.h"
#include "data/equal_rows.h"
#include "data/labels.h"
#include "data/png_read.h"

/* Of all files, and of all images in memory: notMNIST's large archive has 529114 images
 * of 784 pixels, in 200 MB of files and at the end in 2.07 GB. */
static const size_t total_bytes_max = (size_t)1 << 31;

/* Its grey value and the float made of it are there at the same time. */
enum { BYTES_A_PIXEL = 1 + sizeof(float) };

struct qtl_glyph {
    char *path;
    char *class_name; /* "" if there is none */
    uint8_t *png;     /* the file, and once it is decoded its grey values */
    size_t size;
    const char *refused; /* why it is not read; NULL: it is */
};

/* --- paths --- */

static bool ends_in_png(const char *path)
{
    const char *dot = strrchr(path, '.');
    return dot && strcasecmp(dot, ".png") == 0;
}

static bool is_junk(const char *component, size_t length)
{
    return (component[0] == '.' && length > 1) ||
           (length == 8 && memcmp(component, "__MACOSX", 8) == 0);
}

qtl_glyph_path qtl_glyph_path_kind(const char *path)
{
    bool ignored = !ends_in_png(path);
    for (const char *at = path; *at;) {
        const size_t length = strcspn(at, "/");
        if ((length == 0 && at == path) || (length == 2 && memcmp(at, "..", 2) == 0)) {
            return QTL_GLYPH_REFUSE;
        }
        ignored |= is_junk(at, length);
        at += length + (at[length] == '/');
    }
    return ignored ? QTL_GLYPH_IGNORE : QTL_GLYPH_READ;
}

/* The folder that holds the file; "" for one that lies in none. */
static char *class_of(const char *path)
{
    const char *end = strrchr(path, '/');
    if (!end) {
        return qtl_strdup("");
    }
    const char *begin = end;
    while (begin > path && begin[-1] != '/') {
        begin--;
    }
    return qtl_format("%.*s", (int)(end - begin), begin);
}

/* --- adding --- */

static qtl_status make_room(qtl_glyph_list *list)
{
    if (list->n < list->room) {
        return QTL_OK;
    }
    const size_t room = list->room ? 2 * list->room : 256;
    qtl_glyph *larger = realloc(list->glyphs, room * sizeof *larger);
    QTL_REQUIRE(larger, QTL_ENOMEM, "%s: no memory for %zu images", list->source, room);
    list->glyphs = larger;
    list->room = room;
    return QTL_OK;
}

/* From here on the list owns what the glyph points to. */
static qtl_status append(qtl_glyph_list *list, const char *path, const char *refused,
                         qtl_glyph **out)
{
    QTL_TRY(make_room(list));
    while (path[0] == '.' && path[1] == '/') {
        path += 2;
    }
    qtl_glyph *glyph = &list->glyphs[list->n++];
    *glyph = (qtl_glyph){.path = qtl_strdup(path),
                         .class_name = refused ? qtl_strdup("") : class_of(path),
                         .refused = refused};
    *out = glyph;
    return glyph->path && glyph->class_name ? QTL_OK : QTL_ENOMEM;
}

qtl_status qtl_glyph_list_add(qtl_glyph_list *list, const char *path, uint8_t *png,
                              size_t size)
{
    qtl_glyph *glyph = NULL;
    const qtl_status status = append(list, path, NULL, &glyph);
    if (status != QTL_OK) {
        free(png);
        return status;
    }
    glyph->png = png;
    glyph->size = size;
    if (glyph->class_name[0] == '\0' || strcmp(glyph->class_name, ".") == 0) {
        glyph->refused = "in no class folder";
    }
    list->n_bytes += size;
    QTL_REQUIRE(list->n_bytes <= total_bytes_max, QTL_ERANGE,
                "%s: more than %zu bytes of images; give fewer", list->source,
                total_bytes_max);
    return QTL_OK;
}

qtl_status qtl_glyph_list_leave_out(qtl_glyph_list *list, const char *path,
                                    const char *reason)
{
    qtl_glyph *glyph = NULL;
    return append(list, path, reason, &glyph);
}

void qtl_glyph_list_free(qtl_glyph_list *list)
{
    for (size_t i = 0; i < list->n; i++) {
        free(list->glyphs[i].path);
        free(list->glyphs[i].class_name);
        free(list->glyphs[i].png);
    }
    free(list->glyphs);
    *list = (qtl_glyph_list){0};
}

/* --- order and size --- */

static int compare_glyphs(const void *a, const void *b)
{
    const qtl_glyph *one = a;
    const qtl_glyph *other = b;
    const int by_class = strcmp(one->class_name, other->class_name);
    return by_class ? by_class : strcmp(one->path, other->path);
}

/* A path twice in an archive: which of the two is meant, nobody can say. */
static void refuse_second_files(qtl_glyph_list *list)
{
    for (size_t i = list->n; i-- > 1;) {
        qtl_glyph *later = &list->glyphs[i];
        if (!later->refused && !list->glyphs[i - 1].refused &&
            strcmp(later->path, list->glyphs[i - 1].path) == 0) {
            later->refused = "a second file of this name";
        }
    }
}

static int compare_sizes(const void *a, const void *b)
{
    const qtl_png_size *one = a;
    const qtl_png_size *other = b;
    const uint64_t first = (uint64_t)one->width << 32 | one->height;
    const uint64_t second = (uint64_t)other->width << 32 | other->height;
    return (first > second) - (first < second);
}

/* The longest run of equal sizes, after sorting, and how long it is. */
static qtl_png_size most_frequent(qtl_png_size *sizes, size_t n, size_t *longest)
{
    qtl_png_size best = {0};
    *longest = 0;
    qsort(sizes, n, sizeof *sizes, compare_sizes);
    for (size_t i = 0, run = 0; i < n; i++) {
        run = i > 0 && compare_sizes(&sizes[i], &sizes[i - 1]) == 0 ? run + 1 : 1;
        if (run > *longest) {
            *longest = run;
            best = sizes[i];
        }
    }
    return best;
}

/* Refused before anything is decoded: small files can claim all memory. */
static qtl_status check_room(const char *source, qtl_png_size size, size_t n)
{
    const size_t pixels = (size_t)size.width * size.height;
    const size_t n_max = pixels ? total_bytes_max / BYTES_A_PIXEL / pixels : n;
    QTL_REQUIRE(n <= n_max, QTL_ERANGE,
                "%s: %zu images of %u x %u pixels are too many; at most %zu of this size "
                "are read",
                source, n, size.width, size.height, n_max);
    return QTL_OK;
}

static qtl_status choose_size(const qtl_glyph_list *list, qtl_png_size *out)
{
    qtl_png_size *sizes = NULL;
    QTL_ALLOC(sizes, list->n);
    size_t n = 0;
    for (size_t i = 0; i < list->n; i++) {
        const qtl_glyph *glyph = &list->glyphs[i];
        char reason[QTL_PNG_REASON_SIZE];
        n += !glyph->refused &&
             qtl_png_measure(glyph->png, glyph->size, &sizes[n], reason);
    }
    size_t n_frequent = 0;
    *out = most_frequent(sizes, n, &n_frequent);
    free(sizes);
    return check_room(list->source, *out, n_frequent);
}

/* --- decoding --- */

/* What is being decoded, and what could not be. */
typedef struct decoding {
    const char *source;
    qtl_png_size size;
    size_t n_pixels; /* of an image */
    uint8_t *grey;   /* [n_pixels] */
    size_t n_images;
    qtl_digest *digest;
    qtl_text left_out;
} decoding;

static void report(decoding *d, qtl_glyph *glyph, const char *reason)
{
    const size_t begin = d->left_out.size;
    qtl_text_add(&d->left_out, "%s: %s\n", glyph->path, reason);
    for (size_t i = begin; i + 1 < d->left_out.size; i++) {
        if ((unsigned char)d->left_out.data[i] < ' ') {
            d->left_out.data[i] = '?'; /* a file's name may hold line breaks */
        }
    }
    free(glyph->png);
    glyph->png = NULL;
}

/* The file's bytes make room for its grey values: memory is had for what is an image, not
 * for what says it is one. */
static qtl_status keep_image(decoding *d, qtl_glyph *glyph)
{
    d->n_images++;
    qtl_digest_add(d->digest, glyph->class_name, strlen(glyph->class_name) + 1);
    qtl_digest_add(d->digest, glyph->png, glyph->size);
    uint8_t *grey = NULL;
    QTL_ALLOC(grey, d->n_pixels);
    memcpy(grey, d->grey, d->n_pixels);
    free(glyph->png);
    glyph->png = grey;
    return QTL_OK;
}

static qtl_status decode_glyph(decoding *d, qtl_glyph *glyph)
{
    char reason[QTL_PNG_REASON_SIZE] = "damaged";
    if (!glyph->refused &&
        qtl_png_decode(glyph->png, glyph->size, d->size, d->grey, reason)) {
        return keep_image(d, glyph);
    }
    report(d, glyph, glyph->refused ? glyph->refused : reason);
    return d->left_out.failed
               ? QTL_FAIL(QTL_ENOMEM, "%s: no memory to say what is left out", d->source)
               : QTL_OK;
}

static qtl_status decode_glyphs(const qtl_glyph_list *list, decoding *d)
{
    QTL_TRY(choose_size(list, &d->size));
    d->n_pixels = (size_t)d->size.width * d->size.height;
    QTL_ALLOC(d->grey, d->n_pixels);
    for (size_t i = 0; i < list->n; i++) {
        QTL_TRY(decode_glyph(d, &list->glyphs[i]));
    }
    QTL_REQUIRE(d->n_images > 0, QTL_EEMPTY,
                "%s: none of its %zu PNG files can be read; the first is %.*s",
                list->source, list->n, (int)strcspn(d->left_out.data, "\n"),
                d->left_out.data);
    return QTL_OK;
}

/* --- the data set --- */

/* The images that were decoded, in order; each is freed once it is taken. */
static void take_images(const qtl_glyph_list *list, qtl_dataset *out)
{
    const char *class_name = NULL;
    for (size_t i = 0; i < list->n; i++) {
        qtl_glyph *glyph = &list->glyphs[i];
        if (!glyph->png) {
            continue;
        }
        if (!class_name || strcmp(class_name, glyph->class_name) != 0) {
            class_name = glyph->class_name;
            out->n_classes++;
        }
        float *x = out->x + out->n_inputs * out->n_features;
        for (size_t j = 0; j < out->n_features; j++) {
            x[j] = (float)glyph->png[j] / 255.0F;
        }
        free(glyph->png);
        glyph->png = NULL;
        out->label[out->n_inputs++] = (uint32_t)(out->n_classes - 1);
    }
}

static qtl_status fill(const qtl_glyph_list *list, const decoding *d, qtl_dataset *out)
{
    out->rows = d->size.height;
    out->columns = d->size.width;
    out->channels = 1;
    out->n_features = d->n_pixels;
    QTL_ALLOC(out->x, d->n_images * d->n_pixels);
    QTL_ALLOC(out->label, d->n_images);
    take_images(list, out);
    QTL_REQUIRE(out->n_classes <= QTL_CLASSES_MAX, QTL_ERANGE,
                "%s: %zu class folders; classes are %d at most", list->source,
                out->n_classes, QTL_CLASSES_MAX);
    return qtl_dataset_find_equal_rows(out);
}

qtl_status qtl_glyph_list_dataset(qtl_glyph_list *list, qtl_dataset *out)
{
    QTL_REQUIRE(list->n > 0, QTL_EEMPTY,
                "%s has no PNG images; they lie in one folder a class", list->source);
    qsort(list->glyphs, list->n, sizeof *list->glyphs, compare_glyphs);
    refuse_second_files(list);
    decoding d = {.source = list->source, .digest = qtl_digest_new()};
    qtl_status status = decode_glyphs(list, &d);
    out->left_out = d.left_out.data;
    if (status == QTL_OK) {
        status = fill(list, &d, out);
    }
    qtl_digest_take(d.digest, out->checksum);
    free(d.grey);
    return status;
}

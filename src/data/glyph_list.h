/* Images that have been found in a folder or an archive, on their way to a data set. */
#ifndef QTL_DATA_GLYPH_LIST_H
#define QTL_DATA_GLYPH_LIST_H

#include <stddef.h>
#include <stdint.h>

#include "quantal/dataset.h"
#include "quantal/status.h"

/* More is no glyph. */
enum { QTL_GLYPH_BYTES_MAX = 1 << 20 };

typedef struct qtl_glyph qtl_glyph;

/* Zero-initialize. `source` begins the messages. */
typedef struct qtl_glyph_list {
    const char *source;
    qtl_glyph *glyphs; /* [n], with room for more */
    size_t n, room;
    size_t n_bytes; /* of all files kept */
} qtl_glyph_list;

/* What to do with a path inside the source ("notMNIST_small/A/x.png"). */
typedef enum qtl_glyph_path {
    QTL_GLYPH_READ,   /* an image in a class folder */
    QTL_GLYPH_IGNORE, /* no .png, hidden, or in __MACOSX */
    QTL_GLYPH_REFUSE  /* absolute, or with ".." */
} qtl_glyph_path;
qtl_glyph_path qtl_glyph_path_kind(const char *path);

/* Adds the image at `path`, whose last folder is its class; takes `png` (malloc) over,
 * even if it fails. */
QTL_NODISCARD qtl_status qtl_glyph_list_add(qtl_glyph_list *list, const char *path,
                                            uint8_t *png, size_t size);

/* Adds a file that is not read, with the reason, which must outlive the list. */
QTL_NODISCARD qtl_status qtl_glyph_list_leave_out(qtl_glyph_list *list, const char *path,
                                                  const char *reason);

/* Sorts by class and path, decodes, and fills the data set and its left_out. Images are
 * of the size that most files say they have; all others are left out. QTL_EEMPTY: no
 * image could be read; QTL_ERANGE: their pixels, as bytes and as floats, would take more
 * than 2 GiB. */
QTL_NODISCARD qtl_status qtl_glyph_list_dataset(qtl_glyph_list *list, qtl_dataset *out);
void qtl_glyph_list_free(qtl_glyph_list *list);

#endif

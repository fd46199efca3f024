/* Images in one folder a class, as notMNIST comes: A/x.png, B/y.png, ..., in a folder or
 * in an archive, which is not unpacked. Classes and the files of a class are in name
 * order, images 8-bit grey (png_read.h says what becomes of others) scaled to v / 255.
 *
 * A file that is empty, truncated, damaged or not of the size that most have is left out
 * and named in dataset->left_out, a line each; so are links, which are never followed,
 * and members of an archive whose name is absolute or has "..". Files that are no .png,
 * hidden ones and __MACOSX are passed over. The checksum is that of every image's class
 * name, a NUL and the file, in order: the same for a folder and for its archive. */
#ifndef QTL_DATA_GLYPHS_H
#define QTL_DATA_GLYPHS_H

#include "quantal/dataset.h"
#include "quantal/status.h"

/* QTL_EIO: the folder or archive cannot be read; QTL_EFORMAT: the archive is damaged;
 * QTL_EEMPTY: no image could be read; QTL_ERANGE: more files or pixels than 2 GiB. */
QTL_NODISCARD qtl_status qtl_glyphs_read_folder(const char *path, qtl_dataset *out);

/* tar, plain or compressed with gzip, bzip2, xz or zstd; or zip. */
QTL_NODISCARD qtl_status qtl_glyphs_read_archive(const char *path, qtl_dataset *out);

#endif

/* Where the files of a data set lie. The search path is the folder that was asked for,
 * $QUANTAL_DATA and datasets/; data set NAME lies in NAME/ below one of them. */
#ifndef QTL_DATA_LOCATE_H
#define QTL_DATA_LOCATE_H

#include "quantal/status.h"

/* What is looked for. */
typedef struct qtl_search {
    const char *name;         /* of the data set */
    const char *directory;    /* first place; NULL: none */
    const char *system;       /* last place, the very folder of the files; NULL: none */
    const char *const *files; /* ends with NULL; one is enough to know the folder by */
} qtl_search;

/* The first folder of the path that has one of the files, as they are or with ".gz"; the
 * caller frees it. QTL_EIO names every place and how to fetch the data set. */
QTL_NODISCARD qtl_status qtl_locate(const qtl_search *search, char **folder);

/* The folder that downloads of data set `name` go to, the first place of the path. The
 * caller frees it; NULL when memory is short. */
char *qtl_download_folder(const char *name, const char *directory);

/* "folder/file.gz" if that is there, else "folder/file"; freed by the caller. NULL and
 * the message when neither is. */
char *qtl_locate_file(const char *folder, const char *file);

#endif

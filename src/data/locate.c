#include "data/locate.h"

#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/fail.h"
#include "core/text.h"

enum { MAX_PLACES = 4 };

/* Folders that may have the files. */
typedef struct places {
    char *place[MAX_PLACES];
    size_t n;
    bool failed;
} places;

static const char *from_environment(void)
{
    const char *directory = getenv("QUANTAL_DATA");
    return directory && *directory ? directory : NULL;
}

static void add(places *all, const char *directory, const char *name)
{
    if (directory) {
        char *place =
            name ? qtl_format("%s/%s", directory, name) : qtl_format("%s", directory);
        all->failed |= !place;
        all->place[all->n++] = place;
    }
}

static bool is_there(const char *folder, const char *file, const char *suffix)
{
    char *path = qtl_format("%s/%s%s", folder, file, suffix);
    const bool found = path && access(path, F_OK) == 0;
    free(path);
    return found;
}

static bool has_any(const char *folder, const char *const *files)
{
    for (size_t i = 0; files[i]; i++) {
        if (is_there(folder, files[i], "") || is_there(folder, files[i], ".gz")) {
            return true;
        }
    }
    return false;
}

static qtl_status fail_missing(const qtl_search *search, const places *all)
{
    qtl_text text = {0};
    for (size_t i = 0; i < all->n; i++) {
        qtl_text_add(&text, "%s%s", i ? ", " : "", all->place[i]);
    }
    const qtl_status status =
        QTL_FAIL(QTL_EIO,
                 "data set %s is not in %s; `quantal data fetch %s` gets it, and "
                 "--data-dir or $QUANTAL_DATA say where it is",
                 search->name, text.data ? text.data : "any place", search->name);
    free(text.data);
    return status;
}

static qtl_status choose(const qtl_search *search, places *all, char **folder)
{
    QTL_REQUIRE(!all->failed, QTL_ENOMEM, "out of memory: the places of data set %s",
                search->name);
    for (size_t i = 0; i < all->n; i++) {
        if (has_any(all->place[i], search->files)) {
            *folder = all->place[i];
            all->place[i] = NULL;
            return QTL_OK;
        }
    }
    return fail_missing(search, all);
}

qtl_status qtl_locate(const qtl_search *search, char **folder)
{
    places all = {0};
    add(&all, search->directory, search->name);
    add(&all, from_environment(), search->name);
    add(&all, "datasets", search->name);
    add(&all, search->system, NULL);
    const qtl_status status = choose(search, &all, folder);
    for (size_t i = 0; i < all.n; i++) {
        free(all.place[i]);
    }
    return status;
}

char *qtl_download_folder(const char *name, const char *directory)
{
    directory = directory ? directory : from_environment();
    return qtl_format("%s/%s", directory ? directory : "datasets", name);
}

char *qtl_locate_file(const char *folder, const char *file)
{
    const char *suffix = is_there(folder, file, ".gz") ? ".gz" : "";
    if (!*suffix && !is_there(folder, file, "")) {
        (void)QTL_FAIL(QTL_EIO, "%s has no %s, as it is or with .gz", folder, file);
        return NULL;
    }
    return qtl_format("%s/%s%s", folder, file, suffix);
}

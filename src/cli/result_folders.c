#include "cli/result_folders.h"

#include <dirent.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/fail.h"
#include "core/text.h"

static bool has_manifest(const char *folder)
{
    char *path = qtl_format("%s/manifest.yaml", folder);
    const bool found = path && access(path, F_OK) == 0;
    free(path);
    return found;
}

static int not_hidden(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

typedef struct walk {
    qtl_status (*visit)(const char *directory, void *context);
    void *context;
    size_t n_visited;
} walk;

static qtl_status visit_entry(const char *directory, const char *name, walk *w)
{
    char *folder = qtl_format("%s/%s", directory, name);
    qtl_status status = folder ? QTL_OK : QTL_ENOMEM;
    if (status == QTL_OK && has_manifest(folder)) {
        status = w->visit(folder, w->context);
        w->n_visited++;
    }
    free(folder);
    return status;
}

static qtl_status visit_entries(const char *directory, walk *w)
{
    struct dirent **entries = NULL;
    const int n = scandir(directory, &entries, not_hidden, versionsort);
    qtl_status status = QTL_OK;
    for (int i = 0; i < n; i++) {
        if (status == QTL_OK) {
            status = visit_entry(directory, entries[i]->d_name, w);
        }
        free(entries[i]);
    }
    free(entries);
    return status;
}

qtl_status cli_each_result(const char *directory,
                           qtl_status (*visit)(const char *directory, void *context),
                           void *context)
{
    walk w = {.visit = visit, .context = context};
    if (!has_manifest(directory)) {
        QTL_TRY(visit_entries(directory, &w));
    }
    return w.n_visited > 0 ? QTL_OK : visit(directory, context);
}

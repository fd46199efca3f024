#include "cli/left_out.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/fail.h"
#include "core/memory.h"
#include "core/text.h"

typedef struct cli_left_out_item {
    const char *name;
    char *one, *many;
    bool told;
} item;

qtl_status cli_left_out_add(cli_left_out *all, const char *name, const cli_reason *reason)
{
    item *longer = realloc(all->list, (all->n + 1) * sizeof *longer);
    QTL_REQUIRE(longer, QTL_ENOMEM, "out of memory: %zu names", all->n + 1);
    all->list = longer;
    item *next = &all->list[all->n++];
    *next = (item){
        .name = name, .one = qtl_strdup(reason->one), .many = qtl_strdup(reason->many)};
    return next->one && next->many ? QTL_OK : QTL_ENOMEM;
}

/* Says the reason of item `first` for all that share it. */
static void tell_reason(const cli_left_out *all, size_t first)
{
    qtl_text names = {0};
    size_t n = 0;
    for (size_t i = first; i < all->n; i++) {
        if (strcmp(all->list[i].one, all->list[first].one) == 0) {
            qtl_text_add(&names, "%s%s", n++ ? ", " : "", all->list[i].name);
            all->list[i].told = true;
        }
    }
    const item *told = &all->list[first];
    const char *list = names.data ? names.data : "";
    (void)(n == 1 ? fprintf(stderr, "left out %s: %s\n", list, told->one)
                  : fprintf(stderr, "left out, since %s: %s\n", told->many, list));
    free(names.data);
}

void cli_left_out_tell(cli_left_out *all)
{
    for (size_t i = 0; i < all->n; i++) {
        if (!all->list[i].told) {
            tell_reason(all, i);
        }
    }
    for (size_t i = 0; i < all->n; i++) {
        free(all->list[i].one);
        free(all->list[i].many);
    }
    free(all->list);
    *all = (cli_left_out){0};
}

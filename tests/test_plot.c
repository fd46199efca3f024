#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/file.h"
#include "plot_results.h"
#include "quantal/plot.h"
#include "suite.h"

static const fake_results usual = {.runs = 6, .epochs = 40, .layers = 6, .n_methods = 3};

START_TEST(every_figure_renders_in_every_format)
{
    char *folder = fake_results_make(&usual);
    for (size_t f = 0; f < QTL_PLOT_FORMAT_COUNT; f++) {
        const qtl_plot_options options = {.format = (qtl_plot_format)f};
        ck_ok(qtl_plot_render(folder, &options));
        for (size_t i = 0; qtl_figure_at(i); i++) {
            char name[256];
            snprintf(name, sizeof name, "%s/plots/%s.%s", folder, qtl_figure_at(i)->name,
                     qtl_plot_format_name(f));
            ck_assert_int_eq(access(name, R_OK), 0);
        }
    }
    ck_ok(qtl_remove_tree(folder));
    free(folder);
}
END_TEST

QTL_SUITE("plot", every_figure_renders_in_every_format)

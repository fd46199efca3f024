/* Estimates as a table and as CSV, row by row as they come. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cli/estimates.h"
#include "core/csv.h"

static double in_unit(const cli_estimates *all, double bits)
{
    return bits * all->unit->per_bit;
}

/* --- CSV --- */

static void print_csv_header(const cli_estimates *all)
{
    const char *unit = all->unit->name;
    printf("estimator,params,quantity,value_%s,stderr_%s,samples,seconds", unit, unit);
    if (all->subject->n_permutations > 0) {
        printf(",null_mean_%s,null_q05_%s,null_q95_%s,p_value", unit, unit, unit);
    }
    putchar('\n');
}

static void print_csv_quantity(const cli_estimates *all, const cli_estimate *one,
                               size_t quantity)
{
    const cli_subject *subject = all->subject;
    const qtl_estimate *value = &one->value[quantity];
    const cli_null *null = &one->null;
    printf("%s,", one->method.estimator->name);
    qtl_csv_write_field(stdout, one->params);
    printf(",%s,%.17g,", subject->quantities[quantity], in_unit(all, value->value_bits));
    if (!isnan(value->stderr_bits)) {
        printf("%.17g", in_unit(all, value->stderr_bits));
    }
    printf(",%zu,%.6f", subject->n_samples, one->seconds);
    if (subject->n_permutations > 0) {
        printf(",%.17g,%.17g,%.17g,%.17g", in_unit(all, null->mean_bits),
               in_unit(all, null->low_bits), in_unit(all, null->high_bits),
               null->p_value);
    }
    putchar('\n');
}

static void print_csv_rows(const cli_estimates *all, const cli_estimate *one)
{
    for (size_t q = 0; q < CLI_QUANTITIES_MAX; q++) {
        if (!isnan(one->value[q].value_bits)) {
            print_csv_quantity(all, one, q);
        }
    }
}

/* --- the table for people --- */

/* Widths are known before the first number: names are, and numbers get room for what they
 * commonly are. */
enum {
    CELL_SIZE = 256,
    COLUMNS_MAX = 10,
    NUMBER_WIDTH = 9,       /* -12.34567 */
    WITH_STDERR_WIDTH = 19, /* 12.34567 +- 0.00012 */
    TARGET_WIDTH = 12       /* binned layer */
};

typedef struct column {
    const char *title;
    void (*cell)(const cli_estimates *all, const cli_estimate *one, char *text);
    bool to_the_left;
    int width;
} column;

static void name_cell(const cli_estimates *all, const cli_estimate *one, char *text)
{
    (void)all;
    (void)snprintf(text, CELL_SIZE, "%s", one->method.estimator->name);
}

static void params_cell(const cli_estimates *all, const cli_estimate *one, char *text)
{
    (void)all;
    (void)snprintf(text, CELL_SIZE, "%s", one->params);
}

static void value_cell(const cli_estimates *all, const qtl_estimate *value, char *text)
{
    if (isnan(value->value_bits)) {
        (void)snprintf(text, CELL_SIZE, "-");
    } else if (isnan(value->stderr_bits)) {
        (void)snprintf(text, CELL_SIZE, "%.5f", in_unit(all, value->value_bits));
    } else {
        (void)snprintf(text, CELL_SIZE, "%.5f +- %.5f", in_unit(all, value->value_bits),
                       in_unit(all, value->stderr_bits));
    }
}

static void first_cell(const cli_estimates *all, const cli_estimate *one, char *text)
{
    value_cell(all, &one->value[0], text);
}

static void second_cell(const cli_estimates *all, const cli_estimate *one, char *text)
{
    value_cell(all, &one->value[1], text);
}

static void mean_cell(const cli_estimates *all, const cli_estimate *one, char *text)
{
    (void)snprintf(text, CELL_SIZE, "%.5f", in_unit(all, one->null.mean_bits));
}

static void low_cell(const cli_estimates *all, const cli_estimate *one, char *text)
{
    (void)snprintf(text, CELL_SIZE, "%.5f", in_unit(all, one->null.low_bits));
}

static void high_cell(const cli_estimates *all, const cli_estimate *one, char *text)
{
    (void)snprintf(text, CELL_SIZE, "%.5f", in_unit(all, one->null.high_bits));
}

static void p_cell(const cli_estimates *all, const cli_estimate *one, char *text)
{
    (void)all;
    (void)snprintf(text, CELL_SIZE, "%.3g", one->null.p_value);
}

static void seconds_cell(const cli_estimates *all, const cli_estimate *one, char *text)
{
    (void)all;
    (void)snprintf(text, CELL_SIZE, "%.4f", one->seconds);
}

/* The target, and what is to be said of the values; the last column. */
static void target_cell(const cli_estimates *all, const cli_estimate *one, char *text)
{
    const char *target = one->method.estimator->target;
    int length = snprintf(text, CELL_SIZE, "%s", target);
    const char *lead = "  ";
    for (size_t q = 0; q < CLI_QUANTITIES_MAX; q++) {
        const char *note = cli_note(all->subject, one, q);
        if (note) {
            length += snprintf(text + length, CELL_SIZE - (size_t)length, "%*s%s%s %s",
                               length < TARGET_WIDTH ? TARGET_WIDTH - length : 0, "",
                               lead, all->subject->quantities[q], note);
            lead = ", ";
        }
    }
}

static const column names[] = {{"estimator", name_cell, true, 0},
                               {"params", params_cell, true, 0}};
static const column values[] = {{NULL, first_cell, false, 0},
                                {NULL, second_cell, false, 0}};
static const column nulls[] = {{"null mean", mean_cell, false, 0},
                               {"null 5%", low_cell, false, 0},
                               {"null 95%", high_cell, false, 0},
                               {"p", p_cell, false, 0}};
static const column seconds[] = {{"seconds", seconds_cell, false, 0}};
static const column targets[] = {{"of the", target_cell, true, 0}};

/* The columns being put together. */
typedef struct columns {
    column list[COLUMNS_MAX];
    size_t n;
} columns;

static void add_columns(columns *to, const column *from, size_t n)
{
    memcpy(to->list + to->n, from, n * sizeof *from);
    to->n += n;
}

static void choose_columns(const cli_subject *subject, columns *out)
{
    add_columns(out, names, 2);
    for (size_t q = 0; q < CLI_QUANTITIES_MAX && subject->quantities[q]; q++) {
        add_columns(out, &values[q], 1);
        out->list[out->n - 1].title = subject->quantities[q];
    }
    add_columns(out, nulls, subject->n_permutations > 0 ? 4 : 0);
    add_columns(out, seconds, 1);
    add_columns(out, targets, subject->has_targets ? 1 : 0);
}

/* As wide as the names; of numbers that are still to come, as wide as `number`. */
static void measure_column(const cli_estimates *all, column *c, int number)
{
    char text[CELL_SIZE];
    c->width = (int)strlen(c->title);
    if (!c->to_the_left) {
        c->width = c->width > number ? c->width : number;
        return;
    }
    for (size_t i = 0; i < all->n; i++) {
        c->cell(all, &all->list[i], text);
        c->width = (int)strlen(text) > c->width ? (int)strlen(text) : c->width;
    }
}

static bool has_stderr(const cli_estimates *all)
{
    bool any = all->subject->wants_stderr;
    for (size_t i = 0; i < all->n; i++) {
        any = any || cli_find_param(all->list[i].method.estimator, "stderr");
    }
    return any;
}

static void lay_out(const cli_estimates *all, columns *out)
{
    const bool wide = has_stderr(all);
    choose_columns(all->subject, out);
    for (size_t c = 0; c + 1 < out->n; c++) {
        const bool value =
            out->list[c].cell == first_cell || out->list[c].cell == second_cell;
        measure_column(all, &out->list[c],
                       value && wide ? WITH_STDERR_WIDTH : NUMBER_WIDTH);
    }
    column *last = &out->list[out->n - 1]; /* needs no width on its right */
    last->width = last->to_the_left ? 0 : NUMBER_WIDTH;
}

static void print_cell(const column *c, const char *text, bool last)
{
    printf("%*s%s", c->to_the_left ? -c->width : c->width, text, last ? "\n" : "  ");
}

static void print_row(const cli_estimates *all, const cli_estimate *one)
{
    char text[CELL_SIZE];
    columns chosen = {.n = 0};
    lay_out(all, &chosen);
    for (size_t c = 0; c < chosen.n; c++) {
        chosen.list[c].cell(all, one, text);
        print_cell(&chosen.list[c], text, c + 1 == chosen.n);
    }
}

static void print_heading(const cli_estimates *all)
{
    columns chosen = {.n = 0};
    lay_out(all, &chosen);
    all->subject->print_heading(all->subject->data, all->unit);
    for (size_t c = 0; c < chosen.n; c++) {
        print_cell(&chosen.list[c], chosen.list[c].title, c + 1 == chosen.n);
    }
}

const char *const cli_format_names[] = {"table", "csv", "json", NULL};
const cli_format cli_formats[] = {{.begin = print_heading, .row = print_row},
                                  {.begin = print_csv_header, .row = print_csv_rows},
                                  {.end = cli_print_json}};

/* Estimates as a table, as CSV and as JSON. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cli/estimates.h"
#include "core/csv.h"

/* One quantity of one estimate: a row of the CSV table. */
typedef struct row {
    const cli_estimates *all;
    const cli_estimate *estimate;
    size_t quantity;
    size_t index; /* rows before this one */
} row;

/* A quantity that the estimator does not have, or that was not asked for, is NaN. */
static void each_row(const cli_estimates *all, void (*print)(const row *row))
{
    row next = {.all = all};
    for (size_t i = 0; i < all->n * CLI_QUANTITIES_MAX; i++) {
        next.estimate = &all->list[i / CLI_QUANTITIES_MAX];
        next.quantity = i % CLI_QUANTITIES_MAX;
        if (!isnan(next.estimate->value[next.quantity].value_bits)) {
            print(&next);
            next.index++;
        }
    }
}

static double in_unit(const cli_estimates *all, double bits)
{
    return bits * all->unit->per_bit;
}

static void print_csv_row(const row *r)
{
    const cli_subject *subject = r->all->subject;
    const qtl_estimate *value = &r->estimate->value[r->quantity];
    const cli_null *null = &r->estimate->null;
    printf("%s,", r->estimate->method.estimator->name);
    qtl_csv_write_field(stdout, r->estimate->params);
    printf(",%s,%.17g,", subject->quantities[r->quantity],
           in_unit(r->all, value->value_bits));
    if (!isnan(value->stderr_bits)) {
        printf("%.17g", in_unit(r->all, value->stderr_bits));
    }
    printf(",%zu,%.6f", subject->n_samples, r->estimate->seconds);
    if (subject->n_permutations > 0) {
        printf(",%.17g,%.17g,%.17g,%.17g", in_unit(r->all, null->mean_bits),
               in_unit(r->all, null->low_bits), in_unit(r->all, null->high_bits),
               null->p_value);
    }
    putchar('\n');
}

static void print_csv(const cli_estimates *all)
{
    const char *unit = all->unit->name;
    printf("estimator,params,quantity,value_%s,stderr_%s,samples,seconds", unit, unit);
    if (all->subject->n_permutations > 0) {
        printf(",null_mean_%s,null_q05_%s,null_q95_%s,p_value", unit, unit, unit);
    }
    putchar('\n');
    each_row(all, print_csv_row);
}

void cli_print_json_number(double value)
{
    if (isfinite(value)) {
        printf("%.17g", value);
    } else {
        printf("null");
    }
}

void cli_print_json_string(const char *text)
{
    putchar('"');
    for (; *text; text++) {
        if ((unsigned char)*text < ' ') {
            printf("\\u%04x", (unsigned char)*text);
        } else {
            printf(*text == '"' || *text == '\\' ? "\\%c" : "%c", *text);
        }
    }
    putchar('"');
}

/* , "NAME_UNIT": VALUE */
static void print_json_amount(const cli_estimates *all, const char *name, double bits)
{
    printf(", \"%s_%s\": ", name, all->unit->name);
    cli_print_json_number(in_unit(all, bits));
}

static void print_json_null(const cli_estimates *all, const cli_null *null)
{
    printf(", \"permutations\": %zu", all->subject->n_permutations);
    print_json_amount(all, "null_mean", null->mean_bits);
    print_json_amount(all, "null_q05", null->low_bits);
    print_json_amount(all, "null_q95", null->high_bits);
    printf(", \"p_value\": ");
    cli_print_json_number(null->p_value);
}

static void print_json_row(const row *r)
{
    const cli_subject *subject = r->all->subject;
    const qtl_estimate *value = &r->estimate->value[r->quantity];
    printf("%s\n    {\"estimator\": \"%s\", \"params\": ", r->index > 0 ? "," : "",
           r->estimate->method.estimator->name);
    cli_print_json_string(r->estimate->params);
    printf(", \"quantity\": \"%s\"", subject->quantities[r->quantity]);
    print_json_amount(r->all, "value", value->value_bits);
    print_json_amount(r->all, "stderr", value->stderr_bits);
    printf(", \"samples\": %zu, \"seconds\": %.6f", subject->n_samples,
           r->estimate->seconds);
    if (subject->n_permutations > 0) {
        print_json_null(r->all, &r->estimate->null);
    }
    putchar('}');
}

static void print_json(const cli_estimates *all)
{
    printf("{\n  ");
    all->subject->print_json(all->subject->data);
    printf(",\n  \"estimates\": [");
    each_row(all, print_json_row);
    printf("\n  ]\n}\n");
}

/* The table for people: cells of text, as wide as the widest of their column. */
enum { CELL_SIZE = 256, COLUMNS_MAX = 10 };

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

static void target_cell(const cli_estimates *all, const cli_estimate *one, char *text)
{
    (void)all;
    (void)snprintf(text, CELL_SIZE, "%s", one->method.estimator->target);
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

static void measure_column(const cli_estimates *all, column *c)
{
    char text[CELL_SIZE];
    c->width = (int)strlen(c->title);
    for (size_t i = 0; i < all->n; i++) {
        c->cell(all, &all->list[i], text);
        c->width = (int)strlen(text) > c->width ? (int)strlen(text) : c->width;
    }
}

static void print_cell(const column *c, const char *text, bool last)
{
    if (last) {
        printf("%s\n", text);
    } else {
        printf("%*s  ", c->to_the_left ? -c->width : c->width, text);
    }
}

static void print_line(const cli_estimates *all, const columns *chosen,
                       const cli_estimate *one)
{
    char text[CELL_SIZE];
    for (size_t c = 0; c < chosen->n; c++) {
        chosen->list[c].cell(all, one, text);
        print_cell(&chosen->list[c], text, c + 1 == chosen->n);
    }
}

static void print_table(const cli_estimates *all)
{
    columns chosen = {.n = 0};
    choose_columns(all->subject, &chosen);
    all->subject->print_heading(all->subject->data, all->unit);
    for (size_t c = 0; c < chosen.n; c++) {
        measure_column(all, &chosen.list[c]);
        print_cell(&chosen.list[c], chosen.list[c].title, c + 1 == chosen.n);
    }
    for (size_t i = 0; i < all->n; i++) {
        print_line(all, &chosen, &all->list[i]);
    }
}

const char *const cli_format_names[] = {"table", "csv", "json", NULL};
void (*const cli_format_print[])(const cli_estimates *) = {print_table, print_csv,
                                                           print_json};

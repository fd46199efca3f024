#include "cli/estimates.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/csv.h"

/* One quantity of one estimate: a row of the CSV table. */
typedef void (*print_row)(const cli_estimates *all, const cli_estimate *estimate,
                          const char *quantity, const qtl_estimate *value);

/* A quantity that the estimator does not have, or that was not asked for, is NaN. */
static void each_row(const cli_estimates *all, print_row print)
{
    for (size_t i = 0; i < all->n; i++) {
        const cli_estimate *estimate = &all->list[i];
        if (!isnan(estimate->value.i_xt.value_bits)) {
            print(all, estimate, "I(X;T)", &estimate->value.i_xt);
        }
        if (!isnan(estimate->value.i_ty.value_bits)) {
            print(all, estimate, "I(T;Y)", &estimate->value.i_ty);
        }
    }
}

static void print_csv_row(const cli_estimates *all, const cli_estimate *estimate,
                          const char *quantity, const qtl_estimate *value)
{
    printf("%s,", estimate->method.estimator->name);
    qtl_csv_write_field(stdout, estimate->params);
    printf(",%s,%.17g,", quantity, value->value_bits);
    if (!isnan(value->stderr_bits)) {
        printf("%.17g", value->stderr_bits);
    }
    printf(",%zu,%.6f\n", all->layer->measured.n_points, estimate->seconds);
}

static void print_csv(const cli_estimates *all)
{
    puts("estimator,params,quantity,value_bits,stderr_bits,samples,seconds");
    each_row(all, print_csv_row);
}

/* JSON has no NaN and no infinity. */
static void print_json_number(double value)
{
    if (isfinite(value)) {
        printf("%.17g", value);
    } else {
        printf("null");
    }
}

static void print_json_string(const char *text)
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

static void print_json_row(const cli_estimates *all, const cli_estimate *estimate,
                           const char *quantity, const qtl_estimate *value)
{
    const bool first = estimate == all->list && strcmp(quantity, "I(X;T)") == 0;
    printf("%s\n    {\"estimator\": \"%s\", \"params\": ", first ? "" : ",",
           estimate->method.estimator->name);
    print_json_string(estimate->params);
    printf(", \"quantity\": \"%s\", \"value_bits\": ", quantity);
    print_json_number(value->value_bits);
    printf(", \"stderr_bits\": ");
    print_json_number(value->stderr_bits);
    printf(", \"samples\": %zu, \"seconds\": %.6f}", all->layer->measured.n_points,
           estimate->seconds);
}

static double limit_xt_bits(const cli_estimates *all)
{
    return log2((double)all->layer->measured.n_points);
}

static void print_json(const cli_estimates *all)
{
    printf("{\n  \"layer\": ");
    print_json_string(all->source);
    printf(",\n  \"samples\": %zu,\n  \"width\": %zu,\n  \"log2_samples_bits\": ",
           all->layer->measured.n_points, all->layer->measured.width);
    print_json_number(limit_xt_bits(all));
    if (all->layer->label) {
        printf(",\n  \"h_y_bits\": ");
        print_json_number(all->layer->h_y_bits);
    }
    printf(",\n  \"estimates\": [");
    each_row(all, print_json_row);
    printf("\n  ]\n}\n");
}

static void format_value(const qtl_estimate *value, char *text, size_t size)
{
    if (isnan(value->value_bits)) {
        snprintf(text, size, "-");
    } else if (isnan(value->stderr_bits)) {
        snprintf(text, size, "%.5f", value->value_bits);
    } else {
        snprintf(text, size, "%.5f +- %.5f", value->value_bits, value->stderr_bits);
    }
}

/* Widths of the columns that vary. */
typedef struct widths {
    int name, params, value;
} widths;

static int larger(int a, int b)
{
    return a > b ? a : b;
}

static widths measure(const cli_estimates *all)
{
    widths w = {.name = 9, .params = 6, .value = 8};
    for (size_t i = 0; i < all->n; i++) {
        char text[64];
        const cli_estimate *estimate = &all->list[i];
        w.name = larger(w.name, (int)strlen(estimate->method.estimator->name));
        w.params = larger(w.params, (int)strlen(estimate->params));
        format_value(&estimate->value.i_xt, text, sizeof text);
        w.value = larger(w.value, (int)strlen(text));
        format_value(&estimate->value.i_ty, text, sizeof text);
        w.value = larger(w.value, (int)strlen(text));
    }
    return w;
}

static void print_heading(const cli_estimates *all)
{
    const cli_layer *layer = all->layer;
    printf("%s: %zu samples of %zu %s", all->source, layer->measured.n_points,
           layer->measured.width, layer->measured.width == 1 ? "neuron" : "neurons");
    if (layer->n_levels) {
        printf(", discrete, at most %zu levels a neuron\n", layer->n_levels);
    } else {
        printf(", continuous\n");
    }
    printf("I(X;T) <= log2 %zu = %.5f bits", layer->measured.n_points,
           limit_xt_bits(all));
    if (layer->label) {
        printf(", I(T;Y) <= H(Y) = %.5f bits (%zu classes)", layer->h_y_bits,
               layer->measured.n_classes);
    }
    printf("\n\n");
}

static void print_table(const cli_estimates *all)
{
    const widths w = measure(all);
    print_heading(all);
    printf("%-*s  %-*s  %*s  %*s  %9s  %s\n", w.name, "estimator", w.params, "params",
           w.value, "I(X;T)", w.value, "I(T;Y)", "seconds", "of the");
    for (size_t i = 0; i < all->n; i++) {
        const cli_estimate *estimate = &all->list[i];
        char xt[64];
        char ty[64];
        format_value(&estimate->value.i_xt, xt, sizeof xt);
        format_value(&estimate->value.i_ty, ty, sizeof ty);
        printf("%-*s  %-*s  %*s  %*s  %9.4f  %s\n", w.name,
               estimate->method.estimator->name, w.params, estimate->params, w.value, xt,
               w.value, ty, estimate->seconds, estimate->method.estimator->target);
    }
}

const char *const cli_format_names[] = {"table", "csv", "json", NULL};
void (*const cli_format_print[])(const cli_estimates *) = {print_table, print_csv,
                                                           print_json};

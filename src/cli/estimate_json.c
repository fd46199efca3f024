/* Estimates as JSON. */
#include <math.h>
#include <stdio.h>

#include "cli/estimates.h"

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
static void print_amount(const cli_estimates *all, const char *name, double bits)
{
    printf(", \"%s_%s\": ", name, all->unit->name);
    cli_print_json_number(bits * all->unit->per_bit);
}

static void print_null(const cli_estimates *all, const cli_null *null)
{
    printf(", \"permutations\": %zu", all->subject->n_permutations);
    print_amount(all, "null_mean", null->mean_bits);
    print_amount(all, "null_q05", null->low_bits);
    print_amount(all, "null_q95", null->high_bits);
    printf(", \"p_value\": ");
    cli_print_json_number(null->p_value);
}

static void print_note(const cli_estimates *all, const cli_estimate *one, size_t quantity)
{
    const char *note = cli_note(all->subject, one, quantity);
    printf(", \"note\": ");
    if (note) {
        cli_print_json_string(note);
    } else {
        printf("null");
    }
}

static void print_estimate(const cli_estimates *all, const cli_estimate *one,
                           size_t quantity, bool first)
{
    const cli_subject *subject = all->subject;
    const qtl_estimate *value = &one->value[quantity];
    printf("%s\n    {\"estimator\": \"%s\", \"params\": ", first ? "" : ",",
           one->method.estimator->name);
    cli_print_json_string(one->params);
    printf(", \"quantity\": \"%s\"", subject->quantities[quantity]);
    print_amount(all, "value", value->value_bits);
    print_amount(all, "stderr", value->stderr_bits);
    printf(", \"samples\": %zu, \"seconds\": %.6f", subject->n_samples, one->seconds);
    if (subject->has_limits) {
        print_note(all, one, quantity);
    }
    if (subject->n_permutations > 0) {
        print_null(all, &one->null);
    }
    putchar('}');
}

void cli_print_json(const cli_estimates *all)
{
    printf("{\n  ");
    all->subject->print_json(all->subject->data);
    printf(",\n  \"estimates\": [");
    bool first = true;
    for (size_t i = 0; i < all->n * CLI_QUANTITIES_MAX; i++) {
        const cli_estimate *one = &all->list[i / CLI_QUANTITIES_MAX];
        const size_t quantity = i % CLI_QUANTITIES_MAX;
        if (!one->left_out && !isnan(one->value[quantity].value_bits)) {
            print_estimate(all, one, quantity, first);
            first = false;
        }
    }
    printf("\n  ]\n}\n");
}

#include "cli/estimates.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/fail.h"
#include "core/memory.h"
#include "core/progress.h"

const char *const cli_unit_names[] = {"bits", "nats", NULL};
const cli_unit cli_units[] = {{"bits", "log2", 1}, {"nats", "ln", M_LN2}};

static size_t count_estimators(void)
{
    size_t n = 0;
    while (qtl_estimator_at(n)) {
        n++;
    }
    return n;
}

const qtl_param_spec *cli_find_param(const qtl_estimator *estimator, const char *key)
{
    const qtl_param_spec *param = estimator->params;
    while (param->key && strcmp(param->key, key) != 0) {
        param++;
    }
    return param->key ? param : NULL;
}

const char *cli_note(const cli_subject *subject, const cli_estimate *one, size_t quantity)
{
    static const double rounding_bits = 1e-9;
    static const double saturated_bits = 0.01;
    const double left_bits =
        subject->limit_bits[quantity] - one->value[quantity].value_bits;
    if (!subject->has_limits || isnan(left_bits)) {
        return NULL;
    }
    if (left_bits < -rounding_bits) {
        return "above the limit";
    }
    return quantity == 0 && left_bits <= saturated_bits ? "saturated" : NULL;
}

static qtl_status append(cli_estimates *all, const char *text)
{
    cli_estimate *next = &all->list[all->n];
    QTL_TRY(qtl_method_parse(text, &next->method));
    qtl_method_params(&next->method, next->params, sizeof next->params);
    all->n++;
    return QTL_OK;
}

/* What "all" leaves out above a size, as it takes minutes. */
static const struct {
    const char *estimator;
    size_t most_samples, most_columns;
    cli_reason reason;
} costly[] = {
    {"lga",
     1000,
     4,
     {"it takes minutes beyond 1000 rows or 4 columns; -e lga asks for it",
      "they take minutes beyond 1000 rows or 4 columns"}},
    {"noisy-truth",
     20000,
     SIZE_MAX,
     {"it takes minutes beyond 20000 rows; -e noisy-truth asks for it",
      "they take minutes beyond 20000 rows"}},
};

static const cli_reason *too_costly(const cli_subject *subject, const char *name)
{
    for (size_t i = 0; i < sizeof costly / sizeof costly[0]; i++) {
        if (strcmp(costly[i].estimator, name) == 0 &&
            (subject->n_samples > costly[i].most_samples ||
             subject->n_columns > costly[i].most_columns)) {
            return &costly[i].reason;
        }
    }
    return NULL;
}

/* Takes the estimator, or tells why not. Without `tell` only the cost is worth a word:
 * who did not ask for all does not miss what cannot be. */
static qtl_status append_if_applicable(cli_estimates *all, const qtl_estimator *estimator,
                                       bool tell, cli_left_out *out)
{
    const cli_reason *reason = all->subject->why_not(estimator, all->subject->data);
    if (reason) {
        return tell ? cli_left_out_add(out, estimator->name, reason) : QTL_OK;
    }
    reason = too_costly(all->subject, estimator->name);
    if (reason) {
        return cli_left_out_add(out, estimator->name, reason);
    }
    all->list[all->n].optional = true;
    return append(all, estimator->name);
}

/* What "all" stands for. */
static qtl_status append_applicable(cli_estimates *all, bool tell, cli_left_out *out)
{
    const qtl_estimator *estimator = NULL;
    qtl_status status = QTL_OK;
    for (size_t i = 0; status == QTL_OK && (estimator = qtl_estimator_at(i)); i++) {
        status = append_if_applicable(all, estimator, tell, out);
    }
    return status;
}

static qtl_status choose_methods(const cli_arguments *arguments, cli_estimates *all,
                                 cli_left_out *out)
{
    const char *text = NULL;
    for (size_t i = 0; (text = cli_value_at(arguments, "estimator", i)); i++) {
        QTL_TRY(strcmp(text, "all") == 0 ? append_applicable(all, true, out)
                                         : append(all, text));
    }
    return cli_has(arguments, "estimator") ? QTL_OK : append_applicable(all, false, out);
}

static bool is_empty(const cli_estimate *one)
{
    bool empty = true;
    for (size_t q = 0; q < CLI_QUANTITIES_MAX; q++) {
        empty = empty && isnan(one->value[q].value_bits);
    }
    return empty;
}

/* *why is untouched, or what the message says too. */
static qtl_status measure(const cli_subject *subject, cli_estimate *one,
                          const cli_reason **why)
{
    const double start_s = qtl_clock_s();
    for (size_t q = 0; q < CLI_QUANTITIES_MAX; q++) {
        one->value[q] = (qtl_estimate){NAN, NAN};
    }
    QTL_TRY(subject->measure(subject->data, one));
    one->seconds = one->seconds > 0 ? one->seconds : qtl_clock_s() - start_s;
    if (subject->nothing && is_empty(one)) {
        *why = subject->nothing;
        return QTL_FAIL(QTL_EUNSUPPORTED, "%s", subject->nothing->one);
    }
    return QTL_OK;
}

/* "[3/17] lga" on a terminal while it takes its time. */
static void show_progress(const cli_estimates *all, size_t i)
{
    if (isatty(STDERR_FILENO) == 1 && all->n > 1) {
        (void)fprintf(stderr, "[%zu/%zu] %s", i + 1, all->n,
                      all->list[i].method.estimator->name);
    }
}

static void wipe_progress(const cli_estimates *all)
{
    if (isatty(STDERR_FILENO) == 1 && all->n > 1) {
        (void)fputs("\r\033[K", stderr);
    }
}

static void print(const cli_estimates *all, const cli_estimate *one, bool first)
{
    if (first && all->format->begin) {
        all->format->begin(all);
    }
    if (all->format->row) {
        all->format->row(all, one);
    }
}

/* An estimate that cannot be made is a failure only if its method was named. */
static qtl_status measure_one(const cli_estimates *all, cli_estimate *one, bool tell,
                              cli_left_out *out)
{
    const char *name = one->method.estimator->name;
    const cli_reason *why = NULL;
    const qtl_status status = measure(all->subject, one, &why);
    wipe_progress(all);
    one->left_out = status != QTL_OK;
    if (status != QTL_OK && !one->optional) {
        return qtl_fail_within(status, "-e %s", name);
    }
    const cli_reason said = {qtl_error_message(), qtl_error_message()};
    return one->left_out && tell ? cli_left_out_add(out, name, why ? why : &said)
                                 : QTL_OK;
}

/* Measures with every method, printing as it goes; *n_kept counts the estimates. */
static qtl_status measure_all(cli_estimates *all, bool tell, cli_left_out *out,
                              size_t *n_kept)
{
    for (size_t i = 0; i < all->n; i++) {
        cli_estimate *one = &all->list[i];
        show_progress(all, i);
        QTL_TRY(measure_one(all, one, tell, out));
        if (!one->left_out) {
            print(all, one, (*n_kept)++ == 0);
        }
    }
    return QTL_OK;
}

static void warn(const cli_estimates *all)
{
    for (size_t i = 0; all->subject->warn && i < all->n; i++) {
        all->subject->warn(all->subject->data, &all->list[i].method);
    }
}

static qtl_status make(const cli_arguments *arguments, cli_estimates *all,
                       cli_left_out *out)
{
    size_t n_kept = 0;
    QTL_TRY(choose_methods(arguments, all, out));
    cli_left_out_tell(out);
    warn(all);
    QTL_TRY(measure_all(all, cli_has(arguments, "estimator"), out, &n_kept));
    QTL_REQUIRE(n_kept > 0, QTL_EUNSUPPORTED,
                "no estimator applies to %s; -e all says why", all->subject->source);
    return QTL_OK;
}

qtl_status cli_estimates_make(const cli_arguments *arguments, cli_estimates *all)
{
    QTL_ALLOC(all->list, (arguments->n_given + 1) * count_estimators());
    cli_left_out out = {0};
    const qtl_status status = make(arguments, all, &out);
    if (status == QTL_OK && all->format->end) {
        all->format->end(all);
    }
    cli_left_out_tell(&out);
    return status;
}

#include "cli/estimates.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

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

static qtl_status append(cli_estimates *all, const char *text)
{
    cli_estimate *next = &all->list[all->n];
    QTL_TRY(qtl_method_parse(text, &next->method));
    qtl_method_params(&next->method, next->params, sizeof next->params);
    all->n++;
    return QTL_OK;
}

static void tell_left_out(const char *name, const char *reason)
{
    (void)fprintf(stderr, "left out %s: %s\n", name, reason);
}

static qtl_status append_applicable(cli_estimates *all, bool tell)
{
    const qtl_estimator *estimator = NULL;
    qtl_status status = QTL_OK;
    for (size_t i = 0; status == QTL_OK && (estimator = qtl_estimator_at(i)); i++) {
        const char *reason = all->subject->why_not(estimator, all->subject->data);
        if (!reason) {
            all->list[all->n].optional = true;
            status = append(all, estimator->name);
        } else if (tell) {
            tell_left_out(estimator->name, reason);
        }
    }
    return status;
}

static qtl_status choose_methods(const cli_arguments *arguments, cli_estimates *all)
{
    const char *text = NULL;
    for (size_t i = 0; (text = cli_value_at(arguments, "estimator", i)); i++) {
        QTL_TRY(strcmp(text, "all") == 0 ? append_applicable(all, true)
                                         : append(all, text));
    }
    return cli_has(arguments, "estimator") ? QTL_OK : append_applicable(all, false);
}

static qtl_status measure(const cli_subject *subject, cli_estimate *one)
{
    const double start_s = qtl_clock_s();
    for (size_t q = 0; q < CLI_QUANTITIES_MAX; q++) {
        one->value[q] = (qtl_estimate){NAN, NAN};
    }
    QTL_TRY(subject->measure(subject->data, one));
    one->seconds = one->seconds > 0 ? one->seconds : qtl_clock_s() - start_s;
    return QTL_OK;
}

/* Measures with every method and keeps the estimates, without gaps. */
static qtl_status measure_all(cli_estimates *all, bool tell)
{
    const size_t n = all->n;
    all->n = 0;
    for (size_t i = 0; i < n; i++) {
        cli_estimate one = all->list[i];
        const qtl_status status = measure(all->subject, &one);
        if (status == QTL_OK) {
            all->list[all->n++] = one;
        } else if (!one.optional) {
            return qtl_fail_within(status, "-e %s", one.method.estimator->name);
        } else if (tell) {
            tell_left_out(one.method.estimator->name, qtl_error_message());
        }
    }
    return QTL_OK;
}

qtl_status cli_estimates_make(const cli_arguments *arguments, cli_estimates *all)
{
    QTL_ALLOC(all->list, (arguments->n_given + 1) * count_estimators());
    QTL_TRY(choose_methods(arguments, all));
    QTL_TRY(measure_all(all, cli_has(arguments, "estimator")));
    QTL_REQUIRE(all->n > 0, QTL_EUNSUPPORTED,
                "no estimator applies to %s; -e all says why", all->subject->source);
    return QTL_OK;
}

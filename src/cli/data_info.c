#include "cli/data_info.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/fail.h"
#include "core/memory.h"
#include "core/text.h"
#include "plot/contact_sheet.h"

enum { SHOWN_CLASSES_MAX = 32, SHOWN_FILES_MAX = 3 };

/* Inputs of which some rows have one label and some another. */
static qtl_status count_contradictions(const qtl_dataset *dataset, size_t *n)
{
    *n = 0;
    if (!dataset->first) {
        return QTL_OK;
    }
    bool *contradicted = NULL;
    QTL_ALLOC(contradicted, dataset->n_inputs);
    for (size_t i = 0; i < dataset->n_inputs; i++) {
        const uint32_t first = dataset->first[i];
        if (dataset->label[i] != dataset->label[first] && !contradicted[first]) {
            contradicted[first] = true;
            ++*n;
        }
    }
    free(contradicted);
    return QTL_OK;
}

static double class_share(const qtl_dataset *dataset, size_t y)
{
    const double uniform = 1 / (double)dataset->n_inputs;
    double share = 0;
    for (size_t i = 0; i < dataset->n_inputs; i++) {
        const double p_x = dataset->p_x ? dataset->p_x[i] : uniform;
        share +=
            p_x * (dataset->p_y_given_x ? dataset->p_y_given_x[i * dataset->n_classes + y]
                                        : (double)(dataset->label[i] == y));
    }
    return share;
}

static void print_balance(const qtl_dataset *dataset, const qtl_dataset_kind *kind)
{
    const size_t n = dataset->n_classes;
    for (size_t y = 0; y < n && y < SHOWN_CLASSES_MAX; y++) {
        printf("p(y=%zu)%*s%.5f%s%s\n", y, y < 10 ? 11 : 10, "", class_share(dataset, y),
               kind->classes ? "  " : "", kind->classes ? kind->classes[y] : "");
    }
    if (n > SHOWN_CLASSES_MAX) {
        printf("...              %zu classes more\n", n - SHOWN_CLASSES_MAX);
    }
}

static void print_shape(const qtl_dataset *dataset)
{
    printf("features         %zu\n", dataset->n_features);
    if (dataset->rows > 0) {
        printf("image            %zu x %zu%s\n", dataset->rows, dataset->columns,
               dataset->channels > 1 ? ", in colour" : ", grey");
    }
    if (dataset->n_relevant > 0) {
        printf("relevant         the first %zu\n", dataset->n_relevant);
    }
    printf("classes          %zu\n", dataset->n_classes);
    if (dataset->n_train > 0) {
        printf("official split   %zu to train on, %zu to test\n", dataset->n_train,
               dataset->n_inputs - dataset->n_train);
    } else {
        puts("official split   none");
    }
}

/* How many files were left out, and the first few. */
static void print_left_out(const char *lines)
{
    size_t n = 0;
    for (const char *line = lines; line && *line; n++) {
        line += strcspn(line, "\n");
        line += *line == '\n';
    }
    if (n == 0) {
        return;
    }
    printf("left out         %zu that could not be read\n", n);
    for (size_t i = 0; i < n && i < SHOWN_FILES_MAX; i++) {
        const size_t length = strcspn(lines, "\n");
        printf("                 %.*s\n", (int)length, lines);
        lines += length + 1;
    }
    if (n > SHOWN_FILES_MAX) {
        printf("                 and %zu more\n", n - SHOWN_FILES_MAX);
    }
}

qtl_status cli_data_print(const qtl_dataset *dataset)
{
    const qtl_dataset_kind *kind = NULL;
    QTL_TRY(qtl_dataset_kind_find(dataset->name, &kind));
    size_t n_contradictions = 0;
    QTL_TRY(count_contradictions(dataset, &n_contradictions));
    const qtl_dataset_entropies h = qtl_dataset_entropy(dataset);
    printf("name             %s\n", kind->name);
    printf("summary          %s\n", kind->summary);
    printf("source           %s\n", kind->source);
    printf("licence          %s\n", kind->licence);
    printf("inputs           %zu\n", dataset->n_inputs);
    printf("distinct inputs  %zu\n", dataset->n_distinct);
    printf("contradictory    %zu%s\n", n_contradictions,
           n_contradictions ? " distinct inputs have rows of different labels" : "");
    print_left_out(dataset->left_out);
    print_shape(dataset);
    printf("H(X)             %.5f bits\n", h.h_x_bits);
    printf("H(Y)             %.5f bits\n", h.h_y_bits);
    printf("I(X;Y)           %.5f bits\n", h.i_xy_bits);
    print_balance(dataset, kind);
    printf("SHA-256          %s\n", dataset->checksum);
    return QTL_OK;
}

/* "mnist: 70000 inputs, all distinct, 10 classes, 28 x 28 pixels" */
static char *sheet_title(const qtl_dataset *dataset)
{
    qtl_text text = {0};
    qtl_text_add(&text, "%s: %zu inputs, ", dataset->name, dataset->n_inputs);
    if (dataset->n_distinct == dataset->n_inputs) {
        qtl_text_add(&text, "all distinct");
    } else {
        qtl_text_add(&text, "%zu distinct", dataset->n_distinct);
    }
    qtl_text_add(&text, ", %zu classes, ", dataset->n_classes);
    if (dataset->rows > 0) {
        qtl_text_add(&text, "%zu x %zu pixels", dataset->rows, dataset->columns);
    } else {
        qtl_text_add(&text, "%zu features", dataset->n_features);
    }
    return text.data;
}

static qtl_status draw_sheet(const qtl_dataset *dataset, const qtl_dataset_kind *kind,
                             const double *share, const char *path)
{
    char *title = sheet_title(dataset);
    const qtl_contact_sheet sheet = {.x = dataset->x,
                                     .label = dataset->label,
                                     .n = dataset->n_inputs,
                                     .n_features = dataset->n_features,
                                     .n_classes = dataset->n_classes,
                                     .rows = dataset->rows,
                                     .columns = dataset->columns,
                                     .channels = dataset->channels,
                                     .class_names = kind->classes,
                                     .share = share,
                                     .title = title,
                                     .checksum = dataset->checksum};
    const qtl_status status = title ? qtl_contact_sheet_write(&sheet, path) : QTL_ENOMEM;
    free(title);
    return status;
}

qtl_status cli_data_draw(const qtl_dataset *dataset, const char *path)
{
    const qtl_dataset_kind *kind = NULL;
    QTL_TRY(qtl_dataset_kind_find(dataset->name, &kind));
    double *share = NULL;
    QTL_ALLOC(share, dataset->n_classes);
    for (size_t y = 0; y < dataset->n_classes; y++) {
        share[y] = class_share(dataset, y);
    }
    const qtl_status status = draw_sheet(dataset, kind, share, path);
    free(share);
    return status;
}

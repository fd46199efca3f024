#include "plot_results.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/text.h"
#include "plot/tables.h"
#include "suite.h"

static const char *const methods[][2] = {{"exact", ""},
                                         {"binning", "\"bins=30,low=-1,high=1\""},
                                         {"kde", "\"variance=0.1,bound=upper\""},
                                         {"kde", "\"variance=0.1,bound=lower\""},
                                         {"ross", "k=3"},
                                         {"ksg", "k=3"},
                                         {"binning", "\"bins=100,low=-1,high=1\""},
                                         {"noisy-truth", "variance=0.1"},
                                         {"lnc", "k=5"},
                                         {"mixed-ksg", "k=5"},
                                         {"lga", "k=5"},
                                         {"a <strange> & long & winding name", "q=1"}};
static const char *const variants[] = {"quantized", "continuous"};

typedef struct point {
    size_t run, variant, layer, epoch_index;
    double epoch;
} point;

char *fake_path(const char *directory, const char *name)
{
    const size_t size = strlen(directory) + strlen(name) + 2;
    char *path = malloc(size);
    ck_assert_ptr_nonnull(path);
    snprintf(path, size, "%s/%s", directory, name);
    return path;
}

char *fake_folder(const char *manifest, const char *measures)
{
    char *folder = qtl_test_folder();
    char *path = fake_path(folder, "manifest.yaml");
    qtl_test_write(path, manifest);
    free(path);
    path = fake_path(folder, "measures.csv");
    qtl_test_write(path, measures);
    free(path);
    return folder;
}

qtl_result_tables *fake_tables(const char *rows)
{
    char *text = qtl_format("%s%s", FAKE_MEASURES_HEADER, rows);
    ck_assert_ptr_nonnull(text);
    char *folder = fake_folder(FAKE_MANIFEST, text);
    qtl_result_tables *tables = NULL;
    ck_ok(qtl_tables_open(folder, &tables));
    qtl_test_remove(folder);
    free(text);
    return tables;
}

static FILE *open_table(const char *directory, const char *name, const char *header)
{
    char *path = fake_path(directory, name);
    FILE *stream = fopen(path, "w");
    ck_assert_ptr_nonnull(stream);
    fputs(header, stream);
    free(path);
    return stream;
}

/* Noise in -1..1 that depends on nothing but its arguments. */
static double noise(size_t a, size_t b)
{
    uint64_t z =
        (uint64_t)a * 0x9e3779b97f4a7c15u + (uint64_t)b * 0xbf58476d1ce4e5b9u + 1;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return (double)(int64_t)z / 9.3e18;
}

static double step(double t, double at, double width)
{
    return 1 / (1 + exp(-(t - at) / width));
}

/* Epochs 1..8000, about evenly on a log scale. */
static double epoch_at(const fake_results *what, size_t i)
{
    const size_t shift = what->epoch_zero ? 1 : 0;
    if (i < shift) {
        return 0;
    }
    const double last = (double)(what->epochs > shift + 1 ? what->epochs - shift - 1 : 1);
    return round(pow(8000, (double)(i - shift) / last)) + (double)i * 0;
}

static double depth(const fake_results *what, size_t layer)
{
    return what->layers > 1 ? (double)layer / (double)(what->layers - 1) : 1;
}

static double true_xt(const fake_results *what, const point *p)
{
    const double t = log10(p->epoch + 1) + 0.1 * noise(p->run, p->layer);
    const double d = depth(what, p->layer);
    if (d < 0.7) {
        return 12;
    }
    if (d < 1) {
        return 11.9 - 0.9 * step(t, 1.7, 0.15) + 0.5 * step(t, 2.5, 0.2) -
               (5 + noise(p->run, 9)) * step(t, 3.6, 0.2);
    }
    return 5.6 + 1.7 * step(t, 1.4, 0.1) - 5.8 * step(t, 2.8, 0.35) +
           0.3 * noise(p->run, 3);
}

static double true_ty(const fake_results *what, const point *p)
{
    const double t = log10(p->epoch + 1) + 0.1 * noise(p->run, p->layer);
    const double d = depth(what, p->layer);
    const double start = d < 0.7 ? 0.98 : (d < 1 ? 0.9 : 0.03);
    return start + (0.975 - start) * step(t, 1.7, 0.25) + 0.02 * step(t, 3.4, 0.2) * d -
           0.02 * d * (1 + noise(p->run, 5));
}

static double estimated(const fake_results *what, const point *p, size_t method, bool ty)
{
    const double truth = ty ? true_ty(what, p) : true_xt(what, p);
    const double d = depth(what, p->layer);
    if (method == 0) {
        return truth;
    }
    const double share = ty ? 0.98 - 0.05 * (double)method * d
                            : 1 - (0.1 + 0.06 * (double)method) * (0.3 + d);
    const double wander = 0.05 * sin(log(p->epoch + 1) + (double)method);
    return truth * (share + wander * (ty ? 0.4 : 1)) +
           (ty ? 0.01 : 0.2) * noise(p->run, method);
}

static void measure_rows(FILE *stream, const fake_results *what, const point *p)
{
    const size_t first = p->variant == 1 ? 1 : 0;
    for (size_t m = first; m < what->n_methods || m == first; m++) {
        for (int ty = 0; ty < 2; ty++) {
            fprintf(stream, "%zu,%s,%g,%zu,%zu,%s,%s,%s,", p->run, variants[p->variant],
                    p->epoch, p->layer + 1, what->layers + 1 - p->layer, methods[m][0],
                    methods[m][1], ty ? "I(T;Y)" : "I(X;T)");
            const bool gap = what->gaps && (p->epoch_index % 5 == 3 || m == 1);
            fprintf(stream, gap ? (p->run % 2 ? "nan,\n" : ",\n") : "%.10g,\n",
                    estimated(what, p, m, ty));
        }
    }
}

static void training_rows(FILE *stream, const fake_results *what, const point *p)
{
    const double t = log10(p->epoch + 1) + 0.1 * noise(p->run, 1);
    const double twin = p->variant ? 0.004 : 0;
    const double train = 0.52 + (0.475 + twin) * step(t, 2, 0.3);
    const double test = 0.52 + (0.44 + twin) * step(t, 2, 0.3) + 0.01 * noise(p->run, 7);
    fprintf(stream, "%zu,%s,%g,%.6g,", p->run, variants[p->variant], p->epoch,
            0.69 - 0.66 * step(t, 2.4, 0.4));
    if (what->no_test) {
        fprintf(stream, ",%.6g,\n", train);
    } else {
        fprintf(stream, "%.6g,%.6g,%.6g\n",
                0.69 - 0.55 * step(t, 2.4, 0.4) + 0.1 * step(t, 3.6, 0.2), train, test);
    }
}

static void gradient_rows(FILE *stream, const fake_results *what, const point *p)
{
    const double t = log10(p->epoch + 1);
    const double mean =
        pow(10, -1.5 - 2.2 * step(t, 2.5, 0.4) + 0.1 * noise(p->run, p->layer));
    const double std =
        pow(10, -1.9 - 0.3 * step(t, 2.5, 0.4) + 0.1 * noise(p->layer, p->run));
    fprintf(stream, "%zu,%s,%g,%zu,%.6g,%.6g,%.6g\n", p->run, variants[p->variant],
            p->epoch, p->layer + 1, 2 + t, mean, what->one_batch ? 0 : std);
}

/* Codes in 32 bins: a bump in the middle that splits towards both ends. */
static void code_rows(FILE *stream, const fake_results *what, const point *p)
{
    enum { BINS = 32 };
    const double t = log10(p->epoch + 1) / 4 * (0.4 + depth(what, p->layer));
    double weight[BINS];
    double sum = 0;
    for (int b = 0; b < BINS; b++) {
        const double x = (b + 0.5) / BINS * 2 - 1;
        weight[b] = exp(-8 * pow(fabs(x) - t, 2)) + (fabs(x) > 0.94 ? 4 * t : 0);
        sum += weight[b];
    }
    for (int b = 0; b < BINS; b++) {
        if (weight[b] / sum > 1e-4) {
            fprintf(stream, "%s,%g,%zu,%d,%g,%g,%.6g\n", variants[p->variant], p->epoch,
                    p->layer + 1, b, (double)b / BINS * 2 - 1, (b + 1.0) / BINS * 2 - 1,
                    weight[b] / sum);
        }
    }
}

typedef void (*write_rows)(FILE *stream, const fake_results *what, const point *p);

static void each_layer(FILE *stream, const fake_results *what, point p, size_t layers,
                       write_rows rows)
{
    for (size_t e = 0; e < what->epochs; e++) {
        p.epoch_index = e;
        p.epoch = epoch_at(what, e);
        if (e > 0 && p.epoch == epoch_at(what, e - 1)) {
            continue; /* rounded together */
        }
        for (p.layer = 0; p.layer < layers; p.layer++) {
            rows(stream, what, &p);
        }
    }
}

static void each_run(FILE *stream, const fake_results *what, size_t runs, size_t layers,
                     write_rows rows)
{
    for (size_t r = 0; r < runs; r++) {
        for (size_t v = 0; v < 2; v++) {
            if (!(v ? what->no_continuous : what->no_quantized)) {
                each_layer(stream, what, (point){.run = r, .variant = v}, layers, rows);
            }
        }
    }
    fclose(stream);
}

static void write_manifest(const char *directory)
{
    char *path = fake_path(directory, "manifest.yaml");
    qtl_test_write(path, "name: made-up\nsource: formulas\nseed: 1000\nversion: 0.1.0\n"
                         "config_sha256: 0123456789abcdef\ninput_entropy_bits: 12\n"
                         "label_entropy_bits: 0.99916\nruns: 6\n"
                         "network: {hidden: [10, 7, 5, 4, 3]}\n");
    free(path);
}

char *fake_results_make(const fake_results *what)
{
    char *directory = qtl_test_folder();
    write_manifest(directory);
    each_run(open_table(directory, "measures.csv", FAKE_MEASURES_HEADER), what,
             what->runs, what->layers, measure_rows);
    if (what->only_measures) {
        return directory;
    }
    each_run(open_table(directory, "training.csv",
                        "run,variant,epoch,train_loss,test_loss,train_accuracy,test_"
                        "accuracy\n"),
             what, what->runs, 1, training_rows);
    each_run(open_table(directory, "gradients.csv",
                        "run,variant,epoch,layer,weight_norm,gradient_mean_norm,gradient_"
                        "std_norm\n"),
             what, what->runs, what->layers, gradient_rows);
    each_run(
        open_table(directory, "codes.csv", "variant,epoch,layer,bin,low,high,share\n"),
        what, 1, what->layers, code_rows);
    return directory;
}

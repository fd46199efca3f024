/* Checkpoints: a training that goes on to the same bits, and files that were harmed. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/file.h"
#include "core/memory.h"
#include "core/text.h"
#include "experiment/checkpoint.h"
#include "network/trainer.h"
#include "suite.h"

enum { N_INPUTS = 64, N_FEATURES = 6 };

/* 6 bits and their majority; with p_x, the second half is three times as likely. */
static qtl_dataset *bits(bool weighted)
{
    qtl_dataset *data = qtl_alloc(1, sizeof *data);
    *data = (qtl_dataset){.name = "bits",
                          .n_inputs = N_INPUTS,
                          .n_features = N_FEATURES,
                          .n_classes = 2,
                          .x = qtl_alloc((size_t)N_INPUTS * N_FEATURES, sizeof(float)),
                          .label = qtl_alloc(N_INPUTS, sizeof(uint32_t)),
                          .checksum = "d"};
    data->p_x = weighted ? qtl_alloc(N_INPUTS, sizeof(double)) : NULL;
    for (size_t i = 0; i < N_INPUTS; i++) {
        for (size_t j = 0; j < N_FEATURES; j++) {
            data->x[i * N_FEATURES + j] = (float)(i >> j & 1);
        }
        data->label[i] = __builtin_popcountl(i) > 3;
        if (weighted) {
            data->p_x[i] = (i < N_INPUTS / 2 ? 0.5 : 1.5) / N_INPUTS;
        }
    }
    return data;
}

/* What a training is made of; the same kind makes the same one. */
typedef struct kind {
    const char *activation;
    qtl_quantization quantization;
    qtl_training training;
    bool weighted;
} kind;

static const kind kinds[] = {
    {"tanh", {.n_levels = 256}, {QTL_ADAM, .learning_rate = 0.01, .batch_size = 10}, 0},
    {"tanh", {0}, {QTL_SGD, .learning_rate = 0.1, .batch_size = 16}, 0},
    {"relu",
     {.n_levels = 16, .range = QTL_RANGE_RUNNING_MAX},
     {QTL_MOMENTUM, .learning_rate = 0.05, .batch_size = 7},
     0},
    {"relu",
     {.n_levels = 256, .range = QTL_RANGE_LEARNED, .weights_8bit = true},
     {QTL_ADAM, .learning_rate = 0.02, .batch_size = 64},
     1},
    {"sigmoid",
     {.n_levels = 1000},
     {QTL_ADAM, .learning_rate = 0.02, .batch_size = 9, .shuffled_label_epochs = 3},
     0},
};
enum { N_KINDS = sizeof kinds / sizeof kinds[0] };

typedef struct session {
    qtl_dataset *data;
    qtl_network *network;
    qtl_trainer *trainer;
} session;

static session start(const kind *k)
{
    static const qtl_layer_spec layers[] = {{.width = 5}, {.width = 3}, {.width = 2}};
    uint32_t train[50];
    for (uint32_t i = 0; i < 50; i++) {
        train[i] = (i * 37) % N_INPUTS;
    }
    qtl_network_spec spec = {.n_inputs = N_FEATURES,
                             .n_layers = 3,
                             .layers = layers,
                             .quantization = k->quantization};
    ck_ok(qtl_activation_find(k->activation, &spec.activation));
    session s = {.data = bits(k->weighted)};
    ck_ok(qtl_network_create(&spec, 3, 1, &s.network));
    ck_ok(
        qtl_trainer_create(s.network, s.data, train, 50, &k->training, 3, 1, &s.trainer));
    return s;
}

static void end(session *s)
{
    qtl_trainer_free(s->trainer);
    qtl_network_free(s->network);
    qtl_dataset_free(s->data);
}

static void train(session *s, size_t n_epochs)
{
    for (size_t e = 0; e < n_epochs; e++) {
        ck_ok(qtl_trainer_epoch(s->trainer, NULL));
    }
}

/* Everything of a trainer as bytes; the caller frees them. */
static qtl_packing packed(session *s)
{
    qtl_packing packing = {0};
    qtl_trainer_pack(s->trainer, &packing);
    ck_assert(!packing.failed);
    return packing;
}

/* Eight epochs on end against k, then a new trainer that unpacks and does the rest. */
START_TEST(training_goes_on_to_the_same_bits)
{
    const kind *k = &kinds[_i % N_KINDS];
    const size_t broken_after = (size_t)_i / N_KINDS;
    session whole = start(k);
    session first = start(k);
    session second = start(k);
    train(&whole, 8);
    train(&first, broken_after);
    qtl_packing kept = packed(&first);
    qtl_packing back = {.unpacks = true, .data = kept.data, .size = kept.size};
    qtl_trainer_pack(second.trainer, &back);
    ck_assert(!back.failed && back.at == back.size);
    train(&second, 8 - broken_after);
    qtl_packing expected = packed(&whole);
    qtl_packing found = packed(&second);
    ck_assert_uint_eq(found.size, expected.size);
    ck_assert_mem_eq(found.data, expected.data, found.size);
    free(expected.data);
    free(found.data);
    free(kept.data);
    end(&whole);
    end(&first);
    end(&second);
}
END_TEST

START_TEST(an_input_that_does_not_exist_is_not_unpacked)
{
    session s = start(&kinds[0]);
    qtl_packing kept = packed(&s);
    const size_t order = 8 + 3 * 8; /* behind the epoch and the state of the stream */
    const unsigned char too_large[4] = {N_INPUTS, 0, 0, 0};
    memcpy(kept.data + order, too_large, 4);
    qtl_packing back = {.unpacks = true, .data = kept.data, .size = kept.size};
    qtl_trainer_pack(s.trainer, &back);
    ck_assert(back.failed);
    free(kept.data);
    end(&s);
}
END_TEST

/* --- files -------------------------------------------------------------------------- */

typedef struct place {
    char *folder, *path;
    session s;
    qtl_experiment experiment;
    qtl_run_context context;
    qtl_row row;
    qtl_position position;
} place;

static void set_up(place *p)
{
    *p = (place){.folder = qtl_test_folder(), .s = start(&kinds[0])};
    p->path = qtl_checkpoint_path(p->folder);
    p->experiment = (qtl_experiment){.config_sha256 = "c", .epochs = 10};
    p->context = (qtl_run_context){.experiment = &p->experiment, .dataset = p->s.data};
    p->row = (qtl_row){.run = 2, .variant = QTL_QUANTIZED};
    p->position =
        (qtl_position){.epoch = 4, .next_codes = 5, .table_sizes = {1, 2, 3, 4}};
    train(&p->s, 4);
    ck_ok(
        qtl_checkpoint_write(&p->context, p->row, p->folder, &p->position, p->s.trainer));
}

static void tear_down(place *p)
{
    end(&p->s);
    qtl_test_remove(p->folder);
    free(p->path);
}

/* Whether a new trainer is brought where the file says. */
static bool reads(place *p, qtl_position *position)
{
    session s = start(&kinds[0]);
    const qtl_status status =
        qtl_checkpoint_read(&p->context, p->row, p->folder, position, s.trainer);
    end(&s);
    ck_assert(status == QTL_OK || status == QTL_EFORMAT);
    return status == QTL_OK;
}

START_TEST(a_checkpoint_says_where_the_run_was)
{
    place p;
    set_up(&p);
    qtl_position found = {0};
    ck_assert(reads(&p, &found));
    ck_assert_mem_eq(&found, &p.position, sizeof found);
    tear_down(&p);
}
END_TEST

static void write_bytes(const char *path, const char *bytes, size_t size)
{
    FILE *stream = fopen(path, "w");
    ck_assert_ptr_nonnull(stream);
    ck_assert_uint_eq(fwrite(bytes, 1, size, stream), size);
    ck_assert_int_eq(fclose(stream), 0);
}

START_TEST(a_harmed_checkpoint_is_no_checkpoint)
{
    place p;
    set_up(&p);
    char *bytes = NULL;
    size_t size = 0;
    qtl_position found = {0};
    ck_ok(qtl_read_file(p.path, &bytes, &size));
    for (size_t at = 0; at < size; at += 7) {
        bytes[at] ^= (char)(1 << at % 8);
        write_bytes(p.path, bytes, size);
        ck_assert(!reads(&p, &found));
        bytes[at] ^= (char)(1 << at % 8);
        write_bytes(p.path, bytes, at);
        ck_assert(!reads(&p, &found));
    }
    write_bytes(p.path, bytes, size);
    ck_assert(reads(&p, &found));
    free(bytes);
    tear_down(&p);
}
END_TEST

START_TEST(a_checkpoint_of_another_run_is_no_checkpoint)
{
    place p;
    set_up(&p);
    qtl_position found = {0};
    p.row.run = 3;
    ck_assert(!reads(&p, &found));
    p.row = (qtl_row){.run = 2, .variant = QTL_CONTINUOUS};
    ck_assert(!reads(&p, &found));
    p.row.variant = QTL_QUANTIZED;
    strcpy(p.experiment.config_sha256, "x");
    ck_assert(!reads(&p, &found));
    strcpy(p.experiment.config_sha256, "c");
    strcpy(p.s.data->checksum, "x");
    ck_assert(!reads(&p, &found));
    strcpy(p.s.data->checksum, "d");
    p.experiment.epochs = 3; /* the checkpoint is of epoch 4 */
    ck_assert(!reads(&p, &found));
    p.experiment.epochs = 10;
    ck_assert(reads(&p, &found));
    tear_down(&p);
}
END_TEST

START_TEST(a_checkpoint_that_cannot_be_read_is_not_called_damaged)
{
    place p;
    set_up(&p);
    qtl_position found = {0};
    session s = start(&kinds[0]);
    char *elsewhere = qtl_format("%s/elsewhere", p.folder);
    ck_assert_int_eq(rename(p.path, elsewhere), 0);
    ck_fails(qtl_checkpoint_read(&p.context, p.row, p.folder, &found, s.trainer), QTL_EIO,
             "cannot read");
    end(&s);
    free(elsewhere);
    tear_down(&p);
}
END_TEST

/* A folder in the way of the temporary file stands for a disk that takes no more. */
START_TEST(a_checkpoint_that_fails_leaves_the_one_before)
{
    place p;
    set_up(&p);
    char *in_the_way = qtl_format("%s.%ld.partial", p.path, (long)getpid());
    ck_ok(qtl_make_folder(in_the_way));
    qtl_position later = p.position;
    later.epoch = 5;
    ck_fails(qtl_checkpoint_write(&p.context, p.row, p.folder, &later, p.s.trainer),
             QTL_EIO, "cannot write");
    qtl_position found = {0};
    ck_assert(reads(&p, &found));
    ck_assert_uint_eq(found.epoch, 4);
    free(in_the_way);
    tear_down(&p);
}
END_TEST

QTL_LOOPS("checkpoint", {training_goes_on_to_the_same_bits, 9 * N_KINDS},
          {an_input_that_does_not_exist_is_not_unpacked, 1},
          {a_checkpoint_says_where_the_run_was, 1},
          {a_harmed_checkpoint_is_no_checkpoint, 1},
          {a_checkpoint_of_another_run_is_no_checkpoint, 1},
          {a_checkpoint_that_cannot_be_read_is_not_called_damaged, 1},
          {a_checkpoint_that_fails_leaves_the_one_before, 1})

#include "information/symbols.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/fail.h"
#include "core/memory.h"

enum {
    BLOCK_POINTS = 256, /* keys of a block are built in the first-level cache */
    KEY_WORDS = 8,      /* of a layer: 64 neurons of 256 levels at a time */
    KEY_NEURONS = 64 * KEY_WORDS
};

__extension__ typedef unsigned __int128 wide_product;

/* Keys of all points and the table that finds them again, in one allocation. */
typedef struct workspace {
    uint64_t *keys;  /* [n_points][n_words] */
    uint32_t *slots; /* [mask + 1] first point with the key there + 1, or 0: free */
    size_t n_words;
    size_t mask;
} workspace;

static size_t slots_for(size_t n_points)
{
    size_t slots = 16;
    while (slots < 2 * n_points) {
        slots *= 2;
    }
    return slots;
}

/* `out->memory` holds what outlives the call, the workspace what does not. */
static qtl_status make_room(size_t n_points, size_t n_words, qtl_symbols *out,
                            workspace *work)
{
    const size_t slots = slots_for(n_points);
    const size_t table_words = slots / 2;
    size_t n_block = 0;
    if (__builtin_mul_overflow(n_points, n_words, &n_block) ||
        __builtin_add_overflow(n_block, table_words, &n_block)) {
        n_block = SIZE_MAX; /* for qtl_alloc to refuse */
    }
    uint32_t *memory = NULL;
    QTL_ALLOC(memory, 2 * n_points);
    uint64_t *block = qtl_alloc(n_block, sizeof *block);
    if (!block) {
        free(memory);
        return QTL_ENOMEM;
    }
    *work = (workspace){.keys = block + table_words,
                        .slots = (uint32_t *)block,
                        .n_words = n_words,
                        .mask = slots - 1};
    *out = (qtl_symbols){.n_points = n_points,
                         .of_point = memory,
                         .first = memory + n_points,
                         .memory = memory};
    return QTL_OK;
}

/* Folded 128-bit products (as in wyhash, Wang Yi 2019) spread every bit of the key. */
static inline uint64_t hash_of(const uint64_t *key, size_t n_words)
{
    uint64_t hash = UINT64_C(0x9e3779b97f4a7c15);
    for (size_t w = 0; w < n_words; w++) {
        const wide_product product =
            (wide_product)(hash ^ key[w]) * UINT64_C(0xd6e8feb86659fd93);
        hash = (uint64_t)product ^ (uint64_t)(product >> 64);
    }
    return hash ^ (hash >> 29);
}

static inline bool same_key(const uint64_t *a, const uint64_t *b, size_t n_words)
{
    uint64_t difference = 0;
    for (size_t w = 0; w < n_words; w++) {
        difference |= a[w] ^ b[w];
    }
    return difference == 0;
}

/* Linear probing in a table at most half full. n_words is a parameter of its own so that
 * the compiler makes a version for each constant. */
static inline void number_keys(const workspace *work, size_t n_words, qtl_symbols *out)
{
    const uint64_t *keys = work->keys;
    uint32_t n_symbols = 0;
    for (size_t i = 0; i < out->n_points; i++) {
        const uint64_t *key = keys + i * n_words;
        size_t at = hash_of(key, n_words) & work->mask;
        while (work->slots[at] &&
               !same_key(keys + (work->slots[at] - 1) * n_words, key, n_words)) {
            at = (at + 1) & work->mask;
        }
        if (!work->slots[at]) {
            work->slots[at] = (uint32_t)i + 1;
            out->first[n_symbols] = (uint32_t)i;
            out->of_point[i] = n_symbols++;
        } else {
            out->of_point[i] = out->of_point[work->slots[at] - 1];
        }
    }
    out->n_symbols = n_symbols;
}

static void number_points(const workspace *work, qtl_symbols *out)
{
    switch (work->n_words) {
    case 1:
        number_keys(work, 1, out);
        break;
    case 2:
        number_keys(work, 2, out);
        break;
    default:
        number_keys(work, work->n_words, out);
    }
}

static void finish(const workspace *work, qtl_symbols *out)
{
    number_points(work, out);
    free(work->slots);
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Codes of neuron k from point `first` on; bytes are widened into `room`. */
static const uint16_t *codes_of(const qtl_layer *layer, size_t k, size_t first, size_t n,
                                uint16_t room[BLOCK_POINTS])
{
    const size_t at = k * layer->n_points + first;
    if (layer->codes) {
        return layer->codes + at;
    }
    for (size_t i = 0; i < n; i++) {
        room[i] = layer->byte_codes[at + i];
    }
    return room;
}

static unsigned bits_of(size_t number)
{
    unsigned bits = 0;
    while (number >> bits) {
        bits++;
    }
    return bits;
}

/* Where a column of codes goes in the key. */
typedef struct place {
    uint32_t word;
    uint16_t shift;
    uint16_t base; /* code of the first point; keys hold only the bits that vary */
} place;

/* Sets the base. */
static unsigned varying_bits(const qtl_layer *layer, size_t k, place *of)
{
    uint16_t room[BLOCK_POINTS];
    of->base = *codes_of(layer, k, 0, 1, room);
    uint16_t differences = 0;
    for (size_t first = 0; first < layer->n_points; first += BLOCK_POINTS) {
        const size_t n = smaller(BLOCK_POINTS, layer->n_points - first);
        const uint16_t *block = codes_of(layer, k, first, n, room);
        for (size_t i = 0; i < n; i++) {
            differences |= block[i] ^ of->base;
        }
    }
    return bits_of(differences);
}

/* Neurons that one key holds, after the symbol so far. */
typedef struct key_plan {
    size_t from, to; /* neurons */
    size_t n_words;
    place places[KEY_NEURONS];
} key_plan;

/* Packs columns tightly from `plan->to` on, until the key is full; none straddles two
 * words. Constant columns say nothing and have no place, but for the base. */
static void plan_key(const qtl_layer *layer, size_t n_symbols, key_plan *plan)
{
    unsigned used = bits_of(n_symbols - 1);
    size_t words = 1;
    plan->from = plan->to;
    for (; plan->to < layer->width && plan->to - plan->from < KEY_NEURONS; plan->to++) {
        place *to = &plan->places[plan->to - plan->from];
        const unsigned bits = varying_bits(layer, plan->to, to);
        if (used + bits > 64) {
            if (words == KEY_WORDS) {
                break;
            }
            words++;
            used = 0;
        }
        to->word = (uint32_t)words - 1;
        to->shift = (uint16_t)(used % 64);
        used += bits;
    }
    plan->n_words = words;
}

/* Moves the bits of a column that vary to their place. */
static void collect(const uint16_t *column, const place *to, size_t n,
                    uint64_t *collected)
{
    for (size_t i = 0; i < n; i++) {
        collected[i] |= (uint64_t)(uint16_t)(column[i] ^ to->base) << to->shift;
    }
}

/* Keys of n <= BLOCK_POINTS points from `first` on: the columns of a word are collected
 * side by side, then spread. */
static void pack_block(const qtl_layer *layer, const key_plan *plan, size_t first,
                       size_t n, const uint32_t *symbol, uint64_t *keys)
{
    uint16_t room[BLOCK_POINTS];
    size_t k = plan->from;
    for (size_t word = 0; word < plan->n_words; word++) {
        uint64_t collected[BLOCK_POINTS] = {0};
        for (size_t i = 0; i < n && word == 0; i++) {
            collected[i] = symbol[i];
        }
        for (; k < plan->to && plan->places[k - plan->from].word == word; k++) {
            collect(codes_of(layer, k, first, n, room), &plan->places[k - plan->from], n,
                    collected);
        }
        for (size_t i = 0; i < n; i++) {
            keys[i * plan->n_words + word] = collected[i];
        }
    }
}

/* One pass: tells points apart that the planned neurons tell apart. */
static void refine(const qtl_layer *layer, const key_plan *plan, workspace *work,
                   qtl_symbols *symbols)
{
    work->n_words = plan->n_words;
    for (size_t i = 0; i < layer->n_points; i += BLOCK_POINTS) {
        pack_block(layer, plan, i, smaller(BLOCK_POINTS, layer->n_points - i),
                   symbols->of_point + i, work->keys + i * plan->n_words);
    }
    number_points(work, symbols);
}

/* Keys hold KEY_WORDS at most; a wider layer takes more passes, each with the symbols of
 * the one before as first column, until all points differ or no neuron is left. */
qtl_status qtl_symbols_of_layer(const qtl_layer *layer, qtl_symbols *out)
{
    assert(layer->n_points > 0 && layer->n_points <= QTL_POINTS_MAX);
    assert(qtl_layer_is_discrete(layer));
    key_plan plan = {0};
    plan_key(layer, 1, &plan);
    workspace work = {0};
    QTL_TRY(make_room(layer->n_points, plan.n_words, out, &work));
    refine(layer, &plan, &work, out);
    while (plan.to < layer->width && out->n_symbols < layer->n_points) {
        memset(work.slots, 0, (work.mask + 1) * sizeof *work.slots);
        plan_key(layer, out->n_symbols, &plan);
        refine(layer, &plan, &work, out);
    }
    free(work.slots);
    return QTL_OK;
}

qtl_status qtl_symbols_of_values(const double *values, size_t n_points, size_t width,
                                 const uint32_t *label, qtl_symbols *out)
{
    assert(n_points > 0 && n_points <= QTL_POINTS_MAX);
    const size_t n_words = width + (label ? 1 : 0);
    workspace work = {0};
    QTL_TRY(make_room(n_points, n_words, out, &work));
    for (size_t i = 0; i < n_points; i++) {
        uint64_t *key = work.keys + i * n_words;
        for (size_t k = 0; k < width; k++) {
            const double value = values[k * n_points + i] + 0.0; /* -0 becomes +0 */
            memcpy(key + k, &value, sizeof value);
        }
        if (label) {
            key[width] = label[i];
        }
    }
    finish(&work, out);
    return QTL_OK;
}

qtl_status qtl_symbols_of_pairs(const uint32_t *a, const uint32_t *b, size_t n_points,
                                qtl_symbols *out)
{
    assert(n_points > 0 && n_points <= QTL_POINTS_MAX);
    workspace work = {0};
    QTL_TRY(make_room(n_points, 1, out, &work));
    for (size_t i = 0; i < n_points; i++) {
        work.keys[i] = (uint64_t)a[i] << 32 | (b ? b[i] : 0);
    }
    finish(&work, out);
    return QTL_OK;
}

void qtl_symbols_free(qtl_symbols *symbols)
{
    if (symbols) {
        free(symbols->memory);
        *symbols = (qtl_symbols){0};
    }
}

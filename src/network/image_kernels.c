/* Convolution and pooling over images of neurons, lanes across samples. Sums run in one
 * fixed order: over channels, kernel rows and columns ascending, or over places and
 * chunks of 16 samples with 16 partial sums. */
#include "network/blocks.h"

enum { FILTERS = 4, TAPS = 3, CHANNELS = 2 }; /* the largest register blocks */

/* Row of the neuron at (channel, row, column). */
INLINE float *place(qtl_rows rows, const qtl_image *image, size_t channel, size_t row,
                    size_t column)
{
    return rows.data +
           ((channel * image->rows + row) * image->columns + column) * rows.stride;
}

/* A place in the image, of samples from `lane` on. */
typedef struct spot {
    size_t row, column, lane;
} spot;

/* --- convolution ---------------------------------------------------------------- */

/* n_f filters from f on at one place, n_v vectors of samples. */
INLINE void convolve_block(const qtl_convolution *task, size_t f, spot at,
                           const size_t n_f, const size_t n_v)
{
    const size_t side = task->side;
    const size_t n_taps = task->below.channels * side * side;
    vf sum[MAX_OUT][MAX_CHUNKS];
    start(sum, task->biases + f, n_f, n_v);
    block run = {.weight = task->weights + f * n_taps,
                 .out_step = n_taps,
                 .in_step = 1,
                 .in_stride = task->in.stride,
                 .n_in = side};
    for (size_t channel = 0; channel < task->below.channels; channel++) {
        for (size_t r = 0; r < side; r++, run.weight += side) {
            run.in =
                place(task->in, &task->below, channel, at.row + r, at.column) + at.lane;
            accumulate(sum, run, n_f, n_v);
        }
    }
    UNROLL
    for (size_t b = 0; b < n_f; b++) {
        float *out = place(task->out, &task->above, f + b, at.row, at.column) + at.lane;
        UNROLL
        for (size_t v = 0; v < n_v; v++) {
            store(out + v * WIDTH, sum[b][v]);
        }
    }
}

INLINE void convolve_filters(const qtl_convolution *task, size_t f, const size_t n_f)
{
    const size_t n_lanes = task->out.n_lanes;
    const size_t n_places = task->above.rows * task->above.columns;
    for (size_t p = 0; p < n_places; p++) {
        spot at = {p / task->above.columns, p % task->above.columns, 0};
        for (; at.lane + MAX_CHUNKS * WIDTH <= n_lanes; at.lane += MAX_CHUNKS * WIDTH) {
            convolve_block(task, f, at, n_f, MAX_CHUNKS);
        }
        for (; at.lane < n_lanes; at.lane += WIDTH) {
            convolve_block(task, f, at, n_f, 1);
        }
    }
}

static void convolve(const qtl_convolution *task)
{
    const size_t n = task->above.channels;
    size_t f = 0;
    for (; f + 3 <= n; f += 3) {
        convolve_filters(task, f, 3);
    }
    for (; f + 2 <= n; f += 2) {
        convolve_filters(task, f, 2);
    }
    for (; f < n; f++) {
        convolve_filters(task, f, 1);
    }
}

/* The kernel rows (or columns) r whose place at - r exists above: first, and how many. */
typedef struct span {
    size_t first, n;
} span;

INLINE span reach(size_t at, size_t side, size_t n_above)
{
    const size_t first = at + 1 > n_above ? at + 1 - n_above : 0;
    const size_t last = at < side - 1 ? at : side - 1;
    return (span){first, last + 1 - first};
}

/* What n_c channels get through one row of a filter's kernel: delta goes down as the
 * weight goes up. */
INLINE void back_row(const float *delta, const float *weight, const qtl_convolution *task,
                     size_t n, const size_t n_c, vf sum[CHANNELS])
{
    const size_t area = task->side * task->side;
    for (size_t c = 0; c < n; c++, delta -= task->in.stride, weight++) {
        UNROLL
        for (size_t b = 0; b < n_c; b++) {
            sum[b] += all(weight[b * area]) * load(delta);
        }
    }
}

/* What n_c channels below get at one place, for one vector of samples. */
INLINE void back_block(const qtl_convolution *task, size_t channel, spot at,
                       const size_t n_c)
{
    const size_t side = task->side;
    const span rows = reach(at.row, side, task->above.rows);
    const span columns = reach(at.column, side, task->above.columns);
    vf sum[CHANNELS] = {all(0), all(0)};
    for (size_t f = 0; f < task->above.channels; f++) {
        const size_t kernel = (f * task->below.channels + channel) * side * side;
        for (size_t r = rows.first; r < rows.first + rows.n; r++) {
            const float *delta =
                place(task->in, &task->above, f, at.row - r, at.column - columns.first) +
                at.lane;
            const float *weight = task->weights + kernel + r * side + columns.first;
            back_row(delta, weight, task, columns.n, n_c, sum);
        }
    }
    UNROLL
    for (size_t b = 0; b < n_c; b++) {
        float *out =
            place(task->out, &task->below, channel + b, at.row, at.column) + at.lane;
        const vf factor =
            task->factor ? load(task->factor + (out - task->out.data)) : all(1.0F);
        store(out, sum[b] * factor);
    }
}

INLINE void back_channels(const qtl_convolution *task, size_t channel, const size_t n_c)
{
    const size_t n_places = task->below.rows * task->below.columns;
    for (size_t p = 0; p < n_places; p++) {
        spot at = {p / task->below.columns, p % task->below.columns, 0};
        for (; at.lane < task->out.n_lanes; at.lane += WIDTH) {
            back_block(task, channel, at, n_c);
        }
    }
}

static void convolve_back(const qtl_convolution *task)
{
    size_t channel = 0;
    for (; channel + 2 <= task->below.channels; channel += 2) {
        back_channels(task, channel, 2);
    }
    if (channel < task->below.channels) {
        back_channels(task, channel, 1);
    }
}

/* --- its gradient --------------------------------------------------------------- */

/* Rows of delta and values from which n_f filters times n_t taps are summed. */
typedef struct place_row {
    const float *delta, *in;
    size_t filter_step, stride, n_lanes;
} place_row;

INLINE void gradient_place(place_row at, const size_t n_f, const size_t n_t,
                           vf sum[FILTERS][TAPS])
{
    for (size_t lane = 0; lane < at.n_lanes; lane += QTL_LANES) {
        UNROLL
        for (size_t b = 0; b < n_f; b++) {
            const vf d = load(at.delta + b * at.filter_step + lane);
            UNROLL
            for (size_t t = 0; t < n_t; t++) {
                sum[b][t] += d * load(at.in + t * at.stride + lane);
            }
        }
    }
}

/* Where a block of weights begins. */
typedef struct tap {
    size_t filter, channel, row, column;
} tap;

INLINE void gradient_partials(const qtl_convolution_gradient *task, tap at, size_t first,
                              float partial[FILTERS][4][QTL_LANES], const size_t n_f,
                              const size_t n_t)
{
    vf sum[FILTERS][TAPS];
    UNROLL
    for (size_t p = 0; p < n_f * n_t; p++) {
        sum[p / n_t][p % n_t] = all(0);
    }
    const qtl_image *above = &task->above;
    place_row from = {.filter_step = above->rows * above->columns * task->delta.stride,
                      .stride = task->in.stride,
                      .n_lanes = task->in.n_lanes};
    for (size_t row = 0; row < above->rows; row++) {
        from.delta = place(task->delta, above, at.filter, row, 0) + first;
        from.in =
            place(task->in, &task->below, at.channel, row + at.row, at.column) + first;
        for (size_t column = 0; column < above->columns; column++) {
            gradient_place(from, n_f, n_t, sum);
            from.delta += from.stride;
            from.in += from.stride;
        }
    }
    UNROLL
    for (size_t p = 0; p < n_f * n_t; p++) {
        store(partial[p / n_t][p % n_t] + first, sum[p / n_t][p % n_t]);
    }
}

INLINE void gradient_block(const qtl_convolution_gradient *task, tap at, const size_t n_f,
                           const size_t n_t)
{
    _Alignas(64) float partial[FILTERS][4][QTL_LANES] = {{{0}}};
    for (size_t first = 0; first < QTL_LANES; first += WIDTH) {
        gradient_partials(task, at, first, partial, n_f, n_t);
    }
    const size_t side = task->side;
    for (size_t b = 0; b < n_f; b++) {
        const v4 sums = sum_lanes(partial[b]);
        const size_t kernel = (at.filter + b) * task->below.channels + at.channel;
        float *out = task->weights + (kernel * side + at.row) * side + at.column;
        __builtin_memcpy(out, &sums, n_t * sizeof *out);
    }
}

INLINE void gradient_filters(const qtl_convolution_gradient *task, size_t filter,
                             const size_t n_f)
{
    tap at = {.filter = filter};
    for (; at.channel < task->below.channels; at.channel++) {
        for (at.row = 0; at.row < task->side; at.row++) {
            at.column = 0;
            for (; at.column + TAPS <= task->side; at.column += TAPS) {
                gradient_block(task, at, n_f, TAPS);
            }
            for (; at.column < task->side; at.column++) {
                gradient_block(task, at, n_f, 1);
            }
        }
    }
}

/* Sixteen partial sums over the places of one filter. */
static void bias_gradient(const qtl_convolution_gradient *task, size_t filter)
{
    const size_t n_places = task->above.rows * task->above.columns;
    _Alignas(64) float partial[4][QTL_LANES] = {{0}};
    for (size_t first = 0; first < QTL_LANES; first += WIDTH) {
        const float *delta = place(task->delta, &task->above, filter, 0, 0) + first;
        vf sum = all(0);
        for (size_t p = 0; p < n_places; p++, delta += task->delta.stride) {
            for (size_t lane = 0; lane < task->delta.n_lanes; lane += QTL_LANES) {
                sum += load(delta + lane);
            }
        }
        store(partial[0] + first, sum);
    }
    task->biases[filter] = sum_lanes(partial)[0];
}

static void convolve_gradient(const qtl_convolution_gradient *task)
{
    const size_t n = task->above.channels;
    size_t f = 0;
    for (; f + FILTERS <= n; f += FILTERS) {
        gradient_filters(task, f, FILTERS);
    }
    for (; f + 2 <= n; f += 2) {
        gradient_filters(task, f, 2);
    }
    if (f < n) {
        gradient_filters(task, f, 1);
    }
    for (f = 0; f < n; f++) {
        bias_gradient(task, f);
    }
}

/* --- pooling -------------------------------------------------------------------- */

/* The first of equal ones, so that -0 and 0 do not depend on the instruction set. */
INLINE vf largest_of(const float *in, size_t side, size_t stride, size_t row_step)
{
    vf largest = load(in);
    for (size_t r = 0; r < side; r++, in += row_step) {
        for (size_t c = 0; c < side; c++) {
            const vf x = load(in + c * stride);
            largest = choose((vi)(x > largest), x, largest);
        }
    }
    return largest;
}

static void pool_row(const qtl_pooling *task, size_t channel, size_t row)
{
    const size_t row_step = task->below.columns * task->in.stride;
    for (size_t column = 0; column < task->above.columns; column++) {
        const float *in =
            place(task->in, &task->below, channel, row * task->side, column * task->side);
        float *out = place(task->out, &task->above, channel, row, column);
        for (size_t lane = 0; lane < task->out.n_lanes; lane += WIDTH) {
            store(out + lane,
                  largest_of(in + lane, task->side, task->in.stride, row_step));
        }
    }
}

static void pool(const qtl_pooling *task)
{
    for (size_t channel = 0; channel < task->above.channels; channel++) {
        for (size_t row = 0; row < task->above.rows; row++) {
            pool_row(task, channel, row);
        }
    }
}

/* Deltas of one window, for one vector of samples; `at` is its first neuron's place. */
INLINE void pool_back_window(const qtl_pooling *task, size_t at, vf largest, vf delta)
{
    const size_t stride = task->to.stride;
    vi taken = (vi)all(0);
    for (size_t r = 0; r < task->side; r++, at += task->below.columns * stride) {
        for (size_t c = 0; c < task->side; c++) {
            const size_t place = at + c * stride;
            const vi here = ~taken & (vi)(load(task->in.data + place) == largest);
            taken |= here;
            const vf factor = task->factor ? load(task->factor + place) : all(1.0F);
            store(task->to.data + place, choose(here, delta, all(0)) * factor);
        }
    }
}

static void pool_back_row(const qtl_pooling *task, size_t channel, size_t row)
{
    for (size_t column = 0; column < task->above.columns; column++) {
        const size_t at = (size_t)(place(task->in, &task->below, channel,
                                         row * task->side, column * task->side) -
                                   task->in.data);
        const float *out = place(task->out, &task->above, channel, row, column);
        const float *delta = place(task->delta, &task->above, channel, row, column);
        for (size_t lane = 0; lane < task->to.n_lanes; lane += WIDTH) {
            pool_back_window(task, at + lane, load(out + lane), load(delta + lane));
        }
    }
}

/* Neurons in no window have no part in the loss. */
static void clear(qtl_rows rows)
{
    for (size_t j = 0; j < rows.n_rows; j++) {
        __builtin_memset(rows.data + j * rows.stride, 0, rows.n_lanes * sizeof(float));
    }
}

static void pool_back(const qtl_pooling *task)
{
    if (task->below.rows % task->side || task->below.columns % task->side) {
        clear(task->to);
    }
    for (size_t channel = 0; channel < task->above.channels; channel++) {
        for (size_t row = 0; row < task->above.rows; row++) {
            pool_back_row(task, channel, row);
        }
    }
}

const qtl_image_kernels QTL_ISA_NAME(qtl_image_kernels) = {
    .convolve = convolve,
    .convolve_back = convolve_back,
    .convolve_gradient = convolve_gradient,
    .pool = pool,
    .pool_back = pool_back,
};

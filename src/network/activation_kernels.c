/* Activations, softmax and quantization, one lane a sample. */
#include "network/functions.h"

/* Each gives the activation and its slope at x. */
INLINE vf relu_at(vf x, vf *slope)
{
    const vi positive = (vi)(x > all(0));
    *slope = choose(positive, all(1.0F), all(0));
    return choose(positive, x, all(0));
}

INLINE vf leaky_relu_at(vf x, vf *slope)
{
    *slope = choose((vi)(x > all(0)), all(1.0F), all(0.01F));
    return *slope * x;
}

/* exp(x) - 1 = 2 t / (1 - t), t = tanh(x / 2), keeps its digits near 0. */
INLINE vf elu_at(vf x, vf *slope)
{
    const vi positive = (vi)(x > all(0));
    const vf t = tanh_of(all(0.5F) * vmin(x, all(0)));
    const vf below = (t + t) / (all(1.0F) - t);
    *slope = choose(positive, all(1.0F), below + all(1.0F));
    return choose(positive, x, below);
}

INLINE vf sigmoid_at(vf x, vf *slope)
{
    const vf a = sigmoid_of(x);
    *slope = a * (all(1.0F) - a);
    return a;
}

INLINE vf hard_tanh_at(vf x, vf *slope)
{
    *slope = choose((vi)(vabs(x) <= all(1.0F)), all(1.0F), all(0));
    return vmax(vmin(x, all(1.0F)), all(-1.0F));
}

INLINE vf softsign_at(vf x, vf *slope)
{
    const vf part = all(1.0F) / (all(1.0F) + vabs(x));
    *slope = part * part;
    return x * part;
}

INLINE vf softplus_at(vf x, vf *slope)
{
    *slope = sigmoid_of(x);
    return vmax(x, all(0)) + log1p_of(exp_of(-vabs(x)));
}

INLINE vf swish_at(vf x, vf *slope)
{
    const vf s = sigmoid_of(x);
    const vf a = x * s;
    *slope = s + a * (all(1.0F) - s);
    return a;
}

INLINE vf linear_at(vf x, vf *slope)
{
    *slope = all(1.0F);
    return x;
}

/* The level of an activation inside the grid. */
INLINE vf level_of(vf a, const qtl_grid *grid)
{
    const vf low = all(grid->low);
    const vf code = nearest((a - low) * all(grid->scale));
    return low + code * all(grid->step);
}

#define ACTIVATION(name)                                                                 \
    static void name##_rows(qtl_rows values, float *slopes)                              \
    {                                                                                    \
        for (size_t j = 0; j < values.n_rows; j++) {                                     \
            float *x = values.data + j * values.stride;                                  \
            float *s = slopes + j * values.stride;                                       \
            for (size_t i = 0; i < values.n_lanes; i += WIDTH) {                         \
                vf slope;                                                                \
                const vf a = name##_at(load(x + i), &slope);                             \
                store(x + i, a);                                                         \
                store(s + i, slope);                                                     \
            }                                                                            \
        }                                                                                \
    }                                                                                    \
    static void name##_rows_on(qtl_rows values, float *slopes, const qtl_grid *grid)     \
    {                                                                                    \
        for (size_t j = 0; j < values.n_rows; j++) {                                     \
            float *x = values.data + j * values.stride;                                  \
            float *s = slopes + j * values.stride;                                       \
            for (size_t i = 0; i < values.n_lanes; i += WIDTH) {                         \
                vf slope;                                                                \
                const vf a = name##_at(load(x + i), &slope);                             \
                store(x + i, level_of(a, grid));                                         \
                store(s + i, slope);                                                     \
            }                                                                            \
        }                                                                                \
    }

INLINE void tanh_vectors(float *x, float *slope, const qtl_grid *grid, const size_t n)
{
    vf a[GROUP];
    UNROLL
    for (size_t g = 0; g < n; g++) {
        a[g] = load(x + g * WIDTH);
    }
    tanh_group(a, n);
    UNROLL
    for (size_t g = 0; g < n; g++) {
        store(slope + g * WIDTH, all(1.0F) - a[g] * a[g]);
        store(x + g * WIDTH, grid ? level_of(a[g], grid) : a[g]);
    }
}

INLINE void tanh_all(qtl_rows values, float *slopes, const qtl_grid *grid)
{
    for (size_t j = 0; j < values.n_rows; j++) {
        float *x = values.data + j * values.stride;
        float *s = slopes + j * values.stride;
        size_t i = 0;
        for (; i + GROUP * WIDTH <= values.n_lanes; i += GROUP * WIDTH) {
            tanh_vectors(x + i, s + i, grid, GROUP);
        }
        for (; i < values.n_lanes; i += WIDTH) {
            tanh_vectors(x + i, s + i, grid, 1);
        }
    }
}

static void tanh_rows(qtl_rows values, float *slopes)
{
    tanh_all(values, slopes, NULL);
}

static void tanh_rows_on(qtl_rows values, float *slopes, const qtl_grid *grid)
{
    const qtl_grid copy = *grid; /* which no store can change */
    tanh_all(values, slopes, &copy);
}

ACTIVATION(relu)
ACTIVATION(leaky_relu)
ACTIVATION(elu)
ACTIVATION(sigmoid)
ACTIVATION(hard_tanh)
ACTIVATION(softsign)
ACTIVATION(softplus)
ACTIVATION(swish)
ACTIVATION(linear)

static void quantize(qtl_rows values, float *slopes, const qtl_grid *grid)
{
    const vf low = all(grid->low);
    const vf high = all(grid->high);
    for (size_t j = 0; j < values.n_rows; j++) {
        float *x = values.data + j * values.stride;
        float *s = slopes + j * values.stride;
        for (size_t i = 0; i < values.n_lanes; i += WIDTH) {
            const vf a = load(x + i);
            const vi inside = (vi)(a >= low) & (vi)(a <= high);
            store(s + i, choose(inside, load(s + i), all(0)));
            store(x + i, level_of(vmax(vmin(a, high), low), grid));
        }
    }
}

static void encode(qtl_rows levels, const qtl_grid *grid, uint16_t *out)
{
    for (size_t i = 0; i < levels.n_lanes; i++) {
        const float code = (levels.data[i] - grid->low) * grid->scale;
        const float whole = (code + 0x1.8p23F) - 0x1.8p23F;
        out[i] = (uint16_t)(int32_t)whole;
    }
}

static float peak(qtl_rows values)
{
    vf largest = all(0);
    for (size_t j = 0; j < values.n_rows; j++) {
        for (size_t i = 0; i < values.n_lanes; i += WIDTH) {
            largest = vmax(vabs(load(values.data + j * values.stride + i)), largest);
        }
    }
    float result = 0;
    for (size_t i = 0; i < WIDTH; i++) {
        result = largest[i] > result ? largest[i] : result;
    }
    return result;
}

/* Largest of the logits at one vector of samples. */
INLINE vf largest_of(const float *x, size_t n_rows, size_t stride)
{
    vf largest = load(x);
    for (size_t k = 1; k < n_rows; k++) {
        largest = vmax(largest, load(x + k * stride));
    }
    return largest;
}

static void softmax(qtl_rows values)
{
    for (size_t i = 0; i < values.n_lanes; i += WIDTH) {
        float *x = values.data + i;
        const vf largest = largest_of(x, values.n_rows, values.stride);
        vf sum = all(0);
        for (size_t k = 0; k < values.n_rows; k++) {
            const vf e = exp_of(load(x + k * values.stride) - largest);
            store(x + k * values.stride, e);
            sum += e;
        }
        for (size_t k = 0; k < values.n_rows; k++) {
            store(x + k * values.stride, load(x + k * values.stride) / sum);
        }
    }
}

static void score(const qtl_scoring *task)
{
    const size_t stride = task->logits.stride;
    for (size_t i = 0; i < task->logits.n_lanes; i += WIDTH) {
        const float *z = task->logits.data + i;
        const float *t = task->targets.data + i;
        const vf largest = largest_of(z, task->logits.n_rows, stride);
        vf sum = all(0);
        vf cross = all(0);
        vf correct = all(0);
        vi undecided = ~(vi)all(0);
        for (size_t k = 0; k < task->logits.n_rows; k++) {
            const vf x = load(z + k * stride);
            const vf target = load(t + k * task->targets.stride);
            const vi first = undecided & (vi)(x == largest);
            correct = choose(first, target, correct);
            undecided &= ~first;
            sum += exp_of(x - largest);
            cross += target * (largest - x);
        }
        store(task->loss + i, cross + log_of(sum));
        store(task->correct + i, correct);
    }
}

static void output_delta(qtl_rows probabilities, const float *targets, float *delta,
                         size_t n_samples)
{
    const size_t stride = probabilities.stride;
    const vf share = all(1.0F / (float)n_samples);
    for (size_t k = 0; k < probabilities.n_rows; k++) {
        for (size_t i = 0; i < probabilities.n_lanes; i += WIDTH) {
            const size_t at = k * stride + i;
            const vf p = load(probabilities.data + at);
            store(delta + at, (p - load(targets + at)) * share);
        }
        for (size_t i = n_samples; i < probabilities.n_lanes; i++) {
            delta[k * stride + i] = 0;
        }
    }
}

static float range_gradient(qtl_rows levels, const float *slopes, const float *delta,
                            const qtl_grid *grid)
{
    const float middle = 0.5F * (grid->low + grid->high);
    const float most = 0.499F * (grid->high - grid->low);
    _Alignas(64) float partial[QTL_LANES] = {0};
    for (size_t j = 0; j < levels.n_rows; j++) {
        for (size_t i = 0; i < levels.n_lanes; i += WIDTH) {
            const size_t at = j * levels.stride + i;
            float *sum = partial + i % QTL_LANES;
            const vf level = load(levels.data + at);
            const vi outside = (vi)(load(slopes + at) == all(0)) &
                               (vi)(vabs(level - all(middle)) > all(most));
            store(sum, load(sum) + choose(outside, level * load(delta + at), all(0)));
        }
    }
    for (int half = QTL_LANES / 2; half > 0; half /= 2) {
        for (int i = 0; i < half; i++) {
            partial[i] += partial[i + half];
        }
    }
    return partial[0];
}

static void scale(qtl_rows values, const float *factor)
{
    for (size_t j = 0; j < values.n_rows; j++) {
        for (size_t i = 0; i < values.n_lanes; i += WIDTH) {
            const size_t at = j * values.stride + i;
            store(values.data + at, load(values.data + at) * load(factor + at));
        }
    }
}

static float exponential(float x)
{
    return exp_of(all(x))[0];
}

static float logarithm(float x)
{
    return log_of(all(x))[0];
}

const qtl_activation_kernels QTL_ISA_NAME(qtl_activation_kernels) = {
    .activate = {[QTL_TANH] = tanh_rows,
                 [QTL_RELU] = relu_rows,
                 [QTL_LEAKY_RELU] = leaky_relu_rows,
                 [QTL_ELU] = elu_rows,
                 [QTL_SIGMOID] = sigmoid_rows,
                 [QTL_HARD_TANH] = hard_tanh_rows,
                 [QTL_SOFTSIGN] = softsign_rows,
                 [QTL_SOFTPLUS] = softplus_rows,
                 [QTL_SWISH] = swish_rows,
                 [QTL_LINEAR] = linear_rows},
    .activate_on = {[QTL_TANH] = tanh_rows_on,
                    [QTL_RELU] = relu_rows_on,
                    [QTL_LEAKY_RELU] = leaky_relu_rows_on,
                    [QTL_ELU] = elu_rows_on,
                    [QTL_SIGMOID] = sigmoid_rows_on,
                    [QTL_HARD_TANH] = hard_tanh_rows_on,
                    [QTL_SOFTSIGN] = softsign_rows_on,
                    [QTL_SOFTPLUS] = softplus_rows_on,
                    [QTL_SWISH] = swish_rows_on,
                    [QTL_LINEAR] = linear_rows_on},
    .quantize = quantize,
    .encode = encode,
    .peak = peak,
    .softmax = softmax,
    .output_delta = output_delta,
    .range_gradient = range_gradient,
    .scale = scale,
    .score = score,
    .exponential = exponential,
    .logarithm = logarithm,
};

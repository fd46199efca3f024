/* One step of each optimizer over all parameters, lane by lane. */
#include "network/lanes.h"

static void sgd(const qtl_step *task)
{
    const vf rate = all(task->rate);
    for (size_t i = 0; i < task->n; i += WIDTH) {
        float *w = task->parameters + i;
        store(w, load(w) - rate * load(task->gradient + i));
    }
}

static void momentum(const qtl_step *task)
{
    const vf rate = all(task->rate);
    const vf keep = all(task->momentum);
    for (size_t i = 0; i < task->n; i += WIDTH) {
        const vf v = keep * load(task->first + i) - rate * load(task->gradient + i);
        store(task->first + i, v);
        store(task->parameters + i, load(task->parameters + i) + v);
    }
}

static void adam(const qtl_step *task)
{
    const vf rate = all(task->rate);
    const vf epsilon = all(task->epsilon);
    const vf beta1 = all(task->beta1);
    const vf beta2 = all(task->beta2);
    const vf rest1 = all(1.0F - task->beta1);
    const vf rest2 = all(1.0F - task->beta2);
    for (size_t i = 0; i < task->n; i += WIDTH) {
        const vf g = load(task->gradient + i);
        const vf m = beta1 * load(task->first + i) + rest1 * g;
        const vf v = beta2 * load(task->second + i) + rest2 * (g * g);
        store(task->first + i, m);
        store(task->second + i, v);
        float *w = task->parameters + i;
        store(w, load(w) - rate * m / (vsqrt(v) + epsilon));
    }
}

static void eight_bits(const float *in, float *out, size_t n)
{
    float largest = 0;
    for (size_t i = 0; i < n; i++) {
        const float magnitude = __builtin_fabsf(in[i]);
        largest = magnitude > largest ? magnitude : largest;
    }
    const float step = largest / 127.0F;
    const float scale = largest > 0 ? 127.0F / largest : 0.0F;
    for (size_t i = 0; i < n; i++) {
        const float code = (in[i] * scale + 0x1.8p23F) - 0x1.8p23F;
        out[i] = code * step;
    }
}

const qtl_optimizer_kernels QTL_ISA_NAME(qtl_optimizer_kernels) = {
    .step = {sgd, momentum, adam},
    .eight_bits = eight_bits,
};

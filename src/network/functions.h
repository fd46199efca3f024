/* exp, tanh, ln and what is made of them, for kernels.
 *
 * They are polynomials and rational functions made for this file: a weighted
 * least-squares fit at Chebyshev nodes, re-weighted (Lawson 1961) until the relative
 * error is level, in 40 digits. The relative errors named below are those of the fits;
 * rounding adds a few units in the last place. */
#ifndef QTL_NETWORK_FUNCTIONS_H
#define QTL_NETWORK_FUNCTIONS_H

#include "network/lanes.h"

/* x P(x^2) / Q(x^2), 2.1e-8 up to 9.02; at the clamp it comes out above 1, and is cut.
 * Magnitudes are clamped as integers, whose order is theirs, and the sign put back.
 * n arguments go step by step together: one waits too long for its own results. */
enum { GROUP = WIDTH == 16 ? 4 : 2 };
static const float tanh_p[] = {1.331811627e-8F, 2.058306396e-5F, 3.49402287e-3F,
                               0.1337971329F, 0.9999999795F};
static const float tanh_q[] = {7.761705799e-7F, 3.283063708e-4F, 2.587104448e-2F,
                               0.467130288F, 1.0F};

INLINE void tanh_group(vf argument[GROUP], const size_t n)
{
    vf x[GROUP];
    vf p[GROUP];
    vf q[GROUP];
    UNROLL
    for (size_t g = 0; g < n; g++) {
        x[g] = smaller(vabs(argument[g]), all(9.2F));
        p[g] = all(tanh_p[0]);
        q[g] = all(tanh_q[0]);
    }
    UNROLL
    for (int i = 1; i < 5; i++) {
        UNROLL
        for (size_t g = 0; g < n; g++) {
            p[g] = p[g] * (x[g] * x[g]) + all(tanh_p[i]);
            q[g] = q[g] * (x[g] * x[g]) + all(tanh_q[i]);
        }
    }
    UNROLL
    for (size_t g = 0; g < n; g++) {
        const vf magnitude = smaller(x[g] * p[g] / q[g], all(1.0F));
        argument[g] = (vf)((vi)magnitude | ((vi)argument[g] & INT32_MIN));
    }
}

INLINE vf tanh_of(vf x)
{
    vf group[GROUP] = {x};
    tanh_group(group, 1);
    return group[0];
}

/* 2^n (1 + r + r^2 q(r)), x = n ln 2 + r, 3.1e-9; clamped to normal numbers. */
INLINE vf exp_of(vf x)
{
    x = vmax(vmin(x, all(88.0F)), all(-87.0F));
    const vf n = nearest(x * all(1.44269504F));
    const vf r = (x - n * all(0.693359375F)) - n * all(-2.12194440e-4F);
    vf q = all(1.381444734e-3F);
    q = q * r + all(8.368782247e-3F);
    q = q * r + all(4.166839462e-2F);
    q = q * r + all(0.1666652009F);
    q = q * r + all(0.4999999341F);
    const vf power = (vf)((((vi)(n + all(0x1.8p23F))) << 23) + (127 << 23));
    return (q * (r * r) + r + all(1.0F)) * power;
}

/* ln(1 + u) = u P(u) / Q(u) on [0, 1], 9.4e-10. */
INLINE vf log1p_of(vf u)
{
    vf p = all(3.417209281e-3F);
    p = p * u + all(0.2381550872F);
    p = p * u + all(1.066214216F);
    p = p * u + all(1.0F);
    vf q = all(7.528634315e-2F);
    q = q * u + all(0.6879317241F);
    q = q * u + all(1.566214086F);
    q = q * u + all(1.0F);
    return u * p / q;
}

/* ln x = e ln 2 + ln(1 + u), x = 2^e (1 + u), of a normal positive number. */
INLINE vf log_of(vf x)
{
    const vi bits = (vi)x;
    const vf u = (vf)((bits & 0x007fffff) | (127 << 23)) - all(1.0F);
    const vf e = __builtin_convertvector((bits >> 23) - 127, vf);
    return e * all(0.693359375F) + (log1p_of(u) + e * all(-2.12194440e-4F));
}

INLINE vf sigmoid_of(vf x)
{
    return all(1.0F) / (all(1.0F) + exp_of(-x));
}

#endif

/* The data set `relevant`: X = (R, N) and a label that depends on R alone.
 *
 * R are the first a features, N the other b, all bits; the 2^(a+b) patterns are all there
 * (1 <= a, 1 <= b, a + b <= 20), pattern i with feature j = bit (a + b - 1 - j) of i.
 * Every bit is 1 with probability `rate`, independently, so R and N are independent. The
 * label is rule(R), flipped with probability `flip` in [0, 0.5]; at 0.5 it says nothing.
 *
 * Rules, with r_0 .. r_(a-1) the relevant bits and w = sum of r_j:
 *   threshold        1 if sum of (j + 1) r_j is above half its greatest value; at exactly
 *                    half, r_0. Every bit matters for a >= 3, the later the more
 *   parity           1 if w is odd: any a - 1 bits say nothing
 *   majority         1 if w is above a / 2; at exactly a / 2, r_0
 *   random-balanced  1 on half of the 2^a patterns, drawn from `seed`
 * Each is 1 on exactly half the patterns, so H(Y) = 1 bit at a rate of 0.5. */
#ifndef QUANTAL_RELEVANT_H
#define QUANTAL_RELEVANT_H

#include <stddef.h>

#pragma GCC visibility push(default)

/* Name of rule i, NULL past the end; the index is `rule` of qtl_dataset_options. */
const char *qtl_relevant_rule_name(size_t i);

#pragma GCC visibility pop
#endif

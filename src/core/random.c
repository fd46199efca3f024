#include "core/random.h"

#include "core/fail.h"

/* splitmix64 (Steele, Lea & Flood 2014); splitmix64(0) = 0xe220a8397b1dcdaf. */
static uint64_t splitmix64(uint64_t state)
{
    uint64_t z = state + 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

qtl_status qtl_random_create(uint64_t seed, qtl_purpose purpose, uint64_t index,
                             gsl_rng **out)
{
    QTL_REQUIRE(out, QTL_EINVAL, "random: out must not be NULL");
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_taus2);
    QTL_REQUIRE(rng, QTL_ENOMEM, "out of memory: cannot have a random generator");
    const uint64_t hash =
        splitmix64(splitmix64(splitmix64(seed) ^ (uint64_t)purpose) ^ index);
    gsl_rng_set(rng, (unsigned long)(hash >> 32));
    *out = rng;
    return QTL_OK;
}

static void swap(uint32_t *items, size_t i, size_t j)
{
    const uint32_t item = items[i];
    items[i] = items[j];
    items[j] = item;
}

/* Independent uniform integers, *a in [0, n) and *b in [0, n - 1), 2 <= n <= 2^16, from
 * one word: the fraction that is left of the first draw makes the second. */
static void two_below(gsl_rng *rng, uint32_t n, uint32_t *a, uint32_t *b)
{
    const uint32_t pairs = n * (n - 1);
    uint64_t first = 0;
    uint64_t second = 0;
    do {
        first = (uint64_t)(uint32_t)gsl_rng_get(rng) * n;
        second = (uint64_t)(uint32_t)first * (n - 1);
    } while ((uint32_t)second < pairs && (uint32_t)second < -pairs % pairs);
    *a = (uint32_t)(first >> 32);
    *b = (uint32_t)(second >> 32);
}

void qtl_random_shuffle(gsl_rng *rng, uint32_t *items, size_t n)
{
    size_t left = n;
    for (; left > UINT16_MAX; left--) {
        swap(items, left - 1, qtl_random_below(rng, (uint32_t)left));
    }
    for (; left > 1; left -= 2) {
        uint32_t j = 0;
        uint32_t k = 0;
        two_below(rng, (uint32_t)left, &j, &k);
        swap(items, left - 1, j);
        swap(items, left - 2, k);
    }
}

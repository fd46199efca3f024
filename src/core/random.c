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

void qtl_random_shuffle(gsl_rng *rng, uint32_t *items, size_t n)
{
    for (size_t i = n; i > 1; i--) {
        const uint32_t j = qtl_random_below(rng, (uint32_t)i);
        const uint32_t item = items[i - 1];
        items[i - 1] = items[j];
        items[j] = item;
    }
}

/* Numbers to bytes and back, least significant byte first on every machine. One function
 * describes what is kept: the same calls pack it and unpack it. */
#ifndef QTL_CORE_PACKING_H
#define QTL_CORE_PACKING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* To pack, zero-initialize; `data` is the caller's to free. To unpack, point `data` at
 * `size` bytes. Check `failed` once, at the end. */
typedef struct qtl_packing {
    bool unpacks;
    bool failed; /* no memory; or too few bytes, and then nothing more is unpacked */
    unsigned char *data;
    size_t size, room;
    size_t at; /* unpacked so far */
} qtl_packing;

void qtl_pack_u64(qtl_packing *packing, uint64_t *value);
void qtl_pack_size(qtl_packing *packing, size_t *value);
void qtl_pack_double(qtl_packing *packing, double *value);
void qtl_pack_words(qtl_packing *packing, uint32_t *values, size_t n);
void qtl_pack_floats(qtl_packing *packing, float *values, size_t n);

/* Plain bytes; only packs. */
void qtl_pack_bytes(qtl_packing *packing, const void *bytes, size_t n);

#endif

#include "data/mat_level.h"

#include <string.h>

#include "core/fail.h"
#include "core/number.h"

enum { VERSION_AT = 124, ORDER_AT = 126, LEVEL_4_NAME_MAX = 64 };

static bool is_hdf5(const uint8_t *data, size_t size)
{
    enum { USER_BLOCK = 512 };
    static const char signature[] = "\x89HDF\r\n\x1a\n";
    return size >= 8 &&
           (memcmp(data, signature, 8) == 0 ||
            (size >= USER_BLOCK + 8 && memcmp(data + USER_BLOCK, signature, 8) == 0));
}

/* A level 4 header begins with a type M0PT in decimal, M the machine, in either order. */
static bool is_level_4(const uint8_t *data, size_t size)
{
    if (size < 20) {
        return false;
    }
    for (int big = 0; big < 2; big++) {
        const uint64_t type = qtl_number_bits(data, 4, big);
        const uint64_t name_length = qtl_number_bits(data + 16, 4, big);
        if (type / 1000 <= 4 && type / 100 % 10 == 0 && type / 10 % 10 <= 5 &&
            type % 10 <= 2 && type <= 4052 && name_length >= 2 &&
            name_length <= LEVEL_4_NAME_MAX) {
            return true;
        }
    }
    return false;
}

/* No text has the two bytes of the version, 0x0100 or 0x0200. */
static bool is_level_5(const uint8_t *data, size_t size)
{
    return size >= QTL_MAT_HEADER_SIZE && data[VERSION_AT] <= 2 &&
           data[VERSION_AT + 1] <= 2 &&
           (memcmp(data + ORDER_AT, "IM", 2) == 0 ||
            memcmp(data + ORDER_AT, "MI", 2) == 0);
}

bool qtl_mat_recognize(const uint8_t *data, size_t size)
{
    return is_level_5(data, size) || is_hdf5(data, size) || is_level_4(data, size) ||
           (size >= 6 && memcmp(data, "MATLAB", 6) == 0);
}

qtl_status qtl_mat_check_level(const qtl_bytes *file, bool *big_endian)
{
    const uint8_t *data = file->data;
    QTL_REQUIRE(!is_hdf5(data, file->size), QTL_EUNSUPPORTED,
                "%s is a MAT-file of version 7.3 (HDF5); save it in MATLAB with -v7",
                file->path);
    QTL_REQUIRE(
        is_level_5(data, file->size) || !is_level_4(data, file->size), QTL_EUNSUPPORTED,
        "%s is a MAT-file of level 4; load it and save it again with -v7", file->path);
    QTL_REQUIRE(is_level_5(data, file->size), QTL_EFORMAT,
                "%s is no MAT-file of level 5: its header is missing or truncated",
                file->path);
    const bool big = memcmp(data + ORDER_AT, "MI", 2) == 0;
    const uint64_t version = qtl_number_bits(data + VERSION_AT, 2, big);
    QTL_REQUIRE(version == 0x100, QTL_EUNSUPPORTED,
                "%s is a MAT-file of version %#x; save it in MATLAB with -v7", file->path,
                (unsigned)version);
    *big_endian = big;
    return QTL_OK;
}

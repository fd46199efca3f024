#include "experiment/checkpoint.h"

#include <stdlib.h>
#include <string.h>

#include "core/fail.h"
#include "core/file.h"
#include "core/text.h"
#include "network/trainer.h"

enum { DIGEST = QTL_SHA256_SIZE - 1 };

char *qtl_checkpoint_path(const char *folder)
{
    return qtl_format("%s/checkpoint", folder);
}

/* What the file begins with: equal for the same run of the same experiment only. */
static char *heading(const qtl_run_context *context, qtl_row row)
{
    return qtl_format("quantal checkpoint 1\nversion %s\nconfiguration %s\ndata %s\n"
                      "blas %s\nrun %s-%zu\n\n",
                      QTL_VERSION, context->experiment->config_sha256,
                      context->dataset->checksum, context->blas ? context->blas : "none",
                      qtl_variant_name(row.variant), row.run);
}

static void pack(qtl_packing *packing, qtl_position *position, qtl_trainer *trainer)
{
    qtl_pack_size(packing, &position->epoch);
    qtl_pack_size(packing, &position->next_codes);
    for (size_t t = 0; t < QTL_TABLE_COUNT; t++) {
        qtl_pack_size(packing, &position->table_sizes[t]);
    }
    qtl_trainer_pack(trainer, packing);
}

static qtl_status write_bytes(const char *folder, const qtl_packing *packing)
{
    char *path = qtl_checkpoint_path(folder);
    qtl_output out = {0};
    const qtl_status status = path ? qtl_output_open(path, &out) : QTL_ENOMEM;
    free(path);
    QTL_TRY(status);
    (void)fwrite(packing->data, 1, packing->size, out.stream);
    return qtl_output_commit(&out);
}

qtl_status qtl_checkpoint_write(const qtl_run_context *context, qtl_row row,
                                const char *folder, qtl_position *position,
                                qtl_trainer *trainer)
{
    qtl_packing packing = {0};
    char digest[QTL_SHA256_SIZE];
    char *text = heading(context, row);
    if (text) {
        qtl_pack_bytes(&packing, text, strlen(text));
        pack(&packing, position, trainer);
        qtl_sha256(packing.data, packing.size, digest);
        qtl_pack_bytes(&packing, digest, DIGEST);
    }
    const qtl_status status =
        text && !packing.failed
            ? write_bytes(folder, &packing)
            : QTL_FAIL(QTL_ENOMEM, "out of memory: a checkpoint in %s", folder);
    free(packing.data);
    free(text);
    return status;
}

/* Bytes of the heading, if the file begins and ends as it should; else 0. */
static size_t check_file(const char *bytes, size_t size, const char *expected)
{
    const size_t length = strlen(expected);
    if (size < length + DIGEST || memcmp(bytes, expected, length) != 0) {
        return 0;
    }
    char digest[QTL_SHA256_SIZE];
    qtl_sha256(bytes, size - DIGEST, digest);
    return memcmp(bytes + size - DIGEST, digest, DIGEST) == 0 ? length : 0;
}

static qtl_status unpack(const qtl_run_context *context, qtl_packing *packing,
                         qtl_position *position, qtl_trainer *trainer)
{
    pack(packing, position, trainer);
    QTL_REQUIRE(!packing->failed && packing->at == packing->size &&
                    position->epoch <= context->experiment->epochs,
                QTL_EFORMAT, "a checkpoint is damaged");
    return QTL_OK;
}

/* From the bytes of the file at `path`. */
static qtl_status read_from(const char *path, const char *expected,
                            const qtl_run_context *context, qtl_position *position,
                            qtl_trainer *trainer)
{
    char *bytes = NULL;
    size_t size = 0;
    QTL_TRY(qtl_read_file(path, &bytes, &size));
    const size_t length = check_file(bytes, size, expected);
    qtl_packing packing = {.unpacks = true,
                           .data = (unsigned char *)bytes,
                           .size = size - DIGEST,
                           .at = length};
    const qtl_status status =
        length > 0 ? unpack(context, &packing, position, trainer)
                   : QTL_FAIL(QTL_EFORMAT, "%s is damaged or of another run", path);
    free(bytes);
    return status;
}

qtl_status qtl_checkpoint_read(const qtl_run_context *context, qtl_row row,
                               const char *folder, qtl_position *position,
                               qtl_trainer *trainer)
{
    char *path = qtl_checkpoint_path(folder);
    char *expected = heading(context, row);
    const qtl_status status = path && expected
                                  ? read_from(path, expected, context, position, trainer)
                                  : QTL_FAIL(QTL_ENOMEM, "out of memory: a checkpoint");
    free(expected);
    free(path);
    return status;
}

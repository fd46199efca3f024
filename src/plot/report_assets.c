/* The style sheet and the script of reports, taken into the program as they are. */
#include <stdint.h>

#include "plot/report_parts.h"

/* Symbols NAME and NAME_end around the bytes of a file, relative to the top folder.
 * NOLINTBEGIN(bugprone-macro-parentheses): names and string pieces take none. */
#define EMBED(name, file)                                                                \
    __asm__(".pushsection .rodata\n"                                                     \
            ".local " #name "\n.local " #name "_end\n" #name ":\n"                       \
            ".incbin \"" file "\"\n" #name "_end:\n"                                     \
            ".popsection\n");                                                            \
    extern const char name[] __attribute__((visibility("hidden")));                      \
    extern const char name##_end[] __attribute__((visibility("hidden")))
/* NOLINTEND(bugprone-macro-parentheses) */

EMBED(qtl_asset_style, "src/plot/report/style.css");
EMBED(qtl_asset_script, "src/plot/report/plane.js");

/* The bytes between two symbols, which are ends of one file but objects of their own to
 * C.
 */
static qtl_asset between(const char *first, const char *end)
{
    return (qtl_asset){first, (size_t)((uintptr_t)end - (uintptr_t)first)};
}

qtl_asset qtl_report_style(void)
{
    return between(qtl_asset_style, qtl_asset_style_end);
}

qtl_asset qtl_report_script(void)
{
    return between(qtl_asset_script, qtl_asset_script_end);
}

#!/bin/sh
# The library as others build and link it: exported symbols, install, a foreign compiler and
# instruction set, a C program that links it. Needs $BUILD (where quantal was built).
set -eu
. "$(dirname "$0")/common"
top=$(cd "$here/../.." && pwd)

# only qtl_ symbols leave the shared library
if [ -f "$BUILD/libquantal.so" ]; then
    other=$(nm -D --defined-only "$BUILD/libquantal.so" | awk '$3 !~ /^qtl_/ {print $3}' |
        grep -vE '^(_init|_fini|__asan|__odr_asan|__gcov|mangle_path|__bss_start|_end|_edata)' || true)
    [ -z "$other" ] || fail "exported besides qtl_: $other"
fi
undefined=$(nm --defined-only -g "$BUILD/libquantal.a" | awk 'NF == 3 && $3 !~ /^(qtl_|__odr_asan|__gcov|mangle_path)/ {print $3}')
[ -z "$undefined" ] || fail "global in libquantal.a besides qtl_: $undefined"

case $BUILD in */san | */cov) echo "build: symbols (the rest only in a plain build)"; exit 0 ;; esac

# a program linked against the library where it was built, then against the installed one
cat >program.c <<'C'
#include <quantal/estimator.h>
#include <stdio.h>
int main(void)
{
    const uint16_t codes[4] = {0, 0, 7, 7};
    const double values[4] = {0, 0, 1, 1};
    const uint32_t label[4] = {0, 1, 2, 2};
    const qtl_layer layer = {.n_points = 4, .width = 1, .values = values, .codes = codes,
                             .n_classes = 3, .label = label};
    qtl_method method;
    qtl_layer_information bits;
    if (qtl_method_parse("exact", &method) || qtl_method_layer(&method, &layer, &bits)) {
        return puts(qtl_error_message()) < 0;
    }
    return printf("%g %g\n", bits.i_xt.value_bits, bits.i_ty.value_bits) < 0;
}
C
${CC:-gcc} program.c -I "$top/include" -L "$BUILD" -Wl,-rpath,"$BUILD" -lquantal -o here
[ "$(./here)" = "1 1" ] || fail "a program linked where the library was built is wrong"
make -s -C "$top" BUILD="$BUILD" DESTDIR="$scratch/root" PREFIX=/usr install >/dev/null
${CC:-gcc} program.c -I root/usr/include -L root/usr/lib -lquantal -o program
[ "$(LD_LIBRARY_PATH=root/usr/lib ./program)" = "1 1" ] || fail "the linked program is wrong"
make -s -C "$top" BUILD="$BUILD" DESTDIR="$scratch/root" PREFIX=/usr uninstall >/dev/null
[ -z "$(find root -type f)" ] || fail "left after uninstall: $(find root -type f)"

# built for this machine's own instruction set: the same bytes
if grep -q '^flags.*avx' /proc/cpuinfo 2>/dev/null; then
    make -s -j 2 -C "$top" BUILD="$scratch/native" ARCH=native "$scratch/native/quantal" >/dev/null
    for activation in tanh relu; do
        for built in "$QUANTAL" "$scratch/native/quantal"; do
            "$built" run "$top/experiments/quickstart.yaml" -o "$(basename "$(dirname "$built")")-$activation" \
                --runs 1 --epochs 40 --set network.activation=$activation >/dev/null
        done
        for table in measures training gradients codes; do
            cmp "$(basename "$(dirname "$QUANTAL")")-$activation/$table.csv" "native-$activation/$table.csv" ||
                fail "$table.csv differs between instruction sets"
        done
    done
fi
echo "build: symbols, install, linking, instruction sets: all as they should be"

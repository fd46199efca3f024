#!/bin/sh
# coverage.sh BUILD: line coverage of src/ after `make COV=1 run-tests`, per file and in all.
set -u
cd "$(dirname "$0")/.." || exit 1
find "$1/src" -name '*.gcda' | while read -r data; do
    gcov -n -o "$(dirname "$data")" "$data" 2>/dev/null
done | awk '
    /^File / { file = $2; gsub("\047", "", file) }
    /^Lines executed/ && file ~ /^src\/.*\.c$/ {
        split($0, part, /[:% ]+/); n = part[5]; hit = n * part[3] / 100
        if (hit > best[file]) best[file] = hit   # kernels are built once per instruction set
        lines[file] = n
    }
    END {
        for (file in lines) {
            printf "%6.1f %% of %4d  %s\n", 100 * best[file] / lines[file], lines[file], file | "sort -n"
            hits += best[file]; all += lines[file]
        }
        close("sort -n")
        printf "coverage: %.1f %% of %d lines\n", 100 * hits / all, all
    }'

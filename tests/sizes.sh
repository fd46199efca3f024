#!/usr/bin/env bash
# No file of src/ over 400 lines, no function over 60; mean and 90th percentile as in the style.
set -u
cd "$(dirname "$0")/.." || exit 1
status=0
for file in $(git ls-files 'src/*.[ch]' 'include/*.h'); do
    lines=$(wc -l <"$file")
    [ "$lines" -le 400 ] || { echo "$file: $lines lines, 400 at most" >&2; status=1; }
done
command -v ctags >/dev/null || { echo "sizes: functions not checked (no ctags)"; exit $status; }
lengths=$(git ls-files 'src/*.c' | xargs ctags -f - --languages=C --kinds-C=f --fields=+ne |
    sed -nE 's/^([^\t]+)\t([^\t]+)\t.*line:([0-9]+).*end:([0-9]+).*/\1 \2 \3 \4/p' |
    awk '{print $4-$3+1, $2": "$1}' | sort -n)
echo "$lengths" | awk '$1 > 60 {print $2, $3, $1" lines, 60 at most" > "/dev/stderr"; bad=1} END {exit bad}' || status=1
echo "$lengths" | awk '{n[NR]=$1; s+=$1} END {printf "sizes: %d functions, mean %.1f lines, 90th percentile %d, longest %d\n", NR, s/NR, n[int(.9*NR)], n[NR]}'
exit $status

#!/bin/sh
# Convolutions, pooling and wide layers, from an experiment file to the tables.
set -eu
. "$(dirname "$0")/common"

# 120 pictures of 12 x 12: a bright spot in the upper or the lower half
python3 - <<'PY'
import random, struct
random.seed(1)
pictures, labels = b"", b""
for i in range(120):
    label = i % 2
    rows = [[random.randrange(60) for _ in range(12)] for _ in range(12)]
    r, c = random.randrange(5) + 6 * label, random.randrange(11)
    for k in range(4):
        rows[r + k // 2][c + k % 2] = 255
    pictures += bytes(sum(rows, []))
    labels += bytes([label])
open("images.idx", "wb").write(struct.pack(">IIII", 0x803, 120, 12, 12) + pictures)
open("labels.idx", "wb").write(struct.pack(">II", 0x801, 120) + labels)
PY
cat >spots.yaml <<'YAML'
name: spots
dataset: {name: files, path: images.idx, labels: labels.idx}
network: {hidden: [conv3x3x2, pool2, conv2x2x3, pool2, 8], activation: relu}
quantization: {range: learned, weights: 8-bit}
training: {learning_rate: 1e-2, batch_size: 32, epochs: 40}
measure: {epochs: {spacing: log, count: 4}}
YAML
"$QUANTAL" run spots.yaml -o spots -j 1 >/dev/null
"$QUANTAL" run spots.yaml -o spots -j 1 --resume >/dev/null
"$QUANTAL" plot spots >/dev/null
"$QUANTAL" report spots >/dev/null
"$QUANTAL" compare spots spots -o compared >/dev/null
# neurons of the layers: 10 x 10 x 2, 5 x 5 x 2, 4 x 4 x 3, 2 x 2 x 3, 8, 2
widths=$(awk -F, '$2 == "quantized" && $3 == 40 && $6 == "exact" && /I\(X;T\)/ {printf "%s ", $5}' \
    spots/measures.csv)
[ "$widths" = '200 50 48 12 8 2 ' ] || fail "layers of widths $widths"
# pooling has no gradient; the four layers with weights have
layers=$(awk -F, '$2 == "quantized" && $3 == 40 {printf "%s ", $4}' spots/gradients.csv)
[ "$layers" = '1 3 5 6 ' ] || fail "gradients of layers $layers"
# a layer is a function of the one below: I(X;T) never rises from layer to layer
awk -F, '$2 == "quantized" && $6 == "exact" && /I\(X;T\)/ {
    if ($4 > 1 && $9 > last + 1e-9) { print; exit 1 }; last = $9 }' spots/measures.csv ||
    fail "data processing is violated"
grep -q '^blas:' spots/manifest.yaml && fail "narrow layers need no BLAS"

refuses 1 'layer 3, conv9x9x3, does not fit into the 5 x 5 neurons below it' \
    run spots.yaml -o misfit --set 'network.hidden=[conv3x3x2, pool2, conv9x9x3]'
[ ! -e misfit ] || fail "a network that cannot be left a folder"
refuses 1 'needs an image below it; the inputs are none' \
    run spots.yaml -o misfit --set 'dataset={name: tishby}'
refuses 2 'did you mean "conv3x3x2"?' run spots.yaml --set 'network.hidden=[conv3x2]'

# a wide layer names its BLAS, and its bytes do not depend on the jobs
cat >wide.yaml <<'YAML'
name: wide
dataset: tishby
network: {hidden: [400, 300, 4]}
training: {learning_rate: 1e-3, epochs: 3}
measure: {epochs: {spacing: log, count: 2}}
YAML
"$QUANTAL" run wide.yaml -o one -j 1 >/dev/null
"$QUANTAL" run wide.yaml -o two -j 2 >/dev/null
grep -q '^blas: "OpenBLAS' one/manifest.yaml || fail "the manifest does not name the BLAS"
for table in measures training gradients codes; do
    cmp "one/$table.csv" "two/$table.csv" || fail "$table.csv depends on the jobs"
done

"$QUANTAL" plot spots >/dev/null || fail "no figures"
echo "network: convolutions, pooling, wide layers: all as they should be"

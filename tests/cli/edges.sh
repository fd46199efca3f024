#!/bin/sh
# Experiments that leave something out go through run, resume, plot, report and compare.
set -eu
. "$(dirname "$0")/common"
cat >edge.yaml <<'Y'
name: edge
dataset: tishby
network: {hidden: [3]}
training: {learning_rate: 1e-3, epochs: 2}
measure: {estimators: [exact]}
Y

# whole NAME SETTING...: the experiment with those settings, by every command in turn
whole() {
    name=$1
    shift
    says '' run edge.yaml -j 1 -o "$name" "$@"
    says '' run edge.yaml -j 1 -o "$name" "$@" --resume
    says '' plot "$name"
    says '' report "$name"
    says '' compare "$name" "$name" -o "$name-compared"
    [ -s "$name/report.html" ] || fail "$name: no report"
    [ -s "$name/plots/accuracy-loss.png" ] || fail "$name: no accuracy-loss.png"
}
bins='measure.estimators=[exact, binning]'
whole continuous --set 'variants=[continuous]'
whole continuous-binned --set 'variants=[continuous]' --set "$bins"
whole quantized --set 'variants=[quantized]'
whole output-only --set 'network.hidden=[]' --set "$bins" --set training.epochs=1

# nothing to count in a network without codes: headers alone, and no plane
for table in measures bias phases summary; do
    [ -s continuous/$table.csv ] || fail "no continuous/$table.csv"
done
[ "$(wc -l <continuous/measures.csv)" = 1 ] || fail "something was counted without codes"
[ ! -e continuous/plots/information-plane.png ] || fail "a plane of nothing"
refuses 1 'measures.csv has no rows' plot continuous --figure information-plane
[ -s continuous-binned/plots/information-plane.png ] || fail "no plane of estimates"

# the one layer is layer 1
layers=$(awk -F, 'NR > 1 {print $4}' output-only/measures.csv | sort -u)
[ "$layers" = 1 ] || fail "layers $layers of a network with an output alone"
echo "edges: one twin, nothing to count, no hidden layer: all as they should be"

#!/bin/sh
# `quantal compare`: folders and sweeps side by side.
set -eu
. "$(dirname "$0")/common"
cat >small.yaml <<'Y'
name: small
dataset: tishby
network: {hidden: [4, 3]}
training: {learning_rate: 1e-3, epochs: 4}
Y
"$QUANTAL" run small.yaml -o one >/dev/null 2>&1
"$QUANTAL" run small.yaml -o sweep --set "sweep={key: quantization.levels, values: [8, 256, 16]}" \
    >/dev/null 2>&1

# summary FOLDER ACCURACY FALL: a table whose numbers are known
summary() {
    {
        echo 'variant,layer,estimator,params,quantity,statistic,mean,ci_low,ci_high,runs'
        echo "quantized,,,,test_accuracy,last,$2,,,1"
        echo "quantized,2,exact,,I(X;T),fall_bits,$3,,,1"
        echo "quantized,2,binning,bins=30,I(X;T),fall_bits,99,,,1"
        echo "continuous,2,exact,,I(X;T),fall_bits,77,,,1"
    } >"$1/summary.csv"
}
summary one 0.75 0.5
summary sweep/levels-8 0.5 0.125
summary sweep/levels-16 0.625 0.25
summary sweep/levels-256 0.875 0.375

# numbers in their places, estimators and twins left out, a sweep in the order of its numbers
"$QUANTAL" compare sweep one -o out >table 2>written
sed -n '3,$p' table | sed 's/  */ /g; s/ $//' >rows
cat >expected <<'X'
levels-8 0.5000 0.125
levels-16 0.6250 0.250
levels-256 0.8750 0.375
small 0.7500 0.500
X
cmp rows expected || fail "the table says: $(cat table)"
[ "$(wc -l <out/compare.csv)" = 17 ] || fail "compare.csv has $(wc -l <out/compare.csv) lines"
grep -qx 'levels-16,quantized,2,exact,,I(X;T),fall_bits,0.25,,,1' out/compare.csv || fail "no row of levels-16"
for figure in planes compression accuracy; do
    [ -s out/compare-$figure.png ] || fail "no compare-$figure.png"
    grep -q "compare-$figure.png" written || fail "compare-$figure.png is not announced"
done
cp -r out first
"$QUANTAL" compare sweep one -o out >/dev/null 2>&1
diff -r first out || fail "the same tables give other files"
"$QUANTAL" compare one one -o twice --format svg >table 2>/dev/null
grep -q '^one  *0.75' table || fail "folders of one name are not told apart: $(cat table)"
[ -s twice/compare-planes.svg ] || fail "no svg"

# figures say where they come from: experiments in their order, what is the same once
"$QUANTAL" compare sweep one -o named --format svg >/dev/null 2>&1
for figure in planes compression accuracy; do
    svg=named/compare-$figure.svg
    grep -q 'Experiment>levels-8, levels-16, levels-256, small<' $svg || fail "$svg: no experiments"
    grep -q 'Seed>1000<' $svg || fail "$svg: no seed"
    for folder in sweep/levels-8 one; do
        sum=$(sed -n 's/^config_sha256: //p' $folder/manifest.yaml)
        grep -q "Configuration>.*$sum.*<" $svg || fail "$svg: no checksum of $folder"
    done
done
# accuracy lost has a panel where twins are compared, and there alone
glyphs() { grep -c '<use ' "$1"; }
before=$(glyphs named/compare-accuracy.svg)
echo 'quantized,,,,test_accuracy,points_lost_to_quantization,1.5,1,2,5' >>sweep/levels-16/summary.csv
"$QUANTAL" compare sweep one -o lost --format svg >/dev/null 2>&1
[ "$(glyphs lost/compare-accuracy.svg)" -gt $((before + 30)) ] || fail "no panel of what is lost"

# what cannot be
refuses 2 "which result folders" compare
refuses 1 "nowhere" compare one nowhere
refuses 2 "did you mean --output" compare one --outptu x
rm one/summary.csv
refuses 1 "no one/summary.csv; run the experiment again with --resume" compare one
printf 'variant,layer\nquantized,1\n' >one/summary.csv
refuses 1 "one/summary.csv has no column estimator" compare one -o bad
[ ! -e bad ] || fail "a failure leaves files"
echo "compare: all passed"

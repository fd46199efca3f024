#!/bin/sh
# quantal run and plot as their users have them: kill and resume, full disk, wrong input.
set -eu
. "$(dirname "$0")/common"

cat >small.yaml <<'YAML'
name: small
dataset: {name: tishby}
network: {hidden: [10, 7, 5, 4, 3]}
training: {learning_rate: 1e-3, epochs: 1500}
measure: {epochs: {spacing: log, count: 12}, estimators: [exact, binning]}
runs: 3
YAML
same() { # same DIR DIR: every table byte for byte
    for table in measures training gradients codes sampling bias bias-samples scores \
        verdict phases twins summary; do
        cmp "$1/$table.csv" "$2/$table.csv" || fail "$table.csv differs between $1 and $2"
    done
}

"$QUANTAL" run small.yaml -o whole -j 2 >summary.txt
grep -q 'exact, quantized network' summary.txt || fail "no summary: $(cat summary.txt)"
grep -q '^  compression-output  *undecided  .*too few runs' summary.txt || fail "no verdict: $(cat summary.txt)"
for table in measures training gradients codes sampling bias bias-samples scores \
        verdict phases twins summary; do
    [ -s "whole/$table.csv" ] || fail "whole/$table.csv is missing"
done

# the manifest names the file and the methods, the verdict what made it
grep -q '^file: small.yaml$' whole/manifest.yaml || fail "manifest: no file"
grep -q '^    schedule: "epochs 1 to 1500 (12), 3 runs, all inputs, all layers"$' \
    whole/manifest.yaml || fail "manifest: no schedule: $(grep schedule whole/manifest.yaml)"
grep -q '^    target: "binned layer"$' whole/manifest.yaml || fail "manifest: no target"
grep -q 'Made by `quantal run small.yaml`' whole/verdict.md || fail "verdict.md: made by what?"

# kill -9 in the middle, then --resume: the same bytes
"$QUANTAL" run small.yaml -o killed -j 2 >/dev/null 2>&1 &
pid=$!
sleep 0.2
kill -9 $pid 2>/dev/null || true
wait $pid 2>/dev/null || true
"$QUANTAL" run small.yaml -o killed -j 1 --resume >/dev/null
same whole killed

# one thread or two
OMP_NUM_THREADS=1 "$QUANTAL" run small.yaml -o one -j 1 >/dev/null
OMP_NUM_THREADS=2 "$QUANTAL" run small.yaml -o two >/dev/null
same whole one
same whole two

# a file-size limit stands in for a full disk: one line, exit 1, finished runs intact
"$QUANTAL" run small.yaml -o full -j 1 --runs 1 >/dev/null
before=$(cat full/runs/quantized-1/*.csv full/runs/continuous-1/*.csv | cksum)
code=0
(ulimit -f 8; "$QUANTAL" run small.yaml -o full -j 1 --resume >/dev/null 2>full.err) || code=$?
[ $code = 1 ] || fail "exit $code past the limit, not 1"
one_line full.err 'cannot write'
[ "$before" = "$(cat full/runs/quantized-1/*.csv full/runs/continuous-1/*.csv | cksum)" ] ||
    fail "a finished run was lost"
"$QUANTAL" run small.yaml -o full -j 2 --resume >/dev/null
same whole full

# --runs, --epochs, --seed, --set reach the manifest
"$QUANTAL" run small.yaml -o set --runs 1 --epochs 3 --seed 9 --set network.activation=relu >/dev/null
for line in 'seed: 9' 'runs: 1' 'epochs: 3' 'activation: relu'; do
    grep -q "$line" set/manifest.yaml || fail "manifest lacks '$line'"
done

# and so does what was overridden; whole/ has nothing overridden. A folder that does not say
# it is resumed nevertheless, with another number of runs too.
[ "$(sed -n '/^overrides:$/,/^[a-z]/p' set/manifest.yaml | grep '^  - ' | tr -d '\n"')" = \
    '  - network.activation=relu  - runs=1  - training.epochs=3  - seed=9' ] ||
    fail "overrides: $(cat set/manifest.yaml)"
! grep -q '^overrides:' whole/manifest.yaml || fail 'overrides of nothing'
again="run small.yaml -o set --epochs 3 --seed 9 --set network.activation=relu --resume"
says '' $again --runs 1
sed -i '/^overrides:$/,/^  - seed/d' set/manifest.yaml
! grep -q 'overrides' set/manifest.yaml || fail 'overrides are still there'
says '' $again --runs 2
grep -q '^  - "runs=2"$' set/manifest.yaml || fail "overrides: $(cat set/manifest.yaml)"
sha=$(grep '^config_sha256' set/manifest.yaml)
sed 's/epochs: 1500/epochs: 3/; s/runs: 3/runs: 2/' small.yaml >short.yaml
says '' run short.yaml -o set --seed 9 --set network.activation=relu --resume
[ "$sha" = "$(grep '^config_sha256' set/manifest.yaml)" ] || fail 'the sum depends on who said it'
refuses 1 'set/manifest.yaml: training.epochs is 3 there and 30 here; what is resumed must not change' \
    run small.yaml -o set --epochs 30 --seed 9 --set network.activation=relu --resume
refuses 1 'measure.estimators is \[.*\] there and \[.*\] here; what is resumed' \
    run short.yaml -o set --seed 9 --set network.activation=relu --set 'measure.estimators=[exact]' --resume

refuses 1 'already holds results' run small.yaml -o whole
refuses 1 'nowhere.yaml' run nowhere.yaml
refuses 2 'quantal run --help' run
refuses 2 'run: --output takes a folder, not nothing' run small.yaml -o ''
refuses 2 'validate: --output takes a folder, not nothing' validate --output=
refuses 2 'compare: --output takes a folder, not nothing' compare whole -o ''
refuses 2 'compare: word 2 is empty' compare whole ''
refuses 2 'plot: word 1 is empty' plot ''
refuses 1 'cannot make folder small.yaml: it is a file' run small.yaml -o small.yaml
refuses 2 'did you mean --resume' run small.yaml --resmue
refuses 2 'learning_rate' run small.yaml -o bad --set training.learning_rat=1
refuses 2 'run: --runs x: "x" is no number' run small.yaml -o bad --runs x
refuses 2 'run: --runs 0: 0 is out of range' run small.yaml -o bad --runs 0
refuses 2 'run: --epochs 0: 0 is out of range' run small.yaml -o bad --epochs 0
refuses 2 'run: --seed -1: -1 is out of range' run small.yaml -o bad --seed -1
refuses 2 'run: --set foo=1: unknown key' run small.yaml -o bad --set foo=1
refuses 2 'run: --set training.epochs: write KEY=VALUE' run small.yaml -o bad --set training.epochs
sed 's/epochs: 1500/epochs: 0/' small.yaml >zero.yaml
refuses 1 'zero.yaml:4: training.epochs: 0 is out of range' run zero.yaml -o bad --runs 1
[ ! -e bad ] || fail "a refused experiment left a folder"

# a sweep tries every value before it trains the first, and takes each only once
refuses 1 'fashion-mnist' run small.yaml -o sweep --epochs 3 --runs 1 --data-dir nowhere \
    --set 'sweep={key: dataset.name, values: [tishby, fashion-mnist]}'
[ ! -e sweep ] || fail "a sweep began before its last value was tried"
refuses 2 'levels-4 and levels-4-0 are the same experiment' run small.yaml -o sweep \
    --set 'sweep={key: quantization.levels, values: [4, 4.0]}'

# weights may be finite and what they compute not: that is no finished run
cat >diverged.yaml <<'YAML'
name: diverged
dataset: {name: relevant, relevant: 3, irrelevant: 2}
network: {hidden: [8, 8, 8], activation: relu}
training: {optimizer: adam, learning_rate: 1e15, batch_size: full, epochs: 1}
measure: {estimators: [exact]}
variants: [continuous]
YAML
refuses 1 'run 1, continuous, epoch 1: diverged: .*; lower training.learning_rate' \
    run diverged.yaml -o diverged
[ -z "$(ls -A diverged/runs)" ] || fail "a diverged run is kept: $(ls -A diverged/runs)"

mkdir empty
refuses 1 'no result folder' plot empty
refuses 2 'did you mean information-plane' plot whole --figure information-plan
refuses 1 "no method \"ksg:k=99\" to draw" plot whole -e ksg:k=99

"$QUANTAL" plot whole >plots.txt
[ -s whole/plots/information-plane.png ] || fail "no information plane"
"$QUANTAL" plot whole --format pdf --figure information-plane >/dev/null
[ -s whole/plots/information-plane.pdf ] || fail "no PDF"

# truncated and empty tables: one line each, and the figures that were there stay
figure=$(cksum <whole/plots/information-plane.png)
cp whole/measures.csv kept.csv
head -c 5000 kept.csv >whole/measures.csv
refuses 1 'measures.csv' plot whole
: >whole/measures.csv
refuses 1 'measures.csv' plot whole
[ "$figure" = "$(cksum <whole/plots/information-plane.png)" ] || fail "a figure was destroyed"
echo "run: kill, resume, limits, wrong input: all as they should be"

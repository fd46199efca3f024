#!/bin/sh
# quantal run killed, interrupted and harmed in the middle of its runs: --resume goes on
# to the bytes of an experiment that nobody disturbed.
set -eu
. "$(dirname "$0")/common"

cat >tishby.yaml <<'YAML'
name: tishby
dataset: tishby
network: {hidden: [10, 7, 5], activation: relu}
quantization: {range: learned}
training: {learning_rate: 1e-3, epochs: 400}
measure: {epochs: {spacing: log, count: 30}, estimators: [exact, binning]}
runs: 2
YAML
same() { # same DIR DIR: every table and every run byte for byte
    for table in measures training gradients codes; do
        cmp "$1/$table.csv" "$2/$table.csv" || fail "$table.csv differs between $1 and $2"
    done
    diff -r "$1/runs" "$2/runs" || fail "runs differ between $1 and $2"
}
# start ARGUMENT...: begins to run in the background and waits for a new checkpoint in $into
start() {
    touch started
    "$QUANTAL" run "$@" -o "$into" --checkpoint 0.001 >/dev/null 2>interrupted.err &
    pid=$!
    while kill -0 $pid 2>/dev/null &&
        [ -z "$(find "$into" -name checkpoint -newer started 2>/dev/null)" ]; do
        sleep 0.02
    done
}
# disturbed FILE: the experiment killed, killed, terminated, killed, interrupted, resumed
disturbed() {
    into=disturbed
    rm -rf whole disturbed
    "$QUANTAL" run "$1" $options -o whole >/dev/null 2>&1
    resume=
    for signal in KILL KILL TERM KILL INT; do
        # shellcheck disable=SC2086 # lists of words
        start "$1" $options $resume -j $((1 + ${#signal} % 2))
        resume=--resume
        sleep 0.1
        kill -$signal $pid 2>/dev/null || true
        code=0
        wait $pid 2>/dev/null || code=$?
        case $signal:$code in
        KILL:137 | *:0) ;; # 0: done before the signal came
        TERM:143 | INT:130) one_line interrupted.err 'interrupted after epoch .* --resume goes on' ;;
        *) fail "exit $code after SIG$signal: $(cat interrupted.err)" ;;
        esac
    done
    # shellcheck disable=SC2086
    "$QUANTAL" run "$1" $options -o disturbed --resume >/dev/null 2>&1
    same whole disturbed
}
options=
disturbed tishby.yaml

# half of every checkpoint lost: begun anew, the same bytes
into=harmed
start tishby.yaml -j 2
kill -9 $pid 2>/dev/null || true
wait $pid 2>/dev/null || true
for checkpoint in harmed/runs/.partial-*/checkpoint; do
    [ ! -e "$checkpoint" ] || truncate -s 500 "$checkpoint"
done
"$QUANTAL" run tishby.yaml -o harmed --resume >/dev/null 2>&1
same whole harmed

# a disk that is full in the middle: one line, and the checkpoint before is gone on from
code=0
(ulimit -f 56; "$QUANTAL" run tishby.yaml -o full -j 1 --checkpoint 0.001 >/dev/null 2>full.err) || code=$?
[ $code = 1 ] || fail "exit $code past the limit, not 1"
one_line full.err 'cannot write'
[ -s full/runs/.partial-quantized-1/checkpoint ] || fail "no checkpoint is left"
checkpoint=$(cksum <full/runs/.partial-quantized-1/checkpoint)
code=0
sh -c 'ulimit -n 7; exec "$@"' sh "$QUANTAL" run tishby.yaml -o full -j 1 --resume \
    >/dev/null 2>full.err || code=$?
[ $code = 1 ] || fail "exit $code with too few open files, not 1: $(cat full.err)"
one_line full.err 'Too many open files'
[ "$checkpoint" = "$(cksum <full/runs/.partial-quantized-1/checkpoint)" ] ||
    fail "a checkpoint was lost to a passing failure"
"$QUANTAL" run tishby.yaml -o full --resume >/dev/null 2>&1
same whole full

# begun runs of an experiment without a manifest are nobody's: a fresh start removes them
mkdir -p fresh/runs/.partial-quantized-1
cp -r harmed/runs/quantized-2/. fresh/runs/.partial-quantized-1
"$QUANTAL" run tishby.yaml -o fresh >/dev/null 2>&1
same whole fresh
refuses 1 'add --resume' run tishby.yaml -o fresh

# a finished run whose tables are not whole: said, with the remedy, and nothing is merged
harm() { # harm TABLE SED-SCRIPT: what a run's table would become
    cp whole/runs/quantized-2/"$1" fresh/runs/quantized-2/"$1"
    sed -i "$2" fresh/runs/quantized-2/"$1"
    refuses 1 "remove fresh/runs/quantized-2 and run again with --resume: .*$1" \
        run tishby.yaml -o fresh --resume
    cp whole/runs/quantized-2/"$1" fresh/runs/quantized-2/"$1"
    for table in measures training gradients codes; do
        cmp whole/$table.csv fresh/$table.csv || fail "$table.csv was replaced"
    done
}
harm measures.csv '$s/,[^,]*$//'
harm measures.csv '/,400,/d'
harm measures.csv '3s/^2/1/'
harm measures.csv '1s/run/RUN/'
harm training.csv '4d'
harm gradients.csv '5s/quantized/continuous/'
harm codes.csv '/^quantized,400,/d'
harm sampling.csv '2s/,1,/,x,/'
: >fresh/runs/quantized-2/codes.csv
refuses 1 'remove fresh/runs/quantized-2 .*codes.csv' run tishby.yaml -o fresh --resume
rm fresh/runs/quantized-2/codes.csv
refuses 1 'remove fresh/runs/quantized-2 .*codes.csv is missing' run tishby.yaml -o fresh --resume
rm -r fresh/runs/quantized-2
says '' run tishby.yaml -o fresh --resume
same whole fresh

# before there is a run to end well, a signal ends the process at once
mkfifo never
"$QUANTAL" run never 2>/dev/null &
pid=$!
sleep 0.2
kill -TERM $pid
code=0
wait $pid 2>/dev/null || code=$?
[ $code = 143 ] || fail "exit $code after SIGTERM while the experiment is read"

# one process a folder; the lock goes with the process, however that ends
for command in 'run tishby.yaml --epochs 100000 --checkpoint 1000' 'validate gaussian --repeats 100000'; do
    # shellcheck disable=SC2086 # a list of words
    "$QUANTAL" $command -o taken >/dev/null 2>&1 &
    pid=$!
    while [ ! -e taken/manifest.yaml ]; do sleep 0.02; done
    refuses 1 'taken is in use by another quantal: wait' $command -o taken --resume
    kill -9 $pid
    wait $pid 2>/dev/null || true
    rm -r taken
done
refuses 1 'fresh already holds results' run tishby.yaml -o fresh

# what others keep in a folder stays: it looks half-written, but is nobody's to sweep
mkdir -p shared/.partial-thesis/chapter shared/runs
touch shared/movie.mkv.partial shared/movie.mkv.12.partial shared/measures.csv.12.partial
"$QUANTAL" run tishby.yaml -o shared >/dev/null 2>&1
same whole shared
for kept in .partial-thesis/chapter movie.mkv.partial movie.mkv.12.partial; do
    [ -e "shared/$kept" ] || fail "$kept of another was removed"
done
[ ! -e shared/measures.csv.12.partial ] || fail "a half-written table was left"

# tables and runs without a manifest are not replaced, and not taken for finished
mkdir -p foreign others/runs/quantized-1
echo mine >foreign/summary.csv
for resume in '' --resume; do
    refuses 1 'foreign holds summary.csv, and no manifest' run tishby.yaml -o foreign $resume
    refuses 1 'others/runs holds quantized-1, and no manifest' run tishby.yaml -o others $resume
done
[ "$(cat foreign/summary.csv)" = mine ] || fail "a table of another was replaced"
mkdir -p cards/tasks
echo mine >cards/validate.csv
refuses 1 'cards holds validate.csv' validate discrete -o cards

# other data are another experiment; a manifest that does not say is gone on with
cp fresh/manifest.yaml manifest.yaml
sed -i 's/^data_sha256: .*/data_sha256: 0123456789abcdef/' fresh/manifest.yaml
refuses 1 'its data_sha256 is 0123456789ab, this one' run tishby.yaml -o fresh --resume
sed '/^data_sha256/d' manifest.yaml >fresh/manifest.yaml
says '' run tishby.yaml -o fresh --resume
same whole fresh
refuses 2 '--checkpoint takes' run tishby.yaml -o other --checkpoint 0
refuses 2 '--checkpoint takes' run tishby.yaml -o other --checkpoint soon

# images, if they are there
for place in "${QUANTAL_DATA:-}" "$here/../../../shared/data" /usr/share/datasets; do
    for set in fashion-mnist mnist; do
        [ -n "$place" ] && [ -d "$place/$set" ] || continue
        cat >images.yaml <<YAML
name: images
dataset: {name: $set, split: official}
network: {hidden: [8, 4]}
training: {learning_rate: 1e-3, epochs: 4}
measure: {epochs: [0, 1, 2, 4], estimators: [exact]}
variants: [quantized]
YAML
        options="--data-dir $place"
        disturbed images.yaml
        [ -s disturbed/runs/quantized-1/weights-1.npy ] || fail "no weights-1.npy"
        echo "resume: killed, interrupted, harmed, full disk, images of $set: the same bytes"
        exit 0
    done
done
echo "resume: killed, interrupted, harmed, full disk: the same bytes (no images here to try)"

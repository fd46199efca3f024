#!/bin/sh
# render.sh QUANTAL [NAME...]: runs experiments (all of the gallery's), and keeps their small
# tables and their figures here, in plots/NAME/. Called by `make plots`. Finished runs in
# $RESULTS (results/) are taken as they are, so an interrupted call goes on where it was.
# The same version gives the same bytes. All of it takes about three hours on 2 cores.
set -eu
quantal=$1
shift
cd "$(dirname "$0")/.."
results=${RESULTS:-results}

# What is kept (and plots/mnist-bottleneck-2/twenty-runs.csv, columns of the exact rows of phases.csv
# of that experiment with --runs 20, which takes hours): an experiment, more tables of it, and its figures ("compare": those of a
# sweep's values).
gallery='
quickstart information-plane
relevant-irrelevant relevant-information information-plane
linear-teacher relevant-information
tishby-tanh information-plane mi-over-epochs label-information accuracy-loss codes gradient-snr estimator-scatter bias bias-label bias-samples verdict
tishby-relu information-plane mi-over-epochs label-information accuracy-loss codes gradient-snr estimator-scatter bias bias-label bias-samples verdict
tishby-levels compare
tishby-binning mi-over-epochs verdict
tishby-train-size compare
tishby-train-size-ordered compare
tishby-depth compare
tishby-activations compare
tishby-prefit information-plane mi-over-epochs
tishby-full-batch compare
mnist-bottleneck-2 information-plane mi-over-epochs accuracy-loss weights codes
mnist-bottleneck-4 information-plane
mnist-hourglass information-plane
mnist-4x10 information-plane
mnist-conv information-plane
mnist-wide compare
notmnist-bottleneck-2 information-plane
'

keep_tables() { # keep_tables FROM TO
    mkdir -p "$2"
    for table in summary.csv verdict.csv verdict.md scores.csv; do
        if [ -e "$1/$table" ]; then cp "$1/$table" "$2/$table"; fi
    done
}
keep_one() { # keep_one NAME TABLE_OR_FIGURE...
    from=$results/$1 to=plots/$1
    shift
    keep_tables "$from" "$to"
    for kept in "$@"; do
        case $kept in
        *.csv) cp "$from/$kept" "$to/" ;;
        *)
            "$quantal" plot "$from" --figure "$kept" >/dev/null
            cp "$from/plots/$kept.png" "$to/"
            echo "$to/$kept.png"
            ;;
        esac
    done
}
keep_sweep() { # keep_sweep NAME
    for value in "$results/$1"/*/; do
        if [ -e "$value/manifest.yaml" ]; then
            keep_tables "$value" "plots/$1/$(basename "$value")"
        fi
    done
    "$quantal" compare "$results/$1" -o "$results/$1/compare" >"plots/$1/compare.txt" 2>/dev/null
    cp "$results/$1/compare/"*.png "plots/$1/"
    echo "plots/$1/"
}
keep() { # keep NAME TABLE_OR_FIGURE...
    "$quantal" run "experiments/$1.yaml" -o "$results/$1" --resume >/dev/null
    if [ "$2" = compare ]; then keep_sweep "$1"; else keep_one "$@"; fi
}

if [ $# = 0 ]; then
    set -- $(echo "$gallery" | cut -d' ' -f1) validate
fi
for name in "$@"; do
    if [ "$name" = validate ]; then
        # Without the times, which differ from run to run, there is no figure of them.
        "$quantal" validate --untimed -o "$results/validate" >/dev/null
        for figure in validate-bias validate-truth validate-samples; do
            "$quantal" plot "$results/validate" --figure $figure >/dev/null
            cp "$results/validate/plots/$figure.png" plots/
            echo "plots/$figure.png"
        done
    else
        line=$(echo "$gallery" | grep "^$name ") || { echo "render.sh: $name is not in the gallery" >&2; exit 1; }
        # shellcheck disable=SC2086 # a name and its figures
        keep $line
    fi
done

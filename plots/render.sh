#!/bin/sh
# render.sh QUANTAL: runs the gallery's experiments and renders plots/*.png again.
# Called by `make plots`; the same version gives the same bytes. Some ten minutes on 2 cores.
set -eu
quantal=$1
cd "$(dirname "$0")/.."
scratch=$(mktemp -d "${TMPDIR:-/tmp}/quantal-gallery-XXXXXX")
trap 'rm -rf "$scratch"' EXIT
keep() { # keep PREFIX: the figures that `quantal plot` names, into plots/
    while read -r figure; do
        cp "$figure" "plots/$1$(basename "$figure")"
        echo "plots/$1$(basename "$figure")"
    done
}
for name in tishby-tanh tishby-relu; do
    "$quantal" run "experiments/$name.yaml" -o "$scratch/$name" --runs 6 >/dev/null
    "$quantal" plot "$scratch/$name" | keep "$name-"
done
# Without the times, which differ from run to run, there is no figure of them.
"$quantal" validate --untimed -o "$scratch/validate" >/dev/null
for figure in validate-bias validate-truth validate-samples; do
    "$quantal" plot "$scratch/validate" --figure $figure | keep ""
done

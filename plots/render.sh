#!/bin/sh
# render.sh QUANTAL: runs the gallery's experiments and renders plots/*.png again.
# Called by `make plots`; the same version gives the same bytes.
set -eu
quantal=$1
cd "$(dirname "$0")/.."
scratch=$(mktemp -d "${TMPDIR:-/tmp}/quantal-gallery-XXXXXX")
trap 'rm -rf "$scratch"' EXIT
gallery() { # gallery EXPERIMENT OPTION...: every figure, named EXPERIMENT-FIGURE.png
    name=$1
    shift
    "$quantal" run "experiments/$name.yaml" -o "$scratch/$name" "$@" >/dev/null
    "$quantal" plot "$scratch/$name" | while read -r figure; do
        cp "$figure" "plots/$name-$(basename "$figure")"
        echo "plots/$name-$(basename "$figure")"
    done
}
gallery tishby-tanh --runs 6
gallery tishby-relu --runs 6

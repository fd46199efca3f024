#!/bin/sh
# What published implementations print for the same files.
set -eu
. "$(dirname "$0")/common"
python3 "$here/expected.py" "$QUANTAL" "$here/../data/reference/expected.csv"

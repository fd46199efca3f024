#!/bin/sh
# What quantal estimate does with files and samples that nobody should give it: exit 0, 1 or 2,
# one line that says why, no crash, no inf or nan among the values.
set -eu
. "$(dirname "$0")/common"
python3 "$here/hostile.py" "$QUANTAL" || fail 'hostile input'

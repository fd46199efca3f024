#!/bin/sh
# What quantal data does with data files that nobody should give it: one line that says why, or
# the data set without what cannot be read; no crash, nothing written.
set -eu
. "$(dirname "$0")/common"
python3 "$here/hostile_data.py" "$QUANTAL" "$here/../fuzz/seeds.py" || fail 'hostile data'

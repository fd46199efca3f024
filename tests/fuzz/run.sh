#!/bin/sh
# run.sh SECONDS TARGET...: each fuzz target for so long, from the seeds of seeds.py. What makes one
# fail stays beside it as crash-*, oom-* or timeout-*.
set -eu
seconds=$1
shift
LSAN_OPTIONS="suppressions=$(dirname "$0")/lsan.supp:print_suppressions=0"
export LSAN_OPTIONS
for target in "$@"; do
    name=$(basename "$target")
    folder=$(dirname "$target")
    python3 tests/fuzz/seeds.py "$folder/seeds"
    mkdir -p "$folder/corpus/$name"
    log=$folder/$name.log
    "$target" -max_total_time="$seconds" -max_len=16384 -timeout=20 -rss_limit_mb=2048 \
        -print_final_stats=1 -artifact_prefix="$folder/$name-" \
        "$folder/corpus/$name" "$folder/seeds/${name#fuzz_}" >"$log" 2>&1 || {
        tail -n 40 "$log"
        echo "$name: failed; its input is in $folder/$name-*" >&2
        exit 1
    }
    echo "$name: $(sed -n 's/^stat::number_of_executed_units: *//p' "$log") executions in $seconds s, clean"
done

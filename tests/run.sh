#!/bin/sh
# run.sh PROGRAM-OR-SCRIPT...: runs every test, two at a time, shows what each printed in
# order, and ends with the number of passed and failed ones. Used by `make check`.
set -u
logs=$(mktemp -d "${TMPDIR:-/tmp}/quantal-logs-XXXXXX")
trap 'rm -rf "$logs"' EXIT
LSAN_OPTIONS="suppressions=$(cd "$(dirname "$0")" && pwd)/lsan.supp:print_suppressions=0"
export logs LSAN_OPTIONS
printf '%s\n' "$@" | xargs -P 2 -I{} sh -c '
    log=$logs/$(basename "{}"); case {} in *.sh) set -- sh "{}" ;; *) set -- "{}" ;; esac
    "$@" >"$log.out" 2>&1 && echo ok >"$log.state" || echo failed >"$log.state"'
passed=0 failed=0
for test in "$@"; do
    log=$logs/$(basename "$test")
    if [ "$(cat "$log.state" 2>/dev/null)" = ok ]; then
        passed=$((passed + 1)); tail -n 1 "$log.out" | sed "s|^|$(basename "$test"): |"
    else
        failed=$((failed + 1)); echo "--- $test"; cat "$log.out"
    fi
done
echo
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]

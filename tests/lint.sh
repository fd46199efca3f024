#!/bin/sh
# lint.sh CPPFLAGS...: formatting, clang-tidy (one file a call), cppcheck, layers, sizes.
# Called by `make lint`. Prints what is wrong; the last line says "lint: clean" or fails.
set -u
cd "$(dirname "$0")/.." || exit 1
status=0
step() { # step NAME COMMAND...: runs, remembers failure
    name=$1; shift
    "$@" || { echo "lint: $name found something" >&2; status=1; }
}
sources=$(git ls-files 'src/*.c' 'tests/*.c' 'tests/*/*.c')
headers=$(git ls-files 'include/*.h' 'src/*.h' 'tests/*.h' 'tests/*/*.h')

# shellcheck disable=SC2086 # lists of names without blanks
step clang-format clang-format --dry-run -Werror $sources $headers

flags="-std=c11 -fopenmp -Itests -Itests/bench $*"
export flags
tidy() {
    git ls-files 'src/*.c' | xargs -P 2 -I{} sh -c \
        'out=$(clang-tidy --quiet "{}" -- $flags 2>/dev/null) || { echo "$out"; exit 1; }'
}
step clang-tidy tidy

step cppcheck cppcheck --quiet --error-exitcode=1 --std=c11 --inline-suppr -j 2 \
    --enable=warning,performance,portability --suppress=missingIncludeSystem \
    --suppress=normalCheckLevelMaxBranches -Iinclude -Isrc -DQTL_VERSION='"0"' src

step layers tests/layers.sh
step sizes tests/sizes.sh
[ $status = 0 ] && echo "lint: clean"
exit $status

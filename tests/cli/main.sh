#!/bin/sh
# Help, version, suggestions and exit codes, for every command there is.
. "$(dirname "$0")/expect.inc"

run 0 --help
out 'Usage: quantal COMMAND'
commands=$(sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p' "$scratch/out")
check 'there are commands' test -n "$commands"
run 0 -h
run 0 --version
out 'quantal '

run 2
err 'which command?'
run 2 lits
err 'did you mean "list"?'
run 2 xyzzyxyzzy
err 'no command "xyzzyxyzzy" (see quantal --help)'
run 2 --versoin
err 'see quantal --help'

for command in $commands; do
    run 0 "$command" --help
    out "Usage: quantal $command"
    out 'Options:'
    out '-h, --help'
    out 'Example:'
    run 0 "$command" --hel
    run 2 "$command" --hepl
    err 'did you mean --help?'
    run 2 "$command" --help=yes
    err '--help takes no value'
    run 2 "$command" -%
    err 'no option -%'
    run 2 "$command" a b c d e f g h
    err 'one word too many'
done

run 0 list
for topic in $(sed -n 's/^  \([a-z]*\) .*/\1/p' "$scratch/out"); do
    run 0 list "$topic"
    check "list $topic prints something" test -s "$scratch/out"
done
run 0 list datasets
out 'tishby'
run 0 list splits
out 'stratified'
run 2 list datasts
err 'did you mean "datasets"?'
run 2 list qqqqqqqqqqqq
err 'no topic "qqqqqqqqqqqq"'
run 0 list -- datasets
run 2 list -- --help

# A full disk is noticed; a reader that has gone away is nobody's error.
checks=$((checks + 1))
"$QUANTAL" list >/dev/full 2>"$scratch/err" && complain 'a full disk went unnoticed'
err 'cannot write standard output: No space left on device'
check 'one line about a full disk' test "$(wc -l <"$scratch/err")" = 1
"$QUANTAL" list 2>"$scratch/err" | true
check 'a closed pipe is quiet' test ! -s "$scratch/err"
finish

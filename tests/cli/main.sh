#!/bin/sh
# Help, version, suggestions and exit codes, for every command and every list there is.
set -eu
. "$(dirname "$0")/common"

says 'Usage: quantal COMMAND' --help
commands=$(sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p' said)
[ -n "$commands" ] || fail 'there are no commands'
says 'Usage: quantal COMMAND' -h
says 'quantal ' --version
version=$(head -n 1 said)

refuses 2 'which command?'
refuses 2 'did you mean "list"?' lits
refuses 2 'no command "xyzzyxyzzy" (see quantal --help)' xyzzyxyzzy
refuses 2 'see quantal --help' --versoin

# one line, whatever is in the words
twisted=$(printf 'a\nb\033[31mc')
refuses 2 'no command "a?b?\[31mc"' "$twisted"
refuses 2 'no option --a?b?\[31mc' list "--$twisted"
refuses 2 'a?b?\[31mc' list "$twisted"
refuses 2 '"a?b?\[31mc" is one word too many' list datasets "$twisted"

for command in $commands; do
    says "Usage: quantal $command" "$command" --help
    for part in 'Options:' '-h, --help' 'Example:'; do
        grep -qF -- "$part" said || fail "quantal $command --help has no $part"
    done
    says "Usage: quantal $command" "$command" --hel
    awk 'length > 80 { print; bad = 1 } END { exit bad }' said ||
        fail "quantal $command --help is wider than 80 columns"
    says "$version" "$command" --version
    refuses 2 'did you mean --help?' "$command" --hepl
    refuses 2 '--help takes no value' "$command" --help=yes
    refuses 2 'no option -%' "$command" -%
    # compare takes any number of folders
    [ "$command" = compare ] || refuses 2 'one word too many' "$command" $(seq 99)
done

says 'datasets' list
for topic in $(sed -n 's/^  \([a-z]*\) .*/\1/p' said); do
    says '' list "$topic"
    [ -s said ] || fail "list $topic prints nothing"
done
says 'tishby' list datasets
says 'tishby' list -- datasets
says 'stratified' list splits
refuses 2 'did you mean "datasets"?' list datasts
refuses 2 'no topic "qqqqqqqqqqqq"' list qqqqqqqqqqqq
refuses 2 'no topic "--help"' list -- --help

# A full disk is noticed; a reader that has gone away is nobody's error.
"$QUANTAL" list >/dev/full 2>full && fail 'a full disk went unnoticed'
one_line full 'cannot write standard output: No space left on device'
"$QUANTAL" list 2>closed | true
[ ! -s closed ] || fail "a closed pipe: $(cat closed)"
# Both streams into one file: no line lands inside another.
printf 'name: a\n' >bad.yaml
{ "$QUANTAL" list; "$QUANTAL" run bad.yaml; } >both 2>&1 && fail 'an experiment of a name ran'
[ "$(grep -c '^quantal run: ' both)" = 1 ] || fail "mixed: $(cat both)"
echo 'help, version, suggestions and exit codes hold'

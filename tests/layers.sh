#!/bin/sh
# Each layer includes only the layers below it; siblings never include each other; every
# public header has its one source file. Checked from the #include lines.
set -u
cd "$(dirname "$0")/.." || exit 1
status=0
complain() { echo "$1" >&2; status=1; }
allowed() {
    case $1 in
    core) echo core ;;
    data) echo core data ;;
    network) echo core data network ;;
    information) echo core information ;;
    experiment) echo core data network information experiment ;;
    plot) echo core plot ;;
    cli) echo core data network information experiment plot cli ;;
    esac
}
# The layer a public header belongs to is where its source file is.
layer_of_header() { basename "$(dirname "$(ls src/*/"$1".c 2>/dev/null | head -n 1)")"; }

for header in include/quantal/*.h; do
    name=$(basename "$header" .h)
    [ "$name" = quantal ] && continue
    n=$(ls src/*/"$name".c 2>/dev/null | wc -l)
    [ "$n" = 1 ] || complain "$header: implemented by $n files named $name.c instead of one"
done
for layer in core data network information experiment plot cli; do
    for included in $(grep -hoE '#include "[a-z_]+/[a-z_0-9]+\.h"' src/$layer/*.[ch] | cut -d'"' -f2 | sort -u); do
        target=${included%%/*}
        [ "$target" = quantal ] && target=$(layer_of_header "$(basename "$included" .h)")
        case " $(allowed $layer) " in
        *" $target "*) ;;
        *) complain "src/$layer includes $included, which is in layer $target" ;;
        esac
    done
done
[ $status = 0 ] && echo "layers: clean"
exit $status

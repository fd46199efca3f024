#!/bin/sh
# quantal validate as its users have it: table, score card, kill and resume, wrong input.
set -eu
. "$(dirname "$0")/common"
same() { cmp "$1/validate.csv" "$2/validate.csv" || fail "$1 and $2 differ"; }
header='suite,task,dimension_x,dimension_y,samples,estimator,params,truth_bits,mean_bits,bias_bits,std_bits,rmse_bits,repeats,failures,seconds'

says 'beyond-normal' list suites
small="gaussian discrete -e ksg:k=4 -e plugin -e miller-madow --samples 200,1000 --repeats 4 --untimed"

says 'miller-madow' validate $small -o whole -j 2
[ "$(head -n 1 whole/validate.csv)" = "$header" ] || fail "header: $(head -n 1 whole/validate.csv)"
grep -q '^gaussian,1x1-rho0.9,1,1,200,ksg,k=4,1.19796433817,' whole/validate.csv || fail "no row of ksg"
grep -q '^finished: true' whole/manifest.yaml || fail "the manifest does not say finished"
[ ! -s said.err ] || one_line said.err 'quantal plot whole'

says 'whole/plots/validate-bias.png' plot whole
for figure in bias truth samples time; do
    [ -s whole/plots/validate-$figure.png ] || fail "no figure validate-$figure"
done

# the default folder, and seconds unless untimed
says 'plugin' validate discrete -e plugin --samples 10 --repeats 1
[ -s results/validate/validate.csv ] || fail "no results/validate"
grep -q ',[0-9.e-]*$' results/validate/validate.csv || fail "no seconds"

# one job or two, another order of things: the same bytes
says '' validate $small -o one -j 1
same whole one

# kill -9 in the middle, then --resume
"$QUANTAL" validate $small -o killed -j 2 >/dev/null 2>&1 &
pid=$!
sleep 0.1
kill -9 $pid 2>/dev/null || true
wait $pid 2>/dev/null || true
says '' validate $small -o killed -j 2 --resume
same whole killed

# a file-size limit stands in for a full disk: one line, exit 1, nothing half-written
code=0
(ulimit -f 1; "$QUANTAL" validate $small -o full -j 1 >/dev/null 2>full.err) || code=$?
[ $code = 1 ] || fail "exit $code past the limit, not 1"
one_line full.err 'cannot write'
says '' validate $small -o full --resume
same whole full

refuses 1 'already holds results' validate $small -o whole
refuses 1 'config_sha256' validate gaussian -o whole --resume
refuses 2 'did you mean gaussian' validate gausian -o bad
refuses 2 'given twice' validate gaussian gaussian -o bad
refuses 2 'did you mean "ksg"' validate gaussian -e ksgg -o bad
refuses 2 'given twice' validate gaussian --samples 10,10 -o bad
refuses 2 'from 1 to 1000000' validate gaussian --repeats 0 -o bad
refuses 2 'from 1 to 1024' validate gaussian -j 0 -o bad
refuses 2 'numbers from 1 to 1000000' validate gaussian --samples 10,,20 -o bad
refuses 2 'numbers from 1 to 1000000' validate gaussian --samples '' -o bad
refuses 2 'numbers from 1 to 1000000' validate gaussian --samples 0 -o bad
refuses 2 'numbers from 1 to 1000000' validate gaussian --samples 99999999999999999999 -o bad
refuses 2 'seed takes a number' validate gaussian --seed=-1 -o bad
refuses 2 'did you mean --resume' validate gaussian --resmue
[ ! -e bad ] || fail "a refused validation left a folder"

# one sample: nothing to estimate from, counted and not fatal
says 'of 2' validate gaussian discrete mixed strong --samples 1 --repeats 2 -o single
# an estimator that applies to nothing: said in one line
refuses 1 'no estimator applies' validate gaussian -e plugin -o nothing --samples 10
echo "validate: table, kill, resume, limits, wrong input: all as they should be"

#!/bin/sh
# quantal estimate --x --y: quantities, kinds, permutations, units, and what it refuses. The
# numbers of the estimators are in expected.sh.
set -eu
. "$(dirname "$0")/common"
data=$here/../data/reference

# Two fair bits, y their first: H(X) = 2 bits, I(X;Y) = H(Y) = 1 bit.
printf 'a,b,y\n0,0,5\n0,1,5\n1,0,7\n1,1,7\n' >bits.csv
says 'plugin,,H(X),2,,4,' estimate --x bits.csv:a,b -e plugin --format csv
head -n 1 said | grep -qx 'estimator,params,quantity,value_bits,stderr_bits,samples,seconds' ||
    fail "the header is $(head -n 1 said)"
says 'plugin,,I(X;Y),1,,4,' estimate --x bits.csv:0-1 --y bits.csv:y -e plugin --format csv
says 'laplace,support=2,H(X),1,,4,' estimate --x bits.csv:a -e laplace:support=2 --format csv
says 'nsb,support=observed,H(X),' estimate --x bits.csv:a -e nsb:support=observed --format csv
says 'value_nats,stderr_nats' estimate --x bits.csv:a -e plugin --unit nats --format csv
grep -q '^plugin,,H(X),0.69314718055994' said || fail "ln 2 nats: $(cat said)"
says 'x: bits.csv:0-1, 2 columns, discrete' estimate --x bits.csv:0-1 --y bits.csv:y
grep -q 'plugin *1.00000 ' said || fail "table: $(cat said)"
says 'plugin,,I(X;Y),1,,4,' estimate --x bits.csv:a --y - -e plugin --format csv <<'CSV'
1
1
2
2
CSV

# Kinds: as the file says, or overruled.
printf '0.5\n0.5\n1.5\n1.0\n' >real.csv
refuses 1 '-e plugin: x is continuous: --x-kind discrete' estimate --x real.csv -e plugin
refuses 1 '-e plugin: y is continuous: --y-kind discrete' estimate --x bits.csv:0 --y real.csv -e plugin
says 'plugin,,H(X),1.5,' estimate --x real.csv --x-kind discrete -e plugin --format csv
refuses 1 'x is continuous' estimate --x bits.csv:0 --x-kind continuous -e plugin
refuses 1 'support=1 is too small: x has 2 different symbols' estimate --x bits.csv:0 -e shrink:support=1
refuses 1 '-e kde: kde is for layers' estimate --x real.csv -e kde

# No -e and -e all run the same estimators; all says what it left out.
says 'nsb' estimate --x bits.csv:0-1 --y bits.csv:y --format csv
[ ! -s said.err ] || fail "said unasked: $(cat said.err)"
cut -d, -f1-3 said >default
says 'nsb' estimate --x bits.csv:0-1 --y bits.csv:y -e all --format csv
cut -d, -f1-3 said | cmp -s - default || fail 'all is not the default'
grep -q '^left out, since they are for layers, not for samples: exact, binning, kde, noisy-truth$' said.err || fail "left out: $(cat said.err)"
"$QUANTAL" estimate --x real.csv -e all >said 2>said.err || true
grep -q '^left out, since they count symbols, and x is continuous (--x-kind discrete .*): plugin, ' said.err || fail "left out: $(cat said.err)"

# Permutations: 500 dependent pairs are beyond all of 99; the numbers do not depend on threads
# but on the seed; independent columns are not significant.
pair="--x $data/disc_pair.csv:0 --y $data/disc_pair.csv:1 --shuffle 99 --format csv"
# shellcheck disable=SC2086 # words of the command
says ',null_mean_bits,null_q05_bits,null_q95_bits,p_value' estimate $pair -e plugin -e nsb
grep -q '^plugin,.*,0\.01$' said || fail "p-value: $(cat said)"
sed 's/,[^,]*\(,[^,]*,[^,]*,[^,]*,[^,]*\)$/\1/' said >once
# shellcheck disable=SC2086
OMP_NUM_THREADS=1 says '' estimate $pair -e plugin -e nsb --seed 1
sed 's/,[^,]*\(,[^,]*,[^,]*,[^,]*,[^,]*\)$/\1/' said | cmp -s - once || fail 'not reproducible'
# shellcheck disable=SC2086
says '' estimate $pair -e plugin --seed 2
! grep -qF "$(grep '^plugin' once | cut -d, -f7-)" said || fail 'the seed changes nothing'
python3 - "$data/disc_pair.csv" <<'PYTHON' >alone.csv
import sys
rows = [line.split(",") for line in open(sys.argv[1])]
for i, row in enumerate(rows):
    print(row[0] + "," + rows[(i + 250) % 500][1].strip())
PYTHON
says '"permutations": 199' estimate --x alone.csv:0 --y alone.csv:1 --shuffle 199 -e plugin --format json
python3 - <<'PYTHON' || fail "json: $(cat said)"
import json
out = json.load(open("said"))
one = out["estimates"][0]
assert out["samples"] == 500 and out["x"]["kind"] == "discrete" and out["y"]["columns"] == 1
assert one["null_q05_bits"] < one["null_mean_bits"] < one["null_q95_bits"]
assert 0.05 < one["p_value"] <= 1 and abs(one["p_value"] * 200 - round(one["p_value"] * 200)) < 1e-9
assert abs(one["value_bits"] - one["null_mean_bits"]) < 0.05
PYTHON
says 'null 95%' estimate --x bits.csv:0 --y bits.csv:y --shuffle 5 -e plugin

# Standard errors: the same with any number of threads, another seed another halving; what has
# too few samples for halves keeps its estimate.
both="--x $data/gauss2d_r0.6.csv:0 --y $data/gauss2d_r0.6.csv:1 --stderr"
# shellcheck disable=SC2086
says '' estimate $both -e ksg -e gaussian --format csv
cut -d, -f1-5 said >once
grep -q '^ksg,,I(X;Y),0[.][0-9]*,0[.]0[0-9]*$' once || fail "stderr: $(cat once)"
# shellcheck disable=SC2086
OMP_NUM_THREADS=1 says '' estimate $both -e ksg -e gaussian --format csv --seed 1
cut -d, -f1-5 said | cmp -s - once || fail 'the standard error is not reproducible'
# shellcheck disable=SC2086
says '' estimate $both -e ksg -e gaussian --format csv --seed 2
! cut -d, -f1-5 said | cmp -s - once || fail 'the seed changes no standard error'
# shellcheck disable=SC2086
says ' +- 0.0' estimate $both -e ksg
printf '0.5\n0.7\n0.2\n0.1\n0.4\n' >five.csv
says 'kl,,h(X),' estimate --x five.csv -e kl --stderr --format csv
grep -q ',,5,' said || fail "a standard error of five: $(cat said)"
one_line said.err 'no standard error of kl: of half the samples: '
refuses 2 '--stderr leaves samples out' estimate --layer bits.csv --stderr

refuses 2 '--layer and --x do not go together' estimate --x bits.csv --layer bits.csv
refuses 2 '--labels needs --layer' estimate --x bits.csv:0 --labels bits.csv:y
refuses 2 '--y needs --x' estimate --layer bits.csv:0 --y bits.csv:y
refuses 2 '--shuffle permutes the rows of y' estimate --x bits.csv:0 --shuffle 9
refuses 2 '--shuffle "0" is not an integer from 1 to 1000000' estimate --x bits.csv:0 --shuffle 0
refuses 2 '--seed "x" is not an integer' estimate --x bits.csv:0 --seed x
refuses 2 'did you mean nats?' estimate --x bits.csv:0 --unit nat
refuses 2 'did you mean "plugin"?' estimate --x bits.csv:0 -e plugins
refuses 2 'x and y: only one of them can read standard input' estimate --x - --y - </dev/null
refuses 1 'has 4 rows, but' estimate --x "$data/zipf_n200.csv" --y bits.csv:y
refuses 1 'no column "z"' estimate --x bits.csv --y bits.csv:z
refuses 1 'cannot read nothing.csv' estimate --x nothing.csv
echo 'samples are read, estimated, permuted and printed'

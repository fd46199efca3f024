#!/bin/sh
# quantal estimate --layer: kinds of input, formats, and what it refuses. The numbers of the
# estimators are in expected.sh.
set -eu
. "$(dirname "$0")/common"
data=$here/../data/reference

# Four inputs, three codes, two classes: H(T) = 1.5 bits, and T tells Y exactly: 1 bit.
printf 't,y\n10,1\n10,1\n20,2\n30,2\n' >tiny.csv
says 'exact,,I(X;T),1.5,,4,' estimate --layer tiny.csv:t --labels tiny.csv:y -e exact --format csv
head -n 1 said | grep -qx 'estimator,params,quantity,value_bits,stderr_bits,samples,seconds' ||
    fail "the header is $(head -n 1 said)"
grep -q '^exact,,I(T;Y),1,,4,' said || fail 'T does not tell Y'
says 'exact,,I(X;T),1.5,,4,' estimate --layer tiny.csv:0 -e exact --format csv
! grep -qF 'I(T;Y)' said || fail 'I(T;Y) without labels'
says 'I(X;T) <= log2 4 = 2.00000 bits, I(T;Y) <= H(Y) = 1.00000 bits (2 classes)' \
    estimate --layer tiny.csv:t --labels tiny.csv:y
says 'exact,,I(X;T),1.5,,4,' estimate --layer - --format csv -e exact <<'CSV'
-5
-5
70000000
0
CSV

# JSON, its strings escaped.
cp tiny.csv 'a "b\c.csv'
says '"estimates"' estimate --layer 'a "b\c.csv:0' --labels tiny.csv:1 -e exact -e kde:variance=0.5 --format json
python3 - <<'PYTHON' || fail "json: $(cat said)"
import json
out = json.load(open("said"))
assert out["layer"] == 'a "b\\c.csv:0' and out["samples"] == 4 and out["width"] == 1
assert out["log2_samples_bits"] == 2 and out["h_y_bits"] == 1
rows = [(e["estimator"], e["params"], e["quantity"]) for e in out["estimates"]]
assert rows == [("exact", "", "I(X;T)"), ("exact", "", "I(T;Y)"),
                ("kde", "variance=0.5", "I(X;T)"), ("kde", "variance=0.5", "I(T;Y)")]
assert out["estimates"][0]["value_bits"] == 1.5 and out["estimates"][0]["stderr_bits"] is None
PYTHON

# No -e and -e all run the same estimators; all says what it left out, and both what would take minutes.
says 'kde' estimate --layer "$data/tanh_T.csv:0-4" --format csv
one_line said.err '^left out lga: it takes minutes'
cut -d, -f1-3 said >default
says 'kde' estimate --layer "$data/tanh_T.csv:0-4" -e all --format csv
cut -d, -f1-3 said | cmp -s - default || fail 'all is not the default'
grep -q '^left out, since they count codes, and the layer is continuous (--x-kind discrete .*): exact, plugin, ' said.err ||
    fail "left out: $(cat said.err)"
grep -qx 'left out, since they have only I(T;Y); give --labels FILE: mixed-ksg, ross' said.err ||
    fail "left out: $(cat said.err)"
grep -qx 'left out lga: it takes minutes beyond 1000 rows or 4 columns; -e lga asks for it' said.err ||
    fail "left out: $(cat said.err)"
[ "$(cut -d' ' -f1-2 said.err | sort -u)" = "$(printf 'left out\nleft out,')" ] ||
    fail "left out: $(cat said.err)"
! grep -q '^ross\|^lga' said || fail 'what was left out is there'
refuses 1 'estimate: -e ross: it has only I(T;Y); give --labels FILE$' estimate --layer "$data/tanh_T.csv" -e ross
[ ! -s refused.out ] || fail "a header without numbers: $(cat refused.out)"
! grep -q '^exact' said || fail 'exact on a continuous layer'
says 'exact' estimate --layer "$data/tanh_q256.csv" --format csv

# Words are classes; one-hot labels are told what to do; pandas' index is doubted.
printf 'animal\ncat\ncat\ndog\nemu\n' >words.csv
says 'exact,,I(T;Y),1.5,' estimate --layer tiny.csv:t --labels words.csv:animal -e exact --format csv
printf '1,0\n1,0\n0,1\n0,1\n' >onehot.csv
refuses 1 'labels are one column, not 2; .* of one-hot labels take the argmax' estimate --layer tiny.csv:t --labels onehot.csv
printf ',t\n0,10\n1,10\n2,20\n3,30\n' >pandas.csv
says 'exact,,I(X;T),2,' estimate --layer pandas.csv -e exact --format csv
one_line said.err 'pandas.csv:1-1 leaves it out'
says 'plugin,,H(X),2,' estimate --x pandas.csv -e plugin --format csv
one_line said.err 'pandas.csv:1-1 leaves it out'
says 'exact,,I(X;T),1.5,' estimate --layer pandas.csv:t -e exact --format csv
[ ! -s said.err ] || fail "said unasked: $(cat said.err)"

# The kinds can be overruled.
printf '0.5\n0.5\n1.5\n1.0\n' >real.csv
says 'exact,,I(X;T),1.5,' estimate --layer real.csv --x-kind discrete -e exact --format csv
refuses 1 'the layer is continuous (--x-kind discrete takes' estimate --layer real.csv -e exact
refuses 1 'continuous' estimate --layer tiny.csv:t --x-kind continuous -e exact
seq 1001 >rows.csv
refuses 1 'rows.csv has 1001 classes for 1001 inputs; are these row numbers?' \
    estimate --layer rows.csv --labels rows.csv
refuses 1 'labels must be discrete; --y-kind discrete' estimate --layer tiny.csv:t --labels real.csv
says 'I(T;Y),1.5,' estimate --layer tiny.csv:t --labels real.csv --y-kind discrete -e exact --format csv
printf '1.0\n1.0\n2.0\n2.0\n' >whole.csv
says 'exact,,I(T;Y),1,' estimate --layer tiny.csv:t --labels whole.csv -e exact --format csv

# A column with more than 65536 distinct values is counted to the last one.
awk 'BEGIN { for (i = 0; i < 131072; i++) print 7 * i }' >many.csv
says 'exact,,I(X;T),17,,131072,' estimate --layer many.csv -e exact --format csv
says 'at most 131072 levels' estimate --layer many.csv -e exact -e binning:bins=4
grep -q 'bins=4 *2.00000' said || fail 'four equal bins of a uniform column are not 2 bits'

# 4096 codes that all differ are saturated, the plug-in of a coarse code is not, and what is
# above log2 N is marked; columns of numbers are marked nowhere else.
says ',I(X;T),12,' estimate --layer "$data/tanh_q256.csv" -e exact --format csv
[ "$(head -n 1 said)" = 'estimator,params,quantity,value_bits,stderr_bits,samples,seconds' ] || fail 'csv has marks'
says '' estimate --layer "$data/tanh_q256.csv" -e exact -e binning:bins=2 -e chao-shen
grep -q '^exact .* codes  *I(X;T) saturated$' said || fail "not saturated: $(cat said)"
grep -q '^chao-shen .* codes  *I(X;T) above the limit$' said || fail "not above: $(cat said)"
grep -q '^binning .* binned layer$' said || fail "two bins are marked: $(cat said)"
says '' estimate --layer "$data/tanh_q256.csv" -e exact -e binning:bins=2 --format json
python3 -c 'import json; assert [e["note"] for e in json.load(open("said"))["estimates"]] == ["saturated", None]' ||
    fail "notes: $(cat said)"

# Noise is in the units of the file: said once of integer codes, not of activations or bits.
says '' estimate --layer "$data/tanh_q256.csv" -e kde -e kl -e exact
one_line said.err '^values run from 0 to 255; noise of variance 0.1 is in these units, for codes of tanh rescale to \[-1, 1\]$'
says '' estimate --layer "$data/tanh_T.csv" -e kde
[ ! -s said.err ] || fail "said unasked: $(cat said.err)"
says '' estimate --layer "$data/tanh_q256.csv" -e exact -e binning
[ ! -s said.err ] || fail "said unasked: $(cat said.err)"

# Rows come one by one: the first is there while the second is on its way.
mkfifo rows
"$QUANTAL" estimate --layer "$data/tanh_q256.csv" -e exact -e lga --format csv 2>talk >rows &
pid=$!
{ read -r header; read -r row; } <rows
kill -0 $pid 2>/dev/null || fail 'the first row came with the last'
kill $pid
wait $pid 2>/dev/null || true
case $header:$row in estimator,*:exact,*) ;; *) fail "first rows: $header $row" ;; esac

# Results and order do not depend on the order of -e.
says '' estimate --layer "$data/tanh_q256.csv" -e kde -e exact --format csv
[ "$(cut -d, -f1 said | tr '\n' ' ')" = 'estimator kde exact ' ] || fail 'order of -e'

refuses 2 'of what? give --x FILE or --layer FILE' estimate
refuses 2 '--layer needs a value: --layer FILE' estimate --layer
refuses 2 'did you mean --layer?' estimate --lyaer x
refuses 2 'did you mean "binning"?' estimate --layer tiny.csv -e bining
refuses 2 'did you mean "bins"?' estimate --layer tiny.csv -e binning:bin=3
refuses 2 'out of range' estimate --layer tiny.csv -e binning:bins=0
refuses 2 'did you mean json?' estimate --layer tiny.csv --format jsn
refuses 2 'is not one of' estimate --layer tiny.csv --x-kind quantum
refuses 2 'one word too many' estimate --layer tiny.csv tiny.csv
refuses 1 'cannot read nothing.csv: No such file' estimate --layer nothing.csv
refuses 1 'cannot read .: Is a directory' estimate --layer .
refuses 1 'no column "z"' estimate --layer tiny.csv:z
refuses 1 'labels are one column, not 2' estimate --layer tiny.csv:0 --labels tiny.csv
refuses 1 'has 4 rows, but' estimate --layer "$data/tanh_T.csv" --labels tiny.csv:1
printf '1,2\n3,nan\n' >nan.csv
refuses 1 'row 1, column 1 (counted from 0) is nan' estimate --layer nan.csv
refuses 1 'is empty' estimate --layer /dev/null
refuses 2 'only one of them can read standard input' estimate --layer - --labels -:1 </dev/null

"$QUANTAL" estimate --layer tiny.csv:t -e exact >/dev/full 2>full && fail 'a full disk went unnoticed'
one_line full 'cannot write standard output: No space left on device'
echo 'layers are read, estimated and printed'

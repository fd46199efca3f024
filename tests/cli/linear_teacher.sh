#!/bin/sh
# An experiment with a linear student: tables, summary, verdict, figures, going on, refusals.
set -eu
. "$(dirname "$0")/common"

cat >small.yaml <<'YAML'
name: small
dataset: {name: linear-teacher, relevant: 3, irrelevant: 5, samples: 30}
network: {hidden: [6], activation: linear}
training: {optimizer: sgd, learning_rate: 0.1, batch_size: 5, epochs: 40}
measure: {epochs: {spacing: log, count: 8}, estimators: ["noisy-truth:variance=0.01"]}
variants: [continuous]
runs: 3
YAML
"$QUANTAL" run small.yaml -o one -j 1 >summary
"$QUANTAL" run small.yaml -o two -j 2 >/dev/null
for table in measures training; do
    cmp one/$table.csv two/$table.csv || fail "$table.csv depends on the number of threads"
done
grep -q 'I(T;R)' summary || fail "no panel of I(T;R): $(cat summary)"
grep -q '^relevant_inputs: 3$' one/manifest.yaml || fail 'the manifest has no relevant inputs'
# I(X;T) >= I(T;R) + I(T;N) in every layer and epoch, since R and N are independent
awk -F, 'NR > 1 { v[$8] = $9 } $8 == "I(T;N)" {
    n++; if (v["I(X;T)"] < v["I(T;R)"] + v["I(T;N)"] - 1e-9) exit 1 }
    END { if (n < 30) exit 1 }' one/measures.csv || fail 'parts know more than the whole'
# the chain rule, both ways
awk -F, 'NR > 1 { v[$8] = $9 } $8 == "I(T;N|R)" {
    n++; if ((v["I(T;R)"] + v["I(T;N|R)"] - v["I(X;T)"]) ^ 2 > 1e-18) exit 1
    if ((v["I(T;N)"] + v["I(T;R|N)"] - v["I(X;T)"]) ^ 2 > 1e-18) exit 1 }
    END { if (n < 30) exit 1 }' one/measures.csv || fail 'the chain rule does not hold'
grep -q '^irrelevant-forgotten,all,continuous,noisy-truth,' one/verdict.csv ||
    fail "no verdict on what is forgotten: $(cat one/verdict.csv)"
grep -q 'accuracy |$' one/verdict.md && fail 'a regression has no accuracy'

# What is finished is kept, what is missing is trained again, to the same bytes.
touch -d '2001-01-01' one/runs/continuous-1/measures.csv
rm -r one/runs/continuous-2
"$QUANTAL" run small.yaml -o one --resume >/dev/null
for table in measures training verdict; do
    cmp one/$table.csv two/$table.csv || fail "$table.csv is another after --resume"
done
[ "$(date -r one/runs/continuous-1/measures.csv +%Y)" = 2001 ] || fail 'a finished run was trained again'
"$QUANTAL" plot one >plots
grep -q 'relevant-information.png' plots || fail "no figure: $(cat plots)"
says 'none needed' data info linear-teacher

refuses 1 'already holds results' run small.yaml -o one
refuses 1 'network.hidden must be one width' run small.yaml -o bad --set 'network.hidden=[3, 2]'
refuses 1 'network.activation must be linear' run small.yaml -o bad --set network.activation=tanh
refuses 1 'training.optimizer must be sgd' run small.yaml -o bad --set training.optimizer=adam
refuses 1 'variants must be' run small.yaml -o bad --set 'variants=[quantized]'
refuses 1 'must be one noisy-truth' run small.yaml -o bad --set 'measure.estimators=[exact]'
refuses 1 'lower the learning rate' run small.yaml -o wild --set training.learning_rate=1e6
refuses 2 'only goes with dataset.name=relevant' run small.yaml -o bad --set dataset.rule=parity
echo 'a linear student is trained, measured and drawn'

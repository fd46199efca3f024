#!/bin/sh
# quantal data relevant, and what an experiment on it leaves behind.
set -eu
. "$(dirname "$0")/common"

says 'relevant' data list
says 'H(X)             12.00000 bits' data info relevant
says 'H(Y)             1.00000 bits' data info relevant --relevant 3 --irrelevant 2 --rule parity
for line in 'inputs           32' 'features         5' 'H(X)             5.00000 bits'; do
    grep -qF "$line" said || fail "data info relevant has no '$line'"
done
# a binary symmetric channel: I(X;Y) = 1 - h(0.11)
says 'I(X;Y)           0.50008 bits' data info relevant --flip 0.11
# 12 coins with P(1) = 0.25
says 'H(X)             9.73534 bits' data info relevant --rate 0.25
says '' data info relevant --rule random-balanced --seed 3
three=$(cat said)
says '' data info relevant --rule random-balanced --seed 4
[ "$three" != "$(cat said)" ] || fail 'another seed is the same rule'

refuses 2 '"0" is no number of bits' data info relevant --relevant 0
refuses 2 '"many" is no number of bits' data info relevant --irrelevant many
refuses 1 '20 bits at most' data info relevant --relevant 18
refuses 2 'did you mean "parity"?' data info relevant --rule pairty
refuses 2 'quantal data --help names them' data info relevant --rule xyzzyxyzzyxyzzy
refuses 2 'is no probability' data info relevant --rate 2
refuses 1 'it must be above 0 and below 1' data info relevant --rate 1
refuses 1 'it must be from 0 to 0.5' data info relevant --flip 0.6
refuses 2 'is no whole number from 0' data info relevant --seed -1

cat >small.yaml <<'YAML'
name: small
dataset: {name: relevant, relevant: 3, irrelevant: 3, rule: random-balanced}
network: {hidden: [4, 3]}
training: {learning_rate: 1e-2, epochs: 30}
measure: {epochs: {spacing: log, count: 6}, estimators: [exact, binning]}
runs: 2
YAML
"$QUANTAL" run small.yaml -o small -j 2 >summary
grep -q 'I(T;R|N) \[bits\]' summary || fail "no panel of I(T;R|N): $(cat summary)"
grep -q '^relevant_entropy_bits: 3$' small/manifest.yaml || fail 'the manifest has no H(R)'
"$QUANTAL" plot small >plots
grep -q 'relevant-information.png' plots || fail "no figure of it: $(cat plots)"
echo 'relevant and irrelevant bits are described, counted and drawn'

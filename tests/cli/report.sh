#!/bin/sh
# `quantal report`: one file that needs nothing else, from whatever tables there are.
set -eu
. "$(dirname "$0")/common"
cat >small.yaml <<'Y'
name: small
dataset: tishby
network: {hidden: [4, 3]}
training: {learning_rate: 1e-3, epochs: 6}
measure: {estimators: [exact, "binning:bins=30"]}
runs: 2
Y
"$QUANTAL" run small.yaml -o r -j 2 >/dev/null 2>&1
says "r/report.html" report r

# whole, closed, and with nothing to fetch
tail -n 1 r/report.html | grep -qx '</html>' || fail "the page does not end"
for id in verdict information-plane figures methods reproduce; do
    grep -q "<section id=\"$id\">" r/report.html || fail "no section $id"
done
if grep -Eo '(src|href)="[^"]{0,60}' r/report.html | grep -Ev '="(data:|#)'; then
    fail "the page refers to something outside of it"
fi
[ ! -e r/.report ] || fail "figures of the page are left behind"
cp r/report.html first.html
"$QUANTAL" report r >/dev/null
cmp first.html r/report.html || fail "the same tables give another page"

for target in $(grep -Eo 'href="#[^"]*' r/report.html | sed 's/.*#//'); do
    grep -q "id=\"$target\"" r/report.html || fail "a link leads to #$target, which is not there"
done

# saved as the page says, the configuration gives the same tables
sed -n '/<pre id="configuration">/,/<\/pre>/{s/.*<pre id="configuration">//;/<\/pre>/d;p}' \
    r/report.html | sed 's/&quot;/"/g; s/&lt;/</g; s/&gt;/>/g; s/&amp;/\&/g' >experiment.yaml
says "" run experiment.yaml -o again -j 2
cmp r/measures.csv again/measures.csv || fail "the configuration of the page gives other tables"
for sum in config_sha256 data_sha256; do
    [ "$(grep "^$sum" r/manifest.yaml)" = "$(grep "^$sum" again/manifest.yaml)" ] ||
        fail "the configuration of the page gives another $sum"
done

# text of a table is text in the page
sed 's/,binning,/,"<img src=x onerror=alert(1)>",/' r/measures.csv >hostile.csv
cp -r r hostile
mv hostile.csv hostile/measures.csv
rm -f hostile/verdict.csv
says hostile/report.html report hostile
if grep -q '<img src=x' hostile/report.html; then fail "markup gets through"; fi
grep -q 'There is no verdict.csv' hostile/report.html || fail "silent about the verdict"

# what cannot be
mkdir empty
refuses 1 manifest.yaml report empty
refuses 1 nowhere report nowhere
refuses 2 "which result folder" report
cp -r r damaged
printf 'claim,layer\nfitting,all\n' >damaged/verdict.csv
cp damaged/report.html before.html
refuses 1 "verdict.csv has no column variant" report damaged
cmp before.html damaged/report.html || fail "a failure spoils the old page"

# a reader's browser
if command -v chromedriver >/dev/null 2>&1 && command -v chromium >/dev/null 2>&1; then
    python3 "$here/../browser/report.py" r/report.html || fail "in the browser"
else
    echo "browser skipped: no chromium and chromedriver here"
fi
echo "report: all passed"

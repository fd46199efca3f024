#!/bin/sh
# The pages' tables of findings are what the kept tables of plots/ say.
set -eu
cd "$(dirname "$0")/../.."
python3 plots/findings.py --check README.md plots/README.md || exit 1

# and the check would notice: one digit of a kept number is enough
scratch=$(mktemp -d "${TMPDIR:-/tmp}/quantal-findings-XXXXXX")
trap 'rm -rf "$scratch"' EXIT
cp -r plots README.md "$scratch/"
cd "$scratch"
sed -i 's/^quantized,6,exact,,I(X;T),fall_bits,./quantized,6,exact,,I(X;T),fall_bits,9/' plots/tishby-tanh/summary.csv
if python3 plots/findings.py --check README.md >said 2>&1; then
    echo "FAILED: another number goes unnoticed"
    exit 1
fi
grep -q "README.md: a table is not what plots/ has" said || { echo "FAILED: $(cat said)"; exit 1; }
echo "findings: all passed"

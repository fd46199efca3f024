"""expected.py QUANTAL EXPECTED.csv: every line of the table must be what `quantal estimate` prints.

A line: arguments, estimator, quantity, value in bits, relative tolerance (absolute below 1 bit),
and the published implementation that the value comes from. Files are beside the table.
"""

import csv
import os
import shlex
import subprocess
import sys


def estimate(quantal, folder, arguments, estimator):
    """Quantity -> bits, or a message."""
    command = [quantal, "estimate", *shlex.split(arguments), "-e", estimator, "--format", "csv"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        return done.stderr.strip()
    rows = csv.DictReader(done.stdout.splitlines())
    return {row["quantity"]: float(row["value_bits"]) for row in rows}


def complaint(line, printed):
    """What is wrong with a line, or None."""
    if isinstance(printed, str):
        return printed
    if line["quantity"] not in printed:
        return "not printed"
    got, wanted = printed[line["quantity"]], float(line["value_bits"])
    if abs(got - wanted) <= float(line["tolerance_bits"]) * max(1, abs(wanted)):
        return None
    return f"{got!r} for {wanted!r}"


def main(quantal, table):
    with open(table, newline="", encoding="utf-8") as stream:
        lines = list(csv.DictReader(stream))
    printed, wrong = {}, 0
    for line in lines:
        call = (line["arguments"], line["estimator"])
        if call not in printed:
            printed[call] = estimate(quantal, os.path.dirname(table), *call)
        problem = complaint(line, printed[call])
        if problem:
            wrong += 1
            print(f"FAILED: {line['arguments']} -e {line['estimator']} {line['quantity']}: {problem}")
    print(f"{len(lines) - wrong} of {len(lines)} published numbers reproduced")
    return 1 if wrong or not lines else 0


sys.exit(main(*sys.argv[1:]))

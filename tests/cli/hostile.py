"""Hostile files, then hostile samples for every estimator. hostile.py QUANTAL, in a scratch folder."""
import csv
import io
import math
import os
import random
import struct
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

QUANTAL = sys.argv[1]
ENVIRONMENT = dict(os.environ, OMP_NUM_THREADS="1",
                   ASAN_OPTIONS="exitcode=99", UBSAN_OPTIONS="exitcode=99")
wrong = []


def run(*arguments):
    done = subprocess.run([QUANTAL, "estimate", *arguments], capture_output=True, text=True,
                          env=ENVIRONMENT, stdin=subprocess.DEVNULL, timeout=120, check=False)
    return done.returncode, done.stdout, done.stderr


def check(arguments, expected=(0, 1), words=""):
    """Runs; the exit code is expected, a failure is one line (with the words), values are finite."""
    code, out, err = run(*arguments, "--format", "csv")
    reasons = []
    if code not in expected:
        reasons.append(f"exit {code}")
    if code in (1, 2) and (err.count("\n") != 1 or words not in err or out):
        reasons.append("not one clear line")
    for row in csv.DictReader(io.StringIO(out)) if code == 0 else ():
        numbers = [row["value_bits"], row["stderr_bits"] or "0", row["seconds"]]
        if not all(math.isfinite(float(number)) for number in numbers):
            reasons.append(f"value {row['value_bits']} +- {row['stderr_bits']}")
    if reasons:
        wrong.append(f"{' '.join(arguments)}: {', '.join(reasons)}: {err.strip()[:2000]}")


def npy(name, descr, shape, data, order=False, magic=b"\x93NUMPY\x01\x00"):
    header = f"{{'descr': '{descr}', 'fortran_order': {order}, 'shape': {shape}, }}"
    header = header.ljust(117) + "\n"
    with open(name, "wb") as file:
        file.write(magic + struct.pack("<H", len(header)) + header.encode() + data)
    return name


def text(name, content):
    with open(name, "w", encoding="utf-8") as file:
        file.write(content)
    return name


def table(name, columns):
    return text(name, "".join(",".join(map(repr, row)) + "\n" for row in zip(*columns)))


def hostile_files():
    """(exit codes, words of the message, file); which estimator is asked does not matter."""
    eight = struct.pack("<8d", *range(8))
    return [
        ((1,), "ragged.csv:2: ", text("ragged.csv", "1,2\n3\n4,5\n")),
        ((1,), "ragged2.csv:2: ", text("ragged2.csv", "1,2\n3,4,5\n")),
        ((1,), "empty", text("empty.csv", "")),
        ((1,), "", text("blank.csv", "\n\n\n")),
        ((1,), "", text("header.csv", "a,b\n")),
        ((1,), "", text("words.csv", "a,b\nc,d\ne,f\n")),
        ((1,), "inf", text("inf.csv", "1.5\n-inf\n2\n")),
        ((1,), "", text("overflow.csv", "1.5\n1e999\n2\n")),
        ((1,), "", text("zeros.csv", "1\0,2\n3,4\n")),
        ((1,), "", npy("magic.npy", "<f8", "(8,)", eight, magic=b"\x93NUMPI\x01\x00")),
        ((1,), "", npy("cut.npy", "<f8", "(8,)", eight[:-3])),
        ((1,), "", npy("none.npy", "<f8", "(8,)", b"")),
        ((1,), "", npy("zero-d.npy", "<f8", "()", eight[:8])),
        ((1,), "", npy("three-d.npy", "<f8", "(2, 2, 2)", eight)),
        ((1,), "", npy("object.npy", "|O", "(8,)", eight)),
        ((1,), "", npy("complex.npy", "<c16", "(4,)", eight)),
        ((1,), "", npy("huge.npy", "<f8", "(1250000000,)", eight)),
        ((1,), "", npy("huge2.npy", "<f8", "(4294967296, 4294967296)", eight)),
        ((1,), "", npy("minus.npy", "<f8", "(-8,)", eight)),
        ((1,), "", npy("no-rows.npy", "<f8", "(0, 3)", b"")),
        ((1,), "", npy("no-columns.npy", "<f8", "(3, 0)", b"")),
        ((1,), "nan", npy("nan.npy", "<f8", "(8,)", struct.pack("<8d", *[math.nan] * 8))),
        ((0,), "", npy("fortran.npy", "<f8", "(4, 2)", eight, order=True)),
        ((0,), "", npy("big-endian.npy", ">f8", "(8,)", struct.pack(">8d", *range(8)))),
    ]


def check_files():
    for codes, words, name in hostile_files():
        check(["--x", name, "-e", "kl:k=1"], codes, words)
        check(["--layer", name, "-e", "kde"], codes, words)
    fine = table("fine.csv", [[0.5, 1.5, 2.5, 3.75]])
    check(["--x", fine, "--y", "ragged.csv"], (1,))
    check(["--x", fine, "--y", "fortran.npy:0", "-e", "gaussian"], (0,))
    check(["--x", fine, "--y", "big-endian.npy"], (1,), "rows")
    check(["--layer", fine, "--labels", "big-endian.npy"], (1,), "rows")
    for columns in ("1", "0-1", "-1", "1-0", "99999999999999999999", ":", ""):
        check(["--x", fine + ":" + columns, "-e", "gaussian"], (1,))
    for method in ("", ":", "kl:", "kl:k", "kl:k=", "kl:k=0", "kl:k=-1", "kl:k=1e9", "kl:k=nan",
                   "kl:k=1,k=2", "kl:=1", "kde:variance=inf", "kde:variance=0", "no-such", "kl:q=1",
                   "binning:bins=99999999999999999999", "k" * 100000):
        check(["--x", fine, "-e", method], (2,))
    # The same numbers whatever the order of bytes or of rows and columns.
    turned = npy("turned.npy", "<f8", "(4, 2)", struct.pack("<8d", 0, 4, 1, 5, 2, 6, 3, 7))
    same = [run("--x", name, "-e", "kl:k=1", "--format", "csv")[1].split(",")[-3:-1]
            for name in ("fortran.npy", turned)]
    if same[0] != same[1]:
        wrong.append(f"Fortran order: {same}")


def hostile_samples():
    """name: (x, y continuous, y labels), each a list of columns"""
    random.seed(1)
    noise = [[random.gauss(0, 1) for _ in range(12)] for _ in range(3)]
    labels = [[i % 2 for i in range(12)]]
    return {
        "one": ([[0.5]], [[1.5]], [[1]]),
        "two": ([[0.5, 0.75]], [[1.5, 2.5]], [[1, 2]]),
        "three": ([[0.5, 0.75, 2.5]], [[1.5, 2.5, 0.25]], [[1, 2, 1]]),
        "constant": ([[0.5] * 12], noise[:1], labels),
        "constant-too": ([noise[0], [7.5] * 12], noise[1:2], [[3] * 12]),
        "both-constant": ([[0.5] * 12], [[2.5] * 12], [[3] * 12]),
        "copies": ([[0.5, 1.5] * 6], [[2.5, 3.5] * 6], labels),
        "singles": (noise[:2], noise[2:], [list(range(12))]),
        "one-single": (noise[:2], noise[2:], [[0] * 11 + [1]]),
        "line": ([noise[0], [2 * v for v in noise[0]]], [noise[0]], labels),
        "large": ([[v * 1e307 for v in noise[0]]], [[v * 1e308 for v in noise[1]]], labels),
        "largest": ([[1.7e308, -1.7e308] * 6], [[-1.7e308] * 6 + [1.7e308] * 6], labels),
        "small": ([[v * 1e-310 for v in noise[0]]], [[v * 5e-324 for v in noise[1]]], labels),
        "mixed": ([[1e308, 1e-308] + noise[0][2:]], [[5e-324, -1e308] + noise[1][2:]],
                  [[2 ** 53 - 1, -2 ** 53 + 1] + [0] * 10]),
    }


def methods():
    """Every estimator as it is, and with a k that no sample here has."""
    listed = subprocess.run([QUANTAL, "list", "estimators"], capture_output=True, text=True,
                            check=True).stdout.splitlines()
    for line in listed:
        if line.startswith("  ") and line[2:3].strip():
            name = line.split()[0]
            yield name
            if run("--x", "fine.csv", "-e", name + ":k=12")[0] != 2:
                yield name + ":k=12"


def sample_cases():
    for name, parts in hostile_samples().items():
        x, y, labels = (table(f"{name}-{i}.csv", part) for i, part in enumerate(parts))
        yield ["--x", x, "--stderr"]
        yield ["--x", x, "--y", y]
        yield ["--x", x, "--y", labels, "--stderr"]
        yield ["--x", x, "--y", labels, "--x-kind", "discrete", "--y-kind", "discrete"]
        yield ["--layer", x, "--labels", labels]
        yield ["--layer", x, "--labels", labels, "--x-kind", "discrete"]


def check_samples():
    cases = list(sample_cases())
    every = [case + ["-e", method] for method in methods() for case in cases
             if ":k" not in method or case[1].startswith(("two", "copies", "singles"))]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(check, every))
    return len(every)


check_files()
n_samples = check_samples()
if wrong:
    print(f"{len(wrong)} wrong:", *wrong[:40], sep="\n")
    sys.exit(1)
print(f"hostile files and {n_samples} hostile samples are estimated or refused in a line")

#!/bin/sh
# quantal data: lists, describes and writes data sets.
set -eu
. "$(dirname "$0")/common"

says 'tishby' data list
says 'inputs           4096' data info tishby
for line in 'distinct inputs  4096' 'features         12' 'classes          2' \
    'H(X)             12.00000 bits' 'H(Y)             0.99916 bits' \
    'I(X;Y)           0.99916 bits' 'p(y=1)           0.51709' \
    '77732f16f85e91b49d3997196b56163b3bd362d8cf631468a8de3f986e88359f'; do
    grep -qF "$line" said || fail "data info tishby has no '$line'"
done
says 'H(X)             12.00000 bits' data info tishby --label-gain 0.3
grep -q 'I(X;Y) *0.[1-8]' said || fail 'soft labels tell as much as hard ones'

says '' data export tishby --x x.npy --labels y.npy
python3 - <<'PYTHON' || fail 'what was exported is not the published data set'
import ast, hashlib, struct
def load(path):
    with open(path, "rb") as stream:
        raw = stream.read()
    assert raw[:8] == b"\x93NUMPY\x01\x00"
    end = 10 + struct.unpack("<H", raw[8:10])[0]
    assert end % 64 == 0
    header = ast.literal_eval(raw[10:end].decode())
    assert header["descr"] == "<i4" and not header["fortran_order"]
    return header["shape"], struct.unpack(f"<{(len(raw) - end) // 4}i", raw[end:])
shape, x = load("x.npy")
assert shape == (4096, 12)
assert all(x[12 * i + j] == i >> (11 - j) & 1 for i in range(4096) for j in range(12))
shape, y = load("y.npy")
assert shape == (4096,)
assert hashlib.sha256(bytes(y)).hexdigest().startswith("77732f16f85e91b4")
PYTHON
says ',I(X;T),12,' estimate --layer x.npy --labels y.npy -e exact --format csv
grep -q ',I(T;Y),0.99915712085027' said || fail 'the inputs do not tell the label'
rm x.npy y.npy
says '' data export tishby --labels y.npy
[ ! -e x.npy ] || fail 'inputs were written unasked'

# Soft labels are p(y|x), a column a class; the larger is that of the hard label.
says '' data export tishby --labels hard.npy
says '' data export tishby --labels soft.npy --label-gain 0.05
python3 - <<'PYTHON' || fail 'soft labels were not exported'
import ast, struct
def load(path, letter, size):
    with open(path, "rb") as stream:
        raw = stream.read()
    end = 10 + struct.unpack("<H", raw[8:10])[0]
    header = ast.literal_eval(raw[10:end].decode())
    return header, struct.unpack(f"<{(len(raw) - end) // size}{letter}", raw[end:])
header, p = load("soft.npy", "d", 8)
assert header["descr"] == "<f8" and header["shape"] == (4096, 2)
hard = load("hard.npy", "i", 4)[1]
for i, y in enumerate(hard):
    assert abs(p[2 * i] + p[2 * i + 1] - 1) < 1e-12 and 0 < p[2 * i] < 1
    assert p[2 * i + y] >= p[2 * i + 1 - y]
PYTHON

refuses 2 'do what? list, info, fetch or export' data
refuses 2 'did you mean info?' data infro
refuses 2 'there is list, info, fetch, export' data xyzzyxyzzy
refuses 2 'info which data set?' data info
refuses 2 'one word too many' data list tishby
refuses 2 'did you mean "tishby"?' data info tihsby
refuses 2 'export where to?' data export tishby
refuses 2 'is no number' data info tishby --label-gain much
refuses 1 'it must be 0 (hard labels) or more' data info tishby --label-gain=-1
refuses 1 'cannot write nowhere/x.npy: No such file' data export tishby --x nowhere/x.npy
refuses 2 'name a file' data export tishby --labels -
[ ! -e ./- ] || fail 'a file called -'

# A full disk: one line, the old file is intact, nothing is left behind.
echo old >x.npy
(ulimit -f 8 && "$QUANTAL" data export tishby --x x.npy) 2>full && fail 'a full disk went unnoticed'
one_line full 'cannot write x.npy: File too large'
[ "$(cat x.npy)" = old ] || fail 'a failed export damaged the file that was there'
[ -z "$(ls | grep partial)" ] || fail 'a failed export left a partial file'
echo 'data sets are listed, described and written'

#!/bin/sh
# quantal data on sets of images: what info says, the sheet of samples, and a small training.
set -eu
. "$(dirname "$0")/common"
unset QUANTAL_DATA || true
shared=$here/../../../shared/data

# notMNIST's form with images of 3 x 2 that this test makes: 30 to train on and 30 to test,
# of which the last ten repeat the first ten, five of them with another label.
cat >make.py <<'PYTHON'
import os, struct
os.makedirs("made/notmnist")
def write(half, images, labels):
    with open(f"made/notmnist/{half}-images-idx3-ubyte", "wb") as out:
        out.write(struct.pack(">4B3I", 0, 0, 8, 3, len(images), 3, 2) + b"".join(images))
    with open(f"made/notmnist/{half}-labels-idx1-ubyte", "wb") as out:
        out.write(struct.pack(">4BI", 0, 0, 8, 1, len(labels)) + bytes(labels))
images = [bytes([i, 255 - i, 0, 128, i, 7]) for i in range(50)]
labels = [i % 10 for i in range(50)]
images += images[:10]
labels += [1, 0, 3, 2, 5, 5, 6, 7, 8, 9]
write("train", images[:30], labels[:30])
write("t10k", images[30:], labels[30:])
PYTHON
python3 make.py
# Of 60 rows, ten inputs have two: H(X) = 10/30 log2 30 + 40/60 log2 60.
says 'inputs           60' data info notmnist --data-dir made --figure sheet.png
for line in 'distinct inputs  50' 'contradictory    5 distinct inputs have rows of different labels' \
    'image            3 x 2, grey' 'official split   30 to train on, 30 to test' 'H(X)             5.57356 bits' \
    'licence          none stated' 'p(y=0)           0.10000  A' 'p(y=9)           0.10000  J'; do
    grep -qF "$line" said || fail "data info notmnist has no '$line': $(cat said)"
done
head -c 8 sheet.png | grep -q PNG || fail 'no sheet of samples'
says '' data info tishby --figure strips.svg
grep -q '<svg' strips.svg || fail 'no sheet of bits'
refuses 1 'cannot write nowhere/sheet.png' data info tishby --figure nowhere/sheet.png
says 'mnist' list datasets
refuses 1 'data set mnist is not in made/mnist, datasets/mnist; `quantal data fetch mnist`' data info mnist --data-dir made
QUANTAL_DATA=made says '' data export notmnist --x x.npy --labels y.npy

# The original form: folders of PNG files, or the archive of them; two are broken. Both are
# the same data; IDX files beside them would be read instead.
cat >png.py <<'PYTHON'
import os, struct, tarfile, zlib
def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
def png(i):
    rows = b"".join(bytes([0]) + bytes((28 * y + x + i) % 256 for x in range(28)) for y in range(28))
    head = chunk(b"IHDR", struct.pack(">2I5B", 28, 28, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
for letter in range(10):
    folder = "unpacked/notmnist/notMNIST_small/" + "ABCDEFGHIJ"[letter]
    os.makedirs(folder)
    for k in range(3):
        open(f"{folder}/{k}.png", "wb").write(png(3 * letter + k))
open("unpacked/notmnist/notMNIST_small/A/empty.png", "wb")
open("unpacked/notmnist/notMNIST_small/F/short.png", "wb").write(png(1)[:60])
os.makedirs("packed/notmnist")
with tarfile.open("packed/notmnist/notMNIST_small.tar.gz", "w:gz") as archive:
    archive.add("unpacked/notmnist/notMNIST_small", "notMNIST_small")
PYTHON
python3 png.py
for form in unpacked packed; do
    says 'inputs           30' data info notmnist --data-dir $form
    for line in 'left out         2 that could not be read' 'A/empty.png: empty' 'F/short.png: truncated' \
        'official split   none' 'p(y=9)           0.10000  J' 'image            28 x 28, grey'; do
        grep -qF "$line" said || fail "$form notmnist has no '$line': $(cat said)"
    done
    grep SHA said >$form.sum
done
cmp unpacked.sum packed.sum || fail 'the archive and its folder are two data sets'
rm -r unpacked/notmnist/notMNIST_small/J
refuses 1 'notMNIST_small has 9 folders of images, not 10' data info notmnist --data-dir unpacked

# Any files.
says 'licence          that of the files' data info files --path packed/notmnist/notMNIST_small.tar.gz
says 'inputs           60' data info files --path x.npy --labels y.npy
says '' data export files --path x.npy --path-labels y.npy --labels again.npy
cmp again.npy y.npy || fail 'labels that were exported and read are others'

# The official split trains; a set without one says what to give.
cat >images.yaml <<'YAML'
name: images
dataset: {name: notmnist, split: official}
network: {hidden: [4], activation: relu}
training: {learning_rate: 1e-3, batch_size: 8, epochs: 2}
measure: {epochs: [2], estimators: [exact]}
YAML
says 'accuracy of the quantized network' run images.yaml --data-dir made -o out
grep -q 'split: official' out/manifest.yaml || fail 'the manifest does not name the split'
grep -q 'made' out/manifest.yaml && fail 'where the data lay is in the manifest'
cat >files.yaml <<'YAML'
name: own
dataset: {name: files, path: x.npy, labels: y.npy}
network: {hidden: [4], activation: relu}
training: {learning_rate: 1e-3, batch_size: 8, epochs: 2}
measure: {epochs: [2], estimators: [exact]}
YAML
says 'accuracy of the quantized network' run files.yaml -o own
says 'accuracy of the quantized network' run files.yaml -o folder --set dataset.labels=~ \
    --set dataset.path=packed/notmnist/notMNIST_small.tar.gz
refuses 1 'dataset.path: required, but missing' run files.yaml -o none --set dataset.path=~
rm made/notmnist/train-*
refuses 1 'data set notmnist has no official split; give split: stratified' run images.yaml --data-dir made -o none
refuses 2 'dataset.train_fraction=0.5: does not go with dataset.split=official' run images.yaml --set dataset.train_fraction=0.5 -o none

if [ -e "$shared/mnist" ]; then
    says 'H(Y)             3.31984 bits' data info mnist --data-dir "$shared"
    grep -qF 'inputs           70000' said || fail 'MNIST has not 70000 inputs'
    says 'distinct inputs  9804' data info notmnist --data-dir "$shared"
    grep -qF 'H(X)             13.17584 bits' said || fail "H(X) of notMNIST: $(grep X said)"
    QUANTAL_DATA=$shared says 'accuracy of the quantized network' run images.yaml --set dataset.name=mnist \
        --set training.batch_size=256 --epochs 1 --set 'measure.epochs=[1]' --set 'variants=[quantized]' -o mnist
    grep -q '^data_sha256: b2d8f5bf39174ee5' mnist/manifest.yaml || fail 'the checksum of MNIST'
else
    echo "no ../shared/data: MNIST and notMNIST themselves are not read"
fi
echo 'sets of images are described, drawn and trained on'

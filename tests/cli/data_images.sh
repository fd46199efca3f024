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
rm made/notmnist/train-*
refuses 1 'data set notmnist has no official split; give split: stratified' run images.yaml --data-dir made -o none
refuses 1 'dataset.train_fraction=0.5: does not go with dataset.split=official' run images.yaml --set dataset.train_fraction=0.5 -o none

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

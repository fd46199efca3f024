"""Small well-formed files for each fuzz target to begin with: seeds.py FOLDER."""
import gzip
import io
import pathlib
import struct
import sys
import tarfile
import zipfile
import zlib

folder = pathlib.Path(sys.argv[1])


def seed(target, name, content):
    path = folder / target / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def idx(code, letter, *dimensions):
    n = 1
    for dimension in dimensions:
        n *= dimension
    return struct.pack(f">HBB{len(dimensions)}I{n}{letter}", 0, code, len(dimensions),
                       *dimensions, *range(1, n + 1))


for code, letter in ((8, "B"), (9, "b"), (11, "h"), (12, "i"), (13, "f"), (14, "d")):
    seed("idx", f"{letter}.idx", idx(code, letter, 2, 3))
    seed("idx", f"{letter}.idx.gz", gzip.compress(idx(code, letter, 2, 2, 2), mtime=0))


def element(order, kind, content):
    if len(content) <= 4:
        return struct.pack(order + "I", len(content) << 16 | kind) + content.ljust(4, b"\0")
    return struct.pack(order + "2I", kind, len(content)) + content + b"\0" * (-len(content) % 8)


def matrix(order, name, rows, columns, numbers):
    content = (element(order, 6, struct.pack(order + "2I", 6, 0))
               + element(order, 5, struct.pack(order + "2i", rows, columns))
               + element(order, 1, name) + numbers)
    return struct.pack(order + "2I", 14, len(content)) + content


def mat(order, compress):
    f = matrix(order, b"F", 4, 2, element(order, 9, struct.pack(order + "8d", *range(8))))
    y = matrix(order, b"y", 1, 4, element(order, 2, bytes([0, 1, 1, 0])))
    if compress:
        f, y = (struct.pack(order + "2I", 15, len(z)) + z for z in map(zlib.compress, (f, y)))
    header = b"MATLAB 5.0 MAT-file".ljust(124) + struct.pack(order + "2H", 0x100, 0x4D49)
    return header + f + y


for order, word in (("<", "little"), (">", "big")):
    seed("mat", word, mat(order, False))
    seed("mat", word + "-compressed", mat(order, True))


def npy(descr, fortran, shape, data):
    text = f"{{'descr': '{descr}', 'fortran_order': {fortran}, 'shape': {shape}, }}".ljust(117) + "\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text.encode() + data


for name, content in {
        "f8": npy("<f8", False, "(2, 3)", struct.pack("<6d", *range(6))),
        "f4": npy(">f4", True, "(3, 2)", struct.pack(">6f", *range(6))),
        "i8": npy("<i8", False, "(4,)", struct.pack("<4q", *range(4))),
        "b1": npy("|b1", False, "(4,)", bytes([0, 1, 1, 0]))}.items():
    seed("npy", name, content)
    seed("csv", name, content)
seed("csv", "header", b'a,"b ""c""",d\r\n1,2,3.5\r\n-4,5e-3,6\r\n')
seed("csv", "plain", b"\xef\xbb\xbf1,2\n3,4\n\n")


def chunk(name, content):
    return (struct.pack(">I", len(content)) + name + content
            + struct.pack(">I", zlib.crc32(name + content)))


def png(colour, depth, interlaced=0):
    channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    row = bytes(1 + (4 * channels * depth + 7) // 8)
    palette = chunk(b"PLTE", bytes(12)) + chunk(b"tRNS", bytes(4)) if colour == 3 else b""
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">2I5B", 4, 4, depth, colour, 0, 0,
                                                            interlaced))
            + palette + chunk(b"IDAT", zlib.compress(4 * row + 4 * interlaced * row))
            + chunk(b"IEND", b""))


members = (("A/x.png", png(0, 8)), ("A/cut.png", png(0, 8)[:30]), ("B/y.png", png(2, 8)))


def archive(name, mode):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode, format=tarfile.USTAR_FORMAT) as tar:
        for path, content in members:
            info = tarfile.TarInfo(path)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    seed("archive", name, buffer.getvalue())


for colour, depth in ((0, 8), (0, 1), (0, 16), (2, 8), (2, 16), (3, 2), (3, 8), (4, 8), (6, 16)):
    seed("png", f"{colour}-{depth}", png(colour, depth))
seed("png", "interlaced", png(0, 8, 1))
archive("tar", "w:")
archive("tar.gz", "w:gz")
archive("tar.xz", "w:xz")
buffer = io.BytesIO()
with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as pack:
    for path, content in members:
        pack.writestr(path, content)
seed("archive", "zip", buffer.getvalue())
for path in pathlib.Path("experiments").glob("*.yaml"):
    seed("config", path.name, path.read_bytes())
seed("config", "small.yaml", b"name: a\ndataset: {name: tishby}\nnetwork: {hidden: [3]}\n"
     b"training: {epochs: 2}\nmeasure: {estimators: [exact, 'kde:variance=0.1']}\nruns: 1\n")

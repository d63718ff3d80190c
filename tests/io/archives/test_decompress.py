"""Compressed files and archives, and the limits of decompression."""

from __future__ import annotations

import bz2
import gc
import io
import lzma
import subprocess
import sys
import tracemalloc
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embviz import FormatError, load
from embviz.io import Limits, LoadOptions, is_word_list, read_word_list
from embviz.io.archives.decompress import member_names
from embviz.io.source import Source
from tests.support.corpus import GLOVE_TEXT, PETS, gzip_bytes, zip_bytes, zstd_bytes
from tests.support.server import ROOT

COMPRESS = {"gz": gzip_bytes, "bz2": bz2.compress, "xz": lzma.compress, "zst": zstd_bytes}


def named(content: bytes, name: str) -> io.BytesIO:
    file = io.BytesIO(content)
    file.name = name
    return file


@pytest.mark.parametrize("suffix", COMPRESS)
def test_name_of_a_compressed_file(suffix):
    E = load(named(COMPRESS[suffix](GLOVE_TEXT), f"pets.txt.{suffix}"))
    assert (E.name, E.source) == ("pets", f"pets.txt.{suffix}")


@pytest.mark.parametrize("suffix", [*COMPRESS, "zip"])
def test_compressed_word_list(suffix):
    compress = COMPRESS.get(suffix, lambda content: zip_bytes({"list.txt": content}))
    file = named(compress(b"rain\nsnow\n"), f"list.txt.{suffix}")
    assert is_word_list(file)
    assert read_word_list(file).words == ("rain", "snow")
    assert not is_word_list(named(compress(GLOVE_TEXT), "pets"))


def test_zip_with_several_files():
    file = named(zip_bytes({"a.txt": GLOVE_TEXT, "b/c.txt": b"one 1 2\n"}), "two.zip")
    with pytest.raises(FormatError, match=r"It holds 2 files: a\.txt, b/c\.txt\.") as caught:
        load(file)
    assert caught.value.choices == ("member",)
    assert caught.value.members == ("a.txt", "b/c.txt")
    E = load(file, options=LoadOptions(member="b/c.txt"))
    assert E.tokens == ("one",)
    assert E.source == "two.zip: b/c.txt"


def test_errors_name_archive_and_member():
    with pytest.raises(FormatError, match=r"^pets\.zip: a\.txt, line 2: Expected 2 numbers"):
        load(named(zip_bytes({"a.txt": b"cat 1 2\ndog 1\ncow 1 2\n"}), "pets.zip"))


def test_model_and_tokens_in_a_zip():
    from tests.support.corpus import all_cases

    model = all_cases()["model.safetensors"].content
    E = load(
        named(zip_bytes({"m/model.safetensors": model, "m/vocab.txt": b"cat\ndog\ncow\n"}), "m.zip")
    )
    assert E.tokens == PETS


def test_encrypted_and_overlapping_members():
    content = bytearray(zip_bytes({"a.txt": GLOVE_TEXT}))
    directory = content.index(b"PK\x01\x02")
    content[6] |= 1
    content[directory + 8] |= 1
    with pytest.raises(FormatError, match="password"):
        load(io.BytesIO(bytes(content)))
    two = bytearray(zip_bytes({"a.txt": GLOVE_TEXT, "b.txt": GLOVE_TEXT}))
    second = two.index(b"PK\x01\x02", two.index(b"PK\x01\x02") + 1)
    two[second + 42 : second + 46] = bytes(4)  # The second entry gets the offset of the first.
    with pytest.raises(FormatError, match="overlap"):
        load(io.BytesIO(bytes(two)), options=LoadOptions(member="b.txt"))


def test_companion_is_in_the_same_folder():
    one = {"a/vectors.tsv": b"1\t2\n", "a/metadata.tsv": b"cat\n"}
    other = {"b/vectors.tsv": b"3\t4\n5\t6\n", "b/metadata.tsv": b"dog\ncow\n"}
    assert load(io.BytesIO(zip_bytes(one | {"README.txt": b"about"}))).tokens == ("cat",)
    with pytest.raises(FormatError, match="holds 4 files"):
        load(io.BytesIO(zip_bytes(one | other)))
    E = load(named(zip_bytes(one | other), "two.zip"), options=LoadOptions(member="b/vectors.tsv"))
    assert E.tokens == ("dog", "cow")
    assert E.vectors.tolist() == [[3, 4], [5, 6]]
    apart = {"a/vectors.tsv": b"1\t2\n", "b/metadata.tsv": b"cat\n"}
    with pytest.raises(FormatError, match="holds 2 files"):
        load(io.BytesIO(zip_bytes(apart)))


def test_member_names():
    two = {"a.txt": GLOVE_TEXT, "folder/b.txt": GLOVE_TEXT, "__MACOSX/a.txt": b"", ".hidden": b""}
    assert member_names(Source(io.BytesIO(zip_bytes(two)), "two.zip")) == ("a.txt", "folder/b.txt")
    assert member_names(Source(io.BytesIO(zip_bytes({"a.txt": GLOVE_TEXT})), "one.zip")) == ()
    assert member_names(Source(io.BytesIO(GLOVE_TEXT), "pets.txt")) == ()
    with pytest.raises(FormatError, match="damaged"):
        member_names(Source(io.BytesIO(zip_bytes(two)[:-9]), "two.zip"))


@pytest.mark.parametrize("suffix", [*COMPRESS, "zip"])
def test_damaged_files_do_not_leak_memory(suffix):
    compress = COMPRESS.get(suffix, lambda content: zip_bytes({"a.txt": content}))
    truncated = compress(GLOVE_TEXT)[:-8]

    def load_often(times: int) -> int:
        for _ in range(times):
            with pytest.raises(FormatError):
                load(io.BytesIO(truncated))
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    try:
        before = load_often(5)
        assert load_often(20) - before < 1_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("suffix", [*COMPRESS, "zip"])
def test_progress_is_monotonic(suffix):
    compress = COMPRESS.get(suffix, lambda content: zip_bytes({"a.txt": content}))
    rows = "".join(f"w{i} {i % 97} {i % 89}\n" for i in range(300_000)).encode()
    shares: list[float] = []
    load(io.BytesIO(compress(rows)), options=LoadOptions(progress=shares.append))
    assert len(shares) > 3
    assert shares == sorted(shares)
    assert shares[0] <= 0.5 < shares[-1] <= 1


def test_several_streams():
    for compress in COMPRESS.values():
        E = load(io.BytesIO(compress(b"cat 0.5 1\n") + compress(b"dog 2 3\n")))
        assert E.tokens == ("cat", "dog")
    # pzstd writes a skippable frame with the size of the next one before each frame.
    assert len(load(io.BytesIO(b"\x50\x2a\x4d\x18\x04\0\0\0size" + zstd_bytes(GLOVE_TEXT)))) == 3


def test_memory_limit_of_xz():
    filters = [{"id": lzma.FILTER_LZMA2, "preset": 0, "dict_size": 1 << 28}]
    with pytest.raises(FormatError, match="Memory usage limit"):
        load(io.BytesIO(lzma.compress(GLOVE_TEXT, filters=filters)))
    assert len(load(io.BytesIO(lzma.compress(GLOVE_TEXT, preset=9)))) == 3


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_compression_methods_that_are_rejected(method):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        archive.writestr("a.txt", GLOVE_TEXT)
    with pytest.raises(FormatError, match="few programs"):
        load(file)


def test_zip_directory_that_is_too_long():
    entry = b"PK\x01\x02" + bytes(24) + b"\x01\0" + bytes(16) + b"a"
    begin, n = b"PK\x03\x04" + bytes(26), 1_000_000
    sizes = (len(entry) * n).to_bytes(4, "little") + len(begin).to_bytes(4, "little")
    end = b"PK\x05\x06" + bytes(4) + b"\xff\xff\xff\xff" + sizes + bytes(2)
    with pytest.raises(FormatError, match="a longer list of files than the 1,000"):
        load(io.BytesIO(begin + entry * n + end))


def test_member_beyond_the_end_of_the_archive():
    content = bytearray(zip_bytes({"a.txt": GLOVE_TEXT}))
    directory = content.index(b"PK\x01\x02")
    content[directory + 20 : directory + 24] = (10_000_000).to_bytes(4, "little")
    with pytest.raises(FormatError, match="cut short"):
        load(io.BytesIO(bytes(content)))


def test_member_without_a_name():
    with pytest.raises(FormatError, match="no file to read"):
        load(io.BytesIO(zip_bytes({"a.txt": GLOVE_TEXT}).replace(b"a.txt", b"\0.txt")))


def test_wrong_size_in_the_directory():
    content = bytearray(zip_bytes({"a.txt": b"cat 0.5 1\n" * 100_000}))
    directory = content.index(b"PK\x01\x02")
    content[directory + 24 : directory + 28] = (10).to_bytes(4, "little")
    with pytest.raises(FormatError):
        load(io.BytesIO(bytes(content)), options=LoadOptions(limits=Limits(unpacked_bytes=1000)))


BOMB = """
import gzip, io, sys, time, zlib, resource
from embviz.io import FormatError, load
compress = zlib.compressobj(9, zlib.DEFLATED, 31)
piece = b"cat 0.5 1\\n" * 100_000 if sys.argv[1] == "rows" else bytes(1_000_000)
bomb = b"".join(compress.compress(piece) for _ in range(300)) + compress.flush()
bomb *= 10  # Ten streams: 3 GB.
before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
try:
    load(io.BytesIO(bomb))
except FormatError as error:
    print(error)
print(time.process_time() - started)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)
"""


@pytest.mark.parametrize("kind", ["rows", "zeros"])
def test_decompression_bombs(kind):
    process = subprocess.run(
        [sys.executable, "-c", BOMB, kind], cwd=ROOT, capture_output=True, text=True, check=True
    )
    message, seconds, megabytes = process.stdout.splitlines()
    assert "100 times its size" in message
    assert float(seconds) < 5
    assert float(megabytes) < 400


@pytest.mark.parametrize("suffix", [*COMPRESS, "zip"])
@given(data=st.data())
def test_damaged_archives(suffix, data):
    compress = COMPRESS.get(suffix, lambda content: zip_bytes({"a.txt": content}))
    content = bytearray(compress(GLOVE_TEXT * 3))
    for _ in range(data.draw(st.integers(1, 3))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        load(io.BytesIO(bytes(content)))
    except FormatError as error:
        assert len(str(error)) < 500

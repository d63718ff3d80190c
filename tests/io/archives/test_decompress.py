"""Compressed files and archives: what is inside, and never too much of it."""

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

PACK = {"gz": gzip_bytes, "bz2": bz2.compress, "xz": lzma.compress, "zst": zstd_bytes}


def named(content: bytes, name: str) -> io.BytesIO:
    file = io.BytesIO(content)
    file.name = name
    return file


@pytest.mark.parametrize("suffix", PACK)
def test_a_packed_file_has_the_name_of_what_is_inside(suffix):
    E = load(named(PACK[suffix](GLOVE_TEXT), f"pets.txt.{suffix}"))
    assert (E.name, E.source) == ("pets", f"pets.txt.{suffix}")


@pytest.mark.parametrize("suffix", [*PACK, "zip"])
def test_lists_of_words_may_be_packed(suffix):
    pack = PACK.get(suffix, lambda content: zip_bytes({"list.txt": content}))
    file = named(pack(b"rain\nsnow\n"), f"list.txt.{suffix}")
    assert is_word_list(file)
    assert read_word_list(file).words == ("rain", "snow")
    assert not is_word_list(named(pack(GLOVE_TEXT), "pets"))


def test_members_of_a_zip_are_offered():
    file = named(zip_bytes({"a.txt": GLOVE_TEXT, "b/c.txt": b"one 1 2\n"}), "two.zip")
    with pytest.raises(FormatError, match=r"It holds 2 files: a\.txt, b/c\.txt\.") as caught:
        load(file)
    assert caught.value.choices == ("member",)
    assert caught.value.members == ("a.txt", "b/c.txt")
    E = load(file, options=LoadOptions(member="b/c.txt"))
    assert E.tokens == ("one",)
    assert E.source == "two.zip: b/c.txt"


def test_errors_inside_name_both_files():
    with pytest.raises(FormatError, match=r"^pets\.zip: a\.txt, line 2: Expected 2 numbers"):
        load(named(zip_bytes({"a.txt": b"cat 1 2\ndog 1\ncow 1 2\n"}), "pets.zip"))


def test_a_model_and_its_tokens_in_a_zip():
    from tests.support.corpus import all_cases

    model = all_cases()["model.safetensors"].content
    E = load(
        named(zip_bytes({"m/model.safetensors": model, "m/vocab.txt": b"cat\ndog\ncow\n"}), "m.zip")
    )
    assert E.tokens == PETS


def test_locked_and_overlapping_archives():
    content = bytearray(zip_bytes({"a.txt": GLOVE_TEXT}))
    directory = content.index(b"PK\x01\x02")
    content[6] |= 1
    content[directory + 8] |= 1
    with pytest.raises(FormatError, match="password"):
        load(io.BytesIO(bytes(content)))
    two = bytearray(zip_bytes({"a.txt": GLOVE_TEXT, "b.txt": GLOVE_TEXT}))
    second = two.index(b"PK\x01\x02", two.index(b"PK\x01\x02") + 1)
    two[second + 42 : second + 46] = bytes(4)  # Both begin where the first does.
    with pytest.raises(FormatError, match="overlap"):
        load(io.BytesIO(bytes(two)), options=LoadOptions(member="b.txt"))


def test_a_pair_is_two_files_of_one_folder():
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


def test_what_can_be_chosen_from():
    two = {"a.txt": GLOVE_TEXT, "folder/b.txt": GLOVE_TEXT, "__MACOSX/a.txt": b"", ".hidden": b""}
    assert member_names(Source(io.BytesIO(zip_bytes(two)), "two.zip")) == ("a.txt", "folder/b.txt")
    assert member_names(Source(io.BytesIO(zip_bytes({"a.txt": GLOVE_TEXT})), "one.zip")) == ()
    assert member_names(Source(io.BytesIO(GLOVE_TEXT), "pets.txt")) == ()
    with pytest.raises(FormatError, match="damaged"):
        member_names(Source(io.BytesIO(zip_bytes(two)[:-9]), "two.zip"))


@pytest.mark.parametrize("suffix", [*PACK, "zip"])
def test_what_cannot_be_unpacked_leaves_no_memory_behind(suffix):
    pack = PACK.get(suffix, lambda content: zip_bytes({"a.txt": content}))
    cut = pack(GLOVE_TEXT)[:-8]

    def refuse(times: int) -> int:
        for _ in range(times):
            with pytest.raises(FormatError):
                load(io.BytesIO(cut))
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    try:
        before = refuse(5)
        assert refuse(20) - before < 1_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("suffix", [*PACK, "zip"])
def test_progress_never_goes_back(suffix):
    pack = PACK.get(suffix, lambda content: zip_bytes({"a.txt": content}))
    rows = "".join(f"w{i} {i % 97} {i % 89}\n" for i in range(300_000)).encode()
    told: list[float] = []
    load(io.BytesIO(pack(rows)), options=LoadOptions(progress=told.append))
    assert len(told) > 3
    assert told == sorted(told)
    assert told[0] <= 0.5 < told[-1] <= 1


def test_several_streams_are_one_file():
    for pack in PACK.values():
        E = load(io.BytesIO(pack(b"cat 0.5 1\n") + pack(b"dog 2 3\n")))
        assert E.tokens == ("cat", "dog")
    # As pzstd writes them: a frame that says how large the next one is stands before it.
    assert len(load(io.BytesIO(b"\x50\x2a\x4d\x18\x04\0\0\0size" + zstd_bytes(GLOVE_TEXT)))) == 3


def test_xz_may_not_take_any_amount_of_memory():
    filters = [{"id": lzma.FILTER_LZMA2, "preset": 0, "dict_size": 1 << 28}]
    with pytest.raises(FormatError, match="Memory usage limit"):
        load(io.BytesIO(lzma.compress(GLOVE_TEXT, filters=filters)))
    assert len(load(io.BytesIO(lzma.compress(GLOVE_TEXT, preset=9)))) == 3


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_methods_that_unpack_without_measure(method):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        archive.writestr("a.txt", GLOVE_TEXT)
    with pytest.raises(FormatError, match="few programs"):
        load(file)


def test_a_million_files_are_not_even_counted():
    entry = b"PK\x01\x02" + bytes(24) + b"\x01\0" + bytes(16) + b"a"
    begin, n = b"PK\x03\x04" + bytes(26), 1_000_000
    sizes = (len(entry) * n).to_bytes(4, "little") + len(begin).to_bytes(4, "little")
    end = b"PK\x05\x06" + bytes(4) + b"\xff\xff\xff\xff" + sizes + bytes(2)
    with pytest.raises(FormatError, match="a longer list of files than the 1,000"):
        load(io.BytesIO(begin + entry * n + end))


def test_a_file_inside_that_should_end_behind_the_archive():
    content = bytearray(zip_bytes({"a.txt": GLOVE_TEXT}))
    directory = content.index(b"PK\x01\x02")
    content[directory + 20 : directory + 24] = (10_000_000).to_bytes(4, "little")
    with pytest.raises(FormatError, match="cut short"):
        load(io.BytesIO(bytes(content)))


def test_a_member_without_a_name():
    with pytest.raises(FormatError, match="no file to read"):
        load(io.BytesIO(zip_bytes({"a.txt": GLOVE_TEXT}).replace(b"a.txt", b"\0.txt")))


def test_a_size_that_is_a_lie_is_no_way_around_the_limit():
    content = bytearray(zip_bytes({"a.txt": b"cat 0.5 1\n" * 100_000}))
    directory = content.index(b"PK\x01\x02")
    content[directory + 24 : directory + 28] = (10).to_bytes(4, "little")
    with pytest.raises(FormatError):
        load(io.BytesIO(bytes(content)), options=LoadOptions(limits=Limits(unpacked_bytes=1000)))


BOMB = """
import gzip, io, sys, time, zlib, resource
from embviz.io import FormatError, load
pack = zlib.compressobj(9, zlib.DEFLATED, 31)
piece = b"cat 0.5 1\\n" * 100_000 if sys.argv[1] == "rows" else bytes(1_000_000)
bomb = b"".join(pack.compress(piece) for _ in range(300)) + pack.flush()
bomb *= 10  # Ten streams one after the other: 3 GB.
before, begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
try:
    load(io.BytesIO(bomb))
except FormatError as error:
    print(error)
print(time.process_time() - begun)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)
"""


@pytest.mark.parametrize("kind", ["rows", "zeros"])
def test_much_in_little_is_refused_at_once(kind):
    ran = subprocess.run(
        [sys.executable, "-c", BOMB, kind], cwd=ROOT, capture_output=True, text=True, check=True
    )
    told, seconds, megabytes = ran.stdout.splitlines()
    assert "100 times its size" in told
    assert float(seconds) < 5
    assert float(megabytes) < 400


@pytest.mark.parametrize("suffix", [*PACK, "zip"])
@given(data=st.data())
def test_damaged_archives(suffix, data):
    pack = PACK.get(suffix, lambda content: zip_bytes({"a.txt": content}))
    content = bytearray(pack(GLOVE_TEXT * 3))
    for _ in range(data.draw(st.integers(1, 3))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        load(io.BytesIO(bytes(content)))
    except FormatError as error:
        assert len(str(error)) < 500

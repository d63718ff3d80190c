"""Small files of every kind that people have, and some that nobody should: made here, byte by byte.

``python -m tests.support.corpus FOLDER`` writes them all, to be opened in the browser by hand.
"""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import pickle
import struct
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from embviz.io import Limits, LoadOptions


@dataclass(frozen=True)
class Case:
    """A file, and what reading it comes to.

    Attributes
    ----------
    content : bytes
    tokens : tuple of str
        Those that come out; empty for a file that is refused.
    dim : int
    note : str
        A part of the notes.
    error : str
        A part of the refusal.
    options : Reading
    metadata : bytes or None
        A file of labels, or of what gives the rows their tokens.
    """

    content: bytes
    tokens: tuple[str, ...] = ()
    dim: int = 2
    note: str = ""
    error: str = ""
    options: LoadOptions = field(default_factory=LoadOptions)
    metadata: bytes | None = None


PETS = ("cat", "dog", "cow")
ROWS = np.array([[0.5, 1], [-2, 3], [0.25, -1]], np.float32)
GLOVE_TEXT = b"cat 0.5 1\ndog -2 3\ncow 0.25 -1\n"
CSV_WITH_HEADER = b"word,x,y\ncat,0.5,1\ndog,-2,3\ncow,0.25,-1\n"
SMALL_LIMITS = Limits(numbers=1000, tokens=100, unpacked_bytes=100_000, ratio=10)


def accepted_case(content: bytes, noted: str = "", **parts: Any) -> Case:
    """Return the case of a file that gives the three pets."""
    return Case(content, **{"tokens": PETS, "noted": noted} | parts)


def rejected_case(content: bytes, refused: str, **parts: Any) -> Case:
    """Return the case of a file that is refused."""
    return Case(content, error=refused, **parts)


def text_cases() -> Iterator[tuple[str, Case]]:
    """Yield lines of tokens and numbers between blanks."""
    yield "glove.txt", accepted_case(GLOVE_TEXT)
    yield "word2vec.txt", accepted_case(b"3 2\n" + GLOVE_TEXT)
    yield "fasttext.vec", accepted_case(b"3 2\n" + GLOVE_TEXT.replace(b"\n", b" \n"))
    yield "crlf.txt", accepted_case(GLOVE_TEXT.replace(b"\n", b"\r\n"))
    yield "bom.txt", accepted_case(b"\xef\xbb\xbf" + GLOVE_TEXT)
    yield "bom-counts.txt", accepted_case(b"\xef\xbb\xbf3 2\n" + GLOVE_TEXT)
    yield "no-last-newline.txt", accepted_case(GLOVE_TEXT[:-1])
    yield "many-last-newlines.txt", accepted_case(GLOVE_TEXT + b"\n\n\n")
    yield (
        "blank-between.txt",
        accepted_case(GLOVE_TEXT.replace(b"dog", b"\ndog"), "Blank lines were skipped"),
    )
    yield "tabs.txt", accepted_case(GLOVE_TEXT.replace(b" ", b"\t"))
    yield (
        "tab-then-blanks.txt",
        accepted_case(GLOVE_TEXT.replace(b"cat ", b"cat\t").replace(b"dog ", b"dog\t")),
    )
    yield "double-blanks.txt", accepted_case(GLOVE_TEXT.replace(b" ", b"  "))
    yield (
        "leading-blanks.txt",
        accepted_case(b"  " + GLOVE_TEXT.replace(b"\n", b"\n  ").rstrip(b" ")),
    )
    yield "exponents.txt", accepted_case(b"cat 5e-1 1E0\ndog -2.0e+0 3.\ncow .25 -1\n")
    yield (
        "counts-too-high.txt",
        accepted_case(b"9 2\n" + GLOVE_TEXT, "promises 9 rows; the file has 3"),
    )
    yield (
        "counts-too-low.txt",
        accepted_case(b"1 2\n" + GLOVE_TEXT, "promises 1 rows; the file has 3"),
    )
    yield "repeats.txt", accepted_case(GLOVE_TEXT + b"cat 9 9\n", "'cat' (line 4, first on line 1)")
    yield (
        "zeros.txt",
        Case(GLOVE_TEXT + b"void 0 0\n", (*PETS, "void"), note="All numbers are zero"),
    )
    for name, token in {
        "blank": "new york",
        "nbsp": "a\u00a0b",
        "nel": "\u0085",
        "line-separator": "\u2028",
        "quote": '"',
        "backslash": "\\",
        "hash": "#",
        "comma": ",",
        "null-word": "null",
        "nan-word": "nan",
        "number-word": "1984",
        "emoji": "\U0001f600",
        "combining": "e\u0301",
        "bidi": "\u202eabc",
        "markup": "<b>x</b>",
        "formula": "=1+1",
        "percent": "%s%n",
        "braces": "{0}",
    }.items():
        yield f"token-{name}.txt", Case(f"{token} 1 2\n".encode() + GLOVE_TEXT, (token, *PETS))
    yield (
        "cut-utf8.txt",
        Case(b"caf\xc3 1 2\n" + GLOVE_TEXT, ("caf\ufffd", *PETS), note="not UTF-8"),
    )
    yield (
        "latin1.txt",
        Case(b"caf\xe9 1 2\n" + GLOVE_TEXT, ("caf\ufffd", *PETS), note="line 1"),
    )
    yield "one-dimension.txt", Case(b"cat 1\ndog 2.5\n", ("cat", "dog"), 1)
    yield "one-row.txt", Case(b"cat 1 2 3\n", ("cat",), 3)
    yield "wide.txt", Case(b"cat" + b" 0.5" * 5000 + b"\n", ("cat",), 5000)
    yield "nan.txt", rejected_case(GLOVE_TEXT + b"bee nan 1\n", "line 4: In field 2 stands 'nan'")
    yield "inf.txt", rejected_case(GLOVE_TEXT + b"bee 1 -inf\n", "line 4: In field 3 stands '-inf'")
    yield "huge.txt", rejected_case(GLOVE_TEXT + b"bee 1 1e39\n", "line 4: In field 3")
    yield "short-row.txt", rejected_case(GLOVE_TEXT + b"bee 1\n", "line 4: Expected 2 numbers")
    yield "no-number.txt", rejected_case(GLOVE_TEXT + b"bee 1 x\n", "line 4")
    yield "number-only.txt", rejected_case(GLOVE_TEXT + b"1 2\n", "line 4")
    yield "underscore.txt", rejected_case(GLOVE_TEXT + b"bee 1_0 2\n", "line 4")
    yield "nul.txt", rejected_case(GLOVE_TEXT + b"b\0e 1 2\n", "line 4: A NUL byte")
    yield "no-dimensions.txt", rejected_case(b"3 0\ncat\ndog\ncow\n", "words")
    yield (
        "skipped.txt",
        accepted_case(
            GLOVE_TEXT + b"bee nan 1\nant 1\n",
            "left out: line 4",
            reading=LoadOptions(skip_bad=True),
        ),
    )
    yield (
        "too-many-rows.txt",
        rejected_case(GLOVE_TEXT * 50, "too many", reading=LoadOptions(limits=Limits(4, 2))),
    )
    yield "long-line.txt", rejected_case(b"a " + b"1" * 5_000_000, "line 1")
    yield (
        "one-long-number.txt",
        rejected_case(b"cat " + b"9" * 400 + b" 1\n" + GLOVE_TEXT, "line 1"),
    )


def table_cases() -> Iterator[tuple[str, Case]]:
    """Yield tables of cells."""
    for name, delimiter in {"comma.csv": b",", "semicolon.csv": b";", "tab.tsv": b"\t"}.items():
        yield (
            f"headed-{name}",
            accepted_case(CSV_WITH_HEADER.replace(b",", delimiter), "header row"),
        )
        yield (
            f"bare-{name}",
            accepted_case(CSV_WITH_HEADER.partition(b"\n")[2].replace(b",", delimiter)),
        )
        quoted = CSV_WITH_HEADER.replace(b"cat", b'"cat"').replace(b"0.5", b'"0.5"')
        yield f"quoted-{name}", accepted_case(quoted.replace(b",", delimiter))
        if delimiter != b",":
            comma = CSV_WITH_HEADER.replace(b",", delimiter).replace(b".", b",")
            yield f"decimal-comma-{name}", accepted_case(comma, "decimal comma")
    yield (
        "excel.csv",
        accepted_case(
            b"\xef\xbb\xbf" + CSV_WITH_HEADER.replace(b",", b";").replace(b"\n", b"\r\n")
        ),
    )
    yield "blank-rows.csv", accepted_case(CSV_WITH_HEADER + b",,\n,,\n")
    yield (
        "empty-column.csv",
        accepted_case(CSV_WITH_HEADER.replace(b"\n", b",\n"), "Column 4 is empty"),
    )
    yield "pandas.csv", accepted_case(b",word,0,1\n0,cat,0.5,1\n1,dog,-2,3\n2,cow,0.25,-1\n")
    yield "words-last.csv", accepted_case(b"x,y,word\n0.5,1,cat\n-2,3,dog\n0.25,-1,cow\n")
    yield (
        "labels.csv",
        accepted_case(b"word,kind,x,y\ncat,pet,0.5,1\ndog,pet,-2,3\ncow,farm,0.25,-1\n"),
    )
    yield (
        "quotes-inside.csv",
        Case(b'word,x\n"a, ""b""",1\n"two\nlines",2\n', ('a, "b"', "two\nlines"), 1),
    )
    yield (
        "skipped.csv",
        accepted_case(
            CSV_WITH_HEADER + b"bee,x,1\n", "left out", reading=LoadOptions(skip_bad=True)
        ),
    )
    yield "ragged.csv", rejected_case(CSV_WITH_HEADER + b"bee,1\n", "line 5: Expected 3 cells")
    yield "empty-cell.csv", rejected_case(CSV_WITH_HEADER + b"bee,,1\n", "line 5: In column 2")
    yield "open-quote.csv", rejected_case(CSV_WITH_HEADER + b'"bee,1,2\n', "cut into cells")
    yield (
        "formula.csv",
        rejected_case(CSV_WITH_HEADER + b"bee,=1+1,2\n", "line 5: In column 2 stands '=1+1'"),
    )
    yield "projector.tsv", accepted_case(b"0.5\t1\n-2\t3\n0.25\t-1\n", beside=b"cat\ndog\ncow\n")
    yield (
        "projector-two-columns.tsv",
        accepted_case(
            b"0.5\t1\n-2\t3\n0.25\t-1\n", beside=b"word\tkind\ncat\tpet\ndog\tpet\ncow\tfarm\n"
        ),
    )
    yield "projector-short.tsv", rejected_case(b"0.5\t1\n-2\t3\n", "rows", beside=b"cat\n")
    yield "words-only.txt", rejected_case(b"cat\ndog\ncow\n", "list of words")


def word2vec_binary_cases() -> Iterator[tuple[str, Case]]:
    """Yield word2vec's binary format."""
    raw = [row.tobytes() for row in ROWS]
    pets = [token.encode() for token in PETS]
    for name, end in {"": b"", "-newlines": b"\n"}.items():
        rows = b"".join(
            token + b" " + numbers + end for token, numbers in zip(pets, raw, strict=True)
        )
        yield f"word2vec{name}.bin", accepted_case(b"3 2\n" + rows)
    yield "word2vec-cut.bin", Case(b"3 2\n" + rows[:-3], PETS[:2], note="the file has 2")
    yield "word2vec-more.bin", accepted_case(b"3 2\n" + rows + b"more", "belong to no row")
    yield "word2vec-lie.bin", rejected_case(b"3000000 300\n" + rows, "no room")
    yield "word2vec-huge.bin", rejected_case(b"999999999999 300\n" + rows, "too many")
    nan = np.array([1, np.nan], np.float32).tobytes()
    yield "word2vec-nan.bin", rejected_case(b"1 2\ncat " + nan, "row 1: The token 'cat' has nan")


def other_file_cases() -> Iterator[tuple[str, Case]]:
    """Yield files that hold no vectors, or must not be opened."""
    yield "empty.txt", rejected_case(b"", "empty")
    yield "blank.txt", rejected_case(b" \n\n", "empty")
    for protocol in range(6):
        yield (
            f"protocol-{protocol}.pkl",
            rejected_case(pickle.dumps({"cat": [0.5, 1.0]}, protocol), "pickle"),
        )
    yield "python2.pkl", rejected_case(b"(dp0\nS'cat'\np1\n(lp2\nF0.5\nas.", "pickle")
    yield "evil.pkl", rejected_case(b"cos\nsystem\n(S'echo hacked > /tmp/hacked'\ntR.", "pickle")
    yield "object.npy", rejected_case(npy_bytes(np.array([{"a": 1}], object)), ":")
    yield "model.pt", rejected_case(zip_bytes({"archive/data.pkl": b"\x80\x02."}), "PyTorch")
    yield (
        "sheet.xlsx",
        rejected_case(
            zip_bytes({"[Content_Types].xml": b"", "xl/workbook.xml": b""}), "spreadsheet"
        ),
    )
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w") as sheet:  # Its kind comes first, and is not compressed.
        sheet.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        sheet.writestr("content.xml", "<x/>")
    yield "sheet.ods", rejected_case(stored.getvalue(), "spreadsheet")
    yield "old.xls", rejected_case(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "Office")
    yield "model.bin", rejected_case(b"\xba\x16\x4f\x2f\x0c\0\0\0" + bytes(200), "fastText")
    yield "picture.png", rejected_case(b"\x89PNG\r\n\x1a\n" + bytes(50), "picture")
    yield "picture.jpg", rejected_case(b"\xff\xd8\xff\xe0" + bytes(50), "picture")
    yield "page.html", rejected_case(b"<!DOCTYPE html>\n<html><body>404</body></html>", "web page")
    yield "page.xml", rejected_case(b"<?xml version='1.0'?><a/>", "XML")
    yield (
        "lfs.txt",
        rejected_case(b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "git lfs"),
    )
    yield "file.pdf", rejected_case(b"%PDF-1.7\n" + bytes(20), "PDF")
    yield "data.h5", rejected_case(b"\x89HDF\r\n\x1a\n" + bytes(50), "HDF5")
    yield "model.gguf", rejected_case(b"GGUF\x03\0\0\0" + bytes(50), "GGUF")
    yield "data.db", rejected_case(b"SQLite format 3\0" + bytes(50), "database")
    yield "archive.7z", rejected_case(b"7z\xbc\xaf\x27\x1c" + bytes(50), "7z archive")
    yield "utf16.txt", rejected_case("cat 1 2\n".encode("utf-16"), "UTF-8")
    yield "utf32.txt", rejected_case("cat 1 2\n".encode("utf-32"), "UTF-8")
    yield (
        "prose.txt",
        rejected_case(b"It was the best of times,\nit was the worst of times.\n", "words"),
    )
    yield "random.dat", rejected_case(np.random.default_rng(1).bytes(5000), ":")
    yield "nuls.dat", rejected_case(bytes(5000), ":")
    yield "mac.txt", rejected_case(GLOVE_TEXT.replace(b"\n", b"\r"), "carriage return")


def compressed_cases() -> Iterator[tuple[str, Case]]:
    """Yield every kind of compression of some of the others, and some traps."""
    kinds: dict[str, Callable[[bytes], bytes]] = {
        "gz": gzip_bytes,
        "bz2": bz2.compress,
        "xz": lzma.compress,
        "zst": zstd_bytes,
    }
    for name, content in {"glove.txt": GLOVE_TEXT, "headed.csv": CSV_WITH_HEADER}.items():
        for suffix, pack in kinds.items():
            yield f"{name}.{suffix}", accepted_case(pack(content))
            yield f"cut-{name}.{suffix}", rejected_case(pack(content * 50)[:-8], ":")
        yield f"{name}.zip", accepted_case(zip_bytes({name: content}))
        yield (
            f"folder-{name}.zip",
            accepted_case(zip_bytes({f"a/b/{name}": content, "__MACOSX/._x": b"x"})),
        )
        yield f"climbing-{name}.zip", accepted_case(zip_bytes({f"../../{name}": content}))
    yield (
        "pair.zip",
        accepted_case(
            zip_bytes(
                {"vectors.tsv": b"0.5\t1\n-2\t3\n0.25\t-1\n", "metadata.tsv": b"cat\ndog\ncow\n"}
            )
        ),
    )
    two = zip_bytes({"a.txt": GLOVE_TEXT, "b.txt": GLOVE_TEXT})
    yield "two.zip", rejected_case(two, "a.txt")
    yield "two-chosen.zip", accepted_case(two, reading=LoadOptions(member="b.txt"))
    yield "empty.zip", rejected_case(zip_bytes({}), ":")
    yield "thousands.zip", rejected_case(zip_bytes({f"{i}.txt": b"" for i in range(3000)}), ":")
    yield "zip-in-zip.zip", rejected_case(zip_bytes({"a.zip": two}), ":")
    yield "gzip-in-gzip.gz", rejected_case(gzip_bytes(gzip_bytes(GLOVE_TEXT)), ":")
    bomb = gzip_bytes(b"cat 0.5 1\n" * 300_000)
    yield "bomb.gz", rejected_case(bomb, "limit", reading=LoadOptions(limits=SMALL_LIMITS))
    yield (
        "bomb.zip",
        rejected_case(
            zip_bytes({"a.txt": b"cat 0.5 1\n" * 300_000}),
            "limit",
            reading=LoadOptions(limits=SMALL_LIMITS),
        ),
    )
    yield "zeros.gz", rejected_case(gzip_bytes(bytes(50_000_000)), ":")
    yield "frames.zst", accepted_case(b"\x50\x2a\x4d\x18\x04\0\0\0size" + zstd_bytes(GLOVE_TEXT))
    yield "streams.gz", accepted_case(gzip_bytes(GLOVE_TEXT[:10]) + gzip_bytes(GLOVE_TEXT[10:]))
    memory = [{"id": lzma.FILTER_LZMA2, "preset": 0, "dict_size": 1 << 28}]
    yield "memory.xz", rejected_case(lzma.compress(GLOVE_TEXT, filters=memory), "Memory")
    yield (
        "bzip2.zip",
        rejected_case(zip_bytes({"a.txt": GLOVE_TEXT}, zipfile.ZIP_BZIP2), "few programs"),
    )
    entry = b"PK\x01\x02" + bytes(24) + b"\x01\0" + bytes(16) + b"a"
    counts = b"\xff\xff\xff\xff" + (47 * 50_000).to_bytes(4, "little") + b"\x1e\0\0\0"
    directory = b"PK\x03\x04" + bytes(26) + entry * 50_000 + b"PK\x05\x06" + bytes(4) + counts
    yield "directory.zip", rejected_case(directory + bytes(2), "1,000")
    yield (
        "damaged.zip",
        rejected_case(two[:40] + b"\xff" * 20 + two[60:], ":", reading=LoadOptions(member="a.txt")),
    )


def numpy_cases() -> Iterator[tuple[str, Case]]:
    """Yield NumPy's files."""
    tokens = np.array(PETS)
    yield "words.npz", accepted_case(npz_bytes(words=tokens, vectors=ROWS))
    yield (
        "bytes.npz",
        accepted_case(npz_bytes(vocab=np.array([b"cat", b"dog", b"cow"]), E=ROWS.astype(">f8"))),
    )
    yield "fortran.npz", accepted_case(npz_bytes(tokens=tokens, embeddings=np.asfortranarray(ROWS)))
    yield "half.npz", accepted_case(npz_bytes(tokens=tokens, vectors=ROWS.astype(np.float16)))
    yield "no-words.npz", rejected_case(npz_bytes(vectors=ROWS), ":")
    yield "short-words.npz", rejected_case(npz_bytes(words=tokens[:2], vectors=ROWS), ":")
    yield "objects.npz", rejected_case(npz_bytes(words=np.array(PETS, object), vectors=ROWS), ":")
    yield "nan.npz", rejected_case(npz_bytes(words=tokens, vectors=ROWS * np.nan), "nan")
    yield "beside.npy", accepted_case(npy_bytes(ROWS), beside=b"cat\ndog\ncow\n")
    yield "alone.npy", rejected_case(npy_bytes(ROWS), ":")
    yield "three-axes.npy", rejected_case(npy_bytes(ROWS[None]), ":", beside=b"cat\ndog\ncow\n")
    lie = npy_bytes(ROWS).replace(b"(3, 2)", b"(9, 9)")
    yield "lie.npy", rejected_case(lie, ":", beside=b"cat\ndog\ncow\n")
    no_width = b"{'descr': '<U0', 'fortran_order': False, 'shape': (2000000000,), }".ljust(117)
    no_width = b"\x93NUMPY\x01\0\x76\0" + no_width + b"\n"
    yield (
        "no-width.npz",
        rejected_case(
            zip_bytes({"words.npy": no_width, "vectors.npy": npy_bytes(ROWS)}), "no room"
        ),
    )
    yield (
        "half-a-character.npz",
        rejected_case(npz_bytes(words=np.array(["\ud800", "a", "b"]), vectors=ROWS), "UTF"),
    )
    yield "guessed.bytes", accepted_case(ROWS.tobytes(), "Nothing says", beside=b"cat\ndog\ncow\n")
    yield (
        "raw.bytes",
        accepted_case(ROWS.tobytes(), reading=LoadOptions(shape=(3, 2)), beside=b"cat\ndog\ncow\n"),
    )


def json_cases() -> Iterator[tuple[str, Case]]:
    """Yield JSON and JSON Lines."""
    lists = ROWS.tolist()
    objects = [{"word": token, "vector": row} for token, row in zip(PETS, lists, strict=True)]
    yield "words.json", accepted_case(json_bytes(dict(zip(PETS, lists, strict=True))))
    yield "objects.json", accepted_case(json_bytes(objects))
    yield (
        "columns.json",
        accepted_case(
            json_bytes([{"word": t, "x": a, "y": b} for t, (a, b) in zip(PETS, lists, strict=True)])
        ),
    )
    yield "parts.json", accepted_case(json_bytes({"words": PETS, "vectors": lists}))
    yield "tokens.json", accepted_case(json_bytes({"tokens": PETS, "embeddings": lists}))
    yield "lines.jsonl", accepted_case(b"\n".join(map(json_bytes, objects)))
    yield (
        "pairs.jsonl",
        accepted_case(
            b"".join(json_bytes([t, r]) + b"\n" for t, r in zip(PETS, lists, strict=True))
        ),
    )
    mixed = [{"x": a, "word": t, "y": b} for t, (a, b) in zip(PETS, lists, strict=True)]
    mixed[1] = dict(reversed(mixed[1].items()))
    yield "any-order.json", accepted_case(json_bytes(mixed), "from 'x' to 'y'")
    yield "no-x.json", rejected_case(json_bytes([mixed[0], {"word": "dog", "y": 1}]), "has no 'x'")
    yield "empty-lists.json", rejected_case(b'[["cat",[1]],' + b"[]," * 30_000 + b"[]]", "entry 2")
    yield "word-like.txt", Case(b'{" 1 2\n' + GLOVE_TEXT, ('{"', *PETS))
    yield "pretty.json", accepted_case(json.dumps(objects, indent=2).encode())
    yield (
        "repeats.json",
        accepted_case(
            json_bytes(dict(zip(PETS, lists, strict=True)))[:-1] + b', "cat": [1, 1]}', "cat"
        ),
    )
    yield "ragged.json", rejected_case(json_bytes({"cat": [1, 2], "dog": [1]}), "dog")
    yield "nan.json", rejected_case(b'{"cat": [NaN, 1]}', ":")
    yield "text.json", rejected_case(b'{"cat": ["x", 1]}', "cat")
    yield "nested.json", rejected_case(b'{"cat": {"a": [1]}}', ":")
    yield "deep.json", rejected_case(b"[" * 100_000 + b"]" * 100_000, ":")
    yield "deep-object.json", rejected_case(b'{"a":' * 100_000, ":")
    yield "large-number.json", rejected_case(b'{"cat": [' + b"9" * 5000 + b", 1]}", ":")
    yield "cut.json", rejected_case(json_bytes(objects)[:-5], ":")
    yield "surrogate.json", rejected_case(b'{"\\ud800": [1, 2]}', ":")
    yield "empty.json", rejected_case(b"{}", ":")
    yield "settings.json", rejected_case(b'{"learning_rate": 0.1, "layers": [1, 2, 3]}', ":")


def arrow_cases() -> Iterator[tuple[str, Case]]:
    """Yield Parquet and Arrow."""
    import pyarrow as pa

    lists = pa.array(ROWS.tolist(), pa.list_(pa.float32()))
    fixed = pa.FixedSizeListArray.from_arrays(pa.array(ROWS.ravel()), 2)
    tables_ = {
        "list": {"word": list(PETS), "vector": lists},
        "fixed": {"token": list(PETS), "embedding": fixed},
        "columns": {"word": list(PETS), "d0": ROWS[:, 0], "d1": ROWS[:, 1]},
        "dictionary": {"word": pa.array(PETS).dictionary_encode(), "vector": lists},
    }
    for name, table in tables_.items():
        for suffix in ("parquet", "arrow", "arrows"):
            yield f"{name}.{suffix}", accepted_case(arrow_bytes(pa.table(table), suffix))
    whole = arrow_bytes(pa.table(tables_["list"]), "parquet")
    yield "cut.parquet", rejected_case(whole[: len(whole) // 2], ":")
    yield "damaged.parquet", rejected_case(whole[:30] + b"\xff" * 10 + whole[40:], ":")
    missing = pa.table({"word": list(PETS), "vector": [[1.0, 2.0], None, [1.0, 1.0]]})
    yield "missing.parquet", rejected_case(arrow_bytes(missing, "parquet"), "row 2")
    ragged = pa.table({"word": list(PETS), "vector": [[1.0, 2.0], [1.0], [1.0, 1.0]]})
    yield "ragged.parquet", rejected_case(arrow_bytes(ragged, "parquet"), "row 2")
    yield (
        "no-words.parquet",
        rejected_case(arrow_bytes(pa.table({"x": [1.0, 2.0]}), "parquet"), ":"),
    )


def safetensors_cases() -> Iterator[tuple[str, Case]]:
    """Yield safetensors."""
    from safetensors.numpy import save

    names = {"model.embed_tokens.weight": ROWS, "lm_head.weight": ROWS * 2}
    vocabulary = b"cat\ndog\ncow\n"
    yield "model.safetensors", accepted_case(save(names), beside=vocabulary)
    yield (
        "half.safetensors",
        accepted_case(save({"wte.weight": ROWS.astype(np.float16)}), beside=vocabulary),
    )
    yield (
        "double.safetensors",
        accepted_case(save({"wte.weight": ROWS.astype(np.float64)}), beside=vocabulary),
    )
    ids = {token: i for i, token in enumerate(PETS)}
    tokenizer = {"model": {"type": "WordLevel", "unk_token": "cat", "vocab": ids}}
    yield "tokenizer.safetensors", accepted_case(save(names), beside=json_bytes(tokenizer))
    yield "ids.safetensors", accepted_case(save(names), beside=json_bytes(ids))
    yield (
        "padded.safetensors",
        Case(
            save(names), PETS[:2], metadata=b"cat\ndog\n", note="without a token were left out: 1"
        ),
    )
    yield "bfloat.safetensors", accepted_case(bfloat16_safetensors(), beside=vocabulary)
    yield "one.safetensors", accepted_case(save({"anything": ROWS}), beside=vocabulary)
    yield "wordless.safetensors", rejected_case(save(names), ":")
    yield "several.safetensors", rejected_case(save({"a": ROWS, "b": ROWS}), ":", beside=vocabulary)
    yield "overlap.safetensors", rejected_case(safetensors_with_offsets([(0, 24), (8, 32)]), ":")
    yield "outside.safetensors", rejected_case(safetensors_with_offsets([(0, 24), (24, 480)]), ":")
    yield "long-header.safetensors", rejected_case(struct.pack("<Q", 1 << 40) + b"{", ":")
    yield "deep-header.safetensors", rejected_case(safetensors_bytes(b'{"a":' * 50_000), ":")
    yield "cut.safetensors", rejected_case(save(names)[:-9], ":", beside=vocabulary)


def all_cases() -> dict[str, Case]:
    """Return all files by name."""
    parts = (
        text_cases,
        table_cases,
        word2vec_binary_cases,
        other_file_cases,
        compressed_cases,
        numpy_cases,
        json_cases,
        arrow_cases,
        safetensors_cases,
    )
    return {name: case for part in parts for name, case in part()}


def gzip_bytes(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)


def zstd_bytes(content: bytes) -> bytes:
    import pyarrow as pa

    packed: bytes = pa.Codec("zstd").compress(content, asbytes=True)
    return packed


def zip_bytes(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return file.getvalue()


def npy_bytes(array: Any) -> bytes:
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


def npz_bytes(**parts: Any) -> bytes:
    return zip_bytes({f"{name}.npy": npy_bytes(part) for name, part in parts.items()})


def json_bytes(value: Any) -> bytes:
    return json.dumps(value).encode()


def arrow_bytes(table: Any, suffix: str) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = pa.BufferOutputStream()
    if suffix == "parquet":
        pq.write_table(table, sink)
    else:
        writer = pa.ipc.new_file if suffix == "arrow" else pa.ipc.new_stream
        with writer(sink, table.schema) as out:
            out.write_table(table)
    content: bytes = sink.getvalue().to_pybytes()
    return content


def safetensors_bytes(header: bytes, body: bytes = b"") -> bytes:
    return struct.pack("<Q", len(header)) + header + body


def bfloat16_safetensors() -> bytes:
    body = (ROWS.view(np.uint32) >> 16).astype("<u2").tobytes()
    about = {"wte.weight": {"dtype": "BF16", "shape": [3, 2], "data_offsets": [0, len(body)]}}
    return safetensors_bytes(json_bytes(about), body)


def safetensors_with_offsets(offsets: list[tuple[int, int]]) -> bytes:
    about = {
        f"t{i}": {"dtype": "F32", "shape": [3, 2], "data_offsets": list(each)}
        for i, each in enumerate(offsets)
    }
    return safetensors_bytes(json_bytes(about), bytes(48))


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for file_name, case in all_cases().items():
        (folder / file_name).write_bytes(case.content)
        if case.metadata is not None:
            (folder / f"{file_name}.labels.tsv").write_bytes(case.metadata)

"""Small files of every kind that people have, and some that nobody should: made here, byte by byte.

``python -m tests.corpus FOLDER`` writes them all, to be opened in the browser by hand.
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
    noted : str
        A part of the notes.
    refused : str
        A part of the refusal.
    reading : Reading
    beside : bytes or None
        A file of labels, or of what gives the rows their tokens.
    """

    content: bytes
    tokens: tuple[str, ...] = ()
    dim: int = 2
    noted: str = ""
    refused: str = ""
    reading: LoadOptions = field(default_factory=LoadOptions)
    beside: bytes | None = None


PETS = ("cat", "dog", "cow")
ROWS = np.array([[0.5, 1], [-2, 3], [0.25, -1]], np.float32)
GLOVE = b"cat 0.5 1\ndog -2 3\ncow 0.25 -1\n"
HEADED = b"word,x,y\ncat,0.5,1\ndog,-2,3\ncow,0.25,-1\n"
SMALL = Limits(numbers=1000, tokens=100, unpacked_bytes=100_000, ratio=10)


def ok(content: bytes, noted: str = "", **parts: Any) -> Case:
    """Return the case of a file that gives the three pets."""
    return Case(content, **{"tokens": PETS, "noted": noted} | parts)


def no(content: bytes, refused: str, **parts: Any) -> Case:
    """Return the case of a file that is refused."""
    return Case(content, refused=refused, **parts)


def text() -> Iterator[tuple[str, Case]]:
    """Yield lines of tokens and numbers between blanks."""
    yield "glove.txt", ok(GLOVE)
    yield "word2vec.txt", ok(b"3 2\n" + GLOVE)
    yield "fasttext.vec", ok(b"3 2\n" + GLOVE.replace(b"\n", b" \n"))
    yield "crlf.txt", ok(GLOVE.replace(b"\n", b"\r\n"))
    yield "bom.txt", ok(b"\xef\xbb\xbf" + GLOVE)
    yield "bom-counts.txt", ok(b"\xef\xbb\xbf3 2\n" + GLOVE)
    yield "no-last-newline.txt", ok(GLOVE[:-1])
    yield "many-last-newlines.txt", ok(GLOVE + b"\n\n\n")
    yield "blank-between.txt", ok(GLOVE.replace(b"dog", b"\ndog"), "Blank lines were skipped")
    yield "tabs.txt", ok(GLOVE.replace(b" ", b"\t"))
    yield "tab-then-blanks.txt", ok(GLOVE.replace(b"cat ", b"cat\t").replace(b"dog ", b"dog\t"))
    yield "double-blanks.txt", ok(GLOVE.replace(b" ", b"  "))
    yield "leading-blanks.txt", ok(b"  " + GLOVE.replace(b"\n", b"\n  ").rstrip(b" "))
    yield "exponents.txt", ok(b"cat 5e-1 1E0\ndog -2.0e+0 3.\ncow .25 -1\n")
    yield "counts-too-high.txt", ok(b"9 2\n" + GLOVE, "promises 9 rows; the file has 3")
    yield "counts-too-low.txt", ok(b"1 2\n" + GLOVE, "promises 1 rows; the file has 3")
    yield "repeats.txt", ok(GLOVE + b"cat 9 9\n", "'cat' (line 4, first on line 1)")
    yield (
        "zeros.txt",
        Case(GLOVE + b"void 0 0\n", (*PETS, "void"), noted="All numbers are zero"),
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
        yield f"token-{name}.txt", Case(f"{token} 1 2\n".encode() + GLOVE, (token, *PETS))
    yield (
        "cut-utf8.txt",
        Case(b"caf\xc3 1 2\n" + GLOVE, ("caf\ufffd", *PETS), noted="not UTF-8"),
    )
    yield (
        "latin1.txt",
        Case(b"caf\xe9 1 2\n" + GLOVE, ("caf\ufffd", *PETS), noted="line 1"),
    )
    yield "one-dimension.txt", Case(b"cat 1\ndog 2.5\n", ("cat", "dog"), 1)
    yield "one-row.txt", Case(b"cat 1 2 3\n", ("cat",), 3)
    yield "wide.txt", Case(b"cat" + b" 0.5" * 5000 + b"\n", ("cat",), 5000)
    yield "nan.txt", no(GLOVE + b"bee nan 1\n", "line 4: In field 2 stands 'nan'")
    yield "inf.txt", no(GLOVE + b"bee 1 -inf\n", "line 4: In field 3 stands '-inf'")
    yield "huge.txt", no(GLOVE + b"bee 1 1e39\n", "line 4: In field 3")
    yield "short-row.txt", no(GLOVE + b"bee 1\n", "line 4: Expected 2 numbers")
    yield "no-number.txt", no(GLOVE + b"bee 1 x\n", "line 4")
    yield "number-only.txt", no(GLOVE + b"1 2\n", "line 4")
    yield "underscore.txt", no(GLOVE + b"bee 1_0 2\n", "line 4")
    yield "nul.txt", no(GLOVE + b"b\0e 1 2\n", "line 4: A NUL byte")
    yield "no-dimensions.txt", no(b"3 0\ncat\ndog\ncow\n", "words")
    yield (
        "skipped.txt",
        ok(
            GLOVE + b"bee nan 1\nant 1\n",
            "left out: line 4",
            reading=LoadOptions(skip_bad=True),
        ),
    )
    yield "too-many-rows.txt", no(GLOVE * 50, "too many", reading=LoadOptions(limits=Limits(4, 2)))
    yield "long-line.txt", no(b"a " + b"1" * 5_000_000, "line 1")
    yield "one-long-number.txt", no(b"cat " + b"9" * 400 + b" 1\n" + GLOVE, "line 1")


def tables() -> Iterator[tuple[str, Case]]:
    """Yield tables of cells."""
    for name, delimiter in {"comma.csv": b",", "semicolon.csv": b";", "tab.tsv": b"\t"}.items():
        yield f"headed-{name}", ok(HEADED.replace(b",", delimiter), "header row")
        yield f"bare-{name}", ok(HEADED.partition(b"\n")[2].replace(b",", delimiter))
        quoted = HEADED.replace(b"cat", b'"cat"').replace(b"0.5", b'"0.5"')
        yield f"quoted-{name}", ok(quoted.replace(b",", delimiter))
        if delimiter != b",":
            comma = HEADED.replace(b",", delimiter).replace(b".", b",")
            yield f"decimal-comma-{name}", ok(comma, "decimal comma")
    yield "excel.csv", ok(b"\xef\xbb\xbf" + HEADED.replace(b",", b";").replace(b"\n", b"\r\n"))
    yield "blank-rows.csv", ok(HEADED + b",,\n,,\n")
    yield "empty-column.csv", ok(HEADED.replace(b"\n", b",\n"), "Column 4 is empty")
    yield "pandas.csv", ok(b",word,0,1\n0,cat,0.5,1\n1,dog,-2,3\n2,cow,0.25,-1\n")
    yield "words-last.csv", ok(b"x,y,word\n0.5,1,cat\n-2,3,dog\n0.25,-1,cow\n")
    yield "labels.csv", ok(b"word,kind,x,y\ncat,pet,0.5,1\ndog,pet,-2,3\ncow,farm,0.25,-1\n")
    yield (
        "quotes-inside.csv",
        Case(b'word,x\n"a, ""b""",1\n"two\nlines",2\n', ('a, "b"', "two\nlines"), 1),
    )
    yield "skipped.csv", ok(HEADED + b"bee,x,1\n", "left out", reading=LoadOptions(skip_bad=True))
    yield "ragged.csv", no(HEADED + b"bee,1\n", "line 5: Expected 3 cells")
    yield "empty-cell.csv", no(HEADED + b"bee,,1\n", "line 5: In column 2")
    yield "open-quote.csv", no(HEADED + b'"bee,1,2\n', "cut into cells")
    yield "formula.csv", no(HEADED + b"bee,=1+1,2\n", "line 5: In column 2 stands '=1+1'")
    yield "projector.tsv", ok(b"0.5\t1\n-2\t3\n0.25\t-1\n", beside=b"cat\ndog\ncow\n")
    yield (
        "projector-two-columns.tsv",
        ok(b"0.5\t1\n-2\t3\n0.25\t-1\n", beside=b"word\tkind\ncat\tpet\ndog\tpet\ncow\tfarm\n"),
    )
    yield "projector-short.tsv", no(b"0.5\t1\n-2\t3\n", "rows", beside=b"cat\n")
    yield "words-only.txt", no(b"cat\ndog\ncow\n", "list of words")


def binary() -> Iterator[tuple[str, Case]]:
    """Yield word2vec's binary format."""
    raw = [row.tobytes() for row in ROWS]
    pets = [token.encode() for token in PETS]
    for name, end in {"": b"", "-newlines": b"\n"}.items():
        rows = b"".join(
            token + b" " + numbers + end for token, numbers in zip(pets, raw, strict=True)
        )
        yield f"word2vec{name}.bin", ok(b"3 2\n" + rows)
    yield "word2vec-cut.bin", Case(b"3 2\n" + rows[:-3], PETS[:2], noted="the file has 2")
    yield "word2vec-more.bin", ok(b"3 2\n" + rows + b"more", "belong to no row")
    yield "word2vec-lie.bin", no(b"3000000 300\n" + rows, "no room")
    yield "word2vec-huge.bin", no(b"999999999999 300\n" + rows, "too many")
    nan = np.array([1, np.nan], np.float32).tobytes()
    yield "word2vec-nan.bin", no(b"1 2\ncat " + nan, "row 1: The token 'cat' has nan")


def others() -> Iterator[tuple[str, Case]]:
    """Yield files that hold no vectors, or must not be opened."""
    yield "empty.txt", no(b"", "empty")
    yield "blank.txt", no(b" \n\n", "empty")
    for protocol in range(6):
        yield f"protocol-{protocol}.pkl", no(pickle.dumps({"cat": [0.5, 1.0]}, protocol), "pickle")
    yield "python2.pkl", no(b"(dp0\nS'cat'\np1\n(lp2\nF0.5\nas.", "pickle")
    yield "evil.pkl", no(b"cos\nsystem\n(S'echo hacked > /tmp/hacked'\ntR.", "pickle")
    yield "object.npy", no(_npy(np.array([{"a": 1}], object)), ":")
    yield "model.pt", no(_zip({"archive/data.pkl": b"\x80\x02."}), "PyTorch")
    yield (
        "sheet.xlsx",
        no(_zip({"[Content_Types].xml": b"", "xl/workbook.xml": b""}), "spreadsheet"),
    )
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w") as sheet:  # Its kind comes first, and is not compressed.
        sheet.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        sheet.writestr("content.xml", "<x/>")
    yield "sheet.ods", no(stored.getvalue(), "spreadsheet")
    yield "old.xls", no(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "Office")
    yield "model.bin", no(b"\xba\x16\x4f\x2f\x0c\0\0\0" + bytes(200), "fastText")
    yield "picture.png", no(b"\x89PNG\r\n\x1a\n" + bytes(50), "picture")
    yield "picture.jpg", no(b"\xff\xd8\xff\xe0" + bytes(50), "picture")
    yield "page.html", no(b"<!DOCTYPE html>\n<html><body>404</body></html>", "web page")
    yield "page.xml", no(b"<?xml version='1.0'?><a/>", "XML")
    yield "lfs.txt", no(b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "git lfs")
    yield "file.pdf", no(b"%PDF-1.7\n" + bytes(20), "PDF")
    yield "data.h5", no(b"\x89HDF\r\n\x1a\n" + bytes(50), "HDF5")
    yield "model.gguf", no(b"GGUF\x03\0\0\0" + bytes(50), "GGUF")
    yield "data.db", no(b"SQLite format 3\0" + bytes(50), "database")
    yield "archive.7z", no(b"7z\xbc\xaf\x27\x1c" + bytes(50), "7z archive")
    yield "utf16.txt", no("cat 1 2\n".encode("utf-16"), "UTF-8")
    yield "utf32.txt", no("cat 1 2\n".encode("utf-32"), "UTF-8")
    yield "prose.txt", no(b"It was the best of times,\nit was the worst of times.\n", "words")
    yield "random.dat", no(np.random.default_rng(1).bytes(5000), ":")
    yield "nuls.dat", no(bytes(5000), ":")
    yield "mac.txt", no(GLOVE.replace(b"\n", b"\r"), "carriage return")


def packed() -> Iterator[tuple[str, Case]]:
    """Yield every kind of compression of some of the others, and some traps."""
    kinds: dict[str, Callable[[bytes], bytes]] = {
        "gz": _gzip,
        "bz2": bz2.compress,
        "xz": lzma.compress,
        "zst": _zstd,
    }
    for name, content in {"glove.txt": GLOVE, "headed.csv": HEADED}.items():
        for suffix, pack in kinds.items():
            yield f"{name}.{suffix}", ok(pack(content))
            yield f"cut-{name}.{suffix}", no(pack(content * 50)[:-8], ":")
        yield f"{name}.zip", ok(_zip({name: content}))
        yield f"folder-{name}.zip", ok(_zip({f"a/b/{name}": content, "__MACOSX/._x": b"x"}))
        yield f"climbing-{name}.zip", ok(_zip({f"../../{name}": content}))
    yield (
        "pair.zip",
        ok(_zip({"vectors.tsv": b"0.5\t1\n-2\t3\n0.25\t-1\n", "metadata.tsv": b"cat\ndog\ncow\n"})),
    )
    two = _zip({"a.txt": GLOVE, "b.txt": GLOVE})
    yield "two.zip", no(two, "a.txt")
    yield "two-chosen.zip", ok(two, reading=LoadOptions(member="b.txt"))
    yield "empty.zip", no(_zip({}), ":")
    yield "thousands.zip", no(_zip({f"{i}.txt": b"" for i in range(3000)}), ":")
    yield "zip-in-zip.zip", no(_zip({"a.zip": two}), ":")
    yield "gzip-in-gzip.gz", no(_gzip(_gzip(GLOVE)), ":")
    bomb = _gzip(b"cat 0.5 1\n" * 300_000)
    yield "bomb.gz", no(bomb, "limit", reading=LoadOptions(limits=SMALL))
    yield (
        "bomb.zip",
        no(_zip({"a.txt": b"cat 0.5 1\n" * 300_000}), "limit", reading=LoadOptions(limits=SMALL)),
    )
    yield "zeros.gz", no(_gzip(bytes(50_000_000)), ":")
    yield "frames.zst", ok(b"\x50\x2a\x4d\x18\x04\0\0\0size" + _zstd(GLOVE))
    yield "streams.gz", ok(_gzip(GLOVE[:10]) + _gzip(GLOVE[10:]))
    memory = [{"id": lzma.FILTER_LZMA2, "preset": 0, "dict_size": 1 << 28}]
    yield "memory.xz", no(lzma.compress(GLOVE, filters=memory), "Memory")
    yield "bzip2.zip", no(_zip({"a.txt": GLOVE}, zipfile.ZIP_BZIP2), "few programs")
    entry = b"PK\x01\x02" + bytes(24) + b"\x01\0" + bytes(16) + b"a"
    counts = b"\xff\xff\xff\xff" + (47 * 50_000).to_bytes(4, "little") + b"\x1e\0\0\0"
    directory = b"PK\x03\x04" + bytes(26) + entry * 50_000 + b"PK\x05\x06" + bytes(4) + counts
    yield "directory.zip", no(directory + bytes(2), "1,000")
    yield (
        "damaged.zip",
        no(two[:40] + b"\xff" * 20 + two[60:], ":", reading=LoadOptions(member="a.txt")),
    )


def arrays() -> Iterator[tuple[str, Case]]:
    """Yield NumPy's files."""
    tokens = np.array(PETS)
    yield "words.npz", ok(_npz(words=tokens, vectors=ROWS))
    yield "bytes.npz", ok(_npz(vocab=np.array([b"cat", b"dog", b"cow"]), E=ROWS.astype(">f8")))
    yield "fortran.npz", ok(_npz(tokens=tokens, embeddings=np.asfortranarray(ROWS)))
    yield "half.npz", ok(_npz(tokens=tokens, vectors=ROWS.astype(np.float16)))
    yield "no-words.npz", no(_npz(vectors=ROWS), ":")
    yield "short-words.npz", no(_npz(words=tokens[:2], vectors=ROWS), ":")
    yield "objects.npz", no(_npz(words=np.array(PETS, object), vectors=ROWS), ":")
    yield "nan.npz", no(_npz(words=tokens, vectors=ROWS * np.nan), "nan")
    yield "beside.npy", ok(_npy(ROWS), beside=b"cat\ndog\ncow\n")
    yield "alone.npy", no(_npy(ROWS), ":")
    yield "three-axes.npy", no(_npy(ROWS[None]), ":", beside=b"cat\ndog\ncow\n")
    lie = _npy(ROWS).replace(b"(3, 2)", b"(9, 9)")
    yield "lie.npy", no(lie, ":", beside=b"cat\ndog\ncow\n")
    no_width = b"{'descr': '<U0', 'fortran_order': False, 'shape': (2000000000,), }".ljust(117)
    no_width = b"\x93NUMPY\x01\0\x76\0" + no_width + b"\n"
    yield "no-width.npz", no(_zip({"words.npy": no_width, "vectors.npy": _npy(ROWS)}), "no room")
    yield (
        "half-a-character.npz",
        no(_npz(words=np.array(["\ud800", "a", "b"]), vectors=ROWS), "UTF"),
    )
    yield "guessed.bytes", ok(ROWS.tobytes(), "Nothing says", beside=b"cat\ndog\ncow\n")
    yield (
        "raw.bytes",
        ok(ROWS.tobytes(), reading=LoadOptions(shape=(3, 2)), beside=b"cat\ndog\ncow\n"),
    )


def jsons() -> Iterator[tuple[str, Case]]:
    """Yield JSON and JSON Lines."""
    lists = ROWS.tolist()
    objects = [{"word": token, "vector": row} for token, row in zip(PETS, lists, strict=True)]
    yield "words.json", ok(_json(dict(zip(PETS, lists, strict=True))))
    yield "objects.json", ok(_json(objects))
    yield (
        "columns.json",
        ok(_json([{"word": t, "x": a, "y": b} for t, (a, b) in zip(PETS, lists, strict=True)])),
    )
    yield "parts.json", ok(_json({"words": PETS, "vectors": lists}))
    yield "tokens.json", ok(_json({"tokens": PETS, "embeddings": lists}))
    yield "lines.jsonl", ok(b"\n".join(map(_json, objects)))
    yield (
        "pairs.jsonl",
        ok(b"".join(_json([t, r]) + b"\n" for t, r in zip(PETS, lists, strict=True))),
    )
    mixed = [{"x": a, "word": t, "y": b} for t, (a, b) in zip(PETS, lists, strict=True)]
    mixed[1] = dict(reversed(mixed[1].items()))
    yield "any-order.json", ok(_json(mixed), "from 'x' to 'y'")
    yield "no-x.json", no(_json([mixed[0], {"word": "dog", "y": 1}]), "has no 'x'")
    yield "empty-lists.json", no(b'[["cat",[1]],' + b"[]," * 30_000 + b"[]]", "entry 2")
    yield "word-like.txt", Case(b'{" 1 2\n' + GLOVE, ('{"', *PETS))
    yield "pretty.json", ok(json.dumps(objects, indent=2).encode())
    yield (
        "repeats.json",
        ok(_json(dict(zip(PETS, lists, strict=True)))[:-1] + b', "cat": [1, 1]}', "cat"),
    )
    yield "ragged.json", no(_json({"cat": [1, 2], "dog": [1]}), "dog")
    yield "nan.json", no(b'{"cat": [NaN, 1]}', ":")
    yield "text.json", no(b'{"cat": ["x", 1]}', "cat")
    yield "nested.json", no(b'{"cat": {"a": [1]}}', ":")
    yield "deep.json", no(b"[" * 100_000 + b"]" * 100_000, ":")
    yield "deep-object.json", no(b'{"a":' * 100_000, ":")
    yield "large-number.json", no(b'{"cat": [' + b"9" * 5000 + b", 1]}", ":")
    yield "cut.json", no(_json(objects)[:-5], ":")
    yield "surrogate.json", no(b'{"\\ud800": [1, 2]}', ":")
    yield "empty.json", no(b"{}", ":")
    yield "settings.json", no(b'{"learning_rate": 0.1, "layers": [1, 2, 3]}', ":")


def columns() -> Iterator[tuple[str, Case]]:
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
            yield f"{name}.{suffix}", ok(_columns(pa.table(table), suffix))
    whole = _columns(pa.table(tables_["list"]), "parquet")
    yield "cut.parquet", no(whole[: len(whole) // 2], ":")
    yield "damaged.parquet", no(whole[:30] + b"\xff" * 10 + whole[40:], ":")
    missing = pa.table({"word": list(PETS), "vector": [[1.0, 2.0], None, [1.0, 1.0]]})
    yield "missing.parquet", no(_columns(missing, "parquet"), "row 2")
    ragged = pa.table({"word": list(PETS), "vector": [[1.0, 2.0], [1.0], [1.0, 1.0]]})
    yield "ragged.parquet", no(_columns(ragged, "parquet"), "row 2")
    yield "no-words.parquet", no(_columns(pa.table({"x": [1.0, 2.0]}), "parquet"), ":")


def tensors() -> Iterator[tuple[str, Case]]:
    """Yield safetensors."""
    from safetensors.numpy import save

    names = {"model.embed_tokens.weight": ROWS, "lm_head.weight": ROWS * 2}
    vocabulary = b"cat\ndog\ncow\n"
    yield "model.safetensors", ok(save(names), beside=vocabulary)
    yield "half.safetensors", ok(save({"wte.weight": ROWS.astype(np.float16)}), beside=vocabulary)
    yield "double.safetensors", ok(save({"wte.weight": ROWS.astype(np.float64)}), beside=vocabulary)
    ids = {token: i for i, token in enumerate(PETS)}
    tokenizer = {"model": {"type": "WordLevel", "unk_token": "cat", "vocab": ids}}
    yield "tokenizer.safetensors", ok(save(names), beside=_json(tokenizer))
    yield "ids.safetensors", ok(save(names), beside=_json(ids))
    yield (
        "padded.safetensors",
        Case(save(names), PETS[:2], beside=b"cat\ndog\n", noted="without a token were left out: 1"),
    )
    yield "bfloat.safetensors", ok(_bfloat(), beside=vocabulary)
    yield "one.safetensors", ok(save({"anything": ROWS}), beside=vocabulary)
    yield "wordless.safetensors", no(save(names), ":")
    yield "several.safetensors", no(save({"a": ROWS, "b": ROWS}), ":", beside=vocabulary)
    yield "overlap.safetensors", no(_header([(0, 24), (8, 32)]), ":")
    yield "outside.safetensors", no(_header([(0, 24), (24, 480)]), ":")
    yield "long-header.safetensors", no(struct.pack("<Q", 1 << 40) + b"{", ":")
    yield "deep-header.safetensors", no(_framed(b'{"a":' * 50_000), ":")
    yield "cut.safetensors", no(save(names)[:-9], ":", beside=vocabulary)


def cases() -> dict[str, Case]:
    """Return all files by name."""
    parts = (text, tables, binary, others, packed, arrays, jsons, columns, tensors)
    return {name: case for part in parts for name, case in part()}


def _gzip(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)


def _zstd(content: bytes) -> bytes:
    import pyarrow as pa

    packed: bytes = pa.Codec("zstd").compress(content, asbytes=True)
    return packed


def _zip(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return file.getvalue()


def _npy(array: Any) -> bytes:
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


def _npz(**parts: Any) -> bytes:
    return _zip({f"{name}.npy": _npy(part) for name, part in parts.items()})


def _json(value: Any) -> bytes:
    return json.dumps(value).encode()


def _columns(table: Any, suffix: str) -> bytes:
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


def _framed(header: bytes, body: bytes = b"") -> bytes:
    return struct.pack("<Q", len(header)) + header + body


def _bfloat() -> bytes:
    body = (ROWS.view(np.uint32) >> 16).astype("<u2").tobytes()
    about = {"wte.weight": {"dtype": "BF16", "shape": [3, 2], "data_offsets": [0, len(body)]}}
    return _framed(_json(about), body)


def _header(offsets: list[tuple[int, int]]) -> bytes:
    about = {
        f"t{i}": {"dtype": "F32", "shape": [3, 2], "data_offsets": list(each)}
        for i, each in enumerate(offsets)
    }
    return _framed(_json(about), bytes(48))


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for file_name, case in cases().items():
        (folder / file_name).write_bytes(case.content)
        if case.beside is not None:
            (folder / f"{file_name}.labels.tsv").write_bytes(case.beside)

"""Parquet and Arrow: words and numbers in the usual column types, and files that are rejected."""

from __future__ import annotations

import io
import subprocess
import sys

import numpy as np
import pandas
import polars
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embviz import EmbeddingMatrix, FormatError, load, save
from embviz.io import Limits, LoadOptions
from tests.io.test_load_and_save import storable_embeddings
from tests.support.corpus import PETS, ROWS, arrow_bytes
from tests.support.server import ROOT

KINDS = ("parquet", "arrow", "arrows")
LISTS = pa.array(ROWS.tolist(), pa.list_(pa.float32()))


def read(
    table: dict[str, object], kind: str = "parquet", *, labels: bytes | None = None, **options
):
    return load(
        io.BytesIO(arrow_bytes(pa.table(table), kind)),
        metadata=None if labels is None else io.BytesIO(labels),
        options=LoadOptions(**options),
    )


@given(E=storable_embeddings())
def test_round_trip(tmp_path_factory, E):
    path = tmp_path_factory.getbasetemp() / "trip.parquet"
    if "token" in E.labels:
        with pytest.raises(ValueError, match="'token'"):
            save(E, path)
        return
    save(E, path)
    back = load(path)
    assert back.tokens == E.tokens
    assert back.vectors.tobytes() == E.vectors.tobytes()
    assert dict(back.labels) == dict(E.labels)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "numbers",
    [
        pa.list_(pa.float16()),
        pa.list_(pa.float64()),
        pa.large_list(pa.float32()),
        pa.list_(pa.float32(), 2),
    ],
    ids=str,
)
def test_lists_of_numbers(kind, numbers):
    E = read({"word": list(PETS), "vector": pa.array(ROWS.tolist(), numbers)}, kind)
    assert E.tokens == PETS
    assert E.vectors.tolist() == ROWS.tolist()


@pytest.mark.parametrize("kind", KINDS)
def test_one_column_per_dimension(kind):
    table = {"x": ROWS[:, 0].astype(np.float64), "word": list(PETS), "y": ROWS[:, 1]}
    E = read({**table, "__index_level_0__": [0, 1, 2]}, kind)
    assert E.tokens == PETS
    assert E.vectors.tolist() == ROWS.tolist()


def test_words_and_labels():
    table = {"kind": ["pet", "pet", "farm"], "word": list(PETS), "vector": LISTS}
    E = read(table)
    assert (E.tokens, dict(E.labels)) == (PETS, {"kind": ("pet", "pet", "farm")})
    assert E.notes[0] == "The column 'word' was taken as the tokens."
    assert E.notes[0].choices == ("token_column",)
    assert read({**table, "kind": list("abc")}, token_column=1).tokens == ("a", "b", "c")
    large = pa.array(PETS, pa.large_string())
    assert read({"word": large.dictionary_encode(), "vector": LISTS}).tokens == PETS


def test_several_columns_of_lists():
    table = {"word": list(PETS), "a": LISTS, "b": LISTS}
    with pytest.raises(FormatError, match="2 columns hold lists") as caught:
        read(table)
    assert caught.value.members == ("a", "b")
    assert read(table, member="b").tokens == PETS


def test_words_of_a_second_file():
    assert read({"vector": LISTS}, labels=b"cat\ndog\ncow\n").tokens == PETS
    with pytest.raises(FormatError, match="nothing names the rows"):
        read({"vector": LISTS})


BAD = {
    "missing": [[0.5, 1.0], None, [0.25, -1.0]],
    "short": [[0.5, 1.0], [1.0], [0.25, -1.0]],
    "hole": [[0.5, 1.0], [None, 1.0], [0.25, -1.0]],
    "empty": [[0.5, 1.0], [], [0.25, -1.0]],
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", BAD)
def test_bad_rows(kind, name):
    table = {"word": list(PETS), "vector": pa.array(BAD[name], pa.list_(pa.float32()))}
    with pytest.raises(FormatError, match="row 2: Expected a word and 2 numbers") as caught:
        read(table, kind)
    assert caught.value.choices == ("skip_bad",)
    E = read(table, kind, skip_bad=True)
    assert E.tokens == ("cat", "cow")
    assert E.vectors.tolist() == ROWS[[0, 2]].tolist()
    assert E.notes[1] == "Rows that could not be read were left out: row 2."


def test_missing_word_or_number():
    for table in (
        {"word": ["cat", None, "cow"], "vector": LISTS},
        {"word": list(PETS), "x": [1.0, None, 2.0]},
    ):
        with pytest.raises(FormatError, match="row 2"):
            read(table)
        assert read(table, skip_bad=True).tokens == ("cat", "cow")
    with pytest.raises(FormatError, match="'dog' has nan at dimension 0"):
        read({"word": list(PETS), "x": [1.0, np.nan, 2.0]})


def test_bad_first_row_does_not_determine_dim():
    table = {"word": list(PETS), "vector": [None, [1.0, 2.0], [3.0, 4.0]]}
    assert read(table, skip_bad=True).dim == 2


@pytest.mark.parametrize(
    ("table", "problem"),
    [
        ({"word": list(PETS)}, "No column holds numbers"),
        ({"x": [1.0, 2.0]}, "nothing names the rows"),
        ({"word": pa.array([], pa.string()), "x": pa.array([], pa.float32())}, "no row"),
        ({"word": list(PETS), "vector": pa.array([[], [], []], pa.list_(pa.float32()))}, ":"),
    ],
)
@pytest.mark.parametrize("kind", KINDS)
def test_rejected_tables(kind, table, problem):
    with pytest.raises(FormatError, match=problem):
        read(table, kind)


def test_many_batches_and_compressed_buffers(tmp_path):
    rng = np.random.default_rng(0)
    E = EmbeddingMatrix([f"w{i}" for i in range(30_000)], rng.standard_normal((30_000, 3)))
    save(E, tmp_path / "many.parquet")
    assert load(tmp_path / "many.parquet").fingerprint == E.fingerprint
    table = pq.read_table(tmp_path / "many.parquet")
    for compression in ("lz4", "zstd"):
        options = pa.ipc.IpcWriteOptions(compression=compression)
        with pa.ipc.new_file(tmp_path / "many.arrow", table.schema, options=options) as file:
            file.write_table(table, max_chunksize=7000)
        assert load(tmp_path / "many.arrow").vectors.tobytes() == E.vectors.tobytes()


def test_parquet_bomb(tmp_path):
    # Millions of equal rows, stored as a dictionary with one entry and run lengths.
    n = 6_000_000
    table = pa.table({"word": ["cat"] * n, "x": np.ones(n, np.float32)})
    pq.write_table(table, tmp_path / "bomb.parquet")
    size = (tmp_path / "bomb.parquet").stat().st_size
    assert 4 * n > 100 * size
    with pytest.raises(FormatError, match="100 times its size"):
        load(tmp_path / "bomb.parquet")
    with pytest.raises(FormatError, match="too many"):
        load(tmp_path / "bomb.parquet", options=LoadOptions(limits=Limits(tokens=1000)))


DAMAGE_SCRIPT = """
import io, random, sys
from embviz.io import FormatError, load
content = open(sys.argv[1], "rb").read()
rng = random.Random(int(sys.argv[2]))
for _ in range(400):
    damaged = bytearray(content)
    for _ in range(rng.randint(1, 4)):
        damaged[rng.randrange(len(damaged))] = rng.randrange(256)
    try:
        load(io.BytesIO(bytes(damaged)))
    except FormatError as error:
        assert len(str(error)) < 500
"""


@pytest.mark.parametrize("kind", KINDS)
def test_damaged_files(tmp_path, kind):
    # In a separate process, because a crash of the library would end the tests.
    table = pa.table({"word": list(PETS) * 20, "vector": ROWS.tolist() * 20})
    path = tmp_path / f"damaged.{kind}"
    path.write_bytes(arrow_bytes(table, kind))
    process = subprocess.run(
        [sys.executable, "-c", DAMAGE_SCRIPT, str(path), "1"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert process.returncode == 0, process.stderr[-2000:]


@given(st.binary(max_size=100), st.sampled_from([b"PAR1", b"ARROW1\0\0", b"\xff\xff\xff\xff\x10"]))
def test_any_bytes(content, begin):
    with pytest.raises(FormatError):
        load(io.BytesIO(begin + content))


def write_parquet(path, table, **options):
    pq.write_table(pa.table(table), path, **options)
    return path


def compressed_arrow(table, kind, compression="zstd") -> bytes:
    sink = pa.BufferOutputStream()
    table = pa.table(table)
    writer = pa.ipc.new_file if kind == "arrow" else pa.ipc.new_stream
    with writer(sink, table.schema, options=pa.ipc.IpcWriteOptions(compression=compression)) as out:
        out.write_table(table)
    return sink.getvalue().to_pybytes()


@pytest.mark.parametrize("kind", ["arrow", "arrows"])
def test_arrow_bomb(kind):
    content = compressed_arrow({"word": ["a" * 50_000_000], "x": [1.0]}, kind)
    assert len(content) < 100_000
    with pytest.raises(FormatError, match="100 times its size"):
        load(io.BytesIO(content))


@pytest.mark.parametrize("kind", ["arrow", "arrows"])
@given(data=st.data())
def test_damaged_messages(kind, data):
    content = bytearray(compressed_arrow({"word": list(PETS), "x": ROWS[:, 0]}, kind))
    place = data.draw(st.integers(0, len(content) - 8))
    size = data.draw(st.sampled_from([1, 2, 4, 8]))
    content[place : place + size] = data.draw(st.sampled_from([b"\xff", b"\x7f", b"\0"])) * size
    try:
        load(io.BytesIO(bytes(content)))
    except FormatError as error:
        assert len(str(error)) < 500


def test_delta_byte_array(tmp_path):
    path = write_parquet(
        tmp_path / "delta.parquet",
        {"word": ["a" * 100_000] * 1000, "x": np.ones(1000, np.float32)},
        use_dictionary=False,
        column_encoding={"word": "DELTA_BYTE_ARRAY"},
        compression="zstd",
    )
    with pytest.raises(FormatError, match="DELTA_BYTE_ARRAY"):
        load(path)


def repeated_text(text: str, n: int) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(np.zeros(n, np.int32)), [text])


def test_texts_of_a_dictionary_are_shared(tmp_path):
    n = 20_000
    table = {
        "word": [f"w{i}" for i in range(n)],
        "kind": repeated_text("farm animal", n),
        "x": np.arange(n, dtype=np.float32),
    }
    E = load(write_parquet(tmp_path / "dictionary.parquet", table))
    assert set(E.labels["kind"]) == {"farm animal"}
    assert len({id(text) for text in E.labels["kind"]}) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_many_rows_with_one_long_text(kind):
    words = [f"w{i}" for i in range(1000)]
    table = {"word": words, "kind": repeated_text("a" * 100_000, 1000), "x": [1.0] * 1000}
    with pytest.raises(FormatError, match="100 times its size"):
        read(table, kind)


@pytest.mark.parametrize("version", ["1.0", "2.0"])
@pytest.mark.parametrize("compression", ["none", "snappy", "gzip", "zstd", "lz4", "brotli"])
def test_pages_of_every_kind(tmp_path, version, compression):
    n = 30_000
    rng = np.random.default_rng(0)
    rows = rng.standard_normal((n, 8)).astype(np.float32)
    table = {
        "word": [f"w{i}" for i in range(n)],
        "kind": [f"k{i % 7}" for i in range(n)],
        "vector": list(rows),
    }
    for options in (
        {},
        {"row_group_size": 7000},
        {"use_dictionary": False, "write_page_index": True},
    ):
        path = tmp_path / "pages.parquet"
        write_parquet(path, table, data_page_version=version, compression=compression, **options)
        E = load(path)
        assert E.vectors.tobytes() == rows.tobytes()
        assert (E.tokens[-1], E.labels["kind"][8]) == (f"w{n - 1}", "k1")


def test_polars():
    frame = polars.DataFrame({"word": PETS, "vector": ROWS.tolist()})
    for write in (frame.write_parquet, frame.write_ipc, frame.write_ipc_stream):
        file = io.BytesIO()
        write(file)
        E = load(file)
        assert (E.tokens, E.vectors.tolist()) == (PETS, ROWS.tolist())


def test_pandas():
    file = io.BytesIO()
    pandas.DataFrame(ROWS, index=list(PETS), columns=["x", "y"]).to_parquet(file)
    E = load(file)
    assert (E.tokens, E.vectors.tolist()) == (PETS, ROWS.tolist())


def test_other_numbers_become_labels():
    table = {"word": list(PETS), "count": [7, 8, 9], "d0": ROWS[:, 0], "d1": ROWS[:, 1]}
    E = read(table)
    assert E.vectors.tolist() == ROWS.tolist()
    assert E.labels["count"] == ("7", "8", "9")
    assert "The column 'count' holds numbers, but is none of the 2 columns" in E.notes[0]
    assert read({"word": list(PETS), "count": [7, 8, 9], "v": LISTS}).labels["count"][0] == "7"


def test_notes_on_unused_columns():
    table = {"word": list(PETS), "vector": LISTS, "flag": [True, False, True]}
    assert read(table).notes[-1].endswith("the vectors were left out: 'flag'.")


def test_labels_of_skipped_rows():
    table = {"x": [1.0, None, 2.0]}
    E = read(table, labels=b"cat\ndog\ncow\n", skip_bad=True)
    assert (E.tokens, E.vectors.tolist()) == (("cat", "cow"), [[1], [2]])
    table = {"word": list(PETS), "x": [1.0, np.nan, 2.0]}
    E = read(table, labels=b"a\nb\nc\n", skip_bad=True)
    assert (E.tokens, E.labels["label"]) == (("cat", "cow"), ("a", "c"))
    assert "left out: row 2." in E.notes[0]


def test_errors_name_the_column():
    with pytest.raises(FormatError, match=r"row 3: .* has inf at dimension 1 \(column 'y'\)"):
        read({"word": list(PETS), "x": [1.0, 2.0, 3.0], "y": [1.0, 2.0, np.inf]})


def test_unused_columns_do_not_count(tmp_path):
    # The size of columns that are not read does not matter.
    table = {"word": list(PETS), "vector": LISTS, "picture": [b"\0" * 20_000_000] * 3}
    assert (
        load(write_parquet(tmp_path / "pictures.parquet", table, compression="zstd")).tokens == PETS
    )


FOOTER_SCRIPT = """
import io, sys
from embviz.io import FormatError, load
content = open(sys.argv[1], "rb").read()
begin = len(content) - 8 - int.from_bytes(content[-8:-4], "little")
for place in range(begin, len(content)):
    for value in (0, 255, content[place] ^ 1, content[place] ^ 16):
        damaged = bytearray(content)
        damaged[place] = value
        try:
            load(io.BytesIO(bytes(damaged)))
        except FormatError as error:
            assert len(str(error)) < 500
"""


def test_damaged_footer_of_parquet(tmp_path):
    # pyarrow crashes for damaged statistics of a column.
    path = tmp_path / "end.parquet"
    table = {"word": list(PETS), "vector": LISTS}
    pq.write_table(pa.table(table), path, store_schema=False)
    process = subprocess.run(
        [sys.executable, "-c", FOOTER_SCRIPT, str(path)], cwd=ROOT, capture_output=True, text=True
    )
    assert process.returncode == 0, process.stderr[-2000:]

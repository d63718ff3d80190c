"""NumPy files and bare numbers: exact round trips, damaged headers, no pickles."""

from __future__ import annotations

import io
import time
import zipfile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embviz import EmbeddingMatrix, FormatError, load, save
from embviz.io import LoadOptions
from embviz.io.binary.numpy_arrays import matrix_names
from embviz.io.source import Source
from tests.io.test_load_and_save import storable_embeddings, storable_tokens
from tests.support.corpus import PETS, ROWS, npy_bytes, npz_bytes, zip_bytes


def read(content: bytes, *, labels: bytes | None = None, **options):
    return load(
        io.BytesIO(content),
        options=LoadOptions(**options),
        metadata=None if labels is None else io.BytesIO(labels),
    )


@given(E=storable_embeddings(storable_tokens.filter(lambda token: not token.endswith("\0"))))
def test_round_trip(tmp_path_factory, E):
    path = tmp_path_factory.getbasetemp() / "trip.npz"
    save(E, path)
    back = load(path)
    assert back.tokens == E.tokens
    assert back.vectors.tobytes() == E.vectors.tobytes()


def test_token_that_cannot_be_saved(tmp_path):
    with pytest.raises(ValueError, match=r"save as \.safetensors"):
        save(EmbeddingMatrix(["a\0"], [[1.0]]), tmp_path / "one.npz")


@pytest.mark.parametrize("dtype", ["<f2", ">f2", "<f4", ">f4", "<f8", ">f8", "i1", ">i4", "u8"])
@pytest.mark.parametrize("order", ["C", "F"])
def test_every_type_and_order_of_numbers(dtype, order):
    rows = np.array([[1, 2, 3], [4, 5, 6]]).astype(dtype, order=order)
    E = read(npz_bytes(words=np.array(["a", "b"]), vectors=rows))
    assert E.vectors.tolist() == [[1, 2, 3], [4, 5, 6]]


def test_choice_of_arrays():
    words = np.array(PETS)
    content = npz_bytes(words=words, first=ROWS, second=ROWS * 2)
    with pytest.raises(FormatError, match="Several of its 3 arrays") as caught:
        read(content)
    assert caught.value.members == ("first", "second")
    E = read(content, member="second")
    assert E.vectors.tolist() == (ROWS * 2).tolist()
    assert E.notes == (
        "The vectors are the array 'second'.",
        "Other arrays were left out: 'first'.",
        "The tokens are the array 'words'.",
    )
    E = read(npz_bytes(vocab=words, other=words, embeddings=ROWS, biases=ROWS))
    assert E.notes == (
        "The vectors are the array 'embeddings'.",
        "Other arrays were left out: 'other', 'biases'.",
        "The tokens are the array 'vocab'.",
    )
    assert [note.choices for note in E.notes[:1]] == [("member",)]
    with pytest.raises(FormatError, match="holds no matrix 'second'") as caught:
        read(npz_bytes(vocab=words, embeddings=ROWS), member="second")
    assert caught.value.members == ("embeddings",)


def test_matrix_names():
    two = Source(io.BytesIO(npz_bytes(words=np.array(PETS), a=ROWS, b=ROWS)), "two.npz")
    assert matrix_names(two) == ("a", "b")
    assert (
        matrix_names(Source(io.BytesIO(npz_bytes(words=np.array(PETS), a=ROWS)), "one.npz")) == ()
    )


def test_words_of_a_second_file():
    E = read(npy_bytes(ROWS), labels=b"cat\ndog\ncow\n")
    assert E.tokens == PETS
    E = read(npz_bytes(vectors=ROWS), labels=b"word\tkind\ncat\tpet\ndog\tpet\ncow\tfarm\n")
    assert E.labels["kind"] == ("pet", "pet", "farm")
    E = read(npz_bytes(words=np.array(PETS[:2]), vectors=ROWS), labels=b"cat\ndog\ncow\n")
    assert E.tokens == PETS
    assert "Other arrays were left out: 'words'." in E.notes
    with pytest.raises(FormatError, match="rows"):
        read(npy_bytes(ROWS), labels=b"cat\ndog\n")


def test_invalid_texts():
    E = read(npz_bytes(words=np.array([b"caf\xe9", b"dog", b"cow"]), vectors=ROWS))
    assert E.tokens == ("caf\ufffd", "dog", "cow")
    assert E.notes[-1] == "Bytes that are not UTF-8 were replaced by U+FFFD: row 1."
    surrogate = npz_bytes(words=np.array(["a\ud800", "dog", "cow"]), vectors=ROWS)
    with pytest.raises(FormatError, match="UTF-8"):
        read(surrogate)
    for order in "<>":
        names = npy_bytes(np.array(["\U0010ffff", "dog", "cow"]).astype(f"{order}U3"))
        assert (
            read(zip_bytes({"words.npy": names, "vectors.npy": npy_bytes(ROWS)})).tokens[1:]
            == PETS[1:]
        )
        last = b"\xff\xff\x10\0"[:: 1 if order == "<" else -1]
        invalid = names.replace(last, b"\xff\xff\xff\xff")
        with pytest.raises(FormatError, match="no character"):
            read(zip_bytes({"words.npy": invalid, "vectors.npy": npy_bytes(ROWS)}))


def test_empty_arrays():
    with pytest.raises(FormatError, match="no row"):
        read(npz_bytes(words=np.array([], "<U1"), vectors=np.empty((0, 2))))
    with pytest.raises(FormatError, match=r"no room|no row|damaged"):
        read(crafted(vectors=("<f4", "(0, 2)"), words=("<U0", "(0,)")))


def crafted(**arrays: tuple[str, str]) -> bytes:
    """Return an archive of arrays without content."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, (kind, shape) in arrays.items():
            header = f"{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}, }}".encode()
            header = header.ljust(117) + b"\n"
            content = b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header
            archive.writestr(f"{name}.npy", content)
    return file.getvalue()


@pytest.mark.parametrize(
    "arrays",
    [
        {"vectors": ("<f4", "(2000000000, 0)"), "tokens": ("<U0", "(2000000000,)")},
        {"vectors": ("<f4", "(1, 1)"), "tokens": ("<U0", "(2000000000,)")},
        {"vectors": ("<f4", "(-1, 1)"), "tokens": ("<U1", "(1,)")},
        {"vectors": ("<f4", "(1000000000000, 300)"), "tokens": ("<U1", "(1,)")},
    ],
)
def test_items_of_size_0(arrays):
    started = time.process_time()
    with pytest.raises(FormatError, match="no room"):
        read(crafted(**arrays))
    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (npz_bytes(words=np.array(PETS, object), vectors=ROWS), "pickles"),
        (npz_bytes(words=np.array(PETS), vectors=ROWS.astype(object)), "pickles"),
        (npy_bytes(np.array([{"a": 1}], object)), "pickles"),
        (npz_bytes(words=np.array(PETS), vectors=ROWS * 1j), "neither numbers nor text"),
        (npz_bytes(words=np.array(PETS), vectors=ROWS[0]), "None of its 2 arrays"),
        (npy_bytes(ROWS).replace(b"(3, 2)", b"(9, 9)"), "no room"),
        (npy_bytes(ROWS)[:-1], "damaged|no room"),
        (b"\x93NUMPY\x01\x00\xff\xff", "damaged"),
    ],
)
def test_rejected_files(content, problem):
    with pytest.raises(FormatError, match=problem):
        read(content, labels=b"cat\ndog\ncow\n")


def test_without_words():
    with pytest.raises(FormatError, match="No array of it holds 3 words"):
        read(npz_bytes(words=np.array(PETS[:2]), vectors=ROWS))
    with pytest.raises(FormatError, match="holds no words"):
        read(npy_bytes(ROWS))


def test_raw_numbers_with_a_shape():
    content = ROWS.astype("<f4").tobytes()
    E = read(content, shape=(3, 2), labels=b"cat\ndog\ncow\n")
    assert E.vectors.tolist() == ROWS.tolist()
    with pytest.raises(FormatError, match=r"3 rows of 3 numbers would take 36 bytes.*has 24"):
        read(content, shape=(3, 3), labels=b"cat\ndog\ncow\n")
    E = read(content, shape=(2, 3))
    assert E.tokens == ("0", "1")
    assert E.vectors.tolist() == ROWS.reshape(2, 3).tolist()
    assert "each has its number, counted from 0" in E.notes[1]


def test_raw_numbers_with_labels():
    content = ROWS.astype("<f4").tobytes()
    E = read(content, labels=b"word\tkind\ncat\tpet\ndog\tpet\ncow\tfarm\n")
    assert E.tokens == PETS
    assert E.vectors.tolist() == ROWS.tolist()
    assert E.labels["kind"] == ("pet", "pet", "farm")
    assert "2 for each of the 3 labels" in E.notes[0]
    assert E.notes[0].choices == ("shape",)
    for n in (2, 4, 5, 7):  # 24 bytes are 6 numbers, which only 2 divides.
        labels = b"".join(b"w%d\n" % i for i in range(n))
        if n == 2:
            assert read(content, labels=labels).vectors.tolist() == ROWS.reshape(2, 3).tolist()
        else:
            with pytest.raises(FormatError):
                read(content, labels=labels)
    with pytest.raises(FormatError, match="NUL") as raised:
        read(content)
    assert "shape" in raised.value.choices
    with pytest.raises(FormatError) as raised:
        read(content[1:])  # 23 bytes are no whole number of float32.
    assert "shape" not in raised.value.choices


@pytest.mark.parametrize(
    "content", [b"caf\xe9 1 2\ndog 12 34\n\n\n\n\n\n", b"\x1f 1 2\nox 1 2\n\n\n\n"]
)
def test_text_is_not_read_as_raw_numbers(content):
    assert len(content) % 8 == 0  # The size of whole float32 rows for two labels.
    E = read(content, labels=b"x\ny\n")
    assert E.dim == 2
    assert len(E) == 2


@given(
    st.sampled_from([npz_bytes(words=np.array(PETS), vectors=ROWS), npy_bytes(ROWS)]),
    st.lists(st.tuples(st.integers(0, 700), st.integers(0, 255)), min_size=1, max_size=4),
)
def test_damaged_files(content, damages):
    damaged = bytearray(content)
    for place, value in damages:
        damaged[place % len(damaged)] = value
    for labels in (None, b"cat\ndog\ncow\n"):
        try:
            read(bytes(damaged), labels=labels)
        except FormatError as error:
            assert len(str(error)) < 500

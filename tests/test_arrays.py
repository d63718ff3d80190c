"""NumPy's files: exact round trips, true headers, no pickles."""

from __future__ import annotations

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embviz import EmbeddingMatrix, FormatError, load, save
from embviz.formats import Reading
from tests.corpus import PETS, ROWS, _npy, _npz
from tests.test_formats import embeddings, tokens


def read(content: bytes, **parts):
    labels = parts.pop("labels", None)
    return load(
        io.BytesIO(content),
        reading=Reading(**parts),
        metadata=None if labels is None else io.BytesIO(labels),
    )


@given(E=embeddings(tokens.filter(lambda token: not token.endswith("\0"))))
def test_round_trip(tmp_path_factory, E):
    path = tmp_path_factory.getbasetemp() / "trip.npz"
    save(E, path)
    back = load(path)
    assert back.tokens == E.tokens
    assert back.vectors.tobytes() == E.vectors.tobytes()


def test_a_token_that_it_cannot_hold(tmp_path):
    with pytest.raises(ValueError, match=r"save as \.safetensors"):
        save(EmbeddingMatrix(["a\0"], [[1.0]]), tmp_path / "one.npz")


@pytest.mark.parametrize("dtype", ["<f2", ">f2", "<f4", ">f4", "<f8", ">f8", "i1", ">i4", "u8"])
@pytest.mark.parametrize("order", ["C", "F"])
def test_every_type_and_order_of_numbers(dtype, order):
    rows = np.array([[1, 2, 3], [4, 5, 6]]).astype(dtype, order=order)
    E = read(_npz(words=np.array(["a", "b"]), vectors=rows))
    assert E.vectors.tolist() == [[1, 2, 3], [4, 5, 6]]


def test_what_is_taken_is_noted_and_can_be_chosen():
    words = np.array(PETS)
    content = _npz(words=words, first=ROWS, second=ROWS * 2)
    with pytest.raises(FormatError, match="Several of its 3 arrays") as caught:
        read(content)
    assert caught.value.options == ("first", "second")
    E = read(content, member="second")
    assert E.vectors.tolist() == (ROWS * 2).tolist()
    assert E.notes == ("The vectors are the array 'second'.", "The tokens are the array 'words'.")
    E = read(_npz(vocab=words, other=words, embeddings=ROWS, biases=ROWS))
    assert E.notes == (
        "The vectors are the array 'embeddings'.",
        "The tokens are the array 'vocab'.",
    )


def test_words_of_a_second_file():
    E = read(_npy(ROWS), labels=b"cat\ndog\ncow\n")
    assert E.tokens == PETS
    E = read(_npz(vectors=ROWS), labels=b"word\tkind\ncat\tpet\ndog\tpet\ncow\tfarm\n")
    assert E.labels["kind"] == ("pet", "pet", "farm")
    with pytest.raises(FormatError, match="rows"):
        read(_npy(ROWS), labels=b"cat\ndog\n")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (_npz(words=np.array(PETS, object), vectors=ROWS), "pickles"),
        (_npz(words=np.array(PETS), vectors=ROWS.astype(object)), "pickles"),
        (_npy(np.array([{"a": 1}], object)), "pickles"),
        (_npz(words=np.array(PETS), vectors=ROWS * 1j), "neither numbers nor text"),
        (_npz(words=np.array(PETS), vectors=ROWS[0]), "None of its 2 arrays"),
        (_npz(words=np.array(PETS[:2]), vectors=ROWS), "No array of it holds 3 words"),
        (_npy(ROWS).replace(b"(3, 2)", b"(9, 9)"), "no room"),
        (_npy(ROWS)[:-1], "damaged|no room"),
        (b"\x93NUMPY\x01\x00\xff\xff", "damaged"),
    ],
)
def test_what_is_refused(content, problem):
    with pytest.raises(FormatError, match=problem):
        read(content, labels=b"cat\ndog\ncow\n")


def test_raw_numbers_need_their_shape_and_their_words():
    content = ROWS.astype("<f4").tobytes()
    E = read(content, shape=(3, 2), labels=b"cat\ndog\ncow\n")
    assert E.vectors.tolist() == ROWS.tolist()
    with pytest.raises(FormatError, match=r"3 rows of 3 numbers would take 36 bytes.*has 24"):
        read(content, shape=(3, 3), labels=b"cat\ndog\ncow\n")
    with pytest.raises(FormatError, match="numbers only"):
        read(content, shape=(3, 2))


@given(
    st.sampled_from([_npz(words=np.array(PETS), vectors=ROWS), _npy(ROWS)]),
    st.lists(st.tuples(st.integers(0, 700), st.integers(0, 255)), min_size=1, max_size=4),
)
def test_damaged_files(content, damages):
    damaged = bytearray(content)
    for place, value in damages:
        damaged[place % len(damaged)] = value
    try:
        read(bytes(damaged), labels=b"cat\ndog\ncow\n")
    except FormatError as error:
        assert len(str(error)) < 500

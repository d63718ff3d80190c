"""word2vec's binary format, as written by gensim and by the original program, and damaged."""

import io

import numpy as np
import pytest
from hypothesis import assume, example, given

from embviz import EmbeddingMatrix, FormatError, load, save
from embviz.io import Limits, LoadOptions
from embviz.io.binary.word2vec_binary import is_word2vec_binary
from tests.io.test_load_and_save import (
    float32_values,
    storable_embeddings,
    storable_tokens,
    unicode_text,
)

CAT, DOG = np.array([0.5, 1], "<f4").tobytes(), np.array([-2, 3], "<f4").tobytes()


def read(content: bytes, **options) -> EmbeddingMatrix:
    return load(io.BytesIO(content), options=LoadOptions(**options))


@pytest.mark.parametrize("end", [b"", b"\n"])
def test_with_and_without_a_line_break_after_a_row(end):
    E = read(b"2 2\ncat " + CAT + end + b"new_york " + DOG + end)
    assert E.tokens == ("cat", "new_york")
    assert E.vectors.tolist() == [[0.5, 1], [-2, 3]]
    assert E.notes == ()


def fits(token: str) -> bool:
    return bool(token) and " " not in token and not token.startswith("\n")


@given(E=storable_embeddings((storable_tokens | unicode_text).filter(fits)))
@example(EmbeddingMatrix(["a\tb", "1"], [[0.1], [1e-30]]))
def test_round_trip(tmp_path_factory, E):
    path = tmp_path_factory.getbasetemp() / "trip.bin"
    save(E, path)
    # A few numbers whose bytes are all letters look like text.
    assume(is_word2vec_binary(path.read_bytes()))
    back = load(path)
    assert back.tokens == E.tokens
    assert back.vectors.tobytes() == E.vectors.tobytes()


@pytest.mark.parametrize("token", ["", "new york", "\nx"])
def test_tokens_that_cannot_be_saved(tmp_path, token):
    with pytest.raises(ValueError, match=r"save as \.csv"):
        save(EmbeddingMatrix([token], [[1.0]]), tmp_path / "one.bin")
    assert not (tmp_path / "one.bin").exists()


def test_truncated_file():
    E = read(b"3 2\ncat " + CAT + b"dog " + DOG + b"cow " + DOG[:5])
    assert E.tokens == ("cat", "dog")
    assert E.notes[0] == "The first line promises 3 rows; the file has 2."


def test_trailing_bytes():
    E = read(b"1 2\ncat " + CAT + b"\nand more")
    assert E.tokens == ("cat",)
    assert "belong to no row" in E.notes[0]


def test_notes():
    E = read(b"3 2\ncat " + CAT + b"cat " + DOG + b"\xffx " + bytes(8))
    assert E.tokens == ("cat", "\ufffdx")
    assert E.notes == (
        "Bytes that are not UTF-8 were replaced by U+FFFD: row 3.",
        "Tokens that occur again, the first row was kept: 'cat' (row 2, first on row 1).",
        "All numbers are zero, so nothing is similar to the token: row 3.",
    )


def test_nan():
    nan = np.array([1, np.nan], "<f4").tobytes()
    content = b"2 2\ncat " + nan + b"dog " + DOG
    with pytest.raises(
        FormatError, match=r"row 1: The token 'cat' has nan at dimension 1"
    ) as caught:
        read(content)
    assert caught.value.choices == ("skip_bad",)
    E = read(content, skip_bad=True)
    assert E.tokens == ("dog",)
    assert E.notes == ("Rows that could not be read were left out: row 1 ('cat').",)
    with pytest.raises(FormatError, match="No row of it can be kept"):
        read(b"1 2\ncat " + nan, skip_bad=True)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"1000000000 300\ncat " + CAT, "are too many|has no room"),
        (b"1000 2\ncat " + CAT, "has no room"),
        (b"1 2" + b" " * 90 + b"\ncat " + CAT, "NUL"),
        (b"2 0\ncat " + CAT, "has no room|no row|hold"),
        (b"1 2\n\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0b", "."),
        (b"1 1\n" + b"\x01" * 200_000, "."),
    ],
)
def test_rejected_files(content, problem):
    with pytest.raises(FormatError, match=problem):
        read(content)


def test_limits():
    with pytest.raises(FormatError, match="here a file may have 1 rows and 10 numbers"):
        read(b"2 2\ncat " + CAT + b"dog " + DOG, limits=Limits(numbers=10, tokens=1))


@given(float32_values)
def test_text_with_a_header_is_not_binary(number):
    assert read(f"1 1\ncat {float(number)!r}\n".encode()).tokens == ("cat",)

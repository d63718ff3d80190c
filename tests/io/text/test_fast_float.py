"""Text parsed in blocks: the same result as line by line."""

import io
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embviz import FormatError, load
from embviz.io import LoadOptions, source
from embviz.io.text import fast_float, word2vec_text
from embviz.io.text.fast_float import parse_block
from tests.conftest import random_embedding

PLAIN = b"".join(b"w%d %d.5 -%d\n" % (i, i, i) for i in range(4000))


def read(content: bytes, **choices):
    return load(io.BytesIO(content), options=LoadOptions(**choices))


def test_many_lines(tmp_path):
    E = random_embedding(5000, 20)
    lines = [
        f"{token} {' '.join(map(str, row))}" for token, row in zip(E.tokens, E.vectors, strict=True)
    ]
    for end in ("\n", "\r\n", " \n"):
        back = read(end.join(lines).encode())
        assert back.tokens == E.tokens
        np.testing.assert_array_equal(back.vectors, E.vectors)
        assert back.notes == ()


UNUSUAL_LINES = [
    (b"new york 1 2\n", "new york"),
    ("a\u00a0b 1 2\n".encode(), "a\u00a0b"),
    ("\u2028 1 2\n".encode(), "\u2028"),
    ("\u0085 1 2\n".encode(), "\u0085"),
    (b"tab\t1\t2\n", "tab"),
    (b"  lead 1 2\n", "lead"),
    (b'" 1 2\n', '"'),
    (b"# 1 2\n", "#"),
    (b"null 1 2\n", "null"),
    (b"\xff 1 2\n", "\ufffd"),
]


@pytest.mark.parametrize(("line", "token"), UNUSUAL_LINES)
@pytest.mark.parametrize("place", [0, 17, 3999])
def test_unusual_line_among_many(line, token, place):
    lines = PLAIN.splitlines(keepends=True)
    E = read(b"".join([*lines[:place], line, *lines[place:]]))
    assert len(E) == 4001
    assert E.tokens[place] == token
    assert E[token].tolist() == [1, 2]
    assert E["w3999"].tolist() == [3999.5, -3999]


@pytest.mark.parametrize(
    "line",
    [b"bad 1\n", b"bad 1 x\n", b"bad nan 2\n", b"bad 1 inf\n", b"bad 1e99 2\n", b"bad 0.5 2.5 3\n"],
)
@pytest.mark.parametrize("place", [1, 2500, 3999])
def test_bad_line_among_many(line, place):
    lines = PLAIN.splitlines(keepends=True)
    content = b"".join([*lines[:place], line, *lines[place:]])
    with pytest.raises(FormatError, match=f"line {place + 1}:") as caught:
        read(content)
    assert caught.value.choices == ("skip_bad",)
    E = read(content, skip_bad=True)
    assert len(E) == 4000
    assert f"line {place + 1} (" in E.notes[0]


def test_line_numbers_of_repeats_and_blank_lines():
    E = read(PLAIN + b"\n" + PLAIN + b"x 0 0\n")
    assert len(E) == 4001
    assert E.notes[0] == "Blank lines were skipped: line 4001."
    assert "'w0' (line 4002, first on line 1)" in E.notes[1]
    assert "and 3,995 more" in E.notes[1]
    assert "line 8002" in E.notes[2]


def test_header():
    assert read(b"4000 2\n" + PLAIN).notes == ()
    (note,) = read(b"4001 2\n" + PLAIN).notes
    assert note == "The first line promises 4,001 rows; the file has 4,000."
    assert (note.line, note.choices) == (1, ("header",))
    assert read(b"4000 2\n" + PLAIN.replace(b" -", b" 0 -"), header=False, skip_bad=True).dim == 3


def test_progress():
    shares: list[float] = []
    read(PLAIN * 40, progress=shares.append, skip_bad=True)
    assert shares and shares == sorted(shares) and shares[-1] == 1.0


number = (
    st.floats(width=32) | st.integers(-5, 5) | st.sampled_from(["nan", "1,5", "x", "1_0", "+1"])
)
line = st.tuples(
    st.sampled_from(["a", "b c", "", "1", "2.5", "\ufeff", "é", "\x1c"]),
    st.lists(number, max_size=3),
    st.sampled_from(["\n", "\n", " \n", "\r\n", "\n\n"]),
)


@given(st.lists(line, min_size=1, max_size=12))
def test_blocks_and_lines_give_the_same(lines):
    content = "".join(
        " ".join([token, *map(str, numbers)]) + end for token, numbers, end in lines
    ).encode()
    outcomes = []
    for min_block_bytes in (1, 1 << 40):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(word2vec_text, "MIN_BLOCK_BYTES", min_block_bytes)
            patch.setattr(source, "BLOCK_BYTES", 16 if min_block_bytes == 1 else 1 << 20)
            try:
                E = read(content)
                outcomes.append((E.tokens, E.vectors.tolist(), E.notes))
            except FormatError as error:
                outcomes.append(str(error))
    assert outcomes[0] == outcomes[1]


def test_parse_block():
    assert parse_block(b"", 2) is None
    assert parse_block(b"\n\n", 2) is None
    assert parse_block(b"a 1 2\nb 1\n", 2) is None
    parsed = parse_block(b"a 1 2\nb 3 4", 2)
    assert parsed is not None
    assert parsed[0] == ["a", "b"]
    assert fast_float.MIN_BLOCK_BYTES > 0


@pytest.mark.parametrize("content", [b"cat 1 2\n", b"", b"cat,1\n"])
def test_blank_lines_are_rejected_fast(content):
    started = time.process_time()
    with pytest.raises(FormatError, match="More than 1,000,000 lines are blank"):
        read(content + b"\n" * 20_000_000)
    assert time.process_time() - started < 5

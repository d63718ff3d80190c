"""word2vec and GloVe text."""

import io

import numpy as np
import pytest

from embviz.io import FormatError, Limits, LoadOptions, load


def read(content: bytes):
    file = io.BytesIO(content)
    file.name = "pets.txt"
    return load(file)


def rejected(content: bytes) -> FormatError:
    with pytest.raises(FormatError) as caught:
        read(content)
    assert caught.value.file == "pets.txt"
    return caught.value


def test_glove_without_a_header():
    E = read(b"cat 0.8 0.2\ndog 0.7 0.3\n")
    assert E.tokens == ("cat", "dog")
    np.testing.assert_array_equal(E.vectors, np.array([[0.8, 0.2], [0.7, 0.3]], np.float32))
    assert (E.name, E.source, E.notes) == ("pets", "pets.txt", ())


def test_word2vec_with_a_header():
    E = read(b"2 3\ncat 1 2 3\ndog 4 5 6\n")
    assert E.tokens == ("cat", "dog")
    assert E.vectors.tolist() == [[1, 2, 3], [4, 5, 6]]
    assert E.notes == ()


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbfcat 1.5 2\ndog 3 4",
        b"cat 1.5 2\r\ndog 3 4\r\n",
        b"cat 1.5 2 \ndog 3 4 \t\n",
        b"cat 1.5 2\ndog 3 4\n\n\r\n",
        b"cat  1.5\t2\ndog  3  4\n",
        b"  cat 1.5 2\n\tdog 3 4\n",
        b"\xef\xbb\xbf2 2\r\ncat 1.5 2\r\ndog 3 4",
        b"2\t2\ncat\t1.5\t2\ndog\t3\t4\n",
    ],
    ids=["bom", "crlf", "trailing", "blank end", "runs", "leading", "bom header", "tab header"],
)
def test_accepted_variants(content):
    E = read(content)
    assert E.tokens == ("cat", "dog")
    assert E.vectors.tolist() == [[1.5, 2], [3, 4]]
    assert E.notes == ()


@pytest.mark.parametrize(
    "token",
    [". . .", "at name@domain.com", "a\u00a0b", "\u00a0", "a\u0085b", "\u2028", "\x1c", "\x0b", ",",
     '"', "2010", "windows 95", "nan", "a\rb", "\ufeffx", "1,5", ";", "tab\tinside", "new  york"],
)  # fmt: skip
def test_tokens_of_real_files(token):
    others = [f"word{i} 0.{i} 0.5 1e-3" for i in range(10, 20)]
    for header in ([], ["11 3"]):
        E = read("\n".join([*header, *others, f"{token} 0.1 -.2 +3."]).encode())
        assert E.tokens[-1] == token
        assert E.dim == 3
        assert E.notes == ()


def test_comma_as_the_first_token():
    assert read(b", 0.1 0.2\n. 0.3 0.4\n").tokens == (",", ".")


def test_dim_with_long_and_numeric_tokens():
    lines = [b". . . 0.1 0.2", b"2010 0.1 0.3", b"windows 95 0.5 0.5", b"cat 0.1 0.2"]
    E = read(b"\n".join(lines))
    assert E.tokens == (". . .", "2010", "windows 95", "cat")
    assert E.dim == 2


def test_one_numeric_token():
    E = read(b"1 0.1 0.2")
    assert E.tokens == ("1",)
    assert E.dim == 2


def test_repeated_tokens():
    E = read(b"cat 1 2\ndog 3 4\ncat 5 6\n")
    assert E.tokens == ("cat", "dog")
    assert E["cat"].tolist() == [1, 2]
    assert E.notes == (
        "Tokens that occur again, the first row was kept: 'cat' (line 3, first on line 1).",
    )


def test_many_repeats():
    E = read(b"cat 1 2\n" * 1000)
    assert len(E) == 1
    assert "'cat' (line 2, first on line 1)" in E.notes[0]
    assert E.notes[0].endswith(" and 994 more.")


def test_invalid_utf8():
    E = read("caf\u00e9 0.1 0.2\n".encode() + b"caf\xc3 0.3 0.4\n")
    assert E.tokens == ("caf\u00e9", "caf\ufffd")
    assert E.notes == ("Bytes that are not UTF-8 were replaced by U+FFFD: line 2.",)


def test_replacement_character_in_the_file():
    assert read("a\ufffd 0.1 0.2\n".encode()).notes == ()


def test_wrong_number_of_rows_in_the_header():
    E = read(b"1000000000 2\ncat 0.1 0.2\n")
    assert len(E) == 1
    assert E.notes == ("The first line promises 1,000,000,000 rows; the file has 1.",)


def test_repeats_count_as_rows_of_the_header():
    assert not any("promises" in note for note in read(b"2 2\ncat 1 2\ncat 3 4\n").notes)


def test_zero_rows():
    E = read(b"cat 0.1 0.2\nnothing 0 0.0\n")
    assert E["nothing"].tolist() == [0, 0]
    assert E.notes == ("All numbers are zero, so nothing is similar to the token: line 2.",)


def test_line_of_zero_rows_after_repeats():
    E = read(b"3 2\ncat 1 2\ncat 1 2\n\nnothing 0 0\n")
    assert any("similar" in note and note.endswith("line 5.") for note in E.notes)


def test_blank_lines():
    E = read(b"\ncat 0.1 0.2\n\n\ndog 0.3 0.4\n\n")
    assert E.tokens == ("cat", "dog")
    assert E.notes == ("Blank lines were skipped: line 1, line 3, line 4.",)


@pytest.mark.parametrize(
    ("content", "line", "parts"),
    [
        (b"cat 0.1 0.2 0.3\ndog 0.1 0.2\ncow 1 2 3\n", 2, ["Expected 3", "found 2"]),
        (b"cat 0.1 0.2\ndog 0.1 0.2 0.3\ncow 1 2\n", 2, ["Expected 2", "found 3"]),
        (b"cat 1 2\ndog 1 2 3\ncow 1 2\n", 2, ["Expected 2", "found 3"]),
        (b"2 5\ncat 1 2 3 4\ndog 1 2 3 4\n", 2, ["Expected 5", "line 1 says", "found 4"]),
        (b"2 2\ncat 0.1 0.2 0.3\n", 2, ["Expected 2", "found 3"]),
        (b"cat 0.1 0.2\ndog\n", 2, ["found 0"]),
        (b"cat 0.1 0.2\ndog 0.1 nan\n", 2, ["field 3", "'nan'", "not a finite number"]),
        (b"cat 0.1 0.2\ndog -inf 0.1\n", 2, ["field 2", "'-inf'", "not a finite number"]),
        (b"cat 0.1 0.2\n\ndog 0.1 x\n", 3, ["field 3", "'x'", "not a number"]),
        (b"cat 0.1 0.2\nnew york 0.1 0x1\n", 2, ["field 4", "'0x1'"]),
        (b"cat 0.1 0.2\ndog 0.1 1_0\n", 2, ["'1_0'", "not a number"]),
        ("cat 0.1 0.2\ndog 0.1 \u0661\n".encode(), 2, ["'\u0661'", "not a number"]),
        (b"cat 0.1 0.2\ndog 0.1 1e999\n", 2, ["'1e999'", "1e+15"]),
        (b"cat 0.1 0.2\ndog 0.1 -2e15\n", 2, ["'-2e15'", "1e+15"]),
        (b"cat 0.1 0.2\ndog 0.1 2\x0c\n", 2, ["not a number"]),
        (b"cat 0,1 0,2\ndog 0,3 0,4\n", 1, ["'0,1'", "decimal comma", "decimal point"]),
        (b"cat 0.1 0.2\nd\0g 0.1 0.2\n", 2, ["NUL"]),
        (b"2 0\ncat 1\n", 1, ["0 numbers"]),
        (b"cat 0.1 0.2\ndog 0.1 " + b"x" * 9999, 2, ["\u2026"]),
    ],
)
def test_rejected_files(content, line, parts):
    error = rejected(content)
    assert error.line == line
    assert str(error).startswith(f"pets.txt, line {line}: ")
    assert len(str(error)) < 500
    for part in parts:
        assert part in str(error)


def test_header_without_rows():
    assert "No line holds" in str(rejected(b"2 3\n"))


def test_line_that_is_too_long():
    assert "longer than" in str(rejected(b"cat " + b"1 " * 3_000_000))


@pytest.mark.parametrize("limits", [Limits(numbers=5), Limits(tokens=2)])
def test_limits(limits):
    with pytest.raises(FormatError, match="too many") as caught:
        load(io.BytesIO(b"a 1 2\nb 3 4\nc 5 6\n"), options=LoadOptions(limits=limits))
    assert caught.value.line == 3

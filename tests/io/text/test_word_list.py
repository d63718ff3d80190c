"""Lists of words, and how they are distinguished from vectors."""

import io

import pytest

from embviz.io import FormatError, is_word_list, load, read_word_list


def upload(content: bytes) -> io.BytesIO:
    file = io.BytesIO(content)
    file.name = "animals.txt"
    return file


def read(content: bytes):
    return read_word_list(upload(content))


def test_one_word_per_line():
    word_list = read(b"\xef\xbb\xbfcat\r\n\r\nnew york\r\n windows 95 \r\nParis, France")
    assert word_list.words == ("cat", "new york", "windows 95", "Paris, France")
    assert word_list.groups is None
    assert word_list.name == "animals"
    assert word_list.notes == ()


@pytest.mark.parametrize(
    "line",
    [b"cat dog  cow", b"cat,dog, cow,\n", b"cat;dog;cow\n\n", b"cat\tdog\tcow", b"\ncat dog cow\n"],
)
def test_one_line(line):
    assert read(line).words == ("cat", "dog", "cow")


def test_one_line_with_commas_and_spaces():
    assert read(b"new york, paris").words == ("new york", "paris")


@pytest.mark.parametrize("delimiter", [b",", b";", b"\t"])
@pytest.mark.parametrize("header", [b"", b"Word,Group\n", b"token,category\n"])
def test_two_columns(delimiter, header):
    word_list = read((header + b"cat,animal\nblue,color\nbox,\n").replace(b",", delimiter))
    assert word_list.words == ("cat", "blue", "box")
    assert word_list.groups == ("animal", "color", "")
    assert word_list.notes == (("Line 1 was taken as the header row.",) if header else ())


def test_quoted_words():
    word_list = read(b'"Paris, France",city\nblue,color\n')
    assert word_list.words == ("Paris, France", "blue")


def test_repeated_words():
    word_list = read(b"cat,animal\nblue,color\ncat,pet\n")
    assert word_list.words == ("cat", "blue")
    assert word_list.groups == ("animal", "color")
    assert word_list.notes == (
        "Words that occur again, the first was kept: 'cat' (line 3, first on line 1).",
    )


def test_invalid_utf8():
    word_list = read(b"cat\ncaf\xc3\n")
    assert word_list.words == ("cat", "caf\ufffd")
    assert word_list.notes == ("Bytes that are not UTF-8 were replaced by U+FFFD: line 2.",)


def test_words_with_unicode_spaces():
    assert read("a\u0085b\n\u00a0\nc\u2028d\n".encode()).words == ("a\u0085b", "\u00a0", "c\u2028d")


@pytest.mark.parametrize(
    ("content", "line", "part"),
    [
        (b"", None, "empty"),
        (b"\n \n", None, "empty"),
        (b",,\n", None, "no words"),
        (b"cat 0.1 0.2\ndog 0.3 0.4\n", None, "vectors"),
        (b"cat\tanimal\ndog\n", 2, "found 1"),
        (b"a,b,c\nd,e,f\n", 1, "found 3"),
        (b"cat\nd\0g\n", 2, "NUL"),
        (b"\x89PNG\r\n", None, "picture"),
    ],
)
def test_rejected_files(content, line, part):
    with pytest.raises(FormatError) as caught:
        read(content)
    assert caught.value.line == line
    assert part in str(caught.value)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"cat\ndog\n", True),
        (b"cat, dog, cow", True),
        (b"cat,animal\nblue,color\n", True),
        (b"word,group\ncat,1\ndog,2\n", True),
        (b"1984\n2001\n", True),
        (b"cat 0.1 0.2\n", False),
        (b"2 2\ncat 0.1 0.2\ndog 0.1 0.2\n", False),
        (b"cat,0.1\ndog,0.2\n", False),
        (b"cat 0.1 0.2\ndog oops 0.2\ncow 0.1 0.2\n", False),
        (b"", False),
        (b"\x89PNG\r\n", False),
    ],
)
def test_is_word_list(content, words):
    file = upload(content)
    assert is_word_list(file) is words
    assert file.tell() == 0


def test_load_rejects_word_lists():
    with pytest.raises(FormatError, match="list of words"):
        load(upload(b"cat\ndog\n"))


def test_path_and_name(tmp_path):
    path = tmp_path / "animals.txt"
    path.write_bytes(b"cat\ndog\n")
    assert read_word_list(path, name="zoo").name == "zoo"
    assert is_word_list(str(path))


def test_group_before_word() -> None:
    word_list = read_word_list(io.BytesIO(b"group,word\nanimal,cat\ncolor,blue\n"))
    assert (word_list.words, word_list.groups) == (("cat", "blue"), ("animal", "color"))


def test_carriage_returns() -> None:
    with pytest.raises(FormatError, match="carriage return alone"):
        read_word_list(io.BytesIO(b"cat\rdog\rcow\r"))

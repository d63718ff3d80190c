"""Lists of words, and telling them from vectors."""

import io

import pytest

from embviz.io import FormatError, is_word_list, load, read_word_list


def upload(content: bytes) -> io.BytesIO:
    file = io.BytesIO(content)
    file.name = "animals.txt"
    return file


def read(content: bytes):
    return read_word_list(upload(content))


def test_one_word_a_line():
    found = read(b"\xef\xbb\xbfcat\r\n\r\nnew york\r\n windows 95 \r\nParis, France")
    assert found.words == ("cat", "new york", "windows 95", "Paris, France")
    assert found.groups is None
    assert found.name == "animals"
    assert found.notes == ()


@pytest.mark.parametrize(
    "line",
    [b"cat dog  cow", b"cat,dog, cow,\n", b"cat;dog;cow\n\n", b"cat\tdog\tcow", b"\ncat dog cow\n"],
)
def test_one_line(line):
    assert read(line).words == ("cat", "dog", "cow")


def test_words_of_one_line_may_hold_spaces_between_commas():
    assert read(b"new york, paris").words == ("new york", "paris")


@pytest.mark.parametrize("delimiter", [b",", b";", b"\t"])
@pytest.mark.parametrize("header", [b"", b"Word,Group\n", b"token,category\n"])
def test_two_columns(delimiter, header):
    found = read((header + b"cat,animal\nblue,color\nbox,\n").replace(b",", delimiter))
    assert found.words == ("cat", "blue", "box")
    assert found.groups == ("animal", "color", "")
    assert found.notes == (("Line 1 was taken as the header row.",) if header else ())


def test_quoted_words():
    found = read(b'"Paris, France",city\nblue,color\n')
    assert found.words == ("Paris, France", "blue")


def test_repeats_keep_their_first_group():
    found = read(b"cat,animal\nblue,color\ncat,pet\n")
    assert found.words == ("cat", "blue")
    assert found.groups == ("animal", "color")
    assert found.notes == (
        "Words that occur again, the first was kept: 'cat' (line 3, first on line 1).",
    )


def test_cut_utf8_is_noted():
    found = read(b"cat\ncaf\xc3\n")
    assert found.words == ("cat", "caf\ufffd")
    assert found.notes == ("Bytes that are not UTF-8 were replaced by U+FFFD: line 2.",)


def test_characters_that_python_calls_space_are_part_of_the_word():
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
def test_what_is_refused(content, line, part):
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
def test_looks_like_words(content, words):
    file = upload(content)
    assert is_word_list(file) is words
    assert file.tell() == 0


def test_loading_a_list_says_what_it_is():
    with pytest.raises(FormatError, match="list of words"):
        load(upload(b"cat\ndog\n"))


def test_a_path_and_a_name(tmp_path):
    path = tmp_path / "animals.txt"
    path.write_bytes(b"cat\ndog\n")
    assert read_word_list(path, name="zoo").name == "zoo"
    assert is_word_list(str(path))


def test_group_may_stand_before_the_word() -> None:
    listed = read_word_list(io.BytesIO(b"group,word\nanimal,cat\ncolor,blue\n"))
    assert (listed.words, listed.groups) == (("cat", "blue"), ("animal", "color"))


def test_old_line_ends_are_named() -> None:
    with pytest.raises(FormatError, match="carriage return alone"):
        read_word_list(io.BytesIO(b"cat\rdog\rcow\r"))

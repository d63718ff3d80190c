"""JSON: the layouts of words with numbers, and files that are rejected."""

from __future__ import annotations

import io
import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embviz import FormatError, load
from embviz.io import LoadOptions
from embviz.io.json import scanner
from tests.support.server import ROOT


def read(content: object, **choices):
    text = content if isinstance(content, bytes) else json.dumps(content).encode()
    return load(io.BytesIO(text), options=LoadOptions(**choices))


LAYOUTS = {
    "object": {"cat": [0.5, 1], "dog": [2, 3]},
    "word and vector": [{"word": "cat", "vector": [0.5, 1]}, {"word": "dog", "vector": [2, 3]}],
    "other names": [{"Token": "cat", "Embedding": [0.5, 1]}, {"Token": "dog", "Embedding": [2, 3]}],
    "any names": [{"a": "cat", "b": [0.5, 1]}, {"a": "dog", "b": [2, 3]}],
    "dimensions": [{"word": "cat", "x": 0.5, "y": 1}, {"word": "dog", "x": 2, "y": 3}],
    "pairs": [["cat", [0.5, 1]], ["dog", [2, 3]]],
    "rows": [["cat", 0.5, 1], ["dog", 2, 3]],
    "two lists": {"words": ["cat", "dog"], "vectors": [[0.5, 1], [2, 3]]},
    "two lists with more": {"dim": 2, "vocab": ["cat", "dog"], "embeddings": [[0.5, 1], [2, 3]]},
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("indent", [None, 2])
def test_layouts(layout, indent):
    E = read(json.dumps(LAYOUTS[layout], indent=indent).encode())
    assert E.tokens == ("cat", "dog")
    assert E.vectors.tolist() == [[0.5, 1], [2, 3]]


@pytest.mark.parametrize(
    "layout", [name for name, layout in LAYOUTS.items() if isinstance(layout, list)]
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\n\n"])
def test_json_lines(layout, end):
    E = read(end.join(json.dumps(item) for item in LAYOUTS[layout]).encode())
    assert E.tokens == ("cat", "dog")
    assert E.vectors.tolist() == [[0.5, 1], [2, 3]]


def test_words_named_like_the_lists():
    E = read({"words": [1, 2], "vectors": [3, 4]})
    assert E.tokens == ("words", "vectors")


def test_other_texts_become_labels():
    E = read([{"word": "cat", "kind": "pet", "v": [1]}, {"word": "cow", "kind": "farm", "v": [2]}])
    assert dict(E.labels) == {"kind": ("pet", "farm")}
    E = read([{"word": "cat", "kind": "pet", "v": [1]}, {"word": "cow", "v": [2]}])
    assert dict(E.labels) == {}
    assert "Labels that not every entry has were left out: 'kind'." in E.notes


def test_order_of_keys():
    E = read([{"word": "cat", "x": 1, "y": 2}, {"y": 4, "word": "dog", "x": 3}])
    assert E.vectors.tolist() == [[1, 2], [3, 4]]
    assert E.notes == ("The numbers are those under the keys from 'x' to 'y'.",)
    E = read([{"a": "cat", "b": "pet", "c": [1]}, {"c": [2], "b": "farm", "a": "cow"}])
    assert E.tokens == ("cat", "cow")
    assert dict(E.labels) == {"b": ("pet", "farm")}
    assert E.notes == (
        "The words are those under the key 'a'.",
        "The numbers are those under the key 'c'.",
    )


def test_notes_on_unused_keys():
    E = read([{"word": "cat", "id": 7, "vector": [1], "about": {"x": 1}}])
    assert E.notes == ("Other keys were left out: 'id', 'about'.",)
    lists = {"dim": 1, "vectors": [[1], [2]], "words": ["cat", "dog"], "by": {"a": [1]}}
    for keys in (list(lists), list(lists)[::-1]):
        E = read({key: lists[key] for key in keys})
        assert E.tokens == ("cat", "dog")
        assert E.vectors.tolist() == [[1], [2]]
        unused = ", ".join(repr(key) for key in keys if key in ("dim", "by"))
        assert E.notes == (f"Other keys were left out: {unused}.",)


@pytest.mark.parametrize("token", ['{"', '["', '{"a"', "{}", "[]", "[[", '{ "a', '["a"'])
def test_text_that_starts_like_json(token):
    E = read(f"{token} 0.5 1\ncat 1 2\n".encode())
    assert E.tokens == (token, "cat")


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_any_block_size(monkeypatch, size, layout):
    monkeypatch.setattr(scanner, "BLOCK_BYTES", size)
    text = json.dumps(LAYOUTS[layout], indent=1).replace("cat", "c\u00e4\U0001f600t")
    E = read(b"\xef\xbb\xbf" + text.encode())
    assert E.tokens == ("c\u00e4\U0001f600t", "dog")
    assert E.vectors.tolist() == [[0.5, 1], [2, 3]]


@pytest.mark.parametrize("size", [3, 1 << 20])
def test_line_numbers_across_blocks(monkeypatch, size):
    monkeypatch.setattr(scanner, "BLOCK_BYTES", size)
    entries = ",\n".join(f'"w{i}": [{i}, 1]' for i in range(50))
    with pytest.raises(FormatError, match=r"line 52: Here it is no JSON any more.*'\[1,'"):
        read(("{\n" + entries + ',\n"last": [1,,2]}').encode())
    content = ("{\n" + entries + "}").encode().replace(b"w30", b"w\xff30")
    E = read(content)
    assert E.tokens[30] == "w\ufffd30"
    assert E.notes == ("Bytes that are not UTF-8 were replaced by U+FFFD: line 32.",)


def test_notes_on_repeats_name_lines():
    E = read(b'["cat", [1]]\n\n["dog", [2]]\n["cat", [3]]\n')
    assert "'cat' (line 4, first on line 1)" in E.notes[0]


HOSTILE = """
import io, resource, sys, time
from embviz.io import FormatError, Limits, LoadOptions, load
begin, middle, end = {
    "lists": (b'["cat",[1]],', b"[],", b"[]]"),
    "one entry": (b'[["cat",[', b"[],", b"[]]]]"),
    "words": (b'{"words":["a"', b',"a%d"', b'],"vectors":[[1]]}'),
    "open": (b'{"cat":[1,2],"dog":[', b"1,", b""),
    "quote": (b'{"cat":[1,2],"', b"x", b""),
}[sys.argv[1]]
content = (b"[" if sys.argv[1] == "lists" else b"") + begin + middle * (60_000_000 // len(middle))
before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
try:
    load(io.BytesIO(content + end), options=LoadOptions(limits=Limits(tokens=3_000_000)))
except FormatError as error:
    print(error)
print(time.process_time() - started)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)
"""


@pytest.mark.parametrize("kind", ["lists", "one entry", "words", "open", "quote"])
def test_hostile_files_are_rejected_fast(kind):
    process = subprocess.run(
        [sys.executable, "-c", HOSTILE, kind], cwd=ROOT, capture_output=True, text=True, check=True
    )
    message, seconds, megabytes = process.stdout.splitlines()
    assert "file" in message
    assert float(seconds) < 5
    assert float(megabytes) < 400


def test_repeated_keys():
    E = read(b'{"cat": [1, 2], "dog": [3, 4], "cat": [5, 6]}')
    assert E["cat"].tolist() == [1, 2]
    assert "'cat' (entry 3, first on entry 1)" in E.notes[0]


@pytest.mark.parametrize(
    ("content", "location", "problem"),
    [
        ({"cat": [1, 2], "dog": [1]}, "key 'dog'", "Expected 2 numbers as in the first entry"),
        ({"cat": [1, "x"]}, "key 'cat'", "Dimension 1 is 'x'"),
        ({"cat": [1, None]}, "key 'cat'", "Dimension 1 is null"),
        ({"cat": [True, 2]}, "key 'cat'", "Dimension 0 is true"),
        ({"cat": [10**400, 2]}, "key 'cat'", "a very large number"),
        ({"cat": {"x": 1}}, "key 'cat'", "found an object"),
        ({"cat": []}, "key 'cat'", "found a list of 0"),
        ([{"word": 7, "vector": [1]}], "entry 1", "The word is 7"),
        ([["cat", [1]], 5], "entry 2", "found 5"),
        ({"\ud800": [1, 2]}, "key", "surrogate"),
        (b'{"cat": [1, 2],\n "dog": [1,, 2]}', "line 2", "no JSON any more"),
        (b'{"word": "cat", "vector": [1]}\n{"word": "dog", "vector": [1}\n', "line 2", "no JSON"),
        ({"words": ["a", "b"], "vectors": [[1]]}, "", "2 words and 1 lists"),
        (b'{"ant": [0, 1], "cat": [2, NaN]}', "key 'cat'", "Dimension 1 is nan"),
        (b'{"cat": [0, -Infinity]}', "key 'cat'", "Dimension 1 is infinite"),
        (b'{"cat": [1e999]}', "key 'cat'", "Dimension 0 is infinite"),
        (b'{"cat": [NaN, 1e300]}', "key 'cat'", "Dimension 0 is nan"),
        (b'{"cat": [1, NaN, 1e300]}', "key 'cat'", "Dimension 1 is nan"),
        (b'{"cat": ' + b"[" * 100_000, "", "nested too deeply"),
        (
            b'{"cat": [' + b"1" * 10_000 + b"]}",
            "key 'cat'",
            "Dimension 0 is infinite, or far too large",
        ),
        (b'{"cat": [1]} dog', "line 1", "Something follows the end"),
        (b'{"cat": [1], dog', "line 1", "Expecting a key in quotes"),
        (b'{"ant": [1], "cat" [1]}', "line 1", "Expecting :"),
        ([{"word": "cat", "kind": "\udc00", "vector": [1]}], "entry 1", "surrogate"),
        ([{"word": "cat", "x": 1}, {"word": "dog", "y": 1}], "entry 2", "has no 'x'"),
        ([{"word": "cat", "x": 1}, {"word": "dog", "x": 1, "y": 2}], "entry 2", "It has 'y'"),
        ([{"word": "cat", "vector": [1]}, {"vector": [1]}], "entry 2", "has no 'word'"),
        ({"words": ["a" * 10] * 3, "vectors": [[1], [2], "x"]}, "entry 3", "found 'x'"),
        ({}, "", "no word with numbers"),
    ],
)
def test_rejected_files(content, location, problem):
    with pytest.raises(FormatError) as caught:
        read(content)
    assert location in str(caught.value)
    assert problem in str(caught.value)
    assert len(str(caught.value)) < 500


def test_skip_bad():
    E = read({"ant": [1], "cat": [1, 2], "dog": ["x", 2], "cow": [3, 4]}, skip_bad=True)
    assert E.tokens == ("ant",)
    E = read({"cat": ["x", 2], "dog": [1, 2], "cow": [3]}, skip_bad=True)
    assert E.tokens == ("dog",)
    assert "key 'cat' (Dimension 0 is 'x'" in E.notes[0]
    assert "key 'cow' (Expected 2 numbers" in E.notes[0]


values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=12,
)


@given(values, st.booleans())
def test_any_json(value, skip_bad):
    for content in (
        json.dumps(value).encode(),
        f'{{"cat": [1, 2], "x": {json.dumps(value)}}}'.encode(),
    ):
        try:
            read(content, skip_bad=skip_bad)
        except FormatError as error:
            assert len(str(error)) < 500

"""JSON: every way in which people write words with numbers, and what is none of them."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embviz import FormatError, load
from embviz.formats import Reading


def read(content: object, **choices):
    text = content if isinstance(content, bytes) else json.dumps(content).encode()
    return load(io.BytesIO(text), reading=Reading(**choices))


FORMS = {
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


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("indent", [None, 2])
def test_forms(form, indent):
    E = read(json.dumps(FORMS[form], indent=indent).encode())
    assert E.tokens == ("cat", "dog")
    assert E.vectors.tolist() == [[0.5, 1], [2, 3]]


@pytest.mark.parametrize("form", [name for name, form in FORMS.items() if isinstance(form, list)])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\n\n"])
def test_lines(form, end):
    E = read(end.join(json.dumps(item) for item in FORMS[form]).encode())
    assert E.tokens == ("cat", "dog")
    assert E.vectors.tolist() == [[0.5, 1], [2, 3]]


def test_two_words_that_are_called_like_the_lists():
    E = read({"words": [1, 2], "vectors": [3, 4]})
    assert E.tokens == ("words", "vectors")


def test_other_texts_become_labels():
    E = read([{"word": "cat", "kind": "pet", "v": [1]}, {"word": "cow", "kind": "farm", "v": [2]}])
    assert dict(E.labels) == {"kind": ("pet", "farm")}
    E = read([{"word": "cat", "kind": "pet", "v": [1]}, {"word": "cow", "v": [2]}])
    assert dict(E.labels) == {}


def test_a_word_that_occurs_twice_is_seen_twice():
    E = read(b'{"cat": [1, 2], "dog": [3, 4], "cat": [5, 6]}')
    assert E["cat"].tolist() == [1, 2]
    assert "'cat' (entry 3, first on entry 1)" in E.notes[0]


@pytest.mark.parametrize(
    ("content", "place", "problem"),
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
        (b'{"cat": [NaN]}', "", "NaN is not a finite number"),
        (b'{"cat": [Infinity]}', "", "not a finite number"),
        (b'{"cat": ' + b"[" * 100_000, "", "nested too deeply"),
        (b'{"cat": [' + b"1" * 10_000 + b"]}", "", "cannot be read"),
        ({}, "", "no word with numbers"),
    ],
)
def test_what_is_refused_and_where(content, place, problem):
    with pytest.raises(FormatError) as caught:
        read(content)
    assert place in str(caught.value)
    assert problem in str(caught.value)
    assert len(str(caught.value)) < 500


def test_bad_entries_can_be_left_out():
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

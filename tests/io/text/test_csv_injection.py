"""Words in files for spreadsheets: none is a formula, and different words stay different."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from embviz import EmbeddingMatrix, load, save
from embviz.app.components import tables
from embviz.io import is_word_list, read_word_list
from embviz.io.text.csv_injection import escape_formula
from tests.support.server import ROOT

# Signs that begin formulas, apostrophes and separators, more often than other letters.
SIGNS = st.sampled_from(list("=+-@\t\r\n＝＋－＠';,\" {}"))
LETTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0\x1a\ufeff")
WORDS = st.text(SIGNS | LETTERS, min_size=1, max_size=8)


def is_formula(text: str) -> bool:
    return any(cell[:1] in tuple("=+-@\t\r\n＝＋－＠") for cell in text.split(";"))


@given(WORDS)
@example("'tis")
@example("''=")
@example("a;=1+1;")
def test_escaped_word_is_no_formula(word: str) -> None:
    assert not is_formula(escape_formula(word))
    assert escape_formula(word).replace("'", "") == word.replace("'", "")


@given(st.lists(WORDS, unique=True))
@example(["=1", "'=1", "''=1"])
def test_different_words_stay_different(words: list[str]) -> None:
    assert len(set(map(escape_formula, words))) == len(words)


@given(st.lists(WORDS.filter(str.strip), min_size=1, max_size=6, unique=True))
@example(["-", "'-", "''-", "'tis", "'s"])
@example(["-1", "'-1", "x"])
@example(["d0", "=d1"])
def test_exported_vectors_can_be_loaded(words: list[str]) -> None:
    frame = pd.DataFrame({"token": words, "about": words[::-1]}).assign(
        **{"token id": range(len(words)), "d0": np.arange(1.0, len(words) + 1), "d1": 0.5}
    )
    exported = tables.to_safe_csv(frame)
    for line in csv.reader(io.StringIO(exported)):
        assert not any(is_formula(cell) for cell in line[:2])
    E = load(io.BytesIO(exported.encode()), name="x")
    escaped = list(map(escape_formula, words))
    assert list(E.tokens) == escaped
    assert list(E.labels["about"]) == escaped[::-1]
    assert E.vectors.tolist() == [[i, 0.5] for i in range(1, len(words) + 1)]


@given(
    st.lists(WORDS.filter(lambda word: word.strip() == word), min_size=2, max_size=6, unique=True)
)
def test_exported_words_can_be_read_as_a_list(words: list[str]) -> None:
    frame = pd.DataFrame({"token": words, "token id": range(len(words))})
    file = io.BytesIO(tables.to_safe_csv(frame).encode())
    assert is_word_list(file)
    assert read_word_list(file).words == tuple(map(escape_formula, words))


@pytest.mark.parametrize("words", [["'-", "'tis"], ["'=1+1", "'s"], ["''", "king"]])
def test_apostrophes_are_kept_when_loading(words: list[str]) -> None:
    rows = "".join(f"{word},{i},1\n" for i, word in enumerate(words))
    E = load(io.BytesIO(("word,x,y\n" + rows).encode()), name="x")
    assert list(E.tokens) == words


@given(words=st.lists(WORDS, min_size=1, max_size=5, unique=True))
@example(words=["'=1", "'tis"])
def test_saved_words_are_not_escaped(
    words: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("saved") / "x.csv"
    E = EmbeddingMatrix(words, np.ones((len(words), 2)), labels={"about": words})
    save(E, path)
    assert list(load(path).tokens) == words


def test_headings_are_escaped() -> None:
    assert tables.to_safe_csv(pd.DataFrame({"=1": [1]})).startswith('"\'=1"')


def test_only_one_function_writes_tables() -> None:
    for path in [*(ROOT / "embviz" / "app").rglob("*.py"), *(ROOT / "pages").rglob("*.py")]:
        if path != Path(tables.__file__):
            assert ".to_csv(" not in path.read_text("utf-8"), path

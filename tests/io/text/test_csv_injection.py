"""Words on their way through a spreadsheet: none runs there, and all come back as they were."""

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
from embviz.io import escape_formula, is_word_list, read_word_list
from embviz.io.text.csv_injection import is_formula, unescape_formula
from tests.support.server import ROOT

# Signs that begin formulas, apostrophes and separators, more often than other letters.
ODD = st.sampled_from(list("=+-@\t\r\n＝＋－＠';,\" {}"))
HALVES = st.characters(exclude_categories=["Cs"], exclude_characters="\0\x1a\ufeff")
WORDS = st.text(ODD | HALVES, min_size=1, max_size=8)


@given(WORDS)
@example("'tis")
@example("''=")
@example("a;=1+1;")
def test_no_word_runs_and_each_comes_back(word: str) -> None:
    shown = escape_formula(word)
    assert not is_formula(shown)
    assert unescape_formula(shown) == word


@given(st.lists(WORDS.filter(str.strip), min_size=1, max_size=6, unique=True))
@example(["-", "'-", "''-", "'tis", "'s"])
@example(["-1", "'-1", "x"])
@example(["d0", "=d1"])
def test_exported_vectors_give_their_words_back(words: list[str]) -> None:
    frame = pd.DataFrame({"token": words, "about": words[::-1]}).assign(
        **{"token id": range(len(words)), "d0": np.arange(1.0, len(words) + 1), "d1": 0.5}
    )
    exported = tables.to_safe_csv(frame)
    for line in csv.reader(io.StringIO(exported)):
        assert not any(is_formula(cell) for cell in line[:2])
    E = load(io.BytesIO(exported.encode()), name="x")
    assert list(E.tokens) == words
    assert list(E.labels["about"]) == words[::-1]
    assert E.vectors.tolist() == [[i, 0.5] for i in range(1, len(words) + 1)]


@given(
    st.lists(WORDS.filter(lambda word: word.strip() == word), min_size=2, max_size=6, unique=True)
)
def test_exported_list_of_words_is_read_as_one(words: list[str]) -> None:
    frame = pd.DataFrame({"token": words, "token id": range(len(words))})
    file = io.BytesIO(tables.to_safe_csv(frame).encode())
    assert is_word_list(file)
    assert read_word_list(file).words == tuple(words)


@pytest.mark.parametrize("words", [["-", "'-"], ["'tis", "'s"], ["''", "king"]])
def test_apostrophes_of_others_stay(words: list[str]) -> None:
    rows = "".join(f"{word},{i},1\n" for i, word in enumerate(words))
    E = load(io.BytesIO(("word,x,y\n" + rows).encode()), name="x")
    assert list(E.tokens) == words
    assert not [note for note in E.notes if "apostrophe" in note]


def test_taking_away_an_apostrophe_is_said() -> None:
    E = load(io.BytesIO(b"word,x,y\n'=1+1,1,2\n'tis,2,1\n"), name="x")
    assert list(E.tokens) == ["=1+1", "'tis"]
    assert any("'=1+1" in note and "apostrophe" in note for note in E.notes)


@given(words=st.lists(WORDS, min_size=1, max_size=5, unique=True))
@example(words=["'=1", "'tis"])
def test_a_saved_file_is_exact(words: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("saved") / "x.csv"
    E = EmbeddingMatrix(words, np.ones((len(words), 2)), labels={"about": words})
    save(E, path)
    assert list(load(path).tokens) == words


def test_headings_are_words_too() -> None:
    assert tables.to_safe_csv(pd.DataFrame({"=1": [1]})).startswith('"\'=1"')


def test_every_table_leaves_the_app_through_one_function() -> None:
    for path in [*(ROOT / "embviz" / "ui").rglob("*.py"), *(ROOT / "pages").rglob("*.py")]:
        if path != Path(tables.__file__):
            assert "to_csv" not in path.read_text("utf-8"), path

"""The page of axes between words."""

from __future__ import annotations

import json

import pytest

from embviz.app.state import embeddings
from embviz.app.views.axes.axis_input import PRESETS
from embviz.axes import axis_scores, held_out, parse_axis
from tests.app.views.test_similarity_page import ODD_FILES
from tests.support.app_test import (
    EMBEDDINGS,
    chart_figures,
    click_button,
    metric_values,
    page_text,
    run_page,
    upload_and_open,
)

VIEWS = ("One axis", "Two axes")


@pytest.mark.parametrize("embedding", EMBEDDINGS)
@pytest.mark.parametrize("view", VIEWS)
def test_every_view_answers(view: str, embedding: str) -> None:
    app = run_page("axes", embedding, axes_shown=view)
    assert not app.warning
    assert chart_figures(app)
    for figure in chart_figures(app).values():
        assert json.loads(json.dumps(figure)) == figure


@pytest.mark.parametrize("name", ["three.txt", "zeros.txt", "same.txt", "hostile.txt"])
@pytest.mark.parametrize("view", VIEWS)
def test_odd_uploads_are_answered(view: str, name: str) -> None:
    app = upload_and_open("axes", name, ODD_FILES[name], axes_shown=view)
    assert chart_figures(app) or app.info


def test_words_have_the_scores_of_the_library() -> None:
    app = run_page("axes", axis_words="nurse engineer poet")
    E = embeddings.sample("glove")
    axis = parse_axis(E, PRESETS["Gender"])
    app.session_state["along_table"] = True
    app.run()
    frame = app.dataframe[0].value
    words = ("nurse", "engineer", "poet")
    scores = axis_scores(E, [E.token_id(word) for word in words], [axis])[:, 0]
    expected = dict(zip(words, scores, strict=True))
    assert list(frame["token"]) == sorted(expected, key=lambda word: -expected[word])
    assert frame["cosine with the axis"].max() == pytest.approx(max(scores))


def test_held_out_pairs_have_the_numbers_of_the_library() -> None:
    app = run_page("axes", axis="man ↔ woman; boy ↔ girl; up ↔ king; car ↔ down")
    E = embeddings.sample("glove")
    axis = parse_axis(E, "man ↔ woman; boy ↔ girl; up ↔ king; car ↔ down")
    validation = held_out(E, axis)
    values = metric_values(app)
    assert values["Held-out pairs right"] == f"{validation.n_correct} of 4"
    assert values["On random axes"] == f"{validation.random_axes.mean:.0%}"
    figure = next(f for alt, f in chart_figures(app).items() if alt.startswith("Each pair"))
    names = figure["layout"]["yaxis"]["ticktext"]
    assert [name.startswith("✓") for name in names] == list(validation.is_correct)


def test_a_single_pair_cannot_be_validated() -> None:
    assert "cannot be tested" in page_text(run_page("axes", axis="man ↔ woman"))
    assert "cannot be tested" in page_text(run_page("axes", axis="king"))


def test_presets_have_only_words_of_the_embedding() -> None:
    app = run_page("axes")
    assert {*PRESETS} <= {button.label for button in app.button}
    click_button(app, "Size")
    assert app.text_input(key="axis").value == PRESETS["Size"]
    app = run_page("axes", "minilm")
    click_button(app, "Wealth")
    assert "slum" not in app.text_input(key="axis").value  # It is not a token of that embedding.
    assert not app.info


@pytest.mark.parametrize(
    "axis", ["", "  ", "man ↔ man", "man ↔", "a ↔ b ↔ c", "[x](y) ↔ $z$", "man ↔ wooman"]
)
@pytest.mark.parametrize("view", VIEWS)
def test_invalid_axes_are_explained(axis: str, view: str) -> None:
    app = run_page("axes", axis=axis, axes_shown=view)
    assert app.info
    assert not chart_figures(app)


def test_a_misspelled_word_of_an_axis_can_be_replaced() -> None:
    app = run_page("axes", axis="man ↔ wooman; boy ↔ girl")
    click_button(app, "`woman`")
    assert app.text_input(key="axis").value == "man ↔ woman; boy ↔ girl"
    assert chart_figures(app)


def test_similar_axes_are_called_dependent() -> None:
    app = run_page("axes", axes_shown="Two axes", axis="man ↔ woman", axis_up="boy ↔ girl")
    assert "far from independent" in page_text(app)
    assert "too few pairs" in page_text(app)

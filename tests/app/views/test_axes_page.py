"""The page of axes between words."""

from __future__ import annotations

import json

import pytest

from embviz.app.state import session
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


def test_words_stand_where_the_core_places_them() -> None:
    app = run_page("axes", axis_words="nurse engineer poet")
    E = session.sample("glove")
    axis = parse_axis(E, PRESETS["Gender"])
    app.session_state["along_twin"] = True
    app.run()
    frame = app.dataframe[0].value
    places = axis_scores(E, [E.token_id(word) for word in ("nurse", "engineer", "poet")], [axis])[
        :, 0
    ]
    expected = dict(zip(("nurse", "engineer", "poet"), places, strict=True))
    assert list(frame["token"]) == sorted(expected, key=lambda word: -expected[word])
    assert frame["cosine with the axis"].max() == pytest.approx(max(places))


def test_numbers_of_the_held_out_pairs_are_those_of_the_core() -> None:
    app = run_page("axes", axis="man ↔ woman; boy ↔ girl; up ↔ king; car ↔ down")
    E = session.sample("glove")
    axis = parse_axis(E, "man ↔ woman; boy ↔ girl; up ↔ king; car ↔ down")
    found = held_out(E, axis)
    values = metric_values(app)
    assert values["Held-out pairs right"] == f"{found.n_correct} of 4"
    assert values["On random axes"] == f"{found.random_axes.mean:.0%}"
    marks = next(f for alt, f in chart_figures(app).items() if alt.startswith("Each pair"))
    names = marks["layout"]["yaxis"]["ticktext"]
    assert [name.startswith("✓") for name in names] == list(found.is_correct)


def test_single_pair_says_that_it_cannot_be_tested() -> None:
    assert "cannot be tested" in page_text(run_page("axes", axis="man ↔ woman"))
    assert "cannot be tested" in page_text(run_page("axes", axis="king"))


def test_presets_are_those_that_the_embedding_has() -> None:
    app = run_page("axes")
    assert {*PRESETS} <= {button.label for button in app.button}
    click_button(app, "Size")
    assert app.text_input(key="axis").value == PRESETS["Size"]
    app = run_page("axes", "minilm")
    click_button(app, "Wealth")
    assert "slum" not in app.text_input(key="axis").value  # No token of its own there.
    assert not app.info


@pytest.mark.parametrize(
    "axis", ["", "  ", "man ↔ man", "man ↔", "a ↔ b ↔ c", "[x](y) ↔ $z$", "man ↔ wooman"]
)
@pytest.mark.parametrize("view", VIEWS)
def test_what_is_no_axis_is_explained(axis: str, view: str) -> None:
    app = run_page("axes", axis=axis, axes_shown=view)
    assert app.info
    assert not chart_figures(app)


def test_misspelled_word_of_an_axis_is_chosen_by_the_reader() -> None:
    app = run_page("axes", axis="man ↔ wooman; boy ↔ girl")
    click_button(app, "`woman`")
    assert app.text_input(key="axis").value == "man ↔ woman; boy ↔ girl"
    assert chart_figures(app)


def test_axes_that_are_alike_are_said_to_be() -> None:
    app = run_page("axes", axes_shown="Two axes", axis="man ↔ woman", axis_up="boy ↔ girl")
    assert "far from independent" in page_text(app)
    assert "too few pairs" in page_text(app)

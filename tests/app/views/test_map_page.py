"""The map page."""

from __future__ import annotations

import base64

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from embviz import project
from embviz.app.state import embeddings, word_groups
from embviz.app.text import escape_markdown
from embviz.app.views.map import compute, word_selection
from embviz.figures import packed_word_map
from embviz.maps import color_by_group, color_by_rank, subsample
from tests.support.app_test import chart_figures, page_text, run_page, upload_and_open

FLAT = b"".join(b"w%d %d %d\n" % (i, i * 7 % 23 + 1, i * 5 % 19 + 1) for i in range(40))


def map_cloud(app: AppTest) -> dict:
    (figure,) = [each for alt, each in chart_figures(app).items() if " map of " in alt]
    return figure["layout"]["meta"]["cloud"]


def has_all_neighbors_near(app: AppTest) -> bool:
    return "near." in page_text(app) and "Missing" not in page_text(app)


def test_words_of_a_subsampled_map_do_not_depend_on_the_current_word(monkeypatch) -> None:
    monkeypatch.setitem(word_selection.MAX_POINTS, 2, 700)
    app = run_page("map", show="Many words", size="1,000", word="he")
    first = map_cloud(app)
    assert "Drawn are 700 of 1,000 words" in page_text(app)
    for word in ("she", "city", "king"):  # king is not among the first 1,000.
        app.sidebar.text_input(key="word").set_value(word).run()
        assert map_cloud(app) == first


def test_a_word_left_out_of_the_map_can_be_added(monkeypatch) -> None:
    monkeypatch.setitem(word_selection.MAX_POINTS, 2, 700)
    E = embeddings.sample("glove")
    ids = word_selection._candidates(E)[:1000]
    left_out = next(E.tokens[i] for i in np.setdiff1d(ids, ids[subsample(1000, 700)]))
    app = run_page("map", show="Many words", size="1,000", find=left_out)
    assert f"`{left_out}` is not on this map" in page_text(app)
    app.button(key="found_add").click().run()
    assert left_out in map_cloud(app)["words"].split("\n")
    assert len(map_cloud(app)["words"].split("\n")) == 701


def test_precomputed_umap_maps_need_no_package(monkeypatch) -> None:
    monkeypatch.setattr(compute, "is_available", lambda method: False)
    assert map_cloud(run_page("map", method="UMAP"))["words"]
    app = run_page("map", method="UMAP", show="My list", map_words="king queen man woman cat")
    assert "pip install umap-learn" in page_text(app)
    assert not app.exception


@pytest.mark.parametrize("view", ["2D", "3D"])
def test_rows_of_two_dimensions_are_drawn_as_they_are(view: str) -> None:
    app = upload_and_open("map", "flat.txt", FLAT, view=view)
    assert "nothing is lost" in page_text(app)
    assert has_all_neighbors_near(app)
    figures = {each.label: each.value for each in app.metric}
    assert figures == {"Trustworthiness": "1.000", "Continuity": "1.000", "Neighbors kept": "100%"}


def test_rows_of_three_dimensions_open_in_3d() -> None:
    solid = b"".join(b"w%d %d %d %d\n" % (i, i % 7, i % 5, i % 11) for i in range(40))
    app = upload_and_open("map", "solid.txt", solid)
    assert "z" in map_cloud(app)
    assert "nothing is lost" in page_text(app)


def test_messages_are_shown_in_full() -> None:
    app = run_page("map", method="Chosen axes", axis_across="wooman ↔ man")
    message = "'wooman' is not in the vocabulary. Near spellings: "
    assert escape_markdown(message) in page_text(app)
    app = run_page("map", find="/(?=a)/")
    assert escape_markdown("at character 1: it could take forever.") in page_text(app)


def test_columns_of_a_file_color_the_map() -> None:
    lines = ["word,cluster,token id,weight,d0,d1"]
    lines += [f"w{i},c{i % 3},{'ab'[i % 2]},{i * 1.5},{i % 7},{i % 5}" for i in range(30)]
    app = upload_and_open("map", "colors.csv", "\n".join(lines).encode())
    select = app.selectbox(
        key="color" if "color" in {s.key for s in app.selectbox} else "color_many"
    )
    assert {"Column: cluster", "Column: token id", "Column: weight"} <= {*select.options}
    select.select("Column: weight").run()
    assert map_cloud(app)["range"] == [0, 43.5]
    select = app.selectbox(key=select.key)
    select.select("Column: cluster").run()
    # Values of a column are not clusters, even if it is called that.
    assert map_cloud(app)["heads"] == []
    assert map_cloud(app)["names"] == ["c0", "c1", "c2"]


def test_the_color_neighbors_kept_is_offered_before_it_is_computed() -> None:
    app = run_page("map", show="Many words", size="1,000", color_many="Neighbors kept")
    assert map_cloud(app)["range"] == [0, 1]
    many = b"".join(b"w%d %d %d %d %d\n" % (i, i % 7, i % 5, i % 11, i) for i in range(2000))
    app = upload_and_open("map", "many.txt", many, color_many="Neighbors kept", show="Many words")
    assert app.selectbox(key="color_many").value == "Neighbors kept"
    assert "not compared yet" in page_text(app) or map_cloud(app)["range"] == [0, 1]


def test_equal_rows_are_named() -> None:
    app = upload_and_open("map", "same.txt", b"".join(b"w%d 1 2 3 4\n" % i for i in range(9)))
    assert "All these rows are the same" in page_text(app)
    assert "Variance kept" not in [each.label for each in app.metric]


def test_isolated_words_are_dropped_with_their_embedding() -> None:
    app = run_page("map")
    isolated = word_selection.MapWords(np.array([5139, 2769, 3]), None, "a selection")
    app.session_state["isolated_words"] = (
        embeddings.sample("glove").fingerprint,
        isolated,
        ("Word groups", ""),
    )
    app.run()
    assert map_cloud(app)["words"].count("\n") == 2
    app.sidebar.selectbox(key="embedding").select("minilm").run()
    assert map_cloud(app)["words"].count("\n") > 100
    assert not app.exception


@pytest.mark.parametrize("at", ["", "x~1_2_3_4", "~", "\u200b~nan_nan", "a" * 5000])
def test_any_viewport_in_the_address_is_accepted(at: str) -> None:
    assert map_cloud(run_page("map", at=at))["words"]


@pytest.mark.parametrize(
    ("ids", "kind"),
    [([7, 8, 9], None), ([0, 200, 201], "u1"), ([0, 300, 70_000], "i4"), ([5, 2, 9], "i4")],
)
def test_token_ids_are_sent_as_steps(ids: list[int], kind: str | None) -> None:
    figure = packed_word_map(np.zeros((3, 2)), ["a", "b", "c"], np.array(ids))
    packed = figure["layout"]["meta"]["cloud"]["ids"]
    assert packed["first"] == ids[0]
    assert (packed["steps"] and packed["steps"]["dtype"]) == kind


def test_group_labels_are_in_the_middle_of_their_points() -> None:
    coordinates = np.array([[0, 0], [2, 2], [1, 90], [5, 5]])
    coloring = color_by_group(["left", "left", "left", "right" * 30])
    figure = packed_word_map(coordinates, list("abcd"), np.arange(4), coloring, label_groups=True)
    first, second = figure["layout"]["meta"]["cloud"]["heads"]
    assert (first["text"], first["at"]) == ("left", [1, 2])
    assert len(second["text"]) == 40
    assert not figure["layout"]["showlegend"]


def test_missing_values_are_sent_as_the_step_after_the_last() -> None:
    coloring = color_by_rank([0, 50, 100])
    coloring.values[1] = np.nan
    figure = packed_word_map(np.zeros((3, 2)), list("abc"), np.arange(3), coloring)
    packed = figure["layout"]["meta"]["cloud"]

    steps = np.frombuffer(base64.b64decode(packed["values"]["bdata"]), np.uint16)
    assert steps.tolist() == [0, packed["steps"] + 1, packed["steps"]]
    assert packed["range"] == [1, 101]


def test_variance_that_the_map_keeps() -> None:
    E = embeddings.sample("glove")
    words = [word for group in word_groups.groups(E).values() for word in group]
    rows = E.vectors[[E.token_id(word) for word in words]]
    variance_kept = project(rows, metric="cosine").variance_kept.sum()
    assert f"**{variance_kept:.0%} of the variance**" in page_text(run_page("map"))


def test_map_without_groups_is_explained() -> None:
    app = run_page("map")
    app.pills(key="groups").set_value([]).run()
    assert not app.exception
    assert "at least two words" in page_text(app)


@pytest.mark.parametrize("show", ["Word groups", "Around a word", "My list"])
@pytest.mark.parametrize("view", ["2D", "3D"])
def test_every_selection_of_words_is_drawn(show: str, view: str) -> None:
    cloud = map_cloud(run_page("map", show=show, view=view))
    assert ("z" in cloud) == (view == "3D")
    first = {"Word groups": "cat", "Around a word": "king", "My list": "cat"}[show]
    assert cloud["words"].split("\n")[0] == first


def test_map_of_two_words_in_3d() -> None:
    app = run_page("map", view="3D", show="My list", map_words="king queen")
    figures = chart_figures(app).items()
    figure = next(figure for alt, figure in figures if alt.startswith("A 3D map"))
    assert figure["layout"]["scene"]["aspectmode"] == "cube"
    assert "100% of the variance" in page_text(app)
    assert "is not on this map" not in page_text(app)

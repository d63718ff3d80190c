"""The similarity page."""

from __future__ import annotations

import base64
import csv
import io
import json

import numpy as np
import pytest

from embviz import EmbeddingMatrix, most_similar, similarity
from embviz.app.components import tables
from embviz.app.state import embeddings
from embviz.app.views.similarity import tabs
from embviz.figures import clustered_heatmap
from embviz.neighbors import build_dendrogram, compare_metrics, odd_one_out, pairwise
from tests.support.app_test import (
    EMBEDDINGS,
    chart_figures,
    click_button,
    metric_values,
    page_text,
    run_page,
    switch_page,
    upload_and_open,
    upload_file,
    use_upload,
)

ODD_FILES = {
    "three.txt": b"uno 1 2\ndos 2 1\ntres 0 1\n",
    "zeros.txt": b"a 0 0\nb 0 0\nc 0 0\nd 0 0\n",
    "same.txt": b"".join(b"w%d 1 1\n" % i for i in range(12)),
    "one.txt": b"alone 1 2 3\n",
    "hostile.txt": b"<b>x</b> 1 2\n[y](z) 2 1\n$z$ 0 1\n=1+1 3 1\n:smile: 1 0\n",
}


def figure_starting_with(app, prefix: str) -> dict:
    return next(figure for alt, figure in chart_figures(app).items() if alt.startswith(prefix))


def assert_is_json(figure: dict) -> None:
    """Check that a figure has only JSON types: Streamlit sends others as strings."""
    assert json.loads(json.dumps(figure)) == figure


@pytest.mark.parametrize("embedding", EMBEDDINGS)
@pytest.mark.parametrize("part", tabs.TABS)
def test_every_tab_draws_charts(part: str, embedding: str) -> None:
    app = run_page("similarity", embedding, part=part)
    assert not app.warning
    assert chart_figures(app)
    for figure in chart_figures(app).values():
        assert_is_json(figure)


@pytest.mark.parametrize("name", ODD_FILES)
@pytest.mark.parametrize("part", tabs.TABS)
def test_odd_uploads_are_answered(part: str, name: str) -> None:
    app = run_page("upload", part=part)
    upload_file(app, name, ODD_FILES[name])
    if not any(button.label == "Use it on every page" for button in app.button):
        pytest.skip("the upload itself is refused with a sentence")
    use_upload(app)
    switch_page(app, "similarity")
    assert chart_figures(app) or app.info


@pytest.mark.parametrize(
    ("query", "part"),
    [
        ({"pairs": "king queen man"}, "Many words"),
        ({"first_word": "king"}, "Two words"),
        ({"odd": "cat dog car"}, "Odd one out"),
        ({"word": "cat", "metric": "dot"}, "Nearest words"),
        ({"pairs": "king queen", "part": "Nearest words"}, "Nearest words"),
    ],
)
def test_old_addresses_open_their_tab(query: dict[str, str], part: str) -> None:
    app = run_page("similarity", **query)
    assert app.session_state["part"] == part
    assert not app.warning


def test_neighbors_by_three_metrics_are_those_of_the_library() -> None:
    app = run_page("similarity")
    E = embeddings.sample("glove")
    figure = figure_starting_with(app, "The same by cosine")
    comparison = compare_metrics(E, E["king"], 10, [E.token_id("king")])
    for column, ranking in zip(figure["data"][1:], comparison.rankings.values(), strict=True):
        assert column["customdata"] == list(ranking.token_ids)
        texts = zip(ranking.tokens, column["text"], strict=True)
        marked = {token for token, text in texts if "◆" in text}
        others = [other for other in comparison.rankings.values() if other is not ranking]
        assert marked == {*ranking.tokens}.difference(*(other.tokens for other in others))
    n_shared = len(comparison.shared_tokens)
    assert f"All three measures name {n_shared} of the 10 words" in page_text(app)


def test_means_and_differences_have_neighbors() -> None:
    E = embeddings.sample("glove")
    app = run_page("similarity", near="ice cream")
    assert any("the mean of ice, cream" in alt for alt in chart_figures(app))
    ids = figure_starting_with(app, "The 10 words nearest")["data"][0]["customdata"]
    units = [E[word].astype(float) / np.linalg.norm(E[word]) for word in ("ice", "cream")]
    inputs = {"ice", "cream"}
    expected = [t for t in most_similar(E, sum(units), k=12).token_ids if E.tokens[t] not in inputs]
    assert ids == expected[:10]
    app = run_page("similarity", near="ice - cream")
    assert "sum of the rows" in page_text(app)
    assert chart_figures(app)


def test_the_query_is_cleared_when_the_word_changes() -> None:
    app = run_page("similarity", near="cat, dog")
    assert any("the mean of cat, dog" in alt for alt in chart_figures(app))
    app.sidebar.text_input(key="word").set_value("queen").run()
    assert app.text_input(key="near").value == ""
    assert any("nearest to 'queen'" in alt for alt in chart_figures(app))


@pytest.mark.parametrize(
    "near", ["cat -", "cat, qwxzt", "* *", "cat - cat", "<b>, [x](y)", "'" * 99]
)
def test_invalid_queries_are_explained(near: str) -> None:
    app = run_page("similarity", near=near)
    assert app.info
    assert not chart_figures(app)


def test_a_thousand_neighbors_are_in_the_table_only() -> None:
    app = run_page("similarity", count_near="1000")
    assert "The table has all 1,000." in page_text(app)
    assert len(figure_starting_with(app, "The 20 words nearest")["data"][0]["customdata"]) == 20
    app.session_state["nearest_table"] = True
    app.run()
    assert len(app.dataframe[0].value) == 1000


@pytest.mark.parametrize("count", ["0", "-1", "1e9", "x", ""])
def test_an_unknown_count_in_the_address_is_ignored(count: str) -> None:
    assert figure_starting_with(run_page("similarity", count_near=count), "The 10 words nearest")


def test_filters() -> None:
    E = embeddings.sample("glove")
    app = run_page("similarity", like="ing$", count_near="50", word="running")
    ids = figure_starting_with(app, "The 20 words nearest")["data"][0]["customdata"]
    assert all(E.tokens[i].endswith("ing") for i in ids)
    app = run_page("similarity", like="queen, Prince, qwxzt")
    tokens = [
        E.tokens[i] for i in figure_starting_with(app, "The 2 words")["data"][0]["customdata"]
    ]
    assert tokens == ["prince", "queen"]
    assert "'Prince' has the row of 'prince'" in page_text(app)
    assert "cannot" in page_text(run_page("similarity", like="(?=a)"))
    assert "No other word is left" in page_text(run_page("similarity", like="qqqqq"))
    # A pattern with catastrophic backtracking in other engines.
    assert "No other word is left" in page_text(run_page("similarity", like="(x+x+)+y"))


def test_whole_words_of_a_subword_vocabulary() -> None:
    app = run_page("similarity", "minilm", word="##ing", whole="true", count_near="50")
    E = embeddings.sample("minilm")
    ids = figure_starting_with(app, "The 20 words nearest")["data"][0]["customdata"]
    assert not any(E.tokens[i].startswith(("##", "[")) for i in ids)
    assert any(
        E.tokens[i].startswith("##")
        for i in figure_starting_with(run_page("similarity", "minilm", word="##ing"), "The 10")[
            "data"
        ][0]["customdata"]
    )


def test_the_subwords_of_an_unknown_word_can_be_combined() -> None:
    app = run_page("similarity", "minilm", word="embeddings")
    assert "pieces of words ✓" in page_text(app)
    assert not chart_figures(app)
    next(each for each in app.button if "together" in each.label).click().run()
    assert app.text_input(key="near").value == "em, ##bed, ##ding, ##s"
    assert any("the mean of em, ##bed, ##ding, ##s" in alt for alt in chart_figures(app))


def test_the_words_of_a_phrase_can_be_combined() -> None:
    app = run_page("similarity", word="ice cream")
    next(each for each in app.button if "together" in each.label).click().run()
    assert any("the mean of ice, cream" in alt for alt in chart_figures(app))


def test_another_case_is_named_and_can_be_written() -> None:
    app = run_page("similarity", word="King")
    assert "`King` is not in this vocabulary as typed" in page_text(app)
    click_button(app, "Write `king`")
    assert app.sidebar.text_input(key="word").value == "king"
    assert "as typed" not in page_text(app)


def test_the_reader_chooses_between_case_variants() -> None:
    app = upload_and_open("map", "cases.txt", b"us 1 2\nUS 2 1\nthem 0 1\nthey 1 1\n")
    app.sidebar.text_input(key="word").set_value("Us").run()
    switch_page(app, "similarity")
    assert "Which one is meant?" in page_text(app)
    assert not chart_figures(app)
    click_button(app, "`US`")
    assert any("nearest to 'US'" in alt for alt in chart_figures(app))


def test_words_of_a_list_not_found_as_typed_are_named_and_can_be_replaced() -> None:
    app = run_page("similarity", odd="kign Queen cat dog")
    assert "`Queen` as `queen`" in page_text(app)
    assert "Not in this vocabulary, so not shown: `kign`" in page_text(app)
    click_button(app, "`king`")
    assert app.text_input(key="odd").value == "king, Queen, cat, dog"


def test_odd_one_out() -> None:
    app = run_page("similarity", odd="breakfast lunch dinner cereal")
    result = odd_one_out(embeddings.sample("glove"), ["breakfast", "lunch", "dinner", "cereal"])
    values = metric_values(app)
    assert values["Odd one out"] == "cereal"
    assert values["Margin"] == f"{result.margin:.3f}"
    assert values["Stays the odd one"] == "3 of 3"
    assert "at least three words" in page_text(run_page("similarity", odd="cat dog"))


def test_heatmap_of_200_words_with_a_dendrogram() -> None:
    app = run_page("similarity", part="Many words")
    click_button(app, "200 around `king`")
    E = embeddings.sample("glove")
    heatmap = figure_starting_with(app, "Cosine similarity of every pair of 200 words")
    assert not heatmap["layout"]["yaxis"]["showticklabels"]
    assert sorted(heatmap["layout"]["meta"]["rowIds"]) == sorted(
        [E.token_id("king"), *most_similar(E, "king", k=199).token_ids]
    )
    assert "correlates with their own by" in page_text(app)
    assert_is_json(heatmap)


def test_brackets_of_the_dendrogram_are_at_their_words() -> None:
    # dog and car join at 0.2, cat at 0.7 (see test_ordering): two brackets above three leaves.
    E = EmbeddingMatrix(["cat", "dog", "car"], [[4, 0], [3, 4], [0, 2]])
    dendrogram = build_dendrogram(E, E.tokens)
    figure = clustered_heatmap(E.tokens, [0, 1, 2], pairwise(E, E.tokens), dendrogram)
    x, y = (
        np.frombuffer(base64.b64decode(figure["data"][1][side]["bdata"]), np.float32).reshape(2, 5)
        for side in "xy"
    )
    position = {E.tokens[leaf]: i for i, leaf in enumerate(dendrogram.leaf_order)}
    assert {*x[0, [0, 2]]} == {position["dog"], position["car"]}
    assert y[0, :4] == pytest.approx([0, 0.2, 0.2, 0])
    assert {*x[1, [0, 2]]} == {position["cat"], (position["dog"] + position["car"]) / 2}
    assert sorted(y[1, :4]) == pytest.approx([0, 0.2, 0.7, 0.7])
    assert np.isnan(x[:, 4]).all()


def test_the_table_is_in_the_order_of_the_dendrogram() -> None:
    app = run_page("similarity", pairs="cat car dog truck")
    heatmap = figure_starting_with(app, "Cosine similarity of every pair")
    ticks = heatmap["layout"]["yaxis"]["ticktext"]
    assert {*ticks[:2]} in ({"cat", "dog"}, {"car", "truck"})
    app.session_state["pairwise_table"] = True
    app.run()
    frame = app.dataframe[0].value
    assert list(frame.index) == list(frame.columns) == ticks
    glove = embeddings.sample("glove")
    assert frame.loc["cat", "dog"] == pytest.approx(similarity(glove, "cat", "dog"))
    typed = run_page("similarity", pairs="cat car dog truck", arranged="As typed")
    assert figure_starting_with(typed, "Cosine")["layout"]["yaxis"]["ticktext"] == [
        "cat",
        "car",
        "dog",
        "truck",
    ]


def test_csv_escapes_formulas() -> None:
    import pandas as pd

    frame = pd.DataFrame({"token": ["=1+1", "@x", "+1", "-a", "fine"], "score": [-0.5, 1, 2, 3, 4]})
    rows = list(csv.reader(io.StringIO(tables.to_safe_csv(frame))))
    assert [row[0] for row in rows[1:]] == ["'=1+1", "'@x", "'+1", "'-a", "fine"]
    assert rows[1][1] == "-0.5"


@pytest.mark.parametrize("name", ["lookup", "matrix", "map", "axes"])
def test_another_case_is_named_on_other_pages(name: str) -> None:
    fields = {
        "lookup": {"word": "King"},
        "matrix": {"words": "King queen"},
        "map": {"show": "My list", "map_words": "King queen cat"},
        "axes": {"axis_words": "King queen"},
    }
    text = page_text(run_page(name, **fields[name]))
    assert "`King`" in text
    assert "other upper or lower case" in text


def test_two_words_are_compared_with_their_ids() -> None:
    app = run_page("similarity", "tutorial", first_word="Hello", second_word="World")
    metrics = metric_values(app)
    assert metrics["Difference of ids"] == "15"
    distance = similarity(embeddings.sample("tutorial"), "Hello", "World", metric="euclidean")
    assert metrics["Euclidean distance"] == f"{distance:.3f}"
    assert "|72 − 87| = 15" in page_text(app)


def test_distance_is_not_called_similarity() -> None:
    app = run_page("similarity", metric="euclidean")
    assert "**Lower is nearer**" in page_text(app)
    assert any("Euclidean distance" in alt for alt in chart_figures(app))


def test_row_of_zeros_has_no_angle() -> None:
    content = b"nothing 0 0\nsomething 1 2\nother 2 1\n"
    app = upload_and_open("similarity", "zero.txt", content, part="Two words")
    app.text_input(key="first_word").set_value("nothing").run()
    assert metric_values(app)["Angle"] == "—"

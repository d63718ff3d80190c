"""The page that evaluates an embedding."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from tests.support.app_test import (
    chart_figures,
    click_button,
    metric_values,
    page_text,
    run_page,
    upload_and_open,
    upload_file,
)

VIEWS = ("Analogies", "Word pairs", "Shape", "Associations", "Size")


def upload_and_evaluate(content: bytes, **query: str) -> AppTest:
    return upload_and_open("quality", "own.txt", content, **query)


ODD_FILES = {
    "twenty words": b"".join(b"w%d %d %d %d\n" % (i, i % 5 - 2, i % 7, i) for i in range(20)),
    "three words": b"a 1 2 3\nb 2 1 3\nc 0 1 1\n",
    "one word": b"a 1 2 3\n",
    "two dimensions": b"".join(b"w%d %d %d\n" % (i, i % 7 - 3, i % 5 + 1) for i in range(30)),
    "one dimension": b"".join(b"w%d %d\n" % (i, i - 5) for i in range(30)),
    "zeros": b"".join(b"w%d 0 0 0\n" % i for i in range(20)),
    "some zeros": b"a 0 0 0\nb 1 2 3\nc 0 0 0\nd 1 2 3\ne 3 1 1\n",
    "equal rows": b"".join(b"w%d 1 2 3 4\n" % i for i in range(20)),
    "not English": "".join(f"слово{i} {i % 5} {i % 7} {i} 1\n" for i in range(40)).encode(),
    "hostile": b"".join(
        b"%s %d %d %d\n" % (w, i % 3, i % 5, i + 1)
        for i, w in enumerate(
            [b"<b>x</b>", b"[x](y)", b"$a$", b":smile:", b"`", b"%{x}", b"var(--blue)", b"=1+1"] * 1
        )
    ),
}


@pytest.mark.parametrize("odd", ODD_FILES)
def test_every_view_answers_for_odd_uploads(odd: str) -> None:
    app = upload_and_evaluate(ODD_FILES[odd])
    for view in VIEWS:
        app.segmented_control(key="measure").set_value(view).run()
        assert not app.exception and not app.error, view
        assert chart_figures(app) or page_text(app), view
        if view == "Associations":
            app.segmented_control(key="test").set_value("My own words").run()
            assert not app.exception and not app.error


# The compression of minilm takes longest, and tests nothing that glove does not.
EMBEDDING_VIEWS = [
    (embedding, view)
    for embedding in ("glove", "minilm", "tutorial")
    for view in VIEWS
    if (embedding, view) != ("minilm", "Size")
]


@pytest.mark.parametrize(("embedding", "view"), EMBEDDING_VIEWS)
def test_every_view_on_every_sample(embedding: str, view: str) -> None:
    app = run_page("quality", embedding, measure=view)
    assert not app.error
    assert len(app.title) == 1
    for label in ("Ask all questions", "Make it smaller"):
        if any(button.label == label for button in app.button):
            click_button(app, label)
            assert not any(button.label == label for button in app.button)
    if (embedding, view) != ("tutorial", "Associations"):
        assert chart_figures(app)
        assert app.metric
    for alt, figure in chart_figures(app).items():
        assert alt.endswith((".", "?"))
        assert figure["data"]


def test_analogies_of_glove() -> None:
    app = run_page("quality")
    assert metric_values(app) == {
        "Answered right": "65%",
        "Among the first ten": "84%",
        "Could be asked": "90%",
    }
    assert "11,373 of 17,592" in page_text(app)
    frame = app.dataframe[0].value
    assert len(frame) == 1000
    assert frame["rank of expected"].min() == 2
    # The result is cached for all sessions.
    assert metric_values(run_page("quality"))["Answered right"] == "65%"


def test_restrict_changes_the_coverage() -> None:
    app = run_page("quality", known="First 10,000")
    assert metric_values(app)["Could be asked"] == "36%"
    app = run_page("quality", known="First 10,000", embedding="tutorial")
    assert metric_values(app)["Answered right"] == "100%"
    assert "123 of 123" in page_text(app)
    assert "Nothing: every question" in page_text(app)


def test_an_embedding_without_questions_is_explained() -> None:
    app = upload_and_evaluate(ODD_FILES["not English"])
    assert "None of the 19,544 questions can be asked" in page_text(app)
    assert not chart_figures(app)


def test_uploaded_questions_are_evaluated_and_errors_are_named() -> None:
    app = run_page("quality", "tutorial", questions="My file")
    assert not chart_figures(app)
    upload_file(
        app, "mine.txt", b": royal\nman king woman queen\nking man queen woman\ncat dog cow\n"
    )
    assert "mine.txt, line 4: Expected four words, found 3." in page_text(app)
    app.file_uploader[0].clear()
    upload_file(app, "mine.txt", b": royal <b>\nman king woman queen\nking man queen woman\n")
    assert metric_values(app)["Could be asked"] == "100%"
    (figure,) = chart_figures(app).values()
    assert figure["layout"]["yaxis"]["ticktext"] == ["royal &lt;b&gt;"]
    app.file_uploader[0].clear()
    upload_file(app, "none.txt", b": royal\n")
    assert "holds no question" in page_text(app)


def test_uploaded_pairs_are_evaluated_and_errors_are_named() -> None:
    app = run_page("quality", "tutorial", measure="Word pairs", pairs_from="My file")
    assert "WordSim-353" in page_text(app)
    upload_file(app, "mine.csv", b"cat,dog,9\ncat,much\n")
    assert "mine.csv, line 2" in page_text(app)
    app.file_uploader[0].clear()
    upload_file(
        app, "mine.csv", b"word,other,score\ncat,dog,9\nking,queen,8\ncat,king,1\nqwx,cat,2\n"
    )
    assert metric_values(app)["Pairs used"] == "3 of 4"
    assert "`qwx` – `cat`" in page_text(app)
    assert metric_values(app)["95 % interval"] == "—"


def test_shape_names_hubs_equal_rows_and_zeros() -> None:
    app = upload_and_evaluate(ODD_FILES["some zeros"], measure="Shape")
    assert "**2 words share their row with another**" in page_text(app)
    assert "`b`, `d`" in page_text(app)
    assert "**2 words with a row of zeros**" in page_text(app)
    assert "`smith` is among the 10 nearest" in page_text(run_page("quality", measure="Shape"))


def test_associations_name_the_direction_and_skipped_words() -> None:
    app = run_page("quality", measure="Associations")
    assert "flowers lean more toward pleasant" in page_text(app)
    assert "Not in this vocabulary, of flowers: `marigold`" in page_text(app)
    app = run_page("quality", measure="Associations", test="Names, career and family")
    assert metric_values(app)["Words used"] == "32 of 32"
    assert "all 12,870 ways" in page_text(app)
    query = {"weat_x": "ant wasp bee", "weat_y": "rose lily tulip", "weat_a": "love peace"}
    app = run_page(
        "quality", measure="Associations", test="My own words", weat_b="death qwx", **query
    )
    assert metric_values(app)["Effect size"].startswith("−")
    assert "Y lean more toward A" in page_text(app)
    assert "Not in this vocabulary, so not shown: `qwx`" in page_text(app)


@pytest.mark.parametrize("value", ["", "zzz", "<b>"])
def test_unknown_options_in_the_address_are_ignored(value: str) -> None:
    keys = ("measure", "questions", "known", "pairs_from", "test", "smaller", "missed_section")
    app = run_page("quality", "tutorial", **dict.fromkeys(keys, value))
    assert "Could be asked" in metric_values(app)


def test_hostile_words_stay_words() -> None:
    app = upload_and_evaluate(ODD_FILES["hostile"], measure="Associations")
    app.segmented_control(key="test").set_value("My own words").run()
    data = str([figure["data"] for figure in chart_figures(app).values()])
    assert chart_figures(app)
    assert "<b>" not in data.replace("<b>%{text}</b>", "")

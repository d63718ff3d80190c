"""The analogy page."""

from __future__ import annotations

import json

import pytest

from embviz import EmbeddingMatrix
from embviz.analogies import Sum, parse_sum, sum_plane
from embviz.analogies.solve import solve
from embviz.app.text import mark_position
from embviz.app.views.analogies.plane import sum_frame
from embviz.app.views.analogies.sum_input import PRESETS
from tests.support.app_test import (
    EMBEDDINGS,
    chart_figures,
    click_button,
    metric_values,
    page_text,
    run_page,
    upload_and_open,
)


def choose_preset(app, name: str | None) -> None:
    app.button_group(key="known_sum").set_value(name).run()
    assert not app.exception


@pytest.mark.parametrize("embedding", EMBEDDINGS)
def test_every_embedding_has_an_answer(embedding: str) -> None:
    app = run_page("analogy", embedding)
    assert metric_values(app)["Answer"].startswith("= ")
    assert not app.error and not app.warning
    assert len(chart_figures(app)) == 3
    for figure in chart_figures(app).values():
        assert json.loads(json.dumps(figure)) == figure


@pytest.mark.parametrize("name", PRESETS)
def test_presets_have_an_expected_answer(glove, name: str) -> None:
    app = run_page("analogy")
    choose_preset(app, name)
    line, expected = PRESETS[name]
    assert app.text_input(key="sum").value == line
    assert app.text_input(key="expected").placeholder == expected
    result = parse_sum(glove, line)
    assert isinstance(result, Sum)
    assert metric_values(app)["Answer"] == f"= {solve(glove, result.terms).tokens[0]}"
    assert f"Rank of {expected}" in metric_values(app)


def test_the_preset_with_the_current_sum_is_selected() -> None:
    app = run_page("analogy", sum="paris - france + italy")
    assert app.session_state["known_sum"] == "Capitals"
    choose_preset(app, None)  # A second click deselects it.
    assert app.session_state["known_sum"] == "Capitals"
    app.text_input(key="sum").set_value("king").run()
    assert app.session_state["known_sum"] is None
    assert app.text_input(key="sum").value == "king"


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("king - man + woman", "queen"),
        ("2*paris - france", "london"),
        ("KING − man + woman", "queen"),
        ("paris − france + italy − 0.5 × rome", "milan"),
    ],
)
def test_any_signed_sum_is_answered(line: str, answer: str) -> None:
    assert metric_values(run_page("analogy", sum=line))["Answer"] == f"= {answer}"


def test_the_position_of_a_syntax_error_is_marked() -> None:
    app = run_page("analogy", sum="king - + woman")
    assert app.code[0].value == "king - + woman\n       ^"
    assert "a word is missing here" in page_text(app)
    assert not chart_figures(app)
    app = run_page("analogy", sum="king - kwoman + man")
    assert app.code[0].value.endswith("\n       ^")
    assert "`kwoman` is not one of the 50,000 tokens" in page_text(app)
    click_button(app, "`woman`")
    assert app.text_input(key="sum").value == "king - woman + man"
    assert metric_values(app)["Answer"] != "= queen"


def test_mark_position_marks_the_column_of_a_character() -> None:
    assert mark_position("a\tb", 2) == "a␣b\n  ^"
    assert mark_position("東京 - x", 5) == "東京 - x\n\u3000\u3000   ^"
    long = mark_position("x" * 500, 400)
    first, second = long.split("\n")
    assert first[second.index("^")] == "x"
    assert len(first) < 70 and first.startswith("… ") and first.endswith(" …")


def test_the_reader_chooses_between_case_variants() -> None:
    app = upload_and_open(
        "analogy", "own.txt", b"US 1 2\nus 2 1\nwe 1 1\nthey 2 2.5\n", sum="Us + we"
    )
    app.text_input(key="sum").set_value("Us + we").run()
    assert not chart_figures(app)
    click_button(app, "`us`")
    assert app.text_input(key="sum").value == "us + we"
    assert chart_figures(app)


def test_words_of_the_sum_can_be_included() -> None:
    app = run_page("analogy", exclude="false")
    assert metric_values(app)["Answer"] == "= king"
    assert "The first answer is a word of the sum itself" in page_text(app)
    assert "king is number 1, woman is number 50, man is number 884" in page_text(app)
    app = run_page("analogy")
    assert "else king itself would come first" in page_text(app)


def test_3cosmul_is_explained() -> None:
    app = run_page("analogy", method="3CosMul", sum="paris − france + italy")
    assert metric_values(app)["Answer"] == "= rome"
    assert "It is no cosine" in page_text(app)
    assert "3CosMul multiplies similarities and never makes this sum" in page_text(app)
    assert float(metric_values(app)["Score"]) > 0.9


def test_the_rank_of_the_expected_answer_is_shown() -> None:
    app = run_page("analogy", "minilm", sum="walking - walk + swim", expected="swam")
    assert "**The expected answer swam is not first:**" in page_text(app)
    assert metric_values(app)["Rank of swam"] != "1"
    app = run_page("analogy", expected="man")
    assert metric_values(app)["Rank of man"] == "left out"
    app = run_page("analogy", expected="quen")
    assert "`quen` is not one of the 50,000 tokens" in page_text(app)
    click_button(app, "`queen`")
    assert metric_values(app)["Rank of queen"] == "1"


def test_a_simpler_sum_with_the_same_answer_is_named() -> None:
    app = run_page("analogy")
    assert "woman* alone gives girl (0.847)" in page_text(app)
    assert "Neither is queen: it takes the whole sum to find it." in page_text(app)
    app = run_page("analogy", sum="walking − walk + swim")
    assert "**So swimming needs no arithmetic:** swim already finds it." in page_text(app)
    app = run_page("analogy", sum="king − man + woman + 0.01*dog")
    assert "**So queen does not need the last term:** king − man + woman" in page_text(app)


def test_a_zero_sum_has_no_answer() -> None:
    app = run_page("analogy", sum="king - king")
    assert "is zero in every dimension" in page_text(app)
    assert not chart_figures(app)


def test_terms_are_drawn_one_by_one() -> None:
    app = run_page("analogy", drawn="Term by term")
    steps = app.segmented_control(key="how_far")
    assert steps.options == ["1. king", "2. − man", "3. + woman"]
    assert any("beside the row of 'queen'" in alt for alt in chart_figures(app))
    assert "% of the whole sum" in page_text(app)
    steps.set_value(2).run()
    (figure,) = (
        figure
        for alt, figure in chart_figures(app).items()
        if alt.startswith("The sum king − man as")
    )
    assert len(figure["layout"]["annotations"]) == 2


def test_the_table_of_a_sum_has_all_drawn_vectors(glove) -> None:
    terms = [(1.0, "king"), (-1.0, "man"), (2.0, "woman")]
    plane = sum_plane(glove, terms, "queen", ["girl"])
    frame = sum_frame(plane, terms, "queen", ["girl"])
    assert list(frame.index) == [
        "+ king",
        "− man",
        "+ 2 × woman",
        "= king − man",
        "= king − man + 2 × woman",
        "answer: queen",
        "girl",
    ]
    assert frame.loc["+ king", "across"] + frame.loc["− man", "across"] == pytest.approx(
        frame.loc["= king − man", "across"]
    )
    assert frame["share held by the plane"].between(0, 1).all()


def test_term_fields_and_text_are_synchronized() -> None:
    app = run_page("analogy")
    app.session_state["fields"] = True
    app.run()
    app.number_input(key="weight_1").set_value(-2.0).run()
    assert app.text_input(key="sum").value == "king − 2 × man + woman"
    app.text_input(key="term_3").set_value("girl").run()
    assert app.text_input(key="sum").value == "king − 2 × man + woman + girl"
    app.text_input(key="term_0").set_value("").run()
    assert app.text_input(key="sum").value == "− 2 × man + woman + girl"
    app.text_input(key="sum").set_value("cat + 3 dog").run()
    assert not app.exception


def test_old_addresses_with_three_words_are_converted() -> None:
    app = run_page("analogy", a="uncle", c="girl")
    assert app.text_input(key="sum").value == "uncle − man + girl"
    assert "a" not in app.query_params


@pytest.mark.parametrize(
    "rows",
    [
        b"alone 1 2 3\n",
        b"uno 1 2\ndos 2 1\n",
        b"a 0 0\nb 0 0\nc 0 0\nd 0 0\n",
        b"a 1\nb 2\nc -1\nd 3\n",
        b"<b>x</b> 1 2\n[y](z) 2 1\n$z$ 0 1\n=1+1 3 1\n:smile: 1 0\n",
        b'-- 1 2\n+ 2 1\n2*x 0 1\n" 3 1\n- 1 0\n',
    ],
)
def test_odd_uploads_are_answered(rows: bytes) -> None:
    app = upload_and_open("analogy", "own.txt", rows)
    for method in ("3CosAdd", "3CosMul"):
        app.segmented_control(key="method").set_value(method).run()
        assert not app.exception
        assert (
            chart_figures(app)
            or "no answer to rank" in page_text(app)
            or "is zero in every" in page_text(app)
        )


@pytest.mark.parametrize("typed", ["", "   ", "+", "1000 × king", "' - \" +", "0*king", "x" * 1000])
def test_invalid_sums_are_explained(typed: str) -> None:
    app = run_page("analogy", sum=typed)
    assert not app.exception
    app.text_input(key="sum").set_value(typed).run()
    assert not app.exception
    assert not chart_figures(app)
    assert app.info or "is not one of" in page_text(app)


def test_respelled_words_are_those_found_in_another_case(tiny: EmbeddingMatrix) -> None:
    assert parse_sum(tiny, "Cat + dog").respelled_words == ("Cat",)
    assert parse_sum(tiny, "cat + dog").respelled_words == ()


def test_answer_says_which_words_are_excluded() -> None:
    app = run_page("analogy")
    assert app.metric[0].value == "= queen"
    assert "else king itself would come first" in page_text(app)
    choose_preset(app, "Capitals")
    assert app.metric[0].value == "= rome"


def test_unknown_word_of_a_sum_has_suggestions() -> None:
    app = run_page("analogy", a="kign")
    assert "is not one of the" in page_text(app)
    click_button(app, "`king`")
    assert app.metric[0].value == "= queen"

"""Every page, run without a browser."""

from __future__ import annotations

from pathlib import Path

import pytest

from embviz import EmbeddingMatrix, project, save, similarity
from embviz.app.state import session
from embviz.app.views.upload import reading
from embviz.neighbors import baseline_cosine
from tests.support.app_test import (
    EMBEDDINGS,
    PAGES,
    chart_figures,
    click_button,
    metric_values,
    page_text,
    run_page,
    switch_page,
    upload_file,
    use_upload,
)


@pytest.mark.parametrize("embedding", EMBEDDINGS)
@pytest.mark.parametrize("name", PAGES)
def test_page_shows_its_title_and_its_charts(name: str, embedding: str) -> None:
    app = run_page(name, embedding)
    assert len(app.title) == 1
    assert app.session_state["embedding"] == embedding
    assert not app.error
    if name != "upload":
        assert chart_figures(app)
    for alt, figure in chart_figures(app).items():
        assert alt.endswith((".", "?"))
        assert figure["data"] or figure["layout"]["meta"]["cloud"]["words"]


@pytest.mark.parametrize("name", [name for name in PAGES if name not in ("upload", "matrix")])
@pytest.mark.parametrize(
    "typed", ["", "   ", "kign", "qqqqqqqq", "[x](y) :smile: $a$ <b>", "'" * 90]
)
def test_page_answers_whatever_is_typed(name: str, typed: str) -> None:
    app = run_page(name)
    app.sidebar.text_input(key="word").set_value(typed).run()
    assert not app.exception
    if name in ("lesson", "lookup", "similarity"):
        assert "is not one of the 50,000 tokens" in page_text(app) or "Type a word" in page_text(
            app
        )


def test_lookup_names_the_row() -> None:
    app = run_page("lookup", "tutorial", word="Hello")
    metrics = metric_values(app)
    assert metrics["Token"] == "Hello"
    assert metrics["Token id (row)"] == "72"
    assert "[2, 512]" in page_text(app)


def test_lookup_shows_the_true_subwords() -> None:
    app = run_page("lookup", "minilm", sentence="Hello, embeddings!")
    assert "[9, 384]" in page_text(app)
    frames = [frame.value for frame in app.dataframe]
    ids = next(frame["token id"].tolist() for frame in frames if "piece" in frame)
    assert ids == [101, 7592, 1010, 7861, 8270, 4667, 2015, 999, 102]


def test_lookup_lists_unknown_words_of_a_sentence() -> None:
    app = run_page("lookup", sentence="the qwxzt king")
    assert "[2, 100]" in page_text(app)
    frame = next(frame.value for frame in app.dataframe if "piece" in frame.value)
    assert frame["token"].tolist() == ["the", "— (not in the vocabulary)", "king"]


def test_other_case_is_said_not_guessed() -> None:
    app = run_page("lookup", word="King")
    assert "`King` is not in this vocabulary as typed" in page_text(app)
    assert app.metric[0].value == "king"


def test_suggestion_becomes_the_current_word() -> None:
    app = run_page("lookup", word="kign")
    click_button(app, "`king`")
    assert app.session_state["word"] == "king"
    assert app.metric[0].value == "king"


def test_field_of_the_page_and_of_the_sidebar_hold_one_word() -> None:
    app = run_page("lookup")
    app.text_input(key="lookup_word").set_value("queen").run()
    assert app.session_state["word"] == "queen"
    app.sidebar.text_input(key="word").set_value("dog").run()
    assert app.text_input(key="lookup_word").value == "dog"


def test_word_stays_when_the_page_changes() -> None:
    app = run_page("lookup", word="queen")
    switch_page(app, "map")
    assert app.session_state["word"] == "queen"
    assert "`queen` is not on this map" in page_text(app)
    click_button(app, "Map the words around it")
    assert any("'queen'" in alt for alt in chart_figures(app))


def test_word_that_the_new_embedding_lacks_is_replaced_with_a_note() -> None:
    app = run_page("lookup", word="reggae")
    app.sidebar.selectbox(key="embedding").select("tutorial").run()
    assert app.session_state["word"] == "a"
    assert "`reggae` is not in `tutorial`" in page_text(app)


def test_matrix_window_begins_at_the_token_id() -> None:
    app = run_page("matrix", "tutorial", rows="By token id", first="72", count="20")
    (figure,) = chart_figures(app).values()
    assert figure["layout"]["meta"]["rowIds"] == list(range(72, 92))


def test_matrix_window_at_the_end_is_shorter() -> None:
    app = run_page("matrix", "tutorial", rows="By token id", first="149", count="40")
    (figure,) = chart_figures(app).values()
    assert figure["layout"]["meta"]["rowIds"] == [149, 150]


def test_similar_together_changes_the_order_only() -> None:
    given = run_page("matrix", words="cat car dog truck")
    sorted_ = run_page("matrix", words="cat car dog truck", order="Similar together")
    ids = [
        next(iter(chart_figures(app).values()))["layout"]["meta"]["rowIds"]
        for app in (given, sorted_)
    ]
    assert ids[0] != ids[1]
    assert sorted(ids[0]) == sorted(ids[1])


def test_map_states_the_variance_it_keeps() -> None:
    E = session.sample("glove")
    words = [word for group in session.groups(E).values() for word in group]
    rows = E.vectors[[E.token_id(word) for word in words]]
    kept = project(rows, metric="cosine").variance_kept.sum()
    assert f"**{kept:.0%} of the variance**" in page_text(run_page("map"))


def test_map_of_no_group_explains_itself() -> None:
    app = run_page("map")
    app.pills(key="groups").set_value([]).run()
    assert not app.exception
    assert "at least two words" in page_text(app)


@pytest.mark.parametrize("show", ["Word groups", "Around a word", "My list"])
@pytest.mark.parametrize("view", ["2D", "3D"])
def test_map_draws_every_choice(show: str, view: str) -> None:
    app = run_page("map", show=show, view=view)
    figure = next(
        figure for alt, figure in chart_figures(app).items() if alt.startswith(f"A {view} map")
    )
    cloud = figure["layout"]["meta"]["cloud"]
    assert ("z" in cloud) == (view == "3D")
    first = {"Word groups": "cat", "Around a word": "king", "My list": "cat"}[show]
    assert cloud["words"].split("\n")[0] == first


def test_two_words_stand_side_by_side_with_their_ids() -> None:
    app = run_page("similarity", "tutorial", first_word="Hello", second_word="World")
    metrics = metric_values(app)
    assert metrics["Difference of ids"] == "15"
    distance = similarity(session.sample("tutorial"), "Hello", "World", metric="euclidean")
    assert metrics["Euclidean distance"] == f"{distance:.3f}"
    assert "|72 − 87| = 15" in page_text(app)


def test_distance_is_not_called_similarity() -> None:
    app = run_page("similarity", metric="euclidean")
    assert "**Lower is nearer**" in page_text(app)
    assert any("Euclidean distance" in alt for alt in chart_figures(app))


def test_analogy_answers_and_says_what_is_left_out() -> None:
    app = run_page("analogy")
    assert app.metric[0].value == "= queen"
    assert "else king itself would come first" in page_text(app)
    app.button_group(key="known_sum").set_value("Capitals").run()
    assert app.metric[0].value == "= rome"


def test_analogy_with_an_unknown_word_offers_others() -> None:
    app = run_page("analogy", a="kign")
    assert "is not one of the" in page_text(app)
    click_button(app, "`king`")
    assert app.metric[0].value == "= queen"


def test_uploaded_list_takes_its_rows_and_its_groups() -> None:
    app = run_page("upload")
    upload_file(app, "list.csv", b"word,group\nRain,sky\nsnow,sky\npiano,music\nqwxzt,none\n")
    assert "`qwxzt`" in page_text(app)
    assert "3 words × 100 dimensions" in page_text(app)
    use_upload(app)
    switch_page(app, "map")
    figure = next(iter(chart_figures(app).values()))
    assert figure["layout"]["meta"]["cloud"]["names"] == ["sky", "music"]


def test_typed_list_is_as_good_as_a_file() -> None:
    app = run_page("upload")
    app.segmented_control(key="way").set_value("A typed list").run()
    app.text_area(key="typed_words").set_value("rain\nsnow\npiano").run()
    use_upload(app)
    assert app.session_state["embedding"] == "my words"


def test_list_without_a_known_word_says_so() -> None:
    app = run_page("upload")
    upload_file(app, "list.txt", b"qwxzt\nzzzzq\n")
    assert "None of the words was found" in page_text(app)
    assert not [button for button in app.button if button.label == "Use it on every page"]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.txt", b"cat 1 2\ndog 1 x\n", "a.txt, line 2"),
        ("a.csv", b"word,d0,d1\ncat,1,2\ndog,1\n", "a.csv, line 3"),
        ("a.txt", b"", "a.txt"),
        ("a.txt", b"\x80\x04\x95pickle", "a.txt"),
        ("../../<b>x</b>.txt", b"cat 1 2\ndog 1 x\n", "line 2"),
    ],
)
def test_bad_file_is_answered_with_file_line_and_mend(name: str, content: bytes, told: str) -> None:
    app = run_page("upload")
    upload_file(app, name, content)
    assert told in page_text(app)
    assert "cannot be used as it is" in page_text(app)


def test_upload_is_removed_and_the_sample_comes_back() -> None:
    app = run_page("upload", "vectors")
    click_button(app, "Remove")
    assert app.session_state["embedding"] == "glove"
    assert not app.session_state["uploads"]


def test_uploads_of_one_session_do_not_reach_another() -> None:
    run_page("map", "vectors")
    other = run_page("map")
    assert "vectors" not in other.sidebar.selectbox(key="embedding").options


def test_more_uploads_than_allowed_ask_to_remove_one() -> None:
    app = run_page("upload")
    for number in range(reading.MAX_UPLOADS):
        app.file_uploader[0].clear() if number else None
        upload_file(app, f"v{number}.txt", f"cat 1 {number}\ndog 2 3\n".encode())
        use_upload(app)
    app.file_uploader[0].clear()
    upload_file(app, "one-more.txt", b"cat 9 9\ndog 2 3\n")
    assert "Remove one below" in page_text(app)
    assert app.button(key="try_words.txt").disabled


@pytest.mark.parametrize("name", reading.EXAMPLES)
def test_example_files_can_be_used(name: str) -> None:
    app = run_page("upload")
    upload_file(app, name, reading.read_example(name))
    use_upload(app)
    assert app.session_state["embedding"] == name.rsplit(".", 1)[0]


@pytest.mark.parametrize("name", ["lookup", "matrix", "map", "similarity", "analogy"])
def test_other_embedding_chosen_on_an_open_page_is_shown_at_once(name: str) -> None:
    app = run_page("upload")
    upload_file(app, "list.txt", b"uno 1 2\ndos 2 1\ntres 0 1\ncuatro 3 1\ncinco 1 4\n")
    use_upload(app)
    app.sidebar.selectbox(key="embedding").select("glove").run()
    switch_page(app, name)
    app.sidebar.selectbox(key="embedding").select("list").run()
    assert not app.exception
    assert chart_figures(app)
    assert "Not in this vocabulary" not in page_text(app)
    assert "is not one of" not in page_text(app)


def test_words_that_somebody_typed_stay_when_the_embedding_changes() -> None:
    app = run_page("matrix")
    app.text_input(key="words").set_value("king queen reggae").run()
    app.sidebar.selectbox(key="embedding").select("tutorial").run()
    assert app.text_input(key="words").value == "king queen reggae"
    assert "Not in this vocabulary, so not shown: `reggae`" in page_text(app)


@pytest.mark.parametrize("value", ["inf", "-1", "1e9", "9" * 400, "50000", "x", ""])
def test_matrix_window_refuses_odd_ids_with_a_sentence(value: str) -> None:
    app = run_page("matrix", rows="By token id", first=value, count=value)
    assert "whole numbers from 0 to 49,999" in page_text(app) or chart_figures(app)


def test_matrix_window_moves() -> None:
    app = run_page("matrix", rows="By token id", first="100", count="20")
    click_button(app, "Forward")
    assert app.text_input(key="first").value == "120"
    click_button(app, "Back")
    click_button(app, "Back")
    assert app.text_input(key="first").value == "80"


def test_own_file_of_embviz_can_be_uploaded(tmp_path: Path) -> None:
    E = EmbeddingMatrix(["sol", "luna"], [[1, 2], [3, 4]], name="cielo")
    save(E, tmp_path / "cielo.safetensors")
    app = run_page("upload")
    upload_file(app, "cielo.safetensors", (tmp_path / "cielo.safetensors").read_bytes())
    use_upload(app)
    assert app.session_state["embedding"] == "cielo"


def test_thousands_of_unknown_words_are_counted_at_once() -> None:
    app = run_page("upload")
    upload_file(app, "list.txt", b"king\n" + b"".join(b"zzq%d\n" % i for i in range(20_000)))
    assert "20,000 of the listed words" in page_text(app)


def test_code_of_a_listed_vocabulary_runs() -> None:
    app = run_page("upload")
    upload_file(app, "weather.csv", b"word,group\nrain,sky\nsnow,sky\npiano,music\n")
    use_upload(app)
    switch_page(app, "lookup")
    app.session_state["how"] = True
    app.run()
    exec(app.code[0].value, names := {})
    assert names["E"].tokens == ("rain", "snow", "piano")


def test_row_of_zeros_has_no_angle() -> None:
    app = run_page("upload", part="Two words")
    upload_file(app, "zero.txt", b"nothing 0 0\nsomething 1 2\nother 2 1\n")
    use_upload(app)
    switch_page(app, "similarity")
    app.text_input(key="first_word").set_value("nothing").run()
    assert metric_values(app)["Angle"] == "—"


def test_large_upload_says_how_many_words_the_map_draws() -> None:
    app = run_page("upload")
    upload_file(app, "many.txt", b"".join(b"w%d %d 1\n" % (i, i) for i in range(5_000)))
    use_upload(app)
    switch_page(app, "map")
    assert any("the first 500 of 5,000 words" in alt for alt in chart_figures(app))


def test_many_groups_become_few() -> None:
    app = run_page("upload")
    rows = b"".join(b"w%d,g%d,%d,1\n" % (i, i % 60, i) for i in range(300))
    upload_file(app, "many.csv", b"word,Category,d0,d1\n" + rows)
    use_upload(app)
    switch_page(app, "map")
    assert len(app.pills(key="groups").options) == 24
    assert app.pills(key="groups").options[-1] == "other groups"


@pytest.mark.parametrize("value", ["", "zzz", "2d", "<b>"])
def test_choices_that_do_not_exist_are_the_first(value: str) -> None:
    for name, keys in {
        "map": ("view", "show", "groups"),
        "matrix": ("rows", "order"),
        "similarity": ("metric",),
        "upload": ("way",),
    }.items():
        run_page(name, **dict.fromkeys(keys, value))


@pytest.mark.parametrize("name", reading.EXAMPLES)
def test_example_can_be_tried_without_downloading_it(name: str) -> None:
    app = run_page("upload")
    app.button(key=f"try_{name}").click().run()
    assert not app.exception
    assert app.session_state["embedding"] == name.rsplit(".", 1)[0]


def test_what_unrelated_means_is_said_for_each_embedding() -> None:
    for name in ("glove", "minilm"):
        usual = baseline_cosine(session.sample(name))
        told = f"Two common words picked blindly have {usual:.3f} on average"
        assert told in page_text(run_page("lookup", name))


def test_word_that_glove_leaves_out_is_explained() -> None:
    helps = [caption.proto.help for caption in run_page("lookup", word="a").caption]
    assert any("single letters (a, i)" in text for text in helps)


def test_map_of_two_words_in_3d_is_drawn() -> None:
    app = run_page("map", view="3D", show="My list", map_words="king queen")
    figure = next(
        figure for alt, figure in chart_figures(app).items() if alt.startswith("A 3D map")
    )
    assert figure["layout"]["scene"]["aspectmode"] == "cube"
    assert "100% of the variance" in page_text(app)
    assert "is not on this map" not in page_text(app)


def test_example_tried_twice_is_kept_once() -> None:
    app = run_page("upload")
    app.button(key="try_words.txt").click().run()
    app.sidebar.selectbox(key="embedding").select("glove").run()
    app.button(key="try_words.txt").click().run()
    assert app.session_state["embedding"] == "words"
    assert list(app.session_state["uploads"]) == ["words"]

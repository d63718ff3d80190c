"""The lookup page: a word, its row, and the words of a sentence."""

from __future__ import annotations

from embviz.app.state import embeddings
from embviz.neighbors import baseline_cosine
from tests.support.app_test import (
    click_button,
    metric_values,
    page_text,
    run_page,
    upload_and_open,
)


def test_row_of_a_word() -> None:
    app = run_page("lookup", "tutorial", word="Hello")
    metrics = metric_values(app)
    assert metrics["Token"] == "Hello"
    assert metrics["Token id (row)"] == "72"
    assert "[2, 512]" in page_text(app)


def test_sentence_is_cut_into_subwords() -> None:
    app = run_page("lookup", "minilm", sentence="Hello, embeddings!")
    assert "[9, 384]" in page_text(app)
    frames = [frame.value for frame in app.dataframe]
    ids = next(frame["token id"].tolist() for frame in frames if "piece" in frame)
    assert ids == [101, 7592, 1010, 7861, 8270, 4667, 2015, 999, 102]


def test_unknown_words_of_a_sentence_are_listed() -> None:
    app = run_page("lookup", sentence="the qwxzt king")
    assert "[2, 100]" in page_text(app)
    frame = next(frame.value for frame in app.dataframe if "piece" in frame.value)
    assert frame["token"].tolist() == ["the", "— (not in the vocabulary)", "king"]


def test_token_in_another_case_is_used_with_a_note() -> None:
    app = run_page("lookup", word="King")
    assert "`King` is not in this vocabulary as typed" in page_text(app)
    assert app.metric[0].value == "king"


def test_suggestion_becomes_the_current_word() -> None:
    app = run_page("lookup", word="kign")
    click_button(app, "`king`")
    assert app.session_state["word"] == "king"
    assert app.metric[0].value == "king"


def test_text_fields_of_page_and_sidebar_have_the_same_word() -> None:
    app = run_page("lookup")
    app.text_input(key="lookup_word").set_value("queen").run()
    assert app.session_state["word"] == "queen"
    app.sidebar.text_input(key="word").set_value("dog").run()
    assert app.text_input(key="lookup_word").value == "dog"


def test_baseline_cosine_is_that_of_the_embedding() -> None:
    for name in ("glove", "minilm"):
        baseline = baseline_cosine(embeddings.sample(name))
        sentence = f"Two common words picked blindly have {baseline:.3f} on average"
        assert sentence in page_text(run_page("lookup", name))


def test_note_on_single_letters_in_glove() -> None:
    helps = [caption.proto.help for caption in run_page("lookup", word="a").caption]
    assert any("single letters (a, i)" in text for text in helps)


def test_code_of_a_listed_vocabulary_runs() -> None:
    content = b"word,group\nrain,sky\nsnow,sky\npiano,music\n"
    app = upload_and_open("lookup", "weather.csv", content)
    app.session_state["how"] = True
    app.run()
    exec(app.code[0].value, names := {})
    assert names["E"].tokens == ("rain", "snow", "piano")

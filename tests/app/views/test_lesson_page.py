"""The steps of the lesson, with samples and with uploads."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from embviz import EmbeddingMatrix, analogy, similarity
from embviz.app.state import embeddings, presentation
from embviz.app.text import format_vector
from embviz.app.views.lesson import step_navigation
from embviz.app.views.lesson.steps import STEPS
from embviz.embedding import find_words
from embviz.io import load_word_groups
from embviz.lesson import make_quiz
from embviz.neighbors import angle, association
from tests.support.app_test import (
    chart_figures,
    click_button,
    component_data,
    metric_values,
    page_text,
    run_page,
    switch_page,
    upload_file,
    use_upload,
)
from tests.support.vocabularies import TWENTY_WORDS_CSV


def run_step(step: int, embedding: str = "glove", **query: str) -> AppTest:
    """Open a step, counted from 1, on a sample or on an uploaded file of 20 words."""
    if embedding != "upload":
        return run_page("lesson", embedding, step=str(step), **query)
    app = run_page("upload", step=str(step), **query)
    upload_file(app, "veinte.csv", TWENTY_WORDS_CSV)
    use_upload(app)
    switch_page(app, "lesson")
    return app


def all_text(app: AppTest) -> str:
    """Return all texts of a page, with its headings, metrics, formulas and tables."""
    parts = [page_text(app)]
    parts += [str(element.value) for element in (*app.title, *app.header, *app.code, *app.latex)]
    parts += [f"{metric.label} {metric.value}" for metric in app.metric]
    parts += [frame.value.to_string() for frame in app.dataframe]
    return "\n".join(parts)


def iter_steps(app: AppTest) -> Iterator[int]:
    """Open the steps one after the other in one session; yield the number of each."""
    for step in range(1, len(STEPS) + 1):
        app.segmented_control(key="step").set_value(str(step)).run()
        assert not app.exception, step
        assert not app.error, step
        assert app.title[0].value == f"{step} · {STEPS[step - 1].TITLE}"
        yield step


@pytest.mark.parametrize("embedding", ["glove", "minilm", "tutorial", "upload"])
def test_every_step_works_with_every_embedding(embedding: str) -> None:
    app = run_step(1, embedding)
    for step in iter_steps(app):
        assert f"Step {step} of 11" in str(app.get("progress")[0].proto)
        for alt, figure in chart_figures(app).items():
            assert alt.endswith((".", "?"))
            assert figure["data"]
        if embedding == "upload" and step in (2, 5, 6, 7, 9):
            assert "This vocabulary has no" in page_text(app)
        if embedding != "upload":
            assert "This vocabulary has no" not in page_text(app)


@pytest.mark.parametrize("step", range(1, len(STEPS) + 1))
def test_every_step_shows_formulas_and_code_that_runs(step: int) -> None:
    app = run_step(step)
    app.session_state["how"] = True
    app.run()
    if step == len(STEPS):
        return  # The takeaways have no formula.
    assert app.latex
    code = app.code[0].value
    assert len(code.splitlines()) >= 3
    exec(code, names := {})
    assert isinstance(names["E"], EmbeddingMatrix)


@pytest.mark.parametrize("value", ["0", "12", "x", "", "-1", "1e9"])
def test_an_invalid_step_number_opens_the_first_step(value: str) -> None:
    app = run_page("lesson", step=value)
    assert app.title[0].value.startswith("1 · ")


def test_buttons_lead_through_all_steps_and_back() -> None:
    app = run_page("lesson")
    for step in range(1, len(STEPS)):
        assert app.title[0].value.startswith(f"{step} · ")
        click_button(app, "Next")
    assert app.title[0].value.startswith("11 · ")
    assert next(b for b in app.button if b.label == "Next").disabled
    for step in range(len(STEPS) - 1, 0, -1):
        click_button(app, f"{step} · {STEPS[step - 1].TITLE}")
        assert app.title[0].value.startswith(f"{step} · ")
    assert next(b for b in app.button if b.label == "Back").disabled


# Numbers of the tutorial text, and the step that shows them with any embedding.
TUTORIAL_NUMBERS = {
    1: ["Hello", "[0.10, −0.20, 0.30, …, 0.05]"],
    2: ["2 of"],
    3: ["Hello", "72", "World", "87", "the", "32"],
    4: ["E[72] = [0.10, −0.20, 0.30, 0.15, −0.05, …, 0.05]", "151 × 512", "512 of 512 numbers"],
    5: ["|72 − 87| = 15", "meaningless"],
    6: ["0.141", "1.212"],
    8: ["[0.10, −0.20, 0.30, …, 0.05]", "[0.15, −0.18, 0.28, …, 0.10]", "[2, 512]"],
}


@pytest.mark.parametrize("embedding", ["glove", "upload"])
@pytest.mark.parametrize("step", TUTORIAL_NUMBERS)
def test_numbers_of_the_tutorial_are_shown(step: int, embedding: str) -> None:
    shown = all_text(run_step(step, embedding))
    assert [number for number in TUTORIAL_NUMBERS[step] if number not in shown] == []


def test_matrix_of_the_tutorial_is_drawn() -> None:
    figure = next(
        figure for alt, figure in chart_figures(run_step(4)).items() if "vector of 'Hello'" in alt
    )
    weights, cells, result = figure["data"]
    names = [re.sub("</?b>", "", name) for name in figure["layout"]["yaxis"]["ticktext"]]
    rows = dict(zip(names, cells["text"], strict=True))
    # Dimensions 0, 1, 2 and 511.
    expected = {
        "0 · a": ["0.05", "−0.10", "0.20", "0.15"],
        "1 · an": ["−0.08", "0.12", "−0.05", "0.08"],
        "2 · and": ["0.10", "−0.15", "0.25", "0.12"],
        "72 · Hello": ["0.10", "−0.20", "0.30", "0.05"],
        "87 · World": ["0.15", "−0.18", "0.28", "0.10"],
    }
    assert {name: [*rows[name][:3], rows[name][-1]] for name in expected} == expected
    assert figure["layout"]["xaxis2"]["ticktext"] == ["0", "1", "2", "3", "⋯", "511"]
    assert [row[0] for row in weights["z"] if row[0]] == [1.0]
    assert result["text"][0] == rows["72 · Hello"]


def test_distances_in_the_tutorial_and_in_the_embedding_are_drawn() -> None:
    pictures = [
        [line["text"][1] for line in figure["data"]]
        for figure in chart_figures(run_step(6)).values()
        if figure["data"][0].get("mode") == "lines+markers+text"
    ]
    assert pictures[0] == [
        "dog  0.150 (similar)",
        "car  2.500 (different)",
        "queen  0.800 (related)",
    ]
    E = embeddings.sample("glove")
    pairs = [("cat", "dog"), ("cat", "car"), ("king", "queen")]
    real = [f"{b}  {similarity(E, a, b, 'euclidean'):.3f}" for a, b in pairs]
    assert pictures[1] == real


def test_ids_and_rows_are_compared() -> None:
    E = embeddings.sample("tutorial")
    metrics = {metric.label: metric.value for metric in run_step(5, "tutorial").metric}
    assert metrics["Distance of rows"] == f"{similarity(E, 'Hello', 'World', 'euclidean'):.3f}"
    assert metrics["Angle between rows"] == f"{angle(E, 'Hello', 'World'):.1f}°"
    # cat 23, dog 29, car 22: the ids are wrong where the rows are right.
    shown = page_text(run_step(5, "tutorial"))
    assert "By the ids, `car` is nearer to `cat`. By the rows, `dog` is" in shown
    assert "the ids say it by luck" in page_text(run_step(5, "glove"))


def test_one_letter_changes_the_id() -> None:
    app = run_step(3, word="cat")
    assert metric_values(app)["Token id"] == "5,139"
    frame = next(f.value for f in app.dataframe if "cat" in f.value.get("word", []).tolist())
    E = embeddings.sample("glove")
    assert len(frame) > 5
    for word, token_id in zip(frame["word"], frame["token id"], strict=True):
        assert token_id == f"{E.token_id(word):,}"
        assert sum(a != b for a, b in zip(word, "cat", strict=True)) == (word != "cat")


def test_a_column_can_be_checked_by_hand() -> None:
    app = run_step(4, by_hand_dim="2")
    assert "Column 2: 0 × 0.20 + 0 × (−0.05) + … + **1 × 0.30** + … +" in page_text(app)
    assert "= **0.30**, the number in the row." in page_text(app)
    assert "Type a whole number from 0 to 511." in page_text(run_step(4, by_hand_dim="512"))


@pytest.mark.parametrize(
    ("term", "nearest"),
    [("First word", "prince"), ("− Take away", "sigismund"), ("+ Add", "queen")],
)
def test_sum_is_shown_term_by_term(term: str, nearest: str) -> None:
    app = run_step(7, terms=term)
    # Only the complete sum shows its answer.
    answer = "= queen" if term == "+ Add" else "= ?"
    assert {m.label: m.value for m in app.metric}["Where it lands"] == answer
    picture = next(f for alt, f in chart_figures(app).items() if alt.startswith("The sum so far"))
    assert ("queen" in str(picture)) == (term == "+ Add")
    ranking = next(figure for alt, figure in chart_figures(app).items() if "nearest to king" in alt)
    assert ranking["data"][0]["hovertext"][0] == nearest
    assert ("≈ queen" in page_text(app)) == (term == "+ Add")


def test_a_sentence_is_cut_by_the_real_tokenizer() -> None:
    app = run_step(8, lesson_text="Hello, embeddings!")
    assert {m.label: m.value for m in app.metric}["Shape of the matrix"] == "[9, 384]"
    app = run_step(8, lesson_text="the qwxzt king", cut="Words of the chosen embedding")
    assert {m.label: m.value for m in app.metric}["Shape of the matrix"] == "[2, 100]"
    assert "`glove` has no `qwxzt`" in page_text(app)


def test_similarities_are_lost_in_the_shuffled_matrix() -> None:
    app = run_step(9)
    E = embeddings.sample("glove")
    frame = next(frame.value for frame in app.dataframe)
    assert frame["in the matrix"].tolist()[:2] == [
        f"{similarity(E, 'cat', other):.3f}" for other in ("dog", "car")
    ]
    dog, car, same, other = (float(x.replace("−", "-")) for x in frame["in the twin"])
    assert abs(dog - car) < 2 * (2 / E.dim) ** 0.5
    assert "`cat` is no closer to `dog` than to `car`, up to chance" in page_text(app)
    # Means over groups, of a thousand pairs each, differ little by chance.
    assert abs(same - other) < 0.02
    same, other = map(float, frame["in the matrix"].tolist()[2:])
    assert same - other > 0.4


def test_shuffled_sample_is_cached() -> None:
    E = embeddings.sample("tutorial")
    assert step_navigation.cached_shuffled(E) is step_navigation.cached_shuffled(E)


def test_order_of_words_is_lost_in_the_mean() -> None:
    app = run_step(10)
    assert "in any dimension: **0**" in page_text(app)
    assert "The same words in another order have the same mean" in page_text(app)
    app = run_step(10, text_2="man bites cat")
    assert "in any dimension: **0**" not in page_text(app)
    app = run_step(10, text_2="dog bites man")
    assert "in another order" not in page_text(app)


def test_bank_has_the_same_row_in_both_sentences() -> None:
    E = embeddings.sample("glove")
    lines = [line for line in page_text(run_step(10)).split("\n") if line.startswith("*")]
    assert [line.split(":")[0] for line in lines] == [
        "*She sat on the bank of the river*",
        "*The bank in the street lends money*",
    ]
    assert len({line.split(":", 1)[1] for line in lines}) == 1
    assert lines[0].endswith(f"→ {E.token_id('bank')} → **{format_vector(E['bank'], 3)}**")


def test_opposites_have_similar_rows() -> None:
    E = embeddings.sample("glove")
    assert f"`hot` and `cold` {similarity(E, 'hot', 'cold'):.3f}" in page_text(run_step(10))


def test_professions_are_ranked_by_their_association() -> None:
    figure = next(f for alt, f in chart_figures(run_step(10)).items() if "professions" in alt)
    E = embeddings.sample("glove")
    (bars,) = figure["data"]
    words = bars["hovertext"]
    expected = association(E, words, ["she", "her", "woman"], ["he", "his", "man"])
    assert bars["text"] == [f"{value:.3f}".replace("-", "−") for value in expected]
    jobs = find_words(E, load_word_groups()["professions"])[0]
    everyone = association(E, jobs, ["she", "her", "woman"], ["he", "his", "man"])
    assert words[0] == jobs[int(np.argmax(everyone))]
    assert words[-1] == jobs[int(np.argmin(everyone))]


def test_an_embedding_without_he_and_she_is_replaced_by_glove_with_a_note() -> None:
    assert "so this part shows `glove`" in page_text(run_step(10, "upload"))


def test_takeaways_have_numbers_and_links() -> None:
    app = run_step(11)
    E = embeddings.sample("glove")
    shown = page_text(app)
    assert f"cat → id {E.token_id('cat'):,}" in shown
    assert f"{similarity(E, 'cat', 'dog'):.3f}" in shown
    (answer,) = analogy(E, ["king", "woman"], ["man"], k=1).tokens
    assert f"king − man + woman: the nearest other word is {answer}" in shown
    assert len(app.get("page_link")) == 5


def options(app: AppTest) -> dict[int, list[str]]:
    """Return the options of each unanswered question."""
    labels: dict[int, list[str]] = {}
    for button in app.button:
        if button.key and button.key.startswith("option_"):
            labels.setdefault(int(button.key.split("_")[1]), []).append(button.label)
    return labels


def quiz(seed: int, name: str = "glove") -> tuple:
    return make_quiz(
        embeddings.sample(name), seed, analogies=step_navigation.undisputed_analogies()
    )


def test_quiz_shows_answers_after_predictions_and_counts_the_right_ones() -> None:
    app = run_step(11, quiz="5")
    questions = quiz(5)
    assert len(options(app)) == len(questions) == 6
    assert "Your score 0 of 6" in all_text(app)
    assert not [alt for alt in chart_figures(app) if "is the answer" in alt]
    for place, question in enumerate(questions):
        assert options(app)[place] == list(question.options)
        right = question.options.index(question.answer)
        wrong = (right + 1) % len(question.options)
        app.button(key=f"option_{place}_{right if place else wrong}").click().run()
        assert not app.exception
        assert place not in options(app)  # The first answer counts.
        assert f"{question.answer!r} is the answer." in " ".join(chart_figures(app))
    assert "Your score 5 of 6" in all_text(app)
    assert page_text(app).count("**Right:**") == 5
    assert page_text(app).count("**Not quite:**") == 1
    assert "That was the last question" in page_text(app)


def test_score_stays_when_the_step_changes() -> None:
    app = run_step(11, quiz="5")
    app.button(key=f"option_0_{quiz(5)[0].options.index(quiz(5)[0].answer)}").click().run()
    click_button(app, "Back")
    click_button(app, "Next")
    assert 0 not in options(app)
    assert "Your score 1 of 6" in all_text(app)


def test_another_quiz_has_another_seed_and_other_questions() -> None:
    app = run_step(11, quiz="5")
    before = options(app)
    click_button(app, "Another quiz")
    assert app.text_input(key="quiz").value != "5"
    assert options(app) != before


def test_link_opens_the_same_questions() -> None:
    app = run_step(11, quiz="77")
    assert "step=11&quiz=77&embedding=glove" in app.code[0].value
    again = run_page("lesson", "glove", step="11", quiz="77")
    assert options(again) == options(app)


def test_quiz_on_an_upload_has_no_link() -> None:
    app = run_step(11, "upload")
    assert options(app)
    assert "no link can show it to others" in page_text(app)


@pytest.mark.parametrize("value", ["-1", "x", "", "1e9", "10000", "9" * 400])
def test_invalid_quiz_number_is_explained(value: str) -> None:
    app = run_step(11, quiz=value)
    assert not app.exception
    assert options(app) or "Type a whole number from 0 to 9,999." in page_text(app)


@pytest.mark.parametrize(
    "content",
    [
        b"uno 1 2\n",
        b"uno 0 0\ndos 0 0\ntres 0 0\n",
        b"uno 1\ndos 1\n",
        b"uno 1 1\ndos 1 1\ntres 1 1\ncinco 1 1\n",
        b"$x$\t1\t2\n<b>&</b>\t2\t1\n[a](b)\t0\t1\n:smile:\t3\t3\n\\frac\t2\t0\n",
        "猫\t1\t2\n狗\t1\t2.1\n车\t2\t0\n".encode(),
    ],
    ids=["one word", "zeros", "one dimension", "all alike", "hostile", "Chinese"],
)
def test_every_step_accepts_unusual_vocabularies(content: bytes) -> None:
    app = run_page("upload")
    upload_file(app, "odd.tsv", content)
    use_upload(app)
    switch_page(app, "lesson")
    for step in iter_steps(app):
        for fold in ("how", "how_leaning"):
            app.session_state[fold] = True
        app.run()
        assert not app.exception, step
        assert not app.error, step
        assert app.latex or step == len(STEPS) or len(app.info) + len(app.caption), step
        assert page_text(app)


@pytest.mark.parametrize("typed", ["", "qwxzt", "$x$ <b> [a](b) \\frac", "x" * 100])
def test_every_step_accepts_any_current_word(typed: str) -> None:
    for _ in iter_steps(run_step(1, word=typed)):
        pass


def test_presentation_enlarges_charts() -> None:
    app = run_step(2)
    assert {data_scale(app)} == {1.0}
    next(button for button in app.sidebar.button if button.label == "Present").click().run()
    assert not app.exception
    assert {data_scale(app)} == {presentation.LARGE_TYPE_SCALE}
    assert not app.sidebar.text_input
    click_button(app, "End the presentation")
    assert {data_scale(app)} == {1.0}
    assert {data_scale(run_step(2, present="1"))} == {presentation.LARGE_TYPE_SCALE}


def data_scale(app: AppTest) -> float:
    return next(
        data["scale"] for data in map(component_data, app.get("bidi_component")) if "scale" in data
    )


@pytest.mark.parametrize("step", range(1, len(STEPS) + 1))
def test_every_step_shows_another_embedding_at_once(step: int) -> None:
    app = run_step(step, "upload")
    own = all_text(app)
    app.sidebar.selectbox(key="embedding").select("glove").run()
    assert not app.exception
    assert "This vocabulary has no" not in page_text(app)
    assert "Not in this vocabulary" not in page_text(app)
    assert all_text(app) != own
    app.sidebar.selectbox(key="embedding").select("veinte").run()
    assert not app.exception
    assert "Not in this vocabulary" not in page_text(app)
    assert chart_figures(app) or step == len(STEPS)


@pytest.mark.parametrize(
    ("words", "note", "excluded"),
    [
        (("king", "man", "king"), "with the same word twice it is none", "cancels out"),
        (("king", "man", "man"), "`man` is both added and taken away", "why it works"),
        (("king", "king", "queen"), "`king` is both added and taken away", "have a cosine of"),
    ],
)
def test_a_sum_with_the_same_word_twice_is_no_analogy(
    words: tuple[str, str, str], note: str, excluded: str
) -> None:
    app = run_step(7, terms="+ Add", **dict(zip("abc", words, strict=True)))
    assert note in page_text(app)
    assert excluded not in page_text(app)


def test_sum_of_zero_is_explained() -> None:
    app = run_step(7, terms="− Take away", a="king", b="king")
    assert "is zero in every dimension" in page_text(app)
    assert {m.label: m.value for m in app.metric}["Where it lands"] == "= ?"


@pytest.mark.parametrize("term", ["First word", "− Take away"])
def test_answer_is_hidden_before_the_sum_is_complete(term: str) -> None:
    app = run_step(7, terms=term)
    for fold in ("how", "steps_table"):
        app.session_state[fold] = True
    app.run()
    assert not any("woman}" in formula.value for formula in app.latex)
    assert any(list(f.value.index) == ["king", "man", "woman"] for f in app.dataframe)


def test_text_states_differences_of_the_rounded_numbers() -> None:
    for embedding in ("glove", "minilm", "tutorial"):
        app = run_step(9, embedding)
        frame = next(frame.value for frame in app.dataframe)
        for column in ("in the matrix", "in the twin"):
            same, other = (float(x.replace("−", "-")) for x in frame[column].tolist()[2:])
            assert f"{same - other + 0.0:.3f}".replace("-", "−").replace(
                "−0.000", "0.000"
            ) in page_text(app)

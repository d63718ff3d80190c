"""The page that compares two embeddings."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from embviz import load_sample, save
from tests.support.app_test import (
    chart_figures,
    click_button,
    metric_values,
    page_text,
    run_page,
    switch_page,
    upload_file,
    use_upload,
)

VIEWS = ("Neighbors", "Movers", "Analogy", "Pairs", "Common map")


def run_compare(embedding: str = "glove", other: str = "minilm", **query: str) -> AppTest:
    return run_page("compare", embedding, other=other, **query)


def upload_and_compare(first: bytes, second: bytes | None = None, **query: str) -> AppTest:
    """Open the page with an upload on the left, and another one or glove on the right."""
    app = run_page("upload", **query)
    files = {"first.txt": first} if second is None else {"second.txt": second, "first.txt": first}
    for name, content in files.items():
        if app.file_uploader[0].value:
            app.file_uploader[0].clear().run()
        upload_file(app, name, content)
        use_upload(app)
    switch_page(app, "compare")
    if second is not None:
        app.selectbox(key="other").set_value("second").run()
    assert not app.exception
    assert app.session_state["embedding"] == "first"
    return app


def view(app: AppTest, name: str) -> AppTest:
    app.segmented_control(key="compare").set_value(name).run()
    assert not app.exception and not app.error
    return app


WORDS = "king queen man woman cat dog horse car truck bus paris rome".split()

ODD_FILES = {
    "two dimensions": "".join(f"{w} {i % 5 - 2} {i % 3 + 1}\n" for i, w in enumerate(WORDS)),
    "one dimension": "".join(f"{w} {i - 3}\n" for i, w in enumerate(WORDS)),
    "three words": "king 1 2 3\nqueen 2 1 3\nman 0 1 1\n",
    "two words": "king 1 2 3\nqueen 2 1 3\n",
    "one word": "king 1 2 3\n",
    "no shared word": "слово 1 2\nдругое 2 1\nтретье 1 1\n",
    "other case": "".join(f"{w.upper()} {i} 1 2\n" for i, w in enumerate(WORDS)),
    "zeros": "".join(f"{w} 0 0 0\n" for w in WORDS),
    "some zeros": "".join(
        f"{w} 0 0 0\n" if i % 2 == 0 else f"{w} {i} 2 {i % 3}\n" for i, w in enumerate(WORDS)
    ),
    "equal rows": "".join(f"{w} 1 2 3\n" for w in WORDS),
    "hostile": "".join(
        f"{w} {i % 3} {i % 5} {i + 1}\n"
        for i, w in enumerate(
            ["<b>x</b>", "[x](y)", "$a$", ":smile:", "`", "%{x}", "var(--blue)", "=1+1", '"', "-"]
        )
    ),
}


@pytest.mark.parametrize("odd", ODD_FILES)
def test_every_view_answers_for_an_odd_upload_and_glove(odd: str) -> None:
    app = upload_and_compare(ODD_FILES[odd].encode())
    if odd in ("no shared word", "other case"):
        assert "have **no word in common**" in page_text(app)
        assert ("12 words that both have" in page_text(app)) == (odd == "other case")
        return
    for name in VIEWS:
        view(app, name)
        assert chart_figures(app) or app.info, name
        for alt, figure in chart_figures(app).items():
            assert alt.endswith((".", "?"))
            assert figure["data"]


@pytest.mark.parametrize("odd", ODD_FILES)
def test_every_view_answers_for_two_odd_uploads(odd: str) -> None:
    others = {
        "two dimensions": ODD_FILES["one dimension"],
        "hostile": "".join(f"{line} 1\n" for line in ODD_FILES["hostile"].splitlines()),
    }
    app = upload_and_compare(
        ODD_FILES[odd].encode(), others.get(odd, ODD_FILES["two dimensions"]).encode()
    )
    for name in VIEWS:
        if app.segmented_control:
            view(app, name)
            assert chart_figures(app) or app.info, name
        else:
            assert "have **no word in common**" in page_text(app)


@pytest.mark.parametrize("name", VIEWS)
@pytest.mark.parametrize(
    ("left", "right", "shared"),
    [
        ("glove", "minilm", "21,425 words"),
        ("glove", "tutorial", "148 words"),
        ("tutorial", "minilm", "148 words"),
    ],
)
def test_every_view_of_two_samples(left: str, right: str, shared: str, name: str) -> None:
    app = run_compare(left, right, compare=name)
    assert not app.error and not app.info
    assert f"**{shared}** in both, in exactly the same spelling" in page_text(app)
    assert chart_figures(app)
    assert app.metric


def test_neighbors_have_the_numbers_of_the_library() -> None:
    app = run_compare(word="king")
    assert metric_values(app) == {"Neighbors in common": "5 of 10", "By chance": "0.0002"}
    assert "Jaccard index **0.333**" in page_text(app)
    (figure,) = chart_figures(app).values()
    marked = [word for part in figure["data"] for word in part.get("text", []) if "◆" in word]
    assert len(marked) == 10  # There are five on each side, marked not by color alone.
    # Clicks on either side report token ids of the left embedding.
    glove = load_sample("glove")
    left, right = figure["data"][1:]
    assert "queen" in [glove.tokens[i] for i in right["customdata"]]
    assert left["customdata"][1] == glove.token_id("queen")
    assert (
        metric_values(run_compare(word="king", compare_count="20"))["Neighbors in common"]
        == "7 of 20"
    )


def test_a_word_that_only_one_side_has_is_named_and_others_are_offered() -> None:
    app = run_compare(other="tutorial", word="republic")
    assert (
        "**`republic` is not compared**: *glove* has it, but *tutorial* has no such word"
        in page_text(app)
    )
    assert not chart_figures(app)
    click_button(app, "`the`")
    assert app.session_state["word"] == "the"
    assert chart_figures(app)
    assert "only a piece of a word" in page_text(run_compare(word="a"))


def test_movers_and_chance() -> None:
    app = run_compare(compare="Movers")
    values = metric_values(app)
    assert (values["Mean Jaccard index"], values["By chance"]) == ("0.231", "0.0026")
    assert "80 of 2,000 words have no neighbor in common; 5 keep all 10" in page_text(app)
    most, least = (frame.value for frame in app.dataframe)
    assert most["same of 10"].tolist() == [0] * 10
    assert {"march", "october"} <= set(least["word"])
    click_button(app, "`march`")
    assert app.session_state["word"] == "march"
    assert metric_values(app)["Neighbors in common"]
    app = run_compare("tutorial", "glove", compare="Movers", compare_k="50")
    assert "over 148 words" in page_text(app)


def test_k_is_limited_for_few_words() -> None:
    app = view(upload_and_compare(ODD_FILES["two dimensions"].encode()), "Movers")
    assert "With 11 other words, only the nearest 5 of each are compared" in page_text(app)
    most, least = (frame.value for frame in app.dataframe)
    assert "same of 5" in most
    assert not set(most["word"]) & set(least["word"])
    assert "12 words** in both" in page_text(app) and "less than 0.1% of *glove*" in page_text(app)


def test_a_slow_comparison_waits_for_a_button() -> None:
    app = run_compare(compare="Movers", compare_first="All")
    assert not chart_figures(app)
    assert any(button.label == "Compare all 21,425 words" for button in app.button)


def test_the_expected_answer_is_ranked_on_both_sides() -> None:
    app = run_compare(
        compare="Analogy", compare_sum="paris - france + italy", compare_expected="rome"
    )
    assert metric_values(app) == {"First in *glove*": "rome", "First in *minilm*": "italian"}
    assert "rome is number **1** of 21,422" in page_text(app)
    assert "rome is number **2** of 21,422" in page_text(app)
    click_button(app, "cats − cat + dog")
    assert metric_values(app)["First in *glove*"] == "dogs"
    app = run_compare(compare="Analogy", compare_sum="king - kign")
    assert "is not in the vocabulary" in page_text(app)
    assert not chart_figures(app)
    app = run_compare(other="tutorial", compare="Analogy", compare_sum="king - republic")
    assert "Only *glove* has `republic` as a word" in page_text(app)
    app = run_compare(compare="Analogy", compare_sum="king - man", compare_expected="king")
    assert "king is a word of the sum" in page_text(app)


def test_pairs_have_one_scale_and_a_correlation() -> None:
    app = run_compare(compare="Pairs")
    assert (metric_values(app)["Correlation"], metric_values(app)["Rank correlation"]) == (
        "0.738",
        "0.638",
    )
    scales = {(f["data"][0]["zmin"], f["data"][0]["zmax"]) for f in chart_figures(app).values()}
    assert len(chart_figures(app)) == 3 and scales == {(-1.0, 1.0)}
    app = run_compare(other="tutorial", compare="Pairs", compare_words="king queen republic qwxt")
    assert "only *glove* has them as words: `republic`" in page_text(app)
    assert "A correlation takes three words" in page_text(app)


def test_the_joint_map_shows_the_fit_and_the_variance_kept() -> None:
    app = run_compare(compare="Common map", word="king")
    expected = {"How well it fits": "34%", "Shuffled": "3.0%", "Dimensions": "100"}
    assert metric_values(app) == expected
    assert "reduced to its 100 strongest directions (PCA), which keep **63%**" in page_text(app)
    (figure,) = chart_figures(app).values()
    labels = [label["text"] for label in figure["layout"]["meta"]["labels"]]
    assert sorted(labels) == sorted(set(labels))
    assert labels[0] == "king"
    names = [part["name"] for part in figure["data"] if part.get("name")]
    assert names == ["glove", "minilm"]


def test_equal_sides_are_named() -> None:
    app = run_compare("tutorial", "tutorial")
    assert "Both sides are the same embedding" in page_text(app)
    assert metric_values(app)["Neighbors in common"] == "10 of 10"
    view(app, "Common map")
    assert metric_values(app)["How well it fits"] == "100%"


def test_an_unknown_second_embedding_in_the_address_is_named() -> None:
    app = run_compare(other="tutorial")
    assert app.selectbox(key="other").value == "tutorial"
    app = run_compare(other="<mine>")
    assert app.selectbox(key="other").value == "minilm"
    assert "The link asks for `<mine>`, which is not here" in page_text(app)


def test_sides_are_swapped_by_the_button_and_the_sidebar() -> None:
    app = run_compare("glove", "tutorial")
    click_button(app, "Swap sides")
    assert app.session_state["embedding"] == "tutorial"
    assert app.selectbox(key="other").value == "glove"
    app.sidebar.selectbox(key="embedding").set_value("glove").run()
    assert not app.exception
    assert app.selectbox(key="other").value == "tutorial"


def test_an_upload_equal_to_a_sample_is_compared(tmp_path) -> None:
    path = tmp_path / "copy.txt"
    save(load_sample("tutorial"), path)
    app = upload_and_compare(path.read_bytes())
    app.selectbox(key="other").set_value("tutorial").run()
    view(app, "Movers")
    assert metric_values(app)["Mean Jaccard index"] == "1.000"

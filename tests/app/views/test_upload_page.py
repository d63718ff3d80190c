"""The upload page: files of vectors, lists of words, examples, and errors."""

from __future__ import annotations

from pathlib import Path

import pytest

from embviz import EmbeddingMatrix, save
from embviz.app.views.upload import reading
from tests.support.app_test import (
    chart_figures,
    click_button,
    page_text,
    run_page,
    switch_page,
    upload_and_open,
    upload_file,
    use_upload,
)


def test_list_takes_its_rows_from_an_embedding_and_its_groups_from_the_file() -> None:
    app = run_page("upload")
    upload_file(app, "list.csv", b"word,group\nRain,sky\nsnow,sky\npiano,music\nqwxzt,none\n")
    assert "`qwxzt`" in page_text(app)
    assert "3 words × 100 dimensions" in page_text(app)
    use_upload(app)
    switch_page(app, "map")
    figure = next(iter(chart_figures(app).values()))
    assert figure["layout"]["meta"]["cloud"]["names"] == ["sky", "music"]


def test_typed_list_is_used() -> None:
    app = run_page("upload")
    app.segmented_control(key="way").set_value("A typed list").run()
    app.text_area(key="typed_words").set_value("rain\nsnow\npiano").run()
    use_upload(app)
    assert app.session_state["embedding"] == "my words"


def test_list_of_unknown_words_is_rejected() -> None:
    app = run_page("upload")
    upload_file(app, "list.txt", b"qwxzt\nzzzzq\n")
    assert "None of the words was found" in page_text(app)
    assert not [button for button in app.button if button.label == "Use it on every page"]


def test_thousands_of_unknown_words_are_counted() -> None:
    app = run_page("upload")
    upload_file(app, "list.txt", b"king\n" + b"".join(b"zzq%d\n" % i for i in range(20_000)))
    assert "20,000 of the listed words" in page_text(app)


@pytest.mark.parametrize(
    ("name", "content", "location"),
    [
        ("a.txt", b"cat 1 2\ndog 1 x\n", "a.txt, line 2"),
        ("a.csv", b"word,d0,d1\ncat,1,2\ndog,1\n", "a.csv, line 3"),
        ("a.txt", b"", "a.txt"),
        ("a.txt", b"\x80\x04\x95pickle", "a.txt"),
        ("../../<b>x</b>.txt", b"cat 1 2\ndog 1 x\n", "line 2"),
    ],
)
def test_error_names_file_and_line(name: str, content: bytes, location: str) -> None:
    app = run_page("upload")
    upload_file(app, name, content)
    assert location in page_text(app)
    assert "cannot be used as it is" in page_text(app)


def test_saved_file_of_embviz_is_used(tmp_path: Path) -> None:
    E = EmbeddingMatrix(["sol", "luna"], [[1, 2], [3, 4]], name="cielo")
    save(E, tmp_path / "cielo.safetensors")
    app = run_page("upload")
    upload_file(app, "cielo.safetensors", (tmp_path / "cielo.safetensors").read_bytes())
    use_upload(app)
    assert app.session_state["embedding"] == "cielo"


def test_removing_an_upload_shows_a_sample() -> None:
    app = run_page("upload", "vectors")
    click_button(app, "Remove")
    assert app.session_state["embedding"] == "glove"
    assert not app.session_state["uploads"]


def test_too_many_uploads_are_explained() -> None:
    app = run_page("upload")
    for number in range(reading.MAX_UPLOADS):
        if number:
            app.file_uploader[0].clear()
        upload_file(app, f"v{number}.txt", f"cat 1 {number}\ndog 2 3\n".encode())
        use_upload(app)
    app.file_uploader[0].clear()
    upload_file(app, "one-more.txt", b"cat 9 9\ndog 2 3\n")
    assert "Remove one below" in page_text(app)
    assert app.button(key="try_words.txt").disabled


@pytest.mark.parametrize("name", reading.EXAMPLES)
def test_example_can_be_uploaded(name: str) -> None:
    app = run_page("upload")
    upload_file(app, name, reading.read_example(name))
    use_upload(app)
    assert app.session_state["embedding"] == name.rsplit(".", 1)[0]


@pytest.mark.parametrize("name", reading.EXAMPLES)
def test_example_can_be_tried_without_a_download(name: str) -> None:
    app = run_page("upload")
    app.button(key=f"try_{name}").click().run()
    assert not app.exception
    assert app.session_state["embedding"] == name.rsplit(".", 1)[0]


def test_example_tried_twice_is_added_once() -> None:
    app = run_page("upload")
    app.button(key="try_words.txt").click().run()
    app.sidebar.selectbox(key="embedding").select("glove").run()
    app.button(key="try_words.txt").click().run()
    assert app.session_state["embedding"] == "words"
    assert list(app.session_state["uploads"]) == ["words"]


def test_large_upload_is_drawn_in_part() -> None:
    content = b"".join(b"w%d %d 1\n" % (i, i) for i in range(5_000))
    app = upload_and_open("map", "many.txt", content)
    assert any("the first 500 of 5,000 words" in alt for alt in chart_figures(app))


def test_small_groups_of_an_upload_are_merged() -> None:
    rows = b"".join(b"w%d,g%d,%d,1\n" % (i, i % 60, i) for i in range(300))
    app = upload_and_open("map", "many.csv", b"word,Category,d0,d1\n" + rows)
    assert len(app.pills(key="groups").options) == 24
    assert app.pills(key="groups").options[-1] == "other groups"

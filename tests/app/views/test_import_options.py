"""What the upload page says of a file, and how a visitor has it read otherwise."""

from __future__ import annotations

import numpy as np
from streamlit.testing.v1 import AppTest

from embviz.app.views.upload import preview
from tests.app.views.test_all_pages import click_button, page_text, run_page, upload_file

MIXED = b"word;kind;x;y\ncat;pet;0,5;1,0\ndog;pet;0,4;x\ncow;farm;1;2\ncat;pet;3;4\n"


def run_upload(name: str, content: bytes) -> AppTest:
    app = run_page("upload")
    upload_file(app, name, content)
    return app


def choose(app: AppTest, label: str, option: str) -> None:
    next(box for box in app.selectbox if box.label == label).select(option).run()
    assert not app.exception


def skip_bad_rows(app: AppTest) -> None:
    label = "Leave out rows that cannot be read"
    next(toggle for toggle in app.toggle if toggle.label == label).set_value(True).run()
    assert not app.exception


def first_rows(app: AppTest) -> list[str]:
    return app.dataframe[0].value["token"].tolist()


def test_a_bad_row_is_named_and_can_be_left_out() -> None:
    app = run_upload("mixed.csv", MIXED)
    assert "mixed.csv, line 3: In column 4 stands 'x', not a number." in page_text(app)
    assert not app.dataframe
    skip_bad_rows(app)
    assert first_rows(app) == ["cat", "cow"]
    told = page_text(app)
    assert "Rows that could not be read were left out: line 3" in told
    assert "decimal comma" in told
    assert "'cat' (line 5, first on line 2)" in told
    click_button(app, "Use it on every page")
    assert len(app.session_state["uploads"]["mixed"]) == 2
    recipe = app.session_state["recipes"]["mixed"]
    assert "embviz.load('mixed.csv', reading=Reading(skip_bad=True))" in recipe


def test_the_first_line_the_delimiter_and_the_column_can_be_chosen() -> None:
    app = run_upload("years.csv", b"1999,2000\n1,2\n3,4\n")
    assert first_rows(app) == ["1999", "1", "3"]
    choose(app, "The first line", "Names the columns")
    assert first_rows(app) == ["1", "3"]
    choose(app, "Column of the words", "2")
    assert first_rows(app) == ["2", "4"]
    app = run_upload("odd.txt", b"a,b 1 2\nc,d 3 4\n")
    choose(app, "Between the fields stand", "Spaces")
    assert first_rows(app) == ["a,b", "c,d"]


def test_bare_numbers_take_the_shape_that_is_typed() -> None:
    rows = np.array([[1, 0], [0.5, 0.25], [0, -1]], "<f4")
    app = run_upload("tensors.bytes", rows.tobytes())
    assert "cannot be used as it is" in page_text(app)
    for label, n in (("Rows", 4), ("Numbers a row", 2), ("Rows", 3)):
        if n == 3:
            assert "4 rows of 2 numbers would take 32 bytes, and the file has 24" in page_text(app)
        next(each for each in app.number_input if each.label == label).set_value(n).run()
    assert not app.exception
    assert first_rows(app) == ["0", "1", "2"]
    click_button(app, "Use it on every page")
    assert app.session_state["uploads"]["tensors"].vectors.tolist() == rows.tolist()
    assert "Reading(shape=(3, 2))" in app.session_state["recipes"]["tensors"]


def test_choices_belong_to_one_file() -> None:
    app = run_upload("mixed.csv", MIXED)
    skip_bad_rows(app)
    app.file_uploader[0].clear()
    upload_file(app, "other.csv", MIXED)
    assert "other.csv, line 3" in page_text(app)


def test_what_is_as_it_should_be_is_said() -> None:
    app = run_upload("pets.txt", b"cat 1 2\ndog 3 4\n")
    assert "Nothing had to be repaired or guessed." in page_text(app)


def test_labels_in_another_file() -> None:
    app = run_upload("pets.tsv", b"1\t2\n3\t4\n")
    app.file_uploader[1].upload("metadata.tsv", b"word\tkind\ncat\tpet\ncow\tfarm\n")
    app.run()
    assert not app.exception
    assert first_rows(app) == ["cat", "cow"]
    assert app.dataframe[0].value["kind"].tolist() == ["pet", "farm"]
    click_button(app, "Use it on every page")
    assert "metadata='metadata.tsv'" in app.session_state["recipes"]["pets"]


def test_a_list_of_words_has_no_choices() -> None:
    app = run_upload("list.txt", b"rain\nsnow\nrain\n")
    assert "Words that occur again" in page_text(app)
    assert not [box for box in app.selectbox if box.label == "The first line"]


def test_hostile_notes_are_plain_text() -> None:
    app = run_upload(
        "<b>x</b>.csv", b"word,<img src=x>,y\ncat,:smile:,1\n[a](b),$x$,2\n[a](b),z,3\n"
    )
    noted = [each.value for each in app.text if each.value.startswith("•")]
    assert any("<img src=x>" in note for note in noted)
    assert any("[a](b)" in note for note in noted)


def test_a_file_is_looked_at_once_for_each_choice(monkeypatch) -> None:
    looked: list[object] = []
    true = preview.inspect_file
    monkeypatch.setattr(
        preview, "inspect_file", lambda *given: looked.append(given[1]) or true(*given)
    )
    app = run_upload("years.csv", b"1999,2000\n1,2\n3,4\n")
    app.run()
    app.run()
    assert len(looked) == 1
    choose(app, "The first line", "Names the columns")
    app.run()
    assert len(looked) == 2

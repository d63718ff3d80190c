"""Import options on the upload page."""

from __future__ import annotations

import numpy as np
from streamlit.testing.v1 import AppTest

from embviz.app.views.upload import preview
from tests.support.app_test import page_text, run_page, upload_file, use_upload

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
    text = page_text(app)
    assert "Rows that could not be read were left out: line 3" in text
    assert "decimal comma" in text
    assert "'cat' (line 5, first on line 2)" in text
    use_upload(app)
    assert len(app.session_state["uploads"]["mixed"]) == 2
    snippet = app.session_state["load_snippets"]["mixed"]
    assert "embviz.load('mixed.csv', options=LoadOptions(skip_bad=True))" in snippet


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


def test_raw_numbers_are_read_in_the_typed_shape() -> None:
    rows = np.array([[1, 0], [0.5, 0.25], [0, -1]], "<f4")
    app = run_upload("tensors.bytes", rows.tobytes())
    assert "cannot be used as it is" in page_text(app)
    for label, n in (("Rows", 4), ("Numbers a row", 2), ("Rows", 3)):
        if n == 3:
            assert "4 rows of 2 numbers would take 32 bytes, and the file has 24" in page_text(app)
        next(each for each in app.number_input if each.label == label).set_value(n).run()
    assert not app.exception
    assert first_rows(app) == ["0", "1", "2"]
    use_upload(app)
    assert app.session_state["uploads"]["tensors"].vectors.tolist() == rows.tolist()
    assert "LoadOptions(shape=(3, 2))" in app.session_state["load_snippets"]["tensors"]


def test_options_apply_to_one_file_only() -> None:
    app = run_upload("mixed.csv", MIXED)
    skip_bad_rows(app)
    app.file_uploader[0].clear()
    upload_file(app, "other.csv", MIXED)
    assert "other.csv, line 3" in page_text(app)


def test_a_clean_file_is_reported_as_clean() -> None:
    app = run_upload("pets.txt", b"cat 1 2\ndog 3 4\n")
    assert "Nothing had to be repaired or guessed." in page_text(app)


def test_labels_are_read_from_a_second_file() -> None:
    app = run_upload("pets.tsv", b"1\t2\n3\t4\n")
    app.file_uploader[1].upload("metadata.tsv", b"word\tkind\ncat\tpet\ncow\tfarm\n")
    app.run()
    assert not app.exception
    assert first_rows(app) == ["cat", "cow"]
    assert app.dataframe[0].value["kind"].tolist() == ["pet", "farm"]
    use_upload(app)
    assert "metadata='metadata.tsv'" in app.session_state["load_snippets"]["pets"]


def test_a_list_of_words_has_no_options() -> None:
    app = run_upload("list.txt", b"rain\nsnow\nrain\n")
    assert "Words that occur again" in page_text(app)
    assert not [box for box in app.selectbox if box.label == "The first line"]


def test_hostile_notes_are_plain_text() -> None:
    app = run_upload(
        "<b>x</b>.csv", b"word,<img src=x>,y\ncat,:smile:,1\n[a](b),$x$,2\n[a](b),z,3\n"
    )
    notes = [text.value for text in app.text if text.value.startswith("•")]
    assert any("<img src=x>" in note for note in notes)
    assert any("[a](b)" in note for note in notes)


def test_a_file_is_inspected_once_for_each_choice_of_options(monkeypatch) -> None:
    calls: list[object] = []
    inspect_file = preview.inspect_file
    monkeypatch.setattr(
        preview, "inspect_file", lambda *args: calls.append(args[1]) or inspect_file(*args)
    )
    app = run_upload("years.csv", b"1999,2000\n1,2\n3,4\n")
    app.run()
    app.run()
    assert len(calls) == 1
    choose(app, "The first line", "Names the columns")
    app.run()
    assert len(calls) == 2

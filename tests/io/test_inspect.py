"""The options that apply to a file."""

from __future__ import annotations

import io

import numpy as np
import pytest

from embviz.io import FileSummary, Limits, LoadOptions, inspect_file
from tests.support.corpus import (
    CSV_WITH_HEADER,
    GLOVE_TEXT,
    PETS,
    ROWS,
    gzip_bytes,
    npz_bytes,
    zip_bytes,
)

TEXT = ("header", "delimiter", "skip_bad")
TABLE = ("header", "delimiter", "token_column", "skip_bad")


@pytest.mark.parametrize(
    ("content", "summary"),
    [
        (GLOVE_TEXT, FileSummary(TEXT)),
        (gzip_bytes(CSV_WITH_HEADER), FileSummary(TABLE, 3)),
        (b"cat\ndog\n", FileSummary()),
        (b'{"cat": [1, 2]}', FileSummary()),
        (b"%PDF-1.7", FileSummary()),
        (zip_bytes({"a.txt": GLOVE_TEXT}), FileSummary(TEXT)),
        (
            zip_bytes({"a.txt": GLOVE_TEXT, "b.csv": CSV_WITH_HEADER}),
            FileSummary(("member",), members=("a.txt", "b.csv")),
        ),
        (zip_bytes({"a.txt": GLOVE_TEXT, "b.txt": GLOVE_TEXT})[:-9], FileSummary()),
        (npz_bytes(words=np.array(PETS), vectors=ROWS), FileSummary()),
        (
            npz_bytes(words=np.array(PETS), a=ROWS, b=ROWS),
            FileSummary(("member",), members=("a", "b")),
        ),
    ],
)
def test_options_that_apply(content, summary):
    file = io.BytesIO(content)
    assert inspect_file(file) == summary
    assert file.tell() == 0


def test_selected_options_still_apply():
    file = io.BytesIO(zip_bytes({"a.txt": GLOVE_TEXT, "b.csv": CSV_WITH_HEADER}))
    members = ("a.txt", "b.csv")
    assert inspect_file(file, LoadOptions(member="b.csv")) == FileSummary(
        ("member", *TABLE), 3, members
    )
    assert inspect_file(file, LoadOptions(member="a.txt")) == FileSummary(
        ("member", *TEXT), 0, members
    )


def test_limits_apply():
    bomb = io.BytesIO(gzip_bytes(b"cat 0.5 1\n" * 300_000))
    assert inspect_file(bomb, LoadOptions(limits=Limits(unpacked_bytes=100_000))) == FileSummary()

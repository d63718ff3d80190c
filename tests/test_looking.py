"""A first look at a file: what can be chosen of how it is read."""

from __future__ import annotations

import io

import numpy as np
import pytest

from embviz.io import FileSummary, Limits, LoadOptions, inspect_file
from tests.corpus import GLOVE, HEADED, PETS, ROWS, _gzip, _npz, _zip

TEXT = ("header", "delimiter", "skip_bad")
TABLE = ("header", "delimiter", "words", "skip_bad")


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (GLOVE, FileSummary(TEXT)),
        (_gzip(HEADED), FileSummary(TABLE, 3)),
        (b"cat\ndog\n", FileSummary()),
        (b'{"cat": [1, 2]}', FileSummary()),
        (b"%PDF-1.7", FileSummary()),
        (_zip({"a.txt": GLOVE}), FileSummary(TEXT)),
        (
            _zip({"a.txt": GLOVE, "b.csv": HEADED}),
            FileSummary(("member",), members=("a.txt", "b.csv")),
        ),
        (_zip({"a.txt": GLOVE, "b.txt": GLOVE})[:-9], FileSummary()),
        (_npz(words=np.array(PETS), vectors=ROWS), FileSummary()),
        (_npz(words=np.array(PETS), a=ROWS, b=ROWS), FileSummary(("member",), members=("a", "b"))),
    ],
)
def test_what_can_be_chosen(content, found):
    file = io.BytesIO(content)
    assert inspect_file(file) == found
    assert file.tell() == 0


def test_what_was_chosen_can_be_chosen_again():
    file = io.BytesIO(_zip({"a.txt": GLOVE, "b.csv": HEADED}))
    members = ("a.txt", "b.csv")
    assert inspect_file(file, LoadOptions(member="b.csv")) == FileSummary(
        ("member", *TABLE), 3, members
    )
    assert inspect_file(file, LoadOptions(member="a.txt")) == FileSummary(
        ("member", *TEXT), 0, members
    )


def test_limits_hold_for_a_look():
    bomb = io.BytesIO(_gzip(b"cat 0.5 1\n" * 300_000))
    assert inspect_file(bomb, LoadOptions(limits=Limits(unpacked_bytes=100_000))) == FileSummary()

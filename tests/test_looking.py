"""A first look at a file: what can be chosen of how it is read."""

from __future__ import annotations

import io

import numpy as np
import pytest

from embviz.io import Limits, Look, Reading, look
from tests.corpus import GLOVE, HEADED, PETS, ROWS, _gzip, _npz, _zip

TEXT = ("header", "delimiter", "skip_bad")
TABLE = ("header", "delimiter", "words", "skip_bad")


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (GLOVE, Look(TEXT)),
        (_gzip(HEADED), Look(TABLE, 3)),
        (b"cat\ndog\n", Look()),
        (b'{"cat": [1, 2]}', Look()),
        (b"%PDF-1.7", Look()),
        (_zip({"a.txt": GLOVE}), Look(TEXT)),
        (_zip({"a.txt": GLOVE, "b.csv": HEADED}), Look(("member",), members=("a.txt", "b.csv"))),
        (_zip({"a.txt": GLOVE, "b.txt": GLOVE})[:-9], Look()),
        (_npz(words=np.array(PETS), vectors=ROWS), Look()),
        (_npz(words=np.array(PETS), a=ROWS, b=ROWS), Look(("member",), members=("a", "b"))),
    ],
)
def test_what_can_be_chosen(content, found):
    file = io.BytesIO(content)
    assert look(file) == found
    assert file.tell() == 0


def test_what_was_chosen_can_be_chosen_again():
    file = io.BytesIO(_zip({"a.txt": GLOVE, "b.csv": HEADED}))
    members = ("a.txt", "b.csv")
    assert look(file, Reading(member="b.csv")) == Look(("member", *TABLE), 3, members)
    assert look(file, Reading(member="a.txt")) == Look(("member", *TEXT), 0, members)


def test_limits_hold_for_a_look():
    bomb = io.BytesIO(_gzip(b"cat 0.5 1\n" * 300_000))
    assert look(bomb, Reading(limits=Limits(unpacked=100_000))) == Look()

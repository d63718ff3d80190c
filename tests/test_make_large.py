"""The script that makes a large file makes one that is read as what it says."""

import numpy as np

from embviz.io import load
from scripts.make_large import BLOCK, make_large


def test_it_is_read_back(tmp_path):
    path = tmp_path / "large.bin"
    make_large(path, BLOCK + 3, 4)
    E = load(path)
    assert (len(E), E.dim) == (BLOCK + 3, 4)
    assert E.tokens[-1] == f"w{BLOCK + 2}"
    first = np.random.default_rng(0).standard_normal((BLOCK, 4), np.float32)
    assert np.array_equal(E.vectors[:BLOCK], first)
    assert E.notes == ()

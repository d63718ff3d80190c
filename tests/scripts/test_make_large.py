"""The large file is a valid word2vec file."""

import numpy as np

from embviz.io import load
from scripts.make_large import BLOCK_ROWS, make_large


def test_load_reads_the_file(tmp_path):
    path = tmp_path / "large.bin"
    make_large(path, BLOCK_ROWS + 3, 4)
    E = load(path)
    assert (len(E), E.dim) == (BLOCK_ROWS + 3, 4)
    assert E.tokens[-1] == f"w{BLOCK_ROWS + 2}"
    first = np.random.default_rng(0).standard_normal((BLOCK_ROWS, 4), np.float32)
    assert np.array_equal(E.vectors[:BLOCK_ROWS], first)
    assert E.notes == ()

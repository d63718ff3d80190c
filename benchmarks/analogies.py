"""A whole file of analogy questions, against gensim's ``evaluate_word_analogies``.

``python -m benchmarks.analogies [--rows 400000] [--dim 300] [--restrict 30000]``

The matrix begins with the rows of ``glove``, turned into more dimensions, so that the answers mean
something; the rest is noise of the same length.
"""

from __future__ import annotations

import argparse
from time import perf_counter

import numpy as np

from benchmarks.fresh_process import markdown_table
from embviz import EmbeddingMatrix, evaluate_analogies, load_sample
from embviz.io import QUESTIONS_PATH


def padded_glove(rows: int, dim: int) -> EmbeddingMatrix:
    """Return `glove` in a larger space, with rows of noise below."""
    glove, rng = load_sample("glove"), np.random.default_rng(0)
    turned, _ = np.linalg.qr(rng.normal(size=(dim, glove.dim)))
    noise = rng.standard_normal((rows - len(glove), dim), np.float32)
    vectors = np.vstack([glove.vectors @ turned.T.astype(np.float32), noise])
    return EmbeddingMatrix([*glove.tokens, *(f"noise{i}" for i in range(len(noise)))], vectors)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=400_000)
    parser.add_argument("--dim", type=int, default=300)
    parser.add_argument("--restrict", type=int, default=30_000)
    asked = parser.parse_args()
    from gensim.models import KeyedVectors

    E = padded_glove(asked.rows, asked.dim)
    peer = KeyedVectors(asked.dim)
    peer.add_vectors(list(E.tokens), E.vectors)
    times = []
    for _ in range(3):
        begun = perf_counter()
        ours = evaluate_analogies(E, QUESTIONS_PATH, restrict=asked.restrict)
        times.append(perf_counter() - begun)
    begun = perf_counter()
    _, sections = peer.evaluate_word_analogies(str(QUESTIONS_PATH), restrict_vocab=asked.restrict)
    theirs = perf_counter() - begun
    total = sections[-1]
    right, wrong = len(total["correct"]), len(total["incorrect"])
    seconds = sorted(times)[1]
    lines = [
        ["gensim", f"{theirs:.1f} s", "1", f"{right + wrong:,}", f"{right:,}"],
        [
            "embviz",
            f"{seconds:.2f} s",
            f"{theirs / seconds:.0f}",
            f"{ours.total.n_asked:,}",
            f"{ours.total.n_correct:,}",
        ],
    ]
    header = [f"{asked.rows:,} × {asked.dim}, first {asked.restrict:,}", "time", "× faster"]
    print(markdown_table([*header, "asked", "right"], lines))  # noqa: T201


if __name__ == "__main__":
    main()

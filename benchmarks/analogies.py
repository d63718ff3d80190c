"""Benchmark a file of analogy questions against gensim's ``evaluate_word_analogies``.

``python -m benchmarks.analogies [--rows 400000] [--dim 300] [--restrict 30000]``

The matrix begins with the rows of ``glove``, rotated into more dimensions, so that there are
correct answers. The other rows are noise.
"""

from __future__ import annotations

import argparse
from time import perf_counter

import numpy as np

from benchmarks.fresh_process import markdown_table
from embviz import EmbeddingMatrix, evaluate_analogies, load_sample
from embviz.io import QUESTIONS_PATH


def padded_glove(rows: int, dim: int) -> EmbeddingMatrix:
    """Return `glove` in a larger space, followed by rows of noise."""
    glove, rng = load_sample("glove"), np.random.default_rng(0)
    rotation, _ = np.linalg.qr(rng.normal(size=(dim, glove.dim)))
    noise = rng.standard_normal((rows - len(glove), dim), np.float32)
    vectors = np.vstack([glove.vectors @ rotation.T.astype(np.float32), noise])
    return EmbeddingMatrix([*glove.tokens, *(f"noise{i}" for i in range(len(noise)))], vectors)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=400_000)
    parser.add_argument("--dim", type=int, default=300)
    parser.add_argument("--restrict", type=int, default=30_000)
    args = parser.parse_args()
    from gensim.models import KeyedVectors

    E = padded_glove(args.rows, args.dim)
    peer = KeyedVectors(args.dim)
    peer.add_vectors(list(E.tokens), E.vectors)
    times = []
    for _ in range(3):
        start = perf_counter()
        ours = evaluate_analogies(E, QUESTIONS_PATH, restrict=args.restrict)
        times.append(perf_counter() - start)
    start = perf_counter()
    _, sections = peer.evaluate_word_analogies(str(QUESTIONS_PATH), restrict_vocab=args.restrict)
    theirs = perf_counter() - start
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
    header = [f"{args.rows:,} × {args.dim}, first {args.restrict:,}", "time", "× faster"]
    print(markdown_table([*header, "asked", "right"], lines))  # noqa: T201


if __name__ == "__main__":
    main()

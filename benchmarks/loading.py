"""Benchmark loading of files against gensim and numpy: time and memory.

``python -m benchmarks.loading [--rows 400000] [--folder FOLDER]``

The files of random numbers are written first, and kept in the folder. Each measurement runs in a
fresh process, with the file in the page cache.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np

from benchmarks.fresh_process import markdown_table, peak_memory_mb, run_in_fresh_process

WORD = "w17"


def make_files(folder: Path, rows: int) -> dict[str, Path]:
    """Write the files that do not exist yet."""
    from embviz import EmbeddingMatrix, save

    rng = np.random.default_rng(0)
    files = {
        "text": folder / f"glove-{rows}x100.txt",
        "binary": folder / f"word2vec-{rows}x300.bin",
        "native": folder / f"own-{rows}x300.safetensors",
        "numpy": folder / f"numpy-{rows}x300.npy",
    }
    tokens = [f"w{i}" for i in range(rows)]
    if not files["text"].exists():
        with files["text"].open("w", encoding="utf-8") as file:
            for token, row in zip(tokens, 0.4 * rng.standard_normal((rows, 100)), strict=True):
                file.write(f"{token} {' '.join(f'{number:.5f}' for number in row)}\n")
    if not all(file.exists() for file in files.values()):
        E = EmbeddingMatrix(tokens, rng.standard_normal((rows, 300), np.float32))
        save(E, files["binary"])
        save(E, files["native"])
        np.save(files["numpy"], E.vectors)
    return files


def measure_reader(reader: str, path: str) -> None:
    """Read a file in this process; print the seconds and the growth of its memory in MB."""
    call: Callable[[str], Any]
    if reader.startswith("gensim"):
        from gensim.models import KeyedVectors

        options = {"binary": True} if reader == "gensim binary" else {"no_header": True}
        call = partial(KeyedVectors.load_word2vec_format, **options)
    elif reader == "numpy":
        call = np.load
    else:
        import embviz

        call = embviz.load
    before, start = peak_memory_mb(), perf_counter()
    embedding = call(path)
    if reader == "embviz, first neighbors":
        embviz.most_similar(embedding, WORD)
    seconds = perf_counter() - start
    print(json.dumps({"seconds": seconds, "megabytes": peak_memory_mb() - before}))  # noqa: T201


def measure_in_fresh_process(reader: str, path: Path, rounds: int) -> tuple[float, float]:
    """Return the median seconds and the largest growth in MB over fresh processes."""
    results = [run_in_fresh_process("benchmarks.loading", reader, str(path)) for _ in range(rounds)]
    return median(r["seconds"] for r in results), max(r["megabytes"] for r in results)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=400_000)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "embviz-bench")
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    files = make_files(args.folder, args.rows)
    rows = []
    for label, readers, kind, dim, rounds in (
        ("GloVe text", ("gensim text", "embviz"), "text", 100, 3),
        ("word2vec binary", ("gensim binary", "embviz"), "binary", 300, 5),
        ("native format", ("numpy", "embviz", "embviz, first neighbors"), "native", 300, 7),
    ):
        peer = 0.0
        for reader in readers:
            file = files["numpy"] if reader == "numpy" else files[kind]
            seconds, megabytes = measure_in_fresh_process(reader, file, rounds)
            peer = peer or seconds
            ratio = megabytes * 2**20 / (4 * args.rows * dim)
            name = f"{label} {args.rows:,} × {dim}: {reader.split(' ')[0]}"
            name += " to the first neighbors" if reader.endswith("neighbors") else ""
            rows.append([name, f"{seconds:.2f} s", f"{peer / seconds:.1f}", f"{ratio:.2f}"])
    print(markdown_table(["file", "time", "× faster", "memory / matrix"], rows))  # noqa: T201


if __name__ == "__main__":
    if len(sys.argv) == 3 and not sys.argv[1].startswith("-"):
        measure_reader(*sys.argv[1:])
    else:
        main()

"""Make a large file in the word2vec binary format, with random numbers.

``python -m scripts.make_large FILE [--rows 3000000] [--dim 300]``

By default it is as large as the Google News vectors: 3.6 GB. It is written as a stream, which takes
little memory. The same arguments give the same bytes.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

BLOCK_ROWS = 10_000


def make_large(path: Path, rows: int, dim: int) -> None:
    """Write `rows` tokens, ``w0`` and so on, each with `dim` random numbers."""
    rng = np.random.default_rng(0)
    with path.open("wb") as file:
        file.write(f"{rows} {dim}\n".encode())
        for start in range(0, rows, BLOCK_ROWS):
            numbers = rng.standard_normal((min(BLOCK_ROWS, rows - start), dim), np.float32)
            raw = numbers.astype("<f4").data.cast("B")
            width = 4 * dim
            parts: list[bytes | memoryview] = []
            for row in range(len(numbers)):
                parts += (f"w{start + row} ".encode(), raw[row * width : (row + 1) * width], b"\n")
            file.write(b"".join(parts))


def main() -> None:
    """Make the file given on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--rows", type=int, default=3_000_000)
    parser.add_argument("--dim", type=int, default=300)
    args = parser.parse_args()
    make_large(args.file, args.rows, args.dim)


if __name__ == "__main__":
    main()

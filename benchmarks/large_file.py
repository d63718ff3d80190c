"""A file of 3,000,000 × 300: read, opened again from the cache, and asked; time and memory.

``python -m scripts.make_large /tmp/large.bin && python -m benchmarks.large_file /tmp/large.bin``

Each step runs in a fresh process, with the file in the cache of the system. It needs room for a
second file of the same size in the folder of the first.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from benchmarks.fresh_process import markdown_table, peak_memory_mb, run_in_fresh_process

STEPS = {
    "load": "`embviz.load`",
    "first": "through the cache, the first time",
    "again": "through the cache, the next time",
}


def measure_step(step: str, path: str, folder: str) -> None:
    """Do one step in this process; print the seconds, and by how many MB its memory grew."""
    import embviz
    from embviz.io import CacheDir, open_cached

    before, begun = peak_memory_mb(), perf_counter()
    E = embviz.load(path) if step == "load" else open_cached(path, cache_dir=CacheDir(Path(folder)))
    opened = perf_counter() - begun
    seconds = []
    for word in (E.tokens[17], E.tokens[-1]):
        begun = perf_counter()
        embviz.most_similar(E, word)
        seconds.append(perf_counter() - begun)
    found = {
        "opened": opened,
        "first": seconds[0],
        "next": seconds[1],
        "megabytes": peak_memory_mb() - before,
        "matrix": E.vectors.nbytes / 2**20,
        "shape": E.vectors.shape,
    }
    print(json.dumps(found))  # noqa: T201


def main(path: str) -> None:
    """Print the table."""
    lines = []
    with tempfile.TemporaryDirectory(dir=Path(path).parent) as folder:
        for step, name in STEPS.items():
            found = run_in_fresh_process("benchmarks.large_file", step, path, folder)
            share = found["megabytes"] / found["matrix"]
            times = [f"{found[part]:.2f} s" for part in ("opened", "first", "next")]
            lines.append([name, *times, f"{found['megabytes'] / 1024:.1f} GB", f"{share:.2f}"])
    rows, dim = found["shape"]
    header = ["opened", "first answer", "next answer", "peak memory", "/ matrix"]
    print(markdown_table([f"{rows:,} × {dim}", *header], lines))  # noqa: T201


if __name__ == "__main__":
    if len(sys.argv) == 4:
        measure_step(*sys.argv[1:])
    else:
        main(sys.argv[1])

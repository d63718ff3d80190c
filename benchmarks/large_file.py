"""Benchmark loading and querying a file of 3,000,000 × 300, with and without the cache.

``python -m scripts.make_large /tmp/large.bin && python -m benchmarks.large_file /tmp/large.bin``

Each step runs in a fresh process, with the file in the page cache. It needs space for a second file
of the same size in the same folder.
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
    """Run one step in this process; print the seconds and the growth of its memory in MB."""
    import embviz
    from embviz.io import CacheDir, open_cached

    before, start = peak_memory_mb(), perf_counter()
    E = embviz.load(path) if step == "load" else open_cached(path, cache_dir=CacheDir(Path(folder)))
    load_seconds = perf_counter() - start
    query_seconds = []
    for word in (E.tokens[17], E.tokens[-1]):
        start = perf_counter()
        embviz.most_similar(E, word)
        query_seconds.append(perf_counter() - start)
    result = {
        "opened": load_seconds,
        "first": query_seconds[0],
        "next": query_seconds[1],
        "megabytes": peak_memory_mb() - before,
        "matrix": E.vectors.nbytes / 2**20,
        "shape": E.vectors.shape,
    }
    print(json.dumps(result))  # noqa: T201


def main(path: str) -> None:
    """Print the table."""
    rows = []
    with tempfile.TemporaryDirectory(dir=Path(path).parent) as folder:
        for step, name in STEPS.items():
            result = run_in_fresh_process("benchmarks.large_file", step, path, folder)
            ratio = result["megabytes"] / result["matrix"]
            times = [f"{result[part]:.2f} s" for part in ("opened", "first", "next")]
            rows.append([name, *times, f"{result['megabytes'] / 1024:.1f} GB", f"{ratio:.2f}"])
    n, dim = result["shape"]
    header = ["opened", "first answer", "next answer", "peak memory", "/ matrix"]
    print(markdown_table([f"{n:,} × {dim}", *header], rows))  # noqa: T201


if __name__ == "__main__":
    if len(sys.argv) == 4:
        measure_step(*sys.argv[1:])
    else:
        main(sys.argv[1])

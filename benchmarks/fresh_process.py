"""Measuring something in a process of its own, where nothing is loaded or compiled yet."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any


def run_in_fresh_process(module: str, *arguments: str) -> dict[str, Any]:
    """Run ``python -m module arguments`` and return the JSON object that it prints last."""
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", module, *arguments],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    return found


def peak_memory_mb() -> float:
    """Return the most memory that this process has held so far; NaN where nobody counts it."""
    try:
        import resource
    except ImportError:  # Windows.
        return float("nan")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)


def markdown_table(header: list[str], lines: list[list[str]]) -> str:
    """Return a Markdown table."""
    rows = [header, ["---"] + ["--:"] * (len(header) - 1), *lines]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)

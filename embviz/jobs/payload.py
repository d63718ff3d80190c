"""The folder through which a worker process receives its input and returns its result.

- ``job.json``: ``function``, ``settings``, and whether the folder is ``temporary``: a worker whose
  server has ended removes a temporary folder;
- ``arrays.safetensors``: the arrays by name;
- ``result.safetensors``: the arrays of the result by name, its other values as JSON in the
  metadata. It is written under another name and renamed when it is complete.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import numpy as np

from embviz.embedding import make_read_only
from embviz.jobs.task import Arrays, JobResult, Settings, Task

JOB_FILE = "job.json"
ARRAYS_FILE = "arrays.safetensors"
RESULT_FILE = "result.safetensors"
VALUES_KEY = "embviz"


@dataclass(frozen=True)
class JobPayload:
    """The input of a worker process: see `embviz.jobs.Task`."""

    function: str
    arrays: Arrays
    settings: Settings


def write_payload(task: Task[Any], arrays: Arrays, settings: Settings) -> Path:
    """Write the input of a job into a new folder that only this user can read; return the folder.

    Raises
    ------
    ValueError
        As ``task.check`` does.
    OSError
        When the disk is full; the folder is removed.
    """
    if task.check is not None:
        task.check(arrays, settings)
    folder = Path(mkdtemp(prefix="embviz-"))
    job = {"function": task.function, "settings": dict(settings), "temporary": True}
    try:
        (folder / ARRAYS_FILE).write_bytes(_serialize(arrays))
        (folder / JOB_FILE).write_text(json.dumps(job), "utf-8")
    except BaseException:
        remove_folder(folder)
        raise
    return folder


def remove_folder(folder: Path) -> None:
    """Remove a folder if it exists."""
    from shutil import rmtree

    rmtree(folder, ignore_errors=True)


def is_temporary(folder: Path) -> bool:
    """Whether a worker may remove the folder when its server has ended."""
    try:
        return json.loads((folder / JOB_FILE).read_text("utf-8")).get("temporary") is True
    except (OSError, ValueError):
        return False


def read_payload(folder: Path) -> JobPayload:
    """Read the input that `write_payload` wrote."""
    from safetensors.numpy import load_file

    job = json.loads((folder / JOB_FILE).read_text("utf-8"))
    return JobPayload(job["function"], load_file(folder / ARRAYS_FILE), job["settings"])


def write_result(folder: Path, result: JobResult) -> None:
    """Write a result; its file exists only when it is complete."""
    partial = folder / f"{RESULT_FILE}.part"
    partial.write_bytes(_serialize(result.arrays, {VALUES_KEY: json.dumps(dict(result.values))}))
    os.replace(partial, folder / RESULT_FILE)


def read_result(folder: Path) -> JobResult:
    """Read the result that `write_result` wrote; the arrays are read-only.

    Raises
    ------
    OSError, SafetensorError, ValueError, LookupError
        When there is no complete result.
    """
    from safetensors import safe_open

    with safe_open(folder / RESULT_FILE, "numpy") as file:
        values = json.loads((file.metadata() or {})[VALUES_KEY])
        arrays = {name: make_read_only(file.get_tensor(name)) for name in file.keys()}
    return JobResult(arrays, values)


def _serialize(arrays: Arrays, metadata: dict[str, str] | None = None) -> bytes:
    from safetensors.numpy import save

    contiguous = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    return save(contiguous, metadata)

"""The folder through which a worker gets its work and gives its result.

- ``vectors.npy``: float32, shape (n, dim);
- ``job.json``: ``task``, ``settings``, and whether the folder is ``temporary``, that is, to be
  removed when nobody wants the result any more;
- ``result.safetensors``, once it is whole: a map as `embviz.maps.write_maps` writes it, else the
  arrays of the result by name.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from embviz.maps import Task, TaskResult, check_task

VECTORS_FILE = "vectors.npy"
JOB_FILE = "job.json"
RESULT_FILE = "result.safetensors"


@dataclass(frozen=True)
class JobPayload:
    """What a worker is to do: see `embviz.maps.tasks.compute`."""

    task: Task
    settings: Mapping[str, Any]
    vectors: NDArray[np.float32]


def write_payload(task: Task, vectors: ArrayLike, settings: Mapping[str, Any]) -> Path:
    """Write work into a new folder that only this user can read, and return the folder.

    Raises
    ------
    ValueError
        For a task that does not exist, or more rows than it takes.
    OSError
        When there is no room; then nothing is left behind.
    """
    rows = np.asarray(vectors, np.float32)
    check_task(task, len(rows))
    folder = Path(mkdtemp(prefix="embviz-"))
    about = {"task": task, "settings": dict(settings), "temporary": True}
    try:
        np.save(folder / VECTORS_FILE, rows, allow_pickle=False)
        (folder / JOB_FILE).write_text(json.dumps(about), "utf-8")
    except BaseException:
        remove_folder(folder)
        raise
    return folder


def remove_folder(folder: Path) -> None:
    """Remove a folder; one that is gone is no problem."""
    from shutil import rmtree

    rmtree(folder, ignore_errors=True)


def is_temporary(folder: Path) -> bool:
    """Say whether a worker may remove the folder when it is left alone."""
    try:
        return json.loads((folder / JOB_FILE).read_text("utf-8")).get("temporary") is True
    except (OSError, ValueError):
        return False


def read_payload(folder: Path) -> JobPayload:
    """Read what `write_payload` wrote."""
    about = json.loads((folder / JOB_FILE).read_text("utf-8"))
    vectors = np.load(folder / VECTORS_FILE, allow_pickle=False)
    return JobPayload(about["task"], about["settings"], np.asarray(vectors, np.float32))


def write_result(folder: Path, task: Task, result: Any) -> None:
    """Write a result so that it is there as a whole or not at all."""
    unfinished = folder / f"{RESULT_FILE}.part"
    if task == "map":
        from embviz.maps import MapFile, MappedWords, write_maps

        rows = np.arange(len(result.coordinates), dtype=np.int32)
        write_maps(unfinished, MapFile("", {"rows": MappedWords(rows, (result,))}))
    else:
        from safetensors.numpy import save

        tensors = {"labels": result}
        if task == "stability":
            never = np.array(result.unstable_rows, np.int64)
            tensors = {"mean": result.mean, "maps": result.maps, "wobble": result.wobble}
            tensors["never"] = never
        whole = {name: np.ascontiguousarray(tensor) for name, tensor in tensors.items()}
        unfinished.write_bytes(save(whole))
    os.replace(unfinished, folder / RESULT_FILE)


def read_result(folder: Path) -> TaskResult:
    """Read what `write_result` wrote; the arrays are read-only.

    Raises
    ------
    OSError, ValueError, LookupError
        When there is no whole result.
    """
    task = json.loads((folder / JOB_FILE).read_text("utf-8"))["task"]
    if task == "map":
        from embviz.maps import read_maps

        return read_maps(folder / RESULT_FILE).selections["rows"].maps[0]
    from safetensors.numpy import load

    from embviz.maps import make_read_only

    held = load((folder / RESULT_FILE).read_bytes())
    tensors = {name: make_read_only(tensor) for name, tensor in held.items()}
    if task == "clusters":
        labels: NDArray[np.int32] = tensors["labels"]
        return labels
    from embviz.maps import Stability

    never = tuple(tensors["never"].tolist())
    return Stability(tensors["mean"], tensors["maps"], tensors["wobble"], never)

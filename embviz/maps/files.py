"""The file that maps are kept in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embviz.maps.quality import MapQuality
from embviz.maps.settings import MapSettings
from embviz.maps.word_map import WordMap

METADATA_KEY = "embviz"
FORMAT_VERSION = 1


@dataclass(frozen=True)
class MappedWords:
    """Some tokens of an embedding and maps of them.

    Attributes
    ----------
    token_ids : ndarray of int32, shape (n,)
        In the order of the rows of the maps.
    maps : tuple of WordMap
    """

    token_ids: NDArray[np.int32]
    maps: tuple[WordMap, ...]


@dataclass(frozen=True)
class MapFile:
    """Maps of an embedding.

    Attributes
    ----------
    fingerprint : str
        Of the embedding they are of: `embviz.EmbeddingMatrix.fingerprint`.
    selections : mapping of str to MappedWords
    """

    fingerprint: str
    selections: Mapping[str, MappedWords]


def write_maps(path: Path, map_file: MapFile) -> None:
    """Write maps to a safetensors file.

    Coordinates stay float32: float16 would save half, but words near each other far from the center
    would stand in steps as soon as somebody zooms in, and the figures of trust would be others.
    Layout: tensors ``<selection>/token_ids``, ``<selection>/<number>/coordinates`` and
    ``<selection>/<number>/kept``; metadata ``embviz``, a JSON object with the rest.
    """
    from safetensors.numpy import save

    header: dict[str, Any] = {"version": FORMAT_VERSION, "fingerprint": map_file.fingerprint}
    header["selections"] = {name: [] for name in map_file.selections}
    tensors: dict[str, NDArray[Any]] = {}
    for name, words in map_file.selections.items():
        tensors[f"{name}/token_ids"] = np.ascontiguousarray(words.token_ids, np.int32)
        for number, word_map in enumerate(words.maps):
            tensors[f"{name}/{number}/coordinates"] = np.ascontiguousarray(word_map.coordinates)
            tensors[f"{name}/{number}/kept"] = np.ascontiguousarray(word_map.recall_counts)
            about = {
                "settings": asdict(word_map.settings),
                "trust": asdict(word_map.quality),
                "variance_kept": word_map.variance_kept,
                "seconds": word_map.seconds,
            }
            header["selections"][name].append(about)
    path.write_bytes(save(tensors, {METADATA_KEY: json.dumps(header)}))


def read_maps(path: Path) -> MapFile:
    """Read maps that `write_maps` wrote; the arrays are read-only.

    Raises
    ------
    ValueError
        When the file holds no maps, or those of another version.
    """
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, "numpy") as file:
            header = json.loads((file.metadata() or {})[METADATA_KEY])
            if header["version"] != FORMAT_VERSION:
                raise ValueError(f"version {header['version']} instead of {FORMAT_VERSION}")
            tensors = {key: make_read_only(file.get_tensor(key)) for key in file.keys()}
        selections = {
            name: MappedWords(
                tensors[f"{name}/token_ids"],
                tuple(
                    WordMap(
                        tensors[f"{name}/{number}/coordinates"],
                        tensors[f"{name}/{number}/kept"],
                        MapQuality(**about["trust"]),
                        tuple(about["variance_kept"]),
                        MapSettings(**about["settings"]),
                        about["seconds"],
                    )
                    for number, about in enumerate(maps)
                ),
            )
            for name, maps in header["selections"].items()
        }
        return MapFile(header["fingerprint"], MappingProxyType(selections))
    except (SafetensorError, ValueError, TypeError, LookupError) as error:
        raise ValueError(f"{path.name} holds no maps that this embviz can read: {error}") from error


def make_read_only(array: NDArray[Any]) -> NDArray[Any]:
    """Make an array read-only, and those that it is a view of."""
    owner: object = array
    while isinstance(owner, np.ndarray):
        owner.flags.writeable = False
        owner = owner.base
    return array

"""Reading and writing files of maps."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embviz.embedding import make_read_only
from embviz.maps.quality import MapQuality
from embviz.maps.settings import MapSettings
from embviz.maps.word_map import WordMap

METADATA_KEY = "embviz"
FORMAT_VERSION = 2

MAP_ARRAYS = ("coordinates", "recall_counts")


@dataclass(frozen=True)
class MappedWords:
    """A selection of tokens of an embedding, and maps of them.

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
        `embviz.EmbeddingMatrix.fingerprint` of the embedding.
    selections : mapping of str to MappedWords
    """

    fingerprint: str
    selections: Mapping[str, MappedWords]


def write_maps(path: Path, map_file: MapFile) -> None:
    """Write maps to a safetensors file.

    The file has the tensors ``<selection>/token_ids``, ``<selection>/<number>/coordinates`` and
    ``<selection>/<number>/recall_counts``, and all else as a JSON object in the metadata
    ``embviz``. Coordinates stay float32: float16 would take half the space, but far from the center
    neighboring words would fall on a grid that shows when zooming in, and the quality would change.
    """
    from safetensors.numpy import save

    selections: dict[str, list[dict[str, Any]]] = {}
    tensors: dict[str, NDArray[Any]] = {}
    for name, words in map_file.selections.items():
        tensors[f"{name}/token_ids"] = np.ascontiguousarray(words.token_ids, np.int32)
        for number, word_map in enumerate(words.maps):
            for key, array in map_arrays(word_map).items():
                tensors[f"{name}/{number}/{key}"] = np.ascontiguousarray(array)
        selections[name] = [map_values(word_map) for word_map in words.maps]
    header = {
        "version": FORMAT_VERSION,
        "fingerprint": map_file.fingerprint,
        "selections": selections,
    }
    path.write_bytes(save(tensors, {METADATA_KEY: json.dumps(header)}))


def read_maps(path: Path) -> MapFile:
    """Read maps that `write_maps` wrote; the arrays are read-only.

    Raises
    ------
    ValueError
        When the file contains no maps, or has another version.
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
                    build_map(
                        {key: tensors[f"{name}/{number}/{key}"] for key in MAP_ARRAYS}, values
                    )
                    for number, values in enumerate(maps)
                ),
            )
            for name, maps in header["selections"].items()
        }
        return MapFile(header["fingerprint"], MappingProxyType(selections))
    except (SafetensorError, ValueError, TypeError, LookupError) as error:
        raise ValueError(f"{path.name} holds no maps that this embviz can read: {error}") from error


def map_arrays(word_map: WordMap) -> dict[str, NDArray[Any]]:
    """Return the arrays of a map by name."""
    return {key: getattr(word_map, key) for key in MAP_ARRAYS}


def map_values(word_map: WordMap) -> dict[str, Any]:
    """Return all but the arrays of a map, as JSON values."""
    return {
        "settings": asdict(word_map.settings),
        "quality": asdict(word_map.quality),
        "variance_kept": word_map.variance_kept,
        "library": word_map.library,
        "seconds": word_map.seconds,
    }


def build_map(arrays: Mapping[str, NDArray[Any]], values: Mapping[str, Any]) -> WordMap:
    """Return the map that `map_arrays` and `map_values` were taken from."""
    return WordMap(
        **arrays,
        quality=MapQuality(**values["quality"]),
        variance_kept=tuple(values["variance_kept"]),
        library=values["library"],
        settings=MapSettings(**values["settings"]),
        seconds=values["seconds"],
    )

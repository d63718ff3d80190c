"""Precomputed maps of the samples, so that a first map appears at once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np

from embviz.embedding import EmbeddingMatrix, whole_words
from embviz.io import SAMPLES, load_word_groups
from embviz.io.samples import DATA_DIR
from embviz.maps.files import MapFile, read_maps
from embviz.maps.settings import MapSettings
from embviz.maps.word_map import WordMap

N_FREQUENT_WORDS = 10_000
"""Number of most frequent whole words on a precomputed map."""


def precomputed_selections(E: EmbeddingMatrix) -> dict[str, list[int]]:
    """Return the token ids on the precomputed maps of a sample, in ascending order.

    Returns
    -------
    dict of str to list of int
        ``frequent``: the first `N_FREQUENT_WORDS` whole words. ``groups``: the words of the curated
        word groups, or in an embedding with labels, the labeled words; missing when it equals
        ``frequent``.

    Examples
    --------
    >>> import embviz
    >>> selections = precomputed_selections(embviz.load_sample("glove"))
    >>> {name: len(token_ids) for name, token_ids in selections.items()}
    {'frequent': 10000, 'groups': 190}
    """
    frequent = whole_words(E, N_FREQUENT_WORDS)
    if E.labels:
        groups = [i for i in range(len(E)) if any(column[i] for column in E.labels.values())]
    else:
        words = (word for group in load_word_groups().values() for word in group)
        groups = sorted(E.token_id(word) for word in words if word in E)
    selections = {"frequent": frequent}
    return selections if groups == frequent else selections | {"groups": groups}


def precomputed_path(name: str, data_dir: Path = DATA_DIR) -> Path:
    """Return the path of the precomputed maps of a sample."""
    return data_dir / "maps" / f"{name}.safetensors"


@cache
def load_precomputed(name: str) -> MapFile:
    """Read the precomputed maps of a sample.

    Examples
    --------
    >>> selections = load_precomputed("glove").selections
    >>> {name: len(words.maps) for name, words in selections.items()}
    {'frequent': 6, 'groups': 6}
    """
    return read_maps(precomputed_path(name))


def find_precomputed(
    E: EmbeddingMatrix, token_ids: Sequence[int], settings: MapSettings
) -> WordMap | None:
    """Return the precomputed map of these words with these settings, or None.

    Its rows are in the order of `token_ids`.

    Examples
    --------
    >>> import embviz
    >>> E = embviz.load_sample("tutorial")
    >>> find_precomputed(E, range(len(E)), MapSettings("tsne")).coordinates.shape
    (151, 2)
    >>> find_precomputed(E, range(100), MapSettings("tsne"))
    """
    ids = np.asarray(token_ids, np.int64)
    if E.name not in SAMPLES or load_precomputed(E.name).fingerprint != E.fingerprint:
        return None
    for words in load_precomputed(E.name).selections.values():
        # Token ids in a file are ascending.
        if not np.array_equal(np.sort(ids), words.token_ids):
            continue
        rows = np.searchsorted(words.token_ids, ids)
        for word_map in words.maps:
            if word_map.settings.describe() == settings.describe():
                return word_map.select(rows)
    return None

"""The maps that ship with the samples, so that a first map appears at once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np

from embviz.embedding import EmbeddingMatrix, whole_words
from embviz.io import DATA_DIR, SAMPLES, load_word_groups
from embviz.maps.files import MapFile, read_maps
from embviz.maps.settings import MapSettings
from embviz.maps.word_map import WordMap

N_FREQUENT_WORDS = 10_000
"""How many of the most frequent whole words are on a map that ships."""


def precomputed_selections(E: EmbeddingMatrix) -> dict[str, list[int]]:
    """Return the token ids of the words that maps of a sample show, in order of token id.

    Returns
    -------
    dict of str to list of int
        ``frequent``: the `N_FREQUENT_WORDS` first whole words. ``groups``: those of the curated word
        groups that are in the vocabulary; in an embedding with labels, the words labeled, and only
        where these are not the same.

    Examples
    --------
    >>> import embviz
    >>> {name: len(ids) for name, ids in precomputed_selections(embviz.load_sample("glove")).items()}
    {'frequent': 10000, 'groups': 190}
    >>> {name: len(ids) for name, ids in precomputed_selections(embviz.load_sample("tutorial")).items()}
    {'frequent': 151}
    """
    frequent = whole_words(E, N_FREQUENT_WORDS)
    if E.labels:
        groups = [i for i in range(len(E)) if any(column[i] for column in E.labels.values())]
    else:
        words = (word for group in load_word_groups().values() for word in group)
        groups = sorted(E.token_id(word) for word in words if word in E)
    both = {"frequent": frequent, "groups": groups}
    return {"frequent": frequent} if groups == frequent else both


def precomputed_path(name: str, data_dir: Path = DATA_DIR) -> Path:
    """Return where the maps of the sample `name` are."""
    return data_dir / "maps" / f"{name}.safetensors"


@cache
def load_precomputed(name: str) -> MapFile:
    """Read the maps that ship with the sample `name`.

    Examples
    --------
    >>> {words: len(of_words.maps) for words, of_words in load_precomputed("glove").selections.items()}
    {'frequent': 6, 'groups': 6}
    """
    return read_maps(precomputed_path(name))


def find_precomputed(
    E: EmbeddingMatrix, token_ids: Sequence[int], settings: MapSettings
) -> WordMap | None:
    """Return the map that ships of these words with these settings, or None.

    Its rows are in the order of `token_ids`.

    Examples
    --------
    >>> import embviz
    >>> E = embviz.load_sample("tutorial")
    >>> find_precomputed(E, range(len(E)), MapSettings("tsne")).coordinates.shape
    (151, 2)
    >>> find_precomputed(E, range(100), MapSettings("tsne"))
    """
    wanted = np.asarray(token_ids, np.int64)
    if E.name not in SAMPLES or load_precomputed(E.name).fingerprint != E.fingerprint:
        return None
    for words in load_precomputed(E.name).selections.values():
        # Token ids rise in a file, so that a search finds their rows.
        if not np.array_equal(np.sort(wanted), words.token_ids):
            continue
        rows = np.searchsorted(words.token_ids, wanted)
        for word_map in words.maps:
            if word_map.settings.describe() == settings.describe():
                return word_map.select(rows)
    return None

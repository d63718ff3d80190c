"""Make embviz/data/maps: maps of the samples, so that a first map appears at once.

PCA, t-SNE and UMAP in 2 and 3 dimensions, with the settings that the app starts with, of the most
frequent whole words and of the curated word groups. It takes some minutes. UMAP has to be
installed; the samples are made first. Run from the root of the project:

    python -m scripts.make_maps
"""

from __future__ import annotations

import numpy as np

from embviz.io import SAMPLES, load_sample
from embviz.maps import (
    MapFile,
    MappedWords,
    MapSettings,
    ProjectionMethod,
    compute_map,
    precomputed_path,
    precomputed_selections,
    write_maps,
)
from scripts.archives import parse_args

METHODS: tuple[ProjectionMethod, ...] = ("pca", "tsne", "umap")


def make_maps(name: str) -> MapFile:
    """Draw the maps of a sample."""
    E = load_sample(name)
    selections = {
        words: MappedWords(
            np.array(token_ids, np.int32),
            tuple(
                compute_map(E.vectors[token_ids], MapSettings(method, n_components))
                for method in METHODS
                for n_components in (2, 3)
            ),
        )
        for words, token_ids in precomputed_selections(E).items()
    }
    return MapFile(E.fingerprint, selections)


def main() -> None:
    """Draw and write the maps of all samples."""
    folder = parse_args(__doc__).folder
    for name in SAMPLES:
        path = precomputed_path(name, folder)
        path.parent.mkdir(exist_ok=True)
        write_maps(path, make_maps(name))


if __name__ == "__main__":
    main()

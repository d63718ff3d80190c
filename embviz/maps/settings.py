"""What decides how a map looks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from embviz.maps.projection import ProjectionMethod
from embviz.maps.projection.tsne import DEFAULT_PERPLEXITY, NEIGHBORS_PER_PERPLEXITY

MapMetric: TypeAlias = Literal["cosine", "euclidean"]


@dataclass(frozen=True)
class MapSettings:
    """All that decides how a map looks, apart from the vectors.

    Attributes
    ----------
    method : {"pca", "tsne", "umap", "mds"}
    n_components : int
        2 or 3.
    metric : {"cosine", "euclidean"}
        What near means: a small angle, or a small distance.
    seed : int
        Of the methods that draw random numbers.
    perplexity : float, optional
        t-SNE: how many neighbors each row looks at, about; 30 without it.
    n_neighbors, min_dist : int, float
        UMAP: how many neighbors each row looks at, and how near each other rows may come.
    start : {"pca", "random"}
        Where t-SNE and UMAP put the rows before they move them.
    """

    method: ProjectionMethod = "pca"
    n_components: int = 2
    metric: MapMetric = "cosine"
    seed: int = 0
    perplexity: float | None = None
    n_neighbors: int = 15
    min_dist: float = 0.1
    start: Literal["pca", "random"] = "pca"

    def describe(self) -> dict[str, str | int | float]:
        """Return the settings that matter for the method, in words, for a table or a file.

        Two maps of the same rows are the same where these are.

        Examples
        --------
        >>> MapSettings(seed=5).describe()
        {'method': 'PCA', 'dimensions': 2, 'nearness': 'cosine'}
        >>> MapSettings("tsne", 3).describe()
        {'method': 't-SNE', 'dimensions': 3, 'nearness': 'cosine', 'perplexity': 30.0,
         'start': 'PCA', 'seed': 0}
        """
        words = {"pca": "PCA", "tsne": "t-SNE", "umap": "UMAP", "mds": "classical MDS"}
        shown: dict[str, str | int | float] = {
            "method": words.get(self.method, self.method),
            "dimensions": self.n_components,
            "nearness": self.metric,
        }
        if self.method == "tsne":
            shown["perplexity"] = DEFAULT_PERPLEXITY if self.perplexity is None else self.perplexity
        if self.method == "umap":
            shown |= {"neighbors": self.n_neighbors, "least distance": self.min_dist}
        if self.method in ("tsne", "umap"):
            shown |= {"start": words.get(self.start, self.start), "seed": self.seed}
        return shown


def clamp_perplexity(n: int, perplexity: float | None = None) -> float:
    """Return the perplexity that t-SNE uses for `n` rows: no more than a third of the others.

    Examples
    --------
    >>> clamp_perplexity(1000), clamp_perplexity(22, 50)
    (30.0, 7.0)
    """
    return min(perplexity or DEFAULT_PERPLEXITY, (n - 1) / NEIGHBORS_PER_PERPLEXITY)

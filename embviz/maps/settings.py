"""The settings of a map."""

from __future__ import annotations

from dataclasses import dataclass

from embviz.maps.projection import Initialization, MapMetric, ProjectionMethod
from embviz.maps.projection.tsne import DEFAULT_PERPLEXITY


@dataclass(frozen=True)
class MapSettings:
    """All that determines a map, apart from the vectors: see `embviz.project`.

    Attributes
    ----------
    method : {"pca", "tsne", "umap", "mds"}
    n_components : int
        2 or 3.
    metric : {"cosine", "euclidean"}
        Rows are compared by angle or by distance.
    seed : int
        ``random_state`` of t-SNE and UMAP.
    perplexity : float, optional
        t-SNE: the effective number of neighbors of each row; 30 when not given.
    n_neighbors, min_dist : int, float
        UMAP: the number of neighbors of each row, and the minimum distance between rows.
    start : {"pca", "random"}
        The initial coordinates of t-SNE and UMAP.
    """

    method: ProjectionMethod = "pca"
    n_components: int = 2
    metric: MapMetric = "cosine"
    seed: int = 0
    perplexity: float | None = None
    n_neighbors: int = 15
    min_dist: float = 0.1
    start: Initialization = "pca"

    def describe(self) -> dict[str, str | int | float]:
        """Return the settings that the method uses, in words, for a table or a file.

        Maps of equal rows are equal when these are.

        Examples
        --------
        >>> MapSettings(seed=5).describe()
        {'method': 'PCA', 'dimensions': 2, 'nearness': 'cosine'}
        >>> MapSettings("tsne", 3).describe()
        {'method': 't-SNE', 'dimensions': 3, 'nearness': 'cosine', 'perplexity': 30.0,
         'start': 'PCA', 'seed': 0}
        """
        names = {"pca": "PCA", "tsne": "t-SNE", "umap": "UMAP", "mds": "classical MDS"}
        description: dict[str, str | int | float] = {
            "method": names.get(self.method, self.method),
            "dimensions": self.n_components,
            "nearness": self.metric,
        }
        if self.method == "tsne":
            perplexity = self.perplexity
            description["perplexity"] = DEFAULT_PERPLEXITY if perplexity is None else perplexity
        if self.method == "umap":
            description |= {"neighbors": self.n_neighbors, "least distance": self.min_dist}
        if self.method in ("tsne", "umap"):
            description |= {"start": names.get(self.start, self.start), "seed": self.seed}
        return description

"""The quality of a map as a whole: trustworthiness, continuity and recall."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from embviz.jobs import Progress, subprogress
from embviz.maps.quality.k import check_rows_and_coordinates, clamp_k_below_half, count_shared
from embviz.neighbors import BlockedDistances, nearest_rows

# Rows sampled from a larger map; the estimates have an error of about 0.005.
MAX_SAMPLED_ROWS = 2000


@dataclass(frozen=True)
class MapQuality:
    """Measures of a map from 0 to 1, and their values by chance.

    Attributes
    ----------
    k : int
        Number of nearest neighbors that are compared.
    n : int
        Rows of the map.
    n_sampled : int
        Rows whose neighbors are compared, each among all n.
    trustworthiness : float
        1 when every neighbor on the map is a true neighbor; the less, the farther away the false
        ones truly are.
    continuity : float
        1 when every true neighbor is a neighbor on the map; the less, the farther away the missing
        ones are on it.
    recall : float
        Mean share of the k true neighbors that are among the k nearest on the map.
    chance_trustworthiness, chance_continuity, chance_recall : float
        The same for a random permutation of the coordinates.
    """

    k: int
    n: int
    n_sampled: int
    trustworthiness: float
    continuity: float
    recall: float
    chance_trustworthiness: float
    chance_continuity: float
    chance_recall: float


def map_quality(
    vectors: ArrayLike,
    coordinates: ArrayLike,
    k: int = 15,
    *,
    max_rows: int = MAX_SAMPLED_ROWS,
    random_state: int = 0,
    progress: Progress | None = None,
) -> MapQuality:
    """Measure the quality of a map: compare Euclidean neighbors of rows with those on the map.

    Parameters
    ----------
    vectors : array_like of shape (n, dim)
        For neighbors by cosine, apply `embviz.neighbors.normalize` first.
    coordinates : array_like of shape (n, c)
        The rows on the map.
    k : int
        Number of neighbors; fewer than half of n are compared, see `clamp_k_below_half`.
    max_rows : int
        Size of the random sample when there are more rows. Its rows are compared with all rows, so
        that the estimates are unbiased.
    random_state : int
        Seed of the sample and of the permutation.
    progress : callable, optional
        See `embviz.jobs.Progress`.

    Returns
    -------
    MapQuality
        For one or two rows, which no map can get wrong, all measures are 1. A row as near as the
        k-th nearest counts as a true neighbor, so that ties cost nothing.

    Raises
    ------
    ValueError
        For `k` or `max_rows` below 1, arrays of different lengths, or a value that is not a finite
        number.

    References
    ----------
    Venna and Kaski (2001), Neighborhood preservation in nonlinear projection methods; Venna and
    Kaski (2006), Local multidimensional scaling.

    Examples
    --------
    >>> rows = [[0, 0], [1, 0], [3, 0], [7, 1], [9, 1]]
    >>> quality = map_quality(rows, [[0], [1], [3], [7], [9]], k=1)
    >>> quality.trustworthiness, quality.continuity, quality.recall
    (1.0, 1.0, 1.0)
    """
    rows, points = check_rows_and_coordinates(vectors, coordinates)
    n, k = len(rows), clamp_k_below_half(len(rows), k)
    if max_rows < 1:
        raise ValueError(f"max_rows is {max_rows}; compare at least 1 row.")
    rng = np.random.default_rng(random_state)
    shuffled = points[rng.permutation(n)]
    sample = np.sort(rng.choice(n, max_rows, replace=False)) if n > max_rows else np.arange(n)
    if n < 3:
        if progress:
            progress(1.0)
        return MapQuality(k, n, len(sample), 1.0, 1.0, 1.0, 1.0, 1.0, 1.0)
    tables = (rows, points, shuffled)
    neighbors = [
        nearest_rows(table, k, queries=sample, progress=subprogress(progress, *part))[0]
        for table, part in zip(tables, [(0, 0.1), (0.1, 0.2), (0.2, 0.3)], strict=True)
    ]
    penalties = _rank_penalties(tables, neighbors, sample, subprogress(progress, 0.3, 1))
    # The largest penalty that n rows can have.
    max_penalty = len(sample) * k * (2 * n - 3 * k - 1) / 2
    of_map, by_chance = 1 - penalties / max_penalty
    true, on_map, on_shuffled = neighbors
    return MapQuality(
        k,
        n,
        len(sample),
        float(of_map[0]),
        float(of_map[1]),
        float(count_shared(true, on_map).mean()) / k,
        float(by_chance[0]),
        float(by_chance[1]),
        float(count_shared(true, on_shuffled).mean()) / k,
    )


def _rank_penalties(
    tables: Sequence[NDArray[np.floating]],
    neighbors: Sequence[NDArray[np.int32]],
    sample: NDArray[np.intp],
    progress: Progress | None,
) -> NDArray[np.float64]:
    """Sum how far beyond rank k the wrong neighbors of each map are.

    The first of `tables` are the true rows, the others are maps; `neighbors` are the k nearest of
    the rows in `sample` in each. Returns an array of shape (n_maps, 2): the true ranks of false
    neighbors, and the ranks on the map of missing neighbors, both less k.
    """
    distances = [BlockedDistances(rows, np.float64) for rows in tables]
    penalties = np.zeros((len(tables) - 1, 2))
    n_done = 0
    for part in distances[0].split_queries(np.arange(len(sample))):
        blocks = [table.distance_block(sample[part]) for table in distances]
        errors = [table.error_bound(sample[part]) for table in distances]
        for i, query in enumerate(part):
            true = neighbors[0][query]
            for map_number in range(1, len(tables)):
                on_map = neighbors[map_number][query]
                false = np.setdiff1d(on_map, true, assume_unique=True)
                missing = np.setdiff1d(true, on_map, assume_unique=True)
                for column, (table, rows) in enumerate([(0, false), (map_number, missing)]):
                    values, error = blocks[table][i], 2 * errors[table][i]
                    for row in rows:
                        # The rank is one more than the number of rows that are nearer.
                        n_nearer = np.count_nonzero(values < values[row] - error)
                        penalties[map_number - 1, column] += max(0, n_nearer + 1 - len(true))
        n_done += len(part)
        if progress:
            progress(n_done / len(sample))
    return penalties

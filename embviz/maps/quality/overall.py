"""How far a map can be trusted as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from embviz.jobs import Progress, subprogress
from embviz.maps.quality.k import check_rows_and_coordinates, clamp_k_below_half, count_shared
from embviz.neighbors import BlockedDistances, nearest_rows

# Rows judged where a map has more: the figures then are estimates, wrong by about 0.005.
MAX_SAMPLED_ROWS = 2000


@dataclass(frozen=True)
class MapQuality:
    """How far a map can be trusted, from 0 to 1, and what chance alone would give.

    Attributes
    ----------
    k : int
        How many nearest neighbors of a row are compared.
    n : int
        Rows of the map.
    n_sampled : int
        Rows judged, each against all n.
    trustworthiness : float
        1 when every neighbor on the map is one in truth; less, the farther away the false ones are.
    continuity : float
        1 when every true neighbor is one on the map; less, the farther away the missing ones are.
    recall : float
        Share of the k true neighbors that are among the k nearest on the map.
    chance_trustworthiness, chance_continuity, chance_recall : float
        The same for the same places, dealt to other rows at random.
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
    """Compare the neighbors of rows with their neighbors on a map, by Euclidean distance.

    Parameters
    ----------
    vectors : array_like of shape (n, dim)
        For the neighbors by cosine, pass them through `embviz.neighbors.at_length_one` first.
    coordinates : array_like of shape (n, c)
        The places of the rows on the map.
    k : int
        How many neighbors; fewer than half of n are compared, see `clamp_k_below_half`.
    max_rows : int
        Rows to judge, drawn at random where there are more. A judged row is compared with all rows,
        so that the figures are unbiased estimates of those for all.
    random_state : int
        Seed of the rows judged and of the floor.
    progress : callable, optional
        See `embviz.jobs.Progress`.

    Returns
    -------
    Trust
        For one or two rows, which no map can get wrong, every figure is 1. A row as near as the
        k-th nearest is never a false neighbor, so that ties cost nothing.

    Raises
    ------
    ValueError
        For `k` or `max_rows` below 1, arrays that do not fit each other, or a value that is not a
        finite number.

    References
    ----------
    Venna and Kaski (2001), Neighborhood preservation in nonlinear projection methods; Venna and
    Kaski (2006), Local multidimensional scaling.

    Examples
    --------
    >>> found = map_quality([[0, 0], [1, 0], [3, 0], [7, 1], [9, 1]], [[0], [1], [3], [7], [9]], k=1)
    >>> found.trustworthiness, found.continuity, found.recall
    (1.0, 1.0, 1.0)
    """
    rows, places = check_rows_and_coordinates(vectors, coordinates)
    n, k = len(rows), clamp_k_below_half(len(rows), k)
    if max_rows < 1:
        raise ValueError(f"most is {max_rows}; judge at least 1 row.")
    rng = np.random.default_rng(random_state)
    dealt = places[rng.permutation(n)]
    sample = np.sort(rng.choice(n, max_rows, replace=False)) if n > max_rows else np.arange(n)
    if n < 3:
        if progress:
            progress(1.0)
        return MapQuality(k, n, len(sample), 1.0, 1.0, 1.0, 1.0, 1.0, 1.0)
    tables = (rows, places, dealt)
    near = [
        nearest_rows(table, k, queries=sample, progress=subprogress(progress, start, start + 0.1))[
            0
        ]
        for table, start in zip(tables, (0, 0.1, 0.2), strict=True)
    ]
    wrong = _rank_penalties(tables, near, sample, subprogress(progress, 0.3, 1))
    # The largest sum of wrong ranks that n rows can have.
    worst = len(sample) * k * (2 * n - 3 * k - 1) / 2
    of_map, of_chance = 1 - wrong / worst
    return MapQuality(
        k,
        n,
        len(sample),
        float(of_map[0]),
        float(of_map[1]),
        float(count_shared(near[0], near[1]).mean()) / k,
        float(of_chance[0]),
        float(of_chance[1]),
        float(count_shared(near[0], near[2]).mean()) / k,
    )


def _rank_penalties(
    tables: Sequence[NDArray[np.floating]],
    near: Sequence[NDArray[np.int32]],
    sample: NDArray[np.intp],
    progress: Progress | None,
) -> NDArray[np.float64]:
    """Sum how far beyond the k-th place wrong neighbors are, for each map.

    The first of `tables` is the truth, the others are maps; `near` holds the k nearest of `n_sampled`
    in each. Returns a row a map: the sum in truth of those near on it only, and the sum on the map
    of those missing from it.
    """
    measured = [BlockedDistances(rows, np.float64) for rows in tables]
    sums = np.zeros((len(tables) - 1, 2))
    done = 0
    for part in measured[0].split_queries(np.arange(len(sample))):
        blocks = [table.distance_block(sample[part]) for table in measured]
        errors = [table.error_bound(sample[part]) for table in measured]
        for i, place in enumerate(part):
            true = near[0][place]
            for a_map in range(1, len(tables)):
                shown = near[a_map][place]
                false = np.setdiff1d(shown, true, assume_unique=True)
                missing = np.setdiff1d(true, shown, assume_unique=True)
                for column, (table, rows) in enumerate([(0, false), (a_map, missing)]):
                    values, error = blocks[table][i], 2 * errors[table][i]
                    for row in rows:
                        # The rank is one more than the number of rows that are nearer.
                        nearer = np.count_nonzero(values < values[row] - error)
                        sums[a_map - 1, column] += max(0, nearer + 1 - len(true))
        done += len(part)
        if progress:
            progress(done / len(sample))
    return sums

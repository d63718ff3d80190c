"""Names of clusters."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from embviz.neighbors import normalize


def name_clusters(
    vectors: ArrayLike, labels: ArrayLike, words: Sequence[str], n_words: int = 3
) -> tuple[str, ...]:
    """Name clusters by their most central words.

    Parameters
    ----------
    vectors : array_like of shape (n_rows, dim)
        The rows in all their dimensions, not on the map.
    labels : array_like of shape (n_rows,)
        As `find_clusters` returns them.
    words : sequence of str, length n_rows
    n_words : int
        Words per name.

    Returns
    -------
    tuple of str
        One per cluster, in order: the words whose rows are nearest by cosine to the mean of the
        normalized rows of the cluster; equally near ones in order of row.

    Examples
    --------
    >>> rows = [[4, 0], [3, 4], [0, 1], [0, -2], [5, 5]]
    >>> name_clusters(rows, [0, 0, 0, 1, -1], ["cat", "dog", "car", "sun", "sea"], n_words=2)
    ('dog, car', 'sun')
    """
    rows, numbers = np.asarray(vectors), np.asarray(labels, np.intp)
    names = []
    for cluster in range(numbers.max(initial=-1) + 1):
        members = np.flatnonzero(numbers == cluster)
        normalized = normalize(rows[members])
        # The length of the mean does not change the order.
        scores = normalized @ normalized.mean(axis=0)
        central = members[np.argsort(-scores, kind="stable")[:n_words]]
        names.append(", ".join(words[i] for i in central))
    return tuple(names)

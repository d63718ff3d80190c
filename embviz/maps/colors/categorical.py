"""Colors that tell kinds apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from embviz.maps.colors.result import Coloring

# More kinds than these are told apart by nobody.
MAX_CATEGORIES = 24

# What the smallest groups are called together, and what points without a group are called.
OTHER_GROUPS, NO_GROUP = "other groups", "no group"


def color_by_group(groups: Sequence[str], title: str = "group") -> Coloring:
    """Color points by the group of each.

    Parameters
    ----------
    groups : sequence of str, length n
        Empty for a point that has none.
    title : str
        What the groups are.

    Returns
    -------
    Coloring
        The groups in order of appearance. When there are more than `MAX_CATEGORIES`, the largest
        first, and the others taken together.

    Examples
    --------
    >>> pets = color_by_group(["cats", "", "dogs", "cats"])
    >>> pets.names, pets.values, pets.quiet
    (('cats', 'dogs', 'no group'), array([0, 2, 1, 0], dtype=int32), ('no group',))
    """
    named = [group if group.strip() else NO_GROUP for group in groups]
    sizes = Counter(name for name in named if name not in (OTHER_GROUPS, NO_GROUP))
    kept = dict.fromkeys(sizes)
    if len(kept) > MAX_CATEGORIES:  # Equally large ones come in order of appearance.
        kept = dict.fromkeys(name for name, _ in sizes.most_common(MAX_CATEGORIES))
    shown = [name if name in kept or name == NO_GROUP else OTHER_GROUPS for name in named]
    present = set(shown)
    quiet = tuple(name for name in (OTHER_GROUPS, NO_GROUP) if name in present)
    names = (*kept, *quiet)
    place = {name: i for i, name in enumerate(names)}
    values = np.array([place[name] for name in shown], np.int32)
    return Coloring(title, "category", values, names, quiet)


def color_by_cluster(labels: ArrayLike, names: Sequence[str]) -> Coloring:
    """Color points by their cluster.

    Parameters
    ----------
    labels : array_like of shape (n,)
        Numbers of clusters, the largest first; −1 for a point that is in none.
    names : sequence of str
        One a cluster, all different.

    Returns
    -------
    Coloring
        The clusters in order; beyond `MAX_CATEGORIES` they are taken together.

    Examples
    --------
    >>> found = color_by_cluster([1, 0, -1, 0], ["cat, dog", "car, bus"])
    >>> found.names, found.values
    (('cat, dog', 'car, bus', 'in no cluster'), array([1, 0, 2, 0], dtype=int32))
    """
    numbers = np.asarray(labels, np.int32)
    kept = tuple(names[:MAX_CATEGORIES])
    rest, nothing = numbers >= len(kept), numbers < 0
    quiet = tuple(
        name
        for name, points in (("smaller clusters", rest), ("in no cluster", nothing))
        if points.any()
    )
    values = np.where(rest, len(kept), numbers)
    values[nothing] = len(kept) + len(quiet) - 1
    return Coloring("cluster", "category", values, (*kept, *quiet), quiet)

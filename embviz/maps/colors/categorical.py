"""Colors by category."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from embviz.maps.colors.result import Coloring

# More colors than these are hard to tell apart.
MAX_CATEGORIES = 24

# Category of the smallest groups, and category of points without a group.
OTHER_GROUPS, NO_GROUP = "other groups", "no group"


def color_by_group(groups: Sequence[str], title: str = "group") -> Coloring:
    """Color points by group.

    Parameters
    ----------
    groups : sequence of str, length n
        Empty for a point without a group.
    title : str
        The kind of groups.

    Returns
    -------
    Coloring
        The groups in order of appearance. When there are more than `MAX_CATEGORIES`, the largest
        ones by size, and one category for the others.

    Examples
    --------
    >>> pets = color_by_group(["cats", "", "dogs", "cats"])
    >>> pets.names, pets.values, pets.catch_all_names
    (('cats', 'dogs', 'no group'), array([0, 2, 1, 0], dtype=int32), ('no group',))
    """
    named = [group if group.strip() else NO_GROUP for group in groups]
    sizes = Counter(name for name in named if name not in (OTHER_GROUPS, NO_GROUP))
    largest = dict.fromkeys(sizes)
    if len(largest) > MAX_CATEGORIES:  # Equally large ones come in order of appearance.
        largest = dict.fromkeys(name for name, _ in sizes.most_common(MAX_CATEGORIES))
    categories = [name if name in largest or name == NO_GROUP else OTHER_GROUPS for name in named]
    present = set(categories)
    catch_all = tuple(name for name in (OTHER_GROUPS, NO_GROUP) if name in present)
    names = (*largest, *catch_all)
    index = {name: i for i, name in enumerate(names)}
    values = np.array([index[name] for name in categories], np.int32)
    return Coloring(title, "category", values, names, catch_all)


def color_by_cluster(labels: ArrayLike, names: Sequence[str]) -> Coloring:
    """Color points by their cluster.

    Parameters
    ----------
    labels : array_like of shape (n,)
        As `embviz.maps.find_clusters` returns them.
    names : sequence of str
        One per cluster, all different.

    Returns
    -------
    Coloring
        The first `MAX_CATEGORIES` clusters in order, and one category for the others.

    Examples
    --------
    >>> coloring = color_by_cluster([1, 0, -1, 0], ["cat, dog", "car, bus"])
    >>> coloring.names, coloring.values
    (('cat, dog', 'car, bus', 'in no cluster'), array([1, 0, 2, 0], dtype=int32))
    """
    numbers = np.asarray(labels, np.int32)
    largest = tuple(names[:MAX_CATEGORIES])
    is_smaller, is_noise = numbers >= len(largest), numbers < 0
    catch_all = tuple(
        name
        for name, mask in (("smaller clusters", is_smaller), ("in no cluster", is_noise))
        if mask.any()
    )
    values = np.where(is_smaller, len(largest), numbers)
    values[is_noise] = len(largest) + len(catch_all) - 1
    return Coloring("cluster", "category", values, (*largest, *catch_all), catch_all)

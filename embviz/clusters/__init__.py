"""Heaps of words on a map, and names for them."""

from embviz.clusters.finding import clusters
from embviz.clusters.naming import name_clusters

__all__ = ["clusters", "name_clusters"]

"""Heaps of words on a map, and names for them."""

from embviz.maps.clusters.hdbscan import clusters
from embviz.maps.clusters.labels import name_clusters

__all__ = ["clusters", "name_clusters"]

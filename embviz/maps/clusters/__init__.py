"""Clusters of points on a map, and names for them."""

from embviz.maps.clusters.hdbscan import find_clusters
from embviz.maps.clusters.labels import name_clusters

__all__ = ["find_clusters", "name_clusters"]

"""Slow files are read once: what they held is kept in embviz's own form, and opens at once."""

from embviz.io.cache.folder import Room, room
from embviz.io.cache.loader import open_cached

__all__ = ["Room", "open_cached", "room"]

"""Slow files are read once: what they held is kept in embviz's own form, and opens at once."""

from embviz.io.cache.folder import CacheDir, default_cache_dir
from embviz.io.cache.loader import open_cached

__all__ = ["CacheDir", "default_cache_dir", "open_cached"]

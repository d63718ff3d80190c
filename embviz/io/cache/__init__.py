"""Keep the content of slow files as safetensors, so that they open at once the next time."""

from embviz.io.cache.folder import CacheDir, default_cache_dir
from embviz.io.cache.loader import open_cached

__all__ = ["CacheDir", "default_cache_dir", "open_cached"]

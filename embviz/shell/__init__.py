"""embviz without a browser: ``python -m embviz info | convert | nearest | analogy``."""

from embviz.shell.running import main

__all__ = ["main"]

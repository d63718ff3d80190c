"""embviz without a browser: ``python -m embviz info | convert | nearest | analogy``."""

from embviz.cli.run import main

__all__ = ["main"]

"""The `embviz` command: open the app, or answer in the shell."""

from embviz.cli.run import main

__all__ = ["main"]

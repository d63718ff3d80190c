"""The lines of Python that make the numbers of a picture again."""

from __future__ import annotations

from collections.abc import Sequence

from embviz.embedding import EmbeddingMatrix
from embviz.ui import session


def script(E: EmbeddingMatrix, *lines: str, imports: Sequence[str] = ()) -> str:
    """Return a script: what it imports, the line that loads the embedding, and these lines.

    Parameters
    ----------
    E : EmbeddingMatrix
        Called ``E`` in the lines.
    *lines : str
        The last one assigns to ``result`` what the table of the picture says.
    imports : sequence of str
        Whole lines beside ``import embviz``.
    """
    load = session.load_line(E)
    # What was uploaded is loaded by lines that bring imports of their own.
    own = [line for line in load.splitlines() if line.startswith(("from ", "import "))]
    rest = "\n".join(line for line in load.splitlines() if line not in own).strip()
    wanted = sorted({*imports, *own}, key=lambda line: (line.startswith("from "), line))
    return "\n".join(["import embviz", *wanted, "", rest, *lines])

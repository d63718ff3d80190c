"""The formulas of the metrics."""

from __future__ import annotations

from embviz.app.components import inputs
from embviz.app.state import embeddings
from embviz.embedding import EmbeddingMatrix


def show_formulas(E: EmbeddingMatrix, code: str, explanation: str = "") -> None:
    """Show an expander with the formulas of the three metrics, and Python code."""
    inputs.how_calculated(
        r"\cos(a, b) = \frac{a \cdot b}{\lVert a \rVert \, \lVert b \rVert} \qquad "
        r"d(a, b) = \sqrt{\textstyle\sum_j (a_j - b_j)^2} \qquad "
        r"a \cdot b = \textstyle\sum_j a_j b_j",
        f"import embviz\n\n{embeddings.load_snippet(E)}\n{code}",
        "All measures are computed over every row of the matrix, exactly. A row of zeros has "
        f"cosine 0 to everything. {explanation}".strip(),
    )

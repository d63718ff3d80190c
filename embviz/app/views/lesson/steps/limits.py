"""The limits of an embedding: no order, one row per word, similar opposites, stereotypes."""

from embviz.app.views.lesson.steps import limit_one_row, limit_order, limit_stereotypes
from embviz.embedding import EmbeddingMatrix

TITLE = "What it cannot do"
LEDE = (
    "Rows know which words are used alike. They know nothing of the order of words or the sentence "
    "around them, they mix up opposites, and they repeat what people wrote, prejudice included."
)


def show(E: EmbeddingMatrix) -> None:
    """Show the limits with the numbers of the chosen embedding."""
    limit_order.show(E)
    limit_one_row.show(E)
    limit_stereotypes.show(E)

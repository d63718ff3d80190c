"""Nearest words, two words compared, a table of many, and the odd one out."""

from urllib.parse import urlencode

from embviz.app.components import inputs
from embviz.app.config import Page
from embviz.app.state import embeddings, keys
from embviz.app.views.similarity import tabs

PAGE = Page(
    title="Similarity",
    icon=":material/compare_arrows:",
    section="Explore",
    order=2,
    is_fragment=True,
    views=tuple(urlencode([(keys.SIMILARITY_TAB, name)]) for name in tabs.TABS),
)


def show() -> None:
    """Show one way to compare words."""
    inputs.page_header(
        "How alike are words?",
        "Rows of numbers can be compared. The words whose rows are nearest are usually those used "
        "in the same company.",
    )
    show_tab = tabs.select_tab()
    show_tab(embeddings.current())


if __name__ == "__main__":
    show()

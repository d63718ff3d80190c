"""Nearest words, two words compared, a table of many, and the odd one out."""

from embviz.app.components import inputs
from embviz.app.state import session
from embviz.app.views.similarity import tabs

E = session.embedding()

inputs.page_header(
    "How alike are words?",
    "Rows of numbers can be compared. The words whose rows are nearest are usually those used in "
    "the same company.",
)
show = tabs.select_tab()
show(E)

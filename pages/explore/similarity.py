"""Nearest words, two words compared, a table of many, and the odd one out."""

from embviz.ui import controls, session
from embviz.ui.similarity import parts

E = session.embedding()

controls.heading(
    "How alike are words?",
    "Rows of numbers can be compared. The words whose rows are nearest are usually those used in "
    "the same company.",
)
show = parts.choose()
show(E)

"""The pages, in the order in which the navigation lists them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath


@dataclass(frozen=True)
class Entry:
    """A page as the navigation lists it.

    Parameters
    ----------
    path : str
        Its file, from the folder ``pages``.
    title, icon : str
    """

    path: str
    title: str
    icon: str

    @property
    def name(self) -> str:
        """What its address ends with."""
        return PurePath(self.path).stem


SECTIONS = {
    "Learn": (
        Entry("learn/lesson.py", "Lesson", ":material/school:"),
        Entry("learn/lookup.py", "Look up", ":material/search:"),
        Entry("learn/matrix.py", "Matrix", ":material/grid_on:"),
    ),
    "Explore": (
        Entry("explore/map.py", "Map", ":material/scatter_plot:"),
        Entry("explore/similarity.py", "Similarity", ":material/compare_arrows:"),
        Entry("explore/axes.py", "Meaning axes", ":material/straighten:"),
        Entry("explore/analogy.py", "Analogies", ":material/function:"),
        Entry("explore/compare.py", "Compare", ":material/join_inner:"),
    ),
    "Measure": (Entry("measure/quality.py", "How good is it?", ":material/speed:"),),
    "Data": (Entry("data/upload.py", "Your words", ":material/upload_file:"),),
}
ENTRIES = tuple(entry for entries in SECTIONS.values() for entry in entries)
FIRST = ENTRIES[0]

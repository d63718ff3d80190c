"""The pages, in the order in which the navigation lists them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath


@dataclass(frozen=True)
class Page:
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
        Page("learn/lesson.py", "Lesson", ":material/school:"),
        Page("learn/lookup.py", "Look up", ":material/search:"),
        Page("learn/matrix.py", "Matrix", ":material/grid_on:"),
    ),
    "Explore": (
        Page("explore/map.py", "Map", ":material/scatter_plot:"),
        Page("explore/similarity.py", "Similarity", ":material/compare_arrows:"),
        Page("explore/axes.py", "Meaning axes", ":material/straighten:"),
        Page("explore/analogy.py", "Analogies", ":material/function:"),
        Page("explore/compare.py", "Compare", ":material/join_inner:"),
    ),
    "Measure": (Page("measure/quality.py", "How good is it?", ":material/speed:"),),
    "Data": (Page("data/upload.py", "Your words", ":material/upload_file:"),),
}
PAGES = tuple(entry for entries in SECTIONS.values() for entry in entries)
DEFAULT_PAGE = PAGES[0]

"""Where the pages take words, and where these are seen then."""

from __future__ import annotations

from dataclasses import dataclass

from scripts.hostile.fields import (
    AXIS,
    DIFFERENCE,
    EXPECTED,
    EXPRESSION,
    FOUR,
    HOW,
    LINES,
    LIST,
    PAIRS,
    SECTION,
    SIDEBAR,
    SUM,
    TRIMMED,
    TYPED_LIST,
    UNKNOWN,
    UNKNOWN_LIST,
    WORD,
    Kind,
)

MAIN = '[data-testid="stMain"]'
MARKDOWN = f'{MAIN} [data-testid="stMarkdown"], {MAIN} [data-testid="stHeading"]'
METRIC = f'{MAIN} [data-testid="stMetricValue"]'
CHART = f"{MAIN} .embviz-chart"
TABLE = f'{MAIN} [data-testid="stDataFrame"]'
CHOICES = f'{MAIN} [data-testid="stButtonGroup"]'
CAPTION = f'{MAIN} [data-testid="stCaptionContainer"]'
BUTTONS = f'{MAIN} [data-testid="stButton"]'


@dataclass(frozen=True)
class Place:
    """A place where a page takes words.

    Attributes
    ----------
    page : str
        The name of the page, as its address ends.
    fields : tuple of str
        What its fields are called; the words are typed into them in turn.
    kind : Kind
    seen : str
        Where the word is seen then; empty where the page shows none of it.
    steps : tuple of str
        What is chosen on the page before.
    word : str
        The current word meanwhile.
    """

    page: str
    fields: tuple[str, ...]
    kind: Kind
    seen: str
    steps: tuple[str, ...] = ()
    word: str = ""

    @property
    def where(self) -> str:
        """The place in words."""
        unknown = " (not in the vocabulary)" * (self.kind in (UNKNOWN, UNKNOWN_LIST))
        return " · ".join((*self.steps, ", ".join(self.fields) + unknown))


OWN_WORDS = ("Associations", "My own words")
OWN_FIELDS = ("A: are X nearer to these", "B: than to these?")

LISTED = "Words, one a line; a group may follow after a comma"

PLACES = (
    Place("lesson", (SIDEBAR, "Type a word"), WORD, MARKDOWN, ("1", HOW)),
    Place("lesson", ("Cities on the map: add words of your own",), LIST, CHART, ("2",)),
    Place("lesson", ("Type a word, then change one letter",), WORD, CHART, ("3",)),
    Place("lesson", ("Your word",), WORD, CHART, ("4",)),
    Place("lesson", ("A word", "One like it", "One unlike it"), WORD, CHART, ("5", HOW)),
    Place("lesson", ("Start with", "− Take away", "+ Add"), WORD, CHART, ("7", "+ Add")),
    Place("lesson", ("Sentence",), TRIMMED, TABLE, ("8",)),
    Place("lesson", ("A sentence", "Another one"), WORD, "", ("10",)),
    Place("lookup", (SIDEBAR, "Word"), WORD, METRIC),
    Place("lookup", (SIDEBAR, "Word"), UNKNOWN, MARKDOWN),
    Place("lookup", ("Sentence",), TRIMMED, TABLE),
    Place("matrix", (SIDEBAR,), WORD, ""),
    Place("matrix", ("Words",), LIST, CHART),
    Place("map", (SIDEBAR,), WORD, MARKDOWN, ("Word groups",)),
    Place("map", ("Find or mark words",), EXPECTED, CHOICES, ("Word groups",)),
    Place("map", ("Around",), WORD, "", ("Around a word",)),
    Place("map", ("Around",), UNKNOWN, MARKDOWN, ("Around a word",)),
    Place("map", ("Words",), LIST, CHART, ("My list",)),
    Place("map", ("And also",), UNKNOWN_LIST, CAPTION, ("Many words",)),
    Place("map", ("Across", "Up"), AXIS, CHART, ("Word groups", "Chosen axes")),
    Place("similarity", (SIDEBAR, "Word"), WORD, "", ("Nearest words",)),
    Place("similarity", ("or several, or a difference",), DIFFERENCE, CAPTION, ("Nearest words",)),
    Place("similarity", ("Only words with",), EXPRESSION, CHART, ("Nearest words",), "CON"),
    Place("similarity", ("First word", "Second word"), WORD, CHART, ("Two words",)),
    Place("similarity", ("Words to compare, up to 200",), LIST, CHART, ("Many words",)),
    Place("similarity", ("Which of these is the odd one?",), LIST, CHART, ("Odd one out",)),
    Place("axes", (SIDEBAR,), WORD, ""),
    Place("axes", ("Pairs of words that make the axis",), AXIS, CHART, ("One axis",)),
    Place("axes", ("Words to place",), LIST, CHART, ("One axis",)),
    Place("axes", ("Across", "Up"), AXIS, CHART, ("Two axes",)),
    Place("analogy", (SIDEBAR,), WORD, ""),
    Place("analogy", ("A sum of words",), SUM, CHART),
    Place("analogy", ("Expected answer",), EXPECTED, MARKDOWN),
    Place("analogy", ("Word 1", "Word 2"), TRIMMED, CHART, ("Weights and words, one by one",)),
    Place("compare", (SIDEBAR, "Word"), WORD, "", ("Neighbors",)),
    Place("compare", ("A sum of words",), SUM, "", ("Analogy",)),
    Place("compare", ("Expected answer (optional)",), EXPECTED, MARKDOWN, ("Analogy",)),
    Place("compare", ("Words to compare, up to 40",), LIST, CHART, ("Pairs",)),
    Place("compare", ("Words on the map, up to 60",), LIST, CHART, ("Common map",)),
    Place("quality", (SIDEBAR,), WORD, ""),
    Place("quality", ("X: some words",), FOUR, CHART, OWN_WORDS),
    Place("quality", ("Y: others, as many", *OWN_FIELDS), FOUR, "", OWN_WORDS),
    Place("upload", (SIDEBAR,), WORD, ""),
    Place("upload", (LISTED,), LINES, TABLE, (TYPED_LIST,)),
)

# Where a file is sent for each word.
FILES = (
    Place("quality", ("A file of questions",), SECTION, CHART, ("Analogies", "My file")),
    Place("quality", ("A file of word pairs",), PAIRS, CHART, ("Word pairs", "My file")),
)

# The views that take no words, by page.
OPENED: dict[str, tuple[tuple[str, ...], ...]] = {
    "lesson": (("6",), ("9",), ("11",)),
    "lookup": ((),),
    "matrix": (("By token id",),),
    "map": (("Word groups", "3D"),),
    "similarity": (("Nearest words",), ("Two words",), ("Many words",), ("Odd one out",)),
    "axes": (("One axis",), ("Two axes",)),
    "analogy": ((),),
    "compare": (("Neighbors",), ("Movers",), ("Analogy",), ("Pairs",), ("Common map",)),
    "quality": (("Analogies", "Classic file"), ("Word pairs", "Example"), ("Shape",), ("Size",)),
    "upload": (("A file",),),
}

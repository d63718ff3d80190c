"""The fields for words on each page, and the elements that display these words."""

from __future__ import annotations

from dataclasses import dataclass

from scripts.hostile.field_kinds import (
    AXIS,
    CSV_ROW,
    DIFFERENCE,
    FOUR_WORDS,
    HOW_CALCULATED,
    NON_BLANK_WORD,
    QUESTION_SECTION,
    REGEX,
    SCORED_PAIRS,
    SIDEBAR_FIELD,
    SUM,
    TRIMMED_WORD,
    TYPED_LIST,
    UNKNOWN_WORD,
    UNKNOWN_WORD_LIST,
    WORD,
    WORD_LIST,
    FieldKind,
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
class WordField:
    """A field for words, or several of one kind.

    Attributes
    ----------
    page : str
        The name of the page.
    fields : tuple of str
        Labels of the fields; the words are typed into them in turn.
    kind : FieldKind
    shown_in : str
        A selector of the elements that display the word; empty if the page does not display it.
    steps : tuple of str
        Labels to click on the page first.
    current_word : str
        The current word to set first, if any.
    """

    page: str
    fields: tuple[str, ...]
    kind: FieldKind
    shown_in: str
    steps: tuple[str, ...] = ()
    current_word: str = ""

    @property
    def label(self) -> str:
        """Steps and fields as text."""
        unknown = " (not in the vocabulary)" * (self.kind in (UNKNOWN_WORD, UNKNOWN_WORD_LIST))
        return " · ".join((*self.steps, ", ".join(self.fields) + unknown))


OWN_WORDS = ("Associations", "My own words")
OWN_FIELDS = ("A: are X nearer to these", "B: than to these?")

LIST_FIELD_LABEL = "Words, one a line; a group may follow after a comma"

WORD_FIELDS = (
    WordField("lesson", (SIDEBAR_FIELD, "Type a word"), WORD, MARKDOWN, ("1", HOW_CALCULATED)),
    WordField("lesson", ("Cities on the map: add words of your own",), WORD_LIST, CHART, ("2",)),
    WordField("lesson", ("Type a word, then change one letter",), WORD, CHART, ("3",)),
    WordField("lesson", ("Your word",), WORD, CHART, ("4",)),
    WordField(
        "lesson", ("A word", "One like it", "One unlike it"), WORD, CHART, ("5", HOW_CALCULATED)
    ),
    WordField("lesson", ("Start with", "− Take away", "+ Add"), WORD, CHART, ("7", "+ Add")),
    WordField("lesson", ("Sentence",), TRIMMED_WORD, TABLE, ("8",)),
    WordField("lesson", ("A sentence", "Another one"), WORD, "", ("10",)),
    WordField("lookup", (SIDEBAR_FIELD, "Word"), WORD, METRIC),
    WordField("lookup", (SIDEBAR_FIELD, "Word"), UNKNOWN_WORD, MARKDOWN),
    WordField("lookup", ("Sentence",), TRIMMED_WORD, TABLE),
    WordField("matrix", (SIDEBAR_FIELD,), WORD, ""),
    WordField("matrix", ("Words",), WORD_LIST, CHART),
    WordField("map", (SIDEBAR_FIELD,), WORD, MARKDOWN, ("Word groups",)),
    WordField("map", ("Find or mark words",), NON_BLANK_WORD, CHOICES, ("Word groups",)),
    WordField("map", ("Around",), WORD, "", ("Around a word",)),
    WordField("map", ("Around",), UNKNOWN_WORD, MARKDOWN, ("Around a word",)),
    WordField("map", ("Words",), WORD_LIST, CHART, ("My list",)),
    WordField("map", ("And also",), UNKNOWN_WORD_LIST, CAPTION, ("Many words",)),
    WordField("map", ("Across", "Up"), AXIS, CHART, ("Word groups", "Chosen axes")),
    WordField("similarity", (SIDEBAR_FIELD, "Word"), WORD, "", ("Nearest words",)),
    WordField(
        "similarity", ("or several, or a difference",), DIFFERENCE, CAPTION, ("Nearest words",)
    ),
    WordField("similarity", ("Only words with",), REGEX, CHART, ("Nearest words",), "CON"),
    WordField("similarity", ("First word", "Second word"), WORD, CHART, ("Two words",)),
    WordField("similarity", ("Words to compare, up to 200",), WORD_LIST, CHART, ("Many words",)),
    WordField(
        "similarity", ("Which of these is the odd one?",), WORD_LIST, CHART, ("Odd one out",)
    ),
    WordField("axes", (SIDEBAR_FIELD,), WORD, ""),
    WordField("axes", ("Pairs of words that make the axis",), AXIS, CHART, ("One axis",)),
    WordField("axes", ("Words to place",), WORD_LIST, CHART, ("One axis",)),
    WordField("axes", ("Across", "Up"), AXIS, CHART, ("Two axes",)),
    WordField("analogy", (SIDEBAR_FIELD,), WORD, ""),
    WordField("analogy", ("A sum of words",), SUM, CHART),
    WordField("analogy", ("Expected answer",), NON_BLANK_WORD, MARKDOWN),
    WordField(
        "analogy", ("Word 1", "Word 2"), TRIMMED_WORD, CHART, ("Weights and words, one by one",)
    ),
    WordField("compare", (SIDEBAR_FIELD, "Word"), WORD, "", ("Neighbors",)),
    WordField("compare", ("A sum of words",), SUM, "", ("Analogy",)),
    WordField("compare", ("Expected answer (optional)",), NON_BLANK_WORD, MARKDOWN, ("Analogy",)),
    WordField("compare", ("Words to compare, up to 40",), WORD_LIST, CHART, ("Pairs",)),
    WordField("compare", ("Words on the map, up to 60",), WORD_LIST, CHART, ("Common map",)),
    WordField("quality", (SIDEBAR_FIELD,), WORD, ""),
    WordField("quality", ("X: some words",), FOUR_WORDS, CHART, OWN_WORDS),
    WordField("quality", ("Y: others, as many", *OWN_FIELDS), FOUR_WORDS, "", OWN_WORDS),
    WordField("upload", (SIDEBAR_FIELD,), WORD, ""),
    WordField("upload", (LIST_FIELD_LABEL,), CSV_ROW, TABLE, (TYPED_LIST,)),
)

# Fields that a file is uploaded to for each word.
FILE_FIELDS = (
    WordField(
        "quality", ("A file of questions",), QUESTION_SECTION, CHART, ("Analogies", "My file")
    ),
    WordField("quality", ("A file of word pairs",), SCORED_PAIRS, CHART, ("Word pairs", "My file")),
)

# Views without fields for words, by page: labels to click.
VIEWS_WITHOUT_FIELDS: dict[str, tuple[tuple[str, ...], ...]] = {
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

"""A whole file of analogies at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

import streamlit as st

from embviz import figures
from embviz.app import snippets
from embviz.app.components import inputs
from embviz.app.components.chart import chart
from embviz.app.state import session
from embviz.app.text import format_count, plain
from embviz.app.views.evaluation import compute_once, errors, file_input, metric_cards
from embviz.app.views.evaluation.metric_cards import format_percent
from embviz.embedding import EmbeddingMatrix
from embviz.evaluation import (
    AnalogyReport,
    AnalogySection,
    Question,
    evaluate_analogies,
    read_questions,
)
from embviz.io import QUESTIONS_PATH

Questions: TypeAlias = Mapping[str, list[Question]]

CLASSIC_FILE, OWN_FILE = "Classic file", "My file"
ALL = "All"
RESTRICT_SIZES = (30_000, 10_000)
# Of no more words the answers come within a second or two.
MAX_INLINE_WORDS = 60_000


@st.cache_resource(show_spinner=False, max_entries=1)
def load_classic_questions() -> Questions:
    """Return the questions that ship, read once for all visitors."""
    return read_questions(QUESTIONS_PATH)


def show(E: EmbeddingMatrix) -> None:
    """Show how many analogies an embedding gets right, and which not."""
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        source = inputs.option_input("Questions", [CLASSIC_FILE, OWN_FILE], key="questions")
        options = [ALL, *(f"First {n:,}" for n in RESTRICT_SIZES if n < len(E))]
        chosen = inputs.option_input("Words that count", options, key="known")
    restrict = None if chosen == ALL else RESTRICT_SIZES[options.index(chosen) - len(options)]
    given = (
        ("shipped", "QUESTIONS_PATH", load_classic_questions())
        if source == CLASSIC_FILE
        else _input_own_file()
    )
    if given is None:
        return
    digest, path, questions = given
    what = f"analogies {digest} {restrict}"
    n = sum(map(len, questions.values()))
    place: compute_once.ResultSlot[AnalogyReport] = compute_once.slot_for(
        E, what, is_own=source == OWN_FILE
    )
    such = ", such as *man is to king as woman is to …?* (Mikolov and others 2013)"
    st.markdown(
        f"{format_count(n, 'question')} in {format_count(len(questions), 'section')}"
        f"{such if source == CLASSIC_FILE else ''}."
    )
    asked = compute_once.request_button(
        what, "Ask all questions", is_fast=place.result is not None or len(E) <= MAX_INLINE_WORDS
    )
    report = compute_once.compute_once(
        place,
        "Asking all questions",
        lambda tell: evaluate_analogies(
            E, questions, restrict=restrict, rank_misses=True, progress=tell
        ),
        is_requested=asked,
    )
    if report is not None:
        _show_report(E, report, restrict, path)


def _input_own_file() -> tuple[str, str, Questions] | None:
    """Return a digest of a visitor's file, its name in Python, and what it asks."""
    sent = file_input.upload_file(
        "A file of questions",
        read_questions,
        key="questions_file",
        help="Text in UTF-8: a line “: name” opens a section, then four words a line, "
        "“a b c d” for “a is to b as c is to d”.",
    )
    if sent is None:
        return None
    if not any(sent.content.values()):
        st.info(f"{plain(sent.name)} holds no question.", icon=":material/info:")
        return None
    return sent.digest, repr(sent.name), sent.content


def _show_report(
    E: EmbeddingMatrix, report: AnalogyReport, restrict: int | None, path_code: str
) -> None:
    total = report.total
    if not total.n_asked:
        st.info(
            f"**None of the {total.n_questions:,} questions can be asked:** for each of them, at "
            "least one of its four words is not in this vocabulary. Send a file of questions in "
            "its own words.",
            icon=":material/info:",
        )
        return
    _show_cards(E, report, total, restrict)
    st.header("By section")
    chart(
        figures.section_bars(report),
        key="sections",
        alt=f"{format_percent(total.accuracy)} of {format_count(total.n_asked, 'question')} that could be "
        "asked were answered right, by section.",
        caption=_describe_sections(report),
        table=report.to_frame,
        python=lambda: snippets.script(
            E,
            f"result = embviz.evaluate_analogies(E, {path_code}, restrict={restrict}).to_frame()",
        ),
    )
    errors.show(report)
    inputs.how_calculated(
        r"\text{answer} = \arg\max_{w \notin \{a, b, c\}} \; "
        r"\cos\!\left(w,\; \hat b - \hat a + \hat c\right), \qquad \hat v = v / \lVert v \rVert",
        f"""import embviz
from embviz.io.samples import QUESTIONS_PATH

{session.load_snippet(E)}
report = embviz.evaluate_analogies(E, QUESTIONS_PATH, restrict={restrict})
report.to_frame()""",
        "Each question is answered by 3CosAdd among all words that count, without its own three. A "
        "word that is not found as written is tried in lower case.",
    )


def _show_cards(
    E: EmbeddingMatrix, report: AnalogyReport, total: AnalogySection, restrict: int | None
) -> None:
    candidates = len(E) if restrict is None else min(restrict, len(E))
    near = sum(1 for miss in report.misses if miss.rank is not None and miss.rank <= 10)
    few = " With so few questions, a handful changes it much." if total.n_asked < 200 else ""
    metric_cards.show(
        [
            metric_cards.MetricCard(
                "Answered right",
                format_percent(total.accuracy),
                f"{total.n_correct:,} of {total.n_asked:,}. Guessing blindly among "
                f"{candidates:,} words would get about {total.n_asked / max(candidates - 3, 1):.1f} "
                "right.",
                "It counts only the first answer, leaves out the three given words, and says "
                f"little about uses other than such steps.{few}",
            ),
            metric_cards.MetricCard(
                "Among the first ten",
                format_percent((total.n_correct + near) / total.n_asked),
                "Questions whose expected answer came first to tenth.",
                "Many misses are near misses: the file accepts one word only.",
            ),
            metric_cards.MetricCard(
                "Could be asked",
                format_percent(total.coverage),
                f"{total.n_asked:,} of {total.n_questions:,}: all four words are there.",
                "Compare two embeddings only where it is alike: words that are left out are "
                "mostly rare, and rare words are harder.",
            ),
        ]
    )


def _describe_sections(report: AnalogyReport) -> str:
    asked = [part for part in report.sections if part.n_asked]
    best, worst = max(asked, key=_accuracy), min(asked, key=_accuracy)
    name = figures.section_label
    told = (
        f"Best: {plain(name(best.name))}, {format_percent(best.accuracy)} right. Worst: "
        f"{plain(name(worst.name))}, {format_percent(worst.accuracy)}. "
        if best is not worst and best.accuracy > worst.accuracy
        else ""
    )
    more = len(report.sections) - figures.MAX_DRAWN_SECTIONS
    rest = f" The first {figures.MAX_DRAWN_SECTIONS} sections are drawn." if more > 0 else ""
    return (
        f"{told}The thin bar is the share of the section's questions that could be asked: where "
        f"it is short, the long bar rests on few questions.{rest}"
    )


def _accuracy(section: AnalogySection) -> float:
    return section.accuracy

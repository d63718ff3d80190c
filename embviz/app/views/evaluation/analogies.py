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
from embviz.app.text import count, plain
from embviz.app.views.evaluation import compute_once, errors, file_input, metric_cards
from embviz.app.views.evaluation.metric_cards import share
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

SHIPPED, OWN = "Classic file", "My file"
ALL = "All"
FIRST = (30_000, 10_000)
# Of no more words the answers come within a second or two.
AT_ONCE = 60_000


@st.cache_resource(show_spinner=False, max_entries=1)
def shipped() -> Questions:
    """Return the questions that ship, read once for all visitors."""
    return read_questions(QUESTIONS_PATH)


def show(E: EmbeddingMatrix) -> None:
    """Show how many analogies an embedding gets right, and which not."""
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        source = inputs.choice("Questions", [SHIPPED, OWN], key="questions")
        options = [ALL, *(f"First {n:,}" for n in FIRST if n < len(E))]
        chosen = inputs.choice("Words that count", options, key="known")
    restrict = None if chosen == ALL else FIRST[options.index(chosen) - len(options)]
    given = ("shipped", "QUESTIONS_PATH", shipped()) if source == SHIPPED else _own()
    if given is None:
        return
    digest, path, questions = given
    what = f"analogies {digest} {restrict}"
    n = sum(map(len, questions.values()))
    place: compute_once.Place[AnalogyReport] = compute_once.known(E, what, own=source == OWN)
    such = ", such as *man is to king as woman is to …?* (Mikolov and others 2013)"
    st.markdown(
        f"{count(n, 'question')} in {count(len(questions), 'section')}"
        f"{such if source == SHIPPED else ''}."
    )
    asked = compute_once.asked_for(
        what, "Ask all questions", at_once=place.made is not None or len(E) <= AT_ONCE
    )
    report = compute_once.once(
        place,
        "Asking all questions",
        lambda tell: evaluate_analogies(
            E, questions, restrict=restrict, rank_misses=True, progress=tell
        ),
        asked=asked,
    )
    if report is not None:
        _answer(E, report, restrict, path)


def _own() -> tuple[str, str, Questions] | None:
    """Return a digest of a visitor's file, its name in Python, and what it asks."""
    sent = file_input.ask(
        "A file of questions",
        read_questions,
        key="questions_file",
        help="Text in UTF-8: a line “: name” opens a section, then four words a line, "
        "“a b c d” for “a is to b as c is to d”.",
    )
    if sent is None:
        return None
    if not any(sent.held.values()):
        st.info(f"{plain(sent.name)} holds no question.", icon=":material/info:")
        return None
    return sent.digest, repr(sent.name), sent.held


def _answer(E: EmbeddingMatrix, report: AnalogyReport, restrict: int | None, path: str) -> None:
    total = report.total
    if not total.n_asked:
        st.info(
            f"**None of the {total.n_questions:,} questions can be asked:** for each of them, at "
            "least one of its four words is not in this vocabulary. Send a file of questions in "
            "its own words.",
            icon=":material/info:",
        )
        return
    _facts(E, report, total, restrict)
    st.header("By section")
    chart(
        figures.section_bars(report),
        key="sections",
        alt=f"{share(total.accuracy)} of {count(total.n_asked, 'question')} that could be "
        "asked were answered right, by section.",
        caption=_seen(report),
        table=report.to_frame,
        python=lambda: snippets.script(
            E,
            f"result = embviz.evaluate_analogies(E, {path}, restrict={restrict}).to_frame()",
        ),
    )
    errors.show(report)
    inputs.how(
        r"\text{answer} = \arg\max_{w \notin \{a, b, c\}} \; "
        r"\cos\!\left(w,\; \hat b - \hat a + \hat c\right), \qquad \hat v = v / \lVert v \rVert",
        f"""import embviz
from embviz.io.samples import QUESTIONS_PATH

{session.load_line(E)}
report = embviz.evaluate_analogies(E, QUESTIONS_PATH, restrict={restrict})
report.to_frame()""",
        "Each question is answered by 3CosAdd among all words that count, without its own three. A "
        "word that is not found as written is tried in lower case.",
    )


def _facts(
    E: EmbeddingMatrix, report: AnalogyReport, total: AnalogySection, restrict: int | None
) -> None:
    candidates = len(E) if restrict is None else min(restrict, len(E))
    near = sum(1 for miss in report.misses if miss.rank is not None and miss.rank <= 10)
    few = " With so few questions, a handful changes it much." if total.n_asked < 200 else ""
    metric_cards.show(
        [
            metric_cards.Fact(
                "Answered right",
                share(total.accuracy),
                f"{total.n_correct:,} of {total.n_asked:,}. Guessing blindly among "
                f"{candidates:,} words would get about {total.n_asked / max(candidates - 3, 1):.1f} "
                "right.",
                "It counts only the first answer, leaves out the three given words, and says "
                f"little about uses other than such steps.{few}",
            ),
            metric_cards.Fact(
                "Among the first ten",
                share((total.n_correct + near) / total.n_asked),
                "Questions whose expected answer came first to tenth.",
                "Many misses are near misses: the file accepts one word only.",
            ),
            metric_cards.Fact(
                "Could be asked",
                share(total.coverage),
                f"{total.n_asked:,} of {total.n_questions:,}: all four words are there.",
                "Compare two embeddings only where it is alike: words that are left out are "
                "mostly rare, and rare words are harder.",
            ),
        ]
    )


def _seen(report: AnalogyReport) -> str:
    asked = [part for part in report.sections if part.n_asked]
    best, worst = max(asked, key=_accuracy), min(asked, key=_accuracy)
    name = figures.section_label
    told = (
        f"Best: {plain(name(best.name))}, {share(best.accuracy)} right. Worst: "
        f"{plain(name(worst.name))}, {share(worst.accuracy)}. "
        if best is not worst and best.accuracy > worst.accuracy
        else ""
    )
    more = len(report.sections) - figures.MAX_DRAWN_SECTIONS
    rest = f" The first {figures.MAX_DRAWN_SECTIONS} sections are drawn." if more > 0 else ""
    return (
        f"{told}The thin bar is the share of the section's questions that could be asked: where "
        f"it is short, the long bar rests on few questions.{rest}"
    )


def _accuracy(part: AnalogySection) -> float:
    return part.accuracy

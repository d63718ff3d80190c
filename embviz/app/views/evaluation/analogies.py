"""The accuracy of an embedding on a file of analogy questions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

import streamlit as st

from embviz import figures
from embviz.app import snippets
from embviz.app.components import inputs
from embviz.app.components.chart import chart
from embviz.app.state import embeddings
from embviz.app.state.compute import compute_once
from embviz.app.text import format_count, format_percent, plain
from embviz.app.views.evaluation import errors, file_input, metric_cards
from embviz.embedding import EmbeddingMatrix
from embviz.evaluation import (
    AnalogyAccuracy,
    AnalogySection,
    Question,
    evaluate_analogies,
    load_analogy_questions,
    read_questions,
)

Questions: TypeAlias = Mapping[str, list[Question]]

CLASSIC_FILE, OWN_FILE = "Classic file", "My file"
ALL = "All"
RESTRICT_SIZES = (30_000, 10_000)
# With up to so many words, the evaluation takes a second or two.
MAX_INLINE_WORDS = 60_000


def show(E: EmbeddingMatrix) -> None:
    """Show the accuracy of an embedding on analogies, and its errors."""
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        source = inputs.option_input("Questions", [CLASSIC_FILE, OWN_FILE], key="questions")
        options = [ALL, *(f"First {n:,}" for n in RESTRICT_SIZES if n < len(E))]
        chosen = inputs.option_input("Words that count", options, key="known")
    restrict = None if chosen == ALL else RESTRICT_SIZES[options.index(chosen) - len(options)]
    file = (
        ("shipped", "QUESTIONS_PATH", load_analogy_questions())
        if source == CLASSIC_FILE
        else _input_own_file()
    )
    if file is None:
        return
    digest, path_code, questions = file
    n = sum(map(len, questions.values()))
    example = ", such as *man is to king as woman is to …?* (Mikolov and others 2013)"
    st.markdown(
        f"{format_count(n, 'question')} in {format_count(len(questions), 'section')}"
        f"{example if source == CLASSIC_FILE else ''}."
    )
    report = compute_once(
        E,
        f"analogies {digest} {restrict}",
        lambda progress: evaluate_analogies(
            E, questions, restrict=restrict, rank_misses=True, progress=progress
        ),
        label="Asking all questions",
        button="" if len(E) <= MAX_INLINE_WORDS else "Ask all questions",
        is_private=source == OWN_FILE,
    )
    if report is not None:
        _show_report(E, report, restrict, path_code)


def _input_own_file() -> tuple[str, str, Questions] | None:
    """Ask for a file; return its digest, its path as Python code, and its questions."""
    file = file_input.upload_file(
        "A file of questions",
        read_questions,
        key="questions_file",
        help="Text in UTF-8: a line “: name” opens a section, then four words a line, "
        "“a b c d” for “a is to b as c is to d”.",
    )
    if file is None:
        return None
    if not any(file.content.values()):
        st.info(f"{plain(file.name)} holds no question.", icon=":material/info:")
        return None
    return file.digest, repr(file.name), file.content


def _show_report(
    E: EmbeddingMatrix, report: AnalogyAccuracy, restrict: int | None, path_code: str
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
        alt=f"{format_percent(total.accuracy)} of {format_count(total.n_asked, 'question')} that "
        "could be asked were answered right, by section.",
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
from embviz.io import QUESTIONS_PATH

{embeddings.load_snippet(E)}
report = embviz.evaluate_analogies(E, QUESTIONS_PATH, restrict={restrict})
report.to_frame()""",
        "Each question is answered by 3CosAdd among all words that count, without its own three. A "
        "word that is not found as written is tried in lower case.",
    )


def _show_cards(
    E: EmbeddingMatrix, report: AnalogyAccuracy, total: AnalogySection, restrict: int | None
) -> None:
    n_candidates = len(E) if restrict is None else min(restrict, len(E))
    n_near = sum(1 for miss in report.misses if miss.rank is not None and miss.rank <= 10)
    few = " With so few questions, a handful changes it much." if total.n_asked < 200 else ""
    metric_cards.show(
        [
            metric_cards.MetricCard(
                "Answered right",
                format_percent(total.accuracy),
                f"{total.n_correct:,} of {total.n_asked:,}. Guessing blindly among "
                f"{n_candidates:,} words would get about "
                f"{total.n_asked / max(n_candidates - 3, 1):.1f} right.",
                "It counts only the first answer, leaves out the three given words, and says "
                f"little about uses other than such steps.{few}",
            ),
            metric_cards.MetricCard(
                "Among the first ten",
                format_percent((total.n_correct + n_near) / total.n_asked),
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


def _describe_sections(report: AnalogyAccuracy) -> str:
    sections = [section for section in report.sections if section.n_asked]
    best, worst = max(sections, key=_accuracy), min(sections, key=_accuracy)
    label = figures.section_label
    extremes = (
        f"Best: {plain(label(best.name))}, {format_percent(best.accuracy)} right. Worst: "
        f"{plain(label(worst.name))}, {format_percent(worst.accuracy)}. "
        if best.accuracy > worst.accuracy
        else ""
    )
    n_drawn = figures.MAX_DRAWN_SECTIONS
    limit = f" The first {n_drawn} sections are drawn." if len(report.sections) > n_drawn else ""
    return (
        f"{extremes}The thin bar is the share of the section's questions that could be asked: "
        f"where it is short, the long bar rests on few questions.{limit}"
    )


def _accuracy(section: AnalogySection) -> float:
    return section.accuracy

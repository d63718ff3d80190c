"""Navigation between the steps of the lesson, and data that several steps share."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from embviz.app.components.inputs import option_input
from embviz.app.state import keys
from embviz.app.state.compute import cached
from embviz.app.state.defaults import cached_lesson_words
from embviz.app.text import chips
from embviz.embedding import EmbeddingMatrix
from embviz.evaluation import Question, load_analogy_questions
from embviz.lesson import shuffle_dimensions

# Streamlit keeps the scroll position when the content changes; a new step is read from the top.
_scroll_to_top = st.components.v2.component(
    "embviz_to_top",
    html="<span></span>",
    js="""let shownStep = null
export default function ({ data, parentElement }) {
  const mark = parentElement.querySelector("span")
  if (shownStep !== null && shownStep !== data.step) mark.scrollIntoView({ block: "end" })
  shownStep = data.step
}
""",
)


def choose_step(titles: Sequence[str]) -> int:
    """Show the progress of the lesson and the choice of steps; return the current one, from 0."""
    numbers = [str(number) for number in range(1, len(titles) + 1)]
    with st.container(horizontal=True, vertical_alignment="center"):
        chosen = option_input(
            "Step", numbers, key=keys.STEP, label_visibility="collapsed", wrap=True
        )
        step = numbers.index(chosen)
        st.space("stretch")
        _scroll_to_top(key="to_top", data={"step": step}, width=1, height=1)
        with st.container(horizontal=True, width="content"):
            _step_button(titles, step, -1, "Back", shortcut="Left")
            _step_button(titles, step, +1, "Next", shortcut="Right")
    st.progress((step + 1) / len(titles), f"Step {step + 1} of {len(titles)}")
    return step


def show_step_links(titles: Sequence[str], step: int) -> None:
    """Show buttons with the titles of the previous and the next step."""
    st.space("small")
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        for offset, key in ((-1, "before"), (+1, "after")):
            target = step + offset
            if 0 <= target < len(titles):
                _step_button(titles, step, offset, f"{target + 1} · {titles[target]}", key=key)


def _step_button(
    titles: Sequence[str],
    step: int,
    offset: int,
    label: str,
    *,
    key: str | None = None,
    shortcut: str | None = None,
) -> None:
    arrow = ":material/arrow_forward:" if offset > 0 else ":material/arrow_back:"
    st.button(
        label,
        key=key,
        shortcut=shortcut,
        disabled=not 0 <= step + offset < len(titles),
        type="primary" if offset > 0 else "secondary",
        icon=None if shortcut else arrow,  # A button shows its shortcut, which is an arrow.
        icon_position="right" if offset > 0 else "left",
        on_click=go_to_step,
        args=(step + offset,),
    )


def go_to_step(step: int) -> None:
    """Open a step, counted from 0. For callbacks."""
    keys.STEP.set(str(step + 1))


def show_substitution_note(
    E: EmbeddingMatrix, default_words: Sequence[str], shown_words: Sequence[str]
) -> None:
    """Name the default words that this embedding lacks, if others are shown instead."""
    missing = [word for word in default_words if word in cached_lesson_words(E).missing]
    if missing and shown_words:
        st.caption(
            f":material/info: This vocabulary has no {chips(missing)}, so this step begins with "
            f"words that it has: {chips(shown_words)}."
        )


def cached_shuffled(E: EmbeddingMatrix) -> EmbeddingMatrix:
    """Return an embedding with shuffled dimensions."""
    return cached(E, "shuffled", lambda: shuffle_dimensions(E), size="matrix")


def undisputed_analogies() -> tuple[Question, ...]:
    """Return analogies with undisputed answers, for the quiz."""
    return tuple(question for section in load_analogy_questions().values() for question in section)

"""What the steps of the lesson share: where one is, the way on, the random twin."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from embviz.app.components.inputs import option_input
from embviz.app.state import memory_budget, session, shared_files
from embviz.app.state.memory_budget import BUDGET
from embviz.app.text import chips
from embviz.embedding import EmbeddingMatrix
from embviz.evaluation import Question, read_questions
from embviz.io import QUESTIONS_PATH, SAMPLES
from embviz.lesson import shuffle_dimensions

# Streamlit keeps the place on the page when its content changes; a new step is read from the top.
_scroll_to_top = st.components.v2.component(
    "embviz_to_top",
    html="<span></span>",
    js="""let shown = null
export default function ({ data, parentElement }) {
  const mark = parentElement.querySelector("span")
  if (shown !== null && shown !== data.step) mark.scrollIntoView({ block: "end" })
  shown = data.step
}
""",
)


def choose_step(titles: Sequence[str]) -> int:
    """Show how far the lesson is, with the way to every step; return the current one, from 0."""
    numbers = [str(number) for number in range(1, len(titles) + 1)]
    with st.container(horizontal=True, vertical_alignment="center"):
        chosen = option_input("Step", numbers, key="step", label_visibility="collapsed", wrap=True)
        step = numbers.index(chosen)
        st.space("stretch")
        _scroll_to_top(key="to_top", data={"step": step}, width=1, height=1)
        with st.container(horizontal=True, width="content"):
            _step_button(titles, step, -1, "Back", shortcut="Left")
            _step_button(titles, step, +1, "Next", shortcut="Right")
    st.progress((step + 1) / len(titles), f"Step {step + 1} of {len(titles)}")
    return step


def show_step_links(titles: Sequence[str], step: int) -> None:
    """Offer the steps before and after this one, by name, at the end of the page."""
    st.space("small")
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        for move, key in ((-1, "before"), (+1, "after")):
            if 0 <= step + move < len(titles):
                _step_button(
                    titles, step, move, f"{step + move + 1} · {titles[step + move]}", key=key
                )


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
        icon=None if shortcut else arrow,  # A button shows its key, which is an arrow already.
        icon_position="right" if offset > 0 else "left",
        on_click=go_to_step,
        args=(step + offset,),
    )


def go_to_step(step: int) -> None:
    """Open a step, counted from 0. For callbacks."""
    st.session_state["step"] = str(step + 1)


def show_substitution_note(
    E: EmbeddingMatrix, default_words: Sequence[str], shown_words: Sequence[str]
) -> None:
    """Say which usual words this embedding lacks, when others are shown in their place."""
    missing = [word for word in default_words if word in session.cached_lesson_words(E).missing]
    if missing and shown_words:
        st.caption(
            f":material/info: This vocabulary has no {chips(missing)}, so this step begins with "
            f"words that it has: {chips(shown_words)}."
        )


def cached_random_twin(E: EmbeddingMatrix) -> EmbeddingMatrix:
    """Return the random twin of an embedding: once for all visitors where all have it."""
    return (_shared_twin if shared_files.is_shared(E) else _session_twin)(E.fingerprint, E)


# Twins are as large as their originals, so they have caches of their own.
@st.cache_resource(max_entries=len(SAMPLES), show_spinner=False)
def _shared_twin(fingerprint: str, _E: EmbeddingMatrix) -> EmbeddingMatrix:
    return shuffle_dimensions(_E)


@st.cache_resource(max_entries=1, show_spinner=False, scope="session")
def _session_twin(fingerprint: str, _E: EmbeddingMatrix) -> EmbeddingMatrix:
    return BUDGET.track(memory_budget.current_session_id(), shuffle_dimensions(_E))


@st.cache_resource(max_entries=1, show_spinner=False)
def undisputed_analogies() -> tuple[Question, ...]:
    """Return analogies whose answers people agree on, for the quiz."""
    return tuple(
        question for section in read_questions(QUESTIONS_PATH).values() for question in section
    )

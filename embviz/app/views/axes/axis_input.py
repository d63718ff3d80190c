"""Input for an axis between words, with presets."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import streamlit as st

from embviz.app.components.unknown_words import replace_word, suggest_replacements
from embviz.app.state import keys, word_groups
from embviz.app.state.defaults import remember_default
from embviz.app.text import escape_markdown
from embviz.axes import MAX_AXIS_CHARS, Axis, parse_axis
from embviz.embedding import EmbeddingMatrix, find_words

# Pairs that differ mainly in one respect.
PRESETS = {
    "Gender": "man ↔ woman; boy ↔ girl; father ↔ mother; king ↔ queen; brother ↔ sister; "
    "husband ↔ wife; son ↔ daughter; uncle ↔ aunt",
    "Size": "small ↔ large; little ↔ big; tiny ↔ huge; short ↔ tall; narrow ↔ wide; thin ↔ thick",
    "Age": "young ↔ old; child ↔ adult; boy ↔ man; girl ↔ woman; new ↔ ancient; kitten ↔ cat; "
    "puppy ↔ dog",
    "Mood": "bad ↔ good; sad ↔ happy; awful ↔ wonderful; hate ↔ love; terrible ↔ excellent; "
    "ugly ↔ beautiful; pain ↔ pleasure",
    "Wealth": "poor ↔ rich; poverty ↔ wealth; cheap ↔ expensive; slum ↔ mansion; "
    "beggar ↔ millionaire; shabby ↔ luxurious",
    "Danger": "safe ↔ dangerous; calm ↔ violent; harmless ↔ deadly; friendly ↔ hostile; "
    "gentle ↔ fierce; tame ↔ wild",
}
# With fewer pairs, holding one out says nothing.
MIN_PAIRS = 3
# Axes with a larger absolute cosine are called not independent.
MAX_INDEPENDENT_COSINE = 0.3


def available_presets(E: EmbeddingMatrix) -> dict[str, str]:
    """Return the presets with enough pairs in an embedding, and only these pairs of each."""
    available = {}
    for name, text in PRESETS.items():
        pairs = [pair for pair in text.split("; ") if not find_words(E, pair.split(" ↔ "))[1]]
        if len(pairs) >= MIN_PAIRS:
            available[name] = "; ".join(pairs)
    return available


def axis_field(E: EmbeddingMatrix, label: str, key: str, preset_index: int = 0) -> Axis | None:
    """Ask for an axis; return None, with a message, for invalid input."""
    presets = available_presets(E)
    defaults = [*presets.values(), *_fallback_axes(E)][preset_index:]
    typed = st.text_input(
        label,
        remember_default(key, defaults[0] if defaults else ""),
        key=key,
        bind="query-params",
        max_chars=MAX_AXIS_CHARS,
        placeholder="man ↔ woman; boy ↔ girl",
        help="Pairs of words with ↔ or - between them, and semicolons between the pairs: "
        "man - woman; boy - girl. The second word of each pair is the high end. A single word "
        "makes an axis, too: toward that word.",
    )
    if presets:
        with st.container(horizontal=True, gap="small"):
            for name, pairs in presets.items():
                st.button(name, key=f"{key}_{name}", on_click=_set_text, args=(key, pairs))
    return resolve_axis(E, typed, key, lambda message: st.info(message, icon=":material/info:"))


def resolve_axis(
    E: EmbeddingMatrix, typed: str, key: str, show_problem: Callable[[str], object]
) -> Axis | None:
    """Return the axis typed into a field, with its notes; None, with a message, for invalid input.

    Parameters
    ----------
    E : EmbeddingMatrix
    typed : str
    key : str
        The key of the field.
    show_problem : callable
        Receives a message in Markdown.
    """
    axis = parse_axis(E, typed)
    if isinstance(axis, Axis):
        for note in axis.notes:
            st.caption(f":material/info: {escape_markdown(note)}")
        return axis

    def replace(word: str, token: str) -> None:
        _set_text(key, replace_word(typed, word, token))

    show_problem(escape_markdown(axis.message))
    suggest_replacements(E, axis.missing, replace, key=f"{key}_near")
    return None


def _set_text(key: str, typed: str) -> None:
    keys.text_field(key).set(typed)


def _fallback_axes(E: EmbeddingMatrix) -> list[str]:
    """Return axes between words of an embedding that has no preset: its groups or first words."""
    groups = [words for words in word_groups.groups(E).values() if len(words) > 1]
    if len(groups) > 1:  # Pairs from one group to another may have something in common.
        pairs = [list(zip(a, b, strict=False)) for a, b in pairwise(groups[:3])]
    else:
        words = list(E.tokens[:12])
        halves = words[:6], words[6:]
        pairs = [list(zip(half[::2], half[1::2], strict=False)) for half in halves]
    axes = []
    for group_pairs in pairs:
        texts = [f"{a} ↔ {b}" for a, b in group_pairs[:6]]
        usable = [text for text in texts if isinstance(parse_axis(E, text), Axis)]
        if usable and isinstance(parse_axis(E, "; ".join(usable)), Axis):
            axes.append("; ".join(usable))
        elif usable:
            axes.append(usable[0])
    return [*axes, *E.tokens[:2]]

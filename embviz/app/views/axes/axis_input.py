"""Which axes are shown, and which words on them."""

from __future__ import annotations

from itertools import pairwise

import streamlit as st

from embviz.app.components.unknown_words import replace_word, suggest_replacements
from embviz.app.state import session
from embviz.app.text import escape_markdown
from embviz.axes import Axis, parse_axis
from embviz.embedding import EmbeddingMatrix, find_words

# Pairs that differ in one respect, as far as such pairs exist.
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
# Of fewer pairs, holding one out says nothing.
MIN_PAIRS = 3
MAX_CHARS = 1000


def available_presets(E: EmbeddingMatrix) -> dict[str, str]:
    """Return the presets with the pairs that an embedding has, where there are enough of them."""
    here = {}
    for name, typed in PRESETS.items():
        pairs = [pair for pair in typed.split("; ") if not find_words(E, pair.split(" ↔ "))[1]]
        if len(pairs) >= MIN_PAIRS:
            here[name] = "; ".join(pairs)
    return here


def axis_field(E: EmbeddingMatrix, label: str, key: str, preset_index: int = 0) -> Axis | None:
    """Ask for an axis; None, with a sentence, where it is not understood."""
    presets = available_presets(E)
    first = [*presets.values(), *_fallback_axes(E)][preset_index : preset_index + 1] or [""]
    typed = st.text_input(
        label,
        session.remember_default(key, first[0]),
        key=key,
        bind="query-params",
        max_chars=MAX_CHARS,
        placeholder="man ↔ woman; boy ↔ girl",
        help="Pairs of words with ↔ or - between them, and semicolons between the pairs: "
        "man - woman; boy - girl. The second word of each pair is the high end. A single word "
        "makes an axis, too: toward that word.",
    )
    if presets:
        with st.container(horizontal=True, gap="small"):
            for name, pairs in presets.items():
                st.button(name, key=f"{key}_{name}", on_click=_set_text, args=(key, pairs))
    axis = parse_axis(E, typed)
    if isinstance(axis, Axis):
        for note in axis.notes:
            st.caption(f":material/info: {escape_markdown(note)}")
        return axis

    def replace(word: str, token: str) -> None:
        _set_text(key, replace_word(typed, word, token))

    st.info(escape_markdown(axis.message), icon=":material/info:")
    suggest_replacements(E, axis.missing, replace, key=f"{key}_near")
    return None


def _set_text(key: str, typed: str) -> None:
    st.session_state[key] = typed


def _fallback_axes(E: EmbeddingMatrix) -> list[str]:
    """Return axes made of pairs of an embedding's own first words, where it knows no preset."""
    groups = [words for words in session.groups(E).values() if len(words) > 1]
    if len(groups) > 1:  # From one group to another: these pairs may have something in common.
        pairs = [list(zip(a, b, strict=False)) for a, b in pairwise(groups[:3])]
    else:
        words = list(E.tokens[:12])
        halves = words[:6], words[6:]
        pairs = [list(zip(half[::2], half[1::2], strict=False)) for half in halves]
    axes = []
    for some in pairs:
        usable = [f"{a} ↔ {b}" for a, b in some[:6]]
        usable = [pair for pair in usable if isinstance(parse_axis(E, pair), Axis)]
        if usable and isinstance(parse_axis(E, "; ".join(usable)), Axis):
            axes.append("; ".join(usable))
        elif usable:
            axes.append(usable[0])
    return [*axes, *E.tokens[:2]]

"""A laboratory: fewer dimensions and coarser numbers."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import streamlit as st

from embviz import figures
from embviz.app import snippets
from embviz.app.components import inputs
from embviz.app.components.chart import chart
from embviz.app.state import session
from embviz.app.text import chip, chips, format_count
from embviz.app.views.evaluation import analogies, compute_once, metric_cards
from embviz.app.views.evaluation.metric_cards import format_percent
from embviz.embedding import EmbeddingMatrix
from embviz.evaluation import (
    CompressionResult,
    CompressionSweep,
    Question,
    compression,
    sweep_compression,
)

MAX_CANDIDATES = 20_000
MAX_EXAMPLES = 6
MIN_ROWS = 12


def show(E: EmbeddingMatrix) -> None:
    """Show what is lost when an embedding is made smaller."""
    if int((E.norms > 0).sum()) < MIN_ROWS or E.dim < 3:
        st.info(
            f"This needs at least {MIN_ROWS} rows that are not zeros, and 3 dimensions: with less "
            "there is nothing to save.",
            icon=":material/info:",
        )
        return
    ways = compression.compression_schemes(E.dim)
    place: compute_once.ResultSlot[CompressionSweep] = compute_once.slot_for(E, "sizes")
    st.markdown(
        f"The embedding is made smaller in {len(ways)} ways: fewer dimensions (PCA), coarser "
        "numbers. Each time, the nearest words are compared with the true ones, and all analogy "
        "questions are asked again."
    )
    asked = compute_once.request_button(
        "sizes", "Make it smaller", is_fast=place.result is not None or len(E) <= 1000
    )
    lab = compute_once.compute_once(
        place,
        "Making it smaller, and asking again",
        lambda tell: sweep_compression(
            E, _load_questions(), ways, restrict=MAX_CANDIDATES, progress=tell
        ),
        is_requested=asked,
    )
    if lab is not None:
        _show_sweep(E, lab)


def _load_questions() -> Mapping[str, list[Question]]:
    return analogies.load_classic_questions()


def _show_sweep(E: EmbeddingMatrix, sweep: CompressionSweep) -> None:
    n = len(E)
    full = f"{E.dim} × float32, {n * E.dim * 4 / 1e6:,.1f} MB"
    rounded = next(each for each in sweep.results if each.scheme.precision == "int8")
    fewer = next(each for each in sweep.results if each.scheme.dims < E.dim)
    shown = [
        metric_cards.MetricCard(
            "Analogies right, as it is" if sweep.n_asked else "As it is",
            format_percent(sweep.accuracy) if sweep.n_asked else full.split(",")[0],
            f"Of {format_count(sweep.n_asked, 'question')} that could be asked, with {full}."
            if sweep.n_asked
            else f"{full}. No analogy question can be asked in this vocabulary.",
            f"The first {sweep.n_candidates:,} words count here."
            if sweep.n_candidates < n
            else "All its words count here.",
        ),
        _metric_card(f"Neighbors kept, {rounded.scheme.dims} × int8", sweep, rounded),
        _metric_card(f"Neighbors kept, {fewer.scheme.dims} × float32", sweep, fewer),
    ]
    metric_cards.show(shown)
    chart(
        figures.compression_bars(sweep, n),
        key="sizes",
        alt="How many of the nearest words stay, and how many analogies are right, when the "
        "embedding is made smaller.",
        caption=f"Blue: of the {sweep.k} nearest of {format_count(len(sweep.token_ids), 'word')} drawn "
        "blindly, the mean share that stays."
        + (
            f" Orange: analogies answered right; as it is, {format_percent(sweep.accuracy)}."
            if sweep.n_asked
            else ""
        ),
        table=lambda: sweep.to_frame(len(E)),
        python=lambda: snippets.script(
            E,
            "questions = read_questions(QUESTIONS_PATH)",
            f"lab = sweep_compression(E, questions, compression_schemes(E.dim), candidates={MAX_CANDIDATES})",
            "result = lab.to_frame(len(E))",
        ),
    )
    _show_examples(E, sweep)
    inputs.how_calculated(
        r"\hat E = E\, V_k, \quad V_k: \text{ first } k \text{ eigenvectors of } E^\top E \qquad "
        r"q = \operatorname{round}\!\left(127\, v / \max_j |v_j|\right)",
        f"""from embviz.evaluation.compression import CompressionScheme, compress

{session.load_snippet(E)}
small = compress(E, CompressionScheme({fewer.scheme.dims}, "int8"))""",
        "The principal axes are taken from the origin, from which cosine is measured: with all of "
        "them kept, nothing changes. int8 keeps whole numbers from −127 to 127 and one factor a "
        "row. A file stored in float16 loses nothing in float16.",
    )


def _metric_card(
    name: str, sweep: CompressionSweep, compressed: CompressionResult
) -> metric_cards.MetricCard:
    answers = f" Analogies right: {format_percent(compressed.accuracy)}." if sweep.n_asked else ""
    n = int((compressed.neighbor_recall < 0.5).sum())
    return metric_cards.MetricCard(
        name,
        format_percent(float(compressed.neighbor_recall.mean())),
        f"Mean share of the {sweep.k} nearest words that stay, with {format_percent(compressed.variance_kept)} of the "
        f"squared lengths held.{answers}",
        f"A mean hides much: {n:,} of {len(compressed.neighbor_recall):,} words lose more than half of theirs."
        if n
        else f"A mean: the word that loses most keeps {format_percent(float(compressed.neighbor_recall.min()))}.",
    )


def _show_examples(E: EmbeddingMatrix, sweep: CompressionSweep) -> None:
    st.header("Whose neighbors changed most")
    names = [f"{each.scheme.dims} x {each.scheme.precision}" for each in sweep.results]
    fewer = [i for i, each in enumerate(sweep.results) if each.scheme.dims < E.dim]
    order = [*fewer, *(i for i in range(len(names)) if i not in fewer)]
    chosen = inputs.option_input("With", [names[i] for i in order], key="smaller", wrap=True)
    each = sweep.results[names.index(chosen)]
    rows = np.argsort(each.neighbor_recall, kind="stable")
    # Words that people know tell more than signs and tokens of a machine.
    words = [E.tokens[int(sweep.token_ids[row])] for row in rows]
    known = [row for row, word in zip(rows, words, strict=True) if word.isalpha() and len(word) > 2]
    rows = np.array((known if len(known) >= MAX_EXAMPLES else rows)[:MAX_EXAMPLES])
    if (each.neighbor_recall == 1).all():
        st.markdown("No neighbor of any compared word changed.")
        return
    for row in rows:
        if each.neighbor_recall[row] == 1:
            continue
        before, after = sweep.neighbor_ids[row].tolist(), each.neighbor_ids[row].tolist()
        gone = [E.tokens[i] for i in before if i not in after][:5]
        new = [E.tokens[i] for i in after if i not in before][:5]
        st.markdown(
            f"{chip(E.tokens[int(sweep.token_ids[row])])} keeps {format_percent(float(each.neighbor_recall[row]))}:"
            f" gone {chips(gone)}; new {chips(new)}"
        )

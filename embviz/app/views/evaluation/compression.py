"""The quality of an embedding after compression to fewer dimensions and coarser numbers."""

from __future__ import annotations

import numpy as np
import streamlit as st

from embviz import figures
from embviz.app import snippets
from embviz.app.components import inputs
from embviz.app.components.chart import chart
from embviz.app.state import embeddings
from embviz.app.state.compute import compute_once
from embviz.app.text import chip, chips, format_count, format_percent
from embviz.app.views.evaluation import metric_cards
from embviz.embedding import EmbeddingMatrix
from embviz.evaluation import (
    CompressionResult,
    CompressionSweep,
    compression,
    load_analogy_questions,
    sweep_compression,
)

# Embeddings of up to so many words are compressed without a button.
MAX_INLINE_WORDS = 1000
MAX_CANDIDATES = 20_000
MAX_EXAMPLES = 6
MIN_ROWS = 12


def show(E: EmbeddingMatrix) -> None:
    """Show the loss of quality by compression."""
    if int((E.norms > 0).sum()) < MIN_ROWS or E.dim < 3:
        st.info(
            f"This needs at least {MIN_ROWS} rows that are not zeros, and 3 dimensions: with less "
            "there is nothing to save.",
            icon=":material/info:",
        )
        return
    schemes = compression.compression_schemes(E.dim)
    st.markdown(
        f"The embedding is made smaller in {len(schemes)} ways: fewer dimensions (PCA), coarser "
        "numbers. Each time, the nearest words are compared with the true ones, and all analogy "
        "questions are asked again."
    )
    sweep = compute_once(
        E,
        "sizes",
        lambda progress: sweep_compression(
            E,
            load_analogy_questions(),
            schemes,
            restrict=MAX_CANDIDATES,
            progress=progress,
        ),
        label="Making it smaller, and asking again",
        button="" if len(E) <= MAX_INLINE_WORDS else "Make it smaller",
    )
    if sweep is not None:
        _show_sweep(E, sweep)


def _show_sweep(E: EmbeddingMatrix, sweep: CompressionSweep) -> None:
    n = len(E)
    shape = f"{E.dim} × float32"
    size = f"{shape}, {n * E.dim * 4 / 1e6:,.1f} MB"
    int8 = next(result for result in sweep.results if result.scheme.precision == "int8")
    reduced = next(result for result in sweep.results if result.scheme.dims < E.dim)
    metric_cards.show(
        [
            metric_cards.MetricCard(
                "Analogies right, as it is" if sweep.n_asked else "As it is",
                format_percent(sweep.accuracy) if sweep.n_asked else shape,
                f"Of {format_count(sweep.n_asked, 'question')} that could be asked, with {size}."
                if sweep.n_asked
                else f"{size}. No analogy question can be asked in this vocabulary.",
                f"The first {sweep.n_candidates:,} words count here."
                if sweep.n_candidates < n
                else "All its words count here.",
            ),
            _metric_card(f"Neighbors kept, {int8.scheme.dims} × int8", sweep, int8),
            _metric_card(f"Neighbors kept, {reduced.scheme.dims} × float32", sweep, reduced),
        ]
    )
    chart(
        figures.compression_bars(sweep, n),
        key="sizes",
        alt="How many of the nearest words stay, and how many analogies are right, when the "
        "embedding is made smaller.",
        caption=f"Blue: of the {sweep.k} nearest of {format_count(len(sweep.token_ids), 'word')} "
        "drawn blindly, the mean share that stays."
        + (
            f" Orange: analogies answered right; as it is, {format_percent(sweep.accuracy)}."
            if sweep.n_asked
            else ""
        ),
        table=lambda: sweep.to_frame(len(E)),
        python=lambda: snippets.script(
            E,
            "questions = read_questions(QUESTIONS_PATH)",
            "schemes = compression_schemes(E.dim)",
            f"sweep = sweep_compression(E, questions, schemes, restrict={MAX_CANDIDATES})",
            "result = sweep.to_frame(len(E))",
        ),
    )
    _show_examples(E, sweep)
    inputs.how_calculated(
        r"\hat E = E\, V_k, \quad V_k: \text{ first } k \text{ eigenvectors of } E^\top E \qquad "
        r"q = \operatorname{round}\!\left(127\, v / \max_j |v_j|\right)",
        f"""from embviz.evaluation.compression import CompressionScheme, compress

{embeddings.load_snippet(E)}
small = compress(E, CompressionScheme({reduced.scheme.dims}, "int8"))""",
        "The principal axes are taken from the origin, from which cosine is measured: with all of "
        "them kept, nothing changes. int8 keeps whole numbers from −127 to 127 and one factor a "
        "row. A file stored in float16 loses nothing in float16.",
    )


def _metric_card(
    name: str, sweep: CompressionSweep, result: CompressionResult
) -> metric_cards.MetricCard:
    recall = result.neighbor_recall
    answers = f" Analogies right: {format_percent(result.accuracy)}." if sweep.n_asked else ""
    n_low = int((recall < 0.5).sum())
    return metric_cards.MetricCard(
        name,
        format_percent(float(recall.mean())),
        f"Mean share of the {sweep.k} nearest words that stay, with "
        f"{format_percent(result.variance_kept)} of the squared lengths held.{answers}",
        f"A mean hides much: {n_low:,} of {len(recall):,} words lose more than half of theirs."
        if n_low
        else f"A mean: the word that loses most keeps {format_percent(float(recall.min()))}.",
    )


def _show_examples(E: EmbeddingMatrix, sweep: CompressionSweep) -> None:
    st.header("Whose neighbors changed most")
    # Sorted by whether all dimensions are kept: the results with fewer come first.
    results = {
        f"{result.scheme.dims} x {result.scheme.precision}": result
        for result in sorted(sweep.results, key=lambda result: result.scheme.dims >= E.dim)
    }
    name = inputs.option_input("With", list(results), key="smaller", wrap=True)
    result = results[name]
    recall = result.neighbor_recall
    if (recall == 1).all():
        st.markdown("No neighbor of any compared word changed.")
        return
    rows = np.argsort(recall, kind="stable").tolist()
    tokens = [E.tokens[int(i)] for i in sweep.token_ids]
    # Words make better examples than punctuation and special tokens.
    word_rows = [row for row in rows if tokens[row].isalpha() and len(tokens[row]) > 2]
    for row in (word_rows if len(word_rows) >= MAX_EXAMPLES else rows)[:MAX_EXAMPLES]:
        if recall[row] == 1:
            continue
        before, after = sweep.neighbor_ids[row].tolist(), result.neighbor_ids[row].tolist()
        lost_neighbors = [E.tokens[i] for i in before if i not in after][:5]
        new_neighbors = [E.tokens[i] for i in after if i not in before][:5]
        st.markdown(
            f"{chip(tokens[row])} keeps {format_percent(float(recall[row]))}: "
            f"gone {chips(lost_neighbors)}; new {chips(new_neighbors)}"
        )

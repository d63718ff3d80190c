"""A whole script: what it imports, what it loads, what it does."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from embviz.app.state import session
from embviz.comparison import SharedVocabulary
from embviz.embedding import EmbeddingMatrix

# Where the names that scripts use come from.
IMPORT_SOURCES = {
    "embviz.analogies.report_analogy": ("report_analogy",),
    "embviz.analogies.partial_sums": ("partial_sums",),
    "embviz.axes": ("held_out", "parse_axis", "axis_scores"),
    "embviz.axes.axis": ("along", "axis_between"),
    "embviz.maps.colors": ("color_by_recall", "color_by_label", "color_by_norm", "color_by_rank"),
    "embviz.comparison": (
        "align_embeddings",
        "compare_answers",
        "compute_joint_map",
        "find_movers",
        "compare_matrices",
        "compare_neighborhoods",
        "intersect_vocabularies",
    ),
    "embviz.evaluation.analogies": ("read_questions",),
    "embviz.evaluation.geometry": ("hubness", "norm_profile", "isotropy"),
    "embviz.neighbors.groups": ("association", "odd_one_out"),
    "embviz.embedding.lookup": ("find_words",),
    "embviz.maps": ("MapSettings", "compute_map"),
    "embviz.neighbors.metrics_compared": ("compare_metrics",),
    "embviz.neighbors.most_similar": ("rank_subset", "nearest"),
    "embviz.lesson.onehot": ("one_hot_product",),
    "embviz.neighbors.ordering": ("order_by_similarity", "build_dendrogram"),
    "embviz.embedding.word_search": ("match_words",),
    "embviz.analogies.plane": ("analogy_plane", "sum_plane"),
    "embviz.evaluation.compression": ("sweep_compression", "compression_schemes"),
    "embviz.analogies.query": ("parse_query",),
    "embviz.lesson.quiz": ("make_quiz",),
    "embviz.evaluation.datasets": ("load_association_tests", "load_word_pairs"),
    "embviz.maps.precomputed": ("find_precomputed",),
    "embviz.io.samples": ("QUESTIONS_PATH", "load_word_groups"),
    "embviz.neighbors.similarity": ("pairwise",),
    "embviz.analogies": ("parse_sum",),
    "embviz.maps.subsample": ("subsample",),
    "embviz.maps.quality": ("compare_neighbors", "row_neighbors"),
    "embviz.lesson.shuffled": ("shuffle_dimensions",),
    "embviz.evaluation.weat": ("weat",),
    "embviz.embedding.whole_words": ("whole_words",),
    "embviz.evaluation.word_pairs": ("evaluate_word_pairs", "read_pairs"),
}
LIBRARY_IMPORTS = {
    "np": "import numpy as np",
    "pd": "import pandas as pd",
    "embviz": "import embviz",
}


def script(E: EmbeddingMatrix, *lines: str) -> str:
    """Return a script that loads an embedding and runs `lines`, with the imports they need.

    Parameters
    ----------
    E : EmbeddingMatrix
        Called ``E`` in the lines.
    *lines : str
        Valid Python; what a visitor typed is written into them by its `repr`. The last one names
        the numbers of the picture ``result``.
    """
    return _with_imports([session.load_snippet(E)], lines)


def comparison_script(shared: SharedVocabulary, *lines: str) -> str:
    """Return a script about two embeddings, called ``left`` and ``right``, and ``shared``."""
    loading = [
        _rename_embedding(name, session.load_snippet(E))
        for name, E in (("left", shared.left), ("right", shared.right))
    ]
    return _with_imports([*loading, "shared = intersect_vocabularies(left, right)"], lines)


def _rename_embedding(name: str, loading: str) -> str:
    """Return lines that load an embedding under another name than E."""
    begin = "E = "
    return (
        f"{name} = {loading[len(begin) :]}"
        if loading.startswith(begin)
        else (f"{loading}\n{name} = E")
    )


def _with_imports(loading: Sequence[str], lines: Sequence[str]) -> str:
    """Put the imports before lines: those that loading brings along, and those of their names."""
    body = [line for each in loading for line in each.split("\n") if line]
    own = [line for line in body if line.startswith(("from ", "import "))]
    body = [line for line in body if line not in own]
    code = "\n".join([*body, *lines])
    names = [each for each in ast.walk(ast.parse(code)) if isinstance(each, ast.Name)]
    used = {each.id for each in names if isinstance(each.ctx, ast.Load)}
    used -= {each.id for each in names if isinstance(each.ctx, ast.Store)}
    libraries = [line for name, line in LIBRARY_IMPORTS.items() if name in used]
    named = {
        f"from {home} import {', '.join(here)}"
        for home, names in IMPORT_SOURCES.items()
        if (here := sorted(used.intersection(names)))
    }
    begin = [*libraries, *sorted({*named, *own})]
    return "\n".join([*begin, "", *body, "", *lines])

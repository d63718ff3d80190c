"""Complete scripts: imports, loading, and the lines of a picture."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from embviz.app.state import embeddings
from embviz.comparison import SharedVocabulary
from embviz.embedding import EmbeddingMatrix

# The public names that scripts use, by package.
IMPORT_SOURCES = {
    "embviz.analogies": (
        "analogy_plane",
        "parse_query",
        "parse_sum",
        "partial_sums",
        "report_analogy",
        "sum_plane",
    ),
    "embviz.axes": ("axis_along", "axis_between", "axis_scores", "held_out", "parse_axis"),
    "embviz.comparison": (
        "align_embeddings",
        "compare_answers",
        "compare_matrices",
        "compare_neighborhoods",
        "compute_joint_map",
        "find_movers",
        "intersect_vocabularies",
    ),
    "embviz.embedding": ("find_words", "match_words", "whole_words"),
    "embviz.evaluation": (
        "evaluate_word_pairs",
        "load_association_tests",
        "load_word_pairs",
        "read_pairs",
        "read_questions",
        "sweep_compression",
        "weat",
    ),
    "embviz.evaluation.compression": ("compression_schemes",),
    "embviz.evaluation.geometry": ("hubness", "isotropy", "norm_profile"),
    "embviz.io": ("QUESTIONS_PATH", "load_word_groups"),
    "embviz.lesson": ("make_quiz", "one_hot_product", "shuffle_dimensions"),
    "embviz.maps": (
        "MapSettings",
        "compute_map",
        "find_precomputed",
        "row_neighbors",
        "subsample",
    ),
    "embviz.maps.colors": ("color_by_label", "color_by_norm", "color_by_rank"),
    "embviz.neighbors": (
        "association",
        "build_dendrogram",
        "compare_metrics",
        "nearest",
        "odd_one_out",
        "order_by_similarity",
        "pairwise",
        "rank_subset",
    ),
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
        Available as ``E`` in the lines.
    *lines : str
        Valid Python; text from visitors is included by its `repr`. The last line assigns the
        numbers of the picture to ``result``.
    """
    return _add_imports([embeddings.load_snippet(E)], lines)


def comparison_script(shared: SharedVocabulary, *lines: str) -> str:
    """Return a script about two embeddings, as ``left`` and ``right``, and ``shared``."""
    load_parts = [
        _rename_embedding(name, embeddings.load_snippet(E))
        for name, E in (("left", shared.left), ("right", shared.right))
    ]
    return _add_imports([*load_parts, "shared = intersect_vocabularies(left, right)"], lines)


def _rename_embedding(name: str, load_part: str) -> str:
    """Return lines that load an embedding under another name than E."""
    prefix = "E = "
    if load_part.startswith(prefix):
        return f"{name} = {load_part.removeprefix(prefix)}"
    return f"{load_part}\n{name} = E"


def _add_imports(load_parts: Sequence[str], lines: Sequence[str]) -> str:
    """Join the parts of a script below its imports: those in `load_parts`, and for all names."""
    load_lines = [line for part in load_parts for line in part.split("\n") if line]
    given_imports = [line for line in load_lines if line.startswith(("from ", "import "))]
    load_lines = [line for line in load_lines if line not in given_imports]
    tree = ast.parse("\n".join([*load_lines, *lines]))
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    used = {node.id for node in nodes if isinstance(node.ctx, ast.Load)}
    used -= {node.id for node in nodes if isinstance(node.ctx, ast.Store)}
    library_imports = [line for name, line in LIBRARY_IMPORTS.items() if name in used]
    imports = {
        f"from {package} import {', '.join(names)}"
        for package, public_names in IMPORT_SOURCES.items()
        if (names := sorted(used.intersection(public_names)))
    }
    imports.update(given_imports)
    return "\n".join([*library_imports, *sorted(imports), "", *load_lines, "", *lines])

"""How the numbers of a map are calculated: in words, as formulas, in Python."""

from __future__ import annotations

from collections.abc import Sequence

from embviz.app.components import inputs
from embviz.app.state import embeddings
from embviz.app.views.map import snippets
from embviz.app.views.map.settings import AXES, NO_PROJECTION, MethodChoice
from embviz.app.views.map.word_selection import MapWords
from embviz.axes import Axis
from embviz.embedding import EmbeddingMatrix

TRUSTWORTHINESS_FORMULA = (
    r"\text{trustworthiness} = 1 - \frac{2}{n k (2n - 3k - 1)} \sum_i "
    r"\sum_{j \in U_k(i)} (r(i, j) - k)"
)

FORMULAS = {
    "PCA": r"\text{place} = (v - \bar v)\,P^\top \qquad \text{kept} = \frac{\lambda_1 + \dots + "
    r"\lambda_k}{\lambda_1 + \dots + \lambda_d} \qquad ",
    "t-SNE": r"\text{least} \sum_{i \ne j} p_{ij} \log \frac{p_{ij}}{q_{ij}} \qquad ",
    "UMAP": r"\text{least} \sum_{i \ne j} p_{ij} \log \frac{p_{ij}}{q_{ij}} + (1 - p_{ij}) \log "
    r"\frac{1 - p_{ij}}{1 - q_{ij}} \qquad ",
    "MDS": r"B = -\tfrac12 J D^2 J \qquad \text{place} = Q \sqrt{\Lambda} \qquad ",
    AXES: r"\text{place} = \frac{v \cdot a}{\lVert v \rVert \lVert a \rVert} \qquad ",
    NO_PROJECTION: r"\text{place} = v \qquad ",
}

EXPLANATIONS = {
    "PCA": "Where rows are compared by angle, they are brought to length 1 first. They are moved "
    "so that their mean is the origin. P holds the directions along "
    "which they spread most, each of length 1; λ is the spread (variance) along a direction.",
    "t-SNE": "p says how much two words are neighbors in all dimensions, q how much they are on "
    "the map. The places are moved, step by step, until the two agree as well as they can "
    "(van der Maaten and Hinton 2008).",
    "UMAP": "p says how surely two words are neighbors in all dimensions, q how surely on the map. "
    "The places are moved until the two agree as well as they can (McInnes, Healy and Melville "
    "2018).",
    "MDS": "D holds all distances between the words, by angle where rows are compared by angle; J "
    "moves the middle to the origin. Q and Λ are the directions and sizes of the largest spread "
    "in B (Torgerson 1952).",
    AXES: "a is the direction of an axis: from the row of one word to that of another, both at "
    "length 1, or the row of a single word. A place is the cosine similarity with it.",
    NO_PROJECTION: "The numbers of a row are its place.",
}


def show(E: EmbeddingMatrix, words: MapWords, choice: MethodChoice, axes: Sequence[Axis]) -> None:
    """Show an expander with how the map and its trustworthiness are calculated."""
    inputs.how_calculated(
        FORMULAS[choice.name] + TRUSTWORTHINESS_FORMULA,
        _snippet(E, words, choice, axes),
        EXPLANATIONS[choice.name]
        + " In the formula of trustworthiness, U holds the words that are among "
        "the k nearest to a word on the map but not in truth, and r is their true rank.",
    )


def _snippet(
    E: EmbeddingMatrix, words: MapWords, choice: MethodChoice, axes: Sequence[Axis]
) -> str:
    first_tokens = [E.tokens[i] for i in words.token_ids[:8]]
    head = f"import embviz\n\n{embeddings.load_snippet(E)}\nwords = {first_tokens!r}  # and so on\n"
    head += "ids = [E.token_id(word) for word in words]\n"
    if axes:
        calls = ", ".join(f"parse_axis(E, {axis.label!r})" for axis in axes)
        return (
            f"from embviz.axes import axis_scores, parse_axis\n{head}axes = [{calls}]\n"
            "axis_scores(E, ids, axes)"
        )
    settings = snippets.settings_expression(choice.settings)
    return (
        f"from embviz.maps import MapSettings, compute_map\n{head}"
        f"word_map = compute_map(E.vectors[ids], {settings})\n"
        "word_map.coordinates, word_map.quality"
    )

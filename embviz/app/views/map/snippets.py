"""The Python lines that draw a map again."""

from __future__ import annotations

from collections.abc import Sequence

from embviz.app import snippets
from embviz.app.views.map.colors import COLUMN_PREFIX, LENGTH, RANK
from embviz.app.views.map.settings import AXES, MethodChoice
from embviz.app.views.map.state import DrawnMap
from embviz.app.views.map.word_selection import MAX_LISTED_WORDS, MapWords
from embviz.axes import Axis
from embviz.embedding import EmbeddingMatrix
from embviz.maps import MapSettings, find_precomputed

# More words than a script can list are read from the file that keeps the map's numbers.
READ_IDS_CSV = (
    '# The file that "Keep it" beside the map gives.\nids = pd.read_csv("map.csv")["token id"]'
)


def map_lines(
    E: EmbeddingMatrix, words: MapWords, choice: MethodChoice, axes: Sequence[Axis]
) -> tuple[str, ...]:
    """Return the lines that name the token ids of a map ``ids_lines``, and where they are ``map_lines``."""
    first = words.ids_snippet or READ_IDS_CSV
    if not words.ids_snippet and len(words) <= MAX_LISTED_WORDS:
        first = "\n".join(snippets.ids_lines(E, [E.tokens[i] for i in words.token_ids]))
    if choice.name == AXES:
        names = ("across", "up", "deep")[: len(axes)]
        made = (snippets.axis_lines(E, *each) for each in zip(names, axes, strict=True))
        return first, *made, f"places = axis_scores(E, ids, [{', '.join(names)}])"
    # What ships was drawn elsewhere: the last digits of a processor move points of t-SNE far.
    ready = find_precomputed(E, words.token_ids.tolist(), choice.settings) is not None
    return (
        first,
        f"settings = {settings_expression(choice.settings)}",
        "drawn = find_precomputed(E, ids, settings)  # Or draw it anew: compute_map(E.vectors[ids], settings)"
        if ready
        else "drawn = compute_map(E.vectors[ids], settings)",
        "places = drawn.coordinates",
    )


def map_script(E: EmbeddingMatrix, drawn_map: DrawnMap, color_name: str) -> str:
    """Return the script that draws a map again, with the numbers that its colors show."""
    lines = ["names = [E.tokens[i] for i in ids]"]
    columns = list("xyz"[: drawn_map.coordinates.shape[1]])
    colors = {RANK: "color_by_rank(ids)", LENGTH: "color_by_norm(E, ids)"}.get(color_name, "")
    if color_name.startswith(COLUMN_PREFIX):
        colors = f"color_by_label(E, {color_name.removeprefix(COLUMN_PREFIX)!r}, ids)"
    lines.append(f"result = pd.DataFrame(places, index=names, columns={columns!r})")
    if colors:
        lines.append(f"result = result.assign(color={colors}.values)")
    return snippets.script(E, *drawn_map.snippet_lines(), *lines)


def neighbors_script(E: EmbeddingMatrix, drawn_map: DrawnMap, token: str, k: int) -> str:
    """Return the script that ranks the true neighbors of a word, and finds them on the map."""
    return snippets.script(
        E,
        *drawn_map.snippet_lines(),
        f"k, own = {k}, E.token_id({token!r})",
        f"ranked = nearest(E, E.vectors[own], k, {drawn_map.metric!r}, exclude={{own}}, among=ids)",
        "row = {token_id: i for i, token_id in enumerate(ids)}",
        "near = row_neighbors(places, row[own], k)",
        'near = ["yes" if row[i] in near else "no" for i in ranked.token_ids]',
        'result = ranked.to_frame().assign(**{"near on the map": near})',
    )


def settings_expression(settings: MapSettings) -> str:
    """Return the expression that makes these settings, without those that do not matter."""
    named: dict[str, object] = {
        "method": settings.method,
        "n_components": settings.n_components,
        "metric": settings.metric,
    }
    if settings.method == "tsne":
        named |= {"perplexity": settings.perplexity, "start": settings.start}
    if settings.method == "umap":
        named |= {
            "n_neighbors": settings.n_neighbors,
            "min_dist": settings.min_dist,
            "start": settings.start,
        }
    if settings.method in ("tsne", "umap"):
        named["seed"] = settings.seed
    return f"MapSettings({', '.join(f'{name}={value!r}' for name, value in named.items())})"

"""Python scripts that reproduce a map."""

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

# More words than a script can list are read from the exported CSV file.
READ_IDS_CSV = (
    '# The file that "Keep it" beside the map gives.\nids = pd.read_csv("map.csv")["token id"]'
)


def map_lines(
    E: EmbeddingMatrix, words: MapWords, choice: MethodChoice, axes: Sequence[Axis]
) -> tuple[str, ...]:
    """Return the lines that assign the token ids of a map, ``ids``, and its ``coordinates``."""
    ids_snippet = words.ids_snippet or READ_IDS_CSV
    if not words.ids_snippet and len(words) <= MAX_LISTED_WORDS:
        ids_snippet = "\n".join(snippets.ids_lines(E, [E.tokens[i] for i in words.token_ids]))
    if choice.name == AXES:
        names = ("across", "up", "deep")[: len(axes)]
        axis_snippets = (
            snippets.axis_lines(E, name, axis) for name, axis in zip(names, axes, strict=True)
        )
        last_line = f"coordinates = axis_scores(E, ids, [{', '.join(names)}])"
        return ids_snippet, *axis_snippets, last_line
    compute = "compute_map(E.vectors[ids], settings)"
    # A bundled map cannot be recomputed: rounding differs between processors, and t-SNE amplifies
    # the differences.
    is_precomputed = find_precomputed(E, words.token_ids.tolist(), choice.settings) is not None
    return (
        ids_snippet,
        f"settings = {settings_expression(choice.settings)}",
        f"# Or compute it again: {compute}\nword_map = find_precomputed(E, ids, settings)"
        if is_precomputed
        else f"word_map = {compute}",
        "coordinates = word_map.coordinates",
    )


def map_script(E: EmbeddingMatrix, drawn_map: DrawnMap, color_name: str) -> str:
    """Return the script that computes a map, with the values that its colors show."""
    lines = ["names = [E.tokens[i] for i in ids]"]
    columns = list("xyz"[: drawn_map.coordinates.shape[1]])
    colors = {RANK: "color_by_rank(ids)", LENGTH: "color_by_norm(E, ids)"}.get(color_name, "")
    if color_name.startswith(COLUMN_PREFIX):
        colors = f"color_by_label(E, {color_name.removeprefix(COLUMN_PREFIX)!r}, ids)"
    lines.append(f"result = pd.DataFrame(coordinates, index=names, columns={columns!r})")
    if colors:
        lines.append(f"result = result.assign(color={colors}.values)")
    return snippets.script(E, *drawn_map.snippet_lines(), *lines)


def neighbors_script(E: EmbeddingMatrix, drawn_map: DrawnMap, token: str, k: int) -> str:
    """Return the script that ranks the true neighbors of a word, and finds them on the map."""
    return snippets.script(
        E,
        *drawn_map.snippet_lines(),
        f"k, token_id = {k}, E.token_id({token!r})",
        "neighbors = nearest(",
        f"    E, E.vectors[token_id], k, {drawn_map.metric!r}, exclude={{token_id}},",
        "    candidate_ids=ids,",
        ")",
        "rows = {token_id: row for row, token_id in enumerate(ids)}",
        "near_rows = row_neighbors(coordinates, rows[token_id], k)",
        'is_near = ["yes" if rows[i] in near_rows else "no" for i in neighbors.token_ids]',
        'result = neighbors.to_frame().assign(**{"near on the map": is_near})',
    )


def settings_expression(settings: MapSettings) -> str:
    """Return the expression for these settings, without those that the method ignores."""
    arguments: dict[str, object] = {
        "method": settings.method,
        "n_components": settings.n_components,
        "metric": settings.metric,
    }
    if settings.method == "tsne":
        arguments |= {"perplexity": settings.perplexity, "start": settings.start}
    if settings.method == "umap":
        arguments |= {
            "n_neighbors": settings.n_neighbors,
            "min_dist": settings.min_dist,
            "start": settings.start,
        }
    if settings.method in ("tsne", "umap"):
        arguments["seed"] = settings.seed
    return f"MapSettings({', '.join(f'{name}={value!r}' for name, value in arguments.items())})"

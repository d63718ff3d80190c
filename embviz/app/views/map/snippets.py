"""The Python lines that draw a map again."""

from __future__ import annotations

from collections.abc import Sequence

from embviz.app import snippets
from embviz.app.views.map.colors import COLUMN, LENGTH, RANK
from embviz.app.views.map.settings import AXES, Choice
from embviz.app.views.map.state import Shown
from embviz.app.views.map.word_selection import MOST_LISTED, MapWords
from embviz.axes import Axis
from embviz.embedding import EmbeddingMatrix
from embviz.maps import MapSettings, find_precomputed

# More words than a script can list are read from the file that keeps the map's numbers.
FROM_FILE = (
    '# The file that "Keep it" beside the map gives.\nids = pd.read_csv("map.csv")["token id"]'
)


def places(
    E: EmbeddingMatrix, words: MapWords, choice: Choice, axes: Sequence[Axis]
) -> tuple[str, ...]:
    """Return the lines that name the token ids of a map ``ids``, and where they are ``places``."""
    first = words.python or FROM_FILE
    if not words.python and len(words) <= MOST_LISTED:
        first = "\n".join(snippets.ids(E, [E.tokens[i] for i in words.token_ids]))
    if choice.name == AXES:
        names = ("across", "up", "deep")[: len(axes)]
        made = (snippets.axis_of(E, *each) for each in zip(names, axes, strict=True))
        return first, *made, f"places = axis_scores(E, ids, [{', '.join(names)}])"
    # What ships was drawn elsewhere: the last digits of a processor move points of t-SNE far.
    ready = find_precomputed(E, words.token_ids.tolist(), choice.settings) is not None
    return (
        first,
        f"settings = {settings(choice.settings)}",
        "drawn = find_precomputed(E, ids, settings)  # Or draw it anew: compute_map(E.vectors[ids], settings)"
        if ready
        else "drawn = compute_map(E.vectors[ids], settings)",
        "places = drawn.coordinates",
    )


def of_map(E: EmbeddingMatrix, shown: Shown, shade: str) -> str:
    """Return the script that draws a map again, with the numbers that its colors show."""
    lines = ["names = [E.tokens[i] for i in ids]"]
    columns = list("xyz"[: shown.coordinates.shape[1]])
    colors = {RANK: "color_by_rank(ids)", LENGTH: "color_by_norm(E, ids)"}.get(shade, "")
    if shade.startswith(COLUMN):
        colors = f"color_by_label(E, {shade.removeprefix(COLUMN)!r}, ids)"
    lines.append(f"result = pd.DataFrame(places, index=names, columns={columns!r})")
    if colors:
        lines.append(f"result = result.assign(color={colors}.values)")
    return snippets.script(E, *shown.lines(), *lines)


def of_neighbors(E: EmbeddingMatrix, shown: Shown, token: str, k: int) -> str:
    """Return the script that ranks the true neighbors of a word, and finds them on the map."""
    return snippets.script(
        E,
        *shown.lines(),
        f"k, own = {k}, E.token_id({token!r})",
        f"ranked = nearest(E, E.vectors[own], k, {shown.metric!r}, exclude={{own}}, among=ids)",
        "row = {token_id: i for i, token_id in enumerate(ids)}",
        "near = row_neighbors(places, row[own], k)",
        'near = ["yes" if row[i] in near else "no" for i in ranked.token_ids]',
        'result = ranked.to_frame().assign(**{"near on the map": near})',
    )


def settings(chosen: MapSettings) -> str:
    """Return the expression that makes these settings, without those that do not matter."""
    named: dict[str, object] = {
        "method": chosen.method,
        "n_components": chosen.n_components,
        "metric": chosen.metric,
    }
    if chosen.method == "tsne":
        named |= {"perplexity": chosen.perplexity, "start": chosen.start}
    if chosen.method == "umap":
        named |= {
            "n_neighbors": chosen.n_neighbors,
            "min_dist": chosen.min_dist,
            "start": chosen.start,
        }
    if chosen.method in ("tsne", "umap"):
        named["seed"] = chosen.seed
    return f"MapSettings({', '.join(f'{name}={value!r}' for name, value in named.items())})"

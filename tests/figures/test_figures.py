"""Figures: valid for Plotly, safe for hostile words, and distinguishable without color."""

import re
from base64 import b64decode
from html import unescape

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from embviz import EmbeddingMatrix, figures
from embviz.analogies import analogy_plane, sum_plane
from embviz.analogies.report import term_contributions
from embviz.figures.layout import encode_array
from embviz.figures.text import escape
from embviz.lesson import one_hot_product
from embviz.neighbors import METRICS, Neighbors
from tests.conftest import random_embedding

HOSTILE = (
    "<b>x</b>",
    '<a href="javascript:alert(1)">',
    "%{x}",
    "&amp;",
    "a\nb",
    "",
    "\u200b",
    "<" * 600,
    "</extra><img src=x onerror=alert(1)>",
    "%{customdata}",
)
HARMLESS = tuple(f"word{i}" for i in range(len(HOSTILE)))
N = len(HOSTILE)
ROWS = random_embedding(N, 6).vectors
ONE = EmbeddingMatrix(["a"], [[2]])
COLOR_NAME = re.compile(r"var\(--([^)]*)\)")


def analogy_arrows(words):
    E = random_embedding(N, 6)
    plane = analogy_plane(E, *E.tokens[:4], others=E.tokens[4:])
    four = dict(zip(["a", "b", "c", "answer"], words, strict=False))
    return figures.analogy_arrows(plane, four, words[4:])


def sum_steps(words, n_terms):
    E = random_embedding(N, 6)
    plane = analogy_plane(E, *E.tokens[:4], others=E.tokens[4:])
    four = dict(zip(["a", "b", "c", "answer"], words, strict=False))
    return figures.sum_steps(plane, four, words[4:], n_terms=n_terms)


def sum_arrows(words, n_terms=None):
    E = random_embedding(N, 6)
    weights = (1.0, -0.5, 2.0)
    plane = sum_plane(E, list(zip(weights, E.tokens, strict=False)), E.tokens[3], E.tokens[4:])
    terms = list(zip(weights, words, strict=False))
    return figures.sum_arrows(plane, terms, words[3], words[4:], n_terms=n_terms)


def share_bars(words, method="3cosadd"):
    E = EmbeddingMatrix(words, ROWS)
    terms = list(zip((1.0, -0.5, 2.0), words, strict=False))
    return figures.share_bars(term_contributions(E, terms, words[3], method), method)


def onehot_product(words, row=5):
    E = EmbeddingMatrix(words, ROWS)
    return figures.onehot_product(E, one_hot_product(E, words[row]), [N - 2])


def word_map(words, dim, groups=None, **options):
    groups = groups or [str(i) for i in range(N)]
    coordinates = ROWS[:, :dim].astype(np.float64)
    return figures.word_map(coordinates, words, range(N), groups, **options)


def ranking(words, metric="cosine", scores=None):
    scores = tuple(np.linspace(1, -1, len(words))) if scores is None else scores
    return Neighbors(tuple(words), tuple(range(100, 100 + len(words))), scores, metric)


DRAW = {
    "analogy": analogy_arrows,
    "bars": lambda words: figures.ranked_bars(ranking(words), highlight_first=True),
    "matrix": lambda words: figures.matrix_heatmap(words, [None, *range(1, N)], ROWS),
    "current": lambda words: figures.matrix_heatmap(words, range(N), ROWS, current=words[0]),
    "pairwise": lambda words: figures.pairwise_heatmap(words, range(N), ROWS @ ROWS.T),
    "strip": lambda words: figures.row_strip(ROWS[0]),
    "map 2D": lambda words: word_map(words, 2, selected=words[0], highlighted_words=words[1:3]),
    "map 3D": lambda words: word_map(words, 3, selected=words[0], highlighted_words=words[1:3]),
    "linked 2D": lambda words: word_map(words, 2, links=[words[:2], words[2:4]]),
    "linked 3D": lambda words: word_map(words, 3, links=[words[:2], words[2:4]]),
    "sum of 1": lambda words: sum_steps(words, 1),
    "sum of 3": lambda words: sum_steps(words, 3),
    "arrows of 1": lambda words: sum_arrows(words, 1),
    "arrows of all": sum_arrows,
    "shares": share_bars,
    "factors": lambda words: share_bars(words, "3cosmul"),
    "one-hot": onehot_product,
    "line": lambda words: figures.number_line(words, range(N), title=words[0]),
    "distances": lambda words: figures.distance_lines([(word, word) for word in words], range(N)),
    "groups 2D": lambda words: word_map(HARMLESS, 2, groups=words),
    "groups 3D": lambda words: word_map(HARMLESS, 3, groups=words),
}
SPECIAL = {
    "bars of nothing": lambda: figures.ranked_bars(ranking([])),
    "bars of 3CosMul": lambda: figures.ranked_bars(ranking(["a"], "3cosmul", (2.5,))),
    "many rows": lambda: figures.matrix_heatmap(
        [f"w{i}" for i in range(60)], range(60), np.ones((60, 200), np.float32)
    ),
    "many pairs": lambda: figures.pairwise_heatmap(
        [f"w{i}" for i in range(20)], range(20), np.eye(20)
    ),
    "few dimensions": lambda: figures.matrix_heatmap(["a", "b"], [0, 1], ROWS[:2, :3]),
    "line of nothing": lambda: figures.number_line([], [], title="id"),
    "no distance": lambda: figures.distance_lines([("a", "b")], [0.0]),
    "one-hot of one cell": lambda: figures.onehot_product(ONE, one_hot_product(ONE, "a")),
    "one group": lambda: word_map(HARMLESS, 2, groups=["all"] * N),
    "no others": lambda: figures.analogy_arrows(
        analogy_plane(random_embedding(4, 3), "a0", "b1", "c2", "d3"),
        dict.fromkeys("abc", "w") | {"answer": "w"},
    ),
}
FIGURES = {
    f"hostile {name}": lambda draw=draw: draw(HOSTILE) for name, draw in DRAW.items()
} | SPECIAL


@pytest.fixture(params=FIGURES)
def figure(request):
    return FIGURES[request.param]()


def iter_strings(part, path=()):
    """Yield each string of a figure with its path, without meta: labels.js draws plain text."""
    if isinstance(part, dict):
        for key, value in part.items():
            if key != "meta":
                yield from iter_strings(value, (*path, key))
    elif isinstance(part, (list, tuple)):
        for value in part:
            yield from iter_strings(value, path)
    elif isinstance(part, str):
        yield path, part


def templates(figure):
    return [
        text for path, text in iter_strings(figure) if path[-1] in ("hovertemplate", "texttemplate")
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_plotly_accepts_every_figure(figure, theme):
    import plotly.graph_objects as go

    go.Figure(figures.resolve_colors(figure, theme))


def test_plotly_rejects_an_unknown_property():
    import plotly.graph_objects as go

    figure = DRAW["bars"](HARMLESS)
    figure["data"][0]["hovertemplat"] = ""
    with pytest.raises(ValueError, match="hovertemplat"):
        go.Figure(figure)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_resolve_colors_replaces_every_color_name(figure, theme):
    assert not COLOR_NAME.search(str(figures.resolve_colors(figure, theme)))


def test_resolve_colors_does_not_change_its_argument():
    figure = DRAW["bars"](HARMLESS)
    figures.resolve_colors(figure, "dark")
    assert figure == DRAW["bars"](HARMLESS)


@pytest.mark.parametrize("name", DRAW)
def test_words_are_escaped_for_plotly(name):
    for path, text in iter_strings(DRAW[name](HOSTILE)):
        # The current word and the row looked up are in bold.
        word = re.sub(r"^<b>(.*)</b>$", r"\1", text) if name in ("current", "one-hot") else text
        if path[-1] in ("text", "ticktext", "hovertext", "name"):
            assert not re.search("[<>]", word), (path, text)
            assert not re.search("&(?!amp;|lt;|gt;|#40;|#123;)", word), (path, text)
            assert word.isprintable(), (path, text)
            assert len(unescape(word)) <= 40 + len(" · 9"), (path, text)


@pytest.mark.parametrize("draw", DRAW.values(), ids=DRAW)
def test_templates_do_not_depend_on_words(draw):
    assert templates(draw(HOSTILE)) == templates(draw(HARMLESS))


def test_templates_are_collected():
    assert templates({"data": [{"hovertemplate": "%{x}", "text": "a"}]}) == ["%{x}"]
    assert len(templates(DRAW["pairwise"](HOSTILE))) == 2


@pytest.mark.parametrize("word", ["var(--king)", "var(--blue)"])
@pytest.mark.parametrize("draw", [DRAW["bars"], DRAW["map 2D"]], ids=["bars", "map"])
def test_words_are_not_resolved_as_colors(draw, word):
    figure = figures.resolve_colors(draw([word, *HARMLESS[1:]]), "light")
    assert word in [unescape(text) for _, text in iter_strings(figure) if isinstance(text, str)]


@given(st.text(), st.integers(1, 50))
@example("&lt;b&gt; &amp; <b>", 40)
@example(" a  b ", 40)
@example("   ", 40)
@example("\n \u200b", 2)
def test_escaped_words_look_like_the_words(word, max_chars):
    marked = "".join(c if c.isprintable() else "␣" for c in word)
    marked = re.sub(r"^ +| +$", lambda spaces: "␣" * len(spaces[0]), marked)
    expected = marked if len(word) <= max_chars else marked[: max_chars - 1] + "…"
    assert unescape(escape(word, max_chars)) == expected
    assert not {"<", ">"} & {*escape(word, max_chars)}


def test_every_color_is_in_both_palettes(figure):
    names = COLOR_NAME.findall(str(figure))
    assert names
    assert {*names} <= {*figures.PALETTES["light"]} & {*figures.PALETTES["dark"]}


def test_label_colors_are_in_the_palettes():
    # colors.js looks up these names.
    colors = {
        label.get("color", "text")
        for label in DRAW["analogy"](HARMLESS)["layout"]["meta"]["labels"]
    }
    assert colors == {"text", "blue", "orange", "green"}
    assert colors <= {*figures.PALETTES["light"]}


def test_both_palettes_name_the_same_colors():
    light, dark = figures.PALETTES["light"], figures.PALETTES["dark"]
    assert list(light) == list(dark)
    for color in (*light.values(), *dark.values()):
        assert re.fullmatch("#[0-9a-f]{6}", color)


@pytest.mark.parametrize("values", [ROWS, ROWS.astype(np.float64), ROWS[0], np.arange(3)])
def test_encode_array_is_lossless(values):
    encoded = encode_array(values)
    decoded = np.frombuffer(b64decode(encoded["bdata"]), encoded["dtype"])
    shape = [int(n) for n in encoded["shape"].split(", ")] if "shape" in encoded else -1
    np.testing.assert_array_equal(decoded.reshape(shape), values)


@pytest.mark.parametrize("name", ["matrix", "current", "pairwise"])
def test_every_row_reports_its_token_id(name):
    ids = DRAW[name](HARMLESS)["layout"]["meta"]["rowIds"]
    assert len(ids) == N
    assert ids[1:] == list(range(1, N))


def test_row_names_have_token_ids_and_the_current_word_is_bold():
    figure = figures.matrix_heatmap(["a", "b", "a − b"], [7, 8, None], ROWS[:3], current="b")
    assert figure["layout"]["yaxis"]["ticktext"] == ["a · 7", "<b>b · 8</b>", "a − b"]
    assert figure["layout"]["meta"]["rowIds"] == [7, 8, None]


def test_color_scales_are_symmetric():
    for figure in (DRAW["matrix"](HARMLESS), DRAW["strip"](HARMLESS), DRAW["pairwise"](HARMLESS)):
        assert figure["data"][0]["zmin"] == -figure["data"][0]["zmax"] < 0
    assert DRAW["pairwise"](HARMLESS)["data"][0]["zmax"] == 1
    assert figures.row_strip(ROWS[0], limit=7.0)["data"][0]["zmax"] == 7


def test_color_limit_ignores_a_few_outliers():
    assert figures.color_limit(np.append(np.linspace(-1, 1, 999), 100)) < 1.1
    assert figures.color_limit(np.array([0.5, -2])) == 2
    assert figures.color_limit(np.zeros(3)) == 1


def test_color_limit_of_a_sparse_row():
    assert figures.color_limit(np.array([1e-4] + [0] * 511)) == 1e-4


def test_every_metric_has_a_unit():
    assert {*figures.METRIC_LABELS} == {*METRICS, "3cosmul", "mean cosine", "association"}


def test_the_best_bar_is_on_top_and_highlighted():
    figure = figures.ranked_bars(
        ranking(["a", "b", "c"], scores=(0.5, 0.25, -0.5)), highlight_first=True
    )
    (bars,) = figure["data"]
    assert bars["marker"]["color"] == ["var(--green)", "var(--bar)", "var(--bar)"]
    assert (bars["text"], bars["customdata"]) == (["0.500", "0.250", "−0.500"], [100, 101, 102])
    top, bottom = figure["layout"]["yaxis"]["range"][::-1]
    assert top < bars["y"][0] < bars["y"][2] < bottom
    assert figure["layout"]["xaxis"]["range"] == [-0.8, 1]
    plain = figures.ranked_bars(ranking(["a", "b"]))
    assert plain["data"][0]["marker"]["color"] == ["var(--bar)"] * 2


@pytest.mark.parametrize(
    ("metric", "scores", "x_range"),
    [
        ("cosine", (0.4, 0.2), [0, 1]),
        ("euclidean", (3.0, 4.0), [0, 4]),
        ("dot", (-1.0, -2.0), [-2.6, 0]),  # There is space for the number of the longest bar.
        ("association", (0.5, -1.0), [-1.45, 0.5]),
        ("dot", (0.0,), [0, 1]),
        ("3cosmul", (1.5,), [0, 1.5]),
    ],
)
def test_bars_start_at_zero_with_space_for_numbers(metric, scores, x_range):
    figure = figures.ranked_bars(ranking("ab"[: len(scores)], metric, scores))
    assert figure["layout"]["xaxis"]["range"] == x_range


@pytest.mark.parametrize("dim", [2, 3])
def test_groups_differ_by_color_and_symbol(dim):
    markers = [trace["marker"] for trace in word_map(HARMLESS, dim)["data"]]
    assert len({(marker["color"], marker["symbol"]) for marker in markers}) == N
    assert len({marker["color"] for marker in markers[:8]}) == 8
    assert len({marker["symbol"] for marker in markers[:6]}) == 6


@pytest.mark.parametrize("dim", [2, 3])
def test_a_map_has_each_word_at_its_coordinates(dim):
    groups = ["even", "odd"] * (N // 2)
    figure = word_map(HARMLESS, dim, groups=groups, selected="word4", highlighted_words=["word7"])
    even, odd, ring = figure["data"]
    assert (even["name"], even["customdata"]) == ("even", [0, 2, 4, 6, 8])
    assert odd["text"] == ["word1", "word3", "word5", "word7", "word9"]
    for i, axis in enumerate("xyz"[:dim]):
        values = np.frombuffer(b64decode(odd[axis]["bdata"]), odd[axis]["dtype"])
        np.testing.assert_array_equal(values, ROWS[1::2, i])
        assert ring[axis] == [float(ROWS[4, i])]
    labels = figure["layout"]["meta"]["labels"]
    assert [label["text"] for label in labels[:3]] == ["word4", "word7", "word0"]
    assert [label["strong"] for label in labels[:3]] == [True, True, False]
    assert figure["layout"]["showlegend"]


def test_a_map_of_one_group_has_no_legend():
    assert not SPECIAL["one group"]()["layout"]["showlegend"]


def test_the_arrows_of_an_analogy():
    E = random_embedding(N, 6)
    points = analogy_plane(E, *E.tokens[:4]).points
    arrows = DRAW["analogy"](HARMLESS)["layout"]["annotations"]
    tails = [[arrow["ax"], arrow["ay"]] for arrow in arrows]
    tips = [[arrow["x"], arrow["y"]] for arrow in arrows]
    assert tails == [points[name].tolist() for name in ("b", "c", "c")]
    assert tips == [points[name].tolist() for name in ("a", "sum", "answer")]


def test_onehot_product_has_the_numbers_of_its_rows():
    E = random_embedding(40, 9)
    figure = figures.onehot_product(E, one_hot_product(E, E.tokens[20]), [33])
    weights, cells, result = figure["data"]
    ids = [0, 1, 2, None, 20, None, 33, None]
    assert [row[0] for row in weights["z"]] == [None if i is None else float(i == 20) for i in ids]
    dims = [0, 1, 2, 3, None, 8]
    expected = [[None if None in (i, d) else float(E.vectors[i, d]) for d in dims] for i in ids]
    assert cells["z"] == expected
    assert result["z"] == [expected[4]]
    names = figure["layout"]["yaxis"]["ticktext"]
    assert names == [
        "⋮" if i is None else f"<b>{i} · {E.tokens[i]}</b>" if i == 20 else f"{i} · {E.tokens[i]}"
        for i in ids
    ]
    # One frame around the row, one around the sum: the same cells.
    assert [(shape["y0"], shape["y1"]) for shape in figure["layout"]["shapes"]] == [
        (3.5, 4.5),
        (-0.5, 0.5),
    ]


def test_number_line_draws_the_first_word_on_top():
    figure = figures.number_line(["cat", "dog"], [5.0, 2.0], title="id", token_ids=[7, 8])
    (points,) = figure["data"]
    assert points["text"] == ["dog", "cat"]
    assert points["x"] == [2.0, 5.0]
    assert points["customdata"] == [8, 7]
    assert points["marker"]["color"][-1] == "var(--orange)"
    low, high = figure["layout"]["xaxis"]["range"]
    assert low < 0 < 5 < high


def test_distance_lines_are_as_long_as_the_distances():
    figure = figures.distance_lines([("cat", "dog"), ("cat", "car")], [0.15, 2.5])
    assert [line["x"] for line in figure["data"]] == [[0, 0.15], [0, 2.5]]
    assert [line["text"][1] for line in figure["data"]] == ["dog  0.150", "car  2.500"]
    assert figure["layout"]["yaxis"]["ticktext"] == ["cat", "cat"]


@pytest.mark.parametrize(("n_terms", "n_arrows", "n_strong"), [(1, 0, 3), (2, 1, 3), (3, 2, 4)])
def test_sum_steps_draws_the_answer_of_a_complete_sum(n_terms, n_arrows, n_strong):
    figure = sum_steps(HARMLESS, n_terms)
    assert len(figure["layout"]["annotations"]) == n_arrows
    labels = figure["layout"]["meta"]["labels"]
    assert sum(bool(label.get("strong")) for label in labels) == n_strong
    ring = next(t for t in figure["data"] if t.get("marker", {}).get("symbol") == "circle-open")
    E = random_embedding(N, 6)
    plane = analogy_plane(E, *E.tokens[:4])
    x, y = [plane.points["a"], plane.difference, plane.points["sum"]][n_terms - 1]
    assert (ring["x"], ring["y"]) == ([x], [y])


def test_the_arrows_of_a_sum_are_drawn_end_to_end():
    for n_terms in (1, 2, 3):
        figure = sum_arrows(HARMLESS, n_terms)
        arrows = figure["layout"]["annotations"]
        tails = [(arrow["ax"], arrow["ay"]) for arrow in arrows]
        tips = [(arrow["x"], arrow["y"]) for arrow in arrows]
        assert len(arrows) == n_terms
        assert tails == [(0, 0), *tips[:-1]]
        ring = next(t for t in figure["data"] if t.get("marker", {}).get("symbol") == "circle-open")
        assert (ring["x"][0], ring["y"][0]) == tips[-1]
        labels = [label["text"] for label in figure["layout"]["meta"]["labels"]]
        assert (HARMLESS[3] in labels) == (n_terms == 3)


def test_an_answer_that_is_a_word_of_the_sum_is_drawn_once():
    E = random_embedding(5, 4)
    terms = [(1.0, E.tokens[0]), (1.0, E.tokens[1])]
    figure = figures.sum_arrows(sum_plane(E, terms, E.tokens[0]), terms, E.tokens[0])
    strong = [label for label in figure["layout"]["meta"]["labels"] if label.get("strong")]
    assert sorted(label["text"] for label in strong) == sorted(E.tokens[:2])


def test_the_lengths_of_share_bars_add_up():
    figure = share_bars(HARMLESS)
    *parts, total = figure["data"][0]["x"]
    assert total == pytest.approx(sum(parts))
    figure = share_bars(HARMLESS, "3cosmul")
    *parts, total = figure["data"][0]["x"]
    assert total == pytest.approx(sum(parts))
    assert float(figure["data"][0]["text"][-1]) == pytest.approx(np.exp(total), abs=5e-4)


@pytest.mark.parametrize("dim", [2, 3])
def test_links_connect_the_points_of_their_words(dim):
    figure = word_map(HARMLESS, dim, links=[(HARMLESS[1], HARMLESS[4])])
    line = figure["data"][0]
    assert line["mode"] == "lines"
    for axis, name in enumerate("xyz"[:dim]):
        assert line[name] == [float(ROWS[1, axis]), float(ROWS[4, axis]), None]


def test_heatmaps_of_few_dimensions_show_numbers():
    (cells,) = SPECIAL["few dimensions"]()["data"]
    assert cells["texttemplate"] == "%{text}"
    assert cells["text"][0] == [f"{x:.2f}".replace("-", "−") for x in ROWS[0, :3]]
    wide = np.ones((2, 9), np.float32)
    (cells,) = figures.matrix_heatmap(["a", "b"], [0, 1], wide)["data"]
    assert "texttemplate" not in cells


def test_heatmap_numbers_have_decimals_by_size_and_zero_has_no_sign():
    for scale, first in ((0.05, "0.050"), (0.5, "0.50"), (5000.0, "5000")):
        rows = np.array([[scale, -0.0, -1e-9]], np.float32)
        (cells,) = figures.matrix_heatmap(["a"], [0], rows)["data"]
        assert cells["text"][0][0] == first
        assert not any("−" in text for text in cells["text"][0])


def test_the_usual_range_is_shaded():
    figure = figures.ranked_bars(
        ranking(["a", "b"], "association", (0.2, -0.1)), usual_range=(-0.05, 0.1)
    )
    (band,) = figure["layout"]["shapes"]
    assert (band["x0"], band["x1"], band["layer"]) == (-0.05, 0.1, "below")
    assert not figures.ranked_bars(ranking(["a"]))["layout"]["shapes"]

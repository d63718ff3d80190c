"""Results as pictures: each function returns a Plotly figure as a plain dictionary.

A plain dictionary, because validating a figure costs many times what drawing it does. Colors are
names of the palette, ``"var(--blue)"``; `resolve` replaces them for light or dark, and the chart
component does so in the browser, where a change of theme takes effect at once.

>>> from embviz import figures
>>> figures.resolve({"color": "var(--text)"}, "light")
{'color': '#1a2233'}
"""

from embviz.figures.analogy import analogy_arrows, sum_steps
from embviz.figures.axis import along_axis, two_axes
from embviz.figures.bars import UNITS, ranked_bars
from embviz.figures.cloud import word_cloud
from embviz.figures.comparison import both_places, difference_heatmap, kept_histogram
from embviz.figures.dendrogram import WITH_NAMES, clustered_heatmap
from embviz.figures.heatmap import color_limit, matrix_heatmap, pairwise_heatmap, row_strip
from embviz.figures.judged import association_strip, pair_scatter
from embviz.figures.lines import distance_lines, number_line
from embviz.figures.measure import (
    MOST_SECTIONS,
    recipe_name,
    section_bars,
    section_name,
    size_bars,
)
from embviz.figures.onehot import onehot_picture
from embviz.figures.pairs import held_out_pairs
from embviz.figures.palette import PALETTES, Figure, resolve
from embviz.figures.ranks import rankings_side_by_side
from embviz.figures.scatter import CURRENT, word_map
from embviz.figures.shape import cosine_histogram, length_lines, occurrence_histogram
from embviz.figures.sums import share_bars, sum_arrows

__all__ = [
    "CURRENT",
    "MOST_SECTIONS",
    "PALETTES",
    "UNITS",
    "WITH_NAMES",
    "Figure",
    "along_axis",
    "analogy_arrows",
    "association_strip",
    "both_places",
    "clustered_heatmap",
    "color_limit",
    "cosine_histogram",
    "difference_heatmap",
    "distance_lines",
    "held_out_pairs",
    "kept_histogram",
    "length_lines",
    "matrix_heatmap",
    "number_line",
    "occurrence_histogram",
    "onehot_picture",
    "pair_scatter",
    "pairwise_heatmap",
    "ranked_bars",
    "rankings_side_by_side",
    "recipe_name",
    "resolve",
    "row_strip",
    "section_bars",
    "section_name",
    "share_bars",
    "size_bars",
    "sum_arrows",
    "sum_steps",
    "two_axes",
    "word_cloud",
    "word_map",
]

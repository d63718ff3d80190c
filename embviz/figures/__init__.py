"""Figures of results: each function returns a Plotly figure as a plain dictionary.

Plain dictionaries, because validating a figure takes many times longer than building it. Colors
are names of the palette, such as ``"var(--blue)"``. `resolve_colors` replaces them for one theme;
the chart component does so in the browser, where a change of theme takes effect at once.

>>> from embviz import figures
>>> figures.resolve_colors({"color": "var(--text)"}, "light")
{'color': '#1a2233'}
"""

from embviz.figures.analogy import analogy_arrows, sum_steps
from embviz.figures.axis_scores import axes_scatter, axis_scores
from embviz.figures.bars import METRIC_LABELS, ranked_bars
from embviz.figures.comparison import difference_heatmap, joint_map_scatter, overlap_histogram
from embviz.figures.dendrogram import MAX_WORDS_WITH_NAMES, clustered_heatmap
from embviz.figures.distance_lines import distance_lines
from embviz.figures.evaluation_bars import (
    MAX_DRAWN_SECTIONS,
    compression_bars,
    section_bars,
    section_label,
)
from embviz.figures.geometry import cosine_histogram, hubness_histogram, norm_lines
from embviz.figures.heatmap import color_limit, matrix_heatmap, pairwise_heatmap, row_strip
from embviz.figures.held_out import held_out_pairs
from embviz.figures.layout import Figure
from embviz.figures.number_line import number_line
from embviz.figures.onehot import onehot_product
from embviz.figures.packed_map import packed_word_map
from embviz.figures.palette import PALETTES, resolve_colors
from embviz.figures.rankings import rankings_side_by_side
from embviz.figures.scatter import word_map
from embviz.figures.sums import share_bars, sum_arrows
from embviz.figures.weat import association_strip
from embviz.figures.word_pairs import pair_scatter

__all__ = [
    "MAX_DRAWN_SECTIONS",
    "MAX_WORDS_WITH_NAMES",
    "METRIC_LABELS",
    "PALETTES",
    "Figure",
    "analogy_arrows",
    "association_strip",
    "axes_scatter",
    "axis_scores",
    "clustered_heatmap",
    "color_limit",
    "compression_bars",
    "cosine_histogram",
    "difference_heatmap",
    "distance_lines",
    "held_out_pairs",
    "hubness_histogram",
    "joint_map_scatter",
    "matrix_heatmap",
    "norm_lines",
    "number_line",
    "onehot_product",
    "overlap_histogram",
    "packed_word_map",
    "pair_scatter",
    "pairwise_heatmap",
    "ranked_bars",
    "rankings_side_by_side",
    "resolve_colors",
    "row_strip",
    "section_bars",
    "section_label",
    "share_bars",
    "sum_arrows",
    "sum_steps",
    "word_map",
]

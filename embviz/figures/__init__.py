"""Results as pictures: each function returns a Plotly figure as a plain dictionary.

A plain dictionary, because validating a figure costs many times what drawing it does. Colors are
names of the palette, ``"var(--blue)"``; `resolve` replaces them for light or dark, and the chart
component does so in the browser, where a change of theme takes effect at once.

>>> from embviz import figures
>>> figures.resolve({"color": "var(--text)"}, "light")
{'color': '#1a2233'}
"""

from embviz.figures.analogy import analogy_arrows, sum_steps
from embviz.figures.bars import UNITS, ranked_bars
from embviz.figures.cloud import word_cloud
from embviz.figures.heatmap import color_limit, matrix_heatmap, pairwise_heatmap, row_strip
from embviz.figures.lines import distance_lines, number_line
from embviz.figures.onehot import onehot_picture
from embviz.figures.palette import PALETTES, Figure, resolve
from embviz.figures.scatter import CURRENT, word_map

__all__ = [
    "CURRENT",
    "PALETTES",
    "UNITS",
    "Figure",
    "analogy_arrows",
    "color_limit",
    "distance_lines",
    "matrix_heatmap",
    "number_line",
    "onehot_picture",
    "pairwise_heatmap",
    "ranked_bars",
    "resolve",
    "row_strip",
    "sum_steps",
    "word_cloud",
    "word_map",
]

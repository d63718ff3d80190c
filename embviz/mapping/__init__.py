"""Maps of words: how one is drawn, how far it can be trusted, and the file it is kept in."""

from embviz.mapping.drawing import WordMap, compared_rows, draw, drawn_as_it_is
from embviz.mapping.files import MapFile, MappedWords, read_maps, write_maps
from embviz.mapping.settings import MapSettings, Nearness, fitting_perplexity

__all__ = [
    "MapFile",
    "MapSettings",
    "MappedWords",
    "Nearness",
    "WordMap",
    "compared_rows",
    "draw",
    "drawn_as_it_is",
    "fitting_perplexity",
    "read_maps",
    "write_maps",
]

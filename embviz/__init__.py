"""embviz: see what word embeddings are.

A matrix with names (`EmbeddingMatrix`) and plain functions that ask it questions.

>>> import embviz
>>> E = embviz.load_sample("glove")
>>> E
EmbeddingMatrix('glove', 50,000 tokens × 100 dimensions)
>>> embviz.most_similar(E, "cat", k=3).tokens
('dog', 'rabbit', 'cats')
"""

from embviz._version import __version__
from embviz.analogies import analogy
from embviz.embedding import EmbeddingMatrix, encode, lookup
from embviz.evaluation import evaluate_analogies
from embviz.io import SAMPLES, FormatError, load, load_sample, save
from embviz.maps.projection import project
from embviz.neighbors import most_similar, similarity

__all__ = [
    "SAMPLES",
    "EmbeddingMatrix",
    "FormatError",
    "__version__",
    "analogy",
    "encode",
    "evaluate_analogies",
    "load",
    "load_sample",
    "lookup",
    "most_similar",
    "project",
    "save",
    "similarity",
]

"""embviz: see what word embeddings are.

A matrix with names (`EmbeddingMatrix`) and plain functions that ask it questions.

>>> import embviz
>>> E = embviz.load_sample("glove")
>>> E
EmbeddingMatrix('glove', 50,000 tokens × 100 dimensions)
>>> embviz.most_similar(E, "cat", k=3).tokens
('dog', 'rabbit', 'cats')
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from embviz._version import __version__ as __version__

if TYPE_CHECKING:
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

# A package is loaded when one of its names is used: all of them together would double the time
# that `import embviz` takes.
_PACKAGES = {
    "analogies": ("analogy",),
    "embedding": ("EmbeddingMatrix", "encode", "lookup"),
    "evaluation": ("evaluate_analogies",),
    "io": ("SAMPLES", "FormatError", "load", "load_sample", "save"),
    "maps.projection": ("project",),
    "neighbors": ("most_similar", "similarity"),
}
_PACKAGE_OF = {name: package for package, names in _PACKAGES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _PACKAGE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"embviz.{_PACKAGE_OF[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

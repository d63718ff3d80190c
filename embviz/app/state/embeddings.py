"""The embeddings of a session: samples, files on the server, and uploads; one is current."""

from __future__ import annotations

from functools import lru_cache
from math import isnan

from embviz.app.config import settings
from embviz.app.state import keys, shared_files
from embviz.app.state.compute import cached
from embviz.app.text import format_count, format_number, plain
from embviz.embedding import EmbeddingMatrix
from embviz.io import SAMPLES, load_sample
from embviz.neighbors import baseline_cosine


# Not cached by Streamlit: it is called many times per run, and any client can clear those caches.
@lru_cache(maxsize=len(SAMPLES))
def sample(name: str) -> EmbeddingMatrix:
    """Return a sample, loaded once for all sessions. Its arrays are read-only."""
    return load_sample(name)


def uploads() -> dict[str, EmbeddingMatrix]:
    """Return the uploaded embeddings of this session by name. No other session sees them."""
    return keys.UPLOADS.setdefault({})


def names() -> list[str]:
    """Return the names of the embeddings that can be selected."""
    return [*SAMPLES, *shared_files.REGISTRY, *uploads()]


def get(name: str) -> EmbeddingMatrix:
    """Return the embedding of that name.

    If it is a file on the server that is still being read, show the progress and end the run.
    """
    own = uploads()
    if name in own:
        return own[name]
    return shared_files.get(name) if name in shared_files.REGISTRY else sample(name)


def current() -> EmbeddingMatrix:
    """Return the embedding that every page shows."""
    return get(current_name())


def current_name() -> str:
    """Return the name of the embedding that every page shows."""
    name = keys.EMBEDDING.get()
    return name if name in names() else default_name()


def default_name() -> str:
    """Return the name of the embedding that is shown before another one is selected."""
    return settings.current().embedding or next(iter(SAMPLES))


def description(E: EmbeddingMatrix) -> str:
    """Return in one line what an embedding is and where it comes from."""
    if E.name in SAMPLES:
        return SAMPLES[E.name].description
    return f"{format_count(len(E), 'word')} × {format_count(E.dim, 'dimension')}, {plain(E.source)}"


def baseline_cosine_note(E: EmbeddingMatrix) -> str:
    """Return a sentence on the mean cosine similarity of random words; empty if it is undefined."""
    baseline = cached(E, "baseline cosine", lambda: baseline_cosine(E))
    if isnan(baseline):
        return ""
    return (
        f" Two common words picked blindly have {format_number(baseline)} on average, so only more "
        "than that means something."
    )


def load_snippet(E: EmbeddingMatrix) -> str:
    """Return the line of Python that loads an embedding as ``E``."""
    if E.name in SAMPLES:
        return f'E = embviz.load_sample("{E.name}")'
    of_server = (
        f"E = embviz.load({E.name!r})  # The file of this name, from whoever runs this server."
    )
    return keys.LOAD_SNIPPETS.get({}).get(E.name, of_server)

"""The groups of words on a map: those of the server, of the embedding, or curated ones."""

from __future__ import annotations

from collections.abc import Sequence

from embviz.app.config import settings
from embviz.app.state.compute import cached
from embviz.embedding import EmbeddingMatrix
from embviz.io import load_word_groups

# A map of more words or groups cannot be read.
MAX_DRAWN_WORDS = 500
MAX_GROUPS = 24


def groups(E: EmbeddingMatrix) -> dict[str, list[str]]:
    """Return the words of each group that an embedding has: those of the server come first."""
    of_server = settings.current().available_groups(E)
    others = _embedding_groups(E).items()
    return of_server | {name: words for name, words in others if name not in of_server}


def default_groups(E: EmbeddingMatrix) -> list[str]:
    """Return the names of the groups that are drawn before any are selected."""
    return list(settings.current().available_groups(E) or _embedding_groups(E))


def _embedding_groups(E: EmbeddingMatrix) -> dict[str, list[str]]:
    return cached(E, "groups", lambda: _compute_groups(E))


def _compute_groups(E: EmbeddingMatrix) -> dict[str, list[str]]:
    if E.labels:
        column = "group" if "group" in E.labels else next(iter(E.labels))
        return _group_by_label(E.tokens[:MAX_DRAWN_WORDS], E.labels[column])
    curated = {
        name: [word for word in words if word in E] for name, words in load_word_groups().items()
    }
    curated = {name: words for name, words in curated.items() if words}
    if sum(map(len, curated.values())) > 3:
        return curated
    if len(E) > MAX_DRAWN_WORDS:
        name = f"the first {MAX_DRAWN_WORDS} of {len(E):,} words"
        return {name: list(E.tokens[:MAX_DRAWN_WORDS])}
    return {"all words": list(E.tokens)}


def _group_by_label(tokens: Sequence[str], labels: Sequence[str]) -> dict[str, list[str]]:
    """Return tokens by label; if there are many labels, the rarest ones form one group."""
    members: dict[str, list[str]] = {}
    for token, label in zip(tokens, labels, strict=False):
        members.setdefault(label or "no group", []).append(token)
    if len(members) <= MAX_GROUPS:
        return members
    by_size = sorted(members, key=lambda label: -len(members[label]))
    largest = {label: members[label] for label in by_size[: MAX_GROUPS - 1]}
    others = [token for label in by_size[MAX_GROUPS - 1 :] for token in members[label]]
    return {**largest, "other groups": others}

"""Which tokens of a vocabulary are words as people write them."""

from __future__ import annotations

from itertools import islice

from embviz.embedding.matrix import EmbeddingMatrix


def whole_words(E: EmbeddingMatrix, n: int | None = None) -> list[int]:
    """Return the token ids of the first `n` whole words, in order of token id.

    Most vocabularies have frequent words first. A whole word has at least one letter. In a
    vocabulary of subwords, which has a tokenizer, it also has two characters or more, is no
    continuation ("##ing") and no token that stands for something else ("[CLS]").

    Parameters
    ----------
    E : EmbeddingMatrix
    n : int, optional
        All without it; fewer come back from a smaller vocabulary.

    Examples
    --------
    >>> import embviz
    >>> E = embviz.EmbeddingMatrix(["the", ",", "b2b", "2010"], [[1], [2], [3], [4]])
    >>> whole_words(E)
    [0, 2]
    """
    is_word = _is_whole_subword_token if E.tokenizer else _has_letter
    return list(islice((i for i, token in enumerate(E.tokens) if is_word(token)), n))


def _has_letter(token: str) -> bool:
    return any(map(str.isalpha, token))


def _is_whole_subword_token(token: str) -> bool:
    is_special = token.startswith("[") and token.endswith("]")
    is_part = token.startswith("##")
    return len(token) > 1 and not is_special and not is_part and _has_letter(token)

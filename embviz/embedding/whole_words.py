"""Select the tokens of a vocabulary that are whole words, and the common ones."""

from __future__ import annotations

from itertools import islice

from embviz.embedding.matrix import EmbeddingMatrix

# Most vocabularies are in order of frequency, so the first words are common ones.
MAX_COMMON_WORDS = 2000


def whole_words(E: EmbeddingMatrix, n: int | None = None) -> list[int]:
    """Return the token ids of the first `n` whole words, in order of token id.

    A whole word has at least one letter. In a vocabulary of subwords, which has a tokenizer, it
    also has at least two characters and is neither a continuation ("##ing") nor a special token
    ("[CLS]").

    Parameters
    ----------
    E : EmbeddingMatrix
    n : int, optional
        Largest number of words; all by default.

    Examples
    --------
    >>> import embviz
    >>> E = embviz.EmbeddingMatrix(["the", ",", "b2b", "2010"], [[1], [2], [3], [4]])
    >>> whole_words(E)
    [0, 2]
    """
    is_word = _is_whole_subword_token if E.tokenizer else _has_letter
    return list(islice((i for i, token in enumerate(E.tokens) if is_word(token)), n))


def common_words(E: EmbeddingMatrix) -> list[int]:
    """Return the ids of the first `MAX_COMMON_WORDS` tokens made of at least two letters.

    Examples
    --------
    >>> import embviz
    >>> E = embviz.EmbeddingMatrix(["the", ",", "b2b", "a", "of"], [[1], [2], [3], [4], [5]])
    >>> common_words(E)
    [0, 4]
    """
    ids = (i for i, token in enumerate(E.tokens) if len(token) > 1 and token.isalpha())
    return list(islice(ids, MAX_COMMON_WORDS))


def _has_letter(token: str) -> bool:
    return any(map(str.isalpha, token))


def _is_whole_subword_token(token: str) -> bool:
    is_special = token.startswith("[") and token.endswith("]")
    is_part = token.startswith("##")
    return len(token) > 1 and not is_special and not is_part and _has_letter(token)

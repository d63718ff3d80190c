"""The embedding matrix: an array of numbers whose rows have names."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from functools import cached_property
from hashlib import blake2b
from itertools import chain
from types import MappingProxyType
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from embviz.embedding.spelling import Speller
from embviz.embedding.token_table import TokenTable

Vectors: TypeAlias = NDArray[np.float32]

# With larger values, the sum of squares of a row can leave the range of float32.
MAX_ABS_VALUE = 1e15

# Upper bound of the relative error of the length of a row in float32.
NORM_RTOL = 1e-5

# Number of lookups in a token table before a dictionary of all tokens is made.
LINEAR_LOOKUPS = 16

# Matrices with at least this many values are measured in a second thread.
MIN_THREADED_VALUES = 1 << 22

# Integers that the dictionaries of all vocabularies share, to save memory.
SHARED_IDS = tuple(range(1 << 14))

# Rows per block where a temporary array for the whole matrix would double the memory.
BLOCK_ROWS = 8192


class EmbeddingMatrix:
    """A vocabulary and the matrix E with one row for each of its tokens.

    The token id of a token is its row number. An embedding is immutable.

    Parameters
    ----------
    tokens : iterable of str, or TokenTable
        The vocabulary, in order of token id, without duplicates.
    vectors : array_like of shape (n_tokens, dim)
        One row per token. Stored as read-only float32; an array that is float32, C-contiguous and
        read-only already is not copied.
    name : str
        Name of this embedding.
    source : str
        Source of the embedding, in one line.
    notes : iterable of str
        One sentence for each thing that loading repaired, skipped or guessed.
    labels : mapping of str to sequence of str, optional
        Columns of metadata with one entry per token, for example ``{"group": [...]}``.
    tokenizer : callable, optional
        Splits a text into (token id, piece of the text) pairs, for embeddings that belong to a
        subword tokenizer. A token that the tokenizer adds has an empty piece.
    norms : ndarray of float32, shape (n_tokens,), optional
        The length of each row, if known. It is checked with the precision of float32.

    Raises
    ------
    ValueError
        If the numbers of tokens, rows and labels differ, a token occurs twice, a token or label is
        not text, or a value is not finite.

    Examples
    --------
    >>> E = EmbeddingMatrix(["cat", "dog"], [[0.8, 0.2, 0.1], [0.7, 0.3, 0.1]], name="pets")
    >>> E.token_id("dog"), E.dim, len(E), "cow" in E
    (1, 3, 2, False)
    >>> E["cat"]
    array([0.8, 0.2, 0.1], dtype=float32)
    """

    vectors: Vectors
    norms: Vectors
    """Euclidean length of each row, ndarray of shape (n_tokens,), read-only."""
    name: str
    source: str
    notes: tuple[str, ...]
    labels: Mapping[str, tuple[str, ...]]
    tokenizer: Callable[[str], Sequence[tuple[int, str]]] | None
    _token_table: TokenTable | None
    _n_lookups: int

    def __init__(
        self,
        tokens: Iterable[str] | TokenTable,
        vectors: ArrayLike,
        *,
        name: str = "embedding",
        source: str = "",
        notes: Iterable[str] = (),
        labels: Mapping[str, Sequence[str]] | None = None,
        tokenizer: Callable[[str], Sequence[tuple[int, str]]] | None = None,
        norms: Vectors | None = None,
    ) -> None:
        rows = _as_read_only_float32(vectors)
        is_large = rows.size >= MIN_THREADED_VALUES
        with ThreadPoolExecutor(1) if is_large else nullcontext() as pool:
            future = pool.submit(_compute_norms, rows, norms) if pool else None
            if isinstance(tokens, TokenTable):
                tokens.check()
                vocabulary: dict[str, Any] = {"_token_table": tokens}
            else:
                tokens = tuple(tokens)
                index = _index_tokens(tokens)
                vocabulary = {"_token_table": None, "tokens": tokens, "_index": index}
        # Bypasses __setattr__, which rejects every change.
        vars(self).update(
            vocabulary,
            vectors=rows,
            norms=future.result() if future else _compute_norms(rows, norms),
            name=name,
            source=source,
            notes=tuple(notes),
            labels=MappingProxyType({column: tuple(v) for column, v in (labels or {}).items()}),
            tokenizer=tokenizer,
            _n_lookups=0,
        )
        self._check(len(tokens))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"An EmbeddingMatrix does not change: {name} cannot be set.")

    def _check(self, n_tokens: int) -> None:
        if n_tokens != len(self.vectors):
            raise ValueError(
                f"{n_tokens} tokens but {len(self.vectors)} rows of numbers: "
                "each token needs one row."
            )
        if not n_tokens or not self.dim:
            raise ValueError(
                f"The matrix has shape {self.vectors.shape}: it needs at least one row and one "
                "column."
            )
        if self._token_table is None and len(self._index) != n_tokens:
            duplicate = next(
                token for i, token in enumerate(self.tokens) if self._index[token] != i
            )
            raise ValueError(f"The token {duplicate!r} occurs more than once: drop the repeats.")
        tokens = self.tokens if self._token_table is None else ()
        for texts in (tokens, self.labels, *self.labels.values(), (self.name,)):
            _check_text(texts)
        for column, values in self.labels.items():
            if len(values) != n_tokens:
                raise ValueError(
                    f"The labels {column!r} have {len(values)} entries for {n_tokens} tokens."
                )
        # Comparisons with NaN are false, so both conditions catch NaN and infinity, too.
        if self.norms.max() <= MAX_ABS_VALUE:
            return  # No value is larger than the length of its row.
        if not -MAX_ABS_VALUE <= self.vectors.min() <= self.vectors.max() <= MAX_ABS_VALUE:
            row, dimension = np.argwhere(~(np.abs(self.vectors) <= MAX_ABS_VALUE))[0]
            raise ValueError(
                f"The row of {self.tokens[row]!r} holds {self.vectors[row, dimension]} at "
                f"dimension {dimension}: every value must be a number between "
                f"-{MAX_ABS_VALUE:g} and {MAX_ABS_VALUE:g}."
            )

    @cached_property
    def tokens(self) -> tuple[str, ...]:
        """The vocabulary, in order of token id."""
        assert self._token_table is not None
        return self._token_table.to_tuple()

    @cached_property
    def _index(self) -> dict[str, int]:
        return _index_tokens(self.tokens)

    @cached_property
    def speller(self) -> Speller:
        """The search for near spellings in this vocabulary, built when it is first used."""
        return Speller(self.tokens)

    @property
    def dim(self) -> int:
        """Number of dimensions: the length of a row."""
        return int(self.vectors.shape[1])

    @cached_property
    def fingerprint(self) -> str:
        """Short digest of tokens, vectors and labels: equal if and only if these are equal."""
        digest = blake2b(digest_size=12)
        labels = (part for c, v in sorted(self.labels.items()) for part in ((c,), v))
        for column in (self.tokens, *labels):
            for text in column:
                encoded = text.encode()
                digest.update(len(encoded).to_bytes(4, "little") + encoded)
            digest.update(len(column).to_bytes(8, "little"))
        digest.update(repr(self.vectors.shape).encode())
        digest.update(np.ascontiguousarray(self.vectors).data)
        return digest.hexdigest()

    @cached_property
    def norm_quantiles(self) -> tuple[float, float, float]:
        """The 10 %, 50 % and 90 % quantiles of the lengths of the rows."""
        low, middle, high = np.quantile(self.norms, (0.1, 0.5, 0.9)).tolist()
        return low, middle, high

    @cached_property
    def max_token_words(self) -> int:
        """Largest number of words, separated by spaces, in a token: 2 for "new york"."""
        return 1 + max(token.strip().count(" ") for token in self.tokens)

    @cached_property
    def max_token_chars(self) -> int:
        """Number of characters of the longest token."""
        return max(map(len, self.tokens))

    def __len__(self) -> int:
        return len(self.vectors)

    def __contains__(self, token: object) -> bool:
        return self._find_id(token) is not None

    def __getitem__(self, token: str) -> Vectors:
        """Return the row of `token`, a read-only ndarray of shape (dim,)."""
        row: Vectors = self.vectors[self.token_id(token)]
        return row

    def __repr__(self) -> str:
        return f"EmbeddingMatrix({self.name!r}, {len(self):,} tokens × {self.dim} dimensions)"

    def token_id(self, token: str) -> int:
        """Return the row number of `token`.

        Raises
        ------
        KeyError
            If `token` is not in the vocabulary in exactly this spelling; the message names the
            nearest spellings.
        """
        token_id = self._find_id(token)
        if token_id is not None:
            return token_id
        near = self.speller.suggest(token) if isinstance(token, str) else ()
        hint = f" Near spellings: {', '.join(near)}." if near else ""
        raise KeyError(f"{token!r} is not in the vocabulary of {self.name!r}.{hint}")

    def token_ids(self, tokens: Iterable[str]) -> NDArray[np.intp]:
        """Return the row numbers of `tokens`, shape (n,), or raise KeyError as `token_id` does."""
        return np.fromiter(map(self.token_id, tokens), np.intp)

    def token(self, token_id: int) -> str:
        """Return the token of a row, without decoding all tokens of a token table."""
        if "tokens" in vars(self) or self._token_table is None:
            return self.tokens[token_id]
        return self._token_table[token_id]

    def _find_id(self, token: object) -> int | None:
        # The first lookups search the token table; a dictionary pays off only for many.
        table = None if "_index" in vars(self) else self._token_table
        if table is not None and isinstance(token, str):
            vars(self)["_n_lookups"] += 1
            if self._n_lookups <= LINEAR_LOOKUPS:
                return table.find(token)
        return self._index.get(token)  # type: ignore[call-overload, no-any-return]

    def select(self, token_ids: Sequence[int], **changes: Any) -> EmbeddingMatrix:
        """Return an embedding of the rows `token_ids`, in that order.

        `changes` are constructor arguments that replace those of this embedding. The tokenizer is
        dropped, because its ids do not fit the new rows.
        """
        settings: dict[str, Any] = {
            "name": self.name,
            "source": self.source,
            "notes": self.notes,
            "labels": {
                column: [values[i] for i in token_ids] for column, values in self.labels.items()
            },
        }
        rows = self.vectors[np.asarray(token_ids, np.intp)]
        rows.flags.writeable = False  # No other reference exists, so no second copy is needed.
        return EmbeddingMatrix([self.tokens[i] for i in token_ids], rows, **(settings | changes))


# Half of a surrogate pair, which UTF-8 cannot encode.
_SURROGATE = re.compile("[\ud800-\udfff]")


def _check_text(texts: Collection[str]) -> None:
    """Raise ValueError unless all are text that UTF-8 can encode."""
    try:  # Joined, because one search is much faster than one per text.
        joined = "".join(texts)
    except TypeError:
        joined = "\ud800"
    if joined.isascii() or not _SURROGATE.search(joined):
        return
    for text in texts:
        if not isinstance(text, str) or _SURROGATE.search(text):
            raise ValueError(f"{text!r} is not text: it cannot be written in UTF-8.")


def _compute_norms(rows: Vectors, known: Vectors | None) -> Vectors:
    """Return the length of each row: `known` if it agrees with float32, else computed anew."""
    if known is not None and known.dtype == np.float32 and known.shape == rows.shape[:1]:
        approximate = np.sqrt(np.vecdot(rows, rows))
        if (np.abs(approximate - known) <= NORM_RTOL * known).all():
            return known if not _is_writable(known) else _read_only(known.copy())
    # A single call runs without the interpreter lock; between calls it would wait for it.
    squares = np.einsum("ij,ij->i", rows, rows, dtype=np.float64)
    return _read_only(np.sqrt(squares).astype(np.float32))


def _read_only(norms: Vectors) -> Vectors:
    norms.flags.writeable = False
    return norms


def _index_tokens(tokens: Sequence[str]) -> dict[str, int]:
    """Return the token id of each token, the last one of duplicates."""
    n = len(tokens)
    return dict(zip(tokens, chain(SHARED_IDS[:n], range(len(SHARED_IDS), n)), strict=True))


def _as_read_only_float32(vectors: ArrayLike) -> Vectors:
    array = np.asarray(vectors)
    if array.ndim != 2:
        raise ValueError(f"vectors must have 2 axes (tokens × dimensions), not {array.ndim}.")
    if array.dtype.kind not in "fiu":
        raise ValueError(f"vectors must hold real numbers, not {array.dtype}.")
    if array.dtype != np.float32 or not array.flags.c_contiguous or _is_writable(array):
        with np.errstate(over="ignore"):  # A value too large becomes infinite and is rejected.
            array = np.array(array, np.float32, order="C")
        array.flags.writeable = False
    return array


def _is_writable(array: NDArray[Any]) -> bool:
    """Return whether the memory of `array` is writable through it or an array it is a view of."""
    owner: object = array
    while isinstance(owner, np.ndarray):
        if owner.flags.writeable:
            return True
        owner = owner.base
    return False

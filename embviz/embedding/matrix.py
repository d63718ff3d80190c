"""The embedding matrix: names for the rows of an array of numbers."""

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

# Above this, sums of squares of a row can leave the range of float32.
MAX_ABS_VALUE = 1e15

# More than float32 can be wrong by in the length of a row, as a share of it.
NORM_RTOL = 1e-5

# So many tokens are looked up before it is worth it to make a dictionary of all.
LINEAR_LOOKUPS = 16

# From so many numbers on, a second thread is worth it.
MIN_THREADED_VALUES = 1 << 22

# Most vocabularies need these numbers, and need not have them each for themselves.
SHARED_IDS = tuple(range(1 << 14))

# Rows handled at once where a whole-matrix temporary would double the memory.
BLOCK_ROWS = 8192


class EmbeddingMatrix:
    """A vocabulary and the matrix E that holds one row for each of its tokens.

    The token id of a token is its row number. Neither tokens nor vectors change after
    construction; a different matrix is a different object.

    Parameters
    ----------
    tokens : iterable of str, or Packed
        The vocabulary, in order of token id. Each token may stand in it once.
    vectors : array_like of shape (n_tokens, dim)
        One row a token. Kept as read-only float32; an array that is float32, C-ordered and
        read-only already is kept as it is, without a copy.
    name : str
        What to call this embedding.
    source : str
        Where it comes from, in one line.
    notes : iterable of str
        What should be known about it: all that loading repaired, skipped or guessed.
    labels : mapping of str to sequence of str, optional
        Columns of metadata, each with one entry a token, for example ``{"group": [...]}``.
    tokenizer : callable, optional
        Cuts a text into (token id, piece of the text) pairs, for embeddings that belong to a
        subword tokenizer. A token that the tokenizer adds has an empty piece.
    norms : ndarray of float32, shape (n_tokens,), optional
        The length of each row, where it is known. It is checked, as far as float32 can.

    Raises
    ------
    ValueError
        When counts disagree, a token occurs twice, a token or label is not text, or a value is
        not a finite number.

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
        large = rows.size >= MIN_THREADED_VALUES
        with ThreadPoolExecutor(1) if large else nullcontext() as pool:
            measuring = pool.submit(_compute_norms, rows, norms) if pool else None
            if isinstance(tokens, TokenTable):
                tokens.check()
                own: dict[str, Any] = {"_token_table": tokens}
            else:
                tokens = tuple(tokens)
                ids = _index_tokens(tokens)
                own = {"_token_table": None, "tokens": tokens, "_token_ids": ids}
        # Written past __setattr__, which refuses every change from here on.
        vars(self).update(
            own,
            vectors=rows,
            norms=measuring.result() if measuring else _compute_norms(rows, norms),
            name=name,
            source=source,
            notes=tuple(notes),
            labels=MappingProxyType({column: tuple(v) for column, v in (labels or {}).items()}),
            tokenizer=tokenizer,
        )
        vars(self)["_n_lookups"] = 0
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
        if self._token_table is None and len(self._token_ids) != n_tokens:
            twice = next(
                token for i, token in enumerate(self.tokens) if self._token_ids[token] != i
            )
            raise ValueError(f"The token {twice!r} occurs more than once: drop the repeats.")
        tokens = self.tokens if self._token_table is None else ()
        for texts in (tokens, self.labels, *self.labels.values(), (self.name,)):
            _check_text(texts)
        for column, values in self.labels.items():
            if len(values) != n_tokens:
                raise ValueError(
                    f"The labels {column!r} have {len(values)} entries for {n_tokens} tokens."
                )
        # A comparison with NaN is false, so both catch NaN and infinity too.
        if self.norms.max() <= MAX_ABS_VALUE:
            return  # No number is larger than the length of its row.
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
    def _token_ids(self) -> dict[str, int]:
        return _index_tokens(self.tokens)

    @cached_property
    def speller(self) -> Speller:
        """What finds the near spellings of a word: made ready for the first one."""
        return Speller(self.tokens)

    @property
    def dim(self) -> int:
        """How many numbers a row has."""
        return int(self.vectors.shape[1])

    @cached_property
    def fingerprint(self) -> str:
        """Short digest of tokens, vectors and labels: equal for equal content only."""
        digest = blake2b(digest_size=12)
        columns = [
            self.tokens,
            *(part for c, v in sorted(self.labels.items()) for part in ((c,), v)),
        ]
        for column in columns:
            for text in column:
                encoded = text.encode()
                digest.update(len(encoded).to_bytes(4, "little") + encoded)
            digest.update(len(column).to_bytes(8, "little"))
        digest.update(repr(self.vectors.shape).encode())
        digest.update(np.ascontiguousarray(self.vectors).data)
        return digest.hexdigest()

    @cached_property
    def norm_quantiles(self) -> tuple[float, float, float]:
        """The length that a tenth, half and nine tenths of the rows do not exceed."""
        low, middle, high = np.quantile(self.norms, (0.1, 0.5, 0.9)).tolist()
        return low, middle, high

    @cached_property
    def max_token_words(self) -> int:
        """How many words, separated by spaces, the longest token has: 2 for "new york"."""
        return 1 + max(token.strip().count(" ") for token in self.tokens)

    @cached_property
    def max_token_chars(self) -> int:
        """How many characters the longest token has."""
        return max(map(len, self.tokens))

    def __len__(self) -> int:
        return len(self.vectors)

    def __contains__(self, token: object) -> bool:
        return self._find(token) is not None

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
            When the vocabulary does not hold `token` in just this spelling; the message names the
            nearest spellings.
        """
        token_id = self._find(token)
        if token_id is not None:
            return token_id
        near = self.speller.suggest(token) if isinstance(token, str) else ()
        hint = f" Near spellings: {', '.join(near)}." if near else ""
        raise KeyError(f"{token!r} is not in the vocabulary of {self.name!r}.{hint}")

    def token(self, token_id: int) -> str:
        """Return the token of a row: of a file just opened, without making a word of each."""
        if "tokens" in vars(self) or self._token_table is None:
            return self.tokens[token_id]
        return self._token_table[token_id]

    def _find(self, token: object) -> int | None:
        # The first few are sought in the file as it lies; who asks for more gets a dictionary.
        if (
            self._token_table is not None
            and "_token_ids" not in vars(self)
            and isinstance(token, str)
        ):
            vars(self)["_n_lookups"] += 1
            if self._n_lookups <= LINEAR_LOOKUPS:
                return self._token_table.find(token)
        return self._token_ids.get(token)  # type: ignore[call-overload, no-any-return]

    def select(self, token_ids: Sequence[int], **changes: Any) -> EmbeddingMatrix:
        """Return a smaller embedding made of the rows `token_ids`, in that order.

        `changes` are constructor arguments that should differ from this embedding's own. The
        tokenizer is left behind, because its ids would not fit the new rows.
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
        rows.flags.writeable = False  # Ours alone: no second copy is needed to keep it as it is.
        return EmbeddingMatrix([self.tokens[i] for i in token_ids], rows, **(settings | changes))


# UTF-8 cannot hold one half of a surrogate pair.
_SURROGATE = re.compile("[\ud800-\udfff]")


def _check_text(texts: Collection[str]) -> None:
    """Raise ValueError unless all are text that UTF-8 can hold: looked at as one, to be quick."""
    try:
        joined = "".join(texts)
    except TypeError:
        joined = "\ud800"
    if joined.isascii() or not _SURROGATE.search(joined):
        return
    for text in texts:
        if not isinstance(text, str) or _SURROGATE.search(text):
            raise ValueError(f"{text!r} is not text: it cannot be written in UTF-8.")


def _compute_norms(rows: Vectors, given: Vectors | None) -> Vectors:
    """Return the length of each row: as known, if that is what float32 sees, too; else measured."""
    if given is not None and given.dtype == np.float32 and given.shape == rows.shape[:1]:
        near = np.sqrt(np.vecdot(rows, rows))
        if (np.abs(near - given) <= NORM_RTOL * given).all():
            return given if not _is_writable(given) else _read_only(given.copy())
    # In one call, so that it runs beside other threads: between calls it would wait for them.
    squares = np.einsum("ij,ij->i", rows, rows, dtype=np.float64)
    return _read_only(np.sqrt(squares).astype(np.float32))


def _read_only(norms: Vectors) -> Vectors:
    norms.flags.writeable = False
    return norms


def _index_tokens(tokens: Sequence[str]) -> dict[str, int]:
    """Return the token id of each token; of one that stands twice, the last."""
    n = len(tokens)
    return dict(zip(tokens, chain(SHARED_IDS[:n], range(len(SHARED_IDS), n)), strict=True))


def _as_read_only_float32(vectors: ArrayLike) -> Vectors:
    array = np.asarray(vectors)
    if array.ndim != 2:
        raise ValueError(f"vectors must have 2 axes (tokens × dimensions), not {array.ndim}.")
    if array.dtype.kind not in "fiu":
        raise ValueError(f"vectors must hold real numbers, not {array.dtype}.")
    if array.dtype != np.float32 or not array.flags.c_contiguous or _is_writable(array):
        with np.errstate(over="ignore"):  # A value too large becomes infinite and is refused.
            array = np.array(array, np.float32, order="C")
        array.flags.writeable = False
    return array


def _is_writable(array: NDArray[Any]) -> bool:
    """Say whether somebody could write to the memory of `array`, through it or what it views."""
    owner: object = array
    while isinstance(owner, np.ndarray):
        if owner.flags.writeable:
            return True
        owner = owner.base
    return False

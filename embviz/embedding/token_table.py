"""A vocabulary in one buffer of UTF-8 bytes, decoded only when needed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

NEWLINE = 10

# Number of leading bytes of a token that its digest depends on, besides its length.
MAX_DIGEST_BYTES = 256
_GOLDEN_RATIO = np.uint64(0x9E3779B97F4A7C15)  # 2⁶⁴ / φ, the multiplier of Fibonacci hashing.


class TokenTable:
    """Tokens in one buffer, and the offset at which each ends.

    `check` needs no Python strings: to make 400,000 of them and a dictionary takes longer than
    everything else in opening a file.

    Parameters
    ----------
    text : ndarray of uint8
        The tokens in UTF-8, without separators.
    ends : ndarray of int64, shape (n_tokens,)
        Offset of the end of each token.

    Raises
    ------
    ValueError
        If `ends` does not fit `text`.

    Examples
    --------
    >>> text = np.frombuffer("catdogköder".encode(), np.uint8)
    >>> table = TokenTable(text, np.array([3, 6, 12]))
    >>> table.check()
    >>> len(table), table[2], table.find("dog"), table.find("do")
    (3, 'köder', 1, None)
    >>> table.to_tuple()
    ('cat', 'dog', 'köder')
    """

    def __init__(self, text: NDArray[np.uint8], ends: NDArray[np.int64]) -> None:
        if ends.ndim != 1 or not len(ends) or ends.dtype != np.int64:
            raise ValueError("there is no list of where the tokens end.")
        self._starts = np.concatenate([[0], ends[:-1]])
        self._lengths = ends - self._starts
        if self._lengths.min() < 0 or ends[-1] != text.size:
            raise ValueError("the tokens overlap or leave a gap.")
        self._text = text
        self._ends = ends
        self._digests: NDArray[np.uint32] | None = None
        for array in (self._starts, self._lengths):  # Several threads share a table.
            array.flags.writeable = False

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, token_id: int) -> str:
        return self._token_bytes(token_id).decode()

    def _token_bytes(self, token_id: int) -> bytes:
        return self._text[self._starts[token_id] : self._ends[token_id]].tobytes()

    def check(self) -> None:
        """Raise ValueError unless all tokens are valid UTF-8 and different."""
        self._check_text()
        digests = self._token_digests()
        ordered = np.sort(digests)
        repeated = ordered[1:][ordered[1:] == ordered[:-1]]
        if not len(repeated):
            return  # Equal tokens have equal digests.
        seen = set()
        for token_id in np.flatnonzero(np.isin(digests, repeated)).tolist():
            raw = self._token_bytes(token_id)
            if raw in seen:
                raise ValueError(
                    f"The token {self[token_id]!r} occurs more than once: drop the repeats."
                )
            seen.add(raw)

    def _check_text(self) -> None:
        whole = self._text.tobytes()
        if whole.isascii():
            return
        whole.decode()
        # The buffer is valid as a whole, and so is each token unless it begins inside a character.
        first_bytes = self._text[self._starts[self._lengths > 0]]
        if ((first_bytes & 0xC0) == 0x80).any():
            raise ValueError("a token ends within a letter.")

    def _token_digests(self) -> NDArray[np.uint32]:
        if self._digests is None:
            digests = _digest_tokens(self._text, self._starts, self._lengths)
            digests.flags.writeable = False
            self._digests = digests
        return self._digests

    def find(self, token: str) -> int | None:
        """Return the id of a token, None if it is not in the table."""
        try:
            raw = token.encode()
        except UnicodeEncodeError:
            return None
        digest = _digest_tokens(
            np.frombuffer(raw, np.uint8), np.zeros(1, np.int64), np.array([len(raw)])
        )
        for token_id in np.flatnonzero(self._token_digests() == digest).tolist():
            if self._token_bytes(token_id) == raw:
                return int(token_id)
        return None

    def to_tuple(self) -> tuple[str, ...]:
        """Return all tokens."""
        if (self._text == NEWLINE).any():
            return self._decode_each()
        # One split of a text with line breaks is much faster than one decode per token.
        return tuple(np.insert(self._text, self._ends[:-1], NEWLINE).tobytes().decode().split("\n"))

    def _decode_each(self) -> tuple[str, ...]:
        whole = self._text.tobytes()
        offsets: Sequence[int] = [0, *self._ends.tolist()]
        return tuple([whole[start:end].decode() for start, end in pairwise(offsets)])


def _digest_tokens(
    text: NDArray[np.uint8], starts: NDArray[np.int64], lengths: NDArray[np.int64]
) -> NDArray[np.uint32]:
    """Return a hash of each token: equal for equal tokens, and rarely for different ones."""
    padded = np.concatenate([text, np.zeros(8, np.uint8)])
    # The eight bytes that begin at each byte, as one integer.
    words = np.ndarray((len(text) + 1,), "<u8", padded.data, strides=(1,))
    digests = lengths.astype(np.uint64)
    ids = np.arange(len(starts))
    for offset in range(0, MAX_DIGEST_BYTES, 8):
        n_bytes = np.minimum(lengths[ids] - offset, 8)
        has_bytes = n_bytes > 0
        if not has_bytes.all():
            ids, n_bytes = ids[has_bytes], n_bytes[has_bytes]
        if not len(ids):
            break
        unused_bits = 64 - 8 * n_bytes.astype(np.uint64)
        word = words[starts[ids] + offset] & (np.uint64(2**64 - 1) >> unused_bits)
        mixed = (digests[ids] ^ word) * _GOLDEN_RATIO
        digests[ids] = mixed ^ (mixed >> np.uint64(32))
    return digests.astype(np.uint32)

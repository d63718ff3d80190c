"""A vocabulary as it lies in a file: all tokens in one run of bytes, made into words when asked."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

NEWLINE = 10

# A digest is of the length of a token and as many of its bytes, eight at a time.
MAX_DIGEST_BYTES = 256
_GOLDEN_RATIO = np.uint64(0x9E3779B97F4A7C15)  # The golden ratio, as a share of 2⁶⁴.


class TokenTable:
    """Tokens in one run of bytes, and where each of them ends.

    That they are text, and all different, is checked without making a word of each: of 400,000,
    making them and a dictionary of them takes longer than everything else in opening a file.

    Parameters
    ----------
    text : ndarray of uint8
        UTF-8, one token after the other.
    ends : ndarray of int64, shape (n_tokens,)

    Raises
    ------
    ValueError
        When the ends do not fit the text.

    Examples
    --------
    >>> text = np.frombuffer("catdogköder".encode(), np.uint8)
    >>> packed = TokenTable(text, np.array([3, 6, 12]))
    >>> packed.check()
    >>> len(packed), packed[2], packed.find("dog"), packed.find("do")
    (3, 'köder', 1, None)
    >>> packed.to_tuple()
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
        for own in (self._starts, self._lengths):  # Others look up words here at the same time.
            own.flags.writeable = False

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, token_id: int) -> str:
        return self._token_bytes(token_id).decode()

    def _token_bytes(self, token_id: int) -> bytes:
        return self._text[self._starts[token_id] : self._ends[token_id]].tobytes()

    def check(self) -> None:
        """Raise ValueError unless all tokens are text, and no two the same."""
        self._check_text()
        digests = self._token_digests()
        ordered = np.sort(digests)
        alike = ordered[1:][ordered[1:] == ordered[:-1]]
        if not len(alike):
            return  # What is the same has the same digest.
        seen = set()
        for token_id in np.flatnonzero(np.isin(digests, alike)).tolist():
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
        # It is text as a whole; so is each part that does not begin within a letter.
        begins = self._text[self._starts[self._lengths > 0]]
        if ((begins & 0xC0) == 0x80).any():
            raise ValueError("a token ends within a letter.")

    def _token_digests(self) -> NDArray[np.uint32]:
        if self._digests is None:
            digests = _digest_tokens(self._text, self._starts, self._lengths)
            digests.flags.writeable = False
            self._digests = digests
        return self._digests

    def find(self, token: str) -> int | None:
        """Return the number of a token, None if it is not there."""
        try:
            raw = token.encode()
        except UnicodeEncodeError:
            return None
        sought = _digest_tokens(
            np.frombuffer(raw, np.uint8), np.zeros(1, np.int64), np.array([len(raw)])
        )
        for token_id in np.flatnonzero(self._token_digests() == sought).tolist():
            if self._token_bytes(token_id) == raw:
                return int(token_id)
        return None

    def to_tuple(self) -> tuple[str, ...]:
        """Return all tokens."""
        if (self._text == NEWLINE).any():
            return self._decode_each()
        # With a line break between them they are cut at one go.
        return tuple(np.insert(self._text, self._ends[:-1], NEWLINE).tobytes().decode().split("\n"))

    def _decode_each(self) -> tuple[str, ...]:
        whole = self._text.tobytes()
        places: Sequence[int] = [0, *self._ends.tolist()]
        return tuple([whole[start:end].decode() for start, end in pairwise(places)])


def _digest_tokens(
    text: NDArray[np.uint8], starts: NDArray[np.int64], lengths: NDArray[np.int64]
) -> NDArray[np.uint32]:
    """Return a number for each token, the same for the same tokens and hardly ever else."""
    padded = np.concatenate([text, np.zeros(8, np.uint8)])
    # The eight bytes from each byte on, as one number.
    eight = np.ndarray((len(text) + 1,), "<u8", padded.data, strides=(1,))
    digests = lengths.astype(np.uint64)
    chosen = np.arange(len(starts))
    for done in range(0, MAX_DIGEST_BYTES, 8):
        left = np.minimum(lengths[chosen] - done, 8)
        chosen, left = (chosen, left) if (left > 0).all() else (chosen[left > 0], left[left > 0])
        if not len(chosen):
            break
        bits = 64 - 8 * left.astype(np.uint64)
        part = eight[starts[chosen] + done] & (np.uint64(2**64 - 1) >> bits)
        mixed = (digests[chosen] ^ part) * _GOLDEN_RATIO
        digests[chosen] = mixed ^ (mixed >> np.uint64(32))
    return digests.astype(np.uint32)

"""Parse many rows of text at once with polars, if all of them are in the plain form."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from embviz.embedding import MAX_ABS_VALUE, Vectors

if TYPE_CHECKING:
    import polars

# Parsing fewer bytes line by line is as fast.
MIN_BLOCK_BYTES = 1 << 14


def parse_block(block: bytes, dim: int) -> tuple[list[str], Vectors] | None:
    r"""Parse lines of a token and `dim` numbers with single spaces between them.

    Parameters
    ----------
    block : bytes
        Whole lines.
    dim : int

    Returns
    -------
    tokens : list of str
    vectors : ndarray of float32, shape (n_lines, dim)
        None is returned instead of both if a line is of another form, or has a number that is not
        finite or too large: such blocks have to be parsed line by line.

    Examples
    --------
    >>> parse_block(b"cat 0.5 1\ndog 2 3\n", 2)
    (['cat', 'dog'], array([[0.5, 1. ],
           [2. , 3. ]], dtype=float32))
    >>> parse_block(b"new york 0.5 1\n", 2)
    """
    import polars as pl

    if block.isspace() or b"\t" in block or b"\0" in block:
        return None
    first = block[: block.find(b"\n")]
    if first.endswith((b" ", b"\r")):
        block = block.replace(b"\r\n", b"\n").replace(b" \n", b"\n")
    schema: dict[str, polars.DataType | type[polars.DataType]] = {"token": pl.String}
    schema |= {f"d{i}": pl.Float32 for i in range(dim)}
    try:
        frame = pl.read_csv(
            block,
            separator=" ",
            has_header=False,
            quote_char=None,
            schema=schema,
            raise_if_empty=False,
        )
    except pl.exceptions.PolarsError:
        return None
    tokens = frame["token"].to_list()
    vectors = frame[:, 1:].to_numpy()
    if not tokens or not all(tokens) or None in tokens:
        return None
    # A missing number is NaN, for which both comparisons are false.
    if not (vectors.min() >= -MAX_ABS_VALUE and vectors.max() <= MAX_ABS_VALUE):
        return None
    return tokens, np.ascontiguousarray(vectors)

"""Tables for the pages and for CSV files."""

from __future__ import annotations

from collections.abc import Sequence
from csv import QUOTE_NONNUMERIC

import numpy as np
import pandas as pd
import pyarrow as pa

from embviz.analogies import AnalogyPlane
from embviz.embedding import EmbeddingMatrix, Encoding, Vectors
from embviz.io.text.columns import embviz_header_dim
from embviz.io.text.csv_injection import escape_formula


def head(E: EmbeddingMatrix) -> dict[str, list[str] | list[float]]:
    """Return the first rows of an embedding as columns of a table."""
    ids = range(min(len(E), 8))
    return {
        "token id": list(ids),
        "token": [E.tokens[i] for i in ids],
        **{column: [values[i] for i in ids] for column, values in E.labels.items()},
        **{f"dim {d}": E.vectors[: len(ids), d].tolist() for d in range(min(E.dim, 6))},
    }


def rows_around(E: EmbeddingMatrix, token_id: int) -> pa.Table:
    """Return a row and the rows around it, with their first and last values, as a table.

    An Arrow table is sent to the browser as it is; a DataFrame is converted in every run.
    """
    first = max(0, min(token_id - 3, len(E) - 7))
    ids = range(first, min(first + 7, len(E)))
    dims = [*range(min(3, E.dim)), *([E.dim - 1] if E.dim > 3 else [])]
    return pa.table(
        {
            "token id": list(ids),
            "token": [f"{E.tokens[i]}  ◀" if i == token_id else E.tokens[i] for i in ids],
            **{f"dim {d}": E.vectors[ids.start : ids.stop, d].astype(float) for d in dims},
        }
    )


def encoding_table(encoding: Encoding) -> pa.Table:
    """Return the pieces of a text with their token ids as a table, including unknown pieces."""
    lookups = encoding.lookups
    return pa.table(
        {
            "piece": [lookup.query for lookup in lookups],
            "token": [
                f"{lookup.token or '—'} (not in the vocabulary)"
                if lookup.step == "unknown"
                else lookup.token
                for lookup in lookups
            ],
            "token id": pa.array([lookup.token_id for lookup in lookups], pa.int64()),
        }
    )


def plane_frame(plane: AnalogyPlane, names: Sequence[str], others: Sequence[str]) -> pd.DataFrame:
    """Return the coordinates of the words in the plane of an analogy as a table."""
    coordinates = np.vstack([*plane.points.values(), plane.others])
    return pd.DataFrame(coordinates, index=[*names, *others], columns=["across", "up"])


def to_safe_csv(frame: pd.DataFrame) -> str:
    r"""Return a table as CSV in which a spreadsheet runs no word as a formula.

    An apostrophe marks such words as text; see `embviz.io.text.csv_injection`. All texts are
    quoted.

    Examples
    --------
    >>> to_safe_csv(pd.DataFrame({"token": ["=1+1", "king"], "id": [-1, 2]}))
    '"token","id"\n"\'=1+1",-1\n"king",2\n'
    """
    safe = frame.copy()
    for i, dtype in enumerate(safe.dtypes):
        if not pd.api.types.is_numeric_dtype(dtype):
            cells = [_escape_cell(value) for value in safe.iloc[:, i]]
            safe.isetitem(i, pd.array(cells, dtype=object))
    names = [str(name) for name in safe.columns]
    if embviz_header_dim(names):
        # With the header of `embviz.save`, `load` would read the token ids as labels.
        names[0] = "word"
    safe.columns = pd.Index([escape_formula(name) for name in names])
    return safe.to_csv(index=False, quoting=QUOTE_NONNUMERIC, lineterminator="\n")


def _escape_cell(value: object) -> object:
    return escape_formula(value) if isinstance(value, str) else value


def format_degrees(angle: float) -> str:
    """Return an angle in degrees with one decimal; NaN, for a row of zeros, as a dash."""
    return "—" if np.isnan(angle) else f"{angle:.1f}°"


def with_difference(rows: Vectors) -> Vectors:
    """Return two rows with their difference as a third row."""
    return np.vstack([rows, rows[:1] - rows[1:]])

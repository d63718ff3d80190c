"""Results as tables for the page."""

from __future__ import annotations

from collections.abc import Sequence
from csv import QUOTE_NONNUMERIC

import numpy as np
import pandas as pd
import pyarrow as pa

from embviz.analogies import AnalogyPlane
from embviz.embedding import EmbeddingMatrix, Encoding, Vectors
from embviz.io import embviz_header_dim, escape_formula


def head(E: EmbeddingMatrix) -> dict[str, list[str] | list[float]]:
    """Return the first rows of an embedding as columns of a table."""
    shown = range(min(len(E), 8))
    return {
        "token id": list(shown),
        "token": [E.tokens[i] for i in shown],
        **{column: [values[i] for i in shown] for column, values in E.labels.items()},
        **{f"dim {d}": E.vectors[: len(shown), d].tolist() for d in range(min(E.dim, 6))},
    }


def rows_around(E: EmbeddingMatrix, token_id: int) -> pa.Table:
    """Return the rows next to one, with their first and last values, as a table.

    A table of Arrow is what the browser gets; one of pandas would be made into it in every run.
    """
    first = max(0, min(token_id - 3, len(E) - 7))
    ids = range(first, min(first + 7, len(E)))
    shown = [*range(min(3, E.dim)), *([E.dim - 1] if E.dim > 3 else [])]
    return pa.table(
        {
            "token id": list(ids),
            "token": [f"{E.tokens[i]}  ◀" if i == token_id else E.tokens[i] for i in ids],
            **{f"dim {d}": E.vectors[ids.start : ids.stop, d].astype(float) for d in shown},
        }
    )


def encoding_table(encoding: Encoding) -> pa.Table:
    """Return the pieces of a text with their token ids as a table, the unknown ones included."""
    found = encoding.lookups
    return pa.table(
        {
            "piece": [each.query for each in found],
            "token": [
                f"{each.token or '—'} (not in the vocabulary)"
                if each.step == "unknown"
                else each.token
                for each in found
            ],
            "token id": pa.array([each.token_id for each in found], pa.int64()),
        }
    )


def plane_frame(plane: AnalogyPlane, names: Sequence[str], others: Sequence[str]) -> pd.DataFrame:
    """Return the places of the words in the plane of an analogy as a table."""
    places = np.vstack([*plane.points.values(), plane.others])
    return pd.DataFrame(places, index=[*names, *others], columns=["across", "up"])


def to_safe_csv(frame: pd.DataFrame) -> str:
    r"""Return a table as a file for a spreadsheet, which runs no word of it as a formula.

    An apostrophe before it keeps it text, and reading the file with embviz takes it away again:
    see `embviz.io.text.csv_injection`. All texts are in quotes, so that none is cut.

    Examples
    --------
    >>> to_safe_csv(pd.DataFrame({"token": ["=1+1", "king"], "id": [-1, 2]}))
    '"token","id"\n"\'=1+1",-1\n"king",2\n'
    """
    safe = frame.copy()
    for place, kind in enumerate(safe.dtypes):
        if not pd.api.types.is_numeric_dtype(kind):
            cells = [_escape_cell(value) for value in safe.iloc[:, place]]
            safe.isetitem(place, pd.array(cells, dtype=object))
    names = [str(name) for name in safe.columns]
    if embviz_header_dim(names):
        # Who reads that takes the words as they are, as `embviz.save` wrote them.
        names[0] = "word"
    safe.columns = pd.Index([escape_formula(name) for name in names])
    return safe.to_csv(index=False, quoting=QUOTE_NONNUMERIC, lineterminator="\n")


def _escape_cell(value: object) -> object:
    return escape_formula(value) if isinstance(value, str) else value


def format_degrees(angle: float) -> str:
    """Return an angle for the page; a row of zeros has no direction, so no angle."""
    return "—" if np.isnan(angle) else f"{angle:.1f}°"


def with_difference(rows: Vectors) -> Vectors:
    """Return two rows with a third, their difference, below."""
    return np.vstack([rows, rows[:1] - rows[1:]])

"""Each file of the corpus loads as expected, or is rejected with a message that names it."""

from __future__ import annotations

import io

import pytest

from embviz.io import FormatError, load
from tests.support.corpus import Case, all_cases

CASES = all_cases()


def test_number_of_cases():
    assert len(CASES) >= 150


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("way", ["path", "upload"])
def test_load(tmp_path, name, way):
    case: Case = CASES[name]
    path = tmp_path / name
    path.write_bytes(case.content)
    file = io.BytesIO(case.content)
    file.name = name
    metadata = None if case.metadata is None else io.BytesIO(case.metadata)
    source = path if way == "path" else file
    if case.error:
        with pytest.raises(FormatError) as caught:
            load(source, metadata=metadata, options=case.options)
        message = str(caught.value)
        assert case.error in message
        assert len(message) < 500
        assert message.startswith(name) or metadata is not None
        assert str(tmp_path) not in message
        return
    E = load(source, metadata=metadata, options=case.options)
    assert not file.closed
    assert E.tokens == case.tokens
    assert E.dim == case.dim
    assert case.note in " ".join(E.notes)

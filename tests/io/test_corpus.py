"""Each file of the corpus is read right, or refused with file, place and mend."""

from __future__ import annotations

import io

import pytest

from embviz.io import FormatError, load
from tests.support.corpus import Case, all_cases

CASES = all_cases()


def test_the_corpus_is_large():
    assert len(CASES) >= 150


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("way", ["path", "upload"])
def test_a_file_of_the_corpus(tmp_path, name, way):
    case: Case = CASES[name]
    path = tmp_path / name
    path.write_bytes(case.content)
    file = io.BytesIO(case.content)
    file.name = name
    beside = None if case.metadata is None else io.BytesIO(case.metadata)
    source = path if way == "path" else file
    if case.error:
        with pytest.raises(FormatError) as caught:
            load(source, metadata=beside, options=case.options)
        told = str(caught.value)
        assert case.error in told
        assert len(told) < 500
        assert told.startswith(name) or beside is not None
        assert str(tmp_path) not in told
        return
    E = load(source, metadata=beside, options=case.options)
    assert not file.closed
    assert E.tokens == case.tokens
    assert E.dim == case.dim
    assert case.note in " ".join(E.notes)

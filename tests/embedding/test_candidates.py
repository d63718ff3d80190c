"""All that a typed word may mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embviz import EmbeddingMatrix
from embviz.embedding import find_candidates, lookup

E = EmbeddingMatrix(["us", "US", "café", "cafe\u0301", "use", " pad"], [[i, 1] for i in range(6)])


@pytest.mark.parametrize(
    ("typed", "steps"),
    [
        ("us", {"exact": ("us",)}),
        (" us ", {"exact": ("us",)}),
        (" pad", {"exact": (" pad",)}),
        ("Us", {"case": ("us", "US")}),
        ("CAFÉ", {"case": ("café",), "unicode": ("cafe\u0301",)}),
        ("usee", {"spelling": ("use", "us", "US")}),
        ("qwxzt", {}),
        ("", {}),
    ],
)
def test_steps(typed, steps):
    assert {rung.step: rung.tokens for rung in find_candidates(E, typed)} == steps


def test_pieces_come_last(minilm):
    steps = [(rung.step, rung.tokens) for rung in find_candidates(minilm, "embeddings")]
    assert steps == [("subwords", ("em", "##bed", "##ding", "##s"))]
    steps = {rung.step: rung.tokens for rung in find_candidates(minilm, "kingg")}
    assert list(steps) == ["spelling", "subwords"]
    assert "king" in steps["spelling"]
    # A character that the tokenizer does not know has no pieces.
    assert "subwords" not in {r.step for r in find_candidates(minilm, "\u1234")}


@given(st.text(alphabet="usUSaé ´", max_size=6))
def test_first_step_is_that_of_lookup(typed):
    found, rungs = lookup(E, typed), find_candidates(E, typed)
    if found.token is not None:
        assert (rungs[0].step, rungs[0].tokens[0]) == (found.step, found.token)
    tokens = [token for rung in rungs for token in rung.tokens]
    assert len(tokens) == len({*tokens})
    assert {*tokens} <= {*E.tokens}

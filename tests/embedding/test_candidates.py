"""Candidates of a typed word."""

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
    assert {group.step: group.tokens for group in find_candidates(E, typed)} == steps


def test_subwords_come_last(minilm):
    steps = [(group.step, group.tokens) for group in find_candidates(minilm, "embeddings")]
    assert steps == [("subwords", ("em", "##bed", "##ding", "##s"))]
    steps = {group.step: group.tokens for group in find_candidates(minilm, "kingg")}
    assert list(steps) == ["spelling", "subwords"]
    assert "king" in steps["spelling"]
    # A character that is unknown to the tokenizer has no subwords.
    assert "subwords" not in {group.step for group in find_candidates(minilm, "\u1234")}


@given(st.text(alphabet="usUSaé ´", max_size=6))
def test_first_candidate_is_the_result_of_lookup(typed):
    result, groups = lookup(E, typed), find_candidates(E, typed)
    if result.token is not None:
        assert (groups[0].step, groups[0].tokens[0]) == (result.step, result.token)
    tokens = [token for group in groups for token in group.tokens]
    assert len(tokens) == len({*tokens})
    assert {*tokens} <= {*E.tokens}

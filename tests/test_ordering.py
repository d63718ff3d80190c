"""An order in which neighbors are alike."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embviz import EmbeddingMatrix
from embviz.ordering import similar_together
from tests.conftest import embeddings


@given(embeddings(), st.data())
def test_a_permutation_of_the_tokens(E, data):
    tokens = data.draw(st.lists(st.sampled_from(E.tokens), max_size=8))
    assert sorted(similar_together(E, tokens)) == sorted(tokens)


@pytest.mark.parametrize("tokens", [[], ["b"], ["b", "a"]])
def test_fewer_than_three_stay_as_they_are(tokens):
    assert similar_together(EmbeddingMatrix("ab", [[1], [2]]), tokens) == tokens


@given(st.permutations("abcdefg"))
def test_directions_are_walked_from_one_end_to_the_other(shuffled):
    degrees = np.radians([0, 10, 22, 31, 45, 53, 70])
    E = EmbeddingMatrix("abcdefg", np.column_stack([np.cos(degrees), np.sin(degrees)]))
    assert "".join(similar_together(E, shuffled)) in ("abcdefg", "gfedcba")


def test_groups_come_together(glove):
    mixed = ["cat", "france", "dog", "italy", "horse", "spain"]
    ordered = similar_together(glove, mixed)
    assert {*ordered[:3]} in ({"cat", "dog", "horse"}, {"france", "italy", "spain"})

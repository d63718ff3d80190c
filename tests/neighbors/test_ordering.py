"""An order in which neighbors are alike."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embviz import EmbeddingMatrix
from embviz.neighbors import build_dendrogram, order_by_similarity, pairwise
from tests.conftest import embeddings


@given(embeddings(), st.data())
def test_a_permutation_of_the_tokens(E, data):
    tokens = data.draw(st.lists(st.sampled_from(E.tokens), max_size=8))
    assert sorted(order_by_similarity(E, tokens)) == sorted(tokens)


@pytest.mark.parametrize("tokens", [[], ["b"], ["b", "a"]])
def test_fewer_than_three_stay_as_they_are(tokens):
    assert order_by_similarity(EmbeddingMatrix("ab", [[1], [2]]), tokens) == tokens


@given(st.permutations("abcdefg"))
def test_directions_are_walked_from_one_end_to_the_other(shuffled):
    degrees = np.radians([0, 10, 22, 31, 45, 53, 70])
    E = EmbeddingMatrix("abcdefg", np.column_stack([np.cos(degrees), np.sin(degrees)]))
    assert "".join(order_by_similarity(E, shuffled)) in ("abcdefg", "gfedcba")


def test_groups_come_together(glove):
    mixed = ["cat", "france", "dog", "italy", "horse", "spain"]
    ordered = order_by_similarity(glove, mixed)
    assert {*ordered[:3]} in ({"cat", "dog", "horse"}, {"france", "italy", "spain"})


def test_tree_by_hand():
    # cat–dog 0.6, dog–car 0.8, cat–car 0: dog and car join at 0.2, cat at the mean of 1 and 0.4.
    E = EmbeddingMatrix(["cat", "dog", "car"], [[4, 0], [3, 4], [0, 2]])
    found = build_dendrogram(E, ["cat", "dog", "car"])
    assert found.linkage == pytest.approx(np.array([[1, 2, 0.2, 2], [0, 3, 0.7, 3]]))
    assert found.leaf_order in ((0, 1, 2), (2, 1, 0))
    # Heights 0.7, 0.7, 0.2 against distances 0.4, 1, 0.2.
    assert found.cophenetic_correlation == pytest.approx(
        np.corrcoef([0.7, 0.7, 0.2], [0.4, 1, 0.2])[0, 1]
    )


@given(embeddings(min_size=2))
def test_each_join_is_as_high_as_its_words_are_apart_on_average(E):
    found = build_dendrogram(E, E.tokens)
    apart = 1 - pairwise(E, E.tokens)
    members = [[i] for i in range(len(E))]
    for one, other, height, size in found.linkage:
        left, right = members[int(one)], members[int(other)]
        assert height == pytest.approx(apart[np.ix_(left, right)].mean(), abs=1e-9)
        members.append(left + right)
        assert len(members[-1]) == size
    assert sorted(members[-1]) == sorted(found.leaf_order) == list(range(len(E)))


@pytest.mark.parametrize("tokens", [[], ["a"]])
def test_a_tree_needs_two_words(tokens):
    with pytest.raises(ValueError, match="at least two words"):
        build_dendrogram(EmbeddingMatrix("ab", [[1], [2]]), tokens)

"""Dendrograms and the order of their leaves."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embviz import EmbeddingMatrix
from embviz.neighbors import build_dendrogram, order_by_similarity, pairwise
from tests.conftest import embeddings


@given(embeddings(), st.data())
def test_order_is_a_permutation_of_the_tokens(E, data):
    tokens = data.draw(st.lists(st.sampled_from(E.tokens), max_size=8))
    assert sorted(order_by_similarity(E, tokens)) == sorted(tokens)


@pytest.mark.parametrize("tokens", [[], ["b"], ["b", "a"]])
def test_fewer_than_three_tokens_are_not_reordered(tokens):
    assert order_by_similarity(EmbeddingMatrix("ab", [[1], [2]]), tokens) == tokens


@given(st.permutations("abcdefg"))
def test_directions_are_ordered_by_angle(shuffled):
    degrees = np.radians([0, 10, 22, 31, 45, 53, 70])
    E = EmbeddingMatrix("abcdefg", np.column_stack([np.cos(degrees), np.sin(degrees)]))
    assert "".join(order_by_similarity(E, shuffled)) in ("abcdefg", "gfedcba")


def test_groups_are_adjacent(glove):
    mixed = ["cat", "france", "dog", "italy", "horse", "spain"]
    ordered = order_by_similarity(glove, mixed)
    assert {*ordered[:3]} in ({"cat", "dog", "horse"}, {"france", "italy", "spain"})


def test_dendrogram_by_hand():
    # cat–dog 0.6, dog–car 0.8, cat–car 0: dog and car merge at 0.2, cat at the mean of 1 and 0.4.
    E = EmbeddingMatrix(["cat", "dog", "car"], [[4, 0], [3, 4], [0, 2]])
    tree = build_dendrogram(E, ["cat", "dog", "car"])
    assert tree.linkage == pytest.approx(np.array([[1, 2, 0.2, 2], [0, 3, 0.7, 3]]))
    assert tree.leaf_order in ((0, 1, 2), (2, 1, 0))
    # Heights 0.7, 0.7, 0.2 and distances 0.4, 1, 0.2.
    assert tree.cophenetic_correlation == pytest.approx(
        np.corrcoef([0.7, 0.7, 0.2], [0.4, 1, 0.2])[0, 1]
    )


@given(embeddings(min_size=2))
def test_heights_are_mean_distances_between_clusters(E):
    tree = build_dendrogram(E, E.tokens)
    distances = 1 - pairwise(E, E.tokens)
    members = [[i] for i in range(len(E))]
    for left_id, right_id, height, size in tree.linkage:
        left, right = members[int(left_id)], members[int(right_id)]
        assert height == pytest.approx(distances[np.ix_(left, right)].mean(), abs=1e-9)
        members.append(left + right)
        assert len(members[-1]) == size
    assert sorted(members[-1]) == sorted(tree.leaf_order) == list(range(len(E)))


@pytest.mark.parametrize("tokens", [[], ["a"]])
def test_dendrogram_needs_two_words(tokens):
    with pytest.raises(ValueError, match="at least two words"):
        build_dendrogram(EmbeddingMatrix("ab", [[1], [2]]), tokens)

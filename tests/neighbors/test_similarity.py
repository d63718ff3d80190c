"""Similarity and most_similar: by hand, by their properties, and compared with a full sort."""

from math import sqrt

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from embviz import EmbeddingMatrix, most_similar, similarity
from embviz.neighbors import (
    METRICS,
    QueryScores,
    nearest,
    pairwise,
    query_scores,
    rank_subset,
    score_rows,
    top_k,
)
from embviz.neighbors.most_similar import _kth_largest
from tests.conftest import embeddings, random_embedding

metrics = st.sampled_from(list(METRICS))
any_scale = (
    st.integers(-3, 3) | st.floats(-(2**49), 2**49, width=32) | st.floats(0, 2**-100, width=32)
)
# Sums of squares and products of these are exact in float32.
small_integers = st.integers(-3, 3)


@pytest.mark.parametrize(
    ("a", "b", "cosine", "euclidean", "dot"),
    [
        ("cat", "dog", 12 / (4 * 5), sqrt(1 + 16), 12),
        ("dog", "car", 8 / (5 * 2), sqrt(9 + 4), 8),
        ("cat", "car", 0, sqrt(16 + 4), 0),
        ("dog", "dog", 1, 0, 25),
        ("dog", "void", 0, 5, 0),
        ("void", "void", 0, 0, 0),
    ],
)
def test_by_hand(tiny, a, b, cosine, euclidean, dot):
    assert similarity(tiny, a, b) == pytest.approx(cosine, abs=1e-15)
    assert similarity(tiny, a, b, metric="euclidean") == pytest.approx(euclidean, abs=1e-15)
    assert similarity(tiny, a, b, metric="dot") == dot
    for metric, expected in (("cosine", cosine), ("euclidean", euclidean), ("dot", dot)):
        assert score_rows(tiny, tiny[a], metric)[tiny.token_id(b)] == pytest.approx(expected, 1e-6)


@given(embeddings(any_scale), metrics)
def test_symmetric(E, metric):
    table = pairwise(E, E.tokens, metric)
    np.testing.assert_array_equal(table, table.T)
    # Products of matrices of another shape may round differently.
    score = similarity(E, E.tokens[0], E.tokens[-1], metric)
    assert score == pytest.approx(table[0, -1], rel=1e-12, abs=1e-12)


@given(embeddings(any_scale))
def test_cosine_lies_between_minus_1_and_1(E):
    scores = np.array(most_similar(E, E.vectors[0], len(E)).scores)
    for cosines in (pairwise(E, E.tokens), score_rows(E, E.vectors[0]), scores):
        assert ((cosines >= -1) & (cosines <= 1)).all()


@given(embeddings(st.just(0) | st.floats(0.5, 2, width=32)))
def test_cosine_of_a_row_with_itself_is_1_or_0_for_zeros(E):
    expected = [float(row.any()) for row in E.vectors]
    np.testing.assert_allclose(np.diag(pairwise(E, E.tokens)), expected, atol=1e-12)
    np.testing.assert_allclose(
        [score_rows(E, row)[i] for i, row in enumerate(E.vectors)], expected, atol=1e-6
    )


@given(
    arrays(np.float64, (4, 3), elements=st.floats(0.1, 10) | st.floats(-10, -0.1)),
    st.lists(st.floats(-30, 13), min_size=4, max_size=4),
)
def test_cosine_does_not_depend_on_length(rows, powers):
    lengths = 10.0 ** np.array(powers)
    E = EmbeddingMatrix("abcd", rows)
    scaled = EmbeddingMatrix("abcd", rows * lengths[:, None])
    np.testing.assert_allclose(pairwise(scaled, "abcd"), pairwise(E, "abcd"), atol=1e-6)
    np.testing.assert_allclose(score_rows(scaled, scaled["a"]), score_rows(E, E["a"]), atol=1e-6)


@given(embeddings(any_scale))
def test_a_zero_vector_has_similarity_0_to_everything(E):
    E = EmbeddingMatrix([*E.tokens, "zero"], np.vstack([E.vectors, np.zeros(E.dim)]))
    for metric in ("cosine", "dot"):
        assert not pairwise(E, E.tokens, metric)[-1].any()
        assert not score_rows(E, np.zeros(E.dim), metric).any()
        assert not any(score_rows(E, row, metric)[-1] for row in E.vectors)


@given(embeddings(any_scale), metrics)
def test_never_nan(E, metric):
    assert np.isfinite(pairwise(E, E.tokens, metric)).all()
    assert np.isfinite(score_rows(E, E.vectors[0], metric)).all()


@given(embeddings(min_size=3))
def test_euclidean_distance_is_a_metric(E):
    distances = pairwise(E, E.tokens, "euclidean")
    assert (distances >= 0).all()
    assert not np.diag(distances).any()
    detours = distances[:, :, None] + distances[None, :, :]  # i → j → k
    assert (distances[:, None, :] <= detours + 1e-9).all()


@given(embeddings(), metrics)
def test_scores_agree_with_pairwise(E, metric):
    table = pairwise(E, E.tokens, metric)
    for row, expected in zip(E.vectors, table, strict=True):
        np.testing.assert_allclose(
            score_rows(E, row, metric), expected, rtol=1e-4, atol=2e-2 if metric == "dot" else 1e-5
        )


@given(embeddings(), metrics, st.integers(1, 9), st.data())
def test_most_similar_agrees_with_pairwise(E, metric, k, data):
    token = data.draw(st.sampled_from(E.tokens))
    neighbors = most_similar(E, token, k, metric)
    exact = dict(zip(E.tokens, pairwise(E, E.tokens, metric)[E.token_id(token)], strict=True))
    assert neighbors.metric == metric
    assert len({*neighbors.tokens}) == min(k, len(E) - 1)
    assert token not in neighbors.tokens
    assert neighbors.tokens == tuple(E.tokens[i] for i in neighbors.token_ids)
    assert neighbors.scores == pytest.approx([exact[t] for t in neighbors.tokens], 1e-9, 1e-9)
    sign = 1 if METRICS[metric].higher_is_nearer else -1
    for other in {*E.tokens} - {token, *neighbors.tokens}:
        worst = sign * neighbors.scores[-1]
        assert sign * exact[other] <= worst + 1e-9 * max(1, abs(worst))


@given(embeddings(), metrics, st.integers(1, 9))
def test_a_longer_ranking_begins_with_the_shorter_one(E, metric, k):
    full = most_similar(E, E.vectors[0], len(E), metric)
    first = most_similar(E, E.vectors[0], k, metric)
    assert first.token_ids == full.token_ids[:k]
    assert first.scores == full.scores[:k]
    sign = -1 if METRICS[metric].higher_is_nearer else 1
    keys = [(sign * score, i) for score, i in zip(full.scores, full.token_ids, strict=True)]
    assert keys == sorted(keys)


@pytest.mark.parametrize("metric", METRICS)
def test_most_similar_agrees_with_a_full_sort_of_many_tokens(metric):
    E = random_embedding(20_000, 8)
    rows = E.vectors.astype(np.float64)
    query = rows[3]
    scores = {
        "cosine": rows @ query / np.linalg.norm(rows, axis=1),
        "euclidean": -((rows - query) ** 2).sum(axis=1),
        "dot": rows @ query,
    }[metric]
    expected = [i for i in sorted(range(len(E)), key=lambda i: (-scores[i], i)) if i != 3][:50]
    assert most_similar(E, E.tokens[3], 50, metric).token_ids == tuple(expected)


@given(embeddings(small_integers), st.sampled_from(["euclidean", "dot"]))
def test_ties_are_in_order_of_token_id(E, metric):
    ids = most_similar(E, E.tokens[0], len(E), metric).token_ids
    exact = pairwise(E, E.tokens, metric)[0]
    keys = [(exact[i] if metric == "euclidean" else -exact[i], i) for i in ids]
    assert keys == sorted(keys)


def test_tied_cosines_are_in_order_of_token_id():
    E = EmbeddingMatrix("qabcd", [[1, 0], [0, 1], [4, 0], [0, 2], [2, 0]])
    assert most_similar(E, "q", k=4).tokens == ("b", "d", "a", "c")
    assert most_similar(E, "q", k=1).tokens == ("b",)
    assert most_similar(E, "q", k=3).tokens == ("b", "d", "a")


@pytest.mark.parametrize("k", [3, 7])
@pytest.mark.parametrize("metric", METRICS)
def test_equal_rows_are_ties(metric, k):
    for seed in range(20):
        row, query = random_embedding(2, 100, seed).vectors
        E = EmbeddingMatrix("abcdefg", np.tile(row, (7, 1)))
        assert most_similar(E, query, k, metric).tokens == tuple("abcdefg"[:k])


def test_best_first_in_the_unit_of_the_metric(tiny):
    # From dog: cosine cat 0.6, car 0.8, void 0; distance √17, √13, 5; dot 12, 8, 0.
    assert most_similar(tiny, "dog").tokens == ("car", "cat", "void")
    by_distance = most_similar(tiny, "dog", metric="euclidean")
    assert by_distance.tokens == ("car", "cat", "void")
    assert by_distance.scores == pytest.approx((sqrt(13), sqrt(17), 5))
    assert most_similar(tiny, "dog", metric="dot").scores == (12, 8, 0)


def test_input_tokens_can_be_included(tiny):
    neighbors = most_similar(tiny, "dog", k=2, exclude_inputs=False)
    assert neighbors.tokens == ("dog", "car")
    assert neighbors.scores[0] == pytest.approx(1)


def test_a_vector_excludes_no_token(tiny):
    assert most_similar(tiny, tiny["dog"], k=1).tokens == ("dog",)
    assert most_similar(tiny, [0, -1], k=1, metric="dot").tokens == ("cat",)


def test_nearest_excludes_token_ids(tiny):
    assert nearest(tiny, tiny["dog"], 10, exclude=[1, 2, 2]).tokens == ("cat", "void")
    assert len(nearest(tiny, tiny["dog"], 1, exclude=range(4))) == 0


def test_top_k_does_not_change_its_values(tiny):
    values = np.array([3.0, 1.0, 2.0, 1.0])
    assert top_k(tiny, values, 3, "points", [2]).scores == (3, 1, 1)
    assert top_k(tiny, values, 4, "points").token_ids == (0, 2, 1, 3)
    assert values.tolist() == [3, 1, 2, 1]


def test_scores_do_not_depend_on_blocks(tiny, monkeypatch):
    expected = score_rows(tiny, [1, 2], "euclidean")
    monkeypatch.setattr(query_scores, "BLOCK_ROWS", 3)
    np.testing.assert_array_equal(score_rows(tiny, [1, 2], "euclidean"), expected)


@given(embeddings(), st.data())
def test_query_scores_of_a_sum(E, data):
    a, b = (data.draw(arrays(np.float64, E.dim, elements=small_integers)) for _ in range(2))
    scores = QueryScores(E, a).add(QueryScores(E, b))
    np.testing.assert_array_equal(scores.query, a + b)
    np.testing.assert_allclose(scores.cosines, score_rows(E, a + b), atol=2e-6)
    # Vectors that cancel out leave no rounding error.
    assert not QueryScores(E, a).add(QueryScores(E, -a)).dots().any()


def test_query_scores_are_computed_once(glove):
    scores = QueryScores(glove, glove["king"])
    unit_dots = scores.unit_dots
    for metric in METRICS:
        assert nearest(glove, scores, 5, metric) == nearest(glove, glove["king"], 5, metric)
    assert scores.unit_dots is unit_dots


@pytest.mark.parametrize("k", [0, -1])
def test_k_below_1_is_rejected(tiny, k):
    with pytest.raises(ValueError, match=f"k is {k}"):
        most_similar(tiny, "cat", k)


@pytest.mark.parametrize(
    "call", [similarity, lambda E, a, b, metric: most_similar(E, a, 1, metric)]
)
def test_unknown_metric_is_rejected(tiny, call):
    with pytest.raises(ValueError, match="'cosinus'; choose one of cosine, euclidean, dot"):
        call(tiny, "cat", "dog", metric="cosinus")


@pytest.mark.parametrize("vector", [[1, 2, 3], [[1, 2]], 1.0])
def test_error_of_a_vector_of_another_shape_names_both_shapes(tiny, vector):
    with pytest.raises(ValueError, match=r"has shape \(.*\); rows of 'tiny' have \(2,\)"):
        most_similar(tiny, vector)


def test_unknown_token_is_rejected(tiny):
    with pytest.raises(KeyError, match="'dgo' is not in"):
        similarity(tiny, "cat", "dgo")
    with pytest.raises(KeyError, match="'dgo' is not in"):
        most_similar(tiny, "dgo")


def test_euclidean_ranking_of_tiny_rows():
    E = EmbeddingMatrix("abc", np.array([[1, 0], [5, 0], [2, 0]]) * 1e-30)
    assert most_similar(E, "a", metric="euclidean").tokens == ("c", "b")


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_query_with_a_value_that_is_not_finite_is_rejected(tiny, value):
    with pytest.raises(ValueError, match="must be a number between"):
        most_similar(tiny, [value, 1])


def test_to_frame(tiny):
    frame = most_similar(tiny, "dog", k=2).to_frame()
    assert frame.to_dict("list") == {
        "token": ["car", "cat"],
        "token id": [2, 0],
        "cosine": pytest.approx([0.8, 0.6]),
    }
    assert (frame.index.name, list(frame.index)) == ("rank", [1, 2])


def test_neighbors_of_cat(glove):
    neighbors = most_similar(glove, "cat", k=5)
    assert neighbors.tokens == ("dog", "rabbit", "cats", "monkey", "pet")
    assert neighbors.scores[0] == pytest.approx(similarity(glove, "cat", "dog"), abs=1e-6)


def test_rank_subset(tiny):
    ranked = rank_subset(tiny, ["car", "cat", "dog"], [0.1, -0.5, 0.1], "association")
    assert ranked.tokens == ("car", "dog", "cat")  # Ties in the given order.
    assert ranked.token_ids == (2, 1, 0)
    assert ranked.scores == (0.1, 0.1, -0.5)
    assert ranked.metric == "association"
    assert ranked.reversed().tokens == ("cat", "dog", "car")
    assert ranked.head_and_tail(1).tokens == ("car", "cat")
    assert ranked.head_and_tail(1).scores == (0.1, -0.5)


@given(
    arrays(np.float32, st.integers(1, 400), elements=st.floats(-2, 2, width=32)), st.integers(1, 5)
)
def test_kth_largest_agrees_with_a_full_sort(values, k):
    assume(k <= len(values))
    assert _kth_largest(values, k) == np.sort(values)[-k]

"""The three measures: by hand, by law, and against a sort of the whole vocabulary."""

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
any_size = (
    st.integers(-3, 3) | st.floats(-(2**49), 2**49, width=32) | st.floats(0, 2**-100, width=32)
)
# Whole numbers up to 3: sums of squares and products are exact in float32.
whole = st.integers(-3, 3)


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


@given(embeddings(any_size), metrics)
def test_symmetric(E, metric):
    table = pairwise(E, E.tokens, metric)
    np.testing.assert_array_equal(table, table.T)
    # A product of another size can round otherwise, in the last bit.
    alone = similarity(E, E.tokens[0], E.tokens[-1], metric)
    assert alone == pytest.approx(table[0, -1], rel=1e-12, abs=1e-12)


@given(embeddings(any_size))
def test_cosine_lies_between_minus_1_and_1(E):
    found = most_similar(E, E.vectors[0], len(E))
    for cosines in (pairwise(E, E.tokens), score_rows(E, E.vectors[0]), np.array(found.scores)):
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
    one = EmbeddingMatrix("abcd", rows)
    other = EmbeddingMatrix("abcd", rows * lengths[:, None])
    np.testing.assert_allclose(pairwise(other, "abcd"), pairwise(one, "abcd"), atol=1e-6)
    np.testing.assert_allclose(score_rows(other, other["a"]), score_rows(one, one["a"]), atol=1e-6)


@given(embeddings(any_size))
def test_a_zero_vector_has_similarity_0_to_everything(E):
    E = EmbeddingMatrix([*E.tokens, "zero"], np.vstack([E.vectors, np.zeros(E.dim)]))
    for metric in ("cosine", "dot"):
        assert not pairwise(E, E.tokens, metric)[-1].any()
        assert not score_rows(E, np.zeros(E.dim), metric).any()
        assert not any(score_rows(E, row, metric)[-1] for row in E.vectors)


@given(embeddings(any_size), metrics)
def test_never_nan(E, metric):
    assert np.isfinite(pairwise(E, E.tokens, metric)).all()
    assert np.isfinite(score_rows(E, E.vectors[0], metric)).all()


@given(embeddings(min_size=3))
def test_euclidean_distance_is_a_distance(E):
    far = pairwise(E, E.tokens, "euclidean")
    assert (far >= 0).all()
    assert not np.diag(far).any()
    detours = far[:, :, None] + far[None, :, :]  # i → j → k
    assert (far[:, None, :] <= detours + 1e-9).all()


@given(embeddings(), metrics)
def test_scores_agree_with_pairwise(E, metric):
    table = pairwise(E, E.tokens, metric)
    for row, expected in zip(E.vectors, table, strict=True):
        np.testing.assert_allclose(
            score_rows(E, row, metric), expected, rtol=1e-4, atol=2e-2 if metric == "dot" else 1e-5
        )


@given(embeddings(), metrics, st.integers(1, 9), st.data())
def test_most_similar_agrees_with_the_table_of_all_pairs(E, metric, k, data):
    token = data.draw(st.sampled_from(E.tokens))
    found = most_similar(E, token, k, metric)
    exact = dict(zip(E.tokens, pairwise(E, E.tokens, metric)[E.token_id(token)], strict=True))
    assert found.metric == metric
    assert len({*found.tokens}) == min(k, len(E) - 1)
    assert token not in found.tokens
    assert found.tokens == tuple(E.tokens[i] for i in found.token_ids)
    assert found.scores == pytest.approx([exact[each] for each in found.tokens], 1e-9, 1e-9)
    sign = -1 if metric == "euclidean" else 1
    for token_left_out in {*E.tokens} - {token, *found.tokens}:
        worst = sign * found.scores[-1]
        assert sign * exact[token_left_out] <= worst + 1e-9 * max(1, abs(worst))


@given(embeddings(), metrics, st.integers(1, 9))
def test_a_longer_ranking_begins_with_the_shorter_one(E, metric, k):
    every = most_similar(E, E.vectors[0], len(E), metric)
    some = most_similar(E, E.vectors[0], k, metric)
    assert some.token_ids == every.token_ids[:k]
    assert some.scores == every.scores[:k]
    sign = 1 if metric == "euclidean" else -1
    ranks = [(sign * score, i) for score, i in zip(every.scores, every.token_ids, strict=True)]
    assert ranks == sorted(ranks)


@pytest.mark.parametrize("metric", METRICS)
def test_most_similar_agrees_with_a_full_sort_of_many_tokens(metric):
    E = random_embedding(20_000, 8)
    rows = E.vectors.astype(np.float64)
    query = rows[3]
    worth = {
        "cosine": rows @ query / np.linalg.norm(rows, axis=1),
        "euclidean": -((rows - query) ** 2).sum(axis=1),
        "dot": rows @ query,
    }[metric]
    expected = [i for i in sorted(range(len(E)), key=lambda i: (-worth[i], i)) if i != 3][:50]
    assert most_similar(E, E.tokens[3], 50, metric).token_ids == tuple(expected)


@given(embeddings(whole), st.sampled_from(["euclidean", "dot"]))
def test_ties_stand_in_order_of_token_id(E, metric):
    ids = most_similar(E, E.tokens[0], len(E), metric).token_ids
    exact = pairwise(E, E.tokens, metric)[0]
    keys = [(exact[i] if metric == "euclidean" else -exact[i], i) for i in ids]
    assert keys == sorted(keys)


def test_tied_cosines_stand_in_order_of_token_id():
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
    far = most_similar(tiny, "dog", metric="euclidean")
    assert far.tokens == ("car", "cat", "void")
    assert far.scores == pytest.approx((sqrt(13), sqrt(17), 5))
    assert most_similar(tiny, "dog", metric="dot").scores == (12, 8, 0)


def test_input_tokens_come_back_when_asked_for(tiny):
    found = most_similar(tiny, "dog", k=2, exclude_inputs=False)
    assert found.tokens == ("dog", "car")
    assert found.scores[0] == pytest.approx(1)


def test_a_vector_is_no_token(tiny):
    assert most_similar(tiny, tiny["dog"], k=1).tokens == ("dog",)
    assert most_similar(tiny, [0, -1], k=1, metric="dot").tokens == ("cat",)


def test_nearest_leaves_out_what_it_is_told_to(tiny):
    assert nearest(tiny, tiny["dog"], 10, exclude=[1, 2, 2]).tokens == ("cat", "void")
    assert len(nearest(tiny, tiny["dog"], 1, exclude=range(4))) == 0


def test_rank_leaves_its_values_alone(tiny):
    values = np.array([3.0, 1.0, 2.0, 1.0])
    assert top_k(tiny, values, 3, "points", [2]).scores == (3, 1, 1)
    assert top_k(tiny, values, 4, "points").token_ids == (0, 2, 1, 3)
    assert values.tolist() == [3, 1, 2, 1]


def test_blocks_do_not_show(tiny, monkeypatch):
    whole = score_rows(tiny, [1, 2], "euclidean")
    monkeypatch.setattr(query_scores, "BLOCK_ROWS", 3)
    np.testing.assert_array_equal(score_rows(tiny, [1, 2], "euclidean"), whole)


@given(embeddings(), st.data())
def test_products_of_a_sum_are_those_of_its_parts(E, data):
    a, b = (data.draw(arrays(np.float64, E.dim, elements=whole)) for _ in range(2))
    known = QueryScores(E, a).add(QueryScores(E, b))
    np.testing.assert_array_equal(known.query, a + b)
    np.testing.assert_allclose(known.cosines, score_rows(E, a + b), atol=2e-6)
    # Once the vectors cancel out, nothing is left of them.
    gone = QueryScores(E, a).add(QueryScores(E, -a))
    assert not gone.dots().any()


def test_of_a_vector_the_product_is_taken_once(glove):
    asked = QueryScores(glove, glove["king"])
    one = asked.unit_dots
    for metric in METRICS:
        assert nearest(glove, asked, 5, metric) == nearest(glove, glove["king"], 5, metric)
    assert asked.unit_dots is one


@pytest.mark.parametrize("k", [0, -1])
def test_k_below_1_is_refused(tiny, k):
    with pytest.raises(ValueError, match=f"k is {k}"):
        most_similar(tiny, "cat", k)


@pytest.mark.parametrize(
    "call", [similarity, lambda E, a, b, metric: most_similar(E, a, 1, metric)]
)
def test_an_unknown_metric_is_refused(tiny, call):
    with pytest.raises(ValueError, match="'cosinus'; choose one of cosine, euclidean, dot"):
        call(tiny, "cat", "dog", metric="cosinus")


@pytest.mark.parametrize("vector", [[1, 2, 3], [[1, 2]], 1.0])
def test_a_vector_of_another_shape_is_refused_with_both_shapes(tiny, vector):
    with pytest.raises(ValueError, match=r"has shape \(.*\); rows of 'tiny' have \(2,\)"):
        most_similar(tiny, vector)


def test_an_unknown_token_is_refused(tiny):
    with pytest.raises(KeyError, match="'dgo' is not in"):
        similarity(tiny, "cat", "dgo")
    with pytest.raises(KeyError, match="'dgo' is not in"):
        most_similar(tiny, "dgo")


def test_euclidean_ranking_of_tiny_rows():
    E = EmbeddingMatrix("abc", np.array([[1, 0], [5, 0], [2, 0]]) * 1e-30)
    assert most_similar(E, "a", metric="euclidean").tokens == ("c", "b")


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_a_query_that_is_no_number_is_refused(tiny, value):
    with pytest.raises(ValueError, match="must be a number between"):
        most_similar(tiny, [value, 1])


def test_a_ranking_as_a_table(tiny):
    frame = most_similar(tiny, "dog", k=2).to_frame()
    assert frame.to_dict("list") == {
        "token": ["car", "cat"],
        "token id": [2, 0],
        "cosine": pytest.approx([0.8, 0.6]),
    }
    assert (frame.index.name, list(frame.index)) == ("rank", [1, 2])


def test_the_neighbors_of_cat(glove):
    found = most_similar(glove, "cat", k=5)
    assert found.tokens == ("dog", "rabbit", "cats", "monkey", "pet")
    assert found.scores[0] == pytest.approx(similarity(glove, "cat", "dog"), abs=1e-6)


def test_in_order_of_a_number_each(tiny):
    ranked = rank_subset(tiny, ["car", "cat", "dog"], [0.1, -0.5, 0.1], "association")
    assert ranked.tokens == ("car", "dog", "cat")  # Equal ones as given.
    assert ranked.token_ids == (2, 1, 0)
    assert ranked.scores == (0.1, 0.1, -0.5)
    assert ranked.metric == "association"
    assert ranked.reversed().tokens == ("cat", "dog", "car")
    assert ranked.head_and_tail(1).tokens == ("car", "cat")
    assert ranked.head_and_tail(1).scores == (0.1, -0.5)


@given(
    arrays(np.float32, st.integers(1, 400), elements=st.floats(-2, 2, width=32)), st.integers(1, 5)
)
def test_the_kth_largest_is_that_of_a_full_sort(values, k):
    assume(k <= len(values))
    assert _kth_largest(values, k) == np.sort(values)[-k]

"""Two embeddings side by side: by hand, and against other ways to compute it."""

import json
import math
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.linalg import orthogonal_procrustes

from embviz import EmbeddingMatrix, figures, most_similar, similarity
from embviz.comparison import (
    align_embeddings,
    compare_answers,
    compare_matrices,
    compare_neighborhoods,
    compute_joint_map,
    expected_jaccard,
    find_movers,
    intersect_vocabularies,
    jaccard,
    overlap_probabilities,
)
from embviz.comparison.alignment import procrustes
from tests.conftest import embeddings, random_embedding


def turned(E: EmbeddingMatrix, seed: int = 1, name: str = "turned") -> EmbeddingMatrix:
    """Return the same cloud, turned and mirrored at random, in another order."""
    rng = np.random.default_rng(seed)
    turn = np.linalg.qr(rng.normal(size=(E.dim, E.dim)))[0]
    order = rng.permutation(len(E))
    rows = E.vectors.astype(float) @ turn
    return EmbeddingMatrix([E.tokens[i] for i in order], rows[order], name=name)


# ---- which words ---------------------------------------------------------------------------------


def test_only_exact_spellings_are_shared_in_the_order_of_the_left():
    one = EmbeddingMatrix(["The", "cat", "dog", "café", "a b"], np.eye(5))
    other = EmbeddingMatrix(["a b", "the", "dog", "cafe\u0301", "cat"], np.eye(5))
    found = intersect_vocabularies(one, other)
    assert found.tokens == ("cat", "dog", "a b")
    assert found.left_ids.tolist() == [1, 2, 4]
    assert found.right_ids.tolist() == [4, 2, 0]
    assert found.n_other_case == 1
    assert "cat" in found and "The" not in found and "the" not in found
    assert not found.is_same and intersect_vocabularies(one, one).is_same


def test_of_subwords_only_whole_words_are_shared(glove, minilm):
    found = intersect_vocabularies(glove, minilm)
    assert intersect_vocabularies(minilm, glove).n_pieces == found.n_pieces == 40
    assert set(found.tokens) == {
        t for t in glove.tokens if t in minilm and len(t) > 1 and any(map(str.isalpha, t))
    }
    assert not any(t.startswith("##") for t in found.tokens)
    assert np.array_equal(np.sort(found.left_ids), found.left_ids)
    assert [minilm.tokens[i] for i in found.right_ids[:50]] == list(found.tokens[:50])


def test_rows_of_zeros_cannot_be_compared():
    one = EmbeddingMatrix(list("abc"), [[1, 0], [0, 0], [0, 1]])
    other = EmbeddingMatrix(list("abc"), [[1, 0], [1, 1], [0, 0]])
    assert intersect_vocabularies(one, other).nonzero_positions().tolist() == [0]
    for fails in (find_movers, align_embeddings):
        with pytest.raises(ValueError, match="zero"):
            fails(intersect_vocabularies(one, other))


def test_without_a_shared_word_there_is_nothing():
    found = intersect_vocabularies(EmbeddingMatrix(["a"], [[1]]), EmbeddingMatrix(["b"], [[1]]))
    assert len(found) == 0 and found.tokens == ()
    assert not len(found.nonzero_positions())


# ---- neighbors -----------------------------------------------------------------------------------


def test_jaccard_by_hand():
    assert jaccard(["a", "b", "c"], ["c", "d", "a"]) == 0.5
    assert jaccard("ab", "cd") == 0
    assert jaccard("ab", "ba") == 1
    assert math.isnan(jaccard("", ""))


def test_neighbors_are_taken_among_shared_words_only():
    # Degrees around a circle; near 0 on the left: b 10, x 5 (not shared), c 20, d 90.
    def circle(**degrees: float) -> EmbeddingMatrix:
        angles = np.radians(list(degrees.values()))
        return EmbeddingMatrix([*degrees], np.column_stack([np.cos(angles), np.sin(angles)]))

    found = intersect_vocabularies(
        circle(a=0, b=10, x=5, c=20, d=90), circle(d=15, c=170, b=1, a=0, y=2)
    )
    both = compare_neighborhoods(found, "a", k=2)
    assert both.left.tokens == ("b", "c")
    assert both.right.tokens == ("b", "d")
    assert both.common == ("b",)
    assert both.jaccard == pytest.approx(1 / 3)
    assert both.left.scores[0] == pytest.approx(math.cos(math.radians(10)))
    with pytest.raises(KeyError):
        compare_neighborhoods(found, "y")


@given(st.integers(1, 9), st.integers(1, 9))
def test_chance_is_that_of_all_choices(others: int, k: int):
    k = min(k, others)
    first = set(range(k))
    shared = [len(first & set(choice)) for choice in combinations(range(others), k)]
    values = [x / (2 * k - x) for x in shared]
    assert expected_jaccard(others, k) == pytest.approx(np.mean(values))
    assert overlap_probabilities(others, k) == pytest.approx(
        stats.hypergeom(others, k, k).pmf(range(k + 1))
    )


def test_chance_of_more_words_than_there_are():
    assert expected_jaccard(3, 10) == 1
    assert math.isnan(expected_jaccard(0, 10))
    assert expected_jaccard(49_999, 10) == pytest.approx(0.000105, abs=1e-6)


# ---- movers --------------------------------------------------------------------------------------


def test_movers_agree_with_one_word_at_a_time():
    one, other = random_embedding(60, 6), turned(random_embedding(60, 9, seed=3))
    found = find_movers(intersect_vocabularies(one, other), k=7)
    for place, token in enumerate(found.tokens):
        both = compare_neighborhoods(intersect_vocabularies(one, other), token, k=7)
        assert found.jaccard[place] == pytest.approx(both.jaccard)
        assert found.n_common[place] == len(both.common)
        left, right = found.neighbors(place, 7)
        assert (left, right) == (both.left.tokens, both.right.tokens)
    assert np.array_equal(found.n_common[found.most_changed()], np.sort(found.n_common))


def test_nobody_moves_by_a_turn_and_strangers_are_at_chance():
    E = random_embedding(400, 10)
    assert (find_movers(intersect_vocabularies(E, turned(E)), k=10).n_common == 10).all()
    strangers = EmbeddingMatrix(E.tokens, random_embedding(400, 10, seed=8).vectors)
    found = find_movers(intersect_vocabularies(E, strangers), k=10)
    assert found.jaccard.mean() == pytest.approx(found.chance_jaccard, abs=0.004)
    assert found.chance_jaccard == expected_jaccard(399, 10)


def test_movers_take_the_first_words_and_leave_zeros_out():
    E = random_embedding(30, 4)
    E = EmbeddingMatrix(["zero", *E.tokens], np.vstack([np.zeros(4), E.vectors]))
    found = find_movers(intersect_vocabularies(E, turned(E)), restrict=20)
    assert found.tokens == E.tokens[1:21]
    assert found.left_ids.tolist() == list(range(1, 21))
    assert found.n_zero_rows == 1
    assert find_movers(intersect_vocabularies(E, E), k=50, restrict=5).k == 4


def test_progress_of_both_halves_is_told():
    told: list[float] = []
    E = random_embedding(50, 5)
    find_movers(intersect_vocabularies(E, E), progress=told.append)
    align_embeddings(intersect_vocabularies(E, E), progress=told.append)
    assert 0.5 in told and 1.0 in told
    assert all(0 <= each <= 1 for each in told)


# ---- pairs ---------------------------------------------------------------------------------------


def test_matrices_differ_as_their_cosines_do():
    one, other = random_embedding(12, 4), turned(random_embedding(12, 5, seed=4))
    tokens = one.tokens[:6]
    found = compare_matrices(intersect_vocabularies(one, other), tokens)
    pairs = list(combinations(tokens, 2))
    left = [similarity(one, *pair) for pair in pairs]
    right = [similarity(other, *pair) for pair in pairs]
    for (a, b), x, y in zip(pairs, left, right, strict=True):
        assert found.difference[tokens.index(a), tokens.index(b)] == pytest.approx(y - x)
    assert found.pearson == pytest.approx(stats.pearsonr(left, right)[0])
    assert found.spearman == pytest.approx(stats.spearmanr(left, right)[0])
    assert found.mean_cosines == pytest.approx((np.mean(left), np.mean(right)))
    changes = np.subtract(right, left)
    assert found.largest_changes() == (pairs[changes.argmin()], pairs[changes.argmax()])


def test_without_spread_there_is_no_correlation():
    E = EmbeddingMatrix(list("abcd"), [[1, 0], [0, 1], [1, 1], [3, 1]])
    flat = EmbeddingMatrix(list("abcd"), [[1, 1]] * 4)
    assert math.isnan(compare_matrices(intersect_vocabularies(E, flat), "abcd").pearson)
    assert math.isnan(compare_matrices(intersect_vocabularies(E, E), "ab").spearman)
    with pytest.raises(ValueError, match="two words"):
        compare_matrices(intersect_vocabularies(E, E), "a")


# ---- analogies -----------------------------------------------------------------------------------


def test_ranks_count_shared_words_only(glove, minilm):
    terms = [(1.0, "king"), (-1.0, "man"), (1.0, "woman")]
    found = compare_answers(intersect_vocabularies(glove, minilm), terms, k=5, expected="monarch")
    assert found.left.tokens[:2] == ("queen", "monarch")
    assert found.ranks[0] == 2
    assert found.ranks[1] == found.right.tokens.index("monarch") + 1
    assert found.n_candidates == 21_425 - 3
    shared = set(intersect_vocabularies(glove, minilm).tokens)
    assert shared.issuperset([*found.left.tokens, *found.right.tokens])
    assert compare_answers(intersect_vocabularies(glove, minilm), terms, expected="king").ranks == (
        None,
        None,
    )


# ---- alignment -----------------------------------------------------------------------------------


def test_a_known_turn_is_found():
    E = random_embedding(80, 6)
    found = align_embeddings(intersect_vocabularies(E, turned(E)))
    assert found.r_squared == pytest.approx(1)
    assert found.displacement.max() < 1e-5
    shrunk = EmbeddingMatrix(E.tokens, turned(E).vectors * 7)  # The length of rows plays no part.
    again = align_embeddings(
        intersect_vocabularies(turned(E), EmbeddingMatrix(turned(E).tokens, shrunk.vectors))
    )
    assert again.r_squared == pytest.approx(1)


@given(st.integers(1, 6), st.integers(3, 30), st.integers(0, 100))
def test_the_turn_is_that_of_scipy(dim: int, n: int, seed: int):
    rng = np.random.default_rng(seed)
    one, other = rng.normal(size=(2, n, dim))
    turn, fit = procrustes(one, other)
    expected, scale = orthogonal_procrustes(one, other)
    assert turn == pytest.approx(expected, abs=1e-7)
    assert fit == pytest.approx(scale)
    assert turn @ turn.T == pytest.approx(np.eye(dim), abs=1e-9)


def test_fit_and_distances_agree_with_scipy():
    one, other = random_embedding(50, 5), turned(random_embedding(50, 5, seed=2))
    found = align_embeddings(intersect_vocabularies(one, other))

    def ready(E: EmbeddingMatrix) -> np.ndarray:
        rows = np.array([E[token] / np.linalg.norm(E[token]) for token in one.tokens], float)
        rows -= rows.mean(axis=0)
        return rows / np.linalg.norm(rows)

    x, y = ready(one), ready(other)
    turn, scale = orthogonal_procrustes(x, y)
    assert found.r_squared == pytest.approx(scale**2, rel=1e-4)
    # What one side leaves unexplained, after the best change of size, is the rest.
    assert found.r_squared == pytest.approx(1 - np.square(scale * x @ turn - y).sum(), rel=1e-4)
    apart = np.linalg.norm(x @ turn - y, axis=1) * math.sqrt(50)
    assert found.displacement == pytest.approx(apart, abs=1e-4)
    assert np.square(found.displacement).mean() == pytest.approx(2 - 2 * scale, rel=1e-4)


def test_shuffled_words_are_a_floor():
    E = random_embedding(300, 8)
    rng = np.random.default_rng(5)
    noisy = EmbeddingMatrix(E.tokens, E.vectors + rng.normal(size=E.vectors.shape))
    found = align_embeddings(intersect_vocabularies(E, turned(noisy)))
    assert 0.3 < found.r_squared < 0.7
    assert max(found.shuffled_r_squared) < 0.1
    assert (
        found.shuffled_r_squared
        == align_embeddings(intersect_vocabularies(E, turned(noisy))).shuffled_r_squared
    )
    # With no more words than dimensions, a turn fits whatever is laid over it.
    few = random_embedding(8, 20)
    alone = align_embeddings(intersect_vocabularies(few, turned(random_embedding(8, 20, seed=9))))
    assert np.mean(alone.shuffled_r_squared) > 0.5


def test_more_dimensions_are_reduced_by_pca_and_said():
    wide = random_embedding(200, 12)
    rows = wide.vectors.astype(float)
    units = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    values = np.linalg.svd(units - units.mean(axis=0), compute_uv=False) ** 2
    narrow = EmbeddingMatrix(wide.tokens, random_embedding(200, 4, seed=6).vectors)
    found = align_embeddings(intersect_vocabularies(wide, narrow))
    assert found.dim == 4
    assert found.left.variance_kept == pytest.approx(values[:4].sum() / values.sum(), rel=1e-4)
    assert found.right.variance_kept == 1
    back = align_embeddings(intersect_vocabularies(narrow, wide))
    assert back.right.variance_kept == pytest.approx(found.left.variance_kept)
    assert back.r_squared == pytest.approx(found.r_squared, rel=1e-5)


@given(embeddings(min_size=3), embeddings(min_size=3))
def test_alignment_of_anything_is_finite(one: EmbeddingMatrix, other: EmbeddingMatrix):
    both = intersect_vocabularies(one, other)
    if len(both.nonzero_positions()) < 3:
        return
    found = align_embeddings(both)
    assert math.isnan(found.r_squared) or 0 <= found.r_squared <= 1
    assert np.isfinite(found.displacement).all()
    drawn = compute_joint_map(both, found, both.tokens)
    assert np.isfinite(drawn.left).all() and np.isfinite(drawn.right).all()


def test_the_common_map_lays_both_places_flat():
    E = random_embedding(60, 5)
    both = intersect_vocabularies(E, turned(random_embedding(60, 5, seed=11)))
    found = align_embeddings(both)
    tokens = both.tokens[5:25]
    drawn = compute_joint_map(both, found, tokens)
    assert drawn.displacement == pytest.approx(found.displacement[5:25], abs=1e-6)
    one, other = found.left.transform(both.left, tokens), found.right.transform(both.right, tokens)
    stacked = np.vstack([one, other])
    centered = stacked - stacked.mean(axis=0)
    values = np.linalg.svd(centered, compute_uv=False) ** 2
    assert drawn.variance_kept == pytest.approx(values[:2].sum() / values.sum())
    flat = np.linalg.norm(drawn.left - drawn.right, axis=1)
    assert (flat <= drawn.displacement + 1e-9).all()


def test_the_same_on_both_sides_moves_nobody():
    E = random_embedding(60, 8)
    both = intersect_vocabularies(E, E)
    token = E.tokens[0]
    assert most_similar(E, token).tokens == compare_neighborhoods(both, token).right.tokens
    assert align_embeddings(both).r_squared == pytest.approx(1)
    assert (find_movers(both).jaccard == 1).all()


# ---- pictures ------------------------------------------------------------------------------------


def test_pictures_are_plain_values_and_name_each_word_once():
    both = intersect_vocabularies(random_embedding(40, 5), turned(random_embedding(40, 5, seed=2)))
    tokens = ["<b>", *both.tokens[1:6]]
    drawn = compute_joint_map(both, align_embeddings(both), both.tokens[:6])
    found = figures.joint_map_scatter(drawn, tokens, [*range(6)], ("a", "b"), selected="<b>")
    assert json.loads(json.dumps(found)) == found
    lines, left, right, ring = found["data"]
    assert (left["name"], right["name"]) == ("a", "b")
    assert left["customdata"] == right["customdata"] == [*range(6)]
    assert "customdata" not in left["hovertemplate"]  # A row of the left only.
    assert lines["x"][:2] == [drawn.left[0, 0], drawn.right[0, 0]] and lines["x"][2] is None
    assert (ring["x"][0], ring["y"][0]) == pytest.approx(drawn.left[0])
    labels = found["layout"]["meta"]["labels"]
    assert [label["text"] for label in labels] == tokens
    assert labels[0]["at"] == pytest.approx(drawn.left[0].tolist())
    histogram = figures.overlap_histogram(find_movers(both, k=4))
    assert json.loads(json.dumps(histogram)) == histogram
    marks = [note["text"] for note in histogram["layout"]["annotations"]]
    assert marks[1] == "by chance: 0.41 on average"  # 4 × 4 / 39
    difference = compare_matrices(both, both.tokens[:3]).difference
    heat = figures.difference_heatmap(both.tokens[:3], [0, 1, 2], difference)["data"][0]
    assert (heat["zmin"], heat["zmax"]) == (-1, 1)
    assert "right minus left" in heat["hovertemplate"]

"""Comparisons of two embeddings: by hand, and compared with scipy and with loops."""

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


def rotated(E: EmbeddingMatrix, seed: int = 1, name: str = "rotated") -> EmbeddingMatrix:
    """Return `E` under a random orthogonal transformation, with its tokens in random order."""
    rng = np.random.default_rng(seed)
    rotation = np.linalg.qr(rng.normal(size=(E.dim, E.dim)))[0]
    order = rng.permutation(len(E))
    rows = E.vectors.astype(float) @ rotation
    return EmbeddingMatrix([E.tokens[i] for i in order], rows[order], name=name)


# ---- vocabulary ----------------------------------------------------------------------------------


def test_shared_words_have_the_same_spelling_and_the_order_of_the_left():
    one = EmbeddingMatrix(["The", "cat", "dog", "café", "a b"], np.eye(5))
    other = EmbeddingMatrix(["a b", "the", "dog", "cafe\u0301", "cat"], np.eye(5))
    shared = intersect_vocabularies(one, other)
    assert shared.tokens == ("cat", "dog", "a b")
    assert shared.left_ids.tolist() == [1, 2, 4]
    assert shared.right_ids.tolist() == [4, 2, 0]
    assert shared.n_other_case == 1
    assert "cat" in shared and "The" not in shared and "the" not in shared
    assert not shared.is_same and intersect_vocabularies(one, one).is_same


def test_with_a_tokenizer_only_whole_words_are_shared(glove, minilm):
    shared = intersect_vocabularies(glove, minilm)
    assert intersect_vocabularies(minilm, glove).n_pieces == shared.n_pieces == 40
    assert set(shared.tokens) == {
        t for t in glove.tokens if t in minilm and len(t) > 1 and any(map(str.isalpha, t))
    }
    assert not any(t.startswith("##") for t in shared.tokens)
    assert np.array_equal(np.sort(shared.left_ids), shared.left_ids)
    assert [minilm.tokens[i] for i in shared.right_ids[:50]] == list(shared.tokens[:50])


def test_rows_of_zeros_are_not_compared():
    one = EmbeddingMatrix(list("abc"), [[1, 0], [0, 0], [0, 1]])
    other = EmbeddingMatrix(list("abc"), [[1, 0], [1, 1], [0, 0]])
    assert intersect_vocabularies(one, other).nonzero_positions().tolist() == [0]
    for compare in (find_movers, align_embeddings):
        with pytest.raises(ValueError, match="zero"):
            compare(intersect_vocabularies(one, other))


def test_a_shared_vocabulary_can_be_empty():
    shared = intersect_vocabularies(EmbeddingMatrix(["a"], [[1]]), EmbeddingMatrix(["b"], [[1]]))
    assert len(shared) == 0 and shared.tokens == ()
    assert not len(shared.nonzero_positions())


# ---- neighbors -----------------------------------------------------------------------------------


def test_jaccard_by_hand():
    assert jaccard(["a", "b", "c"], ["c", "d", "a"]) == 0.5
    assert jaccard("ab", "cd") == 0
    assert jaccard("ab", "ba") == 1
    assert math.isnan(jaccard("", ""))


def test_neighbors_are_shared_words():
    # Angles in degrees; on the left, nearest to a: x at 5 (not shared), b at 10, c at 20.
    def circle(**degrees: float) -> EmbeddingMatrix:
        angles = np.radians(list(degrees.values()))
        return EmbeddingMatrix([*degrees], np.column_stack([np.cos(angles), np.sin(angles)]))

    shared = intersect_vocabularies(
        circle(a=0, b=10, x=5, c=20, d=90), circle(d=15, c=170, b=1, a=0, y=2)
    )
    both = compare_neighborhoods(shared, "a", k=2)
    assert both.left.tokens == ("b", "c")
    assert both.right.tokens == ("b", "d")
    assert both.common == ("b",)
    assert both.jaccard == pytest.approx(1 / 3)
    assert both.left.scores[0] == pytest.approx(math.cos(math.radians(10)))
    with pytest.raises(KeyError):
        compare_neighborhoods(shared, "y")


@given(st.integers(1, 9), st.integers(1, 9))
def test_chance_overlap_agrees_with_all_choices(n_others: int, k: int):
    k = min(k, n_others)
    first = set(range(k))
    n_common = [len(first & set(choice)) for choice in combinations(range(n_others), k)]
    values = [x / (2 * k - x) for x in n_common]
    assert expected_jaccard(n_others, k) == pytest.approx(np.mean(values))
    assert overlap_probabilities(n_others, k) == pytest.approx(
        stats.hypergeom(n_others, k, k).pmf(range(k + 1))
    )


def test_expected_jaccard_of_extreme_sizes():
    assert expected_jaccard(3, 10) == 1
    assert math.isnan(expected_jaccard(0, 10))
    assert expected_jaccard(49_999, 10) == pytest.approx(0.000105, abs=1e-6)


# ---- movers --------------------------------------------------------------------------------------


def test_movers_agree_with_compare_neighborhoods():
    one, other = random_embedding(60, 6), rotated(random_embedding(60, 9, seed=3))
    movers = find_movers(intersect_vocabularies(one, other), k=7)
    for position, token in enumerate(movers.tokens):
        both = compare_neighborhoods(intersect_vocabularies(one, other), token, k=7)
        assert movers.jaccard[position] == pytest.approx(both.jaccard)
        assert movers.n_common[position] == len(both.common)
        left, right = movers.neighbors(position, 7)
        assert (left, right) == (both.left.tokens, both.right.tokens)
    assert np.array_equal(movers.n_common[movers.most_changed()], np.sort(movers.n_common))


def test_rotations_keep_neighbors_and_unrelated_embeddings_are_at_chance():
    E = random_embedding(400, 10)
    assert (find_movers(intersect_vocabularies(E, rotated(E)), k=10).n_common == 10).all()
    strangers = EmbeddingMatrix(E.tokens, random_embedding(400, 10, seed=8).vectors)
    movers = find_movers(intersect_vocabularies(E, strangers), k=10)
    assert movers.jaccard.mean() == pytest.approx(movers.chance_jaccard, abs=0.004)
    assert movers.chance_jaccard == expected_jaccard(399, 10)


def test_movers_respect_restrict_and_skip_rows_of_zeros():
    E = random_embedding(30, 4)
    E = EmbeddingMatrix(["zero", *E.tokens], np.vstack([np.zeros(4), E.vectors]))
    movers = find_movers(intersect_vocabularies(E, rotated(E)), restrict=20)
    assert movers.tokens == E.tokens[1:21]
    assert movers.left_ids.tolist() == list(range(1, 21))
    assert movers.n_zero_rows == 1
    assert find_movers(intersect_vocabularies(E, E), k=50, restrict=5).k == 4


def test_progress_of_movers_and_alignment():
    shares: list[float] = []
    E = random_embedding(50, 5)
    find_movers(intersect_vocabularies(E, E), progress=shares.append)
    align_embeddings(intersect_vocabularies(E, E), progress=shares.append)
    assert 0.5 in shares and 1.0 in shares
    assert all(0 <= share <= 1 for share in shares)


# ---- matrices ------------------------------------------------------------------------------------


def test_matrices_agree_with_similarity_and_scipy():
    one, other = random_embedding(12, 4), rotated(random_embedding(12, 5, seed=4))
    tokens = one.tokens[:6]
    comparison = compare_matrices(intersect_vocabularies(one, other), tokens)
    pairs = list(combinations(tokens, 2))
    left = [similarity(one, *pair) for pair in pairs]
    right = [similarity(other, *pair) for pair in pairs]
    for (a, b), x, y in zip(pairs, left, right, strict=True):
        assert comparison.difference[tokens.index(a), tokens.index(b)] == pytest.approx(y - x)
    assert comparison.pearson == pytest.approx(stats.pearsonr(left, right)[0])
    assert comparison.spearman == pytest.approx(stats.spearmanr(left, right)[0])
    assert comparison.mean_cosines == pytest.approx((np.mean(left), np.mean(right)))
    changes = np.subtract(right, left)
    assert comparison.largest_changes() == (pairs[changes.argmin()], pairs[changes.argmax()])


def test_correlations_of_equal_cosines_are_nan():
    E = EmbeddingMatrix(list("abcd"), [[1, 0], [0, 1], [1, 1], [3, 1]])
    constant = EmbeddingMatrix(list("abcd"), [[1, 1]] * 4)
    assert math.isnan(compare_matrices(intersect_vocabularies(E, constant), "abcd").pearson)
    assert math.isnan(compare_matrices(intersect_vocabularies(E, E), "ab").spearman)
    with pytest.raises(ValueError, match="two words"):
        compare_matrices(intersect_vocabularies(E, E), "a")


# ---- analogies -----------------------------------------------------------------------------------


def test_ranks_count_shared_words_only(glove, minilm):
    terms = [(1.0, "king"), (-1.0, "man"), (1.0, "woman")]
    answers = compare_answers(intersect_vocabularies(glove, minilm), terms, k=5, expected="monarch")
    assert answers.left.tokens[:2] == ("queen", "monarch")
    assert answers.ranks[0] == 2
    assert answers.ranks[1] == answers.right.tokens.index("monarch") + 1
    assert answers.n_candidates == 21_425 - 3
    shared_tokens = set(intersect_vocabularies(glove, minilm).tokens)
    assert shared_tokens.issuperset([*answers.left.tokens, *answers.right.tokens])
    assert compare_answers(intersect_vocabularies(glove, minilm), terms, expected="king").ranks == (
        None,
        None,
    )


# ---- alignment -----------------------------------------------------------------------------------


def test_a_rotation_is_recovered():
    E = random_embedding(80, 6)
    alignment = align_embeddings(intersect_vocabularies(E, rotated(E)))
    assert alignment.r_squared == pytest.approx(1)
    assert alignment.displacement.max() < 1e-5
    other = rotated(E)
    scaled = EmbeddingMatrix(other.tokens, other.vectors * 7)  # Norms make no difference.
    again = align_embeddings(intersect_vocabularies(other, scaled))
    assert again.r_squared == pytest.approx(1)


@given(st.integers(1, 6), st.integers(3, 30), st.integers(0, 100))
def test_procrustes_agrees_with_scipy(dim: int, n: int, seed: int):
    rng = np.random.default_rng(seed)
    one, other = rng.normal(size=(2, n, dim))
    rotation, fit = procrustes(one, other)
    expected, scale = orthogonal_procrustes(one, other)
    assert rotation == pytest.approx(expected, abs=1e-7)
    assert fit == pytest.approx(scale)
    assert rotation @ rotation.T == pytest.approx(np.eye(dim), abs=1e-9)


def test_alignment_agrees_with_scipy():
    one, other = random_embedding(50, 5), rotated(random_embedding(50, 5, seed=2))
    alignment = align_embeddings(intersect_vocabularies(one, other))

    def standardize(E: EmbeddingMatrix) -> np.ndarray:
        rows = np.array([E[token] / np.linalg.norm(E[token]) for token in one.tokens], float)
        rows -= rows.mean(axis=0)
        return rows / np.linalg.norm(rows)

    x, y = standardize(one), standardize(other)
    rotation, scale = orthogonal_procrustes(x, y)
    assert alignment.r_squared == pytest.approx(scale**2, rel=1e-4)
    # The residual after the best scaling is the unexplained share.
    residual = np.square(scale * x @ rotation - y).sum()
    assert alignment.r_squared == pytest.approx(1 - residual, rel=1e-4)
    distances = np.linalg.norm(x @ rotation - y, axis=1) * math.sqrt(50)
    assert alignment.displacement == pytest.approx(distances, abs=1e-4)
    assert np.square(alignment.displacement).mean() == pytest.approx(2 - 2 * scale, rel=1e-4)


def test_shuffled_words_give_the_fit_by_chance():
    E = random_embedding(300, 8)
    rng = np.random.default_rng(5)
    noisy = EmbeddingMatrix(E.tokens, E.vectors + rng.normal(size=E.vectors.shape))
    alignment = align_embeddings(intersect_vocabularies(E, rotated(noisy)))
    assert 0.3 < alignment.r_squared < 0.7
    assert max(alignment.shuffled_r_squared) < 0.1
    assert (
        alignment.shuffled_r_squared
        == align_embeddings(intersect_vocabularies(E, rotated(noisy))).shuffled_r_squared
    )
    # With no more words than dimensions, unrelated embeddings fit well.
    few = random_embedding(8, 20)
    overfitted = align_embeddings(
        intersect_vocabularies(few, rotated(random_embedding(8, 20, seed=9)))
    )
    assert np.mean(overfitted.shuffled_r_squared) > 0.5


def test_the_larger_embedding_is_reduced_by_pca():
    wide = random_embedding(200, 12)
    rows = wide.vectors.astype(float)
    units = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    values = np.linalg.svd(units - units.mean(axis=0), compute_uv=False) ** 2
    narrow = EmbeddingMatrix(wide.tokens, random_embedding(200, 4, seed=6).vectors)
    alignment = align_embeddings(intersect_vocabularies(wide, narrow))
    assert alignment.dim == 4
    assert alignment.left.variance_kept == pytest.approx(values[:4].sum() / values.sum(), rel=1e-4)
    assert alignment.right.variance_kept == 1
    back = align_embeddings(intersect_vocabularies(narrow, wide))
    assert back.right.variance_kept == pytest.approx(alignment.left.variance_kept)
    assert back.r_squared == pytest.approx(alignment.r_squared, rel=1e-5)


@given(embeddings(min_size=3), embeddings(min_size=3))
def test_any_alignment_is_finite(one: EmbeddingMatrix, other: EmbeddingMatrix):
    both = intersect_vocabularies(one, other)
    if len(both.nonzero_positions()) < 3:
        return
    alignment = align_embeddings(both)
    assert math.isnan(alignment.r_squared) or 0 <= alignment.r_squared <= 1
    assert np.isfinite(alignment.displacement).all()
    joint_map = compute_joint_map(both, alignment, both.tokens)
    assert np.isfinite(joint_map.left).all() and np.isfinite(joint_map.right).all()


def test_the_joint_map_is_a_pca_of_both_sides():
    E = random_embedding(60, 5)
    both = intersect_vocabularies(E, rotated(random_embedding(60, 5, seed=11)))
    alignment = align_embeddings(both)
    tokens = both.tokens[5:25]
    joint_map = compute_joint_map(both, alignment, tokens)
    assert joint_map.displacement == pytest.approx(alignment.displacement[5:25], abs=1e-6)
    one = alignment.left.transform(both.left, tokens)
    other = alignment.right.transform(both.right, tokens)
    stacked = np.vstack([one, other])
    centered = stacked - stacked.mean(axis=0)
    values = np.linalg.svd(centered, compute_uv=False) ** 2
    assert joint_map.variance_kept == pytest.approx(values[:2].sum() / values.sum())
    flat = np.linalg.norm(joint_map.left - joint_map.right, axis=1)
    assert (flat <= joint_map.displacement + 1e-9).all()


def test_an_embedding_agrees_with_itself():
    E = random_embedding(60, 8)
    both = intersect_vocabularies(E, E)
    token = E.tokens[0]
    assert most_similar(E, token).tokens == compare_neighborhoods(both, token).right.tokens
    assert align_embeddings(both).r_squared == pytest.approx(1)
    assert (find_movers(both).jaccard == 1).all()


# ---- figures -------------------------------------------------------------------------------------


def test_figures_are_json_and_label_each_word_once():
    both = intersect_vocabularies(random_embedding(40, 5), rotated(random_embedding(40, 5, seed=2)))
    tokens = ["<b>", *both.tokens[1:6]]
    joint_map = compute_joint_map(both, align_embeddings(both), both.tokens[:6])
    figure = figures.joint_map_scatter(joint_map, tokens, [*range(6)], ("a", "b"), selected="<b>")
    assert json.loads(json.dumps(figure)) == figure
    lines, left, right, ring = figure["data"]
    assert (left["name"], right["name"]) == ("a", "b")
    assert left["customdata"] == right["customdata"] == [*range(6)]
    assert "customdata" not in left["hovertemplate"]  # The token ids are of the left embedding.
    assert lines["x"][:2] == [joint_map.left[0, 0], joint_map.right[0, 0]] and lines["x"][2] is None
    assert (ring["x"][0], ring["y"][0]) == pytest.approx(joint_map.left[0])
    labels = figure["layout"]["meta"]["labels"]
    assert [label["text"] for label in labels] == tokens
    assert labels[0]["at"] == pytest.approx(joint_map.left[0].tolist())
    histogram = figures.overlap_histogram(find_movers(both, k=4))
    assert json.loads(json.dumps(histogram)) == histogram
    marks = [note["text"] for note in histogram["layout"]["annotations"]]
    assert marks[1] == "by chance: 0.41 on average"  # 4 × 4 / 39
    difference = compare_matrices(both, both.tokens[:3]).difference
    heat = figures.difference_heatmap(both.tokens[:3], [0, 1, 2], difference)["data"][0]
    assert (heat["zmin"], heat["zmax"]) == (-1, 1)
    assert "right minus left" in heat["hovertemplate"]

"""Agreement with human ratings: compared with scipy, and by hand."""

import math
from io import BytesIO

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from embviz import EmbeddingMatrix, FormatError, similarity
from embviz.evaluation import evaluate_word_pairs, read_pairs, spearman
from embviz.evaluation.datasets import load_word_pairs
from embviz.evaluation.rank_correlation import average_ranks, confidence_interval
from tests.conftest import embeddings

VALUES = st.lists(st.tuples(st.integers(-4, 4), st.integers(-4, 4)), min_size=2, max_size=30)


@given(VALUES)
def test_spearman_agrees_with_scipy(pairs):
    a, b = np.array(pairs, np.float64).T
    if np.ptp(a) == 0 or np.ptp(b) == 0:
        assert math.isnan(spearman(a, b))
    else:
        assert spearman(a, b) == pytest.approx(stats.spearmanr(a, b).statistic, abs=1e-12)


@given(st.lists(st.integers(-5, 5)))
def test_average_ranks_agree_with_scipy(values):
    assert np.array_equal(average_ranks(np.array(values, float)), stats.rankdata(values) - 1)


def test_confidence_interval_by_hand():
    # artanh 0.6 = 0.693147; sqrt((1 + 0.18) / 50) = 0.153623; times 1.959964 = 0.301096.
    low, high = confidence_interval(0.6, 53)
    assert low == pytest.approx(math.tanh(0.693147 - 0.301096), abs=1e-6)
    assert high == pytest.approx(math.tanh(0.693147 + 0.301096), abs=1e-6)


@pytest.mark.parametrize(("r", "n"), [(0.5, 9), (math.nan, 50), (1.0, 50), (-1.0, 50)])
def test_no_confidence_interval_for_few_pairs_or_extreme_r(r, n):
    assert confidence_interval(r, n) is None


def test_confidence_interval_has_the_nominal_coverage():
    rng = np.random.default_rng(0)
    true = (
        6 / math.pi * math.asin(0.6 / 2)
    )  # Spearman's r for bivariate normal data with correlation 0.6.
    n_covered = 0
    for _ in range(600):
        a = rng.normal(size=40)
        b = 0.6 * a + 0.8 * rng.normal(size=40)
        low, high = confidence_interval(spearman(a, b), 40)
        n_covered += low <= true <= high
    assert 0.92 <= n_covered / 600 <= 0.975


def test_shipped_pairs_on_glove(glove):
    pairs = load_word_pairs()
    report = evaluate_word_pairs(glove, pairs)
    cosines = [similarity(glove, a, b) for a, b, _ in pairs]
    assert report.cosines == pytest.approx(cosines, abs=1e-12)
    expected = stats.spearmanr([score for *_, score in pairs], cosines).statistic
    assert report.spearman == pytest.approx(expected, abs=1e-12)
    assert (report.n_given, len(report.pairs), report.skipped_pairs) == (40, 40, ())
    low, high = report.confidence_interval
    assert low < report.spearman < high


def test_pairs_with_unknown_words_or_rows_of_zeros_are_skipped(tiny):
    pairs = [("cat", "DOG", 9), ("dog", "car", 5), ("cat", "void", 1), ("cat", "cow", 3)]
    report = evaluate_word_pairs(tiny, pairs)
    assert report.pairs == (("cat", "dog"), ("dog", "car"))
    assert report.skipped_pairs == (("cat", "void"), ("cat", "cow"))
    assert report.n_given == 4
    assert report.spearman == -1  # Cosines are 0.6 and 0.8.
    assert report.confidence_interval is None


def test_rank_differences_by_hand(tiny):
    report = evaluate_word_pairs(tiny, [("cat", "dog", 9), ("dog", "car", 5), ("cat", "car", 1)])
    # Ranks of people: 2, 1, 0; of cosines 0.6, 0.8, 0: 1, 2, 0.
    assert report.rank_differences().tolist() == [-0.5, 0.5, 0]
    assert report.to_frame()["cosine"].tolist() == pytest.approx([0.6, 0.8, 0])


@given(embeddings(min_size=2))
def test_any_embedding_gives_a_valid_report(E: EmbeddingMatrix):
    pairs = [(a, b, i) for i, (a, b) in enumerate(zip(E.tokens, E.tokens[1:], strict=False))]
    report = evaluate_word_pairs(E, [*pairs, ("no", "such", 1)])
    assert math.isnan(report.spearman) or -1 <= report.spearman <= 1
    assert len(report.pairs) + len(report.skipped_pairs) == report.n_given == len(pairs) + 1
    assert len(report.to_frame()) == len(report.pairs)


@pytest.mark.parametrize(
    "content",
    [
        b"Word 1,Word 2,Human (mean)\ncat,dog,7.5\nnew york,city,6\n",
        b"\xef\xbb\xbf# note\r\ncat\tdog\t7.5\tmore\r\n\r\nnew york\tcity\t6\r\n",
        b'"cat";"dog";7.5\n"new york";"city";6\n',
    ],
)
def test_read_pairs(content):
    assert read_pairs(BytesIO(content)) == [("cat", "dog", 7.5), ("new york", "city", 6)]


def test_read_pairs_separated_by_spaces():
    assert read_pairs(BytesIO(b"cat  dog 7\nmoon sun 8")) == [("cat", "dog", 7), ("moon", "sun", 8)]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"cat dog 7\ncat dog\n", "line 2: Expected two words and a number"),
        (b"cat,dog,7\ncat,dog,much\n", "line 2: Expected"),
        (b"cat,dog,7\n,dog,7\n", "line 2: Expected"),
        (b"cat,dog,7\ncat,dog,nan\n", "line 2: Expected"),
        (b"cat,dog,7\ncat,dog,inf\n", "line 2: Expected"),
        (b"cat,dog,7\n\xff,dog,7\n", "line 2: This line is not text"),
        (b"", "no pair"),
        (b"word,other,score\n", "no pair"),
        (b"%PDF-1.4", "PDF"),
    ],
)
def test_invalid_files_raise_format_errors(content, message):
    with pytest.raises(FormatError, match=message):
        read_pairs(BytesIO(content))

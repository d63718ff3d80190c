"""Compression: compared with scikit-learn and numpy, and by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.decomposition import TruncatedSVD

from embviz import EmbeddingMatrix, most_similar
from embviz.evaluation import (
    CompressionScheme,
    compression_schemes,
    evaluate_analogies,
    sweep_compression,
)
from embviz.evaluation.compression.quantize import compress, principal_directions, quantize
from embviz.neighbors import pairwise
from tests.conftest import random_embedding

ROWS = arrays(np.float32, (3, 4), elements=st.floats(-1e6, 1e6, width=32))


def test_projection_agrees_with_truncated_svd():
    E = random_embedding(80, 10)
    expected = TruncatedSVD(4, algorithm="arpack", random_state=0).fit_transform(
        E.vectors.astype(np.float64)
    )
    small = compress(E, CompressionScheme(4))
    assert np.abs(small.vectors) == pytest.approx(np.abs(expected), abs=1e-4)


def test_projection_onto_all_directions_keeps_cosines():
    E = random_embedding(30, 6)
    rotated = EmbeddingMatrix(E.tokens, E.vectors @ principal_directions(E).T)
    assert pairwise(rotated, E.tokens) == pytest.approx(pairwise(E, E.tokens), abs=1e-6)
    assert compress(E, CompressionScheme(6)).vectors is E.vectors


@given(ROWS)
def test_int8_error_is_at_most_half_a_step(rows):
    step = np.abs(rows).max(axis=1, keepdims=True) / 127
    error = np.abs(quantize(rows, "int8").astype(np.float64) - rows)
    assert (error <= step * 0.501 + 1e-30).all()


@given(ROWS)
def test_int8_has_at_most_255_values(rows):
    for row, given_row in zip(quantize(rows, "int8"), rows, strict=True):
        largest = np.abs(given_row).max()
        if largest > 1e-30:
            steps = row.astype(np.float64) / (largest / np.float32(127))
            assert steps == pytest.approx(np.rint(steps), abs=1e-3)
            assert np.abs(steps).max() <= 127.001


def test_int8_of_tiny_numbers_is_finite():
    rows = np.array([[1e-45, -1e-45], [0, 0]], np.float32)
    assert np.isfinite(quantize(rows, "int8")).all()


@given(ROWS)
def test_float16_is_finite_and_close(rows):
    rounded = quantize(rows, "float16")
    assert np.isfinite(rounded).all()
    largest = np.abs(rows).max()
    if largest < 60_000:
        assert np.array_equal(rounded, rows.astype(np.float16).astype(np.float32))
    # Numbers below the smallest float16 become 0.
    assert np.abs(rounded - rows).max() <= largest * 2**-10 + 2**-24


@pytest.mark.parametrize("dims", [0, 7, -1])
def test_invalid_dims_raise_value_error(dims):
    with pytest.raises(ValueError, match="dimensions cannot become"):
        compress(random_embedding(9, 6), CompressionScheme(dims))


@pytest.mark.parametrize("dim", [1, 2, 3, 7, 100, 300, 384, 1024])
def test_schemes_fit_the_dimensions(dim):
    schemes = compression_schemes(dim)
    assert len({*schemes}) == len(schemes)
    assert all(1 <= scheme.dims <= dim for scheme in schemes)
    if dim > 2:
        assert any(scheme.dims < dim for scheme in schemes)
    if dim == 1024:
        assert {scheme.dims for scheme in schemes} == {1024, 300, 200, 100, 50}


def test_n_bytes():
    assert CompressionScheme(100).n_bytes(10) == 4000
    assert CompressionScheme(100, "float16").n_bytes(10) == 2000
    assert CompressionScheme(100, "int8").n_bytes(10) == 1040


def test_neighbors_agree_with_most_similar():
    E = random_embedding(50, 8)
    sweep = sweep_compression(
        E, {}, [CompressionScheme(8), CompressionScheme(3), CompressionScheme(8, "int8")], k=5
    )
    assert (sweep.n_asked, sweep.n_candidates, len(sweep.token_ids)) == (0, 50, 50)
    assert sweep.results[0].neighbor_recall.tolist() == [1] * 50
    assert sweep.results[0].variance_kept == 1
    small = compress(E, CompressionScheme(3))
    for row, i in enumerate(sweep.token_ids):
        before = {*most_similar(E, E.tokens[i], 5).token_ids}
        after = {*most_similar(small, E.tokens[i], 5).token_ids}
        assert {*sweep.neighbor_ids[row].tolist()} == before
        assert {*sweep.results[1].neighbor_ids[row].tolist()} == after
        assert sweep.results[1].neighbor_recall[row] == len(before & after) / 5
    energy = np.square(small.vectors).sum() / np.square(E.vectors).sum()
    assert sweep.results[1].variance_kept == pytest.approx(energy, abs=1e-5)


def test_accuracy_is_that_of_the_compressed_embedding(glove):
    questions = {
        "x": [("man", "king", "woman", "queen"), ("france", "paris", "italy", "rome")],
        "y": [("big", "bigger", "small", "smaller"), ("cat", "cats", "dog", "dogs")],
    }
    shares = []
    sweep = sweep_compression(
        glove,
        questions,
        [CompressionScheme(10)],
        restrict=5000,
        progress=lambda share: shares.append(share),
    )
    first = glove.select(range(5000))
    assert sweep.accuracy == evaluate_analogies(first, questions).accuracy
    small = evaluate_analogies(compress(first, CompressionScheme(10)), questions)
    assert sweep.results[0].accuracy == small.accuracy
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1)


def test_the_glove_sample_is_already_float16(glove):
    small = compress(glove, CompressionScheme(glove.dim, "float16"))
    assert np.array_equal(small.vectors, glove.vectors)

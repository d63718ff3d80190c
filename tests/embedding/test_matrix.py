"""EmbeddingMatrix: its attributes, its immutability, and the errors of its constructor."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embviz import EmbeddingMatrix
from embviz.embedding import matrix
from tests.conftest import embeddings


def test_token_id_is_the_row_number(tiny):
    assert [tiny.token_id(token) for token in tiny.tokens] == [0, 1, 2, 3]
    assert tiny["dog"].tolist() == [3, 4]
    assert (len(tiny), tiny.dim, "dog" in tiny, "cow" in tiny) == (4, 2, True, False)
    assert repr(tiny) == "EmbeddingMatrix('tiny', 4 tokens × 2 dimensions)"


def test_norms_are_the_lengths_of_the_rows(tiny):
    assert tiny.norms.tolist() == [4, 5, 2, 0]


@pytest.mark.parametrize("length", [1e-30, 1e-10, 1e15])
def test_norms_of_tiny_and_huge_rows(length):
    # 0.6² + 0.8² = 1, but the squares of 1e-30 are below the smallest float32.
    E = EmbeddingMatrix(["a"], np.array([[0.6, 0.8]]) * length)
    np.testing.assert_allclose(E.norms, [length], rtol=1e-6)


def test_norms_do_not_depend_on_blocks(tiny, monkeypatch):
    monkeypatch.setattr(matrix, "BLOCK_ROWS", 3)
    assert EmbeddingMatrix(tiny.tokens, tiny.vectors).norms.tolist() == [4, 5, 2, 0]


def test_token_ids(tiny):
    assert tiny.token_ids(["car", "cat", "car"]).tolist() == [2, 0, 2]
    assert tiny.token_ids(()).dtype == np.intp
    with pytest.raises(KeyError, match="'cow' is not in"):
        tiny.token_ids(["cat", "cow"])


@pytest.mark.parametrize("array", [lambda E: E.vectors, lambda E: E["cat"], lambda E: E.norms])
def test_arrays_are_read_only(tiny, array):
    with pytest.raises(ValueError, match="read-only"):
        array(tiny)[0] = 9


def test_labels_are_read_only():
    E = EmbeddingMatrix(["a"], [[1]], labels={"group": ["x"]})
    with pytest.raises(TypeError):
        E.labels["group"] = ("y",)


def test_writable_array_is_copied():
    array = np.eye(2, dtype=np.float32)
    E = EmbeddingMatrix(["a", "b"], array)
    array[0, 0] = 9
    assert E["a"].tolist() == [1, 0]


def test_read_only_array_is_not_copied(tiny):
    assert EmbeddingMatrix(tiny.tokens, tiny.vectors).vectors is tiny.vectors


def test_vectors_are_c_contiguous():
    array = np.asfortranarray([[1, 2], [3, 4]], np.float32)
    array.flags.writeable = False
    assert EmbeddingMatrix(["a", "b"], array).vectors.flags.c_contiguous


@pytest.mark.parametrize("dtype", [np.float16, np.float64, np.int8, np.uint32, ">f4"])
def test_real_dtypes_become_float32(dtype):
    E = EmbeddingMatrix(["a", "b"], np.array([[1, 2], [3, 4]], dtype))
    assert E.vectors.dtype == np.float32
    assert E.vectors.tolist() == [[1, 2], [3, 4]]


@pytest.mark.parametrize(
    ("tokens", "vectors", "message"),
    [
        (["a", "b", "c"], [[1], [2]], "3 tokens but 2 rows"),
        (["a", "b", "a"], [[1], [2], [3]], "'a' occurs more than once"),
        (["a"], [1, 2], r"2 axes \(tokens × dimensions\), not 1"),
        (["a"], [[True]], "real numbers, not bool"),
        (["a"], [["1"]], "real numbers, not <U1"),
        (["a"], [[1j]], "real numbers, not complex128"),
        ([], np.empty((0, 3)), r"shape \(0, 3\)"),
        (["a"], [[]], r"shape \(1, 0\)"),
        (["a", "b"], [[1, 2], [3, np.nan]], "'b' holds nan at dimension 1"),
        (["a"], [[-np.inf, 0]], "'a' holds -inf at dimension 0"),
        (["a"], [[0, 1.001e15]], "between -1e.15 and 1e.15"),
        (["a"], [[1e300]], "'a' holds inf"),
    ],
)
def test_errors_name_what_is_wrong(tokens, vectors, message):
    with pytest.raises(ValueError, match=message):
        EmbeddingMatrix(tokens, vectors)


def test_error_names_the_row_of_a_bad_value():
    with pytest.raises(ValueError, match="'d' holds nan at dimension 1"):
        EmbeddingMatrix("abcde", [[0, 0], [0, 0], [0, 0], [0, np.nan], [0, 0]])


def test_labels_need_one_entry_per_token():
    with pytest.raises(ValueError, match="'group' have 3 entries for 2 tokens"):
        EmbeddingMatrix(["a", "b"], [[1], [2]], labels={"group": ["x", "y", "z"]})


def test_error_of_an_unknown_token_suggests_near_spellings(tiny):
    with pytest.raises(KeyError, match=r"'dgo' is not in the vocabulary of 'tiny'.*: dog\."):
        tiny["dgo"]
    with pytest.raises(KeyError, match=r"of 'tiny'\.\"$"):
        tiny.token_id("elephant")


@pytest.mark.parametrize(
    ("tokens", "words"), [(["a"], 1), (["a", "new york"], 2), ([" a ", "x y z", ""], 3)]
)
def test_max_token_words(tokens, words):
    assert EmbeddingMatrix(tokens, np.ones((len(tokens), 1))).max_token_words == words


def content(E):
    return (E.tokens, E.vectors.shape, E.vectors.tobytes(), sorted(E.labels.items()))


@settings(max_examples=60)
@given(embeddings(), st.data())
def test_fingerprints_are_equal_only_for_equal_content(E, data):
    column = st.lists(st.text(max_size=2), min_size=len(E), max_size=len(E))
    labels = data.draw(st.dictionaries(st.sampled_from("xy"), column, max_size=2))
    same = EmbeddingMatrix(E.tokens, E.vectors.astype(np.float64), name="other", labels=E.labels)
    labelled = EmbeddingMatrix(E.tokens, E.vectors, labels=labels)
    other = data.draw(embeddings())
    assert same.fingerprint == E.fingerprint
    for changed in (labelled, other):
        assert (changed.fingerprint == E.fingerprint) == (content(changed) == content(E))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (EmbeddingMatrix(["ab", "c"], [[1], [2]]), EmbeddingMatrix(["a", "bc"], [[1], [2]])),
        (EmbeddingMatrix(["a", "b"], [[1], [2]]), EmbeddingMatrix(["b", "a"], [[1], [2]])),
        (EmbeddingMatrix(["a"], [[1, 2]]), EmbeddingMatrix(["a"], [[2, 1]])),
        (
            EmbeddingMatrix(["a"], [[1]], labels={"x": ["1"]}),
            EmbeddingMatrix(["a"], [[1]], labels={"y": ["1"]}),
        ),
        (
            EmbeddingMatrix(["a"], [[1]], labels={"x": ["1"]}),
            EmbeddingMatrix(["a"], [[1]], labels={"x": ["2"]}),
        ),
    ],
    ids=["token boundaries", "token order", "number order", "label name", "label value"],
)
def test_fingerprints_of_similar_content_differ(one, other):
    assert one.fingerprint != other.fingerprint


def test_fingerprint_does_not_depend_on_the_order_of_label_columns():
    one = EmbeddingMatrix(["a"], [[1]], labels={"x": ["1"], "y": ["2"]})
    other = EmbeddingMatrix(["a"], [[1]], labels={"y": ["2"], "x": ["1"]})
    assert one.fingerprint == other.fingerprint


def test_select_takes_rows_with_their_labels():
    E = EmbeddingMatrix(
        "abc",
        [[1], [2], [3]],
        name="old",
        source="me",
        notes=["n"],
        labels={"group": "xyz"},
        tokenizer=lambda text: [(0, text)],
    )
    selection = E.select([2, 0], name="new")
    assert selection.tokens == ("c", "a")
    assert selection.vectors.tolist() == [[3], [1]]
    assert selection.labels == {"group": ("z", "x")}
    assert (selection.name, selection.source, selection.notes) == ("new", "me", ("n",))
    assert selection.tokenizer is None

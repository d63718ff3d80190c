"""The matrix with names: what it keeps, what it refuses."""

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


@pytest.mark.parametrize("of", [lambda E: E.vectors, lambda E: E["cat"], lambda E: E.norms])
def test_arrays_cannot_be_written(tiny, of):
    with pytest.raises(ValueError, match="read-only"):
        of(tiny)[0] = 9


def test_labels_cannot_be_written():
    E = EmbeddingMatrix(["a"], [[1]], labels={"group": ["x"]})
    with pytest.raises(TypeError):
        E.labels["group"] = ("y",)


def test_an_array_that_may_change_is_copied():
    mine = np.eye(2, dtype=np.float32)
    E = EmbeddingMatrix(["a", "b"], mine)
    mine[0, 0] = 9
    assert E["a"].tolist() == [1, 0]


def test_a_read_only_array_is_kept_without_a_copy(tiny):
    assert EmbeddingMatrix(tiny.tokens, tiny.vectors).vectors is tiny.vectors


def test_rows_lie_one_after_the_other():
    columns = np.asfortranarray([[1, 2], [3, 4]], np.float32)
    columns.flags.writeable = False
    assert EmbeddingMatrix(["a", "b"], columns).vectors.flags.c_contiguous


@pytest.mark.parametrize("dtype", [np.float16, np.float64, np.int8, np.uint32, ">f4"])
def test_any_real_numbers_become_float32(dtype):
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
def test_refusals_say_what_was_found(tokens, vectors, message):
    with pytest.raises(ValueError, match=message):
        EmbeddingMatrix(tokens, vectors)


def test_a_bad_value_is_found_by_its_row():
    with pytest.raises(ValueError, match="'d' holds nan at dimension 1"):
        EmbeddingMatrix("abcde", [[0, 0], [0, 0], [0, 0], [0, np.nan], [0, 0]])


def test_labels_need_one_entry_a_token():
    with pytest.raises(ValueError, match="'group' have 3 entries for 2 tokens"):
        EmbeddingMatrix(["a", "b"], [[1], [2]], labels={"group": ["x", "y", "z"]})


def test_an_unknown_token_gets_its_near_spellings(tiny):
    with pytest.raises(KeyError, match=r"'dgo' is not in the vocabulary of 'tiny'.*: dog\."):
        tiny["dgo"]
    with pytest.raises(KeyError, match=r"of 'tiny'\.\"$"):
        tiny.token_id("elephant")


@pytest.mark.parametrize(
    ("tokens", "words"), [(["a"], 1), (["a", "new york"], 2), ([" a ", "x y z", ""], 3)]
)
def test_longest_token_words(tokens, words):
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
    for each in (labelled, other):
        assert (each.fingerprint == E.fingerprint) == (content(each) == content(E))


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
    ids=["borders", "order of tokens", "order of numbers", "name of labels", "labels"],
)
def test_fingerprints_tell_near_twins_apart(one, other):
    assert one.fingerprint != other.fingerprint


def test_the_order_of_label_columns_does_not_matter_to_the_fingerprint():
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
    chosen = E.select([2, 0], name="new")
    assert chosen.tokens == ("c", "a")
    assert chosen.vectors.tolist() == [[3], [1]]
    assert chosen.labels == {"group": ("z", "x")}
    assert (chosen.name, chosen.source, chosen.notes) == ("new", "me", ("n",))
    assert chosen.tokenizer is None

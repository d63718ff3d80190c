"""TokenTable: the same tokens and errors as a list of strings."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embviz.embedding import EmbeddingMatrix, TokenTable
from embviz.embedding.matrix import LINEAR_LOOKUPS
from embviz.embedding.token_table import MAX_DIGEST_BYTES

WORDS = st.text(st.characters(codec="utf-8"), max_size=20)


def token_table(tokens: list[str]) -> TokenTable:
    encoded = [token.encode() for token in tokens]
    ends = np.cumsum([len(token) for token in encoded], dtype=np.int64)
    return TokenTable(np.frombuffer(b"".join(encoded), np.uint8), ends)


@given(st.lists(WORDS, min_size=1, max_size=30, unique=True), WORDS)
def test_tokens_round_trip(tokens, other):
    table = token_table(tokens)
    table.check()
    assert table.to_tuple() == tuple(tokens)
    assert [table[i] for i in range(len(table))] == tokens
    assert [table.find(token) for token in tokens] == list(range(len(tokens)))
    assert table.find(other) == (tokens.index(other) if other in tokens else None)


@given(st.lists(WORDS, min_size=1, max_size=30, unique=True), st.data())
def test_duplicates_are_rejected(tokens, data):
    duplicate = data.draw(st.sampled_from(tokens))
    place = data.draw(st.integers(0, len(tokens)))
    with pytest.raises(ValueError, match="occurs more than once"):
        token_table([*tokens[:place], duplicate, *tokens[place:]]).check()


def test_tokens_that_differ_beyond_the_digest():
    prefix = "x" * MAX_DIGEST_BYTES
    tokens = [prefix + end for end in ("a", "b", "cc", "cd", "")]
    table = token_table(tokens)
    table.check()
    assert [table.find(token) for token in tokens] == [0, 1, 2, 3, 4]
    assert table.find(prefix + "z") is None
    with pytest.raises(ValueError, match="occurs more than once"):
        token_table([*tokens, prefix + "cc"]).check()


@pytest.mark.parametrize(
    "tokens", [["", "\0"], ["a", "a\0"], ["a\0b", "a\0"], ["\0" * 8, "\0" * 9]]
)
def test_nul_characters_are_part_of_tokens(tokens):
    token_table(tokens).check()
    assert token_table(tokens).to_tuple() == tuple(tokens)


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        (b"cat", []),
        (b"cat", [2]),
        (b"cat", [4]),
        (b"cat", [-1, 3]),
        (b"cat", [3, 2, 3]),
        (b"cat", [[3]]),
        (b"cat", [3.0]),
        (b"\xff", [1]),
        ("é".encode(), [1, 2]),
        ("aé".encode(), [2, 3]),
        (b"\xed\xa0\x80", [3]),
    ],
)
def test_invalid_buffers_are_rejected(text, ends):
    with pytest.raises(ValueError):
        TokenTable(np.frombuffer(text, np.uint8), np.array(ends)).check()


def test_embedding_with_a_token_table_equals_one_with_strings():
    tokens = ["cat", "Köder", "new\nyork", "", *(f"w{i}" for i in range(2 * LINEAR_LOOKUPS))]
    rows = np.arange(3 * len(tokens)).reshape(-1, 3)
    E, plain = EmbeddingMatrix(token_table(tokens), rows), EmbeddingMatrix(tokens, rows)
    assert "tokens" not in vars(E)  # The tokens are not decoded yet.
    for _ in range(2):  # The first lookups search the table, later ones a dictionary.
        assert [E.token_id(token) for token in tokens] == list(range(len(tokens)))
        assert [E.token(i) for i in range(len(tokens))] == tokens
        assert "dog" not in E and 3 not in E and "\ud800" not in E
        assert E.tokens == plain.tokens
    assert E.fingerprint == plain.fingerprint
    assert E.select([1, 0]).tokens == ("Köder", "cat")
    with pytest.raises(KeyError, match="Near spellings: cat"):
        E.token_id("cta")
    for n in (1, 3):
        with pytest.raises(ValueError, match=f"{len(tokens)} tokens but {n} rows"):
            EmbeddingMatrix(token_table(tokens), rows[:n])

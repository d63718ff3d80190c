"""The lookup as a product: a one-hot vector times the matrix is a row."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from embviz.embedding import EmbeddingMatrix, Vectors


@dataclass(frozen=True)
class OneHotProduct:
    """What multiplying E by the one-hot vector of a token gives.

    Attributes
    ----------
    token_id : int
    one_hot : ndarray of shape (n_tokens,)
        1 at `token_id`, 0 everywhere else.
    product : ndarray of shape (dim,)
        ``one_hot @ E.vectors``, computed in full.
    row : ndarray of shape (dim,)
        ``E.vectors[token_id]``, looked up.
    """

    token_id: int
    one_hot: Vectors
    product: Vectors
    row: Vectors

    @property
    def n_equal(self) -> int:
        """In how many dimensions product and row hold exactly the same number."""
        return int((self.product == self.row).sum())


def one_hot_product(E: EmbeddingMatrix, token: str) -> OneHotProduct:
    """Multiply the one-hot vector of a token with the matrix, and look its row up beside it.

    A neural network's embedding layer is defined as this product. It is computed as a lookup,
    because all terms but one are 0 times something.

    Raises
    ------
    KeyError
        When the token is not in the vocabulary.

    Examples
    --------
    >>> import embviz
    >>> E = embviz.EmbeddingMatrix(["cat", "dog", "car"], [[8, 2], [7, 3], [1, 9]])
    >>> looked_up = one_hot_product(E, "dog")
    >>> looked_up.one_hot, looked_up.product, looked_up.n_equal
    (array([0., 1., 0.], dtype=float32), array([7., 3.], dtype=float32), 2)
    """
    token_id = E.token_id(token)
    one_hot = np.zeros(len(E), np.float32)
    one_hot[token_id] = 1
    return OneHotProduct(token_id, one_hot, one_hot @ E.vectors, E.vectors[token_id])

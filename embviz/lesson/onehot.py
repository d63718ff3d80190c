"""The lookup of a row as the product of a one-hot vector and the matrix."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from embviz.embedding import EmbeddingMatrix, Vectors


@dataclass(frozen=True)
class OneHotProduct:
    """The product of the one-hot vector of a token and the matrix.

    Attributes
    ----------
    token_id : int
    one_hot : ndarray of shape (n_tokens,)
        1 at `token_id`, 0 everywhere else.
    product : ndarray of shape (dim,)
        ``one_hot @ E.vectors``, computed as a product.
    row : ndarray of shape (dim,)
        ``E.vectors[token_id]``, looked up.
    """

    token_id: int
    one_hot: Vectors
    product: Vectors
    row: Vectors

    @property
    def n_equal(self) -> int:
        """Number of dimensions in which `product` and `row` are exactly equal."""
        return int((self.product == self.row).sum())


def one_hot_product(E: EmbeddingMatrix, token: str) -> OneHotProduct:
    """Multiply the one-hot vector of a token by the matrix, and look up its row.

    The embedding layer of a neural network is defined as this product. It is implemented as a
    lookup, because all terms but one are 0.

    Raises
    ------
    KeyError
        If the token is not in the vocabulary.

    Examples
    --------
    >>> import embviz
    >>> E = embviz.EmbeddingMatrix(["cat", "dog", "car"], [[8, 2], [7, 3], [1, 9]])
    >>> result = one_hot_product(E, "dog")
    >>> result.one_hot, result.product, result.n_equal
    (array([0., 1., 0.], dtype=float32), array([7., 3.], dtype=float32), 2)
    """
    token_id = E.token_id(token)
    one_hot = np.zeros(len(E), np.float32)
    one_hot[token_id] = 1
    return OneHotProduct(token_id, one_hot, one_hot @ E.vectors, E.vectors[token_id])

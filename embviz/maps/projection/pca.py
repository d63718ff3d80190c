"""Principal component analysis."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from embviz.jobs import Progress, subprogress

# Rows per block: few enough to stay in the CPU cache between centering and multiplication.
BLOCK_ROWS = 4096

# A variance below this share of the largest one counts as 0.
VARIANCE_RTOL = 1e-12

# Above this many multiplications, float32 rows are multiplied in float32 by blocks, whose products
# are summed in float64: half the time, and about six digits.
MIN_FLOAT32_MULTIPLICATIONS = 1e10

# An axis below this share of the largest variance could be affected by rounding in float32.
FLOAT32_VARIANCE_RTOL = 1e-4

# Squares of smaller deviations come near the subnormal numbers of float32.
FLOAT32_MIN_VARIANCE = 1e-25


def project_pca(
    rows: NDArray[np.floating], n_components: int, progress: Progress | None = None
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return coordinates, directions, mean and share of variance, as in `LinearProjection`."""
    mean, variances, directions, use_float32 = _principal_axes(
        rows, n_components, subprogress(progress, 0, 0.8)
    )
    total = variances.sum()
    share = np.zeros(n_components)
    # Equal rows differ from their mean only by its rounding.
    rounding = 8 * np.finfo(np.float64).eps * float(np.abs(mean).max())
    if total > rows.size * rounding**2:
        share[: len(variances)] = variances[:n_components] / total
    coordinates = _project_rows(rows, mean, directions, use_float32, subprogress(progress, 0.8, 1))
    return coordinates, directions, mean, share


def _principal_axes(
    rows: NDArray[np.floating], n_components: int, progress: Progress | None
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], bool]:
    """Return the mean, all variances, descending, the first directions, and if float32 did."""
    n, dim = rows.shape
    if rows.dtype == np.float32 and n > dim and n * dim**2 > MIN_FLOAT32_MULTIPLICATIONS:
        mean, products = _scatter_matrix_float32(rows, subprogress(progress, 0, 0.9))
        if np.isfinite(products).all():
            variances, vectors = _sorted_eigenvectors(products)
            last = variances[min(n_components, dim) - 1]
            if (
                variances[0] > n * FLOAT32_MIN_VARIANCE
                and last > FLOAT32_VARIANCE_RTOL * variances[0]
            ):
                directions = _orient_directions(vectors[:n_components], n_components)
                return mean, variances, directions, True
    mean = rows.mean(axis=0, dtype=np.float64)
    # A value that is not finite makes the mean of its column not finite.
    if not np.isfinite(mean).all():
        raise ValueError("vectors hold a value that is not a finite number.")
    # The products of the dimensions and those of the points have the same eigenvalues.
    if n > dim:
        products = np.zeros((dim, dim))
        for start in range(0, n, BLOCK_ROWS):
            block = rows[start : start + BLOCK_ROWS] - mean
            products += block.T @ block
            if progress:
                progress(min(1.0, (start + BLOCK_ROWS) / n))
    else:
        centered = rows - mean
        products = centered @ centered.T
    variances, vectors = _sorted_eigenvectors(products)
    # A variance this small is rounding: the rows do not span this direction.
    rank = min(n_components, int((variances > VARIANCE_RTOL * variances[0]).sum()))
    vectors = vectors[:rank]
    if n <= dim:
        vectors = vectors @ centered / np.sqrt(variances[:rank, None])
    return mean, variances, _orient_directions(vectors, n_components), False


def _scatter_matrix_float32(
    rows: NDArray[np.floating], progress: Progress | None
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the mean and the products of the centered dimensions in one pass over the rows.

    The mean of some rows is subtracted first, so that a common offset costs no digits; its
    difference to the true mean is corrected in float64 at the end.
    """
    n, dim = rows.shape
    with np.errstate(invalid="ignore", over="ignore"):
        shift = rows[:: -(-n // BLOCK_ROWS)].mean(axis=0, dtype=np.float64).astype(np.float32)
        products, sums = np.zeros((dim, dim)), np.zeros(dim)
        centered, ones = np.empty((BLOCK_ROWS, dim), np.float32), np.ones(BLOCK_ROWS, np.float32)
        for start in range(0, n, BLOCK_ROWS):
            block = rows[start : start + BLOCK_ROWS]
            block = np.subtract(block, shift, out=centered[: len(block)])
            products += block.T @ block
            sums += ones[: len(block)] @ block
            if progress:
                progress(min(1.0, (start + BLOCK_ROWS) / n))
        drift = sums / n
        return shift + drift, products - n * np.outer(drift, drift)


def _sorted_eigenvectors(
    products: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return variances, largest first, and their directions as rows."""
    ascending, columns = np.linalg.eigh(products)
    return ascending[::-1].clip(min=0), columns.T[::-1]


def _orient_directions(vectors: NDArray[np.float64], n_components: int) -> NDArray[np.float64]:
    """Give each direction its deterministic sign, and append zeros up to `n_components` rows."""
    directions = np.zeros((n_components, vectors.shape[1]))
    directions[: len(vectors)] = vectors * deterministic_signs(vectors)[:, None]
    return directions


def deterministic_signs(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return 1 or −1 for each row, shape (m, length), that makes its largest entry positive.

    A direction and its opposite are equally right; choosing one makes maps reproducible.
    """
    largest = np.abs(vectors).argmax(axis=1)
    return np.where(vectors[np.arange(len(vectors)), largest] < 0, -1.0, 1.0)


def _project_rows(
    rows: NDArray[np.floating],
    mean: NDArray[np.float64],
    directions: NDArray[np.float64],
    use_float32: bool,
    progress: Progress | None,
) -> NDArray[np.float64]:
    offset: NDArray[np.floating] = mean.astype(np.float32) if use_float32 else mean
    axes: NDArray[np.floating] = directions.astype(offset.dtype)
    coordinates = np.empty((len(rows), len(axes)))
    centered = np.empty((min(BLOCK_ROWS, len(rows)), len(mean)), offset.dtype)
    for start in range(0, len(rows), BLOCK_ROWS):
        block = rows[start : start + BLOCK_ROWS]
        block = np.subtract(block, offset, out=centered[: len(block)])
        # For two or three axes, a matrix product would spend more time on waking threads.
        coordinates[start : start + len(block)] = np.einsum("ij,kj->ik", block, axes)
        if progress:
            progress(min(1.0, (start + BLOCK_ROWS) / len(rows)))
    # Corrects the rounding of the mean to float32.
    coordinates -= (mean - offset) @ directions.T
    return coordinates

"""Principal component analysis."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from embviz.jobs import Progress, subprogress

# Rows handled at once: few enough to stay in the cache between being centered and multiplied.
BLOCK_ROWS = 4096

# Share of the largest variance below which another one counts as none.
VARIANCE_RTOL = 1e-12

# Above so many multiplications, products of float32 rows are made in float32, block by block, and
# only their sum in float64: half the time, and about six digits.
MIN_FLOAT32_MULTIPLICATIONS = 1e10

# Below this share of the largest variance, an axis could owe something to rounding in float32.
FLOAT32_VARIANCE_RTOL = 1e-4

# Below this, squares come near to where float32 loses digits.
FLOAT32_MIN_VARIANCE = 1e-25


def project_pca(
    rows: NDArray[np.floating], n_components: int, progress: Progress | None = None
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return coordinates, directions, mean and share of variance, as in `LinearProjection`."""
    mean, variances, directions, fast = _principal_axes(
        rows, n_components, subprogress(progress, 0, 0.8)
    )
    total = variances.sum()
    share = np.zeros(n_components)
    # Of equal rows, what is left beside their mean is how that was rounded.
    rounding = 8 * np.finfo(np.float64).eps * float(np.abs(mean).max())
    if total > rows.size * rounding**2:
        share[: len(variances)] = variances[:n_components] / total
    coordinates = _project_rows(rows, mean, directions, fast, subprogress(progress, 0.8, 1))
    return coordinates, directions, mean, share


def _principal_axes(
    rows: NDArray[np.floating], n_components: int, progress: Progress | None
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], bool]:
    """Return the mean, all variances, largest first, the first directions, and if float32 did."""
    n, dim = rows.shape
    if rows.dtype == np.float32 and n > dim and n * dim**2 > MIN_FLOAT32_MULTIPLICATIONS:
        mean, products = _scatter_matrix_float32(rows, subprogress(progress, 0, 0.9))
        if np.isfinite(products).all():
            variances, found = _sorted_eigenvectors(products)
            last = variances[min(n_components, dim) - 1]
            if (
                variances[0] > n * FLOAT32_MIN_VARIANCE
                and last > FLOAT32_VARIANCE_RTOL * variances[0]
            ):
                return mean, variances, _orient_directions(found[:n_components], n_components), True
    mean = rows.mean(axis=0, dtype=np.float64)
    # One such value in a column shows in its mean.
    if not np.isfinite(mean).all():
        raise ValueError("vectors hold a value that is not a finite number.")
    # Two square matrices tell the same: products of the dimensions, or of the points.
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
    variances, found = _sorted_eigenvectors(products)
    # A variance this small is rounding: the rows span no such direction.
    spanned = min(n_components, int((variances > VARIANCE_RTOL * variances[0]).sum()))
    found = found[:spanned]
    if n <= dim:
        found = found @ centered / np.sqrt(variances[:spanned, None])
    return mean, variances, _orient_directions(found, n_components), False


def _scatter_matrix_float32(
    rows: NDArray[np.floating], progress: Progress | None
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the mean and the products of the centered dimensions, from one walk over the rows.

    The rows are moved to a mean of some of them first, so that an offset they share costs no
    digits; what that mean lacks to the true one is corrected in float64 at the end.
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
    """Return variances, largest first, and their directions, one a row."""
    ascending, columns = np.linalg.eigh(products)
    return ascending[::-1].clip(min=0), columns.T[::-1]


def _orient_directions(found: NDArray[np.float64], n_components: int) -> NDArray[np.float64]:
    """Turn each direction to the side where its largest entry is positive, and add zeros."""
    directions = np.zeros((n_components, found.shape[1]))
    directions[: len(found)] = found * deterministic_signs(found)[:, None]
    return directions


def deterministic_signs(lines: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return 1 or −1 for each line, shape (m, length), so that its largest entry is positive.

    A direction and its opposite are equally right; this picks one, so that pictures repeat.
    """
    strongest = np.abs(lines).argmax(axis=1)
    return np.where(lines[np.arange(len(lines)), strongest] < 0, -1.0, 1.0)


def _project_rows(
    rows: NDArray[np.floating],
    mean: NDArray[np.float64],
    directions: NDArray[np.float64],
    use_float32: bool,
    progress: Progress | None,
) -> NDArray[np.float64]:
    middle: NDArray[np.floating] = mean.astype(np.float32) if use_float32 else mean
    axes: NDArray[np.floating] = directions.astype(middle.dtype)
    coordinates = np.empty((len(rows), len(axes)))
    centered = np.empty((min(BLOCK_ROWS, len(rows)), len(mean)), middle.dtype)
    for start in range(0, len(rows), BLOCK_ROWS):
        block = rows[start : start + BLOCK_ROWS]
        block = np.subtract(block, middle, out=centered[: len(block)])
        # With two or three axes, a product of matrices would cost more in waking threads.
        coordinates[start : start + len(block)] = np.einsum("ij,kj->ik", block, axes)
        if progress:
            progress(min(1.0, (start + BLOCK_ROWS) / len(rows)))
    # In float32 the mean is rounded by so much.
    coordinates -= (mean - middle) @ directions.T
    return coordinates

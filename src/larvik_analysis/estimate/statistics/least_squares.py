"""Least squares with standard errors that allow unequal spread, or values in clusters."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.arguments import (
    COARSE_ROUNDING,
    FloatArray,
    IntArray,
    refuse_method,
)

ERRORS: Final = ("HC0", "HC1", "HC2", "HC3", "CR2")


class LeastSquares(NamedTuple):
    """Coefficients, and what is needed for the error of each.

    Attributes
    ----------
    coefficients : ndarray of float, shape (n_columns,)
    errors : ndarray of float, shape (n_columns,)
        Standard errors.
    df : ndarray of float, shape (n_columns,)
        Degrees of freedom of t; those of Satterthwaite for CR2.
    n : int
    n_clusters : int or None
    """

    coefficients: FloatArray
    errors: FloatArray
    df: FloatArray
    n: int
    n_clusters: int | None


def is_full_rank(columns: FloatArray) -> bool:
    """Whether no column can be made of the others."""
    lengths = np.sqrt((columns**2).sum(axis=0))
    if not lengths.all() or columns.shape[0] < columns.shape[1]:
        return False
    return int(np.linalg.matrix_rank(columns / lengths, tol=COARSE_ROUNDING)) == int(
        columns.shape[1]
    )


def least_squares(
    columns: FloatArray,
    outcome: FloatArray,
    *,
    errors: str = "HC1",
    cluster: IntArray | None = None,
) -> LeastSquares:
    """Regression by least squares, with the error of each coefficient.

    Parameters
    ----------
    columns : ndarray of float, shape (n, n_columns)
        Of full rank (`is_full_rank`), more rows than columns; a constant is among them.
    outcome : ndarray of float, shape (n,)
    errors : {"HC0", "HC1", "HC2", "HC3", "CR2"}
        Which correction for few units. HC1 is what most papers print; HC3 is the more
        careful; CR2 is for clusters.
    cluster : ndarray of int, shape (n,), optional
        0, 1, 2 ... for CR2, at least two; not used by the others.

    Raises
    ------
    ParameterError
        If `errors` is unknown, or CR2 is asked for without clusters.

    References
    ----------
    .. [1] J. G. MacKinnon, H. White, Some heteroskedasticity-consistent covariance matrix
       estimators with improved finite sample properties, Journal of Econometrics 29, 1985,
       305-325.
    .. [2] J. E. Pustejovsky, E. Tipton, Small-sample methods for cluster-robust variance
       estimation, Journal of Business and Economic Statistics 36, 2018, 672-683.

    Examples
    --------
    >>> columns = np.array([[1, 0], [1, 0], [1, 0], [1, 1], [1, 1], [1, 1.0]])
    >>> found = least_squares(columns, np.array([1, 2, 3, 4, 5, 7.0]), errors="HC2")
    >>> found.coefficients.round(3), found.errors.round(3)
    (array([2.   , 3.333]), array([0.577, 1.054]))
    """
    refuse_method(errors, ERRORS)
    if errors == "CR2" and cluster is None:
        raise ParameterError("clusters_needed")
    n, n_columns = columns.shape
    orthogonal, triangle = np.linalg.qr(columns)
    coefficients = np.linalg.solve(triangle, orthogonal.T @ outcome)
    left = outcome - columns @ coefficients
    # Each row: how a unit's residual moves every coefficient.
    pull = np.linalg.solve(triangle, orthogonal.T).T
    if errors == "CR2" and cluster is not None:
        spread, df = _clustered(orthogonal, pull, left, cluster)
        n_clusters: int | None = int(cluster.max()) + 1
    else:
        spread = (pull**2 * _scaled_squares(left, orthogonal, errors)[:, np.newaxis]).sum(
            axis=0
        )
        df, n_clusters = np.full(n_columns, float(n - n_columns)), None
    return LeastSquares(coefficients, np.sqrt(spread), df, n, n_clusters)


def _scaled_squares(left: FloatArray, orthogonal: FloatArray, errors: str) -> FloatArray:
    """Squared residuals, made larger by what the fit took away."""
    n, n_columns = orthogonal.shape
    if errors == "HC0":
        return np.asarray(left**2)
    if errors == "HC1":
        return np.asarray(left**2 * n / (n - n_columns))
    # A unit that the fit passes through has no residual, and says nothing of its spread.
    free = 1 - (orthogonal**2).sum(axis=1)
    power = 1 if errors == "HC2" else 2
    return np.asarray(
        np.divide(left**2, free**power, out=np.zeros(n), where=free > COARSE_ROUNDING)
    )


def _clustered(
    orthogonal: FloatArray, pull: FloatArray, left: FloatArray, cluster: IntArray
) -> tuple[FloatArray, FloatArray]:
    """Variances by CR2 and their degrees of freedom, working model: all alike, independent.

    The variance of a coefficient is a sum of squares of one contrast for each cluster. The
    contrasts are normal with covariances that follow from the working model; so the degrees
    of freedom are ``tr(P)² / tr(P²)`` of their covariance matrix P.
    """
    groups = [np.flatnonzero(cluster == code) for code in range(int(cluster.max()) + 1)]
    contrasts, own, projected = [], [], []
    for rows in groups:
        adjusted = _adjusted(orthogonal[rows], pull[rows])
        contrasts.append(left[rows] @ adjusted)
        own.append((adjusted**2).sum(axis=0))
        projected.append(orthogonal[rows].T @ adjusted)
    variances = (np.stack(contrasts) ** 2).sum(axis=0)
    sizes, shapes = np.stack(own), np.stack(projected)
    df = np.empty(variances.size)
    for column in range(variances.size):
        within = shapes[:, :, column]
        covariance = np.diag(sizes[:, column]) - within @ within.T
        squared = float((covariance**2).sum())
        df[column] = float(np.trace(covariance)) ** 2 / squared if squared else np.nan
    return variances, df


def _adjusted(orthogonal: FloatArray, pull: FloatArray) -> FloatArray:
    """A cluster's pull on the coefficients, times ``(I - H)^(-1/2)`` of the cluster.

    H is made of few columns, so the root is worked out from its singular values.
    """
    basis, singular, _ = np.linalg.svd(orthogonal, full_matrices=False)
    free = 1 - singular**2
    # Where the fit passes through a whole direction there is no residual to scale.
    scale = np.where(
        free > COARSE_ROUNDING, 1 / np.sqrt(np.maximum(free, COARSE_ROUNDING)), 0.0
    )
    return np.asarray(pull + basis @ ((scale - 1)[:, np.newaxis] * (basis.T @ pull)))

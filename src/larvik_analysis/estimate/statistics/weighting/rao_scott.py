"""Whether two questions hang together, under the design that brought the answers."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import special

from larvik_analysis.estimate.statistics.arguments import ROUNDING, FloatArray
from larvik_analysis.estimate.statistics.weighting.design import SurveyDesign
from larvik_analysis.estimate.statistics.weighting.estimates import check_rows
from larvik_analysis.estimate.statistics.weighting.indicators import answers_of
from larvik_analysis.estimate.statistics.weighting.linearisation import (
    centred_totals,
    degrees_of_freedom,
)
from larvik_analysis.terms.results import NotEstimable
from larvik_analysis.terms.weighted_results import RaoScottTest


def rao_scott_test(
    rows: pd.Series, columns: pd.Series, design: SurveyDesign
) -> RaoScottTest | NotEstimable:
    """Pearson's test of a weighted table, corrected for how the answers were drawn.

    Parameters
    ----------
    rows, columns : Series
        The answers to two questions, on the index of the design's weights. Whoever lacks
        one of the two is outside the table and stays in the design.
    design : SurveyDesign
        How the respondents were drawn.

    Returns
    -------
    RaoScottTest or NotEstimable
        The estimate is Cramer's V of the weighted table, 0 to 1, without an interval.
        `p_value` is that of the second-order F (Satterthwaite), the one to quote;
        `p_first_order` takes the mean design effect alone. Not estimable where one of the
        questions has a single answer, where there are fewer than two clusters to compare,
        or where the clusters leave the table no variance.

    Raises
    ------
    ParameterError
        If rows differ from those of the design.

    Notes
    -----
    Answers that nobody with a weight gave are left out. Degrees of freedom of the design
    are its clusters with an answer less their strata; n in Pearson's statistic is the
    number of respondents in the table.

    References
    ----------
    .. [1] Rao, J. N. K. and Scott, A. J. (1984). On chi-squared tests for multiway
       contingency tables with cell proportions estimated from survey data. Annals of
       Statistics 12, 46-60.

    Examples
    --------
    >>> design = SurveyDesign(weights=pd.Series([1.0, 1.0, 2.0, 2.0, 1.0, 1.0]))
    >>> useful, arena = pd.Series([1, 0, 1, 1, 0, 1]), pd.Series(list("aabbab"))
    >>> test = rao_scott_test(useful, arena, design)
    >>> round(test.estimate, 3), round(test.p_value, 3)
    (0.745, 0.104)
    """
    for series, name in ((rows, "rows"), (columns, "columns")):
        check_rows(series, design, name)
    cells, n_rows, n_columns, n = _cells(rows, columns, design)
    if min(n_rows, n_columns) < 2:
        return NotEstimable("one of the questions has a single answer")
    total = float((design.base @ cells).sum())
    shares = design.base @ cells / total
    is_in = cells.sum(axis=1, keepdims=True)
    scores = centred_totals((cells - is_in * shares) / total, design)
    _, nu = degrees_of_freedom(design.units.sum_clusters(is_in), design)
    expected, contrasts = _independent(shares.reshape(n_rows, n_columns))
    pearson = float(n * ((shares - expected) ** 2 / expected).sum())
    effects = _generalised_effects(scores, shares, contrasts, n)
    if nu[0] < 1 or not np.trace(effects) > ROUNDING:  # rounding of effects of about one
        return NotEstimable("the clusters tell nothing of the variance of the table")
    first, second = float(np.trace(effects)), float(np.trace(effects @ effects))
    df = (n_rows - 1) * (n_columns - 1)
    between = first**2 / second
    return RaoScottTest(
        estimate=float(np.sqrt(pearson / n / (min(n_rows, n_columns) - 1))),
        low=None,
        high=None,
        level=None,
        n=n,
        method="rao-scott-f",
        statistic=pearson / first,
        df=between,
        df_denominator=between * float(nu[0]),
        p_value=float(special.fdtrc(between, between * float(nu[0]), pearson / first)),
        chi_square=pearson / (first / df),
        df_chi_square=df,
        p_first_order=float(special.chdtrc(df, pearson / (first / df))),
    )


def _cells(
    rows: pd.Series, columns: pd.Series, design: SurveyDesign
) -> tuple[FloatArray, int, int, int]:
    """The table's cells as 0 and 1, shape (n_respondents, n_cells); its size and base."""
    is_in = (rows.notna() & columns.notna()).to_numpy() & (design.base > 0)
    codes = []
    for series in (rows, columns):
        found, _ = answers_of(series)
        seen, places = np.unique(found[is_in], return_inverse=True)
        code = np.zeros(len(found), dtype=np.intp)
        code[is_in] = places
        codes.append((code, seen.size))
    (row, n_rows), (column, n_columns) = codes
    cells = np.zeros((len(rows), n_rows * n_columns))
    inside = np.flatnonzero(is_in)
    cells[inside, (row * n_columns + column)[inside]] = 1.0
    return cells, n_rows, n_columns, inside.size


def _independent(table: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The shares if the questions had nothing to do with each other, and what is beyond.

    The second is a basis of all departures from independence on the scale of a log-linear
    model, shape (n_cells, (n_rows - 1)(n_columns - 1)).
    """
    n_rows, n_columns = table.shape
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)).ravel()
    # Deviations of rows and of columns from their sum to zero, multiplied.
    of_rows = np.eye(n_rows)[:, 1:] - 1 / n_rows
    of_columns = np.eye(n_columns)[:, 1:] - 1 / n_columns
    return expected, np.kron(of_rows, of_columns)


def _generalised_effects(
    scores: FloatArray, shares: FloatArray, contrasts: FloatArray, n: int
) -> FloatArray:
    """Variance under the design over that of n drawn one by one, for each departure."""
    inverse = np.divide(1.0, shares, out=np.zeros_like(shares), where=shares > 0)
    plain = contrasts.T @ (inverse[:, None] * contrasts) / n
    scaled = scores @ (inverse[:, None] * contrasts)
    return np.asarray(np.linalg.pinv(plain, hermitian=True) @ (scaled.T @ scaled))

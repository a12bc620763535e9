"""The six intraclass correlations of Shrout and Fleiss, from analysis of variance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from scipy.special import fdtrc, fdtri

from larvik_analysis.estimate.statistics.answer_tables import complete_rows
from larvik_analysis.estimate.statistics.arguments import (
    COARSE_ROUNDING,
    ROUNDING,
    FloatArray,
    plain_level,
)
from larvik_analysis.estimate.statistics.ratings import ratings_as_numbers
from larvik_analysis.terms.results import NotEstimable
from larvik_analysis.terms.scale_results import IntraclassEstimate


@dataclass(frozen=True, slots=True, kw_only=True)
class _Variation:
    """Mean squares of ratings, units by raters, and the degrees of freedom behind them."""

    n: int
    k: int
    units: float
    raters: float
    rest: float
    within: float  # raters and rest together
    df_units: int
    df_within: int
    df_rest: int


def intraclass_correlation(
    ratings: Any, *, level: float = 0.95
) -> dict[str, IntraclassEstimate] | NotEstimable:
    """How much of the variance of ratings lies between what was rated.

    Parameters
    ----------
    ratings : array or DataFrame of float, shape (n_raters, n_units)
        Raters in rows; a unit with a gap is left out.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    dict of str to IntraclassEstimate, or NotEstimable
        ``icc1``: each unit has raters of its own. ``icc2``: the same raters, drawn from
        others; agreement. ``icc3``: these raters alone; consistency, so that one may be
        stricter throughout. With ``k`` behind: of the mean of all raters; ``icc3k`` is
        Cronbach's alpha. Intervals by F, that of ``icc2`` approximate; none where the
        ratings leave nothing to vary. A kind that would divide by nought is left out.

    Raises
    ------
    ParameterError
        If `ratings` is not such a table, or `level` is not allowed.

    Notes
    -----
    From mean squares, where an estimate may be negative. Programs that fit variance
    components instead (restricted maximum likelihood) set a negative component to nought;
    the three kinds then come out equal, which says more of the fit than of the ratings.

    References
    ----------
    .. [1] P. E. Shrout, J. L. Fleiss, Intraclass correlations: uses in assessing rater
       reliability, Psychological Bulletin 86, 1979, 420-428.
    .. [2] K. O. McGraw, S. P. Wong, Forming inferences about some intraclass correlation
       coefficients, Psychological Methods 1, 1996, 30-46.

    Examples
    --------
    >>> found = intraclass_correlation([[1, 3, 4, 6], [2, 3, 5, 7]])
    >>> {kind: round(one.estimate, 3) for kind, one in list(found.items())[:3]}
    {'icc1': 0.921, 'icc2': 0.923, 'icc3': 0.973}
    """
    level = plain_level(level)
    complete = complete_rows(ratings_as_numbers(ratings).T)
    n, k = complete.shape
    if n < 2 or k < 2:
        return NotEstimable("fewer than two units were rated by two raters or more")
    found = _vary(complete)
    if not found.units + found.within > 0:
        return NotEstimable("every rating is the same")
    tail = 0.5 - level / 2
    one = _limits_by_f(found.units, found.within, found.df_units, found.df_within, tail)
    two = _limits_of_agreement(found, tail)
    three = _limits_by_f(found.units, found.rest, found.df_units, found.df_rest, tail)
    limits = {"icc1": _of_one(one, k), "icc2": two, "icc3": _of_one(three, k)}
    limits |= {"icc1k": _of_mean(one), "icc2k": _step_up(two, k), "icc3k": _of_mean(three)}
    return {
        kind: _estimate(kind, value, limits[kind], found, level)
        for kind, value in _correlations(found).items()
    }


def _vary(ratings: FloatArray) -> _Variation:
    """Analysis of variance of complete ratings, units by raters."""
    n, k = ratings.shape
    middle = ratings.mean()
    by_unit, by_rater = ratings.mean(axis=1) - middle, ratings.mean(axis=0) - middle
    left = ratings - middle - by_unit[:, None] - by_rater
    sums = k * (by_unit @ by_unit), n * (by_rater @ by_rater), (left**2).sum()
    # Rounding, where nothing varies, would pass for variation.
    least = ROUNDING * max(1.0, float((ratings**2).sum()))
    units, raters, rest = (float(one) if one > least else 0.0 for one in sums)
    df_units, df_within, df_rest = n - 1, n * (k - 1), (n - 1) * (k - 1)
    return _Variation(
        n=n,
        k=k,
        units=units / df_units,
        raters=raters / (k - 1),
        rest=rest / df_rest,
        within=(raters + rest) / df_within,
        df_units=df_units,
        df_within=df_within,
        df_rest=df_rest,
    )


def _correlations(v: _Variation) -> dict[str, float]:
    """The six estimates that exist; the others divide by nought."""
    between_raters = (v.raters - v.rest) / v.n
    parts = {
        "icc1": (v.units - v.within, v.units + (v.k - 1) * v.within),
        "icc2": (v.units - v.rest, v.units + (v.k - 1) * v.rest + v.k * between_raters),
        "icc3": (v.units - v.rest, v.units + (v.k - 1) * v.rest),
        "icc1k": (v.units - v.within, v.units),
        "icc2k": (v.units - v.rest, v.units + between_raters),
        "icc3k": (v.units - v.rest, v.units),
    }
    least = COARSE_ROUNDING * (v.units + v.within)
    return {kind: top / bottom for kind, (top, bottom) in parts.items() if bottom > least}


def _limits_by_f(
    units: float, error: float, df_units: int, df_error: int, tail: float
) -> tuple[float, float] | None:
    """Limits of the ratio of the true mean squares; none where one of them is nought."""
    if not (units > 0 and error > 0):
        return None
    f = units / error
    low = f / float(fdtri(df_units, df_error, 1 - tail))
    return low, f * float(fdtri(df_error, df_units, 1 - tail))


def _of_one(ratios: tuple[float, float] | None, k: int) -> tuple[float, float] | None:
    """Limits of the reliability of one rating."""
    return ratios and (
        (ratios[0] - 1) / (ratios[0] + k - 1),
        (ratios[1] - 1) / (ratios[1] + k - 1),
    )


def _of_mean(ratios: tuple[float, float] | None) -> tuple[float, float] | None:
    """Limits of the reliability of the mean of the raters."""
    return (1 - 1 / ratios[0], 1 - 1 / ratios[1]) if ratios else None


def _step_up(limits: tuple[float, float] | None, k: int) -> tuple[float, float] | None:
    """From one rating to the mean of k (Spearman-Brown); none where that has no end."""
    if limits is None or 1 + (k - 1) * limits[0] < COARSE_ROUNDING:
        return None
    return (
        k * limits[0] / (1 + (k - 1) * limits[0]),
        k * limits[1] / (1 + (k - 1) * limits[1]),
    )


def _limits_of_agreement(v: _Variation, tail: float) -> tuple[float, float] | None:
    """Limits of icc2, with the degrees of freedom of Satterthwaite."""
    if not (v.units > 0 and v.rest > 0):
        return None
    icc = _correlations(v)["icc2"]
    n, k, f = v.n, v.k, v.raters / v.rest
    share = n * (1 + (k - 1) * icc) - k * icc
    df = (k - 1) * (n - 1) * (k * icc * f + share) ** 2
    df /= (n - 1) * (k * icc * f) ** 2 + share**2
    f_low, f_high = float(fdtri(n - 1, df, 1 - tail)), float(fdtri(df, n - 1, 1 - tail))
    around = k * v.raters + (k * n - k - n) * v.rest
    low = n * (v.units - f_low * v.rest) / (f_low * around + n * v.units)
    return low, n * (f_high * v.units - v.rest) / (around + n * f_high * v.units)


def _estimate(
    kind: str,
    value: float,
    limits: tuple[float, float] | None,
    v: _Variation,
    level: float,
) -> IntraclassEstimate:
    """One of the six with its test."""
    is_own = kind.startswith("icc1")
    error, df = (v.within, v.df_within) if is_own else (v.rest, v.df_rest)
    f = v.units / error if error > 0 else None
    return IntraclassEstimate(
        estimate=value,
        low=limits[0] if limits else None,
        high=limits[1] if limits else None,
        level=level if limits else None,
        n=v.n,
        method=f"{kind}-anova",
        n_raters=v.k,
        statistic=f,
        df=v.df_units,
        df_denominator=df,
        p_value=None if f is None else float(fdtrc(v.df_units, df, f)),
    )

"""Intervals for shares under a design, in the ways that statisticians ask for by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
from scipy import special

from larvik_analysis.estimate.statistics.arguments import ROUNDING, FloatArray
from larvik_analysis.estimate.statistics.intervals import clopper_pearson_limits, score_limits
from larvik_analysis.estimate.statistics.normal import two_sided_t

Limits = tuple[FloatArray, FloatArray]
ShareMethod = Literal["wilson", "logit", "xlogit", "likelihood", "asin", "beta", "mean"]

N_HALVINGS: Final = 60  # after which an interval of length one is below any rounding


def share_limits(
    shares: FloatArray,
    variances: FloatArray,
    n: FloatArray,
    df: FloatArray,
    n_cautious: FloatArray,
    *,
    level: float,
    method: ShareMethod,
) -> tuple[FloatArray, FloatArray, npt.NDArray[np.bool_]]:
    """Limits for shares, and where the cautious ones had to be taken.

    A variance of zero (everybody answers alike, or every cluster has the same share) and
    answers from one cluster a stratum say nothing of how sure a share is. There the limits
    are Clopper-Pearson's for `n_cautious` answers, never an interval of no width.

    Parameters
    ----------
    shares, variances : ndarray of float, shape (n_shares,)
        Estimates and their variances under the design.
    n, df : ndarray, shape (n_shares,)
        Answers, and degrees of freedom.
    n_cautious : ndarray of float, shape (n_shares,)
        The number of answers to reckon with where the variance tells nothing.
    level : float
        Confidence level.
    method : {"wilson", "logit", "xlogit", "likelihood", "asin", "beta", "mean"}
        As in `weighted_share`.

    Returns
    -------
    low, high : ndarray of float
    is_cautious : ndarray of bool
    """
    plain = shares * (1 - shares)
    is_cautious = (variances * n <= ROUNDING) | (df < 1) | (plain * n <= ROUNDING)
    seen = _Shares(
        p=np.where(is_cautious, 0.5, shares),
        variance=np.where(is_cautious, 1.0, variances),
        n=np.where(is_cautious, 2.0, n),
        df=np.maximum(df, 1),
        level=level,
    )
    low, high = INTERVALS[method](seen)
    low_beta, high_beta = _beta_limits(shares, n_cautious, level)
    low = np.where(is_cautious, low_beta, low)
    high = np.where(is_cautious, high_beta, high)
    return np.clip(low, 0, 1), np.clip(high, 0, 1), is_cautious


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shares:
    """Shares strictly between 0 and 1 with a variance, each array of shape (n_shares,)."""

    p: FloatArray
    variance: FloatArray
    n: FloatArray
    df: FloatArray
    level: float

    @property
    def t(self) -> FloatArray:
        return two_sided_t(self.level, self.df)

    @property
    def effective(self) -> FloatArray:
        """As many answers, drawn one by one, would be as sure."""
        return np.asarray(self.p * (1 - self.p) / self.variance)


def _mean(shares: _Shares) -> Limits:
    reach = shares.t * np.sqrt(shares.variance)
    return shares.p - reach, shares.p + reach


def _logit(shares: _Shares) -> Limits:
    reach = shares.t / np.sqrt(shares.p * (1 - shares.p) * shares.effective)
    centre = special.logit(shares.p)
    return special.expit(centre - reach), special.expit(centre + reach)


def _asin(shares: _Shares) -> Limits:
    centre = np.arcsin(np.sqrt(shares.p))
    reach = shares.t / np.sqrt(4 * shares.effective)
    # Beyond a right angle the sine would come back into the interval.
    return (
        np.sin(np.maximum(centre - reach, 0)) ** 2,
        np.sin(np.minimum(centre + reach, np.pi / 2)) ** 2,
    )


def _wilson(shares: _Shares) -> Limits:
    return score_limits(shares.p, shares.effective, shares.t)


def _beta(shares: _Shares) -> Limits:
    ratio = two_sided_t(shares.level, np.maximum(shares.n - 1, 1)) / shares.t
    return _beta_limits(shares.p, shares.effective * ratio**2, shares.level)


def _beta_limits(p: FloatArray, effective: FloatArray, level: float) -> Limits:
    """Clopper-Pearson's limits for a number of answers that need not be whole."""
    low, high = clopper_pearson_limits(effective * p, effective * (1 - p), level)
    is_known = np.isfinite(p)  # there is no share of nobody
    return np.where(is_known, low, np.nan), np.where(is_known, high, np.nan)


def _likelihood(shares: _Shares) -> Limits:
    p = shares.p
    # R's regression estimates a dispersion, which is n / (n - 1) for one share.
    effective = shares.effective * (shares.n - 1) / shares.n
    farthest = shares.t**2 / (2 * effective)

    def limit(end: float) -> FloatArray:
        near, far = p.copy(), np.full_like(p, end)
        for _ in range(N_HALVINGS):
            middle = (near + far) / 2
            apart = special.rel_entr(p, middle) + special.rel_entr(1 - p, 1 - middle)
            is_inside = apart < farthest
            near, far = np.where(is_inside, middle, near), np.where(is_inside, far, middle)
        return (near + far) / 2

    return limit(0.0), limit(1.0)


INTERVALS: Final[dict[ShareMethod, Callable[[_Shares], Limits]]] = {
    "wilson": _wilson,
    "logit": _logit,
    # The delta method on the log odds: with an intercept alone it is the same regression.
    "xlogit": _logit,
    "likelihood": _likelihood,
    "asin": _asin,
    "beta": _beta,
    "mean": _mean,
}

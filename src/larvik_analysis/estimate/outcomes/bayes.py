"""What may be held of a share once few units were seen: a beta prior and its posterior."""

from __future__ import annotations

from typing import Final, Literal

import numpy as np
from scipy.special import betainc, betaincc, betaincinv, betaln, xlog1py, xlogy

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.arguments import (
    counted_within,
    is_finite,
    plain_level,
    refuse_method,
    whole_number,
)
from larvik_analysis.terms.change_results import (
    FLAT,
    JEFFREYS,
    SCEPTICAL,
    BetaPosterior,
    BetaPrior,
)

PriorName = Literal["flat", "jeffreys", "sceptical"]
PRIORS: Final = {prior.name: prior for prior in (FLAT, JEFFREYS, SCEPTICAL)}


def beta_binomial(
    count: int,
    n: int,
    *,
    prior: BetaPrior | PriorName = "flat",
    threshold: float = 0.5,
    level: float = 0.95,
) -> BetaPosterior:
    """What is held of a share, from what was held before and `count` of `n`.

    Parameters
    ----------
    count : int
        Units that count, 0 to `n`.
    n : int
        Units seen; 0 gives the prior back.
    prior : {"flat", "jeffreys", "sceptical"} or BetaPrior
        Beta(1, 1), Beta(1/2, 1/2), Beta(6, 6), or one of your own.
    threshold : float
        The share whose being exceeded is asked for, 0 to 1.
    level : float
        Between 0 and 1.

    Returns
    -------
    BetaPosterior
        The mean, the central and the shortest interval, and the chance above the threshold.

    Raises
    ------
    ParameterError
        If a count is not whole or out of range, the prior is no beta distribution, or
        `threshold` or `level` is not allowed.

    References
    ----------
    .. [1] Gelman, A. et al. (2013). Bayesian Data Analysis, 3rd ed., section 2.4.
    .. [2] Spiegelhalter, D. J., Freedman, L. S. and Parmar, M. K. B. (1994). Bayesian
       approaches to randomized trials. Journal of the Royal Statistical Society A 157,
       357-416. (Sceptical priors.)

    Examples
    --------
    >>> round(beta_binomial(8, 10).chance_above, 3)
    0.967
    >>> round(beta_binomial(8, 10, prior="sceptical").chance_above, 3)
    0.905
    """
    level = plain_level(level)
    count, n = counted_within(count, n)
    prior = _prior_of(prior)
    if not is_finite(threshold) or not 0 <= threshold <= 1:
        raise ParameterError("share_outside", share=threshold)
    a, b = prior.a + count, prior.b + n - count
    tail = (1 - level) / 2
    densest_low, densest_high = _densest(a, b, level)
    return BetaPosterior(
        estimate=a / (a + b),
        low=float(betaincinv(a, b, tail)),
        high=float(betaincinv(a, b, 1 - tail)),
        level=level,
        n=n,
        method=f"beta-binomial-{prior.name}",
        count=count,
        prior=prior,
        a=a,
        b=b,
        threshold=float(threshold),
        chance_above=float(betaincc(a, b, threshold)),
        densest_low=densest_low,
        densest_high=densest_high,
    )


def beta_superiority(first: BetaPosterior, second: BetaPosterior) -> float:
    """Chance that the first share is above the second, where they say nothing of each other.

    Parameters
    ----------
    first, second : BetaPosterior
        As `beta_binomial` gives them.

    Returns
    -------
    float
        0 to 1.

    Examples
    --------
    >>> round(beta_superiority(beta_binomial(9, 11), beta_binomial(80, 127)), 4)
    0.8715
    """
    from scipy.integrate import quad

    def below(share: float) -> float:
        """Chance of the second below a quantile of the first."""
        return float(betainc(second.a, second.b, betaincinv(first.a, first.b, share)))

    chance, _ = quad(below, 0, 1, epsabs=1e-12, epsrel=1e-12, limit=500)
    return min(1.0, max(0.0, float(chance)))


def predictive_chance(posterior: BetaPosterior, at_least: int, n_next: int) -> float:
    """Chance that at least so many of the next units count.

    Parameters
    ----------
    posterior : BetaPosterior
    at_least : int
        0 to `n_next`.
    n_next : int
        Units yet to come.

    Returns
    -------
    float
        0 to 1.

    Raises
    ------
    ParameterError
        If a count is not whole or out of range.

    Examples
    --------
    >>> round(predictive_chance(beta_binomial(10, 10), 8, 10), 4)
    0.9098
    """
    at_least, n_next = counted_within(at_least, whole_number(n_next))
    counts = np.arange(at_least, n_next + 1)
    of_each = betaln(posterior.a + counts, posterior.b + n_next - counts)
    # In logarithms: of many units the ways to choose are beyond what a number can hold.
    ways = -betaln(counts + 1, n_next - counts + 1) - np.log(n_next + 1)
    chances = np.exp(ways + of_each - betaln(posterior.a, posterior.b))
    return min(1.0, float(chances.sum()))


def _prior_of(prior: BetaPrior | PriorName) -> BetaPrior:
    if not isinstance(prior, BetaPrior):
        refuse_method(prior, tuple(PRIORS))
        return PRIORS[prior]
    if not all(is_finite(number) and number > 0 for number in (prior.a, prior.b)):
        raise ParameterError("prior_wrong")
    return prior


def _densest(a: float, b: float, level: float) -> tuple[float, float]:
    """The shortest interval: its ends are as dense, or it lies against an end of the scale."""
    from scipy.optimize import brentq

    if a <= 1 < b or (a < 1 <= b):
        return 0.0, float(betaincinv(a, b, level))
    if b <= 1 < a or (b < 1 <= a):
        return float(betaincinv(a, b, 1 - level)), 1.0
    if a <= 1 and b <= 1:  # flat, or dense at both ends: no single shortest one
        tail = (1 - level) / 2
        return float(betaincinv(a, b, tail)), float(betaincinv(a, b, 1 - tail))

    def ends(tail: float) -> tuple[float, float]:
        return float(betaincinv(a, b, tail)), float(betaincinv(a, b, tail + level))

    def excess(tail: float) -> float:
        low, high = (
            float(xlogy(a - 1, share) + xlog1py(b - 1, -share)) for share in ends(tail)
        )
        return max(-1e300, low) - max(-1e300, high)

    return ends(float(brentq(excess, 0.0, 1 - level, xtol=1e-15, rtol=1e-14)))

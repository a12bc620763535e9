"""How many of a whole population, when a sample of it has been asked."""

from __future__ import annotations

import math

import numpy as np

from larvik_analysis.estimate.statistics.arguments import COARSE_ROUNDING


def population_limits(count: int, n: int, population: int, tail: float) -> tuple[int, int]:
    """Fewest and most of a population that a sample drawn without replacement leaves likely.

    Both tails of the hypergeometric distribution are inverted exactly: the number `K` stays
    where both P(X >= count | K) and P(X <= count | K) are above `tail`.

    Parameters
    ----------
    count, n, population : int
        Counted, asked, and in the whole population; 0 <= count <= n <= population.
    tail : float
        Half of what the confidence level leaves over.

    Returns
    -------
    tuple of int

    References
    ----------
    .. [1] Wright, T. (1991). Exact Confidence Bounds when Sampling from Small Finite
       Universes. Lecture Notes in Statistics 66. Springer.

    Examples
    --------
    >>> population_limits(9, 11, 25, 0.025)
    (14, 23)
    """
    fewest_others = _fewest(n - count, n, population, tail)
    return _fewest(count, n, population, tail), population - fewest_others


def with_neighbours(
    limits: tuple[int, int], count: int, n: int, population: int
) -> tuple[int, int]:
    """Limits that hold the counts next to the estimate on both sides, where those can be.

    Of nearly everybody the test can leave one count only, which would look like a census,
    and the share seen may even lie beside it.

    Examples
    --------
    >>> with_neighbours((100, 100), 99, 100, 101)
    (99, 100)
    """
    expected = count * population
    below, above = -(-expected // n) - 1, expected // n + 1
    fewest, most = limits
    return min(fewest, max(below, count)), max(most, min(above, population - (n - count)))


def _fewest(count: int, n: int, population: int, tail: float) -> int:
    fewest, most = count, population - (n - count)
    while fewest < most:
        middle = (fewest + most) // 2
        if chance_of_at_least(count, n, middle, population) > tail * (1 + COARSE_ROUNDING):
            most = middle
        else:
            fewest = middle + 1
    return fewest


def chance_of_at_least(count: int, n: int, marked: int, population: int) -> float:
    """Chance that `n` drawn without replacement hold `count` or more of the marked.

    Only the values that have a chance worth naming are summed, so it is as quick for a
    country as for a school: by Hoeffding's bound less than 1e-20 lies outside of them.

    Examples
    --------
    >>> round(chance_of_at_least(1, 2, 3, 6), 12)  # 1 - (3/6)(2/5)
    0.8
    """
    likeliest = (n + 1) * (marked + 1) // (population + 2)
    reach = math.ceil(5 * math.sqrt(n)) + 1
    first = max(0, n + marked - population, likeliest - reach)
    last = min(n, marked, likeliest + reach)
    drawn = np.arange(first, last + 1, dtype=np.float64)
    before = drawn[:-1]
    steps = np.log((marked - before) * (n - before)) - np.log(
        (before + 1) * (population - marked - n + before + 1)
    )
    logs = np.concatenate([[0.0], np.cumsum(steps)])
    weights = np.exp(logs - logs.max())
    return float(weights[drawn >= count].sum() / weights.sum())

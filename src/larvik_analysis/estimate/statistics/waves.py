"""The change of a share between two waves of a survey."""

from __future__ import annotations

import math

from larvik_analysis.estimate.statistics.arguments import counted_within, plain_level
from larvik_analysis.estimate.statistics.intervals import wilson_limits
from larvik_analysis.estimate.statistics.normal import two_sided_z
from larvik_analysis.terms.results import NotEstimable
from larvik_analysis.terms.weighted_results import WaveDifference


def compare_waves(
    count_a: int, n_a: int, count_b: int, n_b: int, *, level: float = 0.95
) -> WaveDifference | NotEstimable:
    """The share in wave b less that in wave a, where nobody knows who answered both.

    Parameters
    ----------
    count_a, n_a : int
        Units with the answer, and units that answered, in the first wave.
    count_b, n_b : int
        The same in the second.
    level : float
        Confidence level.

    Returns
    -------
    WaveDifference or NotEstimable
        `low` and `high` hold where nobody answered twice (Newcombe's interval). Beside them
        stand the narrowest and the widest interval there could be if as many as possible
        had answered twice. Not estimable where nobody answered one of the waves.

    Raises
    ------
    ParameterError
        If a number is not whole, a count is not within its base, or the level not between
        0 and 1.

    Notes
    -----
    With m units in both waves, the two shares correlate by m phi / sqrt(n_a n_b), where phi
    is the correlation of one unit's two answers. Given the shares p and q, the share that
    has the answer both times lies between max(0, p + q - 1) and min(p, q), which bounds
    phi; the most m can be is the smaller wave. The limits at both ends put the Wilson
    limits of the two shares together with that correlation, as Newcombe does for pairs
    and, without it, for two groups. Answers that are wholly alike would leave no width:
    a narrow limit keeps z^2 / (m + z^2) from the estimate, which is what is left to doubt
    where none of m units changed, though never more than the independent one. Where
    everybody or nobody has the answer in one of the waves, the correlation is taken as
    zero, and all three intervals are the same.

    People mostly answer alike when asked again, so the truth is mostly between the
    independent interval and the narrow one. Where the same units can be told in both
    waves, use `estimate_paired_difference`.

    References
    ----------
    .. [1] Newcombe, R. G. (1998). Improved confidence intervals for the difference between
       binomial proportions based on paired data. Statistics in Medicine 17, 2635-2650.
    .. [2] Zou, G. Y. and Donner, A. (2008). Construction of confidence limits about effect
       measures: a general approach. Statistics in Medicine 27, 1693-1702.

    Examples
    --------
    >>> change = compare_waves(60, 100, 70, 100)
    >>> round(change.low, 3), round(change.estimate, 3), round(change.high, 3)
    (-0.032, 0.1, 0.227)
    >>> round(change.low_alike, 3), round(change.high_alike, 3)
    (0.041, 0.159)
    """
    level = plain_level(level)
    count_a, n_a = counted_within(count_a, n_a)
    count_b, n_b = counted_within(count_b, n_b)
    if n_a == 0 or n_b == 0:
        return NotEstimable("nobody answered in one of the waves")
    share_a, share_b = count_a / n_a, count_b / n_b
    unlike, alike = _correlations(share_a, share_b)
    # As many as can have answered twice: all of the smaller wave.
    part = min(n_a, n_b) / math.sqrt(n_a * n_b)
    before = (share_a, *wilson_limits(share_a, n_a, level))
    after = (share_b, *wilson_limits(share_b, n_b, level))
    z_squared = two_sided_z(level) ** 2
    least = z_squared / (min(n_a, n_b) + z_squared)
    low, high = _limits(before, after, 0.0, 0.0)
    low_alike, high_alike = _limits(before, after, part * alike, least)
    low_unlike, high_unlike = _limits(before, after, part * unlike, 0.0)
    return WaveDifference(
        estimate=share_b - share_a,
        low=low,
        high=high,
        level=level,
        n=n_a + n_b,
        method="waves-newcombe",
        low_alike=low_alike,
        high_alike=high_alike,
        low_unlike=low_unlike,
        high_unlike=high_unlike,
    )


def _correlations(share_a: float, share_b: float) -> tuple[float, float]:
    """Least and greatest correlation of two answers that have these shares."""
    spread = math.sqrt(share_a * (1 - share_a) * share_b * (1 - share_b))
    if spread == 0:
        return 0.0, 0.0
    apart = max(0.0, share_a + share_b - 1) - share_a * share_b
    together = min(share_a, share_b) - share_a * share_b
    return max(-1.0, apart / spread), min(1.0, together / spread)


def _limits(
    before: tuple[float, float, float],
    after: tuple[float, float, float],
    correlation: float,
    least: float,
) -> tuple[float, float]:
    """Limits of the difference from two shares with their limits, put together."""
    (a, low_a, high_a), (b, low_b, high_b) = before, after

    def reach(one: float, other: float) -> float:
        independent = math.hypot(one, other)
        square = independent**2 - 2 * correlation * one * other
        return max(math.sqrt(max(0.0, square)), min(least, independent))

    below, above = reach(b - low_b, high_a - a), reach(high_b - b, a - low_a)
    return max(-1.0, b - a - below), min(1.0, b - a + above)

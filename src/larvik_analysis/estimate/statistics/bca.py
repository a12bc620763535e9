"""The tails of a bias-corrected and accelerated (BCa) interval."""

from __future__ import annotations

from scipy.special import ndtr, ndtri


def moved_tails(bias: float, acceleration: float, level: float) -> tuple[float, float]:
    """Shares of the resampled law to cut off below each limit.

    Parameters
    ----------
    bias : float
        Normal quantile of the share of resamples below the estimate.
    acceleration : float
        How fast the standard error changes with the estimate, on a normal scale.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    tuple of float
        0 to 1; those of a percentile interval where both constants are nought.

    References
    ----------
    .. [1] B. Efron, Better bootstrap confidence intervals, Journal of the American
       Statistical Association 82, 1987, 171-185.

    Examples
    --------
    >>> low, high = moved_tails(0.0, 0.0, 0.9)
    >>> round(low, 6), round(high, 6)
    (0.05, 0.95)
    """
    below, above = (
        _moved(bias, acceleration, bias + float(ndtri(0.5 + side * level / 2)))
        for side in (-1, 1)
    )
    return below, above


def _moved(bias: float, acceleration: float, quantile: float) -> float:
    """One tail; where the acceleration runs away, all of the law."""
    left = 1 - acceleration * quantile
    return float(ndtr(bias + quantile / left)) if left > 0 else float(quantile > 0)

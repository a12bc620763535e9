"""The mean of an ordinal item with the exact law of its resampled means."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.arguments import (
    COARSE_ROUNDING,
    FloatArray,
    IntArray,
    plain_level,
    whole_number,
)
from larvik_analysis.estimate.statistics.bca import moved_tails
from larvik_analysis.terms.results import NotEstimable
from larvik_analysis.terms.scale_results import LikertMean

# Steps between the lowest and the highest score; more are not an ordinal item.
MOST_STEPS: Final = 10_000
# Means a law can have before it no longer fits in a small machine.
MOST_MEANS: Final = 2**25
# A chance at the ends of the law that is rounding of the transform, and no chance.
NO_CHANCE: Final = 1e-13


def likert_mean(
    counts: Sequence[int] | npt.NDArray[np.int64],
    scores: Sequence[float] | npt.NDArray[np.float64],
    *,
    level: float = 0.95,
) -> LikertMean | NotEstimable:
    """Mean score of an ordinal item, with limits from all its resamples at once.

    The bootstrap draws `n` answers with replacement again and again. The law of the mean it
    would find in the end is the `n`-th power of the distribution of answers, which a fast
    Fourier transform gives without drawing.

    Parameters
    ----------
    counts : sequence of int, shape (n_categories,)
        How many gave each answer.
    scores : sequence of float, shape (n_categories,)
        The score of each answer; all different, their distances having a common step.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    LikertMean or NotEstimable
        On the scale of the scores. `low` and `high` are the BCa limits; those by the other
        conventions stand beside them. None where both would be the same, and where fewer
        than two answered or all alike: no resample differs, which does not make the mean
        certain. Not estimable where nobody answered.

    Raises
    ------
    ParameterError
        If a count is not a whole number of 0 or more, the scores do not fit the counts or
        have no common step, or `level` is not allowed.

    Notes
    -----
    The lower limit is the least mean whose chance of it or less reaches the tail; the upper
    one is found in the same way from above, so that turning the scale turns the interval.
    For the bias of BCa a mean equal to the estimate counts half; programs that count it
    not at all find a bias in a symmetric distribution.

    References
    ----------
    .. [1] B. Efron, R. J. Tibshirani, An Introduction to the Bootstrap, 1993, chapters 12-14.

    Examples
    --------
    >>> item = likert_mean([4, 9, 20, 71, 151], [1, 2, 3, 4, 5])
    >>> round(item.estimate, 3), round(item.low, 3), round(item.high, 3)
    (4.396, 4.278, 4.498)
    """
    level = plain_level(level)
    how_many, values = _checked(counts, scores)
    n = int(how_many.sum())
    if not n:
        return NotEstimable("nobody answered")
    mean = float(values @ how_many / n)
    deviations = values - mean
    spread = float(how_many @ deviations**2)
    has_law = int((how_many > 0).sum()) > 1
    percentile = basic = bca = None
    if has_law:
        means, chances = law_of_mean(how_many, values)
        percentile = _between(means, chances, 0.5 - level / 2, 0.5 + level / 2)
        basic = 2 * mean - percentile[1], 2 * mean - percentile[0]
        acceleration = float(how_many @ deviations**3) / (6 * spread**1.5)
        bca = _between(means, chances, *_bca_tails(means, chances, mean, acceleration, level))
    if bca and not bca[0] < bca[1]:  # of a sample no mean is that sure
        bca = None
    return LikertMean(
        estimate=mean,
        low=bca[0] if bca else None,
        high=bca[1] if bca else None,
        level=level if bca else None,
        n=n,
        method="mean-exact-bootstrap-bca" if bca else "mean",
        scores=tuple(values.tolist()),
        counts=tuple(how_many.tolist()),
        standard_error=float(np.sqrt(spread) / n) if has_law else None,
        percentile=percentile,
        basic=basic,
        bca=bca,
    )


def law_of_mean(counts: IntArray, scores: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Every mean that as many answers drawn with replacement can have, and its chance.

    Parameters
    ----------
    counts : ndarray of int, shape (n_categories,)
        How many gave each answer; one or more in all.
    scores : ndarray of float, shape (n_categories,)
        The score of each answer, with a common step.

    Returns
    -------
    means, chances : ndarray of float, shape (n_means,)
        Ascending; the chances add up to 1.
    """
    n = int(counts.sum())
    lowest, step = float(scores.min()), _common_step(scores)
    places = np.rint((scores - lowest) / step).astype(np.int64)
    size = n * int(places.max()) + 1
    answers = np.zeros(size)
    np.add.at(answers, places, counts / n)
    # Long enough that nothing wraps round; powers of two are the fastest.
    length = 1 << (size - 1).bit_length()
    sums = np.fft.irfft(np.fft.rfft(answers, length) ** n, length)[:size]
    chances = np.where(sums > NO_CHANCE, sums, 0.0)
    return lowest + step * np.arange(size) / n, chances / chances.sum()


def _checked(
    counts: Sequence[int] | npt.NDArray[np.int64],
    scores: Sequence[float] | npt.NDArray[np.float64],
) -> tuple[IntArray, FloatArray]:
    """Counts and scores as arrays, once they fit each other."""
    how_many = np.array([whole_number(count) for count in counts], dtype=np.int64)
    if (how_many < 0).any():
        raise ParameterError("counts_negative")
    values = np.asarray(scores, dtype=np.float64)
    fits = values.shape == how_many.shape and np.isfinite(values).all()
    if not fits or np.unique(values).size < values.size:
        raise ParameterError("scores_wrong")
    n_steps = n_steps_between(values)
    if n_steps > MOST_STEPS or n_steps * how_many.sum() > MOST_MEANS:
        raise ParameterError("scores_off_lattice")
    return how_many, values


def n_steps_between(scores: FloatArray) -> int:
    """Common steps from the lowest to the highest score; very many where none is common."""
    return round(float(np.ptp(scores)) / _common_step(scores)) if scores.size else 0


def _common_step(scores: FloatArray) -> float:
    """The largest step of which every distance between scores is a whole multiple."""
    step = 0.0
    for distance in np.diff(np.sort(scores)):
        larger, smaller = max(step, float(distance)), min(step, float(distance))
        while smaller > COARSE_ROUNDING * float(np.ptp(scores)):
            # The nearest multiple: a remainder just under the divisor is rounding.
            larger, smaller = smaller, abs(larger - smaller * round(larger / smaller))
        step = larger
    return step or 1.0


def _between(
    means: FloatArray, chances: FloatArray, below: float, above: float
) -> tuple[float, float]:
    """The mean that cuts off a tail below, and the one that cuts off the tail above."""
    # A tail that is met exactly must not be missed by rounding.
    low = np.searchsorted(np.cumsum(chances), below - NO_CHANCE)
    high = np.searchsorted(np.cumsum(chances[::-1]), 1 - above - NO_CHANCE)
    last = means.size - 1
    return float(means[min(int(low), last)]), float(means[last - min(int(high), last)])


def _bca_tails(
    means: FloatArray,
    chances: FloatArray,
    mean: float,
    acceleration: float,
    level: float,
) -> tuple[float, float]:
    """The tails, moved for bias and for a spread that changes with the mean."""
    nearest = int(np.argmin(np.abs(means - mean)))
    bias = float(ndtri(chances[:nearest].sum() + chances[nearest] / 2))
    return moved_tails(bias, acceleration, level)

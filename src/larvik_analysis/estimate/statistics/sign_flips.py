"""The exact sign-flip test of a mean change, by family where families were asked."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from larvik_analysis.estimate.statistics.answer_tables import grouped_values, refuse_yes_and_no
from larvik_analysis.estimate.statistics.arguments import FloatArray, needed_generator
from larvik_analysis.estimate.statistics.random_draws import N_DRAWS, random_flips
from larvik_analysis.estimate.statistics.samples import as_known, error_rate, rounding_of
from larvik_analysis.estimate.statistics.shift_limits import (
    OUT_OF_REACH,
    Limits,
    lower_limit,
    with_width,
)
from larvik_analysis.estimate.statistics.subset_sums import (
    Halves,
    chance_at_most_nought,
    halves_of,
    lowest_kept_mean,
    shifted,
)
from larvik_analysis.terms.rank_results import SignFlipTest
from larvik_analysis.terms.results import NotEstimable


def sign_flip_test(
    change: Any,
    *,
    family: Any = None,
    level: float = 0.95,
    rng: np.random.Generator | None = None,
) -> SignFlipTest | NotEstimable:
    """Mean change, with the chance of one as far from 0 if rise and fall were as likely.

    Were there no effect, the change of each family could as well have had the other sign.
    The p-value is the share of all such flips whose mean is at least as far from 0. The
    interval holds exactly the constant changes that the same test does not reject, taken
    from every respondent.

    Parameters
    ----------
    change : sequence of float, shape (n,)
        After less before; missing ones are left out.
    family : sequence of hashable, shape (n,), optional
        Those of one family are flipped together. The mean stays that of respondents.
    level : float
        Confidence level asked for, between 0 and 1.
    rng : numpy.random.Generator, optional
        Needed where there are too many flips to try: above 40 families whose changes all
        differ, far more where they are answers on a scale. Then 9 999 are drawn, what was
        seen counts as one more, and `method` says so.

    Returns
    -------
    SignFlipTest or NotEstimable
        `level` is the one achieved, at least the one asked for. Where so few families
        cannot reach it, `low`, `high` and `level` are None and `level_reachable` says what
        they can reach. They are None too where both limits are the same, as where all
        changed alike: of a sample nothing is that sure, and a shift in whole steps says too
        little; see `sign_test`.

    Raises
    ------
    ParameterError
        If `change` is not a list of numbers, a change has no family, `level` is not between
        0 and 1, or `rng` is missing where it is needed.

    References
    ----------
    .. [1] Fisher, R. A. (1935). The Design of Experiments, section 21.
    .. [2] Hemerik, J. and Goeman, J. (2018). Exact testing with random permutations. TEST
       27, 811-825.

    Examples
    --------
    >>> change = [3, 2, 0, 2, 3, 0, 1, 3, -1, 2, 2]
    >>> sign_flip_test(change).p_value
    0.01171875
    >>> test = sign_flip_test(change, family=[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10])
    >>> test.p_value, test.low, test.high, test.level, test.n, test.n_units
    (0.0234375, 0.5, 2.5, 0.958984375, 11, 10)
    """
    alpha = error_rate(level)
    if family is None:
        changes = as_known(change)
        codes = np.arange(changes.size)
    else:
        refuse_yes_and_no(change)
        changes, codes = grouped_values(change, family)
    totals = np.bincount(codes, weights=changes).astype(np.float64)
    sizes = np.bincount(codes).astype(np.float64)
    if not changes.size:
        return NotEstimable("no change is known")
    rounding = rounding_of(changes)
    halves = halves_of(totals, sizes, rounding)
    if halves is not None:
        kind, tested = "exact", _exact(halves, totals, sizes, alpha, rounding)
    else:
        drawn = _drawn(totals, sizes, alpha, rounding, needed_generator(rng))
        kind, tested = "random", drawn
    limits = with_width(tested.limits, changes)
    return SignFlipTest(
        estimate=float(changes.mean()),
        low=limits.low,
        high=limits.high,
        level=limits.level,
        n=changes.size,
        method=f"sign-flip-{kind}" + ("" if family is None else "-by-family"),
        p_value=tested.p_value,
        level_reachable=tested.level_reachable,
        n_units=totals.size,
    )


def sign_flip_p_value(change: Any, *, rng: np.random.Generator | None = None) -> float:
    """The p-value of `sign_flip_test` alone, where many tests are made and no interval asked.

    Parameters
    ----------
    change, rng
        As `sign_flip_test`; each change is a unit of its own.

    Returns
    -------
    float
        1 where no change is known.

    Raises
    ------
    ParameterError
        As `sign_flip_test`.

    Examples
    --------
    >>> sign_flip_p_value([3, 2, 0, 2, 3, 1])
    0.0625
    """
    changes = as_known(change)
    sizes, rounding = np.ones_like(changes), rounding_of(changes)
    if not changes.size:
        return 1.0
    halves = halves_of(changes, sizes, rounding)
    if halves is not None:
        return _exact_p_value(halves, float(changes.sum()), rounding)
    flipped, _ = _flipped_sums(changes, sizes, needed_generator(rng))
    return _drawn_p_value(flipped, float(changes.sum()), rounding)


class _Tested(NamedTuple):
    p_value: float
    limits: Limits
    level_reachable: float


def _exact(
    halves: Halves, totals: FloatArray, sizes: FloatArray, alpha: float, rounding: float
) -> _Tested:
    """Test by all flips.

    Below the mean, a flip is as far out as what was seen if the mean of those flipped, or
    of the others, is at most the shift. Either is as likely, and never both.
    """
    total, turned = float(totals.sum()), halves.turned()
    p_value = _exact_p_value(halves, total, rounding)
    means = totals / sizes
    mean, reach = total / float(sizes.sum()), 1 + float(np.ptp(means))
    below = lowest_kept_mean(halves, (float(means.min()) - reach, mean), alpha / 2, rounding)
    above = lowest_kept_mean(turned, (-float(means.max()) - reach, -mean), alpha / 2, rounding)
    return _Tested(p_value, _limits(below, above, 2.0), 1 - 2.0 ** (1 - totals.size))


def _drawn(
    totals: FloatArray,
    sizes: FloatArray,
    alpha: float,
    rounding: float,
    rng: np.random.Generator,
) -> _Tested:
    """Test by random flips; the same flips give the p-value and the interval."""
    flipped, n_flipped = _flipped_sums(totals, sizes, rng)
    total, n = float(totals.sum()), float(sizes.sum())
    is_all = (n_flipped == 0) | (n_flipped == n)
    n_flipped = np.where(is_all, 1, n_flipped)
    means = np.stack([flipped / n_flipped, (total - flipped) / (n - n_flipped)])
    chances = np.full(N_DRAWS + 1, 1 / (N_DRAWS + 1))

    def lowest(crossings: FloatArray) -> tuple[float, float] | None:
        # What was seen, and its mirror image, are as far out as themselves at any shift.
        always = np.where(is_all, -np.inf, crossings)
        return lower_limit(np.concatenate([[-np.inf], always]), chances, alpha, rounding)

    below, above = lowest(means.min(axis=0)), lowest((-means).min(axis=0))
    reachable = 1 - (1 + int(is_all.sum())) / (N_DRAWS + 1)
    p_value = _drawn_p_value(flipped, total, rounding)
    return _Tested(p_value, _limits(below, above, 1.0), reachable)


def _exact_p_value(halves: Halves, total: float, rounding: float) -> float:
    if abs(total) <= rounding:
        return 1.0
    upright = halves if total > 0 else halves.turned()
    return 2 * chance_at_most_nought(upright, shifted(upright, 0.0), rounding)


def _drawn_p_value(flipped: FloatArray, total: float, rounding: float) -> float:
    n_as_far = int((np.abs(total - 2 * flipped) >= abs(total) - rounding).sum())
    return (1 + n_as_far) / (N_DRAWS + 1)


def _flipped_sums(
    totals: FloatArray, sizes: FloatArray, rng: np.random.Generator
) -> tuple[FloatArray, FloatArray]:
    """Sum and size of those flipped in each random flip."""
    numbers = np.column_stack([totals, sizes])
    sums = np.concatenate([flips @ numbers for flips in random_flips(totals.size, rng)])
    return sums[:, 0], sums[:, 1]


def _limits(
    below: tuple[float, float] | None, above: tuple[float, float] | None, n_tails: float
) -> Limits:
    """The interval between a lower limit and one that was found among turned changes."""
    if below is None or above is None:
        return OUT_OF_REACH
    level = 1 - n_tails * max(below[1], above[1])
    return Limits(below[0], -above[0] + 0.0, level)  # plus nought: no minus nought

"""How often a design of few families would find a change: the whole analysis, simulated."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.outcomes.power import count_from_one
from larvik_analysis.estimate.outcomes.rows import Row, tabulate_rows
from larvik_analysis.estimate.statistics.arguments import (
    COARSE_ROUNDING,
    FloatArray,
    IntArray,
    is_finite,
    refuse_generator,
    whole_number,
)
from larvik_analysis.estimate.statistics.intervals import wilson_limits
from larvik_analysis.estimate.statistics.numbers import number_from, number_within, share_within
from larvik_analysis.estimate.statistics.paired_power import refuse_power
from larvik_analysis.estimate.statistics.samples import error_rate
from larvik_analysis.terms.design_results import PowerDesign
from larvik_analysis.terms.results import Estimate, NotEstimable

TESTS = ("composite", "any_step_down", "any_unadjusted")
# Up to so many families all flips are tried; above, so many are drawn.
MOST_TRIED = 12
N_FLIPS = 999
# Numbers held in memory at a time.
MOST_AT_ONCE = 4_000_000
# What the search for a change comes to, in points.
STEP = 0.01


def simulate_power(
    design: PowerDesign,
    *,
    effects: Sequence[float],
    n_draws: int = 2_000,
    rng: np.random.Generator,
    level: float = 0.95,
) -> pd.DataFrame:
    """How often this design finds a change, one row for each change and test.

    Every draw is a whole evaluation: children in families are rated before and after, and
    the changes of families are tested by flipping their signs.

    Parameters
    ----------
    design : PowerDesign
    effects : sequence of float
        Changes of the states, in points, the same for all; below 0 is better. The change
        of the ratings is smaller where the scale ends.
    n_draws : int
        Evaluations that are drawn. All effects are tried on the same draws.
    rng : numpy.random.Generator
        What draws.
    level : float
        Confidence level of each evaluation, and of the interval around the power.

    Returns
    -------
    DataFrame
        Labels `effect`, `mean_change` (of the ratings, as it came out) and `test`, then an
        estimate table of shares of draws, with Wilson's interval for the draws being so
        few. `test` is ``composite`` (the mean of all factors), ``any_step_down`` (at least
        one factor, adjusted for their number) or ``any_unadjusted`` (at least one, each
        tested as if it were alone: what one must not do).

    Raises
    ------
    ParameterError
        If a part of the design or another argument is outside its limits.

    Notes
    -----
    The states before, and how they change beyond `effect`, are normal. A share `icc` of
    their variance belongs to the family and the rest to the child; within each, a share
    `factor_correlation` belongs to all factors and the rest to one. The defaults give the
    power that was published of such a programme with 22 children in 10 families. The test
    is the one of `step_down`: t by family, all flips up to 12 families, else 999 flips
    drawn for all draws.

    References
    ----------
    .. [1] Westfall, P. H. and Young, S. S. (1993). Resampling-Based Multiple Testing,
       algorithm 2.8.
    """
    alpha, tried = error_rate(level), _effects(effects)
    n_draws = count_from_one("n_draws", n_draws)
    draws = _drawn(design, n_draws, rng)
    signs, kind = _signs(len(design.children), rng)
    rows = []
    for effect in tried:
        changes = draws.changes(effect)
        label = {"effect": effect, "mean_change": float(changes.mean())}
        for test, n_found in _found(changes, signs, alpha).items():
            low, high = wilson_limits(n_found / n_draws, n_draws, level)
            found = Estimate(
                estimate=n_found / n_draws,
                low=low,
                high=high,
                level=level,
                n=n_draws,
                method=f"simulated-sign-flip-{kind}",
            )
            rows.append(Row(label | {"test": test}, found, "share"))
    return tabulate_rows(rows, ("effect", "mean_change", "test"))


def simulate_detectable_change(
    design: PowerDesign,
    *,
    power: float = 0.8,
    n_draws: int = 2_000,
    rng: np.random.Generator,
    level: float = 0.95,
) -> Estimate | NotEstimable:
    """The smallest fall in points that the composite of this design finds often enough.

    Parameters
    ----------
    design, n_draws, rng, level
        As `simulate_power`.
    power : float
        How often it is to be found.

    Returns
    -------
    Estimate or NotEstimable
        The mean change of the ratings, below 0, to a hundredth of a point of the states;
        `n` counts families. Not estimable where no change on this scale is found so often.

    Raises
    ------
    ParameterError
        As `simulate_power`.
    """
    alpha = error_rate(level)
    share = refuse_power(power, alpha)
    draws = _drawn(design, count_from_one("n_draws", n_draws), rng)
    signs, kind = _signs(len(design.children), rng)

    def is_enough(n_steps: int) -> bool:
        changes = draws.changes(-n_steps * STEP)
        return _rejected(changes.mean(axis=2, keepdims=True), signs, alpha) >= share * n_draws

    least, most = 0, round((design.highest - design.lowest) / STEP)
    if not is_enough(most):
        return NotEstimable("no change on this scale is found so often by so few families")
    while most - least > 1:
        middle = (least + most) // 2
        least, most = (least, middle) if is_enough(middle) else (middle, most)
    return Estimate(
        estimate=float(draws.changes(-most * STEP).mean()),
        low=None,
        high=None,
        level=level,
        n=len(design.children),
        method=f"simulated-sign-flip-{kind}",
    )


class _Draws(NamedTuple):
    """All that chance decides, for every draw; the effect is added afterwards.

    `before` and `after` are states, shape (n_draws, n_children, n_factors); the errors have
    one more axis for waves. `means` makes means of families out of children.
    """

    design: PowerDesign
    before: FloatArray
    after: FloatArray
    errors_before: FloatArray
    errors_after: FloatArray
    means: FloatArray

    def changes(self, effect: float) -> FloatArray:
        """Mean change of each family, shape (n_draws, n_families, n_factors)."""
        ends = self.design.lowest, self.design.highest
        first = np.clip(np.rint(self.before + self.errors_before), *ends).mean(axis=0)
        last = np.clip(np.rint(self.after + effect + self.errors_after), *ends).mean(axis=0)
        return np.asarray(self.means @ (last - first))


def _drawn(design: PowerDesign, n_draws: int, rng: np.random.Generator) -> _Draws:
    refuse_generator(rng)
    _refuse(design)
    sizes = np.array(design.children)
    family = np.repeat(np.arange(sizes.size), sizes)
    before = design.start_mean + design.start_sd * _normals(design, n_draws, family, rng)
    after = before + design.change_sd * _normals(design, n_draws, family, rng)
    error_sd = design.start_sd * np.sqrt((1 - design.reliability) / design.reliability)
    means = (np.arange(sizes.size)[:, np.newaxis] == family) / sizes[:, np.newaxis]
    return _Draws(
        design,
        before,
        after,
        error_sd * rng.standard_normal((design.waves_before, *before.shape)),
        error_sd * rng.standard_normal((design.waves_after, *before.shape)),
        means,
    )


def _normals(
    design: PowerDesign, n_draws: int, family: IntArray, rng: np.random.Generator
) -> FloatArray:
    """Standard normals that are alike within families and within children."""
    n_families, n_children, k = len(design.children), int(family.size), design.n_factors
    whole, own = np.sqrt(design.factor_correlation), np.sqrt(1 - design.factor_correlation)

    def mixed(n: int) -> FloatArray:
        shared = rng.standard_normal((n_draws, n, 1))
        return np.asarray(whole * shared + own * rng.standard_normal((n_draws, n, k)))

    of_family, of_child = mixed(n_families)[:, family], mixed(n_children)
    return np.asarray(np.sqrt(design.icc) * of_family + np.sqrt(1 - design.icc) * of_child)


def _signs(n_families: int, rng: np.random.Generator) -> tuple[FloatArray, str]:
    """Rows of 1 and -1, what was seen first; the mirror image of each is left out."""
    if n_families <= MOST_TRIED:
        flips = (np.arange(2 ** (n_families - 1))[:, np.newaxis] >> np.arange(n_families)) & 1
        return np.asarray(1 - 2 * flips, dtype=np.float64), "exact"
    drawn = rng.choice(np.array([-1.0, 1.0]), size=(N_FLIPS, n_families))
    return np.concatenate([np.ones((1, n_families)), drawn]), "random"


def _found(changes: FloatArray, signs: FloatArray, alpha: float) -> dict[str, int]:
    """In how many draws each test rejects.

    At least one factor is rejected after the steps down if and only if the first step is
    taken: where the largest t is among the largest of the flips.
    """
    composite = _rejected(changes.mean(axis=2, keepdims=True), signs, alpha)
    by_step, alone = 0, 0
    n_allowed = _n_allowed(signs, alpha)
    for part in _parts(changes, signs):
        sizes = _sizes(part, signs)
        seen = sizes[0] * (1 - COARSE_ROUNDING)
        as_large = (sizes >= seen).sum(axis=0).min(axis=1)
        largest = sizes.max(axis=2)
        largest_as_large = (largest >= largest[0] * (1 - COARSE_ROUNDING)).sum(axis=0)
        alone += int((as_large <= n_allowed).sum())
        by_step += int((largest_as_large <= n_allowed).sum())
    return dict(zip(TESTS, (composite, by_step, alone), strict=True))


def _rejected(changes: FloatArray, signs: FloatArray, alpha: float) -> int:
    """In how many draws the only outcome is rejected."""
    n_allowed, n_rejected = _n_allowed(signs, alpha), 0
    for part in _parts(changes, signs):
        sizes = _sizes(part, signs)[:, :, 0]
        as_large = (sizes >= sizes[0] * (1 - COARSE_ROUNDING)).sum(axis=0)
        n_rejected += int((as_large <= n_allowed).sum())
    return n_rejected


def _n_allowed(signs: FloatArray, alpha: float) -> float:
    """How many of what was tried may be as large where the test still rejects."""
    return alpha * len(signs) + COARSE_ROUNDING


def _parts(changes: FloatArray, signs: FloatArray) -> list[FloatArray]:
    """The draws, as many at a time as fit in memory."""
    at_once = max(1, MOST_AT_ONCE // (signs.shape[0] * changes.shape[2]))
    return [changes[k : k + at_once] for k in range(0, changes.shape[0], at_once)]


def _sizes(changes: FloatArray, signs: FloatArray) -> FloatArray:
    """What grows with the size of t, shape (n_tried, n_draws, n_outcomes).

    The sum over the root of the sum of squares: a flip leaves the squares as they are.
    """
    n_draws, n_families, n_outcomes = changes.shape
    length = np.sqrt((changes**2).sum(axis=1, keepdims=True))
    scaled = np.divide(changes, length, out=np.zeros_like(changes), where=length > 0)
    columns = scaled.transpose(1, 0, 2).reshape(n_families, n_draws * n_outcomes)
    return np.asarray(np.abs(signs @ columns).reshape(-1, n_draws, n_outcomes))


def _effects(effects: object) -> list[float]:
    tried = list(effects) if isinstance(effects, Iterable) else []
    if not tried or not all(map(is_finite, tried)):
        raise ParameterError("effects_wrong")
    return [float(effect) for effect in tried]


def _refuse(design: PowerDesign) -> None:
    """Refuse a design that cannot be drawn."""
    if not design.children:
        raise ParameterError("number_least", name="children", least=1)
    for count in design.children:
        count_from_one("children", count)
    count_from_one("n_factors", design.n_factors)
    count_from_one("waves_before", design.waves_before)
    count_from_one("waves_after", design.waves_after)
    number_from("highest", whole_number(design.highest), whole_number(design.lowest) + 1)
    number_within("start_mean", design.start_mean, design.lowest, design.highest)
    number_from("start_sd", design.start_sd, 0.0)
    number_from("change_sd", design.change_sd, 0.0)
    number_within("reliability", design.reliability, 0.01, 1.0)
    share_within("icc", design.icc)
    share_within("factor_correlation", design.factor_correlation)

"""What would change our mind: how little it takes to undo a finding."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from larvik_analysis.estimate.outcomes.rows import Row, counted, described, tabulate_rows
from larvik_analysis.estimate.statistics.arguments import (
    FloatArray,
    plain_level,
    whole_number,
)
from larvik_analysis.estimate.statistics.hidden_bias import (
    e_value,
    largest_bearable_gamma,
    robustness_value,
)
from larvik_analysis.estimate.statistics.normal import two_sided_t
from larvik_analysis.estimate.statistics.numbers import (
    finite_number,
    number_above_nought,
    number_from,
)
from larvik_analysis.estimate.statistics.samples import as_known, error_rate, rounding_of
from larvik_analysis.estimate.statistics.sign_flips import sign_flip_p_value, sign_flip_test
from larvik_analysis.terms.results import Estimate, NotEstimable

NO_DIRECTION = NotEstimable("the mean change is nought, so there is nothing to undo")
NOT_TOLD = NotEstimable("no change lies within the interval as it is")
NOBODY_LOST = NotEstimable("no family was lost")
NOT_ENOUGH = NotEstimable("not even the worst change of all lost families would undo it")
# How finely the change of lost families is looked for: the way to the worst in two to the
# power of so many parts.
HALVINGS = 12


def estimate_sensitivity(
    changes: Any,
    *,
    n_lost: int = 0,
    worst_change: float | None = None,
    level: float = 0.95,
    rng: np.random.Generator | None = None,
) -> pd.DataFrame:
    """How little it would take to undo a mean change of families.

    Parameters
    ----------
    changes : sequence of float, shape (n_families,)
        One for each family, after less before; missing ones are left out (say how many in
        `n_lost`).
    n_lost : int
        Families that started and have no change.
    worst_change : float, optional
        The size of the largest change the scale allows, above 0.
    level : float
        Confidence level, between 0 and 1.
    rng : numpy.random.Generator, optional
        As `sign_flip_test`: needed for many families whose changes all differ.

    Returns
    -------
    DataFrame
        Label `what`, then an estimate table. "Direction" is lost where the mean is no
        longer on its side of nought, "interval" where the exact test by flipping signs no
        longer rejects at `level`:

        - ``reversals_direction``, ``reversals_interval``: the smallest number of families
          whose change would have to be as large the other way;
        - ``drift_direction``, ``drift_interval``: how many points all would have to change
          by themselves;
        - ``bearable_odds``, ``bearable_share``: up to which odds (as a share: which chance)
          of changing this way without any help the exact signed-rank test still rejects;
        - ``lost_direction``, ``lost_interval``: the mean change of the lost families that
          would undo it, in points after less before;
        - ``lost_needed``: how many lost families with the worst change would undo the
          direction.

        Where there is nothing to find, `reason` says why.

    Raises
    ------
    ParameterError
        If `changes` is not a list of numbers, a count is below 0, `worst_change` is not
        above 0, or `level` is not between 0 and 1.

    References
    ----------
    .. [1] M. Walsh and others, The statistical significance of randomized controlled trial
       results is frequently fragile, Journal of Clinical Epidemiology 67, 2014, 622-628.
    .. [2] P. R. Rosenbaum, Observational Studies, 2nd ed., 2002, section 4.3.

    Examples
    --------
    >>> table = estimate_sensitivity([-1, -0.5, -2, -1.5, -1, 0.5, -1, -0.8], n_lost=2)
    >>> table[table["unit"] == "families"]["estimate"].dropna().tolist()
    [3.0, 1.0]
    """
    plain_level(level)
    known = as_known(changes)
    lost = int(number_from("n_lost", whole_number(n_lost), 0))
    worst = None if worst_change is None else number_above_nought("worst_change", worst_change)
    side = 0.0 if abs(float(known.sum())) <= rounding_of(known) else float(np.sign(known.sum()))
    if not side:
        reason = NO_DIRECTION if known.size else NotEstimable("no change is known")
        rows = [Row({"what": what}, reason, unit, known.size) for what, unit in UNITS.items()]
        return tabulate_rows(rows, ("what",))

    def is_told(tried: FloatArray) -> bool:
        """Whether the test still rejects, and on the same side."""
        is_on_side = side * float(tried.mean()) > 0
        return is_on_side and sign_flip_p_value(tried, rng=rng) <= error_rate(level)

    found = {
        **_reversals(known * side, lambda tried: is_told(tried * side)),
        **_drift(known, side, level, rng),
        **_bearable(known * side, level),
        **_lost(known, side, lost, worst, is_told),
    }
    rows = [Row({"what": what}, found[what], unit, known.size) for what, unit in UNITS.items()]
    return tabulate_rows(rows, ("what",))


def estimate_comparison_sensitivity(
    difference: float,
    *,
    standard_error: float,
    df: float,
    outcome_sd: float | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """How strong a hidden cause would undo the difference of two groups.

    Parameters
    ----------
    difference, standard_error, df : float
        Of a regression, as from `adjusted_difference`.
    outcome_sd : float, optional
        Standard deviation of the outcome, for the E-value; above 0.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    DataFrame
        Label `what`, then an estimate table: ``partial_r2``, ``robustness_value`` and
        ``robustness_value_interval`` (shares of variance), ``e_value`` and
        ``e_value_interval`` (risk ratios, from the standardised difference).

    Raises
    ------
    ParameterError
        If a number is outside its limits.
    """
    error = number_above_nought("standard_error", standard_error)
    found = robustness_value(finite_number("difference", difference) / error, df, level=level)
    shares = {
        "partial_r2": found.partial_r2,
        "robustness_value": found.estimate,
        "robustness_value_interval": found.rv_alpha,
    }
    rows = [Row({"what": w}, described(v, 0, found.method), "share") for w, v in shares.items()]
    if outcome_sd is not None:
        spread = number_above_nought("outcome_sd", outcome_sd)
        reach = two_sided_t(level, df) * error
        strength = e_value(
            difference / spread,
            (difference - reach) / spread,
            (difference + reach) / spread,
            measure="standardised_difference",
            level=level,
        )
        ends = {"e_value": strength.estimate, "e_value_interval": strength.low}
        rows += [
            Row({"what": what}, described(value, 0, strength.method), "risk_ratio")
            for what, value in ends.items()
            if value is not None
        ]
    return tabulate_rows(rows, ("what",))


UNITS = {
    "reversals_direction": "families",
    "reversals_interval": "families",
    "drift_direction": "points",
    "drift_interval": "points",
    "bearable_odds": "odds",
    "bearable_share": "share",
    "lost_direction": "points",
    "lost_interval": "points",
    "lost_needed": "families",
}
Found = dict[str, Estimate | NotEstimable]


def _reversals(upright: FloatArray, is_told: Callable[[FloatArray], bool]) -> Found:
    """The changes that speak most for the finding are turned first.

    Turning leaves the sizes as they are, and with them all that the flips can give; so the
    fewest are those that take most from the sum.
    """
    order = np.argsort(-upright, kind="stable")
    signs = np.ones((upright.size + 1, upright.size))
    for n_turned in range(1, upright.size + 1):
        signs[n_turned, order[:n_turned]] = -1
    sums = signs @ upright
    n_direction = int(np.argmax(sums <= rounding_of(upright)))
    found: Found = {
        "reversals_direction": counted(n_direction, upright.size),
        "reversals_interval": NOT_TOLD,
    }
    if is_told(upright):
        least, most = 0, n_direction
        while most - least > 1:
            middle = (least + most) // 2
            told = is_told(upright * signs[middle])
            least, most = (middle, most) if told else (least, middle)
        found["reversals_interval"] = counted(most, upright.size)
    return found


def _drift(
    known: FloatArray, side: float, level: float, rng: np.random.Generator | None
) -> Found:
    test = sign_flip_test(known, level=level, rng=rng)
    found: Found = {
        "drift_direction": described(abs(float(known.mean())), known.size, "mean"),
        "drift_interval": NotEstimable("there is no interval"),
    }
    if isinstance(test, NotEstimable) or test.low is None or test.high is None:
        return found
    near = test.low if side > 0 else test.high
    is_clear = side * near > rounding_of(known)
    found["drift_interval"] = (
        described(abs(near), known.size, test.method) if is_clear else NOT_TOLD
    )
    return found


def _bearable(upright: FloatArray, level: float) -> Found:
    gamma = largest_bearable_gamma(upright, level=level)
    if gamma is None:
        return {"bearable_odds": NOT_TOLD, "bearable_share": NOT_TOLD}
    method = "signed-rank-bounds-exact"
    return {
        "bearable_odds": described(gamma, upright.size, method),
        "bearable_share": described(gamma / (1 + gamma), upright.size, method),
    }


def _lost(
    known: FloatArray,
    side: float,
    n_lost: int,
    worst: float | None,
    is_told: Callable[[FloatArray], bool],
) -> Found:
    found: Found = dict.fromkeys(("lost_direction", "lost_interval"), NOBODY_LOST)
    found["lost_needed"] = NotEstimable("nobody says how large the worst change is")
    total = float(known.sum())
    if worst is not None:
        n_needed = int(np.ceil(abs(total) / worst - rounding_of(known)))
        found["lost_needed"] = counted(n_needed, known.size)
    if not n_lost:
        return found
    balance = -total / n_lost
    is_possible = worst is None or abs(balance) <= worst
    method = f"lost-{n_lost}-alike"
    found["lost_direction"] = (
        described(balance, known.size, method) if is_possible else NOT_ENOUGH
    )
    found["lost_interval"] = NOT_TOLD
    if is_told(known):
        # Lost families that changed as the others on average undo nothing.
        least, most = float(known.mean()), balance if worst is None else -side * worst
        found["lost_interval"] = _tipping(known, n_lost, (least, most), is_told)
    return found


def _tipping(
    known: FloatArray,
    n_lost: int,
    ends: tuple[float, float],
    is_told: Callable[[FloatArray], bool],
) -> Estimate | NotEstimable:
    """Between two changes of the lost families, the first at which the finding is undone."""

    def holds(change: float) -> bool:
        return is_told(np.concatenate([known, np.full(n_lost, change)]))

    least, most = ends
    if holds(most):
        return NOT_ENOUGH
    if not holds(least):
        return described(least, known.size, f"lost-{n_lost}-alike")
    for _ in range(HALVINGS):
        middle = (least + most) / 2
        least, most = (middle, most) if holds(middle) else (least, middle)
    return described(most, known.size, f"lost-{n_lost}-alike")

"""A table for those who plan: how many families, how many waves, whether to start in steps."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from larvik_analysis.estimate.outcomes.power import (
    METHOD,
    count_from_one,
    detectable_effect,
    families_needed,
    variance_ratio_of_waves,
)
from larvik_analysis.estimate.outcomes.rows import Row, tabulate_rows
from larvik_analysis.estimate.statistics.numbers import number_above_nought
from larvik_analysis.terms.design_results import DetectableEffect
from larvik_analysis.terms.results import Estimate, NotEstimable

COUNTS = ("families", "waves_before", "waves_after", "steps")
LABELS = ("question", "effect", *COUNTS)
# Fewer starts show an effect fewer than three times, which is what standards for single
# cases ask for.
LEAST_STEPS = 3


def plan_evaluation(
    *,
    n_families: Sequence[int] = (10, 15, 20, 30, 40),
    effects: Sequence[float] = (0.2, 0.5, 0.8, 1.0),
    waves: Sequence[tuple[int, int]] = ((1, 1), (2, 2), (3, 3), (5, 5)),
    steps: Sequence[int] = (2, 3, 5),
    autocorrelation: float = 0.3,
    true_share: float = 0.2,
    children_per_family: float = 1.0,
    icc: float = 1.0,
    cv: float = 0.0,
    power: float = 0.8,
    level: float = 0.95,
    n_tests: int = 1,
) -> pd.DataFrame:
    """What an evaluation that is planned would see, and what it would take to see more.

    Parameters
    ----------
    n_families, effects, waves
        What to look at: families, standardised changes of the plain before and after, and
        pairs of waves before and after.
    steps : sequence of int
        Dates at which families start, where they do not all start at once.
    autocorrelation, true_share
        As `variance_ratio_of_waves`.
    children_per_family, icc, cv, power, level, n_tests
        As `detectable_effect`.

    Returns
    -------
    DataFrame
        Labels `question`, `families`, `effect`, `waves_before`, `waves_after` and `steps`,
        empty where they do not apply; then an estimate table. `question` is:

        - ``detectable_effect``: the smallest change, in standard deviations of the plain
          change; none where the exact test by flipping signs could not reject at all;
        - ``families_needed``: how many families for a change;
        - ``staggered_start``: the smallest p-value where the order of starting is drawn by
          lot, one of as many as there are ways to share the families out. With fewer than
          three steps, or fewer families than steps, there is none, and `reason` says so.

    Raises
    ------
    ParameterError
        If an argument is outside its limits.
    """
    common = {
        "children_per_family": children_per_family,
        "icc": icc,
        "cv": cv,
        "power": power,
        "level": level,
    }
    rows = []
    for before, after in waves:
        shrink = math.sqrt(
            variance_ratio_of_waves(
                before, after, autocorrelation=autocorrelation, true_share=true_share
            )
        )
        told = {"waves_before": before, "waves_after": after}
        for n in n_families:
            seen = detectable_effect(n, n_tests=n_tests, **common)
            label = {"question": "detectable_effect", "families": n, **told}
            rows.append(Row(_label(**label), _times(seen, shrink), "standard_deviations", n))
        for effect in effects:
            needed = families_needed(
                number_above_nought("effect", effect) / shrink, n_tests=n_tests, **common
            )
            label = {"question": "families_needed", "effect": effect, **told}
            rows.append(Row(_label(**label), needed, "families"))
    rows += [_staggered(n, count) for count in steps for n in n_families]
    table = tabulate_rows(rows, LABELS)
    return table.astype(dict.fromkeys(COUNTS, "Int64") | {"effect": "float64"})


def _label(**told: object) -> dict[str, object]:
    return dict.fromkeys(LABELS) | told


def _times(seen: DetectableEffect | NotEstimable, shrink: float) -> Estimate | NotEstimable:
    if isinstance(seen, NotEstimable):
        return seen
    if not seen.is_reachable:
        return NotEstimable("the exact test of so few families never rejects")
    return Estimate(
        estimate=seen.estimate * shrink,
        low=None,
        high=None,
        level=seen.level,
        n=seen.n,
        method=f"{METHOD}-ar1-waves",
    )


def _staggered(n_families: int, steps: int) -> Row:
    """The floor of the p-value where families start in an order drawn by lot."""
    families, starts = count_from_one("n_families", n_families), count_from_one("steps", steps)
    label = _label(question="staggered_start", families=families, steps=starts)
    found: Estimate | NotEstimable
    if starts < LEAST_STEPS:
        found = NotEstimable("an effect has to be seen at three starts or more")
    elif families < starts:
        found = NotEstimable("there are fewer families than starts")
    else:
        sizes = [families // starts + (k < families % starts) for k in range(starts)]
        ways = math.factorial(families) // math.prod(map(math.factorial, sizes))
        found = Estimate(
            estimate=1 / ways,
            low=None,
            high=None,
            level=None,
            n=families,
            method="start-by-lot-smallest-p",
        )
    return Row(label, found, "p_value", families)

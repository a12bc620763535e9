"""How far an estimate of one treated unit hangs on one donor, or appears where nothing was."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import numpy as np
import pandas as pd

from larvik_analysis.estimate.statistics.difference_in_differences import compare_changes
from larvik_analysis.estimate.statistics.panels import Panel
from larvik_analysis.estimate.statistics.synthetic_control import (
    fit_unit,
    read_one_treated,
    root_mean_squares,
)
from larvik_analysis.terms.results import NotEstimable

ONE_DONOR = "there is only one donor to leave out"
FEW_BEFORE = "there are fewer than three times before the start"


def leave_one_donor_out(
    panel: pd.DataFrame,
    *,
    unit: Hashable,
    time: Hashable,
    outcome: Hashable,
    treated: Hashable,
    start: Any,
) -> pd.DataFrame | NotEstimable:
    """Both estimates anew without each donor.

    Parameters
    ----------
    panel, unit, time, outcome, treated, start
        As `synthetic_control`.

    Returns
    -------
    DataFrame or NotEstimable
        One row a donor: `donor`, `weight` (with all of them), `synthetic_control`,
        `difference_in_differences` and `pre_rmspe` (without it). Not estimable with a
        single donor. The synthetic control is missing with fewer than two times before.

    Raises
    ------
    ParameterError
        As `synthetic_control`.

    Examples
    --------
    >>> table = pd.DataFrame(
    ...     {
    ...         "zone": list("aaabbbccc"),
    ...         "year": [2021, 2022, 2023] * 3,
    ...         "rate": [3.0, 4, 1, 2, 2, 2, 4, 6, 4],
    ...     }
    ... )
    >>> left = leave_one_donor_out(
    ...     table, unit="zone", time="year", outcome="rate", treated="a", start=2023
    ... )
    >>> left[["donor", "synthetic_control"]].values.tolist()
    [['b', -3.0], ['c', -1.0]]
    """
    columns = {"unit": unit, "time": time, "outcome": outcome}
    return without_each_donor(read_one_treated(panel, treated=treated, start=start, **columns))


def without_each_donor(panel: Panel) -> pd.DataFrame | NotEstimable:
    """As `leave_one_donor_out`, of a panel with one treated unit that was read."""
    donors = np.flatnonzero(~panel.is_treated)
    if donors.size < 2:
        return NotEstimable(ONE_DONOR)
    all_weights = _fit(panel)[0]
    rows = []
    for donor in donors:
        left = panel.of_units(np.arange(len(panel.units)) != donor)
        _, effect, pre_rmspe = _fit(left)
        rows.append(
            (
                panel.units[int(donor)],
                all_weights[donor],
                effect,
                compare_changes(left).estimate,
                pre_rmspe,
            )
        )
    names = ["donor", "weight", "synthetic_control", "difference_in_differences", "pre_rmspe"]
    return pd.DataFrame(rows, columns=names)


def in_time_placebos(
    panel: pd.DataFrame,
    *,
    unit: Hashable,
    time: Hashable,
    outcome: Hashable,
    treated: Hashable,
    start: Any,
) -> pd.DataFrame | NotEstimable:
    """Both estimates as if the measure had begun earlier, from the times before it alone.

    Nothing had begun then, so what is found is what such estimates find in nothing.

    Parameters
    ----------
    panel, unit, time, outcome, treated, start
        As `synthetic_control`.

    Returns
    -------
    DataFrame or NotEstimable
        One row an earlier start with two times or more before it: `start`,
        `synthetic_control`, `difference_in_differences`, `n_before`, `n_after`. Not
        estimable with fewer than three times before the true start.

    Raises
    ------
    ParameterError
        As `synthetic_control`.

    References
    ----------
    .. [1] Abadie, A., Diamond, A. and Hainmueller, J. (2015). Comparative politics and the
       synthetic control method. American Journal of Political Science 59, 495-510.

    Examples
    --------
    >>> table = pd.DataFrame(
    ...     {
    ...         "zone": list("aaaabbbb"),
    ...         "year": [2021, 2022, 2023, 2024] * 2,
    ...         "rate": [3.0, 4, 5, 1, 2, 2, 2, 2],
    ...     }
    ... )
    >>> early = in_time_placebos(
    ...     table, unit="zone", time="year", outcome="rate", treated="a", start=2024
    ... )
    >>> early[["start", "difference_in_differences"]].values.tolist()
    [[2023.0, 1.5]]
    """
    columns = {"unit": unit, "time": time, "outcome": outcome}
    return at_earlier_starts(read_one_treated(panel, treated=treated, start=start, **columns))


def at_earlier_starts(panel: Panel) -> pd.DataFrame | NotEstimable:
    """As `in_time_placebos`, of a panel with one treated unit that was read."""
    if panel.n_before < 3:
        return NotEstimable(FEW_BEFORE)
    before = panel._replace(
        values=panel.values[: panel.n_before], times=panel.times[: panel.n_before]
    )
    rows = []
    for n_before in range(2, panel.n_before):
        early = before._replace(n_before=n_before)
        difference = compare_changes(early)
        rows.append(
            (
                before.times[n_before],
                _fit(early)[1],
                difference.estimate,
                n_before,
                panel.n_before - n_before,
            )
        )
    names = ["start", "synthetic_control", "difference_in_differences", "n_before", "n_after"]
    return pd.DataFrame(rows, columns=names)


def _fit(panel: Panel) -> tuple[Any, float, float]:
    """Weights of all units, mean gap from the start on, and root mean squared gap before."""
    place = int(np.flatnonzero(panel.is_treated)[0])
    if panel.n_before < 2:
        return np.full(len(panel.units), np.nan), float("nan"), float("nan")
    fit = fit_unit(panel, place)
    pre_rmspe, _ = root_mean_squares(fit.gap, panel.n_before)
    return fit.weights, float(fit.gap[panel.n_before :].mean()), float(pre_rmspe)

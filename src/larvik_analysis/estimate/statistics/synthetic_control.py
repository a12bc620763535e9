"""One treated unit beside the weighted mean of others that was most like it before."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.arguments import COARSE_ROUNDING, FloatArray
from larvik_analysis.estimate.statistics.panels import Panel, last_rank, read_panel
from larvik_analysis.terms.results import NotEstimable
from larvik_analysis.terms.zone_results import SyntheticControl

# A gap of less than a millionth of the spread is a perfect fit: what is left is rounding.
PERFECT_FIT = 1e-6
# Among weights that fit equally well the most even ones are taken: so little is paid for
# evenness that a better fit always wins.
EVENNESS = 1e-6
TOO_SHORT = "there are fewer than two times before the start"


class Fit(NamedTuple):
    """One unit beside the others.

    Attributes
    ----------
    weights : ndarray of float, shape (n_units,)
        0 for the unit itself.
    gap : ndarray of float, shape (n_times,)
    """

    weights: FloatArray
    gap: FloatArray


def synthetic_control(
    panel: pd.DataFrame,
    *,
    unit: Hashable,
    time: Hashable,
    outcome: Hashable,
    treated: Hashable,
    start: Any,
) -> SyntheticControl | NotEstimable:
    """How far one unit went from a weighted mean of others that followed it before.

    The weights are 0 or more, are 1 in all, and make the squared gaps of the outcome before
    the start least; nothing else is matched. Every other unit is then treated in turn as if
    it had been the treated one, beside all others, the treated one too: then, without any
    effect, each place of the treated one is as likely. A fit that is perfect counts as a
    gap of a millionth of the spread.

    Parameters
    ----------
    panel : DataFrame
        One row a unit and time. Rows without an outcome count as not there.
    unit, time, outcome : label
        Names of its columns.
    treated : value
        The treated unit.
    start : value
        First treated time; each earlier one is before.

    Returns
    -------
    SyntheticControl or NotEstimable
        In the unit of the outcome. No interval: the rank and its floor stand in its place.
        Not estimable with fewer than two times before the start.

    Raises
    ------
    ParameterError
        If a column is not there, a unit or time is missing or repeated, the outcome is not
        a number, the treated one is not among the units or is alone, no time lies before
        the start or none from it on, or a unit lacks a time (its name is told).

    Notes
    -----
    Weights with the least squares whose sum is 1 are, but for a factor, the non-negative
    least squares of the differences to the treated unit with one more row of ones, which an
    active-set method solves exactly. Of California from 1989 on this gives -19.51, rank 3 of
    39; with covariates the paper ranked it first.

    References
    ----------
    .. [1] Abadie, A., Diamond, A. and Hainmueller, J. (2010). Synthetic control methods for
       comparative case studies. Journal of the American Statistical Association 105,
       493-505.
    .. [2] Lawson, C. L. and Hanson, R. J. (1974). Solving Least Squares Problems, chapter
       23.

    Examples
    --------
    >>> table = pd.DataFrame(
    ...     {
    ...         "zone": list("aaaabbbbcccc"),
    ...         "year": [2020, 2021, 2022, 2023] * 3,
    ...         "rate": [3.0, 4, 3, 1, 2, 2, 2, 2, 4, 6, 4, 4],
    ...     }
    ... )
    >>> found = synthetic_control(
    ...     table, unit="zone", time="year", outcome="rate", treated="a", start=2023
    ... )
    >>> round(found.att, 4), {name: round(w, 4) for name, w in found.weights.items()}
    (-2.0, {'b': 0.5, 'c': 0.5})
    >>> found.rank, round(found.rank_floor, 3)
    (1, 0.333)
    """
    columns = {"unit": unit, "time": time, "outcome": outcome}
    read = read_one_treated(panel, treated=treated, start=start, **columns)
    return compare_with_synthetic(read)


def read_one_treated(
    panel: pd.DataFrame,
    *,
    unit: Hashable,
    time: Hashable,
    outcome: Hashable,
    treated: Any,
    start: Any,
) -> Panel:
    """As `read_panel`, with one treated unit and one row a unit and time.

    Raises
    ------
    ParameterError
        As `read_panel`, and where more than one is named.
    """
    read = read_panel(
        panel, unit=unit, time=time, outcome=outcome, treated=treated, start=start,
        is_repeated=False,
    )  # fmt: skip
    if read.is_treated.sum() != 1:
        raise ParameterError("panel_treated_several")
    return read


def fit_unit(panel: Panel, place: int) -> Fit:
    """One unit, by its place, beside all others; at least one other, two times before."""
    others = np.arange(len(panel.units)) != place
    differences = panel.values[:, others] - panel.values[:, [place]]
    weights = np.zeros(len(panel.units))
    weights[others] = simplex_weights(differences[: panel.n_before])
    return Fit(weights, -differences @ weights[others])


def simplex_weights(differences: FloatArray) -> FloatArray:
    """Weights, 0 or more and 1 in all, that bring the weighted sum of columns nearest to 0.

    Parameters
    ----------
    differences : ndarray of float, shape (n_times, n_donors)

    Returns
    -------
    ndarray of float, shape (n_donors,)
        Where several do equally well, the most even of them.

    Examples
    --------
    >>> simplex_weights(np.array([[-1.0, 3.0]])).round(6).tolist()
    [0.75, 0.25]
    """
    from scipy.optimize import nnls

    n_donors = differences.shape[1]
    scale = _usual_size(differences)
    rows = np.vstack([differences / scale, EVENNESS * np.eye(n_donors), np.ones((1, n_donors))])
    aim = np.zeros(len(rows))
    aim[-1] = 1.0
    found, _ = nnls(rows, aim)
    return np.asarray(found / found.sum())


def _usual_size(differences: FloatArray) -> float:
    """How far a middling donor lies from the unit: one far out does not hide the others."""
    sizes = np.sqrt((differences**2).mean(axis=0))
    return float(np.median(sizes)) or float(sizes.max()) or 1.0


def root_mean_squares(gaps: FloatArray, n_before: int) -> tuple[FloatArray, FloatArray]:
    """Of gaps before the start and from it on, by column."""
    before, after = gaps[:n_before], gaps[n_before:]
    return np.sqrt((before**2).mean(axis=0)), np.sqrt((after**2).mean(axis=0))


def fit_floor(panel: Panel) -> float:
    """The least a gap before the start counts as."""
    return PERFECT_FIT * float(panel.values.std()) or 1.0


def compare_with_synthetic(panel: Panel) -> SyntheticControl | NotEstimable:
    """As `synthetic_control`, of a panel with one treated unit that was read."""
    if panel.n_before < 2:
        return NotEstimable(TOO_SHORT)
    n_units, n_before = len(panel.units), panel.n_before
    place = int(np.flatnonzero(panel.is_treated)[0])
    fits = [fit_unit(panel, each) for each in range(n_units)]
    gaps = np.column_stack([fit.gap for fit in fits])
    before, after = root_mean_squares(gaps, n_before)
    ratios = after / np.maximum(before, fit_floor(panel))
    rank = last_rank(ratios, place, COARSE_ROUNDING * float(ratios[place]))
    fit, donors = fits[place], ~panel.is_treated
    observed = panel.values[:, place]

    def by_time(values: FloatArray, name: str) -> pd.Series[float]:
        return pd.Series(values, index=panel.times, name=name)

    return SyntheticControl(
        estimate=float(fit.gap[n_before:].mean()),
        low=None,
        high=None,
        level=None,
        n=n_units,
        method="synthetic-control-simplex",
        weights=pd.Series(fit.weights[donors], index=panel.units[donors], name="weight"),
        is_unique=_is_unique(panel, place, fit),
        observed=by_time(observed, "observed"),
        synthetic=by_time(observed - fit.gap, "synthetic"),
        gap=by_time(fit.gap, "gap"),
        pre_rmspe=float(before[place]),
        post_rmspe=float(after[place]),
        rmspe_ratio=float(ratios[place]),
        rank=rank,
        rank_share=rank / n_units,
        rank_floor=1 / n_units,
        ratios=pd.Series(ratios, index=panel.units, name="rmspe_ratio"),
        placebo_gaps=pd.DataFrame(
            gaps[:, donors], index=panel.times, columns=panel.units[donors]
        ),
        fit_shortfall=_shortfall(panel, place, fit),
        n_before=n_before,
        n_after=len(panel.times) - n_before,
    )


def _slopes(panel: Panel, place: int, fit: Fit) -> tuple[FloatArray, FloatArray]:
    """Differences to the unit before the start, and what each donor would add to the fit."""
    others = np.arange(len(panel.units)) != place
    before = panel.values[: panel.n_before]
    differences = before[:, others] - before[:, [place]]
    return differences, -differences.T @ fit.gap[: panel.n_before]


def _shortfall(panel: Panel, place: int, fit: Fit) -> float:
    """The gap of the dual problem, which bounds what a better fit could win."""
    others = np.arange(len(panel.units)) != place
    _, slopes = _slopes(panel, place, fit)
    won = 2 * (slopes @ fit.weights[others] - slopes.min()) / panel.n_before
    return max(0.0, float(won))


def _is_unique(panel: Panel, place: int, fit: Fit) -> bool:
    """Whether the donors that could share the weight do so in one way only."""
    differences, slopes = _slopes(panel, place, fit)
    size = _usual_size(differences)
    can_share = slopes <= slopes.min() + COARSE_ROUNDING * differences.size * size**2
    rows = np.vstack([differences[:, can_share] / size, np.ones(int(can_share.sum()))])
    rank = int(np.linalg.matrix_rank(rows, tol=PERFECT_FIT))
    return rank == int(can_share.sum())

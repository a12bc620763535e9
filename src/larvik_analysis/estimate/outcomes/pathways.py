"""How families go through the levels of follow-up: how long, whereto, and back again.

A family may have several stays at a level; they are never taken as independent.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pandas as pd

from larvik_analysis.estimate.outcomes.rows import Row, counted, described, tabulate_rows
from larvik_analysis.estimate.outcomes.stays import ENDS, stays_of
from larvik_analysis.estimate.statistics.arguments import plain_level
from larvik_analysis.estimate.statistics.clustered_share import clustered_share
from larvik_analysis.estimate.statistics.competing_ends import cumulative_incidence
from larvik_analysis.estimate.statistics.intervals import estimate_share
from larvik_analysis.estimate.statistics.numbers import number_above_nought
from larvik_analysis.estimate.statistics.survival import kaplan_meier
from larvik_analysis.terms.outcomes import Pathways
from larvik_analysis.terms.pathway_results import CompetingEnds, SurvivalCurve
from larvik_analysis.terms.results import Estimate, NotEstimable

NO_STAYS: Final = "no family has been at this level"
_NOT_SO_LONG: Final = "nobody was watched for so long"
_LABELS: Final = ("quantity", "at_level", "to_level", "ending", "days")
_FOR_GOOD: Final = ("closed", "left")


def estimate_pathways(
    pathways: Pathways, *, days: float | None = None, level: float = 0.95
) -> pd.DataFrame:
    """Time at each level, how stays end, where families go, and whether they come back.

    Parameters
    ----------
    pathways : Pathways
    days : float, optional
        The horizon of means and of shares ended; at each level the longest time that
        anybody was watched if not given.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    DataFrame
        Labels `quantity`, `at_level`, `to_level` (nullable whole numbers), `ending` and
        `days` (the horizon), then `ESTIMATE_COLUMNS`. `n` counts stays, or families where
        `quantity` is of families. For each level:

        - ``stays`` (``count``);
        - ``days_median`` (Kaplan-Meier; open stays are last seen when they were last known)
          and ``days_mean`` (restricted to the horizon);
        - ``share_ended`` within the horizon in each way of ending that has been seen, and in
          the four common ones (Aalen-Johansen; 0 without an interval where none was seen);
        - ``share_closed``: families whose last stay at the level is closed, of all that have
          been there (Wilson): a stay still open counts as not closed;
        - ``days_before_escalation``: median of the stays that ended by moving up, and
          ``days_waiting``: median from the end of such a stay to the next one's start;
          without intervals, as they are only of those who have moved;
        - ``transitions`` and ``share_of_transitions``, of all stays at the level that have
          ended, for each transition that is allowed or seen;

        and then ``share_reentered``: of the families whose follow-up has been closed or left
        at some time, those that have come back, with ``days_to_reentry`` (median of those).

    Raises
    ------
    ParameterError
        As `stays_of`; if `days` is not above 0, or `level` is not between 0 and 1.

    Notes
    -----
    Where a family has several stays at a level, intervals are of the jackknife over families
    with Student's t, as `kaplan_meier` says, and those of shares of transitions are of
    `clustered_share`. All take families as a sample of families like them.

    Examples
    --------
    >>> from datetime import date
    >>> from larvik_analysis.terms.words import Words
    >>> table = pd.DataFrame(
    ...     {
    ...         "family": ["a", "a", "b"],
    ...         "level": [1, 2, 1],
    ...         "start": pd.to_datetime(["2024-01-01", "2024-03-01", "2024-02-01"]),
    ...         "end": pd.to_datetime(["2024-03-01", None, "2024-02-21"]),
    ...         "outcome": ["moved", "", "closed"],
    ...     }
    ... )
    >>> names = {1: Words(nb="en", en="one"), 2: Words(nb="to", en="two")}
    >>> pathways = Pathways(
    ...     table=table,
    ...     levels=names,
    ...     transitions=frozenset({(1, 2)}),
    ...     censored_on=date(2024, 6, 30),
    ... )
    >>> found = estimate_pathways(pathways)
    >>> found.query("quantity == 'days_median' and at_level == 1")["estimate"].item()
    40.0
    """
    level = plain_level(level)
    if days is not None:
        days = number_above_nought("days", days)
    stays = stays_of(pathways)
    rows: list[Row] = []
    for at_level in sorted(pathways.levels):
        own = stays[stays["at_level"] == at_level]
        rows.extend(_time_at(own, at_level, days, level))
        rows.append(_closed(own, at_level, level))
        rows.extend(_escalation(own, at_level))
        rows.extend(_transitions(own, at_level, pathways, level))
    rows.extend(_reentry(stays, level))
    table = tabulate_rows(rows, _LABELS)
    return table.astype({"at_level": "Int64", "to_level": "Int64", "days": "float64"})


def _time_at(
    own: pd.DataFrame, at_level: int, days: float | None, level: float
) -> Iterator[Row]:
    n_families = int(own["family"].nunique())
    yield _row("stays", counted(len(own), len(own)), "count", n_families, at_level)
    has_ended = own["ending"].ne("")
    lasted, family = own["days"], own["family"]
    longest = float(lasted.max()) if len(own) else None
    horizon = longest if days is None else days
    curve = kaplan_meier(
        lasted, has_ended, cluster=family, level=level, until=horizon if horizon else None
    )
    median: Estimate | NotEstimable = NotEstimable(NO_STAYS)
    mean: Estimate | NotEstimable = median
    if isinstance(curve, SurvivalCurve):
        median, mean = curve.median, curve.restricted_mean
    yield _row("days_median", median, "days", n_families, at_level, n=len(own))
    yield _row("days_mean", mean, "days", n_families, at_level, n=len(own), days=horizon)
    ends = cumulative_incidence(lasted, own["ending"], cluster=family, level=level)
    for ending in ENDS:
        if ending in ENDS[:4] or own["ending"].eq(ending).any():
            found = _share_ended(ends, curve, ending, horizon)
            labels: dict[str, Any] = {"ending": ending, "days": horizon, "n": len(own)}
            yield _row("share_ended", found, "share", n_families, at_level, **labels)


def _share_ended(
    ends: CompetingEnds | NotEstimable,
    curve: SurvivalCurve | NotEstimable,
    ending: str,
    horizon: float | None,
) -> Estimate | NotEstimable:
    if isinstance(ends, NotEstimable) or isinstance(curve, NotEstimable) or horizon is None:
        return NotEstimable(NO_STAYS)
    if horizon > curve.times[-1] and curve.shares[-1] > 0:
        return NotEstimable(_NOT_SO_LONG)
    if ending not in ends.curves:
        return described(0.0, ends.n, "none-seen")
    return ends.share_at(ending, horizon)


def _closed(own: pd.DataFrame, at_level: int, level: float) -> Row:
    last = own.groupby("family", sort=True)["ending"].last()
    found: Estimate | NotEstimable = NotEstimable(NO_STAYS)
    if last.size:
        found = estimate_share(int(last.eq("closed").sum()), last.size, level=level)
    return _row("share_closed", found, "share", last.size, at_level, ending="closed")


def _escalation(own: pd.DataFrame, at_level: int) -> Iterator[Row]:
    up = own[own["ending"] == "moved_up"]
    for quantity, column in (
        ("days_before_escalation", "days"),
        ("days_waiting", "days_to_next"),
    ):
        found = _median_of(up[column], "no family has moved up from this level")
        n_families = int(up["family"].nunique())
        yield _row(quantity, found, "days", n_families, at_level, ending="moved_up")


def _median_of(values: pd.Series[float], reason: str) -> Estimate | NotEstimable:
    if not values.size:
        return NotEstimable(reason)
    return described(float(values.median()), values.size, "median-of-those-who-moved")


def _transitions(
    own: pd.DataFrame, at_level: int, pathways: Pathways, level: float
) -> Iterator[Row]:
    ended = own[own["ending"] != ""]
    moved = ended[ended["ending"].isin(["moved_up", "moved_down"])]
    seen = {int(to) for to in moved["next_level"]}
    allowed = {to for start, to in pathways.transitions if start == at_level}
    ways: list[tuple[int | None, str, pd.Series[bool]]] = [
        (to, "", ended["next_level"].eq(to).fillna(False) & ended.index.isin(moved.index))
        for to in sorted(seen | allowed)
    ]
    ways += [
        (None, ending, ended["ending"].eq(ending))
        for ending in ENDS
        if ending in _FOR_GOOD or ended["ending"].eq(ending).any()
        if ending not in ("moved_up", "moved_down")
    ]
    n_families = int(ended["family"].nunique())
    for to, ending, is_this in ways:
        labels: dict[str, Any] = {"to_level": to, "ending": ending}
        count = counted(int(is_this.sum()), len(ended))
        yield _row("transitions", count, "count", n_families, at_level, **labels)
        found: Estimate | NotEstimable = NotEstimable("no stay at this level has ended")
        if len(ended):
            found = clustered_share(is_this.to_numpy(dtype=bool), ended["family"], level=level)
        yield _row("share_of_transitions", found, "share", n_families, at_level, **labels)


def _reentry(stays: pd.DataFrame, level: float) -> Iterator[Row]:
    gone = stays[stays["ending"].isin(_FOR_GOOD)]
    back = gone[gone["next_level"].notna()]
    n_gone, n_back = (int(some["family"].nunique()) for some in (gone, back))
    found: Estimate | NotEstimable = NotEstimable("no family's follow-up has been ended")
    if n_gone:
        found = estimate_share(n_back, n_gone, level=level)
    yield _row("share_reentered", found, "share", n_gone, None)
    days = _median_of(back["days_to_next"], "no family has come back")
    yield _row("days_to_reentry", days, "days", n_back, None)


def _row(
    quantity: str,
    found: Estimate | NotEstimable,
    unit: str,
    n_families: int,
    at_level: int | None,
    *,
    to_level: int | None = None,
    ending: str = "",
    days: float | None = None,
    n: int = 0,
) -> Row:
    labels = {
        "quantity": quantity,
        "at_level": at_level,
        "to_level": to_level,
        "ending": ending,
        "days": days,
    }
    return Row(labels, found, unit, n=n, n_families=n_families)

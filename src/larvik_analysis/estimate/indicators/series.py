"""The same measure for several places, groups and periods, and how a place stands in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import pandas as pd

from larvik_analysis.terms.fact import Facts
from larvik_analysis.terms.indicators import Line, PlaceRole, Series, SeriesGroup
from larvik_analysis.terms.results import FactEstimate

from .comparison import is_within_rounding
from .facts import as_published, subtract
from .tables import tabulate_estimates

Standing = Literal["above", "below", "mixed", "unknown"]


def estimate_series(facts: Facts, series: Series) -> pd.DataFrame:
    """Every number of a series, group by group, place by place, in the order of the periods.

    Returns
    -------
    DataFrame
        Labels `group`, `place` and `period` (as the facts have it), then the columns of an
        estimate table.
    """
    rows = [
        ({"group": group.id, "place": line.place, "period": period}, number)
        for group in series.groups
        for line in group.lines
        for period, number in _numbers(facts, line).items()
    ]
    return tabulate_estimates(rows, labels=("group", "place", "period"))


def standing(facts: Facts, series: Series, *, against: PlaceRole) -> Standing:
    """Whether the place is above the other in every group and period, or below, or neither.

    Two numbers count as different only where rounding alone cannot make them so. Unknown
    where no group has a period that both places have.
    """
    signs = set()
    for group in series.groups:
        own, other = (_of_role(facts, series, group, role) for role in ("own", against))
        for period in own.keys() & other.keys():
            signs.add(_sign(own[period], other[period]))
    if not signs:
        return "unknown"
    if signs == {1}:
        return "above"
    return "below" if signs == {-1} else "mixed"


def last_gaps(facts: Facts, series: Series) -> Mapping[str, FactEstimate]:
    """For each group, how far the place is from the country in the last period of them all.

    Groups in which either has no number for it are left out: an earlier period says
    something else. In the unit of the facts: points of per cent where they are per cent.
    """
    gaps = {}
    lines = (line for group in series.groups for line in group.lines)
    last = max((facts[name].period for line in lines for name in line.facts), default="")
    for group in series.groups:
        own, other = (_of_role(facts, series, group, role) for role in ("own", "country"))
        if last in own and last in other:
            gap = subtract(own[last], other[last])
            if not gap.reason:
                gaps[group.id] = gap
    return gaps


def _numbers(facts: Facts, line: Line) -> dict[str, FactEstimate]:
    """The numbers of a line by their period."""
    return {facts[name].period: as_published(facts[name]) for name in line.facts}


def _of_role(
    facts: Facts, series: Series, group: SeriesGroup, role: str
) -> dict[str, FactEstimate]:
    """The numbers of a group in the place of that role; none where there is none."""
    ids = {place.id for place in series.places if place.role == role}
    lines = [line for line in group.lines if line.place in ids]
    return _numbers(facts, lines[0]) if lines else {}


def _sign(own: FactEstimate, other: FactEstimate) -> int:
    if own.estimate is None or other.estimate is None:
        return 0
    if is_within_rounding(own.estimate, other.estimate):
        return 0
    return 1 if own.estimate > other.estimate else -1

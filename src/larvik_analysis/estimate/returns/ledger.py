"""The ledger of a return: effect, actor and year; one ledger, read in three ways."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.returns.model_numbers import Values
from larvik_analysis.estimate.returns.present_values import weights_of
from larvik_analysis.estimate.returns.streams import Stream, streams_of
from larvik_analysis.estimate.statistics.arguments import COARSE_ROUNDING, whole_number
from larvik_analysis.terms.cash_flow import CashFlow, CashFlowError
from larvik_analysis.terms.discount_rules import Rules
from larvik_analysis.terms.parameters import PriceIndex
from larvik_analysis.terms.returns_case import Actor, FlowKind, Reading, ReturnsModel

FloatArray = NDArray[np.float64]
Rows = Iterable[CashFlow] | Iterable[Mapping[str, Any]] | pd.DataFrame
_COLUMNS = ("effect", "actor", "year", "net_nok", "price_year")
_MAY_LACK = ("kind", "other")


@dataclass(frozen=True, slots=True, init=False)
class Ledger:
    """Cash flows in the prices of one year, whose transfers balance.

    Parameters
    ----------
    rows : iterable of CashFlow or of mappings, or DataFrame
        The columns of a table are those of `table`; ``kind`` and ``other`` may be left out,
        and all is then taken as resources. The order of the rows does not matter.
    n_years : int, optional
        How many years it covers, the start year among them; up to the last row where left
        out.
    target_groups : tuple of str
        Whom the effects concern. Empty for costs alone.

    Attributes
    ----------
    flows : tuple of CashFlow
        Sorted; a transfer given from one side has become a row of each side.
    n_years, price_year : int
    effects : tuple of str

    Raises
    ------
    CashFlowError
        With everything that is wrong: no rows, a column that is missing, an unknown actor, an
        amount that is missing or infinite, a negative year, prices of several years,
        transfers of an effect and year that do not sum to nought over the actors. It is a
        `ParameterError`.

    References
    ----------
    .. [1] Ministry of Finance, circular R-109/2021, points 5, 6.1.2 and 7.1.

    Examples
    --------
    >>> year = {"price_year": 2020, "year": 1}
    >>> ledger = Ledger(
    ...     [
    ...         CashFlow(effect="work", actor="deltaker", net_nok=430_000.0, **year),
    ...         CashFlow(
    ...             effect="work", actor="stat", net_nok=236_000.0, **year,
    ...             kind="transfer", other="deltaker",
    ...         ),
    ...     ]
    ... )
    >>> ledger.net_nok("deltaker").tolist(), ledger.net_nok("public").tolist()
    ([0.0, 194000.0], [0.0, 236000.0])
    >>> from larvik_analysis.terms.discount_rules import Rules
    >>> ledger.net_nok("society", Rules.flat(0.04)).tolist()
    [0.0, 477200.0]
    """

    flows: tuple[CashFlow, ...]
    n_years: int
    target_groups: tuple[str, ...]

    def __init__(
        self,
        rows: Rows,
        *,
        n_years: int | None = None,
        target_groups: tuple[str, ...] = (),
    ) -> None:
        read = _read(rows)
        flows = tuple(sorted(_both_sides(read.flows), key=_order))
        problems = [read.problems[told] for told in sorted(read.problems)]
        problems += _problems_together(flows, read.unsure) if flows else []
        if not (flows or problems):
            problems = [ParameterError("flows_none")]
        if problems:
            raise CashFlowError(problems)
        least = flows[-1].year + 1
        wanted = least if n_years is None else whole_number(n_years)
        if wanted < least:
            raise ParameterError("number_least", name="n_years", least=str(least))
        object.__setattr__(self, "flows", flows)
        object.__setattr__(self, "n_years", wanted)
        object.__setattr__(self, "target_groups", tuple(target_groups))

    @property
    def price_year(self) -> int:
        """The year whose prices the amounts are in."""
        return int(self.flows[0].price_year)

    @property
    def effects(self) -> tuple[str, ...]:
        """The effects, in the order of their names."""
        return tuple(sorted({flow.effect for flow in self.flows}))

    def net_nok(self, of: Reading | Actor, rules: Rules | None = None) -> FloatArray:
        """What is left each year to one actor, or as one reading counts it.

        Parameters
        ----------
        of : {"society", "public", "municipality"} or an actor
        rules : Rules, optional
            ``society`` needs them: each krone to a public budget also saves the cost of
            the taxes that would have brought it in.

        Returns
        -------
        ndarray of float, shape (n_years,)
            Real kroner, year 0 first; costs negative.

        Raises
        ------
        ParameterError
            If there is no such reading, or rules are needed and there are none.
        """
        return self._sum(weights_of(of, rules))

    def resources_nok(self, of: Reading | Actor, rules: Rules | None = None) -> FloatArray:
        """The same of what is used or made, without transfers."""
        return self._sum(weights_of(of, rules), "resource")

    def transfers_nok(self, of: Reading | Actor, rules: Rules | None = None) -> FloatArray:
        """The same of what only changes hands; to society this is its tax funding."""
        return self._sum(weights_of(of, rules), "transfer")

    def in_prices_of(self, year: int, index: PriceIndex) -> Ledger:
        """The same ledger in the prices of another year.

        Raises
        ------
        ParameterError
            If the index lacks one of the two years.
        """
        factor = index.ratio(self.price_year, year)
        moved = [
            replace(flow, net_nok=flow.net_nok * factor, price_year=year) for flow in self.flows
        ]
        return Ledger(moved, n_years=self.n_years, target_groups=self.target_groups)

    def table(self) -> pd.DataFrame:
        """One row a cash flow, sorted.

        Returns
        -------
        DataFrame
            Columns ``effect``, ``actor``, ``year``, ``net_nok``, ``kind``, ``price_year``.
        """
        columns = ("effect", "actor", "year", "net_nok", "kind", "price_year")
        return pd.DataFrame.from_records(
            [tuple(getattr(flow, name) for name in columns) for flow in self.flows],
            columns=list(columns),
        )

    def _sum(self, weights: Mapping[Actor, float], kind: FlowKind | None = None) -> FloatArray:
        """Weighted sums year by year, rounded once, so that order cannot matter."""
        by_year: defaultdict[int, list[float]] = defaultdict(list)
        for flow in self.flows:
            if kind in (None, flow.kind):
                by_year[flow.year].append(weights[flow.actor] * flow.net_nok)
        return np.array([math.fsum(by_year[year]) for year in range(self.n_years)])


def ledger_of(model: ReturnsModel, values: Values | None = None) -> Ledger:
    """The ledger of a case, with its parameters as they stand.

    Parameters
    ----------
    model : ReturnsModel
    values : mapping of str to float, optional
        Parameters otherwise; the risk reduction, where the model leaves it open.

    Returns
    -------
    Ledger
        Over the whole horizon of the model, of its target group.

    Raises
    ------
    ParameterError
        As `streams_of`; if a value is a list of several.
    """
    flows = [flow for stream in streams_of(model, values) for flow in _flows_in(stream, model)]
    years = model.horizon_years
    return Ledger(flows, n_years=years, target_groups=model.case.target_groups)


def combine_ledgers(*ledgers: Ledger) -> Ledger:
    """One ledger of several, where that is honest.

    The target groups overlap: a child can be in several at once. Ledgers that each have
    effects on a group are therefore never added, not even two of the same group. Costs
    alone can be.

    Raises
    ------
    ParameterError
        If more than one of them has a target group, or there are none.
    CashFlowError
        If their prices are of different years.
    """
    groups = [ledger.target_groups for ledger in ledgers if ledger.target_groups]
    if len(groups) > 1:
        listed = ", ".join(sorted({name for group in groups for name in group}))
        raise ParameterError("target_groups_overlap", groups=listed)
    return Ledger(
        [flow for ledger in ledgers for flow in ledger.flows],
        n_years=max((ledger.n_years for ledger in ledgers), default=None),
        target_groups=groups[0] if groups else (),
    )


def _flows_in(stream: Stream, model: ReturnsModel) -> Iterator[CashFlow]:
    """The cash flows of one stream, year by year; nothing where nothing moves."""
    if stream.amount_nok.size != 1 or len(stream.profile) != 1:
        raise ParameterError("values_single")
    for year, share in enumerate(stream.profile[0].tolist()):
        if share:
            yield CashFlow(
                effect=stream.effect,
                actor=stream.actor,
                year=year,
                net_nok=float(stream.amount_nok[0]) * share,
                price_year=model.price_year,
                kind=stream.kind,
                other=stream.other,
            )


@dataclass(slots=True)
class _Read:
    """Rows as they were read: those that can be used, and what is wrong with the others."""

    flows: list[CashFlow] = field(default_factory=list)
    problems: dict[str, ParameterError] = field(default_factory=dict)  # each told once
    unsure: set[tuple[object, object]] = field(default_factory=set)


def _read(rows: Rows) -> _Read:
    """The rows as cash flows, and everything that is wrong with any of them."""
    if isinstance(rows, pd.DataFrame):
        return _read_table(rows)
    try:
        listed = list(rows)
    except TypeError:  # one thing, and no rows
        raise CashFlowError([ParameterError("flows_not_rows")]) from None
    flows = [row for row in listed if isinstance(row, CashFlow)]
    if len(flows) == len(listed):
        return _Read(flows=flows)
    records = [row for row in listed if isinstance(row, Mapping)]
    if len(records) < len(listed):
        raise CashFlowError([ParameterError("flows_not_rows")])
    return _read_table(pd.DataFrame.from_records(records))


def _read_table(table: pd.DataFrame) -> _Read:
    """The rows of a table as cash flows; errors as `Ledger` where a column is missing."""
    columns = list(table.columns)
    lacking = [name for name in _COLUMNS if columns.count(name) != 1]
    if lacking:
        raise CashFlowError([ParameterError("flows_columns", columns=", ".join(lacking))])
    names = [*_COLUMNS, *(name for name in _MAY_LACK if columns.count(name) == 1)]
    read = _Read()
    for values in zip(*(table[name].tolist() for name in names), strict=True):
        row = _plain(dict(zip(names, values, strict=True)))
        try:
            read.flows.append(CashFlow(**row))
        except CashFlowError as error:
            read.problems |= {str(one): one for one in error.problems}
            read.unsure.add((row["effect"], row["year"]))
    return read


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """A row of a table with whole years as such, and no gap where a word may be left out."""
    for name in ("year", "price_year"):  # a gap in the column makes the rest decimal
        if isinstance(row[name], float) and row[name].is_integer():
            row[name] = int(row[name])
    return {k: value for k, value in row.items() if k not in _MAY_LACK or not pd.isna(value)}


def _both_sides(flows: Iterable[CashFlow]) -> Iterator[CashFlow]:
    """A transfer that names its other side as a row of each side."""
    for flow in flows:
        if not flow.other:
            yield flow
            continue
        yield replace(flow, other="")
        yield replace(flow, actor=flow.other, net_nok=-flow.net_nok, other="")


def _order(flow: CashFlow) -> tuple[int, str, str, str, float]:
    """Where a cash flow stands in the ledger: by year, and then by name."""
    return flow.year, flow.effect, flow.actor, flow.kind, flow.net_nok


def _problems_together(
    flows: tuple[CashFlow, ...], unsure: set[tuple[object, object]]
) -> Iterator[ParameterError]:
    """What is wrong with cash flows beside each other; `unsure` are not all there."""
    price_years = sorted({flow.price_year for flow in flows})
    if len(price_years) > 1:
        yield ParameterError("price_years_mixed", years=", ".join(map(str, price_years)))
    moved: defaultdict[tuple[str, int], list[float]] = defaultdict(list)
    for flow in flows:
        if flow.kind == "transfer":
            moved[flow.effect, flow.year].append(flow.net_nok)
    for (effect, year), amounts in sorted(moved.items()):
        size = math.fsum(map(abs, amounts))
        is_off = abs(math.fsum(amounts)) > COARSE_ROUNDING * size
        if is_off and (effect, year) not in unsure:
            yield ParameterError("transfers_unbalanced", effect=effect, year=year)

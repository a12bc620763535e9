"""From the risk that children have to kroner by actor, one step at a time."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from larvik_analysis.estimate.returns.model_numbers import Values, needs_of
from larvik_analysis.estimate.returns.model_units import refuse_units
from larvik_analysis.estimate.returns.present_values import (
    present_values,
    tax_funding_effect,
    weights_of,
)
from larvik_analysis.estimate.returns.streams import (
    Stream,
    averted,
    kept_until_outcome,
    multiplied,
    profile_of,
    streams_of,
)
from larvik_analysis.estimate.returns.tables import Labels, estimate_number, tabulate_returns
from larvik_analysis.estimate.statistics.numbers import finite_number, share_within
from larvik_analysis.terms.cash_flow import unknown_name
from larvik_analysis.terms.discount_rules import Rules
from larvik_analysis.terms.returns_case import (
    ACTORS,
    READINGS,
    Actor,
    Outcome,
    Reading,
    ReturnsModel,
)
from larvik_analysis.terms.returns_results import ReturnEstimate

FloatArray = NDArray[np.float64]
Numbers = Mapping[str, FloatArray]
Row = tuple[Labels, ReturnEstimate]
_LABELS = ("outcome", "step", "part")
_WORTH = "nok per 100 children"


def estimate_chain(
    model: ReturnsModel,
    *,
    outcome: str = "",
    changes: Values | None = None,
    rules: Rules | None = None,
) -> pd.DataFrame:
    """From a baseline risk to kroner by actor, with what each haircut leaves of the effect.

    Parameters
    ----------
    model : ReturnsModel
    outcome : str
        The first of the case where left out.
    changes : mapping of str to float, optional
        Parameters otherwise; the risk reduction, where the model leaves it open.
    rules : Rules, optional
        Instead of those of the model.

    Returns
    -------
    DataFrame
        Labels ``outcome``, ``step`` and ``part``; ``kept`` (share that the step keeps) and
        ``kept_in_all`` (share of the studied effect that is kept so far), both also where
        the effect itself is unknown; then `RETURN_COLUMNS`. Steps in their order:
        ``baseline`` and ``risk_reduction`` (shares), a ``haircut`` for each parameter in
        `part` and ``fade_out`` (the risk reduction that is left), ``averted`` (per 100
        children), a ``multiplier`` for each parameter (what is left per 100 children),
        ``years`` (of the outcome averted per 100 children, undiscounted), and ``worth``
        (present value in kroner per 100 children) of each actor in `part`, of
        ``tax_funding`` and of ``society``.

    Raises
    ------
    ParameterError
        As `streams_of`.
    """
    chain = _chain(model, outcome, changes, rules)
    rows = [*chain.risk_rows(), *chain.outcome_rows(), *chain.worth_rows()]
    table = tabulate_returns(rows)
    kept = [chain.kept_by(labels["step"], labels["part"]) for labels, _ in rows]
    table.insert(len(_LABELS), "kept", kept)
    so_far = table["kept"].fillna(1.0).cumprod()
    table.insert(len(_LABELS) + 1, "kept_in_all", so_far.where(table["kept"].notna()))
    return table


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chain:
    """One outcome of a model, step by step."""

    model: ReturnsModel
    outcome: Outcome
    values: Values | None
    rules: Rules

    def row(
        self,
        step: str,
        part: str,
        names: tuple[str, ...],
        work_out: Callable[[Numbers], FloatArray],
        unit: str,
    ) -> Row:
        """One step of the chain."""
        labels = {"outcome": self.outcome.id, "step": step, "part": part}
        return labels, estimate_number(self.model, self.values, names, work_out, unit)

    @property
    def fading_names(self) -> tuple[str, ...]:
        """The parameters that say how much of an effect fades before the outcome."""
        ages = (self.outcome.from_age, self.outcome.to_age)
        return ("fade_out", "duration", "age_at_start", *ages)

    @property
    def actors(self) -> tuple[Actor, ...]:
        """Whom the outcome reaches, in the usual order."""
        prices = self.outcome.prices
        reached = {actor for price in prices for actor in (price.actor, price.other)}
        return tuple(actor for actor in ACTORS if actor in reached)

    def risk_rows(self) -> Iterator[Row]:
        """The risk without the measure, and what is left of the effect on it."""
        unknown, haircuts = self.model.case.unknown, self.model.case.haircuts
        baseline = self.outcome.baseline
        yield self.row("baseline", baseline, (baseline,), lambda n: n[baseline], "share")
        for taken in range(len(haircuts) + 1):
            names = (unknown, *haircuts[:taken])
            step = ("haircut", names[-1]) if taken else ("risk_reduction", unknown)
            yield self.row(*step, names, _product_of(names), "share")
        names = (unknown, *haircuts, *self.fading_names)
        left = _product_of((unknown, *haircuts))
        yield self.row(
            "fade_out",
            "fade_out",
            names,
            lambda n: left(n) * kept_until_outcome(self.outcome, n),
            "share",
        )

    def outcome_rows(self) -> Iterator[Row]:
        """What is averted among 100 children, and how long that lasts."""
        model, outcome = self.model, self.outcome
        counted = (
            "n_children", outcome.baseline, model.case.unknown, *model.case.haircuts,
            *self.fading_names,
        )  # fmt: skip

        def per_100(numbers: Numbers, multipliers: tuple[str, ...] = ()) -> FloatArray:
            left = averted(model, outcome, numbers) * 100 / numbers["n_children"]
            return left * _product_of(multipliers)(numbers)

        yield self.row("averted", "", counted, per_100, "outcomes per 100 children")
        for taken in range(1, len(outcome.multipliers) + 1):
            kept = outcome.multipliers[:taken]

            def left_of(numbers: Numbers, kept: tuple[str, ...] = kept) -> FloatArray:
                return per_100(numbers, kept)

            names = (*counted, *kept)
            yield self.row("multiplier", kept[-1], names, left_of, "outcomes per 100 children")

        def years(numbers: Numbers) -> FloatArray:
            in_years = profile_of(outcome, numbers, model.horizon_years).sum(axis=1)
            lasting: FloatArray = per_100(numbers) * multiplied(outcome, numbers) * in_years
            return lasting

        names = (*counted, *outcome.multipliers)
        yield self.row("years", "", names, years, "years per 100 children")

    def worth_rows(self) -> Iterator[Row]:
        """What that is worth today, by actor."""
        names = needs_of(self.model)[self.outcome.id]
        for actor in self.actors:
            yield self.row("worth", actor, names, partial(self.worth_to, actor), _WORTH)
        yield self.row("worth", "tax_funding", names, self.tax_funding, _WORTH)
        yield self.row("worth", "society", names, partial(self.worth_to, "society"), _WORTH)

    def worth_to(self, whose: Reading | Actor, numbers: Numbers) -> FloatArray:
        """Present value to an actor or a reading, per 100 children."""
        return present_values(self._streams(), whose, self.rules) * 100 / numbers["n_children"]

    def tax_funding(self, numbers: Numbers) -> FloatArray:
        """Present value of what is saved in the cost of taxes, per 100 children."""
        return tax_funding_effect(self._streams(), self.rules) * 100 / numbers["n_children"]

    def _streams(self) -> tuple[Stream, ...]:
        return streams_of(self.model, self.values, effects=(self.outcome.id,))

    def value_row(
        self, reading: Reading, part: str, work_out: Callable[[Numbers], FloatArray]
    ) -> Row:
        """What one averted outcome is worth, from what it is worth per 100 children."""

        def per_averted(numbers: Numbers) -> FloatArray:
            per_100 = averted(self.model, self.outcome, numbers) * 100 / numbers["n_children"]
            return work_out(numbers) / np.where(per_100 > 0, per_100, np.nan)

        labels = {"outcome": self.outcome.id, "reading": reading, "part": part}
        names = needs_of(self.model)[self.outcome.id]
        unit = "nok per outcome"
        return labels, estimate_number(self.model, self.values, names, per_averted, unit)

    def kept_by(self, step: str, part: str) -> float:
        """The share of the studied effect that a step keeps; NaN where it is none."""
        if step == "risk_reduction":
            return 1.0
        steps: dict[str, tuple[tuple[str, ...], Callable[[Numbers], FloatArray]]] = {
            "haircut": ((part,), _product_of((part,))),
            "fade_out": (self.fading_names, self._kept_until),
        }
        if step not in steps:
            return math.nan
        _, found = self.row(step, part, *steps[step], "share")
        return math.nan if found.estimate is None else found.estimate

    def _kept_until(self, numbers: Numbers) -> FloatArray:
        return kept_until_outcome(self.outcome, numbers)


def estimate_value_of_outcome(
    model: ReturnsModel,
    reading: Reading = "society",
    *,
    outcome: str = "",
    changes: Values | None = None,
    rules: Rules | None = None,
) -> pd.DataFrame:
    """What one averted outcome is worth today to a reading, and to whom in it.

    It needs no risk reduction, and does not depend on the one that the model may hold.

    Parameters
    ----------
    model, outcome, changes, rules
        As in `estimate_chain`.
    reading : {"society", "public", "municipality"}

    Returns
    -------
    DataFrame
        Labels ``outcome``, ``reading`` and ``part``, then `RETURN_COLUMNS`; real kroner of
        year 0 per outcome averted. The parts are the actors of the reading, of society
        ``tax_funding`` too, and ``total``, their sum; of the actors those that it reaches.

    Raises
    ------
    ParameterError
        As `estimate_chain`; if the reading is unknown.
    """
    if reading not in READINGS:
        raise unknown_name("reading_unknown", reading, READINGS)
    unknown = model.case.unknown
    # A unit to count by, and no estimate: how far to trust it does not matter.
    one = replace(model.parameters[unknown], value=1.0, kind="policy")
    certain = replace(model, parameters={**model.parameters, unknown: one})
    values = {name: value for name, value in (changes or {}).items() if name != unknown}
    chain = _chain(certain, outcome, values, rules)
    weights = weights_of(reading, chain.rules)
    rows = [
        chain.value_row(reading, actor, partial(chain.worth_to, actor))
        for actor in chain.actors
        if weights[actor]
    ]
    if reading == "society":
        rows.append(chain.value_row(reading, "tax_funding", chain.tax_funding))
    rows.append(chain.value_row(reading, "total", partial(chain.worth_to, reading)))
    return tabulate_returns(rows)


def _chain(
    model: ReturnsModel, outcome: str, values: Values | None, rules: Rules | None
) -> _Chain:
    """The chain of an outcome; errors as `estimate_chain`."""
    ids = [one.id for one in model.outcomes]
    if outcome and outcome not in ids:
        raise unknown_name("effect_unknown", outcome, ids)
    told = model.outcomes[ids.index(outcome) if outcome else 0]
    refuse_units(model, [told.id])
    return _Chain(model=model, outcome=told, values=values, rules=rules or model.rules)


def estimate_haircuts(effect: float, kept: Mapping[str, float]) -> pd.DataFrame:
    """What is left of a published effect after each haircut.

    Parameters
    ----------
    effect : float
        In any unit and of either sign, such as a standardised difference.
    kept : mapping of str to float
        Haircuts by name, each the share of the effect that is kept, in their order.

    Returns
    -------
    DataFrame
        ``part`` (``published``, then the names), ``kept``, ``kept_in_all``, ``estimate``
        (what is left), ``change`` (what the step takes, with the sign of the change).

    Raises
    ------
    ParameterError
        If the effect is not finite, or a haircut keeps less than nothing or more than all.

    References
    ----------
    .. [1] WSIPP, Incredible Years parent training, disruptive behaviour: an effect of -0.380
       counts as -0.079 (wsipp.wa.gov, programme 158, December 2024).

    Examples
    --------
    >>> estimate_haircuts(-0.380, {"study_quality": 0.2079})["estimate"].round(3).tolist()
    [-0.38, -0.079]
    """
    shares = [1.0, *(share_within(name, share) for name, share in kept.items())]
    so_far = np.cumprod(shares)
    left = finite_number("effect", effect) * so_far
    return pd.DataFrame(
        {
            "part": ["published", *kept],
            "kept": shares,
            "kept_in_all": so_far,
            "estimate": left,
            "change": np.diff(left, prepend=left[0]),
        }
    )


def _product_of(names: tuple[str, ...]) -> Callable[[Numbers], FloatArray]:
    """The function that multiplies these parameters."""

    def product(numbers: Numbers) -> FloatArray:
        return math.prod((numbers[name] for name in names), start=np.ones(1))

    return product

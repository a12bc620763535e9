"""What it costs that people stand outside working life, after Oslo Economics 2021-42."""

from __future__ import annotations

from typing import Final

import pandas as pd

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.returns.discounting import annuity_factor
from larvik_analysis.estimate.statistics.arguments import whole_number
from larvik_analysis.estimate.statistics.numbers import (
    number_above_nought,
    number_from,
    share_within,
)
from larvik_analysis.terms.discount_rules import Rules

_UNITS: Final = {
    "outside_extra": "persons",
    "production_loss": "nok per year",
    "recipients_extra": "persons",
    "tax_cost": "nok per year",
    "life_years": "years per year",
    "welfare_loss": "nok per year",
    "total": "nok per year",
    "avoidable_share": "share",
    "outside_otherwise": "share",
    "excess_outside": "share",
    "nok_per_outsider_year": "nok per year",
    "nok_per_dropout_year": "nok per year",
    "years_discounted": "years",
    "nok_per_outsider": "nok",
    "nok_per_dropout": "nok",
}


def estimate_exclusion_cost(
    *,
    outside: float,
    outside_otherwise: float,
    lost_production_nok: float,
    recipients: float,
    recipients_otherwise: float,
    benefit_nok: float,
    tax_funding_share: float,
    deaths: float,
    share_compulsory_only: float,
    share_outside: float,
    life_years_lost: float,
    life_year_nok: float,
) -> pd.DataFrame:
    """What exclusion costs a country in a year, each step shown.

    Parameters
    ----------
    outside, outside_otherwise : float
        Non-completers of upper secondary school in lasting exclusion; and how many there
        would be if they had completed it.
    lost_production_nok : float
        Of one of them in a year.
    recipients, recipients_otherwise : float
        The same of those on benefits.
    benefit_nok : float
        Of one of them in a year. A transfer: only its tax funding is a cost.
    tax_funding_share : float
    deaths : float
        A year, in the whole country.
    share_compulsory_only, share_outside : float
        Of those who die, the share with compulsory school only; and of these, the share
        outside.
    life_years_lost, life_year_nok : float
        By each of them, and the value of one.

    Returns
    -------
    DataFrame
        ``step``, ``estimate``, ``unit``: ``outside_extra``, ``production_loss``,
        ``recipients_extra``, ``tax_cost``, ``life_years``, ``welfare_loss``, ``total``. Costs
        are positive, kroner of the prices they were given in.

    Raises
    ------
    ParameterError
        If a number is impossible, or more are outside otherwise than now.

    References
    ----------
    .. [1] Oslo Economics 2021-42 (2 July 2021), tables 3-4, 3-5, 3-6 and 3-10.
    """
    outside_extra = _fewer("outside", outside, outside_otherwise)
    recipients_extra = _fewer("recipients", recipients, recipients_otherwise)
    production = outside_extra * number_from("lost_production_nok", lost_production_nok, 0.0)
    tax_cost = recipients_extra * number_from("benefit_nok", benefit_nok, 0.0)
    tax_cost *= share_within("tax_funding_share", tax_funding_share)
    early = number_from("deaths", deaths, 0.0) * share_within("share_outside", share_outside)
    early *= share_within("share_compulsory_only", share_compulsory_only)
    life_years = early * number_from("life_years_lost", life_years_lost, 0.0)
    welfare = life_years * number_from("life_year_nok", life_year_nok, 0.0)
    return _steps(
        outside_extra=outside_extra,
        production_loss=production,
        recipients_extra=recipients_extra,
        tax_cost=tax_cost,
        life_years=life_years,
        welfare_loss=welfare,
        total=production + tax_cost + welfare,
    )


def estimate_exclusion_per_dropout(
    *,
    share_outside_if_dropout: float,
    outside: float,
    outside_otherwise: float,
    lost_production_nok: float,
    benefit_nok: float,
    rules: Rules,
    from_age: int,
    to_age: int,
    age_at_start: int = 0,
) -> pd.DataFrame:
    """What one more drop-out costs society through exclusion, each step shown.

    An association and not an effect: that they would have fared like those who completed is
    assumed. A causal share below one belongs on top.

    Parameters
    ----------
    share_outside_if_dropout : float
        Of non-completers, the share in lasting exclusion.
    outside, outside_otherwise, lost_production_nok, benefit_nok : float
        As in `estimate_exclusion_cost`.
    rules : Rules
        Of discounting and tax funding.
    from_age, to_age : int
        The working years, the birthday `to_age` not among them.
    age_at_start : int
        At which the years ahead are valued. The year of that age is not discounted.

    Returns
    -------
    DataFrame
        ``step``, ``estimate``, ``unit``: ``avoidable_share``, ``outside_otherwise`` and
        ``excess_outside`` (shares of drop-outs), ``nok_per_outsider_year`` (production and
        the tax funding of benefits), ``nok_per_dropout_year``, ``years_discounted``,
        ``nok_per_outsider``, ``nok_per_dropout``. Costs are positive.

    Raises
    ------
    ParameterError
        If a number is impossible, or the ages are not whole or not in order.

    References
    ----------
    .. [1] Oslo Economics 2021-42, section 3.3.2, tables 3-4 and 3-5; the chain is derived
       from its numbers and is not its own.
    """
    share = share_within("share_outside_if_dropout", share_outside_if_dropout)
    avoidable = _fewer("outside", outside, outside_otherwise) / float(outside)
    yearly = number_from("lost_production_nok", lost_production_nok, 0.0)
    yearly += rules.tax_funding_share * number_from("benefit_nok", benefit_nok, 0.0)
    first, last = (whole_number(age) - whole_number(age_at_start) for age in (from_age, to_age))
    if not 0 <= first < last:
        raise ParameterError("ages_in_order")
    years = annuity_factor(rules, first, last - 1)
    excess = share * avoidable
    return _steps(
        avoidable_share=avoidable,
        outside_otherwise=share - excess,
        excess_outside=excess,
        nok_per_outsider_year=yearly,
        nok_per_dropout_year=excess * yearly,
        years_discounted=years,
        nok_per_outsider=years * yearly,
        nok_per_dropout=excess * years * yearly,
    )


def _fewer(name: str, now: float, otherwise: float) -> float:
    """How many fewer there would be otherwise; errors as `estimate_exclusion_cost`."""
    many = number_above_nought(name, now)
    few = number_from(f"{name}_otherwise", otherwise, 0.0)
    if few > many:
        raise ParameterError("number_within", name=f"{name}_otherwise", least="0", most=name)
    return many - few


def _steps(**estimates: float) -> pd.DataFrame:
    """Steps in their order, with their units."""
    rows = [(step, float(found), _UNITS[step]) for step, found in estimates.items()]
    return pd.DataFrame.from_records(rows, columns=["step", "estimate", "unit"])

"""The value of a statistical life by year, and how what follows income grows."""

from __future__ import annotations

import math
from typing import Final

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.returns.amounts import refuse_rules
from larvik_analysis.estimate.statistics.arguments import whole_number
from larvik_analysis.estimate.statistics.numbers import number_within
from larvik_analysis.terms.cash_flow import unknown_name
from larvik_analysis.terms.discount_rules import GrowthPath, Rules

# No analysis reaches further than a thousand years from its start.
_LAST_YEAR: Final = 3000


def value_of_statistical_life_nok(
    year: int, rules: Rules, *, is_child: bool = False, growth: str = ""
) -> float:
    """What a statistical life is worth in a calendar year; positive, for one life.

    Until the last year with GDP per capita it follows that, in the prices of `year` itself.
    After it, it grows by the path of the rules, in the prices of that last year.

    Parameters
    ----------
    year : int
        From the first year of the rules' series.
    rules : Rules
    is_child : bool
        Whether it is about the safety of children, which is worth more in an additional
        analysis, never in the main one.
    growth : str
        One of the rules' paths; the first where left out.

    Returns
    -------
    float
        Kroner.

    Raises
    ------
    ParameterError
        If the rules have no value, the year is before the series or not whole, or the path
        is unknown.

    References
    ----------
    .. [1] DFØ, Verdien av et statistisk liv (VSL); R-109/21, point 6.1.5.

    Examples
    --------
    >>> from larvik_analysis.inputs.returns.rules import read_rules
    >>> round(value_of_statistical_life_nok(2023, read_rules("r109_2021")) / 1e6, 1)
    54.9
    """
    refuse_rules(rules)
    life = rules.statistical_life
    if life is None:
        raise ParameterError("rules_no_life", name=rules.name)
    wanted = int(number_within("year", whole_number(year), life.year, _LAST_YEAR))
    levels = {amount.year: amount.nok for amount in life.gdp_per_capita}
    last = max(levels)
    value = life.value_nok * levels[min(wanted, last)] / levels[life.year]
    value *= real_growth_factor(rules, last, wanted, growth=growth) if wanted > last else 1.0
    return value * (life.child_factor if is_child else 1.0)


def real_growth_factor(
    rules: Rules, from_year: int, to_year: int, *, growth: str = ""
) -> float:
    """How many times its real worth what follows income has, some calendar years later.

    It is for time and a statistical life, never for wages or benefits in the main analysis.

    Parameters
    ----------
    rules : Rules
    from_year, to_year : int
        Calendar years; the growth of `from_year` itself is not counted.
    growth : str
        One of the rules' paths; the first where left out.

    Returns
    -------
    float
        1 where the rules have no path.

    Raises
    ------
    ParameterError
        If a year is not whole or before the other, or the path is unknown.

    Examples
    --------
    >>> real_growth_factor(Rules.flat(0.04), 2025, 2060)
    1.0
    """
    refuse_rules(rules)
    first = int(number_within("from_year", whole_number(from_year), 0, _LAST_YEAR))
    last = int(number_within("to_year", whole_number(to_year), first, _LAST_YEAR))
    path = _path_of(rules, growth)
    if path is None:
        return 1.0
    return math.prod(1.0 + path.rate_in(year) for year in range(first + 1, last + 1))


def _path_of(rules: Rules, growth: str) -> GrowthPath | None:
    """The growth path of a name, or the one of the rules."""
    paths = {path.name: path for path in rules.growths}
    if growth and growth not in paths:
        raise unknown_name("growth_unknown", growth, paths)
    return paths[growth] if growth else next(iter(rules.growths), None)

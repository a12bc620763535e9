"""Arithmetic on counts of answers: intervals for a wider target, bounds, corrected p-values.

As in `facts.py`, each result carries its own sum, which `basis.py` works out again.
"""

from __future__ import annotations

from dataclasses import replace

from larvik_analysis.errors import ParameterError, UnitError
from larvik_analysis.estimate.statistics.family_bounds import family_bounds
from larvik_analysis.estimate.statistics.intervals import estimate_share, wilson_limits
from larvik_analysis.estimate.statistics.multiplicity import adjust_p_values
from larvik_analysis.estimate.statistics.nonresponse import nonresponse_bounds
from larvik_analysis.terms.results import FactEstimate, NotEstimable, ShareEstimate
from larvik_analysis.terms.units import UnitOfAnalysis

from .facts import call, share


def wilson_finite(
    count: FactEstimate, base: FactEstimate, population: FactEstimate, level: float = 0.95
) -> FactEstimate:
    """A share as an estimate for a population of known size, with its Wilson interval.

    Without the size of the population there is a reason, and no number.

    Raises
    ------
    UnitError
        If the three count different things.
    ParameterError
        If the count is not within the base, or the base not within the population.
    """
    basis = call("wilson_finite", count, base, population, float(level))
    asked = _of_population(share(count, base), base, population)
    asked = replace(asked, method="wilson_finite", basis=basis)
    if asked.count is None or asked.n is None or population.estimate is None:
        return asked
    found = estimate_share(asked.count, asked.n, level=level, population=_whole(population))
    if not isinstance(found, ShareEstimate):
        return asked
    return replace(asked, low=found.low, high=found.high, level=level)


def wilson_by_family(
    count: FactEstimate, base: FactEstimate, level: float = 0.95, *, n_effective: float
) -> FactEstimate:
    """A share with the Wilson interval of as many answers as there might as well have been.

    Answers of one family are not as many as those of different families. The interval is
    that of `n_effective` answers, as if all in a family had answered alike: the worst case,
    which depends on the sizes of families and not on what they answered. The interval that
    looks at the answers too is in `statistics.clusters` and `statistics.weighting`.

    Raises
    ------
    UnitError, ParameterError
        As `share`.
    """
    basis = call("wilson_by_family", count, base, float(level))
    asked = replace(share(count, base), method="wilson_by_family", basis=basis)
    if asked.estimate is None or not n_effective:
        return asked
    low, high = wilson_limits(asked.estimate, n_effective, level)
    return replace(asked, low=low, high=high, level=level)


def bounds(count: FactEstimate, base: FactEstimate, invited: FactEstimate) -> FactEstimate:
    """A share, and what it could be of all who were invited, whatever the others would say.

    `low` is the share where none of those who did not answer would have given the answer,
    `high` where all of them would: bounds, no interval of chance, so there is no level.

    Raises
    ------
    UnitError
        If the three count different things.
    ParameterError
        If the count is not within the base, or the base not within those invited.
    """
    basis = call("bounds", count, base, invited)
    asked = _of_population(share(count, base), base, invited)
    asked = replace(asked, method="bounds", basis=basis)
    if asked.count is None or asked.n is None:
        return asked
    found = nonresponse_bounds(asked.count, asked.n, _whole(invited))
    if isinstance(found, NotEstimable):
        return asked
    return replace(asked, low=found.low, high=found.high)


def families_any_bounds(
    count: FactEstimate, base: FactEstimate, families: FactEstimate
) -> FactEstimate:
    """Share of families in which somebody gave an answer, where none is known from another.

    Of that many families the answers come from; which belong together nobody knows. So
    there is no estimate: `low` and `high` are the least and the most that any way of putting
    them together gives, and the share of answers may lie outside. There is no level.

    Raises
    ------
    UnitError
        If `families` does not count families.
    ParameterError
        If the count is not within the base, or there are more families than answers.
    """
    return _of_families("families_any_bounds", count, base, families)


def families_all_bounds(
    count: FactEstimate, base: FactEstimate, families: FactEstimate
) -> FactEstimate:
    """The same for families in which everybody who answered gave the answer."""
    return _of_families("families_all_bounds", count, base, families)


def _of_families(
    method: str, count: FactEstimate, base: FactEstimate, families: FactEstimate
) -> FactEstimate:
    of = UnitOfAnalysis.FAMILIES
    if families.unit != "count" or families.unit_of_analysis is not of:
        raise UnitError("mixed_units", facts=families.basis, units=str(of))
    asked = replace(
        share(count, base),
        method=method,
        basis=call(method, count, base, families),
    )
    if asked.count is None or not asked.n or families.estimate is None:
        reason = families.reason or asked.reason or "incomplete"
        return replace(asked, estimate=None, count=None, n=None, reason=reason)
    found = family_bounds(asked.count, asked.n, _whole(families))
    if isinstance(found, NotEstimable):
        return asked
    is_any = method == "families_any_bounds"
    ends = (found.low_any, found.high_any) if is_any else (found.low_all, found.high_all)
    low, high = (end / found.n_families for end in ends)
    return replace(asked, estimate=None, low=low, high=high)


def holm(*p_values: FactEstimate) -> FactEstimate:
    """The first of some p-values, corrected for there being all of them (Holm 1979).

    Those without a number are no comparisons. It has the reason of the first, if any.

    Raises
    ------
    ParameterError
        If there is none.
    """
    if not p_values:
        raise ParameterError("nothing_to_add")
    first = p_values[0]
    found = adjust_p_values([p.estimate for p in p_values], method="holm")
    corrected = None if first.estimate is None else float(found[0])
    return replace(first, estimate=corrected, method="holm", basis=call("holm", *p_values))


def _of_population(
    asked: FactEstimate, base: FactEstimate, population: FactEstimate
) -> FactEstimate:
    """The share where the population is known to hold the base; refused where it does not."""
    of_all = share(base, population)
    if population.estimate is None:
        reason = population.reason or "no_fact"
        return replace(asked, estimate=None, count=None, n=None, reason=reason)
    return replace(asked, uncertain=asked.uncertain or of_all.uncertain)


def _whole(population: FactEstimate) -> int:
    return int(population.estimate or 0)

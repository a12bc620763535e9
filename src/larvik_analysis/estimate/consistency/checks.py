"""Every check that is declared, worked out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from larvik_analysis.terms.checks import Checks
from larvik_analysis.terms.fact import Facts

from .parts import (
    compare_difference,
    compare_funnel,
    compare_list,
    compare_parts,
    compare_within,
)
from .result import CheckResult
from .sayings import (
    LegibilityResult,
    compare_amounts,
    compare_date,
    compare_readings,
    compare_same,
    compare_units,
    compare_wordings,
    tell_legibility,
    tell_not_checkable,
)
from .shares import (
    compare_change,
    compare_conversion,
    compare_implied,
    compare_mixture,
    compare_rate,
    compare_share,
)

# Each list of `checks.yaml` and what works one relation of it out.
_COMPARISONS: dict[str, Callable[[Any, Facts], CheckResult]] = {
    "mixtures": compare_mixture,
    "parts": compare_parts,
    "shares": compare_share,
    "within": compare_within,
    "implied": compare_implied,
    "differences": compare_difference,
    "rates": compare_rate,
    "conversions": compare_conversion,
    "changes": compare_change,
    "dates": compare_date,
    "same": compare_same,
    "units": compare_units,
    "readings": compare_readings,
    "wordings": compare_wordings,
    "lists": compare_list,
    "amounts": compare_amounts,
    "not_checkable": tell_not_checkable,
}


def estimate_checks(facts: Facts, checks: Checks) -> tuple[CheckResult, ...]:
    """What comes of every check, funnels first, then in the order of the lists.

    Parameters
    ----------
    facts : Facts
        The register.
    checks : Checks
        The relations; every fact they name is in the register.

    Raises
    ------
    UnitError
        If a relation adds or subtracts what counts different things; `larvik check` tells
        which.
    """
    of_funnels = [
        result for funnel in checks.funnels for result in compare_funnel(funnel, facts)
    ]
    of_others = [
        compare(relation, facts)
        for name, compare in _COMPARISONS.items()
        for relation in getattr(checks, name)
    ]
    return (*of_funnels, *of_others)


def estimate_legibility(facts: Facts, checks: Checks) -> tuple[LegibilityResult, ...]:
    """What of each declared list or figure can be read in its source."""
    return tuple(tell_legibility(relation, facts) for relation in checks.legibility)

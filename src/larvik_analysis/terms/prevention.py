"""Who has a task for which risk on which level of prevention."""

from __future__ import annotations

from dataclasses import dataclass

from larvik_analysis.terms.evaluation import PreventionLevel
from larvik_analysis.terms.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Responsibility:
    """One service in one cell of the overview: a level of prevention and a risk category.

    Attributes
    ----------
    level : PreventionLevel
    category : str
        Id of the risk category in the framework ``risk_categories``.
    service : str
        Id of the service, and its name in both languages.
    name : Words
    line : int
        Its line in `prevention_matrix.csv`.
    """

    level: PreventionLevel
    category: str
    service: str
    name: Words
    line: int

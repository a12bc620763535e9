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
    position : int
        Its place in the cell, as the source lists the services; the first is 1.
    has_annex_text : bool
        Whether the source says more of what the service does on that level.
    document, section, quote : str
        Where the cell stands, and its exact words.
    """

    level: PreventionLevel
    category: str
    service: str
    name: Words
    line: int
    position: int = 1
    has_annex_text: bool = False
    document: str = ""
    section: str = ""
    quote: str = ""

"""Whether so many stand behind a theme of open answers that a paraphrase points at nobody."""

from __future__ import annotations

from larvik_analysis.terms.disclosure import DisclosureRules
from larvik_analysis.terms.microdata import ANSWERED, Cell, Microdata
from larvik_analysis.terms.questions import TICKED


def cell_of_theme(own: Microdata, question: str, theme: str) -> Cell:
    """Who wrote about a theme."""
    return Cell(own.declared.id, ((f"{question}_{theme}", TICKED),))


def has_enough_behind(
    own: Microdata, question: str, theme: str, rules: DisclosureRules
) -> bool:
    """Whether a theme has as many as the limits demand of a count that is shown.

    Families are counted where they are known. Of a sensitive question so must those be who
    wrote about something else, and all who wrote.

    Parameters
    ----------
    own : Microdata
    question, theme : str
    rules : DisclosureRules

    Returns
    -------
    bool
        False too where there is no such theme.
    """
    name = f"{question}_{theme}"
    if name not in own.variables:
        return False
    count = own.n_families({name: TICKED})
    base = own.n_families({name: ANSWERED})
    if own.variables[name].sensitivity == "opinion":
        return count >= rules.n_min_opinion
    rest = own.count({name: ANSWERED}) - own.count({name: TICKED})
    hides_all = 0 < rest < rules.k or (rest == 0 and rules.zeros == "hide")
    is_large = count >= max(rules.k, rules.n_min_opinion) and base >= rules.n_min
    return is_large and not hides_all

"""The counts of one file of own data as the gate sees them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from larvik_analysis.estimate.survey.counts import as_scored
from larvik_analysis.terms.disclosure import DisclosureRules
from larvik_analysis.terms.microdata import ANSWERED, UNANSWERED, Cell, Microdata, Scored

from .form import Form, form_of

Ends = tuple[float, float]
Atom = Cell | Scored
NOBODY_SAYS = (ANSWERED, UNANSWERED)


@dataclass(eq=False)
class Universe:
    """One file of own data as the gate sees it.

    Attributes
    ----------
    data : Microdata
    rules : DisclosureRules
    sensitive : set of str
        Variables that get full protection.
    """

    data: Microdata
    rules: DisclosureRules
    sensitive: frozenset[str]

    @property
    def form(self) -> Form:
        """What everybody knows who has seen the form."""
        key = ("form", self.sensitive)
        return self.data.once(key, lambda: form_of(self.data.declared, self.sensitive))

    @property
    def total(self) -> Cell:
        """All units."""
        return Cell(self.data.declared.id)

    @property
    def has_positions(self) -> bool:
        """Whether the rows are positions, of which one figure for all of them leaves."""
        return self.data.declared.unit_of_analysis == "positions"

    def count(self, cell: Cell) -> int:
        """The true count."""
        return self.data.count(dict(cell.where))

    def n_protected(self, cell: Cell) -> int:
        """The units that limits are counted in: families where they are known."""
        return self.data.n_families(dict(cell.where))

    def plain(self, cell: Cell) -> Cell:
        """The same count written in one way: "all who answered" is all where all did."""
        where = tuple(
            (variable, answer)
            for variable, answer in cell.where
            if answer != ANSWERED or self.has_gaps(variable)
        )
        return Cell(cell.data, where)

    def has_gaps(self, variable: str) -> bool:
        """Whether somebody did not answer."""
        return bool(self.data.table[variable].isna().any())

    def is_sensitive(self, cell: Cell) -> bool:
        """Whether it says what somebody answered to a sensitive question.

        That somebody left a question open is not protected by itself.
        """
        return any(
            variable in self.sensitive and answer not in NOBODY_SAYS
            for variable, answer in cell.where
        )

    def is_small(self, cell: Cell) -> bool:
        """Whether so few are in it that they must be protected."""
        if not self.is_sensitive(cell) or self.form.is_empty(dict(cell.where)):
            return False
        few = min(self.count(cell), self.n_protected(cell))
        return 0 < few < self.rules.k or (few == 0 and self.rules.zeros == "hide")


def value_of(universe: Universe, atom: Atom) -> float:
    """The true number; KeyError where it is of nothing that is declared."""
    if isinstance(atom, Cell):
        return float(universe.count(atom))
    value = as_scored(universe.data, atom).estimate
    return float("nan") if value is None else value


def is_linear(atom: Scored, known: Iterable[Atom]) -> bool:
    """Whether it binds the counts by a sum: a mean, or a deviation beside its mean."""
    beside = replace(atom, statistic="mean")
    return atom.statistic == "mean" or (
        atom.statistic == "standard_deviation" and beside in known
    )

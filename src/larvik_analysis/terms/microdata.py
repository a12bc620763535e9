"""An evaluation's own data: one row a family, a respondent or a child. Never published."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeVar, cast

from larvik_analysis.terms.coding import Coded
from larvik_analysis.terms.questions import DataFile, Variable
from larvik_analysis.terms.survey_check import SurveyCheck

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

T = TypeVar("T")

ANSWERED: Final = "*"  # any answer of the scale
UNANSWERED: Final = "-"
FAMILIES: Final = "familier"  # families' change, in sums, the ledger and the record


@dataclass(frozen=True, slots=True, eq=False)
class Microdata:
    """A file of own data as it was read: answers only, no identifiers.

    Attributes
    ----------
    declared : DataFile
    table : DataFrame
        One row a unit; one column a variable of `declared.variables`, categories are the
        ids of its answers in the order of the scale, missing where it was not answered.
    families : Series of str or None
        The pseudonym of each row's family; None where a row is a family, or none is known.
    format : str
        The program that wrote the file, as it was recognised.
    dropped : tuple of Dropped
        The columns that stayed outside.
    checks : tuple of SurveyCheck
        What makes one look twice at the answers. Private: they count few people.
    coded : tuple of Coded
        The questions whose texts became themes.
    """

    declared: DataFile
    table: pd.DataFrame
    families: pd.Series[str] | None = None
    format: str = ""
    dropped: tuple[Dropped, ...] = ()
    checks: tuple[SurveyCheck, ...] = ()
    coded: tuple[Coded, ...] = ()
    _known: dict[object, object] = field(default_factory=dict, init=False, repr=False)

    @property
    def variables(self) -> Mapping[str, Variable]:
        """Those that are declared, put together once."""
        return self.once("variables", lambda: self.declared.variables)

    def rows(self, where: Mapping[str, str]) -> pd.Series[bool]:
        """Which units gave these answers; `ANSWERED` and `UNANSWERED` stand for any and none.

        A merged answer is written as its parts joined by ``+``.
        """
        import pandas as pd  # readers of evaluation.yaml alone do without

        chosen = pd.Series(True, index=self.table.index)
        for variable, answer in where.items():
            column = self.table[variable]
            if answer == ANSWERED:
                chosen &= column.notna()
            elif answer == UNANSWERED:
                chosen &= column.isna()
            else:
                chosen &= column.isin(answer.split("+"))
        return chosen

    def count(self, where: Mapping[str, str]) -> int:
        """How many units gave these answers."""
        from .crossing import count_in

        key = ("units", frozenset(where.items()))
        return self.once(key, lambda: count_in(self, where))

    def crossed(self, variables: Sequence[str]) -> NDArray[np.int64]:
        """How many gave each combination, one axis a variable; who left it open is last."""
        from .crossing import cross

        names = tuple(variables)
        return self.once(("crossed", names), lambda: cross(self.table, names))

    def n_families(self, where: Mapping[str, str]) -> int:
        """How many families stand behind these units; the units where no family is known."""
        families = self.families
        if families is None:
            return self.count(where)
        key = ("families", frozenset(where.items()))
        return self.once(key, lambda: int(families[self.rows(where)].nunique()))

    def counts_of_patterns(self, variables: Sequence[str]) -> NDArray[np.int64]:
        """How many gave each combination of answers, the last variable changing fastest."""
        return self.crossed(variables)[(slice(-1),) * len(variables)].reshape(-1)

    def once(self, key: object, make: Callable[[], T]) -> T:
        """Work something out of these data once, for they never change."""
        if key not in self._known:
            self._known[key] = make()
        return cast("T", self._known[key])


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """A count of own data: whose, and of those who gave which answers.

    `where` holds pairs of variable and answer, ordered by variable; nothing for all units.
    """

    data: str
    where: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Scored:
    """A statistic of own data, worked out from the answers to one or more variables.

    `where` says whose, in pairs of variable and answer, ordered by variable; nothing for
    all who answered. It also says which answers of a variable count, where some of them lie
    outside its scale.
    """

    statistic: str
    data: str
    variables: tuple[str, ...]
    where: tuple[tuple[str, str], ...] = ()

    @property
    def named(self) -> tuple[str, ...]:
        """Every variable whose answers it tells of."""
        return tuple(dict.fromkeys([*self.variables, *(name for name, _ in self.where)]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """A column that stayed outside the door: which, why, and how many cells had something.

    `why` is one of ``name, email, telephone, identity_number, ip_address, timestamp,
    free_text, identifier, undeclared``.
    """

    file: str
    column: str
    why: str
    n_filled: int

"""What is asked of own data, and what was decided of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from larvik_analysis.terms.microdata import Cell, Scored

from .audit import Evidence, Memory
from .universe import Atom, Ends, Universe, value_of

BandWord = Literal["half_or_more", "under_half"]


@dataclass(frozen=True, slots=True)
class Band:
    """Half of a base or more, or less than half of it, and the counts that covers."""

    word: BandWord
    ends: Ends
    base: Cell | None = None


def band_of(count: int, base: int) -> Band:
    """The band a count falls in.

    Examples
    --------
    >>> band_of(8, 10)
    Band(word='half_or_more', ends=(5.0, 10.0), base=None)
    """
    half = -(-base // 2)
    if count >= half:
        return Band("half_or_more", (float(half), float(base)))
    return Band("under_half", (0.0, float(half - 1)))


@dataclass(frozen=True, slots=True)
class Asked:
    """One number of own data that a thing wants to show.

    Attributes
    ----------
    owner : int
        Which of the things shown.
    atoms : tuple of Cell or Scored
        The counts or the statistic it is made of; of a share, the base is the last.
    is_share : bool
    """

    owner: int
    atoms: tuple[Atom, ...]
    is_share: bool = False

    @property
    def base(self) -> Cell | None:
        """What it is a share of."""
        last = self.atoms[-1]
        return last if self.is_share and isinstance(last, Cell) else None


@dataclass(slots=True)
class Decision:
    """What may leave of one file of own data.

    Attributes
    ----------
    universe : Universe
    shown : set of Cell or Scored
        Numbers that leave.
    bands : dict of Cell to band
        Counts of which a band leaves.
    merged : dict of str to dict
        By variable: what an answer is shown together with.
    blocked : str
        Why nothing that is sensitive leaves; a key under ``withheld``; empty where it does.
    blocked_all : bool
        Whether it holds for opinions too.
    evidence : Evidence or None
        Other counts that agree with all that is shown, for the audit. Private.
    memory : dict
        What the audit has found of single tables.
    """

    universe: Universe
    shown: set[Atom] = field(default_factory=set)
    bands: dict[Cell, Band] = field(default_factory=dict)
    merged: dict[str, dict[str, str]] = field(default_factory=dict)
    blocked: str = ""
    blocked_all: bool = False
    evidence: Evidence | None = None
    memory: Memory = field(default_factory=dict)

    def in_groups(self, cell: Cell) -> Cell:
        """The cell with its answers as they are shown, merged or not."""
        where = tuple((v, self.merged.get(v, {}).get(a, a)) for v, a in cell.where)
        return replace(cell, where=where)

    def plain(self, atom: Atom) -> Atom:
        """A number as it stands among those that are shown."""
        if isinstance(atom, Scored):
            return atom
        return self.universe.plain(self.in_groups(atom))

    def sensitive_count(self, number: Asked) -> Cell | None:
        """The sensitive count of a number as it may be shown, if it has one."""
        first = number.atoms[0]
        if not isinstance(first, Cell):
            return None
        cell = self.universe.plain(self.in_groups(first))
        return cell if self.universe.is_sensitive(cell) else None

    def may_show(self, atom: Atom) -> bool:
        """Whether the number itself leaves."""
        if isinstance(atom, Cell):
            return self.universe.plain(atom) in self.shown
        return atom in self.shown

    def band(self, atom: Atom) -> Band | None:
        """The band that leaves in the place of the number."""
        if isinstance(atom, Scored):
            return None
        return self.bands.get(self.universe.plain(atom))

    def known_now(self) -> dict[Atom, Ends]:
        """Everything that leaves, as an outsider reads it."""
        return {atom: self.read(atom) for atom in [*self.shown, *self.bands]}

    def read(self, atom: Atom) -> Ends:
        """What an outsider reads of a number that leaves, or of its band."""
        if isinstance(atom, Cell) and atom in self.bands:
            return self.bands[atom].ends
        value = value_of(self.universe, atom)
        return (value, value)

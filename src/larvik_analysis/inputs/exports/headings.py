"""Which row of a table has the questions, and what its columns are called."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from larvik_analysis.inputs.table_text import Record

_N_ROWS_SEEN = 10
Merged = Collection[tuple[int, int, int, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The headings that somebody has declared.

    Attributes
    ----------
    headings : tuple of str
        As they were written; empty where nobody has said.
    alike : callable
        What headings are made into before they are compared.
    """

    headings: tuple[str, ...]
    alike: Callable[[str], str]

    @property
    def compared(self) -> frozenset[str]:
        """The headings as they are compared."""
        return frozenset(self.alike(heading) for heading in self.headings)

    def has(self, heading: str) -> bool:
        """Whether a heading is one of them."""
        return self.alike(heading) in self.compared

    def count(self, headings: Sequence[str]) -> int:
        """How many of them are among the headings of a table."""
        return len({self.alike(heading) for heading in headings} & self.compared)


def place_of_headings(
    records: Sequence[Record], wanted: Wanted, merged: Merged = ()
) -> int | None:
    """Which record has the headings; nothing where two rows share them.

    Parameters
    ----------
    records : sequence of Record
        At least one.
    wanted : Wanted
        A row with most of these has the headings, wherever among the first it stands.
        Without them it is the first row that is no title.
    merged : collection of tuple of int
        Cells drawn as one: above the headings they are a title, or the names of groups.
    """
    first = records[:_N_ROWS_SEEN]
    counts = [wanted.count(record.cells) for record in first]
    if max(counts):
        return counts.index(max(counts))
    filled = [sum(map(bool, map(str.strip, record.cells))) for record in first]
    place = 0
    while filled[place] == 1 and max(filled[place + 1 :], default=0) > 1:
        place += 1
    line = records[place].line
    groups = [area for area in merged if area[0] == line and area[3] > area[1]]
    return None if groups and filled[place] > 1 else place


def names_of(headings: Sequence[str]) -> tuple[str, ...]:
    """What each column is called where headings are alike: those that come again get a number.

    Examples
    --------
    >>> names_of(["Nytte", "Alder", "Nytte", "", "Nytte (2)"])
    ('Nytte', 'Alder', 'Nytte (3)', '', 'Nytte (2)')
    """
    taken = set(headings)
    seen: Counter[str] = Counter()
    names: list[str] = []
    for heading in headings:
        seen[heading] += 1
        name = heading
        while heading and name in taken and seen[heading] > 1:
            name = f"{heading} ({seen[heading]})"
            if name not in taken:
                break
            seen[heading] += 1
        taken.add(name)
        names.append(name)
    return tuple(names)

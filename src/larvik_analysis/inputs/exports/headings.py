"""Which row of a table has the questions, and what its columns are called."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

from larvik_analysis.inputs.naming import free_name
from larvik_analysis.inputs.number_text import Read, parse_number
from larvik_analysis.inputs.personal import kind_of_cell
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
    # A title, or who made the table and when, fills no more than half of what is below it.
    place = 0
    while 2 * filled[place] <= max(filled[place + 1 :], default=0):
        place += 1
    line = records[place].line
    groups = [area for area in merged if area[0] == line and area[3] > area[1]]
    has_two_rows = (groups and filled[place] > 1) or _are_groups(first[:place])
    return None if has_two_rows else place


def _are_groups(above: Sequence[Record]) -> bool:
    """Whether the row above the headings has the names of groups, each above its first column.

    They begin with the first column, and have columns without a name between them.
    """
    if not above:
        return False
    named = [number for number, cell in enumerate(above[-1].cells) if cell.strip()]
    gaps = [later - earlier for earlier, later in pairwise(named)]
    return len(named) > 1 and named[0] == 0 and min(gaps) > 1


def looks_like_answers(headings: Sequence[str], body: Sequence[Record]) -> bool:
    """Whether the row that should have the headings has what stands below it too.

    Examples
    --------
    >>> body = [Record(2, ["Ja", "7"]), Record(3, ["Nei", "9"])]
    >>> looks_like_answers(["Ja", "8"], body), looks_like_answers(["Kom du?", "Alder"], body)
    (True, False)
    """
    filled = [(number, heading) for number, heading in enumerate(headings) if heading]
    n_answers = sum(
        headings.count(heading) > 1
        or bool(kind_of_cell(heading))
        or isinstance(parse_number(heading), Read)
        or any(record.cells[number] == heading for record in body)
        for number, heading in filled
    )
    return 2 * n_answers >= len(filled) > 0


def names_of(headings: Sequence[str]) -> tuple[str, ...]:
    """What each column is called where headings are alike: those that come again get a number.

    Examples
    --------
    >>> names_of(["Nytte", "Alder", "Nytte", "", "Nytte (2)"])
    ('Nytte', 'Alder', 'Nytte (3)', '', 'Nytte (2)')
    """
    taken = set(headings)
    seen: set[str] = set()
    names: list[str] = []
    for heading in headings:
        # A sheet may have thousands of columns without a heading, which need no number.
        is_again = bool(heading) and heading in seen
        name = free_name(heading, taken, "{} ({})") if is_again else heading
        seen.add(heading)
        taken.add(name)
        names.append(name)
    return tuple(names)

"""The attacker from the finished tables alone: which hidden counts can be worked out.

It uses neither the data nor what the gate chose. It knows what anybody knows who holds the
tables: that the answers to a question add up to those who answered, that merged answers
are sums, that one cell in two tables is one number.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from larvik_analysis.terms.microdata import ANSWERED, UNANSWERED, Cell
from larvik_analysis.terms.questions import NOT_TICKED, TICKED
from larvik_analysis.terms.results import BANDS

from .attack import Ends, Sum, bounds_of
from .outside_change import is_mean_change, narrowed_by_change
from .outside_form import OutsideForm
from .outside_scores import Direction, is_readable, read_scores
from .outside_sums import merged, parts_of, sums_of
from .outside_tables import ShownTable, Told, has_number, read_on, read_row

_NOBODY_SAYS = (ANSWERED, UNANSWERED)
_REST = "\N{HORIZONTAL ELLIPSIS}"  # answers that no table shows
_NOTES = frozenset(
    {"shown_small", "derived_small", "unanswered_small", "few_or_none", "statistic_not_tried"}
)


_NO_FORMS: Mapping[str, OutsideForm] = {}


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Something found in the files of a report; it holds no number of theirs.

    Attributes
    ----------
    file : str
    row : str
        What names the row; empty where it is about the whole file.
    kind : str
        Key under ``command.finding_`` in the catalogue.
    """

    file: str
    row: str
    kind: str

    @property
    def is_failure(self) -> bool:
        """Whether something is wrong; otherwise it is to be known only."""
        return self.kind not in _NOTES


@dataclass(slots=True)
class _World:
    """All that is read of one file of own data."""

    told: list[Told]
    form: OutsideForm = field(default_factory=OutsideForm)
    known: dict[Any, Ends] = field(default_factory=dict)
    scales: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def cells(self) -> list[Cell]:
        """Every count that a row speaks of."""
        named: list[Hashable] = [c for told in self.told for c in (told.count, told.base)]
        named += [cell for told in self.told for line in told.sums for cell in line]
        return list(dict.fromkeys(cell for cell in named if isinstance(cell, Cell)))

    def is_empty(self, cell: Cell) -> bool:
        """Whether everybody knows from the form that nobody is in it."""
        return self.form.form.is_empty(dict(cell.where))


def attack_tables(
    tables: Iterable[ShownTable], k: int, forms: Mapping[str, OutsideForm] = _NO_FORMS
) -> list[Finding]:
    """What can be worked out of released tables, and where they contradict each other.

    Parameters
    ----------
    tables : iterable of ShownTable
        Those without a column ``basis`` rest on published facts and are passed over.
    k : int
        Counts of 1 to `k` - 1 are those of a few.
    forms : mapping of str to OutsideForm
        By file of own data what is told of its questions; without it nothing counts as an
        opinion.

    Examples
    --------
    >>> from .outside_tables import ShownRow
    >>> rows = tuple(
    ...     ShownRow(
    ...         (name,),
    ...         {"n": "10", "count": count, "reason": "" if count else "hidden",
    ...          "basis": f'share(cell("d", "q={name}"), cell("d", "q=*"))'},
    ...     )
    ...     for name, count in (("yes", "7"), ("no", ""))
    ... )
    >>> attack_tables([ShownTable("q.csv", rows)], k=5)
    [Finding(file='q.csv', row='no', kind='worked_out')]
    """
    found: list[Finding] = []
    by_data: dict[str, list[Told]] = defaultdict(list)
    for table in tables:
        for row in table.rows:
            try:
                told = read_row(table.name, row)
            except ValueError:
                found.append(Finding(table.name, row.label, "basis_unreadable"))
                continue
            if told is None:
                continue
            by_data[told.data].append(told)
            if row.is_hidden and has_number(row):
                found.append(Finding(table.name, row.label, "hidden_has_number"))
    for data, rows in by_data.items():
        found += _attack(rows, k, forms.get(data, OutsideForm()))
    return sorted(set(found))


def _attack(rows: list[Told], k: int, form: OutsideForm) -> Iterator[Finding]:
    world = _World(rows, form)
    yield from _gather(world)
    world.scales = _scales(world)
    yield from _shown_small(world, k)
    yield from _not_tried(world)
    is_solved = False
    for extra in _guesses(world):
        solved = _solve(world, *extra)
        if solved is not None:
            is_solved = True
            yield from _worked_out(world, narrowed_by_change(world.told, solved), k)
    if not is_solved:
        yield from (Finding(name, "", "does_not_add_up") for name in _tables_of(world))
        yield from _each_apart(world, k)


def _tables_of(world: _World) -> list[str]:
    return list(dict.fromkeys(told.table for told in world.told))


def _each_apart(world: _World, k: int) -> Iterator[Finding]:
    """Tables that contradict each other can still be attacked one by one."""
    names = _tables_of(world)
    if len(names) > 1:
        for name in names:
            rows = [told for told in world.told if told.table == name]
            yield from _attack(rows, k, world.form)


def _gather(world: _World) -> Iterator[Finding]:
    """Put together what the rows say; one cell with two numbers is a contradiction."""
    for told in world.told:
        yield from _take(world, told)
    for told in world.told:
        read_on(told, world.known)
        if told.is_odd:
            yield Finding(told.table, told.row.label, "does_not_fit")
        yield from _take(world, told)


def _take(world: _World, told: Told) -> Iterator[Finding]:
    for cell, (low, high) in told.known.items():
        before = world.known.get(cell, (low, high))
        ends = max(low, before[0]), min(high, before[1])
        if ends[0] > ends[1]:
            yield Finding(told.table, told.row.label, "contradiction")
            ends = min(low, before[0]), max(high, before[1])
        world.known[cell] = ends


def _scales(world: _World) -> dict[str, tuple[str, ...]]:
    """The answers to each question, as far as the tables show them."""
    seen: dict[str, dict[str, None]] = defaultdict(dict)
    for cell in world.cells:
        for variable, answer in cell.where:
            if answer not in _NOBODY_SAYS:
                seen[variable].update(dict.fromkeys(answer.split("+")))
    for told in world.told:
        for variable in () if told.scored is None else told.scored.named:
            seen[variable]
    return {name: _whole(world, name, tuple(answers)) for name, answers in seen.items()}


def _whole(world: _World, variable: str, answers: tuple[str, ...]) -> tuple[str, ...]:
    """The answers, with one for those that no table shows where there must be some."""
    if set(answers) <= {TICKED, NOT_TICKED}:
        return (TICKED, NOT_TICKED)
    if len(answers) == 1:
        return (*answers, _REST)
    groups = {cell.where for cell in world.cells if _answer(cell, variable)}
    for where in {_without(where, variable) for where in groups}:
        parts = [cell for cell in world.cells if _is_part(cell, where, variable)]
        base = Cell(parts[0].data, tuple(sorted([*where, (variable, ANSWERED)])))
        told = {a for cell in parts for a in (_answer(cell, variable) or "").split("+")}
        ends = [world.known.get(cell, (0.0, float("inf"))) for cell in (*parts, base)]
        is_known = all(low == high for low, high in ends)
        if is_known and told == set(answers) and sum(e[0] for e in ends[:-1]) < ends[-1][0]:
            return (*answers, _REST)
    return answers


def _answer(cell: Cell, variable: str) -> str | None:
    said = dict(cell.where).get(variable)
    return None if said in _NOBODY_SAYS else said


def _without(where: tuple[tuple[str, str], ...], variable: str) -> tuple[tuple[str, str], ...]:
    return tuple(pair for pair in where if pair[0] != variable)


def _is_part(cell: Cell, where: tuple[tuple[str, str], ...], variable: str) -> bool:
    return bool(_answer(cell, variable)) and _without(cell.where, variable) == where


def _shown_small(world: _World, k: int) -> Iterator[Finding]:
    for told in world.told:
        for cell in (told.count, told.base):
            low, high = told.known.get(cell, (0.0, 0.0))
            if low == high and 0 < low < k:
                yield Finding(told.table, told.row.label, "shown_small")


def _not_tried(world: _World) -> Iterator[Finding]:
    for told in world.told:
        is_shown = told.scored is not None and told.row.number("estimate") is not None
        is_read = is_mean_change(told) or is_readable(told, world.scales, world.known)
        if is_shown and not is_read:
            yield Finding(told.table, told.row.label, "statistic_not_tried")


def _guesses(world: _World) -> Iterator[tuple[dict[Any, Ends], list[Sum]]]:
    """What the statistics add, for each way the scores may run; nothing where none fits."""
    if not any(told.scored for told in world.told):
        yield {}, []
        return
    n_fitting = 0
    directions: tuple[Direction, ...] = (1, -1)
    for direction in directions:
        read = read_scores(world.told, world.scales, world.known, direction)
        if read is not None:
            n_fitting += 1
            yield read
    if not n_fitting:
        yield {}, []


def _solve(
    world: _World, ends: Mapping[Any, Ends], sums: Sequence[Sum]
) -> dict[Hashable, Ends] | None:
    """What each cell can be; None where nothing fits what is shown."""
    known = dict(world.known)
    for cell, (low, high) in ends.items():
        before = known.get(cell, (low, high))
        known[cell] = max(low, before[0]), min(high, before[1])
        if known[cell][0] > known[cell][1]:
            return None
    lines = [*sums, *(line for told in world.told for line in told.sums)]
    lines += sums_of(world.cells, world.scales, world.form.form)
    cells = {cell: None for line in lines for cell in line if isinstance(cell, Cell)}
    for cell in filter(world.is_empty, cells):
        if known.get(cell, (0.0, 0.0))[0] > 0:
            return None
        known[cell] = (0.0, 0.0)
    asked: dict[Hashable, None] = dict.fromkeys(cells)
    asked |= {told.count: None for told in world.told if told.count is not None}
    return bounds_of(asked, known, lines)


def _said(cell: Cell) -> frozenset[str]:
    """The questions whose answers a count tells of."""
    return frozenset(v for v, answer in cell.where if answer not in _NOBODY_SAYS)


def _plus(line: Sum) -> list[Any]:
    """The parts of a sum."""
    return [cell for cell, weight in line.items() if weight > 0]


def _worked_out(world: _World, solved: Mapping[Hashable, Ends], k: int) -> Iterator[Finding]:
    # Where everybody answered a question, "all who answered" is everybody.
    full = {name for name in world.scales if _nobody_left_out(world, solved, name)}
    shown = {_plain(told.count, full) for told in world.told if not told.row.is_hidden}
    hidden = {told.count: told for told in world.told if told.row.is_hidden}
    for cell, told in hidden.items():
        if cell in solved and (kind := _kind_of_hidden(told, solved[cell], k)):
            yield Finding(told.table, told.row.label, kind)
    protected = {_said(cell) for cell in hidden if isinstance(cell, Cell)}
    protected |= {_said(cell) for cell in world.cells if parts_of(cell)}
    of_merged = {part for cell in world.cells for line in merged(cell) for part in _plus(line)}
    shown |= {_plain(told.base, full) for told in world.told if told.base in told.known}
    seen = shown | {_plain(cell, full) for cell in hidden}
    for cell, ends in solved.items():
        plain = _plain(cell, full)
        if not isinstance(cell, Cell) or plain in seen or not _said(cell):
            continue
        if world.is_empty(cell):
            continue
        if any(answer == UNANSWERED and name in full for name, answer in cell.where):
            continue  # there is nobody in it
        seen.add(plain)
        is_opinion = _said(cell) <= world.form.opinions
        is_protected = not is_opinion and any(names <= _said(cell) for names in protected)
        is_part = cell in of_merged
        if kind := _kind_of_other(cell, ends, k, is_part=is_part, is_protected=is_protected):
            yield Finding(_table_of(world, cell), _answers_in(cell), kind)


def _nobody_left_out(world: _World, solved: Mapping[Hashable, Ends], variable: str) -> bool:
    data = world.told[0].data
    return solved.get(Cell(data, ((variable, UNANSWERED),))) == (0.0, 0.0)


def _plain(cell: Hashable, full: Collection[str]) -> Hashable:
    """The same count written in one way."""
    if not isinstance(cell, Cell):
        return cell
    where = tuple((v, a) for v, a in cell.where if v not in full or a != ANSWERED)
    return Cell(cell.data, where)


def _kind_of_hidden(told: Told, ends: Ends, k: int) -> str:
    """How a hidden count is given away; empty where it is not."""
    low, high = ends
    if low == high:
        return "worked_out"
    if told.row.reason in BANDS:
        is_narrow = high - low + 1 < k
        return "pinned_small" if low > 0 and high < k else "band_narrow" if is_narrow else ""
    if high >= k:
        return ""
    # With nobody and everything below the limit left, it is known to be small and no more.
    return "pinned_small" if low > 0 or high - low + 1 < k else "few_or_none"


def _kind_of_other(cell: Cell, ends: Ends, k: int, *, is_part: bool, is_protected: bool) -> str:
    """What can be told of a count that stands in no row; empty where that is nothing much."""
    low, high = ends
    is_small = low > 0 and high < k
    if any(answer == UNANSWERED for _, answer in cell.where):
        return "unanswered_small" if is_small else ""
    if is_protected and (is_small or (low == high and (is_part or high < k))):
        return "part_worked_out"
    return "derived_small" if is_small and not is_protected else ""


def _table_of(world: _World, cell: Cell) -> str:
    """The table that is nearest to a count that stands in none."""
    said = {variable for variable, _ in cell.where}
    near = [
        (len(said ^ {v for v, _ in about.where}), told.table)
        for told in world.told
        for about in (told.count, told.base)
        if isinstance(about, Cell)
    ]
    return min(near)[1] if near else world.told[0].table


def _answers_in(cell: Cell) -> str:
    return ", ".join(f"{variable}={answer}" for variable, answer in cell.where)

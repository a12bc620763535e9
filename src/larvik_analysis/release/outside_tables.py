"""What an outsider reads from the rows of finished tables: counts, bases, ranges.

Nothing is known here but the text of the files. A share shown with its base gives back the
count, and so does an interval; a band is a range.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from larvik_analysis.errors import LarvikError
from larvik_analysis.estimate.indicators.basis import SHARES, atoms_in
from larvik_analysis.estimate.statistics.intervals import estimate_share
from larvik_analysis.estimate.survey.counts import base_of_scored, is_of_counts
from larvik_analysis.estimate.survey.weighted_table import WEIGHTED
from larvik_analysis.terms.microdata import Cell, Scored
from larvik_analysis.terms.results import BANDS, ShareEstimate

from .attack import Ends, Sum
from .inversion import Statistic, counts_that_give, vectors_of
from .system import IntArray

ONE: Final = "one"  # a cell that is always one, for sums with a number in them
BASIS: Final = "basis"
HIDDEN: Final = ("hidden", *BANDS)
LEVEL: Final = 0.95
_TELLING = ("estimate", "low", "high", "count")  # all numbers but the base and the level
_PER_CENT = ("percent", "per_cent")
_LARGEST_TRIED = 5_000
_LARGEST_GUESSED = 200  # of a base nobody tells
_LARGEST_PART = 1_000  # below the line of a share in its lowest terms
_LONGEST_BASIS = 10_000
_TINY = 1e-9


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row of a released table: what names it, and its cells by column."""

    labels: tuple[str, ...]
    cells: Mapping[str, str]

    @property
    def label(self) -> str:
        """What names it, as one text."""
        return ", ".join(self.labels)

    @property
    def reason(self) -> str:
        """Why it has no number; empty where it has one."""
        return self.cells.get("reason", "")

    @property
    def is_hidden(self) -> bool:
        """Whether its count is hidden, or told as a band."""
        return self.reason in HIDDEN and bool(self.cells.get(BASIS))

    def number(self, column: str) -> float | None:
        """The number of a column; None where there is none, or no number."""
        try:
            value = float(self.cells.get(column, ""))
        except ValueError:
            return None
        return value if math.isfinite(value) else None

    def half_unit(self, column: str) -> float:
        """Half of its last digit."""
        digits = self.cells.get(column, "").strip().lower()
        decimals = len(digits.partition("e")[0].partition(".")[2])
        return 0.5 * 10.0**-decimals


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A released table, as its file says it."""

    name: str
    rows: tuple[ShownRow, ...]


@dataclass(slots=True)
class Told:
    """What one row tells of its count and its base.

    Attributes
    ----------
    table : str
    row : ShownRow
    count, base : hashable or None
        The cells it speaks of: a `Cell`, or a sum of several.
    scored : Scored or None
        The statistic it shows in the place of a count.
    known : dict of cell to (float, float)
    sums : list of sums of cells that are zero
    is_odd : bool
        Whether its numbers cannot all be true.
    """

    table: str
    row: ShownRow
    count: Hashable = None
    base: Hashable = None
    scored: Scored | None = None
    known: dict[Any, Ends] = field(default_factory=dict)
    sums: list[Sum] = field(default_factory=list)
    is_odd: bool = False

    @property
    def data(self) -> str:
        """The name of the data it counts."""
        cells = [cell for line in self.sums for cell in line]
        named = (self.scored, self.count, self.base, *cells)
        return next((x.data for x in named if isinstance(x, Cell | Scored)), "")


def read_row(table: str, row: ShownRow) -> Told | None:
    """What a row says by itself; None where it rests on nothing but published facts.

    Raises
    ------
    ValueError
        If nobody can say what it counts.
    """
    basis = row.cells.get(BASIS, "")
    try:
        atoms = atoms_in(basis) if basis else ()
        node = _parse(basis) if atoms else None
    except (LarvikError, SyntaxError, RecursionError, MemoryError) as error:
        raise ValueError(BASIS) from error
    if node is None:
        if '"' in basis:  # it names own data, in a way that nobody knows
            raise ValueError(BASIS)
        return None
    told = Told(table, row)
    scored = _scored_in(node, atoms)
    if scored is not None:
        told.scored = scored
        told.base = base_of_scored(scored) if is_of_counts(scored) else None
    else:
        _read_cells(told, node)
    for column, cell in (("n", told.base), ("count", told.count)):
        value = row.number(column)
        if value is not None and cell is not None:
            told.known[cell] = (value, value)
    return told


def _scored_in(node: ast.expr, atoms: tuple[Cell | Scored, ...]) -> Scored | None:
    """The statistic a row shows: one, the first of several, or one of a weighted table."""
    if isinstance(atoms[0], Scored):
        return atoms[0]
    is_weighted = isinstance(node, ast.Call) and ast.unparse(node.func) == WEIGHTED
    names = tuple(name for name, _ in atoms[0].where)
    return Scored(WEIGHTED, atoms[0].data, names) if is_weighted else None


def _parse(basis: str) -> ast.expr:
    if len(basis) > _LONGEST_BASIS:
        raise ValueError(BASIS)
    return ast.parse(basis, mode="eval").body


def _read_cells(told: Told, node: ast.expr) -> None:
    name = (
        node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
    )
    if isinstance(node, ast.Call) and name in SHARES and len(node.args) >= 2:
        told.count, told.base = (_cell_of(told, part) for part in node.args[:2])
        return
    told.count = _cell_of(told, node)
    value = told.row.number("estimate")
    if value is not None:
        told.known[told.count] = (value, value)


def _cell_of(told: Told, node: ast.expr) -> Hashable:
    """The one cell an expression is, or a cell of its own that is their sum.

    None for a published fact.
    """
    if isinstance(node, ast.Name):
        return None
    form = _form(node)
    if len(form) == 1 and next(iter(form.values())) == 1.0:
        return next(iter(form))
    whole = ("sum", tuple(sorted(form.items())))
    told.sums.append({**form, whole: -1.0})
    return whole


def _form(node: ast.expr) -> dict[Cell, float]:
    """The cells of a sum or a difference, with their signs."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
        raise ValueError(BASIS)
    if node.func.id == "cell":
        try:
            [atom] = atoms_in(ast.unparse(node))
        except LarvikError as error:
            raise ValueError(BASIS) from error
        if not isinstance(atom, Cell):
            raise ValueError(BASIS)
        return {atom: 1.0}
    if node.func.id not in ("sum", "sum_with_uncertain", "difference"):
        raise ValueError(BASIS)
    form: dict[Cell, float] = {}
    for place, part in enumerate(node.args):
        sign = -1.0 if place and node.func.id == "difference" else 1.0
        for cell, weight in _form(part).items():
            form[cell] = form.get(cell, 0.0) + sign * weight
    return form


def read_on(told: Told, known: Mapping[Any, Ends]) -> None:
    """What a row says once the bases are known: of a share, an interval or a band."""
    base = known.get(told.base, (0.0, math.inf))
    if told.scored is not None or told.base is None or told.count is None:
        return
    told.known[ONE] = (1.0, 1.0)
    if told.count in told.known:
        told.is_odd = base[0] == base[1] and not _fits(told, int(base[0]))
    elif any(told.row.number(name) is not None for name in ("estimate", "low", "high")):
        _invert(told, base)
    elif told.row.reason in BANDS:
        _read_band(told)


def _fits(told: Told, n: int) -> bool:
    """Whether the count and the share of a row are the same number."""
    count, share = told.known[told.count][0], _value(told.row, "estimate")
    if share is None or n <= 0:
        return count <= max(n, 0)
    return count <= n and abs(count / n - share) <= _half_unit(told.row, "estimate") + _TINY


def _read_band(told: Told) -> None:
    """Half of the base or more, or less: twice the count against the base, and a rest."""
    rest = ("rest", told.count, told.base)
    if told.row.reason == "half_or_more":
        told.sums.append({told.count: 2.0, told.base: -1.0, rest: -1.0})
    else:
        told.sums.append({told.count: 2.0, told.base: -1.0, ONE: 1.0, rest: 1.0})


def _invert(told: Told, base: Ends) -> None:
    """The counts that give the share and the interval of a row."""
    row = told.row
    has_ends = any(row.number(name) is not None for name in ("low", "high"))
    if base[0] == base[1] and base[0] <= _LARGEST_TRIED:
        kept = _kept(row, int(base[0]))
        told.is_odd = not kept.size
        if kept.size:
            told.known[told.count] = (float(kept.min()), float(kept.max()))
        return
    if has_ends and not math.isfinite(base[1]):
        found = [(n, c) for n in range(1, _LARGEST_GUESSED + 1) for c in _kept(row, n)]
        if found:
            bases, counts = zip(*found, strict=True)
            told.known[told.base] = (float(min(bases)), float(max(bases)))
            told.known[told.count] = (float(min(counts)), float(max(counts)))
        return
    share = _value(row, "estimate")
    if share is not None and 0 <= share <= 1:
        _bind(told, share, _half_unit(row, "estimate"))


def _bind(told: Told, share: float, half_unit: float) -> None:
    """The count is that share of a base which is known elsewhere, or nowhere."""
    part = Fraction(share).limit_denominator(_LARGEST_PART)
    if abs(float(part) - share) < _TINY:
        weights = {told.count: float(part.denominator), told.base: -float(part.numerator)}
        told.sums.append({cell: weight for cell, weight in weights.items() if weight})
        return
    unit = round(1 / half_unit)
    for name, weight, sign in (
        ("above", math.floor((share - half_unit) * unit), -1.0),
        ("below", math.ceil((share + half_unit) * unit), 1.0),
    ):
        rest = (name, told.count, told.base)
        told.sums.append({told.count: float(unit), told.base: -float(weight), rest: sign})


def _kept(row: ShownRow, n: int) -> IntArray:
    """The counts of a base that give all numbers of a row."""
    ways = vectors_of(n, 2)
    level = row.number("level") or LEVEL
    statistics: dict[str, Statistic] = {
        "estimate": _share_of,
        "low": lambda _, counts: _end(counts, "low", level),
        "high": lambda _, counts: _end(counts, "high", level),
    }
    if ways is None:
        return np.array([], dtype=np.int64)
    for column, statistic in statistics.items():
        value = _value(row, column)
        if value is not None and len(ways):
            nothing = np.zeros((2, 1))
            kept = counts_that_give(statistic, nothing, value, ways)
            if not len(kept):  # it is rounded
                half = _half_unit(row, column)
                kept = counts_that_give(statistic, nothing, value, ways, half_unit=half)
            ways = kept
    return np.asarray(ways[:, 0], dtype=np.int64)


def _share_of(_: npt.NDArray[np.float64], counts: IntArray) -> float:
    n = int(counts.sum())
    return float(counts[0] / n) if n else math.nan


def _end(counts: IntArray, end: str, level: float) -> float:
    share = estimate_share(int(counts[0]), int(counts.sum()), level=level)
    if not isinstance(share, ShareEstimate):
        return math.nan
    return share.low if end == "low" else share.high


def _value(row: ShownRow, column: str) -> float | None:
    value = row.number(column)
    is_per_cent = row.cells.get("unit", "") in _PER_CENT
    return value / 100 if value is not None and is_per_cent else value


def _half_unit(row: ShownRow, column: str) -> float:
    is_per_cent = row.cells.get("unit", "") in _PER_CENT
    return row.half_unit(column) / (100 if is_per_cent else 1)


def has_number(row: ShownRow) -> bool:
    """Whether a row has a number besides its base."""
    return any(row.cells.get(name, "").strip() for name in _TELLING)

"""Which answer of an export each row of a coding sheet is about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from larvik_analysis.inputs.coding.originals import Original, compared
from larvik_analysis.inputs.coding.sheet import CodedRow
from larvik_analysis.inputs.naming import alike

GONE: Final = "coding_row_gone"


@dataclass(frozen=True, slots=True)
class Matched:
    """What came of matching.

    Attributes
    ----------
    rows : dict of int to CodedRow
        By the line of the answer in the export.
    new : tuple of Original
        Answers that are in no row of the sheet.
    lost : tuple of (str, CodedRow)
        Rows that are about no answer, or could be about several, each with the key of why.
    """

    rows: dict[int, CodedRow]
    new: tuple[Original, ...]
    lost: tuple[tuple[str, CodedRow], ...]

    @property
    def is_clear(self) -> bool:
        """Whether no row may be about an answer that it was not found to be about."""
        return all(code == GONE for code, _ in self.lost)


def match_rows(rows: Sequence[CodedRow], originals: Iterable[Original]) -> Matched:
    """Match by number and text; where the export has changed, by a text that is the only one.

    Several answers of the same text that were all coded the same need not be told apart.
    """
    by_line = {original.line: original for original in originals}
    found: dict[int, CodedRow] = {}
    rest: dict[str, list[CodedRow]] = defaultdict(list)
    lost: list[tuple[str, CodedRow]] = []
    for row in rows:
        if not row.is_whole:
            lost.append(("coding_row_apart", row))
            continue
        text = compared(row.text)
        named = by_line.get(int(row.number)) if row.number.isdecimal() else None
        if named is None or compared(named.text) != text:
            rest[text].append(row)
        elif named.line in found:
            lost.append(("coding_row_twice", row))
        else:
            found[named.line] = row
    free: dict[str, list[int]] = defaultdict(list)
    for line, original in by_line.items():
        if line not in found:
            free[compared(original.text)].append(line)
    for text, left in rest.items():
        lines = free.get(text, [])
        are_alike = len({frozenset(map(alike, row.themes)) for row in left}) == 1
        if lines and not are_alike:
            lost += [("coding_row_unclear", row) for row in left]
            continue
        found.update(zip(lines, left, strict=False))
        lost += [(GONE, row) for row in left[len(lines) :]]
    new = tuple(original for line, original in by_line.items() if line not in found)
    return Matched(found, new, tuple(sorted(lost, key=lambda pair: pair[1].line)))

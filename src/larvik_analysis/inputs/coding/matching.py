"""Which answer of an export each row of a coding sheet is about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from larvik_analysis.inputs.coding.originals import Original, compared
from larvik_analysis.inputs.coding.sheet import CodedRow
from larvik_analysis.inputs.naming import alike


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


def match_rows(rows: Sequence[CodedRow], originals: Iterable[Original]) -> Matched:
    """Match by number and text; where the export has changed, by a text that is the only one.

    Several answers of the same text that were all coded the same need not be told apart.
    """
    by_line = {original.line: original for original in originals}
    found: dict[int, CodedRow] = {}
    rest: dict[str, list[CodedRow]] = defaultdict(list)
    lost: list[tuple[str, CodedRow]] = []
    for row in rows:
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
        if len(lines) == len(left) and are_alike:
            found.update(zip(lines, left, strict=True))
        else:
            lost += [
                ("coding_row_unclear" if lines else "coding_row_gone", row) for row in left
            ]
    new = tuple(original for line, original in by_line.items() if line not in found)
    return Matched(found, new, tuple(sorted(lost, key=lambda pair: pair[1].line)))

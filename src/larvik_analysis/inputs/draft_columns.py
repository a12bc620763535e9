"""The columns of an export that may be questions, and why the others are none."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from larvik_analysis.inputs.answer_words import is_outside, scale_of_texts
from larvik_analysis.inputs.draft_names import as_written
from larvik_analysis.inputs.naming import HIDDEN, alike, text_code
from larvik_analysis.inputs.personal import kind_of_cell, kind_of_heading
from larvik_analysis.inputs.table_text import JOINT, Grid

# The heading alone says so, and what stands below can be told from a question's answers.
_BY_HEADING = ("telephone", "timestamp", "identifier")
_NEVER = ("name", "email", "ip_address", "identity_number")
_MONTHS = "jan|feb|mar|apr|mai|may|jun|jul|aug|sep|okt|oct|nov|des|dec"
_DATE = re.compile(
    r"(?<!\d)(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./] ?\d{1,2}[-./] ?\d{2,4}"
    rf"|\d{{1,2}}\.? ?(?:{_MONTHS}))",
    re.IGNORECASE,
)
# "Søvn og døgnrytme" is an answer; two words with capital letters may be somebody.
_PERSON = re.compile(r"[A-ZÆØÅ][\w.\-]*(?: [A-ZÆØÅ][\w.\-]*){1,3}")
_FAMILY = re.compile(
    r"(?:famil|hushold|household)\w*[ _\-]?(?:kode|nøkkel|nummer|nr|id|key|code|number)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class DraftColumn:
    """The cells below one heading.

    Attributes
    ----------
    heading : str
    counts : dict of str to int
        How many rows have each text that is not empty.
    options : tuple of str
        Answers that the file declares.
    is_joined : bool
        Whether it was made of a column an answer.
    """

    heading: str
    counts: Mapping[str, int]
    options: tuple[str, ...] = ()
    is_joined: bool = False

    @property
    def n_filled(self) -> int:
        """How many cells have something, or how many ticks there are."""
        return sum(self.counts.values())

    @property
    def told(self) -> tuple[str, ...]:
        """The texts that the file declares, then the others that it has."""
        declared = {alike(text) for text in self.options}
        return (*self.options, *(text for text in self.counts if alike(text) not in declared))


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A column that is no question: where, its heading, why (key of a text), cells filled."""

    number: int
    heading: str
    why: str
    n_filled: int


def columns_of(grid: Grid) -> tuple[list[DraftColumn], list[LeftOut]]:
    """The columns of an export that may be questions, and the others.

    Parameters
    ----------
    grid : Grid
        The export, taken apart.
    """
    columns: list[DraftColumn] = []
    left_out: list[LeftOut] = []
    seen: set[str] = set()
    for number, heading in enumerate(grid.headings):
        column = _column(grid, number, heading)
        why = _why(column)
        if why != "heading" and alike(heading) in seen:
            why = "repeated"
        seen.add(alike(heading))
        if not why:
            columns.append(column)
        elif heading or column.counts:
            told = HIDDEN if why == "heading" else column.heading
            left_out.append(LeftOut(number + 1, told, why, column.n_filled))
    return columns, left_out


def is_somebodys(text: str) -> bool:
    """Whether a text looks like a person's name, a date, an address or a number of somebody.

    Examples
    --------
    >>> is_somebodys("Ola Nordmann"), is_somebodys("3. mai 2025"), is_somebodys("Fritid")
    (True, True, False)
    """
    found = kind_of_cell(text) or _DATE.search(text) or _PERSON.fullmatch(text)
    return bool(found)


def _column(grid: Grid, number: int, heading: str) -> DraftColumn:
    is_joined = number in grid.joined
    cells = (record.cells[number] for record in grid.body if number < len(record.cells))
    counts = Counter(cell if is_joined else cell.strip() for cell in cells)
    for nothing in ("", JOINT):
        counts.pop(nothing, None)
    options = tuple(grid.options[number]) if number < len(grid.options) else ()
    return DraftColumn(
        as_written(heading), merged(counts), tuple(filter(None, options)), is_joined
    )


def merged(counts: Mapping[str, int]) -> dict[str, int]:
    """Texts that are compared as the same count as one, spelt as most spell it.

    Examples
    --------
    >>> merged({"Barnehage": 3, "barnehage ": 1, "Skole": 2})
    {'Barnehage': 4, 'Skole': 2}
    """
    by_text: dict[str, list[str]] = {}
    for text in counts:
        by_text.setdefault(alike(text), []).append(text)
    return {
        max(same, key=lambda text: (counts[text], text)): sum(counts[text] for text in same)
        for same in by_text.values()
    }


def _why(column: DraftColumn) -> str:
    """Why a column is no question; empty where it may be one."""
    if text_code(column.heading) or kind_of_cell(column.heading):
        return "heading"
    if _FAMILY.search(column.heading):
        return "family"
    found = _personal(column)
    if found:
        return found
    has_several = len(column.counts) > 1 or any(";" in text for text in column.counts)
    if has_several or column.options or column.is_joined or _is_known(column):
        return ""
    return "one_answer"


def _personal(column: DraftColumn) -> str:
    """What a column points at somebody with; empty where it does not."""
    kinds = Counter[str]()
    for text, n in column.counts.items():
        kinds[kind_of_cell(text) or ("timestamp" if _DATE.search(text) else "")] += n
    n_personal = column.n_filled - kinds.pop("", 0)
    if n_personal and 2 * n_personal >= column.n_filled:
        return max(kinds, key=lambda kind: kinds[kind])
    by_heading = kind_of_heading(column.heading)
    if by_heading in _NEVER and not _is_known(column):
        return by_heading
    is_question = column.heading.endswith("?")
    if by_heading in _BY_HEADING and not (is_question or _is_known(column)):
        return by_heading
    return ""


def _is_known(column: DraftColumn) -> bool:
    """Whether all its texts are declared by the file, or those of a well-known scale."""
    declared = {alike(text) for text in column.options}
    rest = [t for t in column.counts if alike(t) not in declared and not is_outside(t)]
    return bool(column.counts) and (not rest or scale_of_texts(rest) is not None)

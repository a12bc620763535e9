"""The columns of an export that may be questions, and why the others are none."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from larvik_analysis.inputs.answer_words import is_outside, scale_of_texts
from larvik_analysis.inputs.draft_names import as_written
from larvik_analysis.inputs.draft_numbers import is_number
from larvik_analysis.inputs.names_of_people import names_somebody, names_someone_in
from larvik_analysis.inputs.naming import HIDDEN, alike, text_code
from larvik_analysis.inputs.personal import kind_of_cell, kind_of_heading
from larvik_analysis.inputs.table_text import JOINT, Grid

# The heading alone says so, and what stands below can be told from a question's answers.
_BY_HEADING = ("telephone", "timestamp", "identifier")
_HIDDEN_HEADINGS = ("heading", "personal_heading")
_NEVER = ("name", "email", "ip_address", "identity_number")
_MONTHS = "jan|feb|mar|apr|mai|may|jun|jul|aug|sep|okt|oct|nov|des|dec"
_DATE = re.compile(
    r"(?<!\d)(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./] ?\d{1,2}[-./] ?\d{2,4}"
    rf"|\d{{1,2}}\.? ?(?:{_MONTHS}))",
    re.IGNORECASE,
)
# Short headings that ask for somebody, or for where somebody lives, question mark or not.
_ROLE = re.compile(
    r"lærer|saksbehandler|kontaktperson|kontaktlærer|helsesykepleier|helsesøster|rådgiver"
    r"|terapeut|fastlege|\bstyrer\b|teacher|case ?worker|contact person|school nurse",
    re.IGNORECASE,
)
_DWELLING = re.compile(
    r"adresse|address|\bgate\w*|\bvei\b|\bbor\b|\bbosted|\bstreet|\blive\b", re.IGNORECASE
)
_MOST_WORDS_OF_ROLE = 4
_ASKS_NAME = re.compile(r"hvem|kven|hvilken|navn|who\b|which|name", re.IGNORECASE)
# A column with more different texts than this is guessed of rows at an even distance.
_MOST_TEXTS = 20_000
_LONGEST_ANSWER = 80
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
    scores : mapping of str to float
        The number of each of these answers, where the file says that they are in order.
    n_seen : int
        How many rows were looked at, where not all were; else 0.
    """

    heading: str
    counts: Mapping[str, int]
    options: tuple[str, ...] = ()
    is_joined: bool = False
    scores: Mapping[str, float] = field(default_factory=dict)
    n_seen: int = 0

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
    """A column that is no question.

    Attributes
    ----------
    number : int
        The first column is 1.
    heading : str
    why : str
        Key of a text.
    n_filled : int
    name : str
        What else it is called.
    """

    number: int
    heading: str
    why: str
    n_filled: int
    name: str = ""


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
        why = _why(column, len(grid.body))
        if why not in _HIDDEN_HEADINGS and alike(heading) in seen:
            why = "repeated"
        seen.add(alike(heading))
        if not why:
            columns.append(column)
        elif heading or column.counts:
            told = HIDDEN if why in _HIDDEN_HEADINGS else column.heading
            name = grid.names[number] if number < len(grid.names) else ""
            left_out.append(LeftOut(number + 1, told, why, column.n_filled, name))
    return columns, left_out


def is_somebodys(text: str) -> bool:
    """Whether a text looks like a person's name, a date, an address or a number of somebody.

    Examples
    --------
    >>> is_somebodys("Ola Nordmann"), is_somebodys("3. mai 2025"), is_somebodys("Fritid")
    (True, True, False)
    """
    return bool(kind_of_cell(text) or _DATE.search(text)) or names_somebody(text)


def _column(grid: Grid, number: int, heading: str) -> DraftColumn:
    is_joined = number in grid.joined
    cells = [record.cells[number] for record in grid.body if number < len(record.cells)]
    counts = Counter(cells)
    is_sampled = len(counts) > _MOST_TEXTS
    if is_sampled:
        cells = cells[:: 1 + len(cells) // _MOST_TEXTS]
        counts = Counter(cells)
    if not is_joined:
        counts = _stripped(counts)
    for nothing in ("", JOINT):
        counts.pop(nothing, None)
    options = tuple(grid.options[number]) if number < len(grid.options) else ()
    return DraftColumn(
        heading=as_written(heading),
        counts=merged(counts),
        options=tuple(filter(None, options)),
        is_joined=is_joined,
        scores=grid.scores[number] if number < len(grid.scores) else {},
        n_seen=len(cells) if is_sampled else 0,
    )


def _stripped(counts: Counter[str]) -> Counter[str]:
    stripped: Counter[str] = Counter()
    for text, n in counts.items():
        stripped[text.strip()] += n
    return stripped


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


def _why(column: DraftColumn, n_rows: int) -> str:
    """Why a column is no question; empty where it may be one."""
    if text_code(column.heading):
        return "heading"
    if kind_of_cell(column.heading) or names_someone_in(column.heading):
        return "personal_heading"
    if _FAMILY.search(column.heading):
        return "family"
    found = _personal(column)
    if found:
        return found
    has_several = len(column.counts) > 1 or any(";" in text for text in column.counts)
    if has_several or column.options or column.is_joined or _is_known(column):
        return ""
    return "" if _is_comment(column, n_rows) else "one_answer"


def _is_comment(column: DraftColumn, n_rows: int) -> bool:
    """Whether the only text of a column is what one of many wrote."""
    is_text = kind_of_heading(column.heading) == "free_text"
    is_text = is_text or any(len(text) > _LONGEST_ANSWER for text in column.counts)
    return column.n_filled > 0 and (is_text or (column.n_filled == 1 and n_rows > 1))


def _personal(column: DraftColumn) -> str:
    """What a column points at somebody with; empty where it does not."""
    by_heading = kind_of_heading(column.heading)
    kinds = Counter[str]()
    for text, n in column.counts.items():
        kinds[kind_of_cell(text) or ("timestamp" if _DATE.search(text) else "")] += n
    n_personal = column.n_filled - kinds.pop("", 0)
    is_told = by_heading in (*_NEVER, *_BY_HEADING)
    if n_personal and 2 * n_personal >= column.n_filled:
        return by_heading if is_told else max(kinds, key=lambda kind: kinds[kind])
    if _is_known(column):
        return ""
    if by_heading in _NEVER:
        return by_heading
    if by_heading in _BY_HEADING and not column.heading.endswith("?"):
        return by_heading
    return _asks_for_somebody(column)


def _asks_for_somebody(column: DraftColumn) -> str:
    if all(map(is_number, column.counts)):
        return ""
    is_short = len(column.heading.split()) <= _MOST_WORDS_OF_ROLE
    if _ROLE.search(column.heading) and (is_short or _ASKS_NAME.match(column.heading)):
        return "name"
    return "identifier" if _DWELLING.search(column.heading) else ""


def _is_known(column: DraftColumn) -> bool:
    """Whether all its texts are declared by the file, or those of a well-known scale."""
    declared = {alike(text) for text in column.options}
    rest = [t for t in column.counts if alike(t) not in declared and not is_outside(t)]
    return bool(column.counts) and (not rest or scale_of_texts(rest) is not None)

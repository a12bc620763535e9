"""What the cells of one question say: each text is read once, however many rows have it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from larvik_analysis.inputs.answers.spellings import (
    SPOKEN,
    Spellings,
    place_of_number,
    place_of_other,
    places_of_scores,
    spellings_of,
)
from larvik_analysis.inputs.naming import alike
from larvik_analysis.inputs.number_text import Read, parse_number
from larvik_analysis.inputs.table_text import UNSAID
from larvik_analysis.terms.questions import NOT_TICKED, TICKED, Question

# For each variable the place of each row's answer in its scale.
Codes = dict[str, NDArray[np.int16]]
NOTHING = -1  # the row has no answer
_TICKS = (TICKED, NOT_TICKED)
# Rows with one and the same text of their own: so many are told, and more are no coincidence.
_TOLD_REPEATED, _MOST_REPEATED = 2, 2


@dataclass(frozen=True, slots=True)
class Column:
    """The cells below one heading.

    Attributes
    ----------
    texts : tuple of str
        Each text once.
    rows : ndarray of int, shape (n_rows,)
        Which of them each row has.
    """

    texts: tuple[str, ...]
    rows: NDArray[np.intp]

    @property
    def counts(self) -> NDArray[np.intp]:
        """How many rows have each text."""
        return np.bincount(self.rows, minlength=len(self.texts))

    def rows_of(self, numbers: Collection[int]) -> list[int]:
        """The rows that have one of these texts, by number."""
        return [int(row) for row in np.flatnonzero(np.isin(self.rows, list(numbers)))]


@dataclass(frozen=True, slots=True, kw_only=True)
class CellsRead:
    """What came of the cells of one question.

    Attributes
    ----------
    codes : dict of str to ndarray of int
        For each of its variables, the place of each row's answer, or `NOTHING`.
    strays : dict of str to set of int
        Texts that are no answer, and the numbers of the cells' texts they stand in.
    counts : dict of str to int
        Cells by `SurveyCheck.code`.
    not_other : dict of str to set of int
        Texts that would have counted as "other", but are too many to be: by the key of what
        is said of them, the numbers of the cells' texts they stand in.
    among_scores : set of int
        Numbers of texts in a column where nearly all cells are scores.
    unclear : set of int
        Numbers of texts that say more than one answer.
    """

    codes: Codes
    strays: Mapping[str, set[int]]
    counts: Mapping[str, int]
    not_other: Mapping[str, set[int]] = field(default_factory=dict)
    among_scores: frozenset[int] = frozenset()
    unclear: frozenset[int] = frozenset()


def column_of(cells: Iterable[str]) -> Column:
    """The cells below one heading, each text once."""
    listed = list(cells)
    texts = tuple(dict.fromkeys(listed))
    places = {text: place for place, text in enumerate(texts)}
    return Column(texts, np.fromiter(map(places.__getitem__, listed), dtype=np.intp))


def read_cells(
    question: Question, column: Column, *, joint: str = "", options: Collection[str] = ()
) -> CellsRead:
    """The answers of one question that is not a text.

    Parameters
    ----------
    question : Question
    column : Column
        Cells without surrounding space.
    joint : str
        What stands between ticked answers; the question's own separator if left out.
    options : collection of str
        The answers that the file itself declares: none of them is a text of a person's own.
    """
    spellings = spellings_of(question.answers)
    other = place_of_other(question)
    reading = _Texts(question, column, spellings, other, frozenset(map(alike, options)))
    if question.kind == "multiple":
        return reading.ticks(joint or question.separator)
    return reading.single()


@dataclass(slots=True)
class _Texts:
    """Reads the texts of a column one by one; gathers what is to be told of them."""

    question: Question
    column: Column
    spellings: Spellings
    other: int | None
    options: frozenset[str]
    strays: dict[str, set[int]] = field(default_factory=dict)
    own: dict[str, set[int]] = field(default_factory=dict)
    foreign: dict[str, set[int]] = field(default_factory=dict)
    only_other: set[int] = field(default_factory=set)
    ids: set[int] = field(default_factory=set)
    unclear: set[int] = field(default_factory=set)

    def single(self) -> CellsRead:
        """One answer a row."""
        scores: Mapping[str, int] = {}
        counts = dict(zip(self.column.texts, self.column.counts.tolist(), strict=True))
        if self.question.kind in ("ordinal", "nominal"):
            scores = places_of_scores(self.question, self.spellings, counts)
        outside = {n for n, answer in enumerate(self.question.answers) if answer.is_outside}
        places: list[int] = []
        scored: set[int] = set()
        among: set[int] = set()
        for number, text in enumerate(self.column.texts):
            place = scores[text] if text in scores else self._place(text, number)
            places.append(place)
            if text in scores:
                scored.add(number)
            elif scores and place != NOTHING and place not in outside:
                among.add(number)
        by_row = np.array(places, dtype=np.int16)[self.column.rows]
        read = self._read({self.question.id: by_row}, scored)
        return replace(read, among_scores=frozenset(among))

    def ticks(self, separator: str) -> CellsRead:
        """For each answer who ticked it; an empty cell was not answered."""
        ids = [answer.id for answer in self.question.answers]
        places = np.full((len(self.column.texts), len(ids)), NOTHING, dtype=np.int16)
        for number, text in enumerate(self.column.texts):
            if not text:
                continue
            # A separator alone says that nothing was ticked.
            parts = [part.strip() for part in text.split(separator) if part.strip()]
            ticked = {
                self._place(part, number) for part in parts if not part.startswith(UNSAID)
            }
            unsaid = {
                self._place(part.removeprefix(UNSAID), number)
                for part in parts
                if part.startswith(UNSAID)
            }
            places[number] = _TICKS.index(NOT_TICKED)
            places[number, list(unsaid - {NOTHING})] = NOTHING
            places[number, list(ticked - {NOTHING})] = _TICKS.index(TICKED)
            if ticked == {self.other}:
                self.only_other.add(number)
        by_row = places[self.column.rows]
        codes = {f"{self.question.id}_{name}": by_row[:, n] for n, name in enumerate(ids)}
        return self._read(codes, set())

    def _place(self, text: str, number: int) -> int:
        """The place of the answer that a text says; notes the text where it says none."""
        if not text:
            return NOTHING
        if self.question.kind == "numeric":
            place = place_of_number(self.question, text)
            if place is not None:
                return place
        compared = alike(text)
        if compared in self.spellings.unclear:
            self.unclear.add(number)
            return NOTHING
        if compared in self.spellings.places:
            if self.spellings.is_only_id(compared):
                self.ids.add(number)
            spoken = self.spellings.languages.get(compared, frozenset(SPOKEN))
            for language in SPOKEN:
                if language not in spoken:
                    self.foreign.setdefault(language, set()).add(number)
            return self.spellings.places[compared]
        # What the file declares, or what is nearly an answer, is an answer that was renamed.
        is_renamed = compared in self.options or self.spellings.is_slip(text)
        if self.other is None or is_renamed:
            self.strays.setdefault(text, set()).add(number)
            return NOTHING
        self.own.setdefault(compared, set()).add(number)
        return self.other

    def _not_other(self, rows: Mapping[str, int]) -> dict[str, set[int]]:
        """Texts that may be answers under a new name, and not what one person wrote."""
        numbers = {text for text in self.own if isinstance(parse_number(text), Read)}
        repeated = {text for text in self.own if rows[text] > _MOST_REPEATED} - numbers
        found = {
            "other_numbers": set().union(*(self.own[text] for text in numbers)),
            "other_repeated": set().union(*(self.own[text] for text in repeated)),
        }
        if not any(found.values()):
            every = set().union(*self.own.values())
            if self.question.kind == "multiple":
                every &= self.only_other
            n_rows = self.column.counts
            n_filled = sum(
                int(n_rows[number]) for number, text in enumerate(self.column.texts) if text
            )
            n_own = int(n_rows[list(every)].sum())
            found["other_most"] = every if 2 * n_own > n_filled and n_own > 1 else set()
        return {code: texts for code, texts in found.items() if texts}

    def _read(self, codes: Codes, scored: set[int]) -> CellsRead:
        n_rows = self.column.counts
        rows = {text: int(n_rows[list(numbers)].sum()) for text, numbers in self.own.items()}
        repeated = {text for text in rows if rows[text] >= _TOLD_REPEATED}
        cells = {
            "other_text": set().union(*self.own.values()),
            "other_repeated": set().union(*(self.own[text] for text in repeated)),
            "two_languages": self._fewer(n_rows),
            "scores_read": scored,
            "ids_read": self.ids,
        }
        counts = {code: int(n_rows[list(numbers)].sum()) for code, numbers in cells.items()}
        return CellsRead(
            codes=codes,
            strays=self.strays,
            counts=counts,
            not_other=self._not_other(rows),
            unclear=frozenset(self.unclear),
        )

    def _fewer(self, n_rows: NDArray[np.intp]) -> set[int]:
        """The texts that are not in the language most rows used."""
        foreign = [self.foreign.get(language, set()) for language in SPOKEN]
        return min(foreign, key=lambda numbers: int(n_rows[list(numbers)].sum()))

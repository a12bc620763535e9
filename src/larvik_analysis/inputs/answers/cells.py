"""What the cells of one question say: each text is read once, however many rows have it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

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
from larvik_analysis.terms.questions import NOT_TICKED, TICKED, Question

# For each variable the place of each row's answer in its scale.
Codes = dict[str, NDArray[np.int16]]
NOTHING = -1  # the row has no answer
_TICKS = (TICKED, NOT_TICKED)
# So many rows with one and the same text of their own are not a coincidence.
_FEWEST_REPEATED = 3


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
    """

    codes: Codes
    strays: Mapping[str, set[int]]
    counts: Mapping[str, int]


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

    def single(self) -> CellsRead:
        """One answer a row."""
        scores: Mapping[str, int] = {}
        if self.question.kind in ("ordinal", "nominal"):
            scores = places_of_scores(self.question, self.spellings, self.column.texts)
        places = [
            scores[text] if text in scores else self._place(text, number)
            for number, text in enumerate(self.column.texts)
        ]
        scored = {number for number, text in enumerate(self.column.texts) if text in scores}
        codes = np.array(places, dtype=np.int16)[self.column.rows]
        return self._read({self.question.id: codes}, scored)

    def ticks(self, separator: str) -> CellsRead:
        """For each answer who ticked it; an empty cell was not answered."""
        ids = [answer.id for answer in self.question.answers]
        places = np.full((len(self.column.texts), len(ids)), NOTHING, dtype=np.int16)
        for number, text in enumerate(self.column.texts):
            if not text:
                continue
            # A separator alone says that nothing was ticked.
            parts = [part.strip() for part in text.split(separator)]
            ticked = {self._place(part, number) for part in parts if part} - {NOTHING}
            places[number] = _TICKS.index(NOT_TICKED)
            places[number, list(ticked)] = _TICKS.index(TICKED)
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
        if compared in self.spellings.places:
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

    def _read(self, codes: Codes, scored: set[int]) -> CellsRead:
        n_rows = self.column.counts
        rows = Counter(
            {text: int(n_rows[list(numbers)].sum()) for text, numbers in self.own.items()}
        )
        repeated = {text for text in rows if rows[text] >= _FEWEST_REPEATED}
        cells = {
            "other_text": set().union(*self.own.values()),
            "other_repeated": set().union(*(self.own[text] for text in repeated)),
            "two_languages": self._fewer(n_rows),
            "scores_read": scored,
        }
        counts = {code: int(n_rows[list(numbers)].sum()) for code, numbers in cells.items()}
        return CellsRead(codes=codes, strays=self.strays, counts=counts)

    def _fewer(self, n_rows: NDArray[np.intp]) -> set[int]:
        """The texts that are not in the language most rows used."""
        foreign = [self.foreign.get(language, set()) for language in SPOKEN]
        return min(foreign, key=lambda numbers: int(n_rows[list(numbers)].sum()))

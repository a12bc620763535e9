"""A share weighted to what is known of everybody, from the table of question and margins.

The weights depend on nothing but how many gave which answers to the question and to the
margins together, so the number may leave where every count of that table may.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from larvik_analysis.estimate.statistics.intervals import wilson_limits
from larvik_analysis.terms.fact import Facts
from larvik_analysis.terms.microdata import ANSWERED, Cell, Microdata
from larvik_analysis.terms.questions import DataFile
from larvik_analysis.terms.results import FactEstimate, NotEstimable

from .families import effective_n

WEIGHTED = "weighted_share"


@dataclass(frozen=True, slots=True)
class WeightedTable:
    """The table a weighted share is worked out from.

    Attributes
    ----------
    declared : DataFile
        Its design says the margins, the facts that count them, and the strata.
    question, answer : str
    """

    declared: DataFile
    question: str
    answer: str

    @property
    def scales(self) -> dict[str, tuple[str, ...]]:
        """The variables that are crossed, and the answers of each that count."""
        design = self.declared.design
        scales = {self.question: _ids(self.declared, self.question)}
        for margin in design.margins:
            ids = _ids(self.declared, margin.question)
            scales[margin.question] = tuple(a for a in ids if a in margin.facts)
        if design.strata and design.strata not in scales:
            scales[design.strata] = _ids(self.declared, design.strata)
        return scales

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts that count the margins, in the order of the answers."""
        scales = self.scales
        return tuple(
            margin.facts[answer]
            for margin in self.declared.design.margins
            for answer in scales[margin.question]
        )

    def basis(self, level: float) -> str:
        """The sum: what is counted, the table it is counted in, the facts, the level."""
        crossed = [f"{name}={'+'.join(answers)}" for name, answers in self.scales.items()]
        texts = [self.declared.id, f"{self.question}={self.answer}", *crossed]
        quoted = [f'"{text}"' for text in texts]
        return f"{WEIGHTED}({', '.join([*quoted, *self.facts, repr(float(level))])})"


def cells_of(data: str, crossed: Sequence[str]) -> Iterator[Cell]:
    """Every count of the table that texts such as ``sted=nord+sor`` cross."""
    parts = [text.partition("=") for text in crossed]
    names = [name for name, _, _ in parts]
    for answers in itertools.product(*(told.split("+") for _, _, told in parts)):
        yield Cell(data, tuple(sorted(zip(names, answers, strict=True))))


def estimate_weighted(
    data: Microdata, facts: Facts, table: WeightedTable, level: float
) -> FactEstimate:
    """The share of an answer, weighted to the margins, with the interval of its design.

    Of those who answered the question and the margins, so that the weights make up for who
    left the question open, too. The interval is Wilson's for as many answers as have the
    linearised variance under the weights and strata; where families are known, for as many
    fewer as if all in a family had answered alike (`effective_n`).

    Returns
    -------
    FactEstimate
        `n` counts them unweighted. The reason is ``no_fact`` where a margin is not known,
        ``incomplete`` where nobody is left.

    Raises
    ------
    ParameterError
        If the margins disagree, or a level that is counted has nobody (`rake`).
    """
    blank = FactEstimate(
        estimate=None,
        unit="share",
        unit_of_analysis=data.declared.unit,
        method=WEIGHTED,
        basis=table.basis(level),
    )
    known = [facts[name].value if name in facts else None for name in table.facts]
    rows = _rows_of(data, table)
    n = len(rows)
    if None in known or not table.facts:
        return replace(blank, reason="no_fact")
    found = _weighted(rows, facts, table) if n else None
    if found is None:
        return replace(blank, reason="incomplete", n=n)
    share, n_alike = found
    whole = {table.question: ANSWERED}
    low, high = wilson_limits(
        share, n_alike * effective_n(data, whole) / data.count(whole), level
    )
    return replace(blank, estimate=share, low=low, high=high, level=level, n=n)


def _ids(declared: DataFile, name: str) -> tuple[str, ...]:
    return tuple(answer.id for answer in declared.variables[name].answers)


def _rows_of(data: Microdata, table: WeightedTable) -> pd.DataFrame:
    """The answers of those who count, sorted: their order does not matter."""
    scales = table.scales
    rows = data.table[list(scales)].astype(object)
    for name, answers in scales.items():
        rows = rows[rows[name].isin(answers)]
    return rows.sort_values(list(scales), ignore_index=True)


def _weighted(
    rows: pd.DataFrame, facts: Facts, table: WeightedTable
) -> tuple[float, float] | None:
    """The weighted share, and how many answers drawn one by one would be as sure of it."""
    from larvik_analysis.estimate.statistics.weighting.design import SurveyDesign
    from larvik_analysis.estimate.statistics.weighting.estimates import weighted_share
    from larvik_analysis.estimate.statistics.weighting.raking import rake

    design = table.declared.design
    margins: dict[str, dict[object, float]] = {
        margin.question: {
            answer: float(facts[margin.facts[answer]].value or 0.0)
            for answer in table.scales[margin.question]
        }
        for margin in design.margins
    }
    weights = rake(rows[list(margins)], margins)
    strata = rows[design.strata] if design.strata else None
    drawn = SurveyDesign(weights=weights, strata=strata)
    found = weighted_share(rows[table.question] == table.answer, drawn)
    if isinstance(found, NotEstimable):  # the margins count nobody like those who answered
        return None
    share, spread = found.estimate, found.estimate * (1 - found.estimate)
    is_told = spread > 0 and found.standard_error > 0
    return share, spread / found.standard_error**2 if is_told else found.n_kish

"""What a measure would have to avert to pay for itself, and for whom.

It is what it would take, never what the measure did. None or nothing where the evaluation
declares no return of the measure.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal

from larvik_analysis.estimate.indicators.returns_ops import changed, numbers_of_table
from larvik_analysis.estimate.indicators.tables import tabulate_estimates
from larvik_analysis.terms.catalogue import read_catalogue
from larvik_analysis.terms.results import FactEstimate
from larvik_analysis.terms.returns_case import READINGS, Outcome, Reading, ReturnsModel
from larvik_analysis.terms.study import Study

from .exhibit import Exhibit
from .knowledge import Quoted, declared_exhibit
from .returns_kroner import Labels, Numbers, reading_labels
from .returns_rows import in_its_place, rows_of
from .returns_uncertainty import moving
from .statement import Statement, StatementPlace

TABLE: Final = "break_even"
_HUNDRED: Final = 100
_MOST_NAMED: Final = 5
_VARIED: Final = "causal_share"
# Round, so that nobody takes one of them for a number that was found.
_POINTS: Final = {
    "two_tenths": 0.2,
    "three_tenths": 0.3,
    "four_tenths": 0.4,
    "five_tenths": 0.5,
    "six_tenths": 0.6,
    "seven_tenths": 0.7,
    "eight_tenths": 0.8,
    "nine_tenths": 0.9,
    "all": 1.0,
}
_BINDING: Final = "r109"  # how the names of the rules begin that the state has to follow
_ASKED: Final[tuple[Reading, ...]] = ("society", "municipality")
# Whether there are so many to avert: enough, too few, not among all children either, nobody
# needed, no gain at all, unknown.
Reach = Literal["possible", "impossible", "beyond", "saves", "worthless", "unknown"]
REACHED: Final[tuple[Reach, ...]] = ("possible", "saves")


@dataclass(frozen=True, slots=True)
class Needed:
    """What it takes through one outcome alone."""

    model: ReturnsModel
    outcome: Outcome

    @property
    def numbers(self) -> Numbers:
        """Every number of the table, by its row."""
        return numbers_of_table(self.model, TABLE)

    def row(self, reading: Reading, what: str) -> str:
        """The name of a number in the table."""
        return f"{self.outcome.id}.{reading}.{what}"

    def number(self, reading: Reading, what: str = "averted") -> FactEstimate:
        """Children of a hundred, or another number of the row."""
        return self.numbers[self.row(reading, what)]

    def reach(self, reading: Reading) -> Reach:
        """Whether there are so many to avert."""
        averted, baseline = self.number(reading), self.number(reading, "baseline")
        if averted.estimate is None:
            return "worthless" if averted.reason == "worth_nothing" else "unknown"
        if averted.estimate <= 0:
            return "saves"
        if averted.estimate <= (baseline.estimate or 0.0):
            return "possible"
        return "impossible" if averted.estimate <= _HUNDRED else "beyond"

    def cells(self) -> dict[str, FactEstimate]:
        """What the texts quote."""
        found = {reading: self.number(reading) for reading in READINGS}
        return {
            **{str(reading): number for reading, number in found.items()},
            "baseline": self.number("society", "baseline"),
            "reduction": self.number("society", "risk_reduction"),
            "before": self.number("society", "risk_reduction_before"),
        }


def state_break_even(study: Study, measure: str) -> tuple[Statement, ...]:
    """What the measure would have to avert, for whom, and what that rests on.

    The first statement is for the first page. Where numbers are missing, it says which.
    """
    model = study.returns.get(measure)
    if model is None:
        return ()
    if model.case.is_private:
        return (Statement(key="break_even.private"),)
    found = Needed(model, model.outcomes[0])
    if found.reach("society") == "unknown":
        return (_unknown(study, model),)
    return (*_answers(study, found), *_grounds(study, model))


def _unknown(study: Study, model: ReturnsModel) -> Statement:
    """That it cannot be worked out: which numbers are missing, or that nothing is averted."""
    words: Quoted = {
        "measure": _name(study, model),
        "outcome": outcome_word(study, model.outcomes[0]),
        "missing": labels_of(study, model, model.missing),
    }
    key = "missing" if model.missing else "nothing"
    return Statement(key=f"break_even.{key}", words=words, place="unknown")


def _answers(study: Study, found: Needed) -> Iterator[Statement]:
    """What it takes: on the first page, for each reading, before haircuts, by outcome."""
    model, reach = found.model, {reading: found.reach(reading) for reading in READINGS}
    words = {
        "measure": _name(study, model),
        "outcome": outcome_word(study, found.outcome),
        "counterfactual": model.case.counterfactual.in_language(study.language),
    }
    cells = found.cells()

    def said(key: str, place: StatementPlace = "body") -> Statement:
        return Statement(key=f"break_even.{key}", cells=cells, words=words, place=place)

    ground = "assumed" if _guessed(model) else "sourced"
    yield said(f"summary_{reach['society']}_{ground}", "summary")
    for reading in READINGS:
        yield said(f"{reading}_{reach[reading]}")
    before = cells["before"].estimate
    if reach["society"] == "possible" and model.case.haircuts and before is not None:
        yield said("before_some" if before <= 1 else "before_all")
    for outcome in model.outcomes[1:]:
        yield from _other(study, Needed(model, outcome))
    yield said("modest")


def _other(study: Study, found: Needed) -> Iterator[Statement]:
    """What it takes for society through another outcome alone, where that can be said."""
    reach = found.reach("society")
    if reach in ("possible", "impossible", "beyond"):
        yield Statement(
            key=f"break_even.other_{reach}",
            cells=found.cells(),
            words={"outcome": outcome_word(study, found.outcome)},
        )


def _grounds(study: Study, model: ReturnsModel) -> Iterator[Statement]:
    """What it rests on, and by which rules, which nobody has to follow."""
    guessed = _guessed(model)
    if guessed:
        most = [name for name in moving_needed(model) if name in guessed][:_MOST_NAMED]
        words = {"judged": labels_of(study, model, most or guessed[:_MOST_NAMED])}
        yield Statement(key="break_even.judged", words=words)
    elif model.judged:
        yield Statement(key="break_even.effect_unknown")
    key = "by_choice" if model.rules.name.startswith(_BINDING) else "by_other_rules"
    yield Statement(
        key=f"break_even.{key}",
        words={"rules": model.rules.title.in_language(study.language)},
    )


def exhibit_break_even(study: Study, measure: str) -> Exhibit | None:
    """Figure: how many of a hundred children it takes, for each reading.

    Through the first outcome of the case alone. None where numbers are missing.
    """
    model = study.returns.get(measure)
    if model is None:
        return None
    found = Needed(model, model.outcomes[0])
    if found.reach("society") == "unknown":
        return None
    texts, word = read_catalogue(study.language), outcome_word(study, found.outcome)
    rows = [(found.row(name, "averted"), reading_labels(study, name)) for name in READINGS]
    anyway = {"reading": "baseline", "label": texts["labels.break_even.baseline"]}
    rows.append((found.row("society", "baseline"), anyway))
    notes = [Statement(key="break_even.note_alone", words={"outcome": word})]
    if _guessed(model):
        notes.append(Statement(key="break_even.note_assumed"))
    shown = declared_exhibit(
        study,
        f"{measure}-hva-skal-til",
        TABLE,
        rows_of(model, TABLE, rows),
        ("reading", "label"),
        finding=_finding(found),
        is_told_alike=True,
        cells=found.cells(),
        words={"outcome": word},
        notes=notes,
        draw="break_even_chart.draw_break_even",
    )
    shown = replace(shown, options={"outcome": word})
    return in_its_place(shown, model, TABLE, study.language)


def _finding(found: Needed) -> str:
    """For whom there are so many to avert."""
    if found.reach("society") == "saves":
        return "saves"
    names = [reading for reading in _ASKED if found.reach(reading) in REACHED]
    return "_".join(names) or "nobody"


def exhibit_break_even_curve(
    study: Study, measure: str, *, is_shown: bool = True
) -> Exhibit | None:
    """Figure: what it takes by how much of the excess risk the outcome itself is the cause of.

    Parameters
    ----------
    study : Study
    measure : str
        Of `evaluation.yaml`.
    is_shown : bool
        Whether it is wanted; a chapter may do without.
    """
    model = study.returns.get(measure)
    if model is None or not is_shown or _VARIED not in model.outcomes[0].multipliers:
        return None
    points = {
        point: changed(model, (f"{_VARIED}={share}",)) for point, share in _POINTS.items()
    }
    found = {point: Needed(one, one.outcomes[0]) for point, one in points.items()}
    reached = [point for point, needed in found.items() if needed.reach("society") in REACHED]
    if all(needed.reach("society") == "unknown" for needed in found.values()):
        return None
    word = outcome_word(study, model.outcomes[0])
    first = points[reached[0] if reached else "all"]
    finding = "all" if len(reached) == len(points) else "some" if reached else "none"
    rows = [row for point, needed in found.items() for row in _of_point(study, point, needed)]
    shown = declared_exhibit(
        study,
        f"{measure}-hva-skal-til-kurve",
        "break_even_curve",
        tabulate_estimates(rows),
        ("point", "point_label", "reading", "label"),
        finding=finding,
        is_told_alike=True,
        caption=f"break_even_curve.caption{'_some' * (finding == 'some')}",
        cells={
            "least": numbers_of_table(first, "inputs")[_VARIED],
            "used": numbers_of_table(model, "inputs")[_VARIED],
        },
        words={"outcome": word},
        draw="break_even_rows.draw_break_even_rows",
        across="label",
    )
    axis = model.parameters[_VARIED].label.in_language(study.language)
    shown = replace(shown, options={"outcome": word, "axis": axis})
    return in_its_place(shown, model, TABLE, study.language)


def _of_point(
    study: Study, point: str, needed: Needed
) -> Iterator[tuple[Labels, FactEstimate]]:
    """The rows of one point of the curve: what is varied, each reading, and the limit."""
    texts = read_catalogue(study.language)
    of_point = {"point": point, "point_label": texts[f"labels.break_even_point.{point}"]}

    def beside(reading: str) -> Labels:
        return of_point | {"reading": reading, "label": texts[f"labels.break_even.{reading}"]}

    yield beside("varied"), numbers_of_table(needed.model, "inputs")[_VARIED]
    for reading in READINGS:
        yield of_point | reading_labels(study, reading), needed.number(reading)
    yield beside("baseline"), needed.number("society", "baseline")


def outcome_word(study: Study, outcome: Outcome) -> str:
    """An outcome in the middle of a sentence; its name where nobody has said it so."""
    texts = read_catalogue(study.language)
    name = outcome.name.in_language(study.language)
    return texts.get(f"labels.returns_outcome.{outcome.id}", name)


def labels_of(
    study: Study, model: ReturnsModel, names: tuple[str, ...] | list[str]
) -> tuple[str, ...]:
    """Parameters as a reader sees them."""
    return tuple(model.parameters[name].label.in_language(study.language) for name in names)


def _name(study: Study, model: ReturnsModel) -> str:
    return study.evaluation.measure(model.case.measure).name.in_language(study.language)


def _guessed(model: ReturnsModel) -> list[str]:
    """What it rests on that is somebody's judgement; the effect is not, being solved for."""
    return [name for name in model.judged if name != model.case.unknown]


def moving_needed(model: ReturnsModel) -> list[str]:
    """The parameters that move what it takes for society, the most first."""
    return moving(numbers_of_table(model, "break_even_moved"))

"""What a return rests on, number by number, and what the measure costs.

None where the evaluation declares no return of the measure, or where there is nothing to
show. Kroner that somebody guessed are not told.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from larvik_analysis.estimate.indicators.returns_ops import numbers_of_table
from larvik_analysis.estimate.returns.break_even_line import break_even_names, chosen_model
from larvik_analysis.terms.catalogue import read_catalogue
from larvik_analysis.terms.returns_case import ReturnsModel
from larvik_analysis.terms.study import Study

from .break_even import moving_needed
from .exhibit import Exhibit
from .knowledge import declared_exhibit
from .returns_kroner import Labels
from .returns_rows import in_its_place, rows_of
from .statement import Statement

_MISSING: Final = "missing"
_JUDGED: Final = "judged"  # why kroner are not told that somebody guessed
# In the order of the table: what has to be found first, then what is least known.
_STANDINGS: Final = (_MISSING, "judgement", "research", "data", "policy")
_FADE_OUT: Final = "fade_out"  # stands with the haircuts in a figure of its own
# The rows of the cost: its part, with or without development.
_COSTS: Final = (
    ("per_year", "without"),
    ("in_all", "without"),
    ("in_all", "with"),
    ("per_family", "with"),
    ("per_child", "with"),
)
_STAFFING: Final = ("delivered", "planned")
_NOTED: Final = "n_children"


def exhibit_returns_inputs(
    study: Study, measure: str, *, is_short: bool = False
) -> Exhibit | None:
    """Table: the numbers that the break-even rests on, by how far each can be trusted.

    What is missing comes first. The haircuts have a figure of their own; numbers of other
    outcomes than the first are there where they are missing alone. A short table has those
    alone that are missing or judgement, where there are any.
    """
    model = study.returns.get(measure)
    if model is None:
        return None
    names = _in_order(model)
    doubted = [name for name in names if _standing(model, name) in (_MISSING, "judgement")]
    finding = _finding(model, names)
    is_cut = is_short and 0 < len(doubted) < len(names)
    names = doubted if is_cut else names
    rows = [(name, _labels(study, model, name)) for name in names]
    shown = declared_exhibit(
        study,
        f"{measure}-hva-det-bygger-pa",
        "returns_inputs",
        rows_of(model, "inputs", rows),
        tuple(rows[0][1]),
        finding=finding,
        is_told_alike=True,
        notes=list(_notes(study, model, names, is_cut=is_cut)),
    )
    return in_its_place(shown, model, "inputs", study.language)


def _notes(
    study: Study, model: ReturnsModel, names: list[str], *, is_cut: bool
) -> Iterator[Statement]:
    """What is left out, what is not told, and what the evaluator says of the children."""
    if is_cut:
        yield Statement(key="returns_inputs.note_short")
    if model.case.haircuts:
        yield Statement(key="returns_inputs.note_haircuts")
    numbers = numbers_of_table(model, "inputs")
    if any(numbers[name].reason == _JUDGED for name in names):
        said = read_catalogue(study.language)[f"language.reason.{_JUDGED}"]
        yield Statement(key="returns_inputs.note_guessed", words={"guessed": said})
    note = model.parameters[_NOTED].note
    if note is not None:
        words = {"note": note.in_language(study.language)}
        yield Statement(key="returns_inputs.note_children", words=words)


def exhibit_measure_cost(study: Study, measure: str) -> Exhibit | None:
    """Table: what the measure costs as it was staffed and as it was planned.

    On the internal page where kroner rest on judgement. None where none can be worked out.
    """
    model = study.returns.get(measure)
    if model is None:
        return None
    numbers = numbers_of_table(model, "cost")
    rows = [
        (f"{part}.{staffing}.{development}.", _cost_labels(study, part, staffing, development))
        for part, development in _COSTS
        for staffing in _STAFFING
    ]
    if all(numbers[row].estimate is None for row, _ in rows):
        return None
    shown = declared_exhibit(
        study,
        f"{measure}-kostnad",
        "returns_cost",
        rows_of(model, "cost", rows),
        ("part", "label", "staffing", "staffing_label"),
        finding="per_child",
        is_told_alike=True,
        cells={
            "child": numbers["per_child.delivered.with."],
            "share": numbers["staffing_share.delivered.without."],
        },
        across="staffing_label",
    )
    return in_its_place(shown, model, "cost", study.language)


def _told(model: ReturnsModel) -> Iterator[str]:
    """The parameters of the table: missing ones, then those of the break-even."""
    yield from model.missing
    apart = {*model.missing, *model.case.haircuts, _FADE_OUT}
    for name in break_even_names(chosen_model(model, "society", "", None, True)):
        if name not in apart and not _is_left_out(model, name):
            yield name


def _in_order(model: ReturnsModel) -> list[str]:
    """The parameters of the table: the least known first, of those what moves it the most."""
    moving = moving_needed(model)

    def place(name: str) -> tuple[int, int]:
        moves = moving.index(name) if name in moving else len(moving)
        return _STANDINGS.index(_standing(model, name)), moves

    return sorted(_told(model), key=place)


def _is_left_out(model: ReturnsModel, name: str) -> bool:
    """Whether it is a nought that somebody chose, and nothing is said of another value."""
    parameter = model.parameters[name]
    is_fixed = parameter.spread is None and not parameter.vary
    return parameter.value == 0 and parameter.kind == "judgement" and is_fixed


def _standing(model: ReturnsModel, name: str) -> str:
    """How far a number can be trusted: not there at all, or its kind."""
    parameter = model.parameters[name]
    return _MISSING if parameter.value is None else parameter.kind


def _labels(study: Study, model: ReturnsModel, name: str) -> Labels:
    texts, parameter = read_catalogue(study.language), model.parameters[name]
    standing = _standing(model, name)
    unit = parameter.unit.replace(" ", "_")
    return {
        "standing": standing,
        "standing_label": texts[f"labels.returns_standing.{standing}"],
        "number": name,
        "label": parameter.label.in_language(study.language),
        "source": name,
        "source_label": parameter.source,
        "counted": parameter.unit,
        "counted_label": texts.get(f"labels.returns_unit.{unit}", parameter.unit),
    }


def _finding(model: ReturnsModel, names: list[str]) -> str:
    """What the table shows: that numbers are missing, that most or some are judgement."""
    standings = [_standing(model, name) for name in names]
    if _MISSING in standings:
        return _MISSING
    n_guessed = standings.count("judgement")
    if 2 * n_guessed > len(standings):
        return "most_guessed"
    return "some_guessed" if n_guessed else "known"


def _cost_labels(study: Study, part: str, staffing: str, development: str) -> Labels:
    texts = read_catalogue(study.language)
    return {
        "part": f"{part}_{development}",
        "label": texts[f"labels.returns_cost.{part}_{development}"],
        "staffing": staffing,
        "staffing_label": texts[f"labels.returns_staffing.{staffing}"],
    }

"""How sure a return is, what it hangs on, and whether it pays to find out more.

None where the evaluation declares no return of the measure, or where a number is missing that
it takes. Amounts that rest on judgement stay on the internal page.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from larvik_analysis.estimate.indicators.returns_ops import numbers_of_table
from larvik_analysis.estimate.returns.simulation import DECISION_SHARE
from larvik_analysis.estimate.statistics.arguments import ROUNDING
from larvik_analysis.terms.catalogue import read_catalogue
from larvik_analysis.terms.results import FactEstimate
from larvik_analysis.terms.returns_case import READINGS, ReturnsModel
from larvik_analysis.terms.study import Study

from .exhibit import Exhibit
from .knowledge import declared_exhibit
from .returns_kroner import Labels, Numbers, reading_labels
from .returns_rows import in_its_place, rows_of
from .statement import Statement

_READING: Final = "society"
_MOST_BARS: Final = 10
_MOST_VALUABLE: Final = 5
_ENDS: Final = ("low_value", "low", "estimate", "high_value", "high")
_LITTLE: Final = 2.0  # times what chance alone shows: below, knowing it is worth little


def exhibit_chance(study: Study, measure: str) -> Exhibit | None:
    """Figure: how often the measure pays when unsure numbers are drawn, for each reading."""
    model = study.returns.get(measure)
    numbers = {} if model is None else numbers_of_table(model, "summary")
    if model is None or not numbers:
        return None
    chances = {str(reading): numbers[f"{reading}.chance"] for reading in READINGS}
    rows = [(f"{reading}.chance", reading_labels(study, reading)) for reading in READINGS]
    is_enough = (chances[_READING].estimate or 0.0) >= DECISION_SHARE
    shown = declared_exhibit(
        study,
        f"{measure}-sjanse",
        "returns_chance",
        rows_of(model, "summary", rows),
        ("label", "reading"),
        finding="above" if is_enough else "below",
        is_told_alike=True,
        cells=chances,
        notes=(Statement(key="returns_chance.note_by_choice"),),
        draw="chance_strip.draw_chance",
    )
    return in_its_place(shown, model, "summary", study.language)


def exhibit_tornado(study: Study, measure: str) -> Exhibit | None:
    """Figure: net present value for society with each unsure number at both its ends."""
    model = study.returns.get(measure)
    numbers = {} if model is None else numbers_of_table(model, "tornado")
    if model is None or not numbers:
        return None
    names = moving(numbers)[:_MOST_BARS]
    first = model.parameters[names[0]].label.in_language(study.language)
    shown = declared_exhibit(
        study,
        f"{measure}-hva-det-avhenger-av",
        "returns_tornado",
        rows_of(model, "tornado", _tornado_rows(study, model, names)),
        ("number", "label", "end", "end_label"),
        finding="first",
        is_told_alike=True,
        cells={"net": numbers[f"{_READING}.{names[0]}.estimate"]},
        words={"first": first},
        notes=(Statement(key="returns_tornado.note_alone"),),
        draw="tornado_rows.draw_tornado_rows",
        across="end_label",
    )
    return in_its_place(shown, model, "tornado", study.language)


def moving(numbers: Numbers) -> list[str]:
    """The parameters of a table of ends that move society's result, the widest first."""

    def moves(name: str) -> bool:
        low, high = (
            numbers[f"{_READING}.{name}.{end}"].estimate or 0.0 for end in ("low", "high")
        )
        return not math.isclose(low, high, rel_tol=ROUNDING)

    told = [row.split(".") for row in numbers]
    names = [name for reading, name, end in told if reading == _READING and end == "low"]
    return [name for name in names if moves(name)]


def _tornado_rows(
    study: Study, model: ReturnsModel, names: list[str]
) -> Iterator[tuple[str, Labels]]:
    texts = read_catalogue(study.language)
    for name in names:
        label = model.parameters[name].label.in_language(study.language)
        for end in _ENDS:
            said = texts[f"labels.returns_end.{end}"]
            yield (
                f"{_READING}.{name}.{end}",
                {"number": name, "label": label, "end": end, "end_label": said},
            )


def exhibit_information_value(study: Study, measure: str) -> Exhibit | None:
    """Table: what it would be worth to know everything, and what single numbers, beforehand."""
    model = study.returns.get(measure)
    numbers = {} if model is None else numbers_of_table(model, "information")
    if model is None or not numbers:
        return None
    told = [name for row in numbers if (name := row.removesuffix(".value")) != row]
    names = [name for name in told if _is_worth_knowing(numbers, name)][:_MOST_VALUABLE]
    texts = read_catalogue(study.language)
    rows = [("perfect", {"number": "all", "label": texts["labels.returns_information.all"]})]
    rows += [
        (
            f"{name}.value",
            {"number": name, "label": model.parameters[name].label.in_language(study.language)},
        )
        for name in names
    ]
    cells: dict[str, FactEstimate] = {"most": numbers["perfect"]}
    words = {}
    if names:
        cells["first"] = numbers[f"{names[0]}.value"]
        words["first_name"] = rows[1][1]["label"]
    finding = "worth" if names else "little"
    shown = declared_exhibit(
        study,
        f"{measure}-mer-kunnskap",
        "returns_information",
        rows_of(model, "information", rows),
        ("number", "label"),
        finding=finding,
        is_told_alike=True,
        caption=f"returns_information.caption_{finding}",
        cells=cells,
        words=words,
        notes=(Statement(key="returns_information.note_limit"),),
    )
    return in_its_place(shown, model, "information", study.language)


def _is_worth_knowing(numbers: Numbers, name: str) -> bool:
    """Whether knowing a number is worth clearly more than chance alone would show."""
    value, by_chance = (
        numbers[f"{name}.{what}"].estimate or 0.0 for what in ("value", "by_chance")
    )
    return value > _LITTLE * by_chance

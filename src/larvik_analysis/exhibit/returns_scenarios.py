"""How a return changes with what is assumed, and its results side by side.

None where the evaluation declares no return of the measure. Amounts that rest on judgement
stay on the internal page; what would have to be averted may leave.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from larvik_analysis.estimate.indicators.returns_ops import (
    changed,
    may_leave,
    numbers_of_table,
)
from larvik_analysis.estimate.indicators.tables import tabulate_estimates
from larvik_analysis.terms.catalogue import read_catalogue
from larvik_analysis.terms.results import FactEstimate
from larvik_analysis.terms.returns_case import READINGS, ReturnsModel
from larvik_analysis.terms.study import Study

from .exhibit import Exhibit
from .knowledge import declared_exhibit
from .returns_kroner import Labels, Numbers
from .returns_rows import in_its_place
from .returns_uncertainty import moving
from .statement import Statement

_READING: Final = "society"
_MOST_MOVED: Final = 5
_FEWEST_MOVED: Final = 2  # where the table is to be short
# Beside the rules of the evaluation: the rate all years alike, and another country's.
_OTHER_RULES: Final = ("r109_2021", "flat_3", "green_book")
Rows = list[tuple[Labels, FactEstimate]]
# Each result with its table and row; the reading stands before the row.
_RESULTS: Final = {
    "net_value": ("summary", "net_value"),
    "chance": ("summary", "chance"),
    "ratio_of_means": ("ratios", "ratio_of_means"),
    "mean_of_ratios": ("ratios", "mean_of_ratios"),
    "rate_of_return": ("ratios", "rate_of_return"),
    "without_rate": ("ratios", "without_rate"),
    "several_rates": ("ratios", "several_rates"),
    "payback": ("summary", "payback"),
    "as_it_stands": ("equivalents", "in_all"),
    "a_year": ("equivalents", "a_year"),
    "delay": ("equivalents", "delay"),
}


def exhibit_sensitivity(
    study: Study, measure: str, *, is_short: bool = False
) -> Exhibit | None:
    """Table: net present value and break-even by scenario, by other rules, and both ways.

    The numbers that matter most are set to both their ends; a short table has fewer of them.
    Of a model with judgements there is the break-even alone.
    """
    model = study.returns.get(measure)
    if model is None or model.missing:
        return None
    n_moved = _FEWEST_MOVED if is_short else _MOST_MOVED
    rows = list(_Sensitivity(study, model, n_moved).rows())
    kroner = [cell.estimate or 0.0 for labels, cell in rows if labels["what"] == "npv"]
    needed = [
        cell
        for labels, cell in rows
        if labels["what"] == "break_even" and cell.estimate is not None
    ]
    if not needed:
        return None
    turns = bool(kroner) and min(kroner) < 0 < max(kroner)
    shown = declared_exhibit(
        study,
        f"{measure}-folsomhet",
        "returns_sensitivity",
        tabulate_estimates(rows),
        tuple(rows[0][0]),
        finding=("turns" if turns else "holds") if kroner else "needed",
        is_told_alike=True,
        caption=f"returns_sensitivity.caption_{'both' if kroner else 'needed'}",
        cells={
            "least": min(needed, key=lambda cell: cell.estimate or 0.0),
            "most": max(needed, key=lambda cell: cell.estimate or 0.0),
        },
        words={"outcome": model.outcomes[0].averted.in_language(study.language)},
        across="what_label",
    )
    return in_its_place(shown, model, "break_even_moved", study.language)


@dataclass(frozen=True, slots=True)
class _Sensitivity:
    """The rows of the table."""

    study: Study
    model: ReturnsModel
    n_moved: int

    def rows(self) -> Iterator[tuple[Labels, FactEstimate]]:
        """The numbers at their ends, scenarios, rules, and last the return as it is."""
        yield from self._moved()
        language = self.study.language
        for scenario in self.model.scenarios:
            asked = f"scenario={scenario.id}"
            if asked not in self.model.changes:
                name = scenario.name.in_language(language)
                yield from self._changed(scenario.id, name, asked, "scenario")
        told = {self.model.rules.name}
        told |= {scenario.rules for scenario in self.model.scenarios if not scenario.values}
        for rules in _OTHER_RULES:
            if rules in self.model.alternatives and rules not in told:
                title = self.model.alternatives[rules].title.in_language(language)
                yield from self._changed(rules, title, f"rules={rules}", "rules")
        yield from self._changed("as_it_stands", self._said("as_it_stands"), "", "base")

    def _changed(
        self, change: str, name: str, asked: str, kind: str
    ) -> Iterator[tuple[Labels, FactEstimate]]:
        """What comes of a scenario or of other rules."""
        model = changed(self.model, (asked,)) if asked else self.model
        flows = numbers_of_table(model, "flows")
        if flows and all(may_leave(one, "flows") for one in (self.model, model)):
            npv = flows[f"net.net.{_READING}"]
            yield self._labels(change, name, kind, "npv"), npv
        needed = numbers_of_table(model, "break_even")
        for what, row in (("break_even", "averted"), ("baseline", "baseline")):
            cell = needed[f"{model.outcomes[0].id}.{_READING}.{row}"]
            yield self._labels(change, name, kind, what), cell

    def _moved(self) -> Iterator[tuple[Labels, FactEstimate]]:
        """The numbers that matter most, at their ends."""
        needed = numbers_of_table(self.model, "break_even_moved")
        kroner = (
            numbers_of_table(self.model, "tornado") if may_leave(self.model, "tornado") else {}
        )
        for name in moving(kroner or needed)[: self.n_moved]:
            label = self.model.parameters[name].label.in_language(self.study.language)
            for end in ("low", "high"):
                row = f"{_READING}.{name}.{end}"
                cells = {
                    "value": (kroner or needed)[f"{row}_value"],
                    "npv": kroner.get(row),
                    "break_even": needed[row] if name in moving(needed) else None,
                }
                for what, cell in cells.items():
                    if cell is not None:
                        yield self._labels(name, label, end, what), cell

    def _labels(self, change: str, name: str, kind: str, what: str) -> Labels:
        return {
            "change": change,
            "label": name,
            "kind": kind,
            "kind_label": self._said(kind),
            "what": what,
            "what_label": self._said(what),
        }

    def _said(self, word: str) -> str:
        return read_catalogue(self.study.language)[f"labels.returns_change.{word}"]


def exhibit_scenarios(study: Study, measure: str) -> Exhibit | None:
    """Figure: net present value for society in each scenario, with its uncertainty.

    Of the same draws, so that a difference between two of them is no chance. A scenario with
    a number that nothing stands behind makes an example of them all.
    """
    model = study.returns.get(measure)
    if model is None or not numbers_of_table(model, "summary"):
        return None
    told = [s for s in model.scenarios if f"scenario={s.id}" not in model.changes]
    if not told:
        return None
    as_it_is = read_catalogue(study.language)["labels.returns_change.as_it_stands"]
    names = {"base": as_it_is} | {s.id: s.name.in_language(study.language) for s in told}
    rows: Rows = []
    weakest = model
    for scenario, name in names.items():
        asked = () if scenario == "base" else (f"scenario={scenario}",)
        varied = changed(model, asked)
        weakest = weakest if may_leave(varied, "summary") else varied
        numbers = numbers_of_table(varied, "summary")
        labels = {"label": name, "scenario": scenario}
        rows.append((labels, numbers[f"{_READING}.net_value"]))
    pays = [(cell.estimate or 0.0) > 0 for _, cell in rows]
    shown = declared_exhibit(
        study,
        f"{measure}-scenarioer",
        "returns_scenarios",
        tabulate_estimates(rows),
        ("label", "scenario"),
        finding="all" if all(pays) else "some" if any(pays) else "none",
        is_told_alike=True,
        draw="tornado_chart.draw_sensitivity",
    )
    return in_its_place(shown, weakest, "summary", study.language)


def exhibit_returns_results(study: Study, measure: str) -> Exhibit | None:
    """Table: net present value first, then every other result, for each reading."""
    model = study.returns.get(measure)
    if model is None:
        return None
    tables = {
        table: numbers_of_table(model, table)
        for table in ("summary", "ratios", "equivalents", "cost")
    }
    if not tables["summary"]:
        return None
    net = {str(reading): tables["summary"][f"{reading}.net_value"] for reading in READINGS}
    society = net["society"]
    gain = (society.estimate or 0.0) > 0
    is_unsure = (society.low or 0.0) < 0 < (society.high or 0.0)
    shown = declared_exhibit(
        study,
        f"{measure}-resultater",
        "returns_results",
        tabulate_estimates(_result_rows(study, model, tables)),
        ("result", "label", "reading", "reading_label"),
        finding=f"{'gain' if gain else 'loss'}{'_unsure' if is_unsure else ''}",
        is_told_alike=True,
        cells=net | {"chance": tables["summary"][f"{_READING}.chance"]},
        notes=(
            Statement(key="returns_results.note_mean"),
            Statement(key="returns_results.note_ratios"),
            Statement(key="returns_results.note_rates"),
        ),
        across="reading_label",
    )
    return in_its_place(shown, model, "summary", study.language)


def _result_rows(study: Study, model: ReturnsModel, tables: dict[str, Numbers]) -> Rows:
    texts = read_catalogue(study.language)

    def labels(result: str, name: str, reading: str) -> Labels:
        return {
            "result": result,
            "label": name,
            "reading": reading,
            "reading_label": texts[f"labels.returns_reading.{reading}"],
        }

    rows: Rows = []
    for result, (table, row) in _RESULTS.items():
        name = texts[f"labels.returns_result.{result}"]
        rows += [
            (labels(result, name, reading), tables[table][f"{reading}.{row}"])
            for reading in READINGS
            if f"{reading}.{row}" in tables[table]
        ]
    funds = texts["labels.returns_result.public_funds"]
    rows.append((labels("public_funds", funds, "public"), tables["ratios"]["public_funds"]))
    for cost in ("per_family", "per_child"):
        name = texts[f"labels.returns_result.{cost}"]
        cell = tables["cost"][f"{cost}.delivered.with."]
        rows.append((labels(cost, name, _READING), cell))
    name = texts["labels.returns_result.per_averted"]
    row = f"per_averted.delivered.with.{model.outcomes[0].id}"
    rows.append((labels("per_averted", name, _READING), tables["cost"][row]))
    return rows

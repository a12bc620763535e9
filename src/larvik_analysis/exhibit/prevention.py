"""The levels of prevention: what they are, what is tried on them, and whose task they are."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from larvik_analysis.terms.catalogue import read_catalogue
from larvik_analysis.terms.framework import Framework, FrameworkItem
from larvik_analysis.terms.prevention import Responsibility
from larvik_analysis.terms.study import Study

from .exhibit import Exhibit
from .knowledge import Quoted, declared_exhibit
from .statement import Statement

_LEVELS = "prevention_levels"
_CATEGORIES = "risk_categories"
_ENDS = ("universal", "indicated")
# What a category is called in a narrow column: its place in the order of the plan.
LETTERS = ("first", "second", "third", "fourth", "fifth")


def exhibit_triangle(study: Study) -> Exhibit | None:
    """Figure: the levels of prevention in words and colours, and which measure is on which."""
    levels = _framework(study, _LEVELS)
    if levels is None or not study.evaluation.measures:
        return None
    texts, language = read_catalogue(study.language), study.language
    nothing = texts["triangle.nothing"]
    rows = []
    for level in levels.items:
        on_it = {
            measure.id: measure.name.in_language(language)
            for measure in study.evaluation.measures
            if measure.level == level.id
        }
        rows += [
            {**_level_labels(level, study), "measure": measure, "measure_label": name}
            for measure, name in (on_it or {"": nothing}).items()
        ]
    tried = {row["tier"]: bool(row["measure"]) for row in rows}
    levels_tried = tuple(texts[f"levels.{tier}"] for tier, found in tried.items() if found)
    data = pd.DataFrame(rows)
    return declared_exhibit(
        study,
        "forebyggingstrekant",
        "triangle",
        data,
        tuple(data.columns),
        finding=_found_on(rows),
        is_told_alike=True,
        words={"levels": levels_tried, "place": study.evaluation.place.zone},
        draw="prevention_triangle.draw_prevention_triangle",
    )


def _found_on(rows: list[dict[str, str]]) -> str:
    """What is found: the measures are one at each end, leave out a level, or are on all."""
    tried = [row["tier"] for row in rows if row["measure"]]
    if len(rows) > 2 and tried == [rows[0]["tier"], rows[-1]["tier"]] == list(_ENDS):
        return "between"
    return "whole" if len(tried) == len(rows) else "gap"


def state_levels(study: Study) -> tuple[Statement, ...]:
    """Whom the measures are for, in the first sentence of the first page."""
    on = {
        level: tuple(
            measure.name.in_language(study.language)
            for measure in study.evaluation.measures
            if measure.level == level
        )
        for level in _ENDS
    }
    if not all(on.values()):
        return ()
    return (Statement(key="summary.levels", words=on, place="summary"),)


def exhibit_matrix(study: Study) -> Exhibit | None:
    """Figure: which service has a task on which level, for which risk."""
    levels, categories = (_framework(study, name) for name in (_LEVELS, _CATEGORIES))
    if not study.matrix or levels is None or categories is None:
        return None
    texts, language = read_catalogue(study.language), study.language
    letters = {
        item.id: texts[f"labels.letter.{name}"]
        for item, name in zip(categories.items, LETTERS, strict=False)
    }
    rows = []
    for row in _in_order(study.matrix, levels, categories):
        level, category = levels.item(row.level), categories.item(row.category)
        rows.append(
            {
                "service": row.service,
                "label": row.name.in_language(language),
                "hex": level.hex,
                "tier": level.id,
                "tier_label": level.name(language),
                "colour": level.colour.in_language(language) if level.colour else "",
                "category": category.id,
                "category_name": category.name(language),
                "category_label": letters.get(category.id, category.name(language)),
            }
        )
    data = pd.DataFrame(rows)
    finding, words = _everywhere(study, data, len(levels.items) * len(categories.items))
    return declared_exhibit(
        study,
        "oppgavematrise",
        "matrix",
        data,
        tuple(data.columns),
        finding=finding,
        words=words,
        notes=(*_names_of(letters, categories, study), *_only(data, study)),
        documents=[row.document for row in study.matrix if row.document],
        draw="matrix_chart.draw_matrix_chart",
        across="tier_label",
    )


def _framework(study: Study, framework_id: str) -> Framework | None:
    try:
        return study.frameworks[framework_id]
    except KeyError:
        return None


def _level_labels(level: FrameworkItem, study: Study) -> dict[str, str]:
    language = study.language
    return {
        "hex": level.hex,
        "tier": level.id,
        "label": level.name(language),
        "colour": level.colour.en if level.colour else "",
        "colour_label": level.colour.in_language(language) if level.colour else "",
        "who": level.id,
        "who_label": level.description.in_language(language) if level.description else "",
    }


def _in_order(
    matrix: tuple[Responsibility, ...], levels: Framework, categories: Framework
) -> list[Responsibility]:
    """Services with many tasks first; then the levels and categories as they are listed."""
    services = list(dict.fromkeys(row.service for row in matrix))
    n_tasks = {name: sum(row.service == name for row in matrix) for name in services}
    order: Mapping[str, int] = {name: place for place, name in enumerate(services)}
    of_level = {item.id: place for place, item in enumerate(levels.items)}
    of_category = {item.id: place for place, item in enumerate(categories.items)}
    return sorted(
        matrix,
        key=lambda row: (
            -n_tasks[row.service],
            order[row.service],
            of_level[row.level],
            of_category[row.category],
        ),
    )


def _everywhere(study: Study, data: pd.DataFrame, n_cells: int) -> tuple[str, Quoted]:
    """What is found: one service with a task in every cell, several, or none."""
    sizes = data.groupby("label", sort=False).size()
    names = tuple(str(name) for name in sizes.index[sizes == n_cells])
    finding = {0: "none", 1: "one"}.get(len(names), "several")
    return finding, {"services": names, "place": study.evaluation.place.name}


def _names_of(
    letters: Mapping[str, str], categories: Framework, study: Study
) -> tuple[Statement, ...]:
    """What stands behind each letter of the table."""
    named = {
        f"name_{name}": categories.items[place].name(study.language)
        for place, name in enumerate(LETTERS[: len(letters)])
    }
    if len(named) < len(LETTERS):
        return ()
    return (Statement(key="matrix.note_letters", words=named),)


def _only(data: pd.DataFrame, study: Study) -> tuple[Statement, ...]:
    """Services with tasks on one level alone."""
    texts, stated = read_catalogue(study.language), []
    n_levels = data.groupby("label", sort=False)["tier"].nunique()
    alone = data[data["label"].isin(n_levels.index[n_levels == 1])]
    for level, rows in alone.groupby("tier", sort=False):
        names = tuple(dict.fromkeys(map(str, rows["label"])))
        words: Quoted = {"level": texts[f"levels.{level}"], "services": names}
        stated.append(Statement(key="matrix.note_only", words=words))
    return tuple(stated)

"""Exhibits for those with access to the private data: what they all have in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from larvik_analysis.terms.catalogue import read_catalogue
from larvik_analysis.terms.outcomes import OutcomeData
from larvik_analysis.terms.results import FactEstimate
from larvik_analysis.terms.study import Study
from larvik_analysis.terms.units import UnitOfAnalysis

from .exhibit import Exhibit, Target
from .of_words import Quoted
from .statement import Statement

LEVEL: Final = 0.95  # of the intervals in these figures


def internal_exhibit(
    study: Study,
    group: str,
    table: pd.DataFrame,
    keys: Sequence[str],
    *,
    name: str,
    draw: str,
    unit: UnitOfAnalysis = UnitOfAnalysis.FAMILIES,
    cells: Mapping[str, FactEstimate] | None = None,
    words: Quoted | None = None,
    caption: str = "caption",
    notes: Sequence[Statement] = (),
) -> Exhibit:
    """An internal exhibit whose texts stand in the catalogue under ``internal.{group}``.

    Parameters
    ----------
    name : str
        Stem of its name.
    table : DataFrame
        What it shows, in long form, without pseudonyms.
    draw : str
        The draw function below the exhibit room.
    cells, words : mapping, optional
        What its caption quotes.
    caption : str
        Which of the group's captions it has.
    """
    census = Statement(key="internal.census")
    return Exhibit(
        name=f"intern-{name}",
        data=table,
        keys=tuple(keys),
        universe="intern",
        unit_of_analysis=unit,
        sensitivity="sensitive",
        target=Target(kind="census", sentence=census),
        title=Statement(key=f"internal.{group}.title"),
        caption=Statement(
            key=f"internal.{group}.{caption}", cells=cells or {}, words=words or {}
        ),
        alternative_text=Statement(key=f"internal.{group}.alternative_text"),
        documents=(),
        notes=tuple(notes),
        draw=f"larvik_analysis.exhibit.{draw}",
        options={"design": design_of(study), "mark": _mark_of(study)},
        layer="internal",
    )


def design_of(study: Study) -> str:
    """What the declared design is called where numbers are shown."""
    estimand = study.evaluation.estimand
    contrast = "not_fixed" if estimand is None else estimand.contrast
    return read_catalogue(study.language)[f"internal.design.{contrast}"]


def outcomes_of(study: Study, measure: str) -> OutcomeData:
    """What was measured of a measure; nothing where all such data are about another one."""
    files, asked = study.evaluation.outcomes, study.evaluation.measure(measure)
    is_its = files is not None and files.measure == asked.id
    return study.outcomes if is_its and study.outcomes is not None else OutcomeData()


def draws_of(study: Study) -> np.random.Generator:
    """Random draws that are the same whenever the evaluation is run."""
    return np.random.default_rng(study.evaluation.seed)


def word_of(study: Study, key: str, **values: object) -> str:
    """A word of the catalogue under ``internal``."""
    return read_catalogue(study.language)[f"internal.{key}"].format(**values)


def cell_of(row: pd.Series[Any], unit: UnitOfAnalysis) -> FactEstimate:
    """One row of a table of estimates as a number that a text can quote."""

    def number(name: str) -> float | None:
        return None if pd.isna(row[name]) else float(row[name])

    return FactEstimate(
        estimate=number("estimate"),
        low=number("low"),
        high=number("high"),
        level=number("level"),
        n=None if pd.isna(row["n"]) else int(row["n"]),
        unit=str(row["unit"]),
        unit_of_analysis=unit,
        method=str(row["method"]),
        basis="",
    )


def _mark_of(study: Study) -> str:
    texts = read_catalogue(study.language)
    return texts["report.synthetic"] if study.evaluation.synthetic else ""

"""What the exhibits of returns share: rows with their sums, and where they may stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import pandas as pd

from larvik_analysis.estimate.indicators.returns_ops import may_leave, numbers_of_table
from larvik_analysis.estimate.indicators.tables import tabulate_estimates
from larvik_analysis.terms.catalogue import Language
from larvik_analysis.terms.returns_case import ReturnsModel

from .exhibit import Exhibit
from .statement import Statement, write_out

EXAMPLE = Statement(key="returns.example")


def rows_of(
    model: ReturnsModel, table: str, rows: Iterable[tuple[str, Mapping[str, str]]]
) -> pd.DataFrame:
    """Rows of a table of returns under the labels given, each with its sum.

    Parameters
    ----------
    model : ReturnsModel
    table : str
        One of `returns_ops.TABLES`.
    rows : iterable of (str, mapping of str to str)
        The row's name in that table, and its labels.
    """
    numbers = numbers_of_table(model, table)
    return tabulate_estimates([(dict(labels), numbers[row]) for row, labels in rows])


def in_its_place(
    exhibit: Exhibit, model: ReturnsModel, table: str, language: Language
) -> Exhibit:
    """The exhibit for the report, or for the internal page and marked as an example.

    Kroner that rest on somebody's judgement do not leave. The mark stands in the title,
    written out in the language, and across a figure.
    """
    if may_leave(model, table):
        return exhibit
    options = {**exhibit.options, "is_example": True} if exhibit.is_figure else exhibit.options
    notes = (EXAMPLE, *exhibit.notes)
    said = {"title": write_out(exhibit.title, language)}
    title = Statement(key="returns.example_title", words=said)
    return replace(exhibit, layer="internal", options=options, notes=notes, title=title)

"""Numbers of a return as one long table, and how a row of it is worked out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.returns.model_numbers import (
    Values,
    missing_of,
    numbers_of,
    weakest_kind,
)
from larvik_analysis.terms.returns_case import ReturnsModel
from larvik_analysis.terms.returns_results import ReturnEstimate

FloatArray = NDArray[np.float64]
Labels = dict[str, str]
RETURN_COLUMNS = (
    "estimate", "low", "high", "unit", "price_year", "kind", "reason", "missing",
)  # fmt: skip


def tabulate_returns(
    rows: Sequence[tuple[Labels, ReturnEstimate]], *, labels: Sequence[str] = ()
) -> pd.DataFrame:
    """One row a number: the labels first, then `RETURN_COLUMNS`.

    Parameters
    ----------
    rows : sequence of (labels, ReturnEstimate)
        Every row has the same label names.
    labels : sequence of str
        The label names, where there may be no rows to take them from.

    Returns
    -------
    DataFrame
        Numbers as float, missing as NaN with a `reason`; ``price_year`` as nullable integer;
        ``missing`` holds the names of parameters, with commas between.
    """
    records = [
        label
        | {name: getattr(estimate, name) for name in RETURN_COLUMNS}
        | {"missing": ", ".join(estimate.missing)}
        for label, estimate in rows
    ]
    names = [*(rows[0][0] if rows else labels), *RETURN_COLUMNS]
    table = pd.DataFrame.from_records(records, columns=names)
    types = dict.fromkeys(("estimate", "low", "high"), "float64")
    return table.astype({**types, "price_year": "Int64"})


def estimate_number(
    model: ReturnsModel,
    values: Values | None,
    names: Iterable[str],
    work_out: Callable[[Mapping[str, FloatArray]], FloatArray | float],
    unit: str,
) -> ReturnEstimate:
    """One number of a model, or the parameters that it lacks.

    Parameters
    ----------
    model : ReturnsModel
    values : mapping of str to float or None
        Parameters otherwise.
    names : iterable of str
        The parameters it is worked out from.
    work_out : callable
        From these parameters, as arrays of one number, to the number; NaN where nothing was
        averted that it could be divided by.
    unit : str
        Kroner, where it begins with ``nok``, are in the prices of the model.

    Raises
    ------
    ParameterError
        As `numbers_of`; if a value is a list of several.
    """
    needed = tuple(dict.fromkeys(names))
    missing = missing_of(model, needed, values)
    none = ReturnEstimate(
        estimate=None,
        unit=unit,
        kind=weakest_kind(model, needed, values),
        price_year=model.price_year if unit.startswith("nok") else None,
    )
    if missing:
        return replace(none, reason="parameter_missing", missing=missing)
    numbers, n_draws = numbers_of(model, values, names=needed)
    if n_draws > 1:
        raise ParameterError("values_single")
    found = float(np.asarray(work_out(numbers)).item())
    if np.isnan(found):
        return replace(none, reason="nothing_averted")
    return replace(none, estimate=found)

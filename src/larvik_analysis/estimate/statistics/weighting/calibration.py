"""Designs whose weights are fitted to known counts, with variances that know of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal, get_args

import numpy as np
import pandas as pd

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.arguments import FloatArray, refuse_method
from larvik_analysis.estimate.statistics.weighting.design import Calibration, SurveyDesign
from larvik_analysis.estimate.statistics.weighting.estimates import check_rows
from larvik_analysis.estimate.statistics.weighting.faults import refuse_all
from larvik_analysis.estimate.statistics.weighting.margins import (
    Cells,
    Margins,
    sort_into_cells,
)
from larvik_analysis.estimate.statistics.weighting.raking import factors_to_margins

CalibrationMethod = Literal["raking", "linear"]
ResidualWeights = Literal["base", "equal"]


def calibrate(
    design: SurveyDesign,
    respondents: pd.DataFrame,
    margins: Margins,
    *,
    method: CalibrationMethod = "raking",
    residuals: ResidualWeights = "base",
) -> SurveyDesign:
    """The design with weights that meet the margins of the population.

    What the margins explain of an answer adds nothing to its variance any more: every
    estimate under the new design takes the residuals of a regression on the margins.

    Parameters
    ----------
    design : SurveyDesign
        With the base weights.
    respondents : DataFrame
        A column for each margin, on the index of the design's weights.
    margins : mapping
        Column -> {level: count in the population}, as in `rake`.
    method : {"raking", "linear"}
        ``raking`` multiplies base weights by a product of factors, one for each margin, and
        keeps them positive; ``linear`` by a sum (the general regression estimator).
    residuals : {"base", "equal"}
        Weights of the regression: the base weights, as in R's `calibrate`, or equal ones,
        as in R's `rake`. They agree but for a small sample's error.

    Returns
    -------
    SurveyDesign
        A design that was fitted to margins before is fitted to these alone.

    Raises
    ------
    WeightingError
        A ParameterError: all that `rake` refuses; linear weights below zero.

    References
    ----------
    .. [1] Deville, J.-C., Sarndal, C.-E. and Sautory, O. (1993). Generalized raking
       procedures in survey sampling. Journal of the American Statistical Association 88,
       1013-1020.

    Examples
    --------
    >>> parents = pd.DataFrame({"sex": ["F", "F", "F", "M"]})
    >>> design = SurveyDesign(weights=pd.Series([1.0, 1.0, 2.0, 1.0]))
    >>> calibrate(design, parents, {"sex": {"F": 40, "M": 10}}).weights.tolist()
    [10.0, 10.0, 20.0, 10.0]
    """
    refuse_method(method, get_args(CalibrationMethod))
    refuse_method(residuals, get_args(ResidualWeights))
    check_rows(respondents, design, "respondents")
    cells = sort_into_cells(respondents, margins, [])
    base = design.base
    totals = cells.sums(base)
    columns = _indicators(cells)
    if method == "raking":
        factors = factors_to_margins(totals[:, None], cells)[:, 0]
    else:
        factors = _linear_factors(totals, columns, cells)
    calibration = Calibration(
        cell_of_row=cells.cell_of_row,
        columns=columns,
        weights=base if residuals == "base" else (base > 0).astype(float),
    )
    weights = pd.Series(base * factors[cells.cell_of_row], index=design.weights.index)
    return replace(design, weights=weights.rename("weight"), calibration=calibration)


def post_stratify(
    design: SurveyDesign, groups: pd.Series, population: Mapping[object, float]
) -> SurveyDesign:
    """The design with weights that add up to the known size of each group.

    Parameters
    ----------
    design : SurveyDesign
        With the base weights.
    groups : Series
        The group of each respondent, on the index of the design's weights.
    population : mapping
        Group -> count in the population.

    Returns
    -------
    SurveyDesign

    Raises
    ------
    WeightingError
        As `calibrate`; a group that is counted and that nobody is in cannot be made up for.

    Examples
    --------
    >>> design = SurveyDesign(weights=pd.Series([1.0, 1.0, 2.0]))
    >>> post_stratify(design, pd.Series(["F", "F", "M"]), {"F": 8, "M": 6}).weights.tolist()
    [4.0, 4.0, 6.0]
    """
    column = "group" if groups.name is None else str(groups.name)
    return calibrate(design, groups.to_frame(column), {column: population})


def _indicators(cells: Cells) -> FloatArray:
    """The levels of each cell as 0 and 1, shape (n_cells, n_levels of all margins)."""
    return np.hstack(
        [np.eye(margin.counts.size)[margin.level_of_cell] for margin in cells.margins]
    )


def _linear_factors(totals: FloatArray, columns: FloatArray, cells: Cells) -> FloatArray:
    """Factors that are a sum over the margins, the closest to one by least squares."""
    wanted = np.concatenate([margin.counts for margin in cells.margins])
    apart = wanted - columns.T @ totals
    normal = columns.T @ (totals[:, None] * columns)
    factors = 1 + columns @ (np.linalg.pinv(normal, hermitian=True) @ apart)
    problems = []
    reached = columns.T @ (totals * factors)
    if np.abs(reached - wanted).max() > 1e-8 * wanted.max():  # rounding of a singular system
        names = ", ".join(margin.column for margin in cells.margins)
        problems.append(ParameterError("margins_out_of_reach", columns=names))
    elif (factors[totals > 0] < 0).any():
        problems.append(ParameterError("weights_linear_negative"))
    refuse_all(problems)
    return np.asarray(np.where(totals > 0, factors, 1.0))

"""Statistics of own data that need the rows: scales with gaps, families, comparisons.

The gate cannot turn them back into counts that it could judge together with all else, so
they leave of opinions alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt

from larvik_analysis.estimate.statistics.of_counts import alpha, mean, standard_deviation
from larvik_analysis.terms.microdata import Microdata, Scored
from larvik_analysis.terms.questions import DataFile, Scale

from .change_statistics import CHANGE_STATISTICS
from .families import family_of_row, share_of_families
from .group_statistics import GROUP_STATISTICS
from .row_result import RowResult
from .scores import group_of, scores_of_rows

FloatArray = npt.NDArray[np.float64]
USABLE = "usable"


def scale_of(declared: DataFile, items: tuple[str, ...]) -> Scale:
    """The scale that is made of these questions; KeyError if there is none."""
    return {scale.items: scale for scale in declared.scales}[items]


def means_of_rows(data: Microdata, scored: Scored) -> FloatArray:
    """Each respondent's mean of the items answered, where enough of them are; else NaN."""
    key = ("means of rows", scored.variables, scored.where)
    return data.once(key, lambda: _means_of_rows(data, scored))


def _means_of_rows(data: Microdata, scored: Scored) -> FloatArray:
    scale = scale_of(data.declared, scored.variables)
    scores = scores_of_rows(data, scored)
    n_answered = (~np.isnan(scores)).sum(axis=1)
    sums = np.nansum(scores, axis=1)
    return np.where(n_answered >= scale.n_least, sums / np.maximum(n_answered, 1), np.nan)


def _of_scale(
    statistic: Callable[[FloatArray, npt.NDArray[np.int64]], float],
) -> Callable[[Microdata, Scored], RowResult]:
    def of_rows(data: Microdata, scored: Scored) -> RowResult:
        means = means_of_rows(data, scored)
        has_mean: npt.NDArray[np.bool_] = ~np.isnan(means)
        once = np.ones(int(has_mean.sum()), dtype=np.int64)
        value = statistic(means[has_mean][:, None], once)
        return RowResult(value, once.size, n_families=_families_of(data, scored, has_mean))

    return of_rows


def _scale_alpha(data: Microdata, scored: Scored) -> RowResult:
    """Of those who answered every item, without an interval."""
    scale_of(data.declared, scored.variables)
    scores = scores_of_rows(data, scored)
    is_whole: npt.NDArray[np.bool_] = ~np.asarray(np.isnan(scores).any(axis=1))
    once = np.ones(int(is_whole.sum()), dtype=np.int64)
    n_families = _families_of(data, scored, is_whole)
    return RowResult(alpha(scores[is_whole], once), once.size, n_families=n_families)


def _families_of(data: Microdata, scored: Scored, chosen: npt.NDArray[np.bool_]) -> int:
    """How many families stand behind some of those whom a statistic is about."""
    families = family_of_row(data)[group_of(data, scored)][chosen]
    return int(np.count_nonzero(np.bincount(families)))


def _usable(data: Microdata, scored: Scored) -> RowResult:
    """How many answered anything at all, of those whose rows they are."""
    chosen = group_of(data, scored)
    has_answer = data.once("has an answer", lambda: data.table.notna().any(axis=1).to_numpy())
    n_usable = int((has_answer & chosen).sum())
    return RowResult(float(n_usable), n_usable, unit="count")


# Those that are of somebody who left a question open, too.
WITH_GAPS = ("scale_mean", "scale_standard_deviation", "scale_alpha", USABLE)
OF_ROWS: Mapping[str, Callable[[Microdata, Scored], RowResult]] = {
    "scale_mean": _of_scale(mean),
    "scale_standard_deviation": _of_scale(standard_deviation),
    "scale_alpha": _scale_alpha,
    USABLE: _usable,
    "families_any": lambda data, scored: share_of_families(data, scored, every=False),
    "families_all": lambda data, scored: share_of_families(data, scored, every=True),
    **GROUP_STATISTICS,
    **CHANGE_STATISTICS,
}

"""What repeated scores of one case say: two phases compared, where there are enough scores."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.outcomes.rows import Row, tabulate_rows
from larvik_analysis.estimate.statistics.arguments import FloatArray, plain_level
from larvik_analysis.estimate.statistics.baseline_trend import baseline_corrected_tau
from larvik_analysis.estimate.statistics.overlap_indices import (
    non_overlap_of_all_pairs,
    share_exceeding_median,
    share_non_overlapping,
    tau_overlap,
    tau_u,
)
from larvik_analysis.estimate.statistics.phase_pairs import Better
from larvik_analysis.estimate.statistics.response_ratio import log_response_ratio
from larvik_analysis.estimate.statistics.samples import as_list
from larvik_analysis.terms.goal_results import CorrectedComparison, PhaseComparison
from larvik_analysis.terms.results import NotEstimable

# Scores a phase needs: below the first it is no single-case design, from the second on it
# meets the standards for them without reservation.
LEAST_POINTS: Final = 3
ENOUGH_POINTS: Final = 5
# Unit of each index, in the order of the table.
INDICES: Final[Mapping[str, str]] = {
    "nap": "share",
    "tau": "tau",
    "tau_u": "tau",
    "tau_bc": "tau",
    "lrr": "log_ratio",
    "pnd": "share",
    "pem": "share",
}
_TOO_FEW: Final = (
    "fewer than three scores in a phase; collect five or more in each, before help begins "
    "and after"
)
_MIXED: Final = "the phases alternate; give each baseline with its treatment as its own case"
_LABELS: Final = ("case", "index")
_EXTRAS: Final = {
    "standard_error": "float64",
    "n_baseline": "int64",
    "n_treatment": "int64",
    "more_baseline": "int64",
    "more_treatment": "int64",
    "reservation": "object",
    "baseline_trend": "bool",
}


def estimate_single_case(
    sessions: pd.DataFrame, *, better: Better, level: float = 0.95
) -> pd.DataFrame:
    """Indices of overlap of the two phases of each case, or why there are none.

    Parameters
    ----------
    sessions : DataFrame
        One row a score: `case`, `phase` ("A" before, "B" during help), `session` (in order
        of time) and `score`, which may be missing.
    better : {"lower", "higher"}
        Which scores are better.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    DataFrame
        Labels `case` and `index`, then `ESTIMATE_COLUMNS`, `standard_error`, `n_baseline`,
        `n_treatment`, `more_baseline` and `more_treatment` (scores still to collect before a
        phase has five), `reservation` (``few_points`` with three or four in a phase, else
        empty) and `baseline_trend` (whether Kendall's test rejects a baseline without a trend
        at 1 less `level`: then read ``tau_bc``). Indices are ``nap``, ``tau``, ``tau_u``,
        ``tau_bc`` (baseline-corrected where the trend is significant), ``lrr``, ``pnd`` and
        ``pem``. All are turned so that more is better, but the log ratio: it is below 0
        where scores have fallen. With fewer than three scores in a phase none is estimated.

    Raises
    ------
    ParameterError
        If a phase is neither A nor B, a case or session is missing, a session stands twice in
        a case, or `better` or `level` is not allowed.

    References
    ----------
    .. [1] What Works Clearinghouse (2022). Procedures and Standards Handbook, version 5.0,
       chapter VI: three to five scores in a phase.
    """
    level = plain_level(level)
    _refuse_sessions(sessions)
    rows: list[Row] = []
    extras: list[dict[str, Any]] = []
    for case, own in sessions.groupby("case", sort=True):
        ordered = own.sort_values("session")
        found, told = _of_case(ordered, better, level)
        for index, unit in INDICES.items():
            labels = {"case": str(case), "index": index}
            n = told["n_baseline"] + told["n_treatment"]
            rows.append(Row(labels, found[index], unit, n=n, n_families=None))
            error = getattr(found[index], "standard_error", None)
            extras.append({"standard_error": error, **told})
    table = tabulate_rows(rows, _LABELS)
    more = pd.DataFrame(extras, columns=list(_EXTRAS), index=table.index).astype(_EXTRAS)
    return pd.concat([table, more], axis=1)


def _of_case(
    ordered: pd.DataFrame, better: Better, level: float
) -> tuple[dict[str, PhaseComparison | NotEstimable], dict[str, Any]]:
    known = ordered[ordered["score"].notna()]
    is_first = (known["phase"] == "A").to_numpy()
    scores, times = as_list(known["score"]), as_list(known["session"])
    before, after = scores[is_first], scores[~is_first]
    told: dict[str, Any] = {
        "n_baseline": before.size,
        "n_treatment": after.size,
        "more_baseline": max(0, ENOUGH_POINTS - before.size),
        "more_treatment": max(0, ENOUGH_POINTS - after.size),
        "reservation": "",
        "baseline_trend": False,
    }
    if min(before.size, after.size) < LEAST_POINTS:
        return dict.fromkeys(INDICES, NotEstimable(_TOO_FEW)), told
    if not is_first[: before.size].all():
        return dict.fromkeys(INDICES, NotEstimable(_MIXED)), told
    if min(before.size, after.size) < ENOUGH_POINTS:
        told["reservation"] = "few_points"
    found = _indices(before, after, times, better, level)
    corrected = found["tau_bc"]
    told["baseline_trend"] = (
        isinstance(corrected, CorrectedComparison) and corrected.is_corrected
    )
    return found, told


def _indices(
    before: FloatArray, after: FloatArray, times: FloatArray, better: Better, level: float
) -> dict[str, PhaseComparison | NotEstimable]:
    return {
        "nap": non_overlap_of_all_pairs(before, after, better=better, level=level),
        "tau": tau_overlap(before, after, better=better, level=level),
        "tau_u": tau_u(before, after, better=better),
        "tau_bc": baseline_corrected_tau(
            before, after, times=times, better=better, level=level
        ),
        "lrr": log_response_ratio(before, after, level=level),
        "pnd": share_non_overlapping(before, after, better=better),
        "pem": share_exceeding_median(before, after, better=better),
    }


def _refuse_sessions(sessions: pd.DataFrame) -> None:
    if not sessions["phase"].isin(["A", "B"]).all():
        raise ParameterError("phases_unknown")
    if sessions[["case", "session"]].isna().any(axis=None):
        raise ParameterError("sessions_incomplete")
    if sessions.duplicated(["case", "session"]).any():
        raise ParameterError("sessions_repeated")

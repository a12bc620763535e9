"""Goals of families and scores of single cases, as those with access see them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from larvik_analysis.estimate.outcomes.goals import LADDER, estimate_goal_attainment
from larvik_analysis.estimate.outcomes.single_case import LEAST_POINTS, estimate_single_case
from larvik_analysis.terms.study import Study
from larvik_analysis.terms.units import UnitOfAnalysis

from .exhibit import Exhibit
from .internal import cell_of, internal_exhibit, outcomes_of, word_of

MOST_GOALS = 30  # with more, goals are counted
_INDICES = ("nap", "tau", "tau_bc")


def exhibit_goal_ladder(study: Study, measure: str) -> Exhibit | None:
    """Figure: how far each goal was reached, from much less to much more than expected.

    For those with access to the private data alone. Above 30 goals they are counted rung by
    rung. None where no goals of the measure are read.
    """
    goals = outcomes_of(study, measure).goals
    if goals is None or goals.empty:
        return None
    estimates = estimate_goal_attainment(goals)
    mean = estimates[estimates["quantity"] == "t_score_mean"].iloc[0]
    is_many = len(goals) > MOST_GOALS
    rows = _rungs(estimates, study) if is_many else _goals(goals, study)
    columns = ["part", "label", "family_place", "score", "count"]
    table = pd.DataFrame(rows, columns=columns).assign(
        n=int(goals["score"].notna().sum()),
        n_not_rated=int(goals["score"].isna().sum()),
        n_families=int(goals["family"].nunique()),
    )
    types = {"family_place": "Int64", "count": "Int64", "score": "float64"}
    has_mean = bool(pd.notna(mean["low"]))
    return internal_exhibit(
        study, "goals", table.astype(types), ("part", "label"),
        name="mal",
        draw="goal_ladder.draw_goal_ladder",
        cells={"mean": cell_of(mean, UnitOfAnalysis.SCALE)} if has_mean else {},
        caption="caption_mean" if has_mean else "caption",
    )  # fmt: skip


def _rungs(estimates: pd.DataFrame, study: Study) -> Iterator[dict[str, Any]]:
    rungs = estimates[estimates["quantity"] == "goals"]
    for score, count in zip(rungs["score"], rungs["estimate"], strict=True):
        step = int(score)
        yield {"part": "count", "label": _rung(step, study), "score": step, "count": int(count)}


def _goals(goals: pd.DataFrame, study: Study) -> Iterator[dict[str, Any]]:
    """Each goal, those of a family together, in the order of what they reached."""
    means = goals.groupby("family")["score"].mean()
    order = {family: place for place, family in enumerate(_ranked(means), start=1)}
    placed = goals.assign(family_place=goals["family"].map(order))
    placed = placed.sort_values(["family_place", "score"], ascending=[True, False])
    for place, score in zip(placed["family_place"], placed["score"], strict=True):
        is_rated = pd.notna(score)
        label = _rung(int(score // 1), study) if is_rated else word_of(study, "goals.not_rated")
        yield {"part": "goal", "label": label, "family_place": place, "score": score}


def _ranked(means: pd.Series[float]) -> list[str]:
    ranked = means.sort_values(ascending=False, kind="stable", na_position="last")
    return [str(family) for family in ranked.index]


def _rung(score: int, study: Study) -> str:
    names = ("much_less", "less", "expected", "more", "much_more")
    return word_of(study, f"rung.{names[LADDER.index(score)]}")


def exhibit_case_panels(study: Study, measure: str) -> Exhibit | None:
    """Figure: the scores of each case before and during help, with what they can carry.

    For those with access to the private data alone. A case with fewer than three scores in a
    phase is drawn without indices and says why. None where no scores of the
    measure are read.
    """
    outcomes = outcomes_of(study, measure)
    if outcomes.sessions is None or outcomes.sessions.empty:
        return None
    found = estimate_single_case(outcomes.sessions, better=outcomes.sessions_better)
    rows = [
        row
        for place, (case, own) in enumerate(outcomes.sessions.groupby("case", sort=True), 1)
        for row in _case(place, own, found[found["case"] == str(case)], study)
    ]
    columns = [
        "case", "label", "part", "phase", "session", "score", "index", "estimate", "low",
        "high", "level", "said",
    ]  # fmt: skip
    floats = dict.fromkeys(("score", "estimate", "low", "high", "level"), "float64")
    table = pd.DataFrame(rows, columns=columns).astype({**floats, "session": "Int64"})
    table["better"] = outcomes.sessions_better
    return internal_exhibit(
        study, "cases", table, ("label", "part", "phase", "index"),
        name="enkeltsaker",
        draw="case_panels.draw_case_panels",
        unit=UnitOfAnalysis.CASES,
    )  # fmt: skip


def _case(
    place: int, own: pd.DataFrame, found: pd.DataFrame, study: Study
) -> Iterator[dict[str, Any]]:
    """Scores, the median of each phase, then indices or why there are none."""
    of_case = {"case": place, "label": word_of(study, "cases.case", n=place)}
    for score in own.sort_values("session").to_dict("records"):
        shown = {name: score[name] for name in ("phase", "session", "score")}
        yield {**of_case, "part": "score", **shown}
    for phase, median in own.groupby("phase", sort=True)["score"].median().items():
        yield {**of_case, "part": "median", "phase": phase, "score": median}
    first = found.iloc[0]
    for _, row in found[found["index"].isin(_INDICES)].iterrows():
        is_asked = row["index"] != "tau_bc" or row["baseline_trend"]
        if is_asked and pd.notna(row["estimate"]):
            told = {name: row[name] for name in ("index", "estimate", "low", "high", "level")}
            label = word_of(study, f"cases.{row['index']}")
            yield {**of_case, "part": "index", "said": label, **told}
    if reason := _reservation(first, study):
        yield {**of_case, "part": "reservation", "said": reason}


def _reservation(first: pd.Series[Any], study: Study) -> str:
    """Why a case has no indices, or what to hold against them; empty where nothing is."""
    more = {"before": int(first["more_baseline"]), "during": int(first["more_treatment"])}
    if min(first["n_baseline"], first["n_treatment"]) < LEAST_POINTS:
        return word_of(study, "cases.too_few", **more)
    if first["reason"]:
        return word_of(study, "cases.mixed")
    if first["reservation"] == "few_points":
        return word_of(study, "cases.few_points", **more)
    return ""

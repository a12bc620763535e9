"""Reads what was done with families, and what came of it: contacts, goals, repeated scores."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

import pandas as pd

from larvik_analysis.inputs.outcomes.ground import Ground, as_days, in_order_of_content
from larvik_analysis.inputs.outcomes.table import OwnTable
from larvik_analysis.inputs.outcomes.vocabulary import MODES, PHASES, lexicon
from larvik_analysis.terms.outcome_files import ContactFile

_LOWEST_GOAL, _HIGHEST_GOAL = -2, 2


def contacts_of(table: OwnTable, declared: ContactFile, ground: Ground) -> pd.DataFrame | None:
    """The contacts of a file: family, date, minutes, mode; None where something is wrong."""
    families = table.texts("family", is_needed=True)
    dates = table.dates("date", latest=ground.analysis_date)
    minutes = table.numbers("minutes")
    negative = [n for n, number in enumerate(minutes) if number is not None and number < 0]
    table.tell("outcomes_minutes", negative, "minutes")
    modes = table.words("mode", lexicon(MODES, declared.modes))
    if not table.is_whole:
        return None
    found = pd.DataFrame(
        {
            "family": ground.families(families),
            "date": as_days(dates),
            "minutes": pd.Series(minutes, dtype="float64"),
            "mode": modes,
        }
    )
    return in_order_of_content(found, "family")


def goals_of(table: OwnTable, ground: Ground) -> pd.DataFrame | None:
    """The goals of a file: family, goal, weight, score; None where something is wrong.

    What a goal is called stays outside. It gets a number within its family, by its weight
    and its score and not by its name.
    """
    families = table.texts("family", is_needed=True)
    goals = table.texts("goal", is_needed=True)
    scores = table.numbers("score")
    allowed = range(_LOWEST_GOAL, _HIGHEST_GOAL + 1)
    off = [n for n, score in enumerate(scores) if score is not None and score not in allowed]
    known = ", ".join(map(str, allowed))
    table.tell("outcomes_goal_score", off, "score", known=known)
    weights = table.numbers("weight")
    light = [n for n, weight in enumerate(weights) if weight is not None and weight <= 0]
    table.tell("outcomes_weight", light, "weight")
    table.tell_repeated(list(zip(families, goals, strict=True)), "goal")
    if not table.is_whole:
        return None
    found = in_order_of_content(
        pd.DataFrame(
            {
                "family": ground.families(families),
                "weight": pd.Series(
                    [1.0 if weight is None else weight for weight in weights], dtype="float64"
                ),
                "score": pd.Series(scores, dtype="float64"),
            }
        ),
        "family",
    )
    numbers = found.groupby("family").cumcount() + 1
    found.insert(1, "goal", numbers)
    return found


def sessions_of(table: OwnTable, ground: Ground) -> pd.DataFrame | None:
    """The scores of a file: case, phase, session, score; None where something is wrong."""
    cases = table.texts("case", is_needed=True)
    table.note_personal("case")
    phases = table.words("phase", lexicon(PHASES), is_needed=True)
    sessions = table.whole_numbers("session")
    scores = table.numbers("score", is_needed=True)
    dates = table.dates("date", is_needed=False, latest=ground.analysis_date)
    table.tell_repeated(list(zip(cases, sessions, strict=True)), "session")
    by_case = defaultdict(list)
    for n, session in enumerate(sessions):
        if session is not None:
            by_case[cases[n]].append((session, phases[n], dates[n], n))
    back_to_a = [
        n
        for found in by_case.values()
        for session, phase, _, n in found
        if phase == "A" and any(s < session for s, p, _, _ in found if p == "B")
    ]
    table.tell("outcomes_phase_order", back_to_a, "phase")
    backward = [
        n
        for found in by_case.values()
        for session, _, date, n in found
        if date and any(date < d for s, _, d, _ in found if d and s < session)
    ]
    table.tell("outcomes_dates_order", backward, "date")
    if not table.is_whole:
        return None
    found = pd.DataFrame(
        {
            "case": ground.families(cases),
            "phase": phases,
            "session": pd.array(sessions, dtype="int64"),
            "score": pd.Series(scores, dtype="float64"),
        }
    )
    found = in_order_of_content(found, "case")
    turn = {case: n for n, case in enumerate(dict.fromkeys(found["case"]))}
    order = found.assign(turn=found["case"].map(turn)).sort_values(["turn", "session"])
    return order.drop(columns="turn").reset_index(drop=True)


def note_strangers(table: OwnTable, ground: Ground, families: Collection[str]) -> None:
    """Note rows of families that are not among the rated ones: a mark may be misspelt."""
    marks = ground.families(table.texts("family"))
    strange = [n for n, mark in enumerate(marks) if mark and mark not in families]
    n_families = len({marks[n] for n in strange})
    table.note("outcomes_strangers", strange, "family", families=str(n_families))

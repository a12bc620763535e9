"""Reads episodes of families at the levels of follow-up."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

from larvik_analysis.inputs.outcomes.ground import Ground, as_days, in_order_of_content
from larvik_analysis.inputs.outcomes.table import OwnTable
from larvik_analysis.inputs.outcomes.vocabulary import CONSENT, EPISODE_OUTCOMES, lexicon
from larvik_analysis.terms.outcome_files import PathwayFile
from larvik_analysis.terms.outcomes import Pathways
from larvik_analysis.terms.words import Words

_ENDED_FOR_GOOD = ("closed", "left")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Episode:
    """One row: a family at a level for a time."""

    row: int
    family: str
    level: int | None
    start: datetime.date
    end: datetime.date | None
    outcome: str
    has_reason: bool


def pathways_of(
    table: OwnTable,
    declared: PathwayFile,
    levels: Mapping[int, Words],
    transitions: frozenset[tuple[int, int]],
    ground: Ground,
) -> Pathways | None:
    """The episodes of a file; None where something is wrong, which the table then tells.

    Parameters
    ----------
    table : OwnTable
        With the columns `EPISODES`.
    declared : PathwayFile
        The words of its closed lists.
    levels : mapping of int to Words
    transitions : frozenset of pairs of int
    ground : Ground
    """
    families = table.texts("family", is_needed=True)
    level = table.whole_numbers("level")
    unknown = [n for n, found in enumerate(level) if found is not None and found not in levels]
    known = ", ".join(map(str, sorted(levels)))
    table.tell("outcomes_level", unknown, "level", known=known)
    start = table.dates("start", latest=ground.analysis_date)
    end = table.dates("end", is_needed=False, latest=ground.analysis_date)
    outcome = table.words("outcome", lexicon(EPISODE_OUTCOMES))
    answers = {
        "service": table.words("service", lexicon({}, declared.services)),
        "referral": table.words("referral", lexicon({}, declared.referrals)),
        "consent": table.words("consent", lexicon(CONSENT)),
    }
    reasons = table.texts("reason")
    episodes = [
        _Episode(
            row=n,
            family=families[n],
            level=level[n] if level[n] in levels else None,
            start=began,
            end=end[n],
            outcome=outcome[n],
            has_reason=bool(reasons[n]),
        )
        for n, began in enumerate(start)
        if began is not None
    ]
    _check(table, episodes, transitions)
    if not table.is_whole:
        return None
    found = pd.DataFrame(
        {
            "family": ground.families(families),
            "level": pd.array(level, dtype="int64"),
            "start": as_days(start),
            "end": as_days(end),
            **answers,
            "outcome": outcome,
            "has_reason": [bool(reason) for reason in reasons],
        }
    )
    return Pathways(
        table=in_order_of_content(found, "family"),
        levels=dict(levels),
        transitions=transitions,
        censored_on=ground.analysis_date,
    )


def _check(
    table: OwnTable, episodes: Sequence[_Episode], transitions: frozenset[tuple[int, int]]
) -> None:
    backward = [e.row for e in episodes if e.end is not None and e.end < e.start]
    table.tell("outcomes_end_first", backward, "end")
    still_open = [e.row for e in episodes if e.end is None and e.outcome]
    table.tell("outcomes_open_outcome", still_open, "outcome")
    by_family = defaultdict(list)
    for episode in sorted(episodes, key=lambda e: (e.start, e.end or datetime.date.max)):
        by_family[episode.family].append(episode)
    steps = [pair for found in by_family.values() for pair in pairwise(found)]
    overlap = [e.row for pair in steps if _overlaps(*pair) for e in pair]
    table.tell("outcomes_overlap", overlap, "start")
    jumps = [after.row for before, after in steps if _jumps(before, after, transitions)]
    table.tell("outcomes_jump", jumps, "level")


def _overlaps(before: _Episode, after: _Episode) -> bool:
    """Whether a family is at two levels at once; one may begin the day the other ends."""
    return before.end is None or after.start < before.end


def _jumps(before: _Episode, after: _Episode, transitions: frozenset[tuple[int, int]]) -> bool:
    """Whether a family moves as it may not, and nobody says why. Whoever comes back may."""
    if before.level is None or after.level is None or before.level == after.level:
        return False
    is_allowed = (before.level, after.level) in transitions
    return not (is_allowed or after.has_reason or before.outcome in _ENDED_FOR_GOOD)

"""Reads ratings of families and children: one row a rating round, one column a factor."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from larvik_analysis.inputs.naming import alike
from larvik_analysis.inputs.outcomes.ground import Ground, as_days, in_order_of_content
from larvik_analysis.inputs.outcomes.scale import score_of, words_of_scale
from larvik_analysis.inputs.outcomes.table import OwnTable
from larvik_analysis.inputs.outcomes.vocabulary import ROLES, lexicon
from larvik_analysis.terms.outcome_files import OutcomeFiles
from larvik_analysis.terms.outcomes import Factor, FamilyRatings

# A first rating this long after the start is no picture of how things were before it.
_DAYS_OF_GRACE = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class _Round:
    """One row: who was rated, when, by whom."""

    family: str
    child: str
    wave: int | None
    date: datetime.date | None
    rater: str

    @property
    def unit(self) -> tuple[str, str]:
        """The family, or the child in it."""
        return self.family, self.child


def ratings_of(
    table: OwnTable, files: OutcomeFiles, factors: Sequence[Factor], ground: Ground
) -> FamilyRatings | None:
    """The ratings of a file; None where something is wrong, which the table then tells.

    Parameters
    ----------
    table : OwnTable
        With the columns `RATINGS` and one a factor.
    files : OutcomeFiles
        The scale, and how the ratings were made.
    factors : sequence of Factor
    ground : Ground
    """
    roles = table.words("role", lexicon(ROLES, files.roles))
    rounds = _rounds(table, ground)
    ratings = {factor.id: _scores(table, factor.id, files) for factor in factors}
    for mark in ("family", "child"):
        table.note_personal(mark)
    _check_waves(table, rounds)
    _check_children(table, rounds)
    table.tell_repeated([(r.family, r.child, r.wave, r.rater) for r in rounds], "wave")
    _check_dates(table, rounds, files.start)
    if not table.is_whole:
        return None
    _note_lost(table, rounds)
    marks = pd.DataFrame(
        {
            "family": ground.families([r.family for r in rounds]),
            "child": ground.others("child", [r.child for r in rounds]),
            "wave": [r.wave for r in rounds],
            "date": as_days([r.date for r in rounds]),
            "rater": ground.others("rater", [r.rater for r in rounds]),
            "role": roles,
        }
    )
    wide = in_order_of_content(
        pd.concat([marks, pd.DataFrame(ratings, dtype=float)], axis=1),
        "family",
        ("child", "rater"),
    )
    return FamilyRatings(
        table=_long(wide, [factor.id for factor in factors]),
        levels=files.scale,
        factors=tuple(factors),
        families=tuple(dict.fromkeys(wide["family"])),
        rated_by_deliverer=files.rated_by == "deliverers",
        chosen_for_high_risk=bool(files.chosen_for_high_risk),
        start=files.start,
    )


def _rounds(table: OwnTable, ground: Ground) -> list[_Round]:
    return [
        _Round(family=family, child=child, wave=wave, date=date, rater=rater)
        for family, child, wave, date, rater in zip(
            table.texts("family", is_needed=True),
            table.texts("child"),
            table.whole_numbers("wave"),
            table.dates("date", latest=ground.analysis_date),
            table.texts("rater"),
            strict=True,
        )
    ]


def _scores(table: OwnTable, name: str, files: OutcomeFiles) -> list[float | None]:
    """The ratings of one factor; None where it was not rated."""
    words = words_of_scale(files.scale)
    scores = {float(level.score) for level in files.scale}
    not_rated = {"", *(alike(str(text)) for text in files.not_rated)}
    cells = table.texts(name)
    read = [None if cell in not_rated else score_of(cell, words, scores) for cell in cells]
    off = [n for n, cell in enumerate(cells) if cell not in not_rated and read[n] is None]
    known = ", ".join(str(level.score) for level in files.scale)
    table.tell("outcomes_off_scale", off, name, known=known)
    return read


def _check_waves(table: OwnTable, rounds: Sequence[_Round]) -> None:
    low = [n for n, r in enumerate(rounds) if r.wave is not None and r.wave < 1]
    table.tell("outcomes_wave", low, "wave")


def _check_children(table: OwnTable, rounds: Sequence[_Round]) -> None:
    homes = defaultdict(set)
    for r in rounds:
        homes[r.child].add(r.family)
    twice = [n for n, r in enumerate(rounds) if r.child and len(homes[r.child]) > 1]
    table.tell("outcomes_child_in_two", twice, "child")


def _check_dates(
    table: OwnTable, rounds: Sequence[_Round], start: datetime.date | None
) -> None:
    by_unit = defaultdict(list)
    for n, r in enumerate(rounds):
        if r.wave is not None and r.date is not None:
            by_unit[r.unit].append((r.wave, r.date, n))
    backward = [
        n
        for found in by_unit.values()
        for wave, date, n in found
        if any(date < other for earlier, other, _ in found if earlier < wave)
    ]
    table.tell("outcomes_dates_order", backward, "date")
    if start is None:
        return
    dated = [(n, r.wave, r.date) for n, r in enumerate(rounds) if r.wave and r.date]
    early = [n for n, wave, date in dated if wave > 1 and date < start]
    table.tell("outcomes_before_start", early, "date")
    limit = start + datetime.timedelta(days=_DAYS_OF_GRACE)
    late = [n for n, wave, date in dated if wave == 1 and date > limit]
    table.note("outcomes_first_late", late, "date", limit=str(_DAYS_OF_GRACE))


def _note_lost(table: OwnTable, rounds: Sequence[_Round]) -> None:
    """Families that were rated once stay, as families that were not followed to the end."""
    waves = defaultdict(set)
    for r in rounds:
        waves[r.family].add(r.wave)
    once = [n for n, r in enumerate(rounds) if len(waves[r.family]) == 1]
    n_families = len({rounds[n].family for n in once})
    table.note("outcomes_one_wave", once, "wave", families=str(n_families))
    without_first = [n for n, r in enumerate(rounds) if 1 not in waves[r.family]]
    table.note("outcomes_no_first_wave", without_first, "wave")


def _long(wide: pd.DataFrame, factors: Sequence[str]) -> pd.DataFrame:
    """One row a rating, the factors of a round beside each other."""
    marks = ["family", "child", "wave", "date", "rater", "role"]
    long = wide.reset_index(names="row").melt(
        id_vars=["row", *marks],
        value_vars=list(factors),
        var_name="factor",
        value_name="rating",
    )
    long["place"] = long["factor"].map({name: n for n, name in enumerate(factors)})
    long = long.sort_values(["row", "place"], kind="stable", ignore_index=True)
    return long[[*marks, "factor", "rating"]].astype({"wave": "int64", "rating": "float64"})

"""Stays of families at levels of follow-up: how long each lasted, and how it ended."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Final

import pandas as pd

from larvik_analysis.errors import ParameterError
from larvik_analysis.terms.outcomes import Pathways

# How a stay can end. The last two are of episodes that leave out where the family went.
ENDS: Final = ("closed", "moved_up", "moved_down", "left", "moved_elsewhere", "not_stated")
_OUTCOMES: Final = ("", "closed", "moved", "left")
_FOR_GOOD: Final = ("closed", "left")


def stays_of(pathways: Pathways) -> pd.DataFrame:
    """One row a stay: episodes of a family that follow each other at one level are one stay.

    Parameters
    ----------
    pathways : Pathways
        `table` may have a column `has_reason`: whether a reason is stated for a level that
        may not be moved to otherwise.

    Returns
    -------
    DataFrame
        `family`, `at_level`, `start`, `end` (missing where it is open), `days` (to the end,
        or to where it was last known to be open), `ending` (one of `ENDS`, empty where it is
        open), `next_level` and `days_to_next` (missing where nothing follows); by family and
        time.

    Raises
    ------
    ParameterError
        If an episode has no family or start, an unknown level or outcome, an end before its
        start or without an outcome the other way round, or dates after the pathways were
        last known; if episodes of a family overlap, or a family moves between levels as it
        may not, without a reason.
    """
    episodes = _in_order(pathways.table)
    _refuse_episodes(episodes, pathways)
    follows = episodes["family"].eq(episodes["family"].shift())
    before = episodes.shift().where(follows)
    _refuse_order(episodes, before, pathways)
    # A change of service at the same level is no new stay.
    goes_on = before["outcome"].eq("moved") & before["level"].eq(episodes["level"])
    stay = (~goes_on).cumsum()
    grouped = episodes.groupby(stay, sort=False)
    last = grouped.tail(1)
    stays = pd.DataFrame(
        {
            "family": last["family"].to_numpy(),
            "at_level": last["level"].to_numpy(),
            "start": grouped["start"].first().to_numpy(),
            "end": last["end"].to_numpy(),
            "outcome": last["outcome"].to_numpy(),
        }
    )
    return _with_ends(stays, pathways.censored_on)


def _in_order(table: pd.DataFrame) -> pd.DataFrame:
    # An open episode lasts longest, so one that starts on the same day stands before it.
    by = ["family", "start", "end", "level", "outcome"]
    return table.sort_values(by, na_position="last", kind="stable").reset_index(drop=True)


def _with_ends(stays: pd.DataFrame, censored_on: datetime.date) -> pd.DataFrame:
    follows = stays["family"].eq(stays["family"].shift(-1))
    after = stays.shift(-1).where(follows)
    step = after["at_level"] - stays["at_level"]
    moved = stays["outcome"].eq("moved")
    ending = stays["outcome"].mask(stays["end"].notna() & stays["outcome"].eq(""), "not_stated")
    ending = ending.mask(moved, "moved_elsewhere")
    ending = ending.mask(moved & step.gt(0), "moved_up").mask(moved & step.lt(0), "moved_down")
    until = stays["end"].fillna(pd.Timestamp(censored_on))
    return stays.drop(columns="outcome").assign(
        days=(until - stays["start"]).dt.days.astype("float64"),
        ending=ending,
        next_level=after["at_level"].astype("Int64"),
        days_to_next=(after["start"] - stays["end"]).dt.days.astype("float64"),
    )


def _refuse_episodes(episodes: pd.DataFrame, pathways: Pathways) -> None:
    """Refuse episodes that are wrong by themselves."""
    last_known = pd.Timestamp(pathways.censored_on)
    is_open = episodes["end"].isna()
    wrong = {
        "episodes_incomplete": episodes[["family", "start"]].isna().any(axis=1),
        "episodes_level": ~episodes["level"].isin(list(pathways.levels)),
        "episodes_outcome": ~episodes["outcome"].isin(_OUTCOMES)
        | (is_open & episodes["outcome"].ne("")),
        "episodes_backward": episodes["end"] < episodes["start"],
        "episodes_late": (episodes["start"] > last_known) | (episodes["end"] > last_known),
    }
    _refuse(wrong)


def _refuse_order(episodes: pd.DataFrame, before: pd.DataFrame, pathways: Pathways) -> None:
    """Refuse what is wrong between an episode and the one before it in the family."""
    follows = before["family"].notna()
    overlaps = follows & (before["end"].isna() | (episodes["start"] < before["end"]))
    allowed = {*pathways.transitions, *((level, level) for level in pathways.levels)}
    steps = zip(before["level"].fillna(-1).astype(int), episodes["level"], strict=True)
    is_allowed = pd.Series([step in allowed for step in steps], index=episodes.index)
    has_reason = episodes.get("has_reason", pd.Series(False, index=episodes.index))
    comes_back = before["outcome"].isin(_FOR_GOOD)
    jumps = follows & ~is_allowed & ~has_reason.astype(bool) & ~comes_back
    _refuse({"episodes_overlap": overlaps, "episodes_jump": jumps})


def _refuse(wrong: Mapping[str, pd.Series[bool]]) -> None:
    for code, is_wrong in wrong.items():
        if is_wrong.any():
            raise ParameterError(code, n=int(is_wrong.sum()))

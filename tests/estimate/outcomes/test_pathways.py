"""Pathways: small ones by hand, families that come back, and what is refused."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.outcomes.pathways import estimate_pathways
from larvik_analysis.estimate.outcomes.referrals import estimate_referrals
from larvik_analysis.estimate.outcomes.stays import stays_of
from larvik_analysis.estimate.statistics.survival import kaplan_meier
from larvik_analysis.terms.outcomes import Pathways
from larvik_analysis.terms.results import NotEstimable
from larvik_analysis.terms.words import Words

FIRST_DAY = pd.Timestamp("2024-01-01")
LAST_DAY = datetime.date(2024, 12, 31)
Episode = tuple[str, int, int, int | None, str]


def pathways(
    episodes: list[Episode],
    transitions: frozenset[tuple[int, int]] = frozenset({(0, 1), (1, 2), (2, 1), (1, 0)}),
    **columns: Any,
) -> Pathways:
    """Family, level, first and last day counted from the first of the year, and outcome."""
    family, level, start, end, outcome = zip(*episodes, strict=True) if episodes else [[]] * 5
    table = pd.DataFrame(
        {
            "family": pd.Series(family, dtype="object"),
            "level": pd.Series(level, dtype="int64"),
            "start": FIRST_DAY + pd.to_timedelta(pd.Series(start, dtype="float64"), unit="D"),
            "end": FIRST_DAY + pd.to_timedelta(pd.Series(end, dtype="float64"), unit="D"),
            "service": "",
            "referral": "",
            "consent": "yes",
            "outcome": pd.Series(outcome, dtype="object"),
        }
    ).assign(**columns)
    return Pathways(
        table=table,
        levels={n: Words(nb=f"niva {n}", en=f"level {n}") for n in range(3)},
        transitions=transitions,
        censored_on=LAST_DAY,
    )


BY_HAND: list[Episode] = [
    ("a", 0, 0, 30, "moved"),
    ("a", 1, 40, 100, "moved"),
    ("a", 2, 100, 200, "closed"),
    ("b", 1, 10, 60, "closed"),
    ("b", 1, 160, 190, "left"),
    ("c", 1, 50, None, ""),
    ("d", 0, 0, 20, "closed"),
]


def rows(table: pd.DataFrame, quantity: str, at_level: int | None = None) -> pd.DataFrame:
    found = table[table["quantity"] == quantity]
    return found if at_level is None else found[found["at_level"] == at_level]


def one(
    table: pd.DataFrame, quantity: str, at_level: int | None = None, **labels: Any
) -> pd.Series:
    found = rows(table, quantity, at_level)
    for name, label in labels.items():
        found = found[found[name].eq(label).fillna(False).astype(bool)]
    assert len(found) == 1
    return found.iloc[0]


# ---- stays ------------------------------------------------------------------------------


def test_stays_by_hand():
    stays = stays_of(pathways(BY_HAND))
    assert list(stays["ending"]) == [
        "moved_up", "moved_up", "closed", "closed", "left", "", "closed",
    ]  # fmt: skip
    assert list(stays["days"]) == [30, 60, 100, 50, 30, 315, 20]
    assert stays["days_to_next"].tolist()[:2] == [10, 0]
    assert stays["next_level"].tolist()[:2] == [1, 2]
    assert stays["days_to_next"].tolist()[3] == 100


def test_a_change_of_service_at_a_level_is_no_new_stay():
    moved = [("a", 1, 0, 30, "moved"), ("a", 1, 35, 80, "moved"), ("a", 2, 80, None, "")]
    stays = stays_of(pathways(moved))
    assert list(stays["days"]) == [80, 285]
    assert list(stays["ending"]) == ["moved_up", ""]


def test_a_move_to_nowhere_and_an_end_nobody_described():
    stays = stays_of(pathways([("a", 1, 0, 30, "moved"), ("b", 1, 0, 30, "")]))
    assert list(stays["ending"]) == ["moved_elsewhere", "not_stated"]


@pytest.mark.parametrize(
    ("episodes", "code"),
    [
        ([("a", 1, 0, 30, "moved"), ("a", 2, 20, 40, "closed")], "episodes_overlap"),
        ([("a", 1, 0, None, ""), ("a", 2, 20, 40, "closed")], "episodes_overlap"),
        ([("a", 1, 0, 30, "moved"), ("a", 1, 0, 20, "closed")], "episodes_overlap"),
        ([("a", 0, 0, 30, "moved"), ("a", 2, 30, 40, "closed")], "episodes_jump"),
        ([("a", 3, 0, 30, "closed")], "episodes_level"),
        ([("a", 1, 30, 20, "closed")], "episodes_backward"),
        ([("a", 1, 0, None, "closed")], "episodes_outcome"),
        ([("a", 1, 0, 30, "died")], "episodes_outcome"),
        ([("a", 1, 0, 400, "closed")], "episodes_late"),
        ([("a", 1, 400, None, "")], "episodes_late"),
        ([(None, 1, 0, 30, "closed")], "episodes_incomplete"),
    ],
)
def test_what_is_refused(episodes: Any, code: str):
    for estimate in (estimate_pathways, estimate_referrals, stays_of):
        with pytest.raises(ParameterError) as told:
            estimate(pathways(episodes))
        assert told.value.code == code


def test_a_jump_with_a_reason_and_a_new_start_are_none():
    jump: list[Episode] = [("a", 0, 0, 30, "moved"), ("a", 2, 30, 40, "closed")]
    stays = stays_of(pathways(jump, has_reason=[False, True]))
    assert list(stays["ending"]) == ["moved_up", "closed"]
    anew: list[Episode] = [("a", 0, 0, 30, "closed"), ("a", 2, 90, 100, "closed")]
    assert len(stays_of(pathways(anew))) == 2


# ---- by hand ----------------------------------------------------------------------------


def test_time_at_a_level():
    table = estimate_pathways(pathways(BY_HAND))
    stays = one(table, "stays", 1)
    assert (stays["estimate"], stays["n_families"]) == (4, 3)
    # Days 60, 50, 30 and 315 still open: the curve passes a half between 50 and 60.
    assert one(table, "days_median", 1)["estimate"] == 55.0
    mean = one(table, "days_mean", 1)
    assert mean["days"] == 315
    assert mean["estimate"] == pytest.approx(30 + 20 * 0.75 + 10 * 0.5 + 255 * 0.25)
    alone = kaplan_meier([60, 50, 30, 315], [1, 1, 1, 0])
    together = kaplan_meier([60, 50, 30, 315], [1, 1, 1, 0], cluster=["a", "b", "b", "c"])
    assert not isinstance(alone, NotEstimable)
    assert not isinstance(together, NotEstimable)
    assert not isinstance(alone.restricted_mean, NotEstimable)
    assert not isinstance(together.restricted_mean, NotEstimable)
    assert alone.restricted_mean.high is not None
    assert mean["high"] == together.restricted_mean.high
    assert mean["high"] > alone.restricted_mean.high


def test_competing_ends_within_a_horizon():
    table = estimate_pathways(pathways(BY_HAND), days=55)
    ended = rows(table, "share_ended", 1).set_index("ending")["estimate"]
    assert dict(ended) == {"closed": 0.25, "moved_up": 0.0, "moved_down": 0.0, "left": 0.25}
    later = estimate_pathways(pathways(BY_HAND), days=320)
    assert set(rows(later, "share_ended", 1)["reason"]) == {"nobody was watched for so long"}
    # At level 2 the only stay has ended, so all later is known.
    assert one(later, "share_ended", 2, ending="closed")["estimate"] == 1.0


def test_share_closed_is_of_families():
    table = estimate_pathways(pathways(BY_HAND))
    closed = one(table, "share_closed", 1)
    assert (closed["estimate"], closed["n"]) == (0.0, 3)  # moved up, left, still open
    assert closed["high"] < 1
    assert one(table, "share_closed", 0)["estimate"] == 0.5


def test_escalation_and_waiting():
    table = estimate_pathways(pathways(BY_HAND))
    assert one(table, "days_before_escalation", 0)["estimate"] == 30
    assert one(table, "days_waiting", 0)["estimate"] == 10
    assert one(table, "days_waiting", 1)["estimate"] == 0
    assert one(table, "days_waiting", 2)["reason"] == "no family has moved up from this level"


def test_transitions():
    table = estimate_pathways(pathways(BY_HAND))
    counts = rows(table, "transitions", 1)
    assert list(counts["to_level"].dropna()) == [0, 2]
    assert list(counts["estimate"]) == [0, 1, 1, 1]
    assert set(counts["n"]) == {3}
    shares = rows(table, "share_of_transitions", 1)
    assert shares["estimate"].sum() == pytest.approx(1)
    assert set(shares["method"]) == {"wilson-clustered"}


def test_coming_back():
    table = estimate_pathways(pathways(BY_HAND))
    back = one(table, "share_reentered")
    assert (back["estimate"], back["n"]) == (pytest.approx(1 / 3), 3)
    assert one(table, "days_to_reentry")["estimate"] == 100


def test_a_level_where_nobody_was_and_no_episodes_at_all():
    table = estimate_pathways(pathways([("a", 1, 0, 30, "closed")]))
    assert one(table, "stays", 2)["estimate"] == 0
    for quantity in ("days_median", "days_mean", "share_closed"):
        assert one(table, quantity, 2)["reason"] == "no family has been at this level"
    assert pd.isna(one(table, "days_mean", 1)["low"])
    none = estimate_pathways(pathways([]))
    assert set(none.loc[none["quantity"] == "stays", "estimate"]) == {0}
    assert one(none, "share_reentered")["reason"] != ""


def test_every_row_has_an_estimate_or_a_reason():
    for episodes in (BY_HAND, BY_HAND[:1], []):
        table = estimate_pathways(pathways(episodes))
        assert (table["estimate"].isna() == table["reason"].ne("")).all()
        has_interval = table["low"].notna() & table["high"].notna()
        inside = table[has_interval]
        assert (inside["low"] <= inside["estimate"]).all()
        assert (inside["estimate"] <= inside["high"]).all()


@pytest.mark.parametrize("arguments", [{"days": 0}, {"days": np.nan}, {"level": 1}])
def test_wrong_arguments(arguments: dict[str, Any]):
    with pytest.raises(ParameterError):
        estimate_pathways(pathways(BY_HAND), **arguments)


# ---- laws -------------------------------------------------------------------------------


@settings(max_examples=10)
@given(st.permutations(range(len(BY_HAND))))
def test_order_of_rows_and_names_of_families_do_not_matter(order: list[int]):
    table = estimate_pathways(pathways(BY_HAND))
    other = estimate_pathways(pathways([BY_HAND[n] for n in order]))
    pd.testing.assert_frame_equal(table, other)
    names = {"a": "z", "b": "y", "c": "x", "d": "w"}
    renamed = [(names[family], *rest) for family, *rest in BY_HAND]
    pd.testing.assert_frame_equal(
        table, estimate_pathways(pathways(renamed)), rtol=1e-9, atol=1e-12
    )


@settings(max_examples=25)
@given(st.lists(st.tuples(st.integers(1, 60), st.integers(0, 2)), min_size=1, max_size=5))
def test_episodes_of_a_family_again_and_again_never_make_it_surer(lasting: list[Any]):
    episodes: list[Episode] = []
    for family in "abcd":
        day = 0
        for days, gap in lasting:
            episodes.append((family, 1, day, day + days + ord(family) % 7, "closed"))
            day += days + 7 + gap
    table = estimate_pathways(pathways(episodes))
    once = estimate_pathways(pathways([e for e in episodes if e[2] == 0]))
    many, single = (
        one(each, "share_of_transitions", 1, ending="closed") for each in (table, once)
    )
    assert many["n_families"] == single["n_families"] == 4
    assert many["low"] <= single["low"] + 1e-12


# ---- referrals --------------------------------------------------------------------------


def test_the_funnel_counts_families_and_narrows():
    episodes: list[Episode] = [*BY_HAND, ("e", 0, 5, 6, "left"), ("f", 0, 5, 30, "left")]
    consent = ["yes"] * 5 + ["", "withdrawn", "yes", "no"]
    source = ["school"] * 3 + ["health"] * 2 + [""] * 4
    found = pathways(episodes, consent=consent, referral=source)
    table = estimate_referrals(found)
    counts = table[(table["quantity"] == "families") & (table["source"] == "")]
    assert dict(zip(counts["stage"], counts["estimate"], strict=True)) == {
        "referred": 6, "consented": 4, "started": 3, "completed": 2,
    }  # fmt: skip
    first = table[table["quantity"] == "share_of_first"].set_index("stage")
    assert first.loc["completed", "estimate"] == pytest.approx(2 / 6)
    assert set(first["n"]) == {6}
    previous = table[table["quantity"] == "share_of_previous"].set_index("stage")
    assert list(previous["n"]) == [6, 4, 3]
    assert list(previous["estimate"]) == pytest.approx([4 / 6, 3 / 4, 2 / 3])
    unknown = table[table["quantity"] == "consent_not_stated"]
    assert list(unknown["estimate"]) == [1]
    by_source = table[table["source"] != ""].set_index("source")["estimate"]
    assert dict(by_source) == {"health": 1, "not_stated": 4, "school": 1}


def test_who_had_a_contact_has_started():
    contacts = pd.DataFrame({"family": ["a", "a", "c"]})
    table = estimate_referrals(pathways(BY_HAND), contacts)
    counts = table[(table["quantity"] == "families") & (table["source"] == "")]
    assert list(counts["estimate"]) == [4, 4, 2, 1]


def test_a_consent_that_nobody_wrote_down_is_no_refusal():
    table = estimate_referrals(pathways(BY_HAND, consent=""))
    counts = table[(table["quantity"] == "families") & (table["source"] == "")]
    by_stage = counts.set_index("stage")
    assert by_stage.loc["consented", "reason"] == "no episode says anything of it"
    n_families = len({episode[0] for episode in BY_HAND})
    assert by_stage.loc["started", "estimate"] == n_families
    with_all = estimate_referrals(pathways(BY_HAND))
    for stage in ("started", "completed"):
        same = (table["stage"] == stage) & (table["quantity"] == "share_of_first")
        other = (with_all["stage"] == stage) & (with_all["quantity"] == "share_of_first")
        assert table.loc[same, "estimate"].item() == with_all.loc[other, "estimate"].item()


def test_a_funnel_of_nobody():
    table = estimate_referrals(pathways([]))
    shares = table[table["quantity"] == "share_of_previous"]
    assert set(shares["reason"]) == {"no family came so far"}

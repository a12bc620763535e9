"""The invented outcomes are what the generator makes, differ as they say, and are nobody's."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from larvik_analysis.inputs.check import check_evaluation
from larvik_analysis.inputs.outcomes.reading import read_outcomes
from larvik_analysis.synthetic_outcomes import (
    MARK,
    make_contacts,
    make_family_ratings,
    make_goals,
    make_pathways,
    make_session_scores,
    make_zones,
)
from larvik_analysis.terms.estimand_versions import EstimandVersions, is_late
from larvik_analysis.terms.outcomes import FamilyRatings

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "data" / "raw" / "eksempel"
SEED = 20260101  # `seed` of data/raw/eksempel/evaluation.yaml
SEEDS = (SEED, 0, 1, 7, 3909)
FIRST_FIXED = datetime.date(2024, 3, 1)
MADE: dict[str, Callable[[int], pd.DataFrame]] = {
    "families.csv": make_family_ratings,
    "families_uten_virkning.csv": lambda seed: make_family_ratings(seed, effect=0.0),
    "pathways.csv": make_pathways,
    "contacts.csv": make_contacts,
    "goals.csv": make_goals,
    "session_scores.csv": make_session_scores,
    "zones.csv": make_zones,
    "zones_uten_virkning.csv": lambda seed: make_zones(seed, effect=0.0),
}
FACTORS = 7  # the first column with ratings
NO_RATINGS = ("", "ikke vurdert")


def as_csv(table: pd.DataFrame) -> bytes:
    """The bytes of the file."""
    return table.to_csv(index=False, lineterminator="\n").encode("utf-8")


def burdens(table: pd.DataFrame) -> pd.DataFrame:
    """The ratings as burdens, the families' first rater alone."""
    first = table.drop_duplicates(["barn", "bølge"]).set_index(["barn", "bølge"])
    ratings = first.iloc[:, FACTORS - 2 :].replace(dict.fromkeys(NO_RATINGS)).astype(float)
    ratings.iloc[:, 8:] = 4 - ratings.iloc[:, 8:]
    return ratings


def mean_change(table: pd.DataFrame) -> float:
    """After less before, over every child and factor that was rated twice."""
    ratings = burdens(table)
    change = ratings.xs("2", level="bølge") - ratings.xs("1", level="bølge")
    return float(change.stack().mean())


@pytest.fixture(scope="module")
def families(example) -> FamilyRatings:
    return example.outcomes.families


@pytest.mark.parametrize("file", MADE)
def test_a_committed_file_is_the_generators_output(file):
    assert (EXAMPLE / file).read_bytes() == as_csv(MADE[file](SEED))


@pytest.mark.parametrize("file", MADE)
def test_a_seed_gives_one_table_and_another_seed_another(file):
    assert as_csv(MADE[file](1)) == as_csv(MADE[file](1)) != as_csv(MADE[file](2))


@pytest.mark.parametrize("file", MADE)
def test_every_row_is_marked_and_every_cell_is_text(file):
    table = MADE[file](SEED)
    assert set(table["Syntetisk"]) == {MARK}
    assert "oppdiktet" in MARK
    assert table.map(lambda cell: isinstance(cell, str)).all(axis=None)
    if "mål" in table:
        assert table["mål"].str.startswith("(Oppdiktet").all()


@pytest.mark.parametrize("seed", SEEDS)
def test_without_an_effect_only_the_ratings_after_differ(seed):
    noise, better = (make_family_ratings(seed, effect=effect) for effect in (0.0, -0.6))
    first = noise["bølge"] == "1"
    assert noise[first].equals(better[first])
    marks = list(noise.columns[:FACTORS])
    assert noise[marks].equals(better[marks])
    assert mean_change(better) < mean_change(noise)
    areas, moved = make_zones(seed, effect=0.0), make_zones(seed, effect=-6.0)
    same = areas["utfall"].eq(moved["utfall"])
    assert set(areas.loc[~same, "område"]) == {"Nordlia"}
    assert set(areas.loc[~same, "år"]) == {"2024", "2025"}
    cases, helped = make_session_scores(seed, effect=0.0), make_session_scores(seed)
    assert cases[cases["fase"] == "A"].equals(helped[helped["fase"] == "A"])
    assert not cases.equals(helped)


def test_the_effect_is_as_large_as_it_says():
    # Over 200 tables the mean of pure noise is 0 and that of the effect is -0.6, a little
    # less for what the ends of the scale stop. One table's mean has a deviation of about
    # 0.13, so 0.04 is four of that of the mean over all.
    seeds = range(200)
    noise = [mean_change(make_family_ratings(seed, effect=0.0)) for seed in seeds]
    better = [mean_change(make_family_ratings(seed, effect=-0.6)) for seed in seeds]
    worse = [mean_change(make_family_ratings(seed, effect=0.6)) for seed in seeds]
    assert abs(sum(noise) / 200) < 0.04
    assert -0.60 < sum(better) / 200 < -0.45
    assert 0.45 < sum(worse) / 200 < 0.60


def test_the_families_and_children_that_start_are_those_of_the_facts(families, example):
    first = families.table[families.table["wave"] == 1]
    started = {"families": len(families.families), "children": first["child"].nunique()}
    assert started == {"families": 14, "children": 31}
    facts = example.evaluation.measure("lag").facts
    assert {part: example.facts[facts[part]].value for part in started} == started


def test_one_of_the_families_was_lost_with_its_children(families):
    table = families.table
    followed = table[table["wave"] == 2]
    assert (followed["family"].nunique(), followed["child"].nunique()) == (13, 29)
    assert table["rating"].isna().any()
    assert table["rater"].nunique() == 2
    raters = table.groupby(["child", "wave"])["rater"].nunique()
    assert set(raters) == {1, 2}  # both have rated some of the children
    assert [factor.side for factor in families.factors].count("protective") == 2
    assert len(families.factors) == 10
    assert families.rated_by_deliverer
    assert families.chosen_for_high_risk


def test_pathways_have_open_episodes_a_family_that_comes_back_and_one_that_left(example):
    table = example.outcomes.pathways.table
    assert table["end"].isna().sum() == 5
    assert set(table["outcome"]) == {"", "closed", "moved", "left"}
    assert table["family"].nunique() == 14
    assert table["has_reason"].sum() == 1
    assert set(table["level"]) == {0, 1, 2, 3}


def test_contacts_goals_and_cases_are_of_the_same_families(example):
    outcomes = example.outcomes
    known = set(outcomes.families.families)
    for table, unit in (
        (outcomes.contacts, "family"),
        (outcomes.goals, "family"),
        (outcomes.sessions, "case"),
        (outcomes.pathways.table, "family"),
    ):
        assert set(table[unit]) <= known
        assert unit == "case" or set(table[unit]) == known
    assert outcomes.planned_contacts_per_family == 20
    assert outcomes.goals["score"].isna().any()
    assert set(outcomes.goals["score"].dropna()) == {-2, -1, 0, 1, 2}
    points = outcomes.sessions.groupby(["case", "phase"]).size().unstack()
    assert sorted(points["A"]) == [2, 6, 6]
    assert set(points["B"]) == {6}


def test_one_of_twelve_areas_has_the_measure(example):
    outcomes = example.outcomes
    assert outcomes.zones.groupby("zone").size().eq(10).sum() == 12
    assert (outcomes.treated_zone, outcomes.zone_start) == ("Nordlia", 2024)
    assert set(outcomes.co_interventions) == {"Sentrum"}
    assert set(outcomes.flagged_years) == {2020, 2021}


def test_what_was_to_be_learnt_was_fixed_first_and_changed_once_with_a_reason(example):
    estimand = example.evaluation.estimand
    assert not is_late(estimand, example.outcomes)
    (deviation,) = example.deviations
    assert (deviation.field, deviation.number) == ("lost", 2)
    assert "Oppdiktet" in deviation.reason
    assert "Oppdiktet" in estimand.registered
    first = replace(estimand, lost="unchanged")
    made = EstimandVersions()
    for version, date in (
        (first, FIRST_FIXED),
        (estimand, example.evaluation.analysis_date),
    ):
        made = made.with_newest(version, evaluation="eksempel", date=date)
    assert (EXAMPLE / "estimand.jsonl").read_bytes() == made.text.encode("utf-8")


@pytest.mark.parametrize("seed", SEEDS)
def test_the_files_of_any_seed_can_be_read(project_copy, seed):
    folder = project_copy / "data" / "raw" / "eksempel"
    for file, make in MADE.items():
        (folder / file).write_bytes(as_csv(make(seed)))
    found = read_outcomes("eksempel", root=project_copy)
    assert found.families is not None
    assert found.zones is not None


def test_the_line_to_change_is_there_and_reads_the_families_without_an_effect(project_copy):
    path = project_copy / "data" / "raw" / "eksempel" / "evaluation.yaml"
    text = path.read_text(encoding="utf-8")
    for key, with_effect, without in (
        ("families", "families.csv", "families_uten_virkning.csv"),
        ("file", "zones.csv", "zones_uten_virkning.csv"),
    ):
        chosen, other = f" {key}: {with_effect}\n", f" # {key}: {without}\n"
        assert (text.count(chosen), text.count(other)) == (1, 1)
        text = text.replace(chosen, f" # {key}: {with_effect}\n").replace(
            other, f" {key}: {without}\n"
        )
    path.write_text(text, encoding="utf-8")
    assert check_evaluation(path.parent, project_copy).faults == ()
    without = read_outcomes("eksempel", root=project_copy)
    with_effect = read_outcomes("eksempel", root=ROOT)
    assert without.families is not None
    assert with_effect.families is not None
    first = without.families.table, with_effect.families.table
    before = [sorted(t.loc[t["wave"] == 1, "rating"].dropna()) for t in first]
    after = [t.loc[t["wave"] == 2, "rating"].mean() for t in first]
    assert before[0] == before[1]
    assert after[0] != after[1]

"""Numbers of areas by name: those of the estimates, and refused where there are none."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.indicators.basis import recompute
from larvik_analysis.estimate.indicators.zone_ops import (
    gaps_of,
    public_zones,
    zone_check,
    zone_effect,
    zone_gap,
    zone_ratio,
    zone_year,
)
from larvik_analysis.estimate.outcomes.zone import estimate_zone_effect
from larvik_analysis.terms.fact import Facts
from larvik_analysis.terms.outcomes import OutcomeData
from larvik_analysis.terms.public_sources import PublicSources

YEARS = [2019, 2020, 2021, 2022, 2023, 2024]
VALUES = {
    "nord": [5.0, 6.0, 5.5, 6.5, 2.0, 2.5],
    "sør": [5.1, 6.2, 5.2, 6.6, 6.0, 6.1],
    "øst": [4.0, 5.0, 4.7, 5.1, 5.2, 5.0],
    "vest's": [7.0, 7.7, 7.1, 8.0, 7.4, 7.9],
    "midt": [6.0, 6.1, 6.4, 6.2, 6.9, 6.5],
}


@pytest.fixture(scope="module")
def areas():
    rows = [
        {"zone": zone, "year": year, "outcome": value, "n": 100.0}
        for zone, values in VALUES.items()
        for year, value in zip(YEARS, values, strict=True)
    ]
    return OutcomeData(zones=pd.DataFrame(rows), treated_zone="nord", zone_start=2023)


def test_the_difference_is_the_one_by_hand(areas):
    found = zone_effect(areas, "difference_in_differences", "", "estimate").estimate
    changes = {z: sum(v[4:]) / 2 - sum(v[:4]) / 4 for z, v in VALUES.items()}
    others = [change for zone, change in changes.items() if zone != "nord"]
    assert found == pytest.approx(changes["nord"] - sum(others) / 4)
    assert zone_effect(areas, "difference_in_differences", "", "rank_floor").estimate == 0.2


def test_numbers_are_those_of_the_estimates(areas):
    table = estimate_zone_effect(areas).set_index(["design", "without"])
    row = table.loc[("synthetic_control", "")]
    for what in ("estimate", "rank", "rank_floor", "detectable"):
        told = zone_effect(areas, "synthetic_control", "", what)
        known = None if pd.isna(row[what]) else row[what]
        assert told.estimate == known
        assert bool(told.reason) == (known is None)


def test_the_gap_of_the_area_itself_is_observed_less_synthetic(areas):
    for year in map(float, YEARS):
        gap = zone_year(areas, "observed", year).estimate - (
            zone_year(areas, "synthetic", year).estimate
        )
        assert zone_gap(areas, "nord", year).estimate == pytest.approx(gap)
    assert set(gaps_of(areas)) == set(VALUES)


def test_every_number_is_worked_out_again_from_its_basis(areas):
    made = [
        zone_effect(areas, "synthetic_control", "", "rank"),
        zone_year(areas, "placebo_low", 2024.0),
        zone_gap(areas, "vest's", 2019.0),  # a quote in a name
        zone_ratio(areas, "sør"),
        zone_check(areas, "slope_before", "difference_in_differences"),
        zone_check(areas, "false_start", "synthetic_control", 2021.0),
    ]
    for number in made:
        assert recompute(number.basis, Facts({}), public=PublicSources(zones=areas)) == number
        with pytest.raises(ParameterError):
            recompute(number.basis, Facts({}))


@pytest.mark.parametrize(
    "basis",
    [
        "zone_effect('synthetic_control', '', 'p_value')",
        "zone_effect('synthetic_control', 'both', 'rank')",  # nothing is flagged
        "zone_effect('guess', '', 'rank')",
        "zone_year('observed', 2031.0)",
        "zone_year('observed', 2024)",
        "zone_year('observed', '2024')",
        "zone_year('zone', 2024.0)",
        "zone_gap('ukjent', 2024.0)",
        "zone_gap('sør', 2031.0)",
        "zone_ratio('ukjent')",
        "zone_ratio(2.0)",
        "zone_check('false_start', 'synthetic_control', 2019.0)",
        "zone_check('false_start', 'synthetic_control', 'x')",
        "zone_check('guess', 'synthetic_control')",
        "zone_ratio(fact)",
        "zone_ratio()",
    ],
)
def test_what_is_not_there_is_refused(areas, basis):
    with pytest.raises(ParameterError):
        recompute(basis, Facts({}), public=PublicSources(zones=areas))


def test_too_few_years_give_no_gaps(areas):
    short = replace(areas, zones=areas.zones[areas.zones["year"] >= 2022])
    assert gaps_of(short) is None
    with pytest.raises(ParameterError):
        zone_gap(short, "sør", 2023.0)


@pytest.mark.parametrize(
    "file", ["private/zones.csv", "Private\\zones.csv", "mer/PRIVATE/zones.csv"]
)
def test_areas_in_a_private_file_are_not_public(example, file):
    assert public_zones(example) is example.outcomes
    files = example.evaluation.outcomes
    moved = replace(files, zones=replace(files.zones, file=file))
    hidden = replace(example, evaluation=replace(example.evaluation, outcomes=moved))
    assert public_zones(hidden) is None


def test_areas_with_a_small_base_are_not_public(example):
    zones = example.outcomes.zones.copy()
    zones.loc[3, "n"] = 4.0
    small = replace(example, outcomes=replace(example.outcomes, zones=zones))
    assert public_zones(small) is None


@pytest.mark.parametrize(("n_unstated", "is_public"), [(0, True), (1, False), (None, True)])
def test_a_base_left_open_among_others_may_be_a_small_one(example, n_unstated, is_public):
    zones = example.outcomes.zones.copy()
    zones.loc[zones.index[:n_unstated], "n"] = float("nan")
    unstated = replace(example, outcomes=replace(example.outcomes, zones=zones))
    assert (public_zones(unstated) is not None) is is_public


def test_an_evaluation_without_areas_has_none(larvik):
    assert public_zones(larvik) is None


def test_areas_whose_name_leads_to_a_private_file_are_not_public(example):
    led = replace(example.outcomes, zones_are_public=False)
    assert public_zones(example) is not None
    assert public_zones(replace(example, outcomes=led)) is None

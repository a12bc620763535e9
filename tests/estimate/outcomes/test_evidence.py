"""The rating of a finding follows from the table in its description, part by part."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.outcomes.evidence import (
    BY_DESIGN,
    estimate_evidence,
    rate_evidence,
)
from larvik_analysis.estimate.outcomes.power import detectable_effect
from larvik_analysis.terms.design_results import DetectableEffect, EvidenceDesign

BEST = EvidenceDesign(design="randomised", detectable_effect=0.2, share_lost=0.0)
DESIGNS = st.builds(
    EvidenceDesign,
    design=st.sampled_from(list(BY_DESIGN)),
    detectable_effect=st.none() | st.floats(0, 3),
    share_lost=st.none() | st.floats(0, 1),
    rated_by_deliverer=st.booleans(),
    fixed_late=st.booleans(),
    chosen_for_high_risk=st.booleans(),
    co_intervention=st.booleans(),
    largest_imbalance=st.none() | st.floats(-1, 1),
)


def test_the_best_has_five_and_nothing_against_it():
    found = rate_evidence(BEST)
    assert (found.rating, found.threats, found.reasons) == (5, (), ())


@pytest.mark.parametrize(
    ("change", "rating", "reasons"),
    [
        ({"design": "staggered_by_lot"}, 4, ("design",)),
        ({"design": "comparison_adjusted"}, 4, ("design",)),
        ({"design": "one_area"}, 3, ("design",)),
        ({"design": "comparison_after"}, 2, ("design",)),
        ({"design": "single_case"}, 2, ("design",)),
        ({"design": "before_after"}, 2, ("design",)),
        ({"design": "after_only"}, 1, ("design",)),
        ({"detectable_effect": 0.21}, 4, ("precision",)),
        ({"detectable_effect": 0.5}, 4, ("precision",)),
        ({"detectable_effect": 0.8}, 3, ("precision",)),
        ({"detectable_effect": 1.2}, 2, ("precision",)),
        ({"detectable_effect": 1.3}, 1, ("precision",)),
        ({"detectable_effect": None}, 1, ("precision_unknown",)),
        ({"share_lost": 0.1}, 5, ()),
        ({"share_lost": 0.2}, 4, ("attrition",)),
        ({"share_lost": 0.3}, 3, ("attrition",)),
        ({"share_lost": 0.5}, 1, ("attrition",)),
        ({"share_lost": 0.6}, 0, ("attrition",)),
        ({"share_lost": None}, 0, ("attrition_unknown",)),
        ({"fixed_late": True}, 4, ("fixed_late",)),
        ({"largest_imbalance": -0.3}, 4, ("imbalance",)),
        ({"largest_imbalance": 0.25}, 5, ()),
        (
            {"fixed_late": True, "rated_by_deliverer": True, "co_intervention": True},
            3,
            ("rated_by_deliverer", "fixed_late", "co_intervention"),
        ),
    ],
)
def test_each_part_counts_as_the_table_says(
    change: dict[str, Any], rating: int, reasons: tuple[str, ...]
):
    found = rate_evidence(dataclasses.replace(BEST, **change))
    assert (found.rating, found.reasons) == (rating, reasons)


@given(DESIGNS)
def test_a_rating_is_the_lowest_part_less_two_at_most(design: EvidenceDesign):
    found = rate_evidence(design)
    assert found.rating == max(0, min(found.parts.values()) - found.n_dropped)
    assert found.n_dropped == min(2, len(found.threats))
    assert found.rating == 5 or found.reasons
    assert set(found.threats) <= set(found.reasons)


@given(DESIGNS)
def test_a_threat_more_never_helps(design: EvidenceDesign):
    worse = dataclasses.replace(design, fixed_late=True)
    assert rate_evidence(worse).rating <= rate_evidence(design).rating


def test_a_rating_has_no_place_for_a_p_value():
    names = {field.name for field in dataclasses.fields(EvidenceDesign)}
    assert not any("p_" in name or "signific" in name for name in names)


def test_ten_families_rated_by_those_who_helped_them():
    seen = detectable_effect(10)
    assert isinstance(seen, DetectableEffect)
    ten = EvidenceDesign(design="before_after", detectable_effect=seen.estimate, share_lost=0.0)
    assert rate_evidence(ten).rating == 2
    helped = dataclasses.replace(ten, rated_by_deliverer=True)
    assert rate_evidence(helped).rating == 1
    assert rate_evidence(dataclasses.replace(helped, fixed_late=True)).rating == 0


def test_findings_are_tabulated_in_their_order():
    late = dataclasses.replace(BEST, fixed_late=True)
    table = estimate_evidence({"red": late, "green": BEST})
    assert table["finding"].drop_duplicates().tolist() == ["red", "green"]
    rated = table[table["part"] == "rating"]
    assert rated["estimate"].tolist() == [4.0, 5.0]
    assert rated["reasons"].tolist() == ["fixed_late", ""]
    assert table["part"].head(5).tolist() == [
        "rating",
        "design",
        "precision",
        "attrition",
        "dropped",
    ]
    assert estimate_evidence({}).empty


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"design": "hunch"}, "argument_choice"),
        ({"detectable_effect": -1}, "number_least"),
        ({"share_lost": 1.5}, "number_within"),
        ({"largest_imbalance": math.nan}, "number_least"),
    ],
)
def test_what_cannot_be_is_refused(change: Any, code: str):
    with pytest.raises(ParameterError) as caught:
        rate_evidence(dataclasses.replace(BEST, **change))
    assert caught.value.code == code

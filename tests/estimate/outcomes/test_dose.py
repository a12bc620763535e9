"""Dose: counts by hand, families without a contact, and a description of dose and change."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.outcomes.dose import estimate_dose, estimate_dose_response

CONTACTS = pd.DataFrame(
    {
        "family": ["a"] * 4 + ["b"] * 2 + ["c"],
        "minutes": [60, 30, 30, np.nan, 45, 45, 15],
        "mode": ["home", "home", "phone", "", "home", "phone", "home"],
    }
)
FAMILIES = ("a", "b", "c", "d")


def value(table: pd.DataFrame, quantity: str, statistic: str) -> float:
    found = table[(table["quantity"] == quantity) & (table["statistic"] == statistic)]
    assert len(found) == 1
    return float(found["estimate"].iloc[0])


def test_by_hand():
    table = estimate_dose(CONTACTS, FAMILIES, planned_per_family=4)
    assert value(table, "contacts", "delivered") == 7
    assert value(table, "contacts", "planned") == 16
    assert value(table, "contacts", "ratio") == 7 / 16
    assert value(table, "contacts", "without_minutes") == 1
    assert value(table, "contacts_per_family", "median") == 1.5
    assert value(table, "contacts_per_family", "least") == 0
    assert value(table, "contacts_per_family", "most") == 4
    assert value(table, "minutes_per_family", "median") == 52.5
    bands = ("none", "under_half", "half_or_more", "planned_or_more")
    assert [value(table, "families", band) for band in bands] == [1, 1, 1, 1]
    modes = ("home", "not_stated", "phone")
    assert [value(table, "contacts_by_mode", mode) for mode in modes] == [4, 1, 2]
    assert table["low"].isna().all()
    assert set(table.loc[table["quantity"] == "families", "n"]) == {4}


def test_without_a_plan_and_without_families():
    table = estimate_dose(CONTACTS, FAMILIES)
    assert not {"planned", "ratio", "under_half"} & set(table["statistic"])
    empty = estimate_dose(CONTACTS[:0], (), planned_per_family=4)
    assert value(empty, "contacts", "delivered") == 0
    reasons = empty.set_index(["quantity", "statistic"])["reason"]
    assert reasons["contacts", "ratio"] == "there are no families"
    assert reasons["minutes_per_family", "median"] == "there are no families"


def test_families_in_bands_add_up():
    for planned in (1, 2, 3, 100):
        table = estimate_dose(CONTACTS, FAMILIES, planned_per_family=planned)
        assert table.loc[table["quantity"] == "families", "estimate"].sum() == len(FAMILIES)


def test_the_order_of_rows_does_not_matter():
    one = estimate_dose(CONTACTS, FAMILIES, planned_per_family=4)
    other = estimate_dose(CONTACTS[::-1], FAMILIES[::-1], planned_per_family=4)
    pd.testing.assert_frame_equal(one, other)


def test_dose_and_change_are_only_described():
    change = pd.Series({"a": -2.0, "b": -1.0, "c": 0.0, "d": 1.0, "e": np.nan})
    table = estimate_dose_response(CONTACTS, change)
    assert list(table["quantity"]) == ["contacts", "minutes"]
    assert list(table["estimate"]) == pytest.approx([-1.0, -1.0])
    assert set(table["wording"]) == {"description_only"}
    # One contact of family a has no minutes, so nobody knows how many it got.
    assert list(table["n"]) == [4, 3]
    assert "p_value" not in table
    few = estimate_dose_response(CONTACTS, change[:2])
    assert set(few["reason"]) == {"fewer than three are known in both"}


def test_families_without_a_known_change_are_left_out():
    change = pd.Series({"a": -2.0, "b": np.nan, "c": 0.0, "d": -1.0})
    table = estimate_dose_response(CONTACTS, change)
    assert table["estimate"].iloc[0] == pytest.approx(-0.5)


def test_families_may_be_called_by_numbers():
    numbers = {"a": 1, "b": 2, "c": 3, "d": 4}
    change = pd.Series({"a": -2.0, "b": -1.0, "c": 0.0, "d": 1.0})
    named = CONTACTS.assign(family=CONTACTS["family"].map(numbers))
    pd.testing.assert_frame_equal(
        estimate_dose_response(named, change.rename(numbers)),
        estimate_dose_response(CONTACTS, change),
    )


def test_where_no_minutes_are_noted_none_are_told():
    table = estimate_dose(CONTACTS.assign(minutes=np.nan), FAMILIES)
    of_minutes = table[table["quantity"] == "minutes_per_family"]
    assert set(of_minutes["reason"]) == {"no contact has its minutes noted"}
    assert of_minutes["estimate"].isna().all()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"families": ("a", "a", "b", "c")}, "families_repeated"),
        ({"families": ("a", "b")}, "contacts_of_others"),
        ({"planned_per_family": 0}, "number_above_nought"),
        ({"contacts": CONTACTS.assign(minutes=-1.0)}, "minutes_negative"),
    ],
)
def test_errors(arguments: dict[str, Any], code: str):
    with pytest.raises(ParameterError) as told:
        estimate_dose(**{"contacts": CONTACTS, "families": FAMILIES} | arguments)
    assert told.value.code == code

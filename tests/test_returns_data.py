"""What the evaluations of the project say of their returns."""

from __future__ import annotations

import pytest

import larvik_analysis as la


def test_the_evaluations_of_the_project_are_read():
    larvik, example = la.read_returns("larvik-fagerli"), la.read_returns("eksempel")
    rodt, lag = larvik["rodt"], example["lag"]
    numbers = {name: rodt.parameters[name].value for name in ("n_families", "n_children")}
    assert numbers == {"n_families": 10, "n_children": 22}
    assert rodt.parameters["positions_planned"].value == 3
    assert rodt.parameters["positions_delivered"].value == pytest.approx(1.4)
    assert rodt.parameters["risk_reduction"].value is None
    assert rodt.missing == ()  # the break-even can be worked out
    assert {"wage", "overhead", "risk_reduction", "dropout_other_barnevern"} <= set(rodt.judged)
    assert (lag.judged, lag.missing) == ((), ())  # every exhibit can be shown
    assert all(p.source == "Oppdiktet" for p in lag.case.parameters.values())
    assert set(lag.case.parameters) >= set(lag.parameters)
    for model in (rodt, lag):
        assert model.years_needed <= model.horizon_years
        assert [one.id for one in model.scenarios][:2] == ["lav", "hoy"]
        assert any(one.rules for one in model.scenarios)
        assert {"r109_2021", "flat_3"} <= set(model.alternatives)


def test_a_study_holds_its_returns():
    assert set(la.read_study("larvik-fagerli").returns) == {"rodt"}

"""What was to be estimated is remembered; each later change is told, with its reason or not."""

from __future__ import annotations

import datetime
import json
from dataclasses import replace

import pytest

from larvik_analysis.errors import InputError
from larvik_analysis.inputs.check import check_evaluation
from larvik_analysis.inputs.outcomes.estimands import (
    ESTIMAND_FILE,
    estimand_text,
    inspect_estimand_versions,
)
from larvik_analysis.inputs.outcomes.reading import read_outcomes
from larvik_analysis.inputs.study import read_study
from larvik_analysis.run.plan import Request, places_of
from larvik_analysis.run.releases import remember_estimand
from larvik_analysis.terms.catalogue import LANGUAGES
from larvik_analysis.terms.estimand_versions import (
    EstimandVersions,
    first_day,
    hash_of_estimand,
    is_late,
    plain_estimand,
)
from larvik_analysis.terms.outcomes import DeviationReason, Estimand, OutcomeData
from larvik_analysis.terms.words import Words

FIRST = Estimand(
    population=Words(nb="familiene", en="the families"),
    contrast="before_after",
    outcome=Words(nb="endring", en="change"),
    factors=("uro", "stotte"),
    fixed_on=datetime.date(2023, 12, 1),
    registered="Arkivet",
)
DAY = datetime.date(2026, 1, 2)


def version_of(versions, estimand):
    return versions.with_newest(estimand, evaluation="prove", date=DAY)


def change(folder, old, new):
    path = folder / "evaluation.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_an_unchanged_estimand_adds_no_version():
    once = version_of(EstimandVersions(), FIRST)
    assert len(once.versions) == 1
    assert version_of(once, FIRST) is once
    # a reason is no part of what is to be estimated
    explained = replace(FIRST, deviations=(DeviationReason(field="factors", reason="x"),))
    assert version_of(once, explained) is once
    assert hash_of_estimand(explained) == hash_of_estimand(FIRST)


@pytest.mark.parametrize(
    "changed",
    [
        {"factors": ("uro",)}, {"factors": ("stotte", "uro")}, {"lost": "unchanged"},
        {"last_wave": 3}, {"registered": ""}, {"fixed_on": None}, {"contrast": "comparison"},
        {"comparator": Words(nb="andre", en="others")},
    ],
)  # fmt: skip
def test_each_part_that_is_changed_is_a_deviation(changed):
    other = replace(FIRST, **changed)
    assert hash_of_estimand(other) != hash_of_estimand(FIRST)
    versions = version_of(version_of(EstimandVersions(), FIRST), other)
    [found] = versions.deviations(other)
    assert (found.field, found.number, found.date, found.reason) == (
        *changed, 2, "2026-01-02", "",
    )  # fmt: skip


def test_reasons_are_given_in_turn_and_a_change_back_is_a_change():
    fewer = replace(FIRST, factors=("uro",))
    reasons = (
        DeviationReason(field="factors", reason="én var uklar"),
        DeviationReason(field="factors", reason="den ble klar"),
    )
    back = replace(FIRST, deviations=reasons)
    versions = EstimandVersions()
    for estimand in (FIRST, fewer, back):
        versions = version_of(versions, estimand)
    found = versions.deviations(back)
    assert [(d.field, d.number, d.reason) for d in found] == [
        ("factors", 2, "én var uklar"), ("factors", 3, "den ble klar"),
    ]  # fmt: skip
    assert [d.reason for d in versions.deviations(FIRST)] == ["", ""]


def test_a_run_writes_the_first_version_and_then_each_change(outcome_root, folder):
    places = places_of(Request(evaluation="prove", root=outcome_root))
    remember_estimand(places)
    first = (folder / ESTIMAND_FILE).read_text(encoding="utf-8")
    assert len(first.splitlines()) == 1
    assert json.loads(first)["estimand"]["factors"] == ["uro", "stotte"]
    remember_estimand(places)
    assert (folder / ESTIMAND_FILE).read_text(encoding="utf-8") == first
    assert estimand_text(folder, outcome_root) is None
    change(folder, "factors: [uro, stotte]", "factors: [uro]")
    remember_estimand(places)
    second = (folder / ESTIMAND_FILE).read_text(encoding="utf-8")
    assert second.startswith(first)
    assert len(second.splitlines()) == 2
    study = read_study("prove", root=outcome_root)
    assert [(d.field, d.number) for d in study.deviations] == [("factors", 2)]


def test_an_estimand_that_is_taken_out_is_no_estimand_that_never_was(outcome_root, folder):
    remember_estimand(places_of(Request(evaluation="prove", root=outcome_root)))
    change(folder, "estimand:", "x_estimand:")
    codes = [todo.code for todo in check_evaluation(folder, outcome_root).todos]
    assert "estimand_removed" in codes
    assert "estimand_missing" not in codes


def test_a_change_is_told_before_any_run_has_written_it(outcome_root, folder):
    remember_estimand(places_of(Request(evaluation="prove", root=outcome_root)))
    change(folder, "lost: bounds", "lost: unchanged")
    todos = check_evaluation(folder, outcome_root).todos
    [todo] = [todo for todo in todos if todo.code == "estimand_reason"]
    assert todo.values == {"field": "lost"}
    assert all(todo.sentence(language) for language in LANGUAGES)
    reason = "lost: unchanged\n  deviations: [{field: lost, reason: Ingen ble fulgt}]"
    change(folder, "lost: unchanged", reason)
    todos = check_evaluation(folder, outcome_root).todos
    assert [todo.code for todo in todos] == ["approval_missing"]
    [deviation] = read_study("prove", root=outcome_root).deviations
    assert deviation.reason == "Ingen ble fulgt"


def test_nothing_is_written_where_the_file_has_faults(outcome_root, folder):
    change(folder, "seed: 7", "seed: sju")
    assert estimand_text(folder, outcome_root) is None


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda text: text.replace("uro", "ro"), "ledger_chain"),
        (lambda text: text.splitlines()[1] + "\n", "ledger_number"),
        (lambda text: text.replace('"number": 1', '"number": "1"'), "ledger_keys"),
        (lambda text: "{" + text, "ledger_json"),
        (lambda text: "[]\n" + text, "ledger_keys"),
    ],
)
def test_a_line_that_was_changed_is_told(outcome_root, folder, spoil, code):
    versions = version_of(EstimandVersions(), FIRST)
    text = version_of(versions, replace(FIRST, lost="unchanged")).text
    (folder / ESTIMAND_FILE).write_text(spoil(text), encoding="utf-8")
    found, faults = inspect_estimand_versions(folder)
    assert found == EstimandVersions()
    assert code in [fault.code for fault in faults]
    assert estimand_text(folder, outcome_root) is None
    with pytest.raises(InputError):
        read_outcomes("prove", root=outcome_root)


def test_what_was_written_is_read(folder, outcome_root):
    versions = version_of(version_of(EstimandVersions(), FIRST), replace(FIRST, last_wave=3))
    for text in (versions.text, versions.text.replace("\n", "\r\n")):
        (folder / ESTIMAND_FILE).write_bytes(text.encode("utf-8"))
        assert inspect_estimand_versions(folder) == (versions, [])


def test_the_file_of_another_evaluation_is_refused(outcome_root, folder):
    versions = EstimandVersions().with_newest(FIRST, evaluation="annen", date=DAY)
    (folder / ESTIMAND_FILE).write_text(versions.text, encoding="utf-8")
    [fault] = check_evaluation(folder, outcome_root).faults
    assert (fault.code, fault.file) == ("estimand_of_other", ESTIMAND_FILE)
    assert all("annen" in fault.sentence(language) for language in LANGUAGES)


def test_late_is_what_nobody_outside_can_vouch_for(outcome_root):
    outcomes = read_outcomes("prove", root=outcome_root)
    assert first_day(outcomes) == datetime.date(2024, 1, 5)
    assert not is_late(FIRST, outcomes)
    assert not is_late(replace(FIRST, fixed_on=datetime.date(2024, 1, 5)), outcomes)
    assert is_late(replace(FIRST, fixed_on=datetime.date(2024, 1, 6)), outcomes)
    assert is_late(replace(FIRST, registered=""), outcomes)
    assert is_late(replace(FIRST, fixed_on=None), None)
    assert not is_late(FIRST, None)
    assert first_day(OutcomeData()) is None


def test_plain_estimand_is_json():
    assert json.loads(json.dumps(plain_estimand(FIRST))) == plain_estimand(FIRST)

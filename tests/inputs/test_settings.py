"""Settings that a command puts in the place of those of the file."""

from __future__ import annotations

import datetime

import pytest

from larvik_analysis.errors import InputError, ParameterError
from larvik_analysis.inputs.evaluation import read_evaluation
from larvik_analysis.inputs.settings import setting_keys


def test_the_keys_are_those_of_single_values_in_the_order_of_the_file():
    assert setting_keys() == (
        "title.nb", "title.en", "title.nn", "subtitle.nb", "subtitle.en",
        "subtitle.nn", "place.code", "place.name",
        "place.zone", "period.first", "period.last", "language", "seed", "analysis_date",
        "disclosure.k", "disclosure.n_min", "disclosure.n_min_opinion", "disclosure.zeros",
        "annex",
    )  # fmt: skip


def test_settings_are_typed_by_the_schema(root):
    evaluation = read_evaluation(
        "prove",
        root=root,
        settings={
            "language": "en",
            "seed": "9",
            "disclosure.k": "6",
            "analysis_date": "2026-12-01",
            "place.code": "0302",  # a command needs no quotes to keep a zero
            "place.name": "No",
            "period.first": "2023",
        },
    )
    assert evaluation.language == "en"
    assert evaluation.seed == 9
    assert evaluation.disclosure.k == 6
    assert evaluation.disclosure.n_min == 10  # its neighbour stays
    assert evaluation.analysis_date == datetime.date(2026, 12, 1)
    assert (evaluation.place.code, evaluation.place.name) == ("0302", "No")
    assert evaluation.place.zone == "Nord"
    assert evaluation.period.first == "2023"


def test_a_setting_fills_what_the_file_leaves_out(root, write, files):
    text = files["prove/evaluation.yaml"].replace("disclosure: {k: 5, n_min: 10}\n", "")
    write("prove/evaluation.yaml", text)
    found = read_evaluation("prove", root=root, settings={"disclosure.n_min": "12"})
    assert (found.disclosure.k, found.disclosure.n_min) == (5, 12)


@pytest.mark.parametrize(
    ("key", "value", "code", "named"),
    [
        ("sed", "7", "setting_key_near", "seed"),
        ("disclosure", "7", "setting_key_near", "disclosure.k"),
        ("xyz", "7", "setting_key", "language"),
        ("Mor slår", "7", "setting_key", "language"),
        ("synthetic", "false", "setting_key", "language"),  # keeps its watermark
        ("measures", "x", "setting_key", "language"),
        ("seed", "syv", "setting_integer", "seed"),
        ("seed", "07", "setting_integer", "seed"),
        ("disclosure.k", "5.0", "setting_integer", "disclosure.k"),
        ("language", "no", "setting_choice", "nb, nn, en"),
        ("analysis_date", "1.12.2026", "setting_date", "MM"),
        ("analysis_date", "2026-02-30", "setting_date", "MM"),
        ("title.nb", " ", "setting_text", "title.nb"),
    ],
)
def test_a_wrong_setting_is_refused_by_name(root, key, value, code, named):
    with pytest.raises(ParameterError) as caught:
        read_evaluation("prove", root=root, settings={key: value})
    assert caught.value.code == code
    for language in ("nb", "en"):
        told = caught.value.message(language)
        assert named in told
        assert "slår" not in told
        assert "syv" not in told


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [("disclosure.k", "2", "k_below_floor"), ("period.last", "2023", "period_order")],
)
def test_no_setting_goes_round_the_rules_of_the_file(root, key, value, code):
    with pytest.raises(InputError) as caught:
        read_evaluation("prove", root=root, settings={key: value})
    (fault,) = caught.value.faults
    assert (fault.code, fault.line) == (code, None)  # the command has no line

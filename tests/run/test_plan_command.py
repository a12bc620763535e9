"""`larvik plan`: numbers of the plan, words about them, and faults of who typed it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from larvik_analysis.estimate.outcomes.power import detectable_effect
from larvik_analysis.run.command_line import run_command
from larvik_analysis.run.planning import FAMILIES, WAVES, Planned, tabulate_plan

ROOT = Path(__file__).parents[2]


def planned(**more):
    plain = {
        "families": 10, "children": 10, "waves": 2, "icc": 0.3, "factors": 8,
        "start": "staggered",
    }  # fmt: skip
    return Planned(**(plain | more))


def test_the_table_tells_what_the_design_sees():
    table = tabulate_plan(planned())
    rows = table[
        (table["question"] == "detectable_effect")
        & (table["families"] == 10)
        & (table["waves_before"] + table["waves_after"] == 2)
    ].set_index("n_tests")
    assert rows.loc[1, "estimate"] == pytest.approx(detectable_effect(10).estimate)
    assert rows.loc[8, "estimate"] == pytest.approx(detectable_effect(10, n_tests=8).estimate)


def test_more_families_and_more_waves_see_more():
    table = tabulate_plan(planned())
    rows = table[(table["question"] == "detectable_effect") & (table["n_tests"] == 1)]
    wide = rows.assign(waves=rows["waves_before"] + rows["waves_after"]).pivot_table(
        index="families", columns="waves", values="estimate"
    )
    assert list(wide.index) == list(FAMILIES)
    assert list(wide.columns) == list(WAVES)
    assert (wide.diff().dropna() < 0).all(axis=None)
    assert (wide.diff(axis=1).iloc[:, 1:] < 0).all(axis=None)


def test_it_says_it_in_words(capsys):
    assert run_command(["plan", "--families", "10", "--children", "10"]) == 0
    told = capsys.readouterr().out
    assert "Med 10 familier må endringen være på minst 1,00 standardavvik" in told
    assert "er 0,002" in told
    assert "loddtrekning" in told
    assert "Samle inn:" in told
    assert "10*" in told
    assert "2 ganger*" in told


def test_english_and_starting_at_once(capsys):
    assert run_command(["plan", "--start", "same", "--language", "en"]) == 0
    told = capsys.readouterr().out
    assert "nobody to compare with" in told
    assert "Monthly ratings" in told


def test_enough_waves_need_no_more(capsys):
    assert run_command(["plan", "--waves", "10", "--factors", "1"]) == 0
    told = capsys.readouterr().out
    assert "Månedlige" not in told
    assert "hver for seg" not in told


def test_two_families_cannot_start_at_three_times(capsys):
    assert run_command(["plan", "--families", "2"]) == 0
    told = capsys.readouterr().out
    assert "for få familier til å begynne" in told
    # Two families give a p-value of one half at least.
    assert "kan testen aldri gi et funn, hvor stor" in told
    assert "2*                     –" in told


def test_an_evaluation_gives_its_own_numbers(monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    assert run_command(["plan", "larvik-fagerli", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["planned"]
    assert (told["families"], told["children"]) == (10, 22)
    assert run_command(["plan", "larvik-fagerli", "--families", "20", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["planned"]
    assert (told["families"], told["children"]) == (20, 44)


def test_json_has_every_row(capsys):
    assert run_command(["plan", "--families", "8", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["planned"]["start"] == "staggered"
    assert len(told["rows"]) == len(tabulate_plan(planned(families=8, children=18)))
    assert {row["question"] for row in told["rows"]} == {
        "detectable_effect", "families_needed", "staggered_start",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--families", "1"], "--families skal være et helt tall på minst 2."),
        (["--families", "0"], "--families"),
        (
            ["--families", "10", "--children", "9"],
            "--children skal være et helt tall på minst 10.",
        ),
        (["--waves", "1"], "--waves"),
        (["--factors", "0"], "--factors"),
        (["--icc", "1.5"], "--icc"),
        (["--icc", "nan"], "--icc"),
        (["--start", "senere"], "staggered, same"),
        (["--families", "mange"], "--families"),
        (["finnes-ikke"], "finnes-ikke"),
    ],
)
def test_what_is_typed_wrongly_is_told(monkeypatch, capsys, arguments, words):
    monkeypatch.chdir(ROOT)
    assert run_command(["plan", *arguments]) == 2
    assert words in capsys.readouterr().err


@pytest.mark.parametrize(("typed", "icc"), [("0,5", 0.5), ("0.5", 0.5), ("1", 1.0)])
def test_likeness_is_typed_with_a_comma_or_a_point(capsys, typed, icc):
    assert run_command(["plan", "--json", "--icc", typed]) == 0
    assert json.loads(capsys.readouterr().out)["planned"]["icc"] == icc


@pytest.mark.parametrize("typed", ["1,5", "-0,1", "nan"])
def test_a_likeness_off_its_scale_is_told_with_its_scale(capsys, typed):
    assert run_command(["plan", "--icc", typed]) == 2
    assert "fra null til én" in capsys.readouterr().err

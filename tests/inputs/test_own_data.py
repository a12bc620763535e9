"""What a check says of own data; each text is told in `test_messages.py`."""

from __future__ import annotations

import datetime
import json
import subprocess
import sys

import pytest

from larvik_analysis.inputs.check import check_evaluation
from larvik_analysis.inputs.evaluation import read_evaluation
from larvik_analysis.inputs.files import recording_reads
from larvik_analysis.run import record
from larvik_analysis.run.command_line import run_command

DAY = datetime.date


@pytest.fixture
def check(own_root, folder, write, files, own_data):
    """Check the evaluation with parts of its `evaluation.yaml` replaced."""

    def check_changed(*changes, **more):
        text = files["prove/evaluation.yaml"] + own_data
        for old, new in changes:
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        write("prove/evaluation.yaml", text)
        return check_evaluation(folder, own_root, **more)

    return check_changed


def codes(remarks):
    return [remark.code for remark in remarks if remark.code != "approval_missing"]


def test_linked_facts_that_agree_are_not_mentioned(check):
    result = check()
    assert (codes(result.faults), codes(result.todos)) == ([], [])


@pytest.mark.parametrize("value", ["4", "6", "0", "5.5"])
def test_a_linked_fact_that_differs_is_named_without_the_numbers(check, write, files, value):
    facts = files["prove/facts.csv"].replace(",5,count", f",{value},count")
    unit = "count" if "." not in value else "percent"
    write("prove/facts.csv", facts.replace(f",{value},count", f",{value},{unit}"))
    result = check()
    if unit == "percent":  # does not count at all
        assert codes(result.faults) == ["linked_fact_of_other_unit"]
        return
    [todo] = [todo for todo in result.todos if todo.code == "linked_fact_differs"]
    assert todo.values == {"fact": "omrade_hjem", "question": "nytte", "answer": "mye"}
    assert todo.column == "microdata.1.questions.1.facts.mye"
    told = todo.sentence("nb") + todo.sentence("en")
    assert not any(digit in told for digit in "0123456789")
    assert codes(result.faults) == []


def test_what_was_ticked_is_compared_too(check):
    linked = ("kind: multiple", "kind: multiple\n        facts: {lekser: omrade_hjem}")
    result = check(linked)
    [todo] = [todo for todo in result.todos if todo.code == "linked_fact_differs"]
    assert todo.values == {"fact": "omrade_hjem", "question": "hjelp", "answer": "lekser"}
    prat = check(("kind: multiple", "kind: multiple\n        facts: {prat: omrade_hjem}"))
    assert codes(prat.todos) == ["linked_fact_differs"]  # four, and not five


def test_a_linked_fact_that_nobody_can_read_is_to_be_looked_up(check, write, files):
    legible, not_so = "5,count,respondents,,legible", ",count,respondents,,illegible"
    write("prove/facts.csv", files["prove/facts.csv"].replace(legible, not_so))
    assert codes(check().todos) == ["fact_illegible"]


def test_a_fact_of_unclear_units_may_be_linked(check, write, files):
    facts = files["prove/facts.csv"].replace("5,count,respondents", "5,count,unclear")
    write("prove/facts.csv", facts)
    result = check()
    assert (codes(result.faults), codes(result.todos)) == ([], ["units_unclear"])


@pytest.mark.parametrize(
    ("today", "delete_by", "is_past"),
    [
        (None, "2026-01-02", False),  # the analysis date is that very day
        (None, "2026-01-01", True),
        (DAY(2026, 1, 3), "2026-01-02", True),
        (DAY(2025, 1, 1), "2026-01-01", True),  # the analysis date is later
        (DAY(2026, 6, 1), "2026-06-01", False),
    ],
)
def test_past_the_day_of_deletion_there_is_something_to_do(check, today, delete_by, is_past):
    result = check(("delete_by: 2030-01-01", f"delete_by: {delete_by}"), today=today)
    assert codes(result.todos) == ["delete_by_passed"] * is_past


@pytest.mark.parametrize(
    ("is_synthetic", "place", "is_told"),
    [(True, "private/svar.csv", True), (False, "private/svar.csv", False),
     (True, "svar.csv", False), (True, "private/ikke_her.csv", False)],
)  # fmt: skip
def test_real_answers_said_to_be_invented_are_told(check, folder, is_synthetic, place, is_told):
    (folder / "svar.csv").write_bytes((folder / "private" / "svar.csv").read_bytes())
    flag = f"language: nb\nsynthetic: {str(is_synthetic).lower()}\n"
    result = check(("language: nb\n", flag), ("file: private/svar.csv", f"file: {place}"))
    told = [todo for todo in result.todos if todo.code == "synthetic_in_private"]
    assert [todo.column for todo in told] == ["microdata.1.file"] * is_told


def test_a_command_knows_what_day_it_is(own_root, monkeypatch, capsys):
    monkeypatch.chdir(own_root)
    monkeypatch.setattr(record, "this_day", lambda: DAY(2030, 1, 2))
    run_command(["check", "prove", "--json"])
    told = json.loads(capsys.readouterr().out)
    assert "delete_by_passed" in [todo["code"] for todo in told["todos"]]
    monkeypatch.setattr(record, "this_day", lambda: DAY(2030, 1, 1))
    run_command(["check", "prove", "--json"])
    told = json.loads(capsys.readouterr().out)
    assert "delete_by_passed" not in [todo["code"] for todo in told["todos"]]


def test_what_counts_cells_is_told_and_stands_in_no_record(
    check, write, answers, own_root, monkeypatch, capsys
):
    first, second, *rows = answers.splitlines()
    lines = [f"{first},Navn", f"{second},Kari", rows[0], *(f"{row}," for row in rows[1:])]
    text = "\n".join(lines)  # Excel cut the third line
    write("prove/private/svar.csv", text)
    result = check()
    assert codes(result.faults) == []
    assert result.notes == ()
    assert {"table_short_rows", "dropped_name"} <= set(codes(result.private_notes))
    [dropped] = result.dropped
    assert (dropped.column, dropped.why, dropped.n_filled) == ("Navn", "name", 1)
    monkeypatch.chdir(own_root)
    run_command(["check", "prove"])
    assert "Kolonne D (nummer 4, Navn)" in capsys.readouterr().out


def test_a_fault_elsewhere_does_not_hide_those_of_own_data(check, write, answers):
    write("prove/private/svar.csv", answers.replace("Litt nyttig", "Lite nyttig"))
    result = check(("seed: 7", "seed: sju"))
    assert codes(result.faults) == ["value_integer", "answers_unknown_near"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("  controller: Eksempelvik kommune\n", ""),
        ("  dpia: Arkivet\n", ""),
        ("delete_by: 2030-01-01", "delete_by: snart"),
        ("private/svar.csv", "svar.csv"),
        ("- id: nytte", "- id: Nytte"),
        ("seed: 7", "seed: 7\nsynthetic: yes"),
    ],
)
def test_what_may_not_be_held_is_not_read(check, old, new):
    with recording_reads() as paths:
        result = check((old, new))
    assert len(codes(result.faults)) == 1
    public = {"facts.csv", "prevention_matrix.csv"}
    assert not [path for path in paths if path.suffix == ".csv" and path.name not in public]


def test_a_ledger_is_checked_with_the_rest(check, write, root):
    write("prove/ledger.jsonl", "x\n")
    assert [(f.code, f.file) for f in check().faults] == [("ledger_json", "ledger.jsonl")]


def test_all_that_is_wrong_with_a_declaration_is_told_at_once(check):
    result = check(
        ("  dpia: Arkivet\n", ""),
        ("private/svar.csv", "../svar.csv"),
        ("{id: litt", "{id: mye"),
        ("        reason: Bare om tilbudet\n", ""),
        ("litt+ingen", "ingen+litt"),
        ("facts: {mye: omrade_hjem}", "facts: {my: omrade_hjm}"),
        ("column: Hva hjalp?", "column: familie"),
        ("nb: En prat", 'nb: "prat; ofte"'),
        ("data: skjema", "data: andre"),
    )
    assert codes(result.faults) == [
        "privacy_assessment", "data_outside", "id_repeated", "opinion_without_reason",
        "merge_neighbours", "answer_linked_near", "id_repeated", "answer_divided",
        "fact_unknown_near", "correction_data",
    ]  # fmt: skip


def test_several_answers_may_be_merged_in_turn(check):
    assert codes(check(("[litt+ingen]", "[litt+ingen, mye+litt+ingen]")).faults) == []


def test_one_file_is_one_universe(check, own_data, write):
    data = own_data.partition("microdata:\n")[2].partition("corrections:")[0]
    again = data.replace("id: skjema", "id: igjen").replace("private/svar", "private/./SVAR")
    result = check(("corrections:", f"{again}corrections:"))
    assert [(f.code, f.column) for f in result.faults] == [("id_repeated", "microdata.2.file")]


def test_an_empty_list_of_own_data_needs_no_word_on_privacy(root, write, files):
    write("prove/evaluation.yaml", files["prove/evaluation.yaml"] + "microdata: []\n")
    assert read_evaluation("prove", root=root).microdata == ()


def test_invented_data_need_a_word_on_privacy_too(check, write, answers, keys):
    write("prove/svar.csv", answers)
    synthetic = ("seed: 7", "seed: 7\nsynthetic: true")
    moved = ("private/svar.csv", "svar.csv")
    assert codes(check(synthetic, moved).faults) == []
    assert list(keys.iterdir()) == []
    assert codes(check(synthetic, moved, ("personvern:", "corrections_:")).faults)


def test_own_data_alone_bring_pandas(own_root):
    script = (
        "import sys, pathlib; from larvik_analysis.inputs.check import check_evaluation;"
        "import larvik_analysis.inputs.study;"
        "print('pandas' in sys.modules);"
        "check_evaluation(pathlib.Path('data/raw/prove'), pathlib.Path('.'));"
        "print('pandas' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=own_root
    )
    assert done.stdout.split() == ["False", "True"]

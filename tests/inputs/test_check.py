"""Everything checked without running; each text is told in `test_messages.py`."""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from larvik_analysis.errors import ParameterError
from larvik_analysis.inputs.check import check_evaluation
from larvik_analysis.inputs.declared import DECLARED
from larvik_analysis.inputs.evaluation import find_evaluation
from larvik_analysis.inputs.files import recording_reads

PROJECT = Path(__file__).parents[2]


def codes(remarks):
    return [remark.code for remark in remarks]


def test_faults_of_all_files_come_at_once(root, folder, write, files):
    write("prove/evaluation.yaml", files["prove/evaluation.yaml"].replace("seed: 7", "seed: x"))
    write("prove/facts.csv", files["prove/facts.csv"].replace("omrade_hjem", "omrade_hus"))
    write("reference/frameworks.yaml", "frameworks: x")
    (root / "data" / "raw" / "reference" / "rules.yaml").unlink()
    result = check_evaluation(folder, root)
    assert [(fault.file, fault.code) for fault in result.faults] == [
        ("evaluation.yaml", "value_integer"),
        ("evaluation.yaml", "fact_unknown_near"),
        ("reference/frameworks.yaml", "value_list"),
        ("reference/rules.yaml", "file_missing"),
    ]
    assert result.faults[1].values == {"found": "omrade_hjem", "nearest": "omrade_hus"}
    assert result.n_facts == 2


def test_a_fact_with_a_fault_is_not_told_once_more_as_missing(root, folder, write, files):
    write("prove/facts.csv", files["prove/facts.csv"].replace(",9,count", ",ni,count"))
    assert codes(check_evaluation(folder, root).faults) == ["number_form"]


def test_a_register_that_cannot_be_read_is_told_once(root, folder, write):
    write("prove/facts.csv", b"PK\x03\x04")
    assert codes(check_evaluation(folder, root).faults) == ["table_workbook"]


def test_only_facts_that_are_used_are_to_be_looked_up(root, folder, write, files):
    lines = files["prove/facts.csv"].splitlines()
    unread = lines[1].replace(",9,count", ",,count").replace(",legible,", ",illegible,")
    spare = unread.replace("antall_familier", "ubrukt")
    write("prove/facts.csv", "\n".join([lines[0], unread, lines[2], spare]))
    (todo,) = (t for t in check_evaluation(folder, root).todos if t.code == "fact_illegible")
    assert (todo.file, todo.line, todo.column) == ("facts.csv", 2, "value")
    expected = {"fact": "antall_familier", "document": "Rapporten", "section": "Del"}
    assert todo.values == expected


def test_settings_are_checked_with_the_rest(root, folder):
    assert codes(check_evaluation(folder, root, {"disclosure.k": "2"}).faults) == [
        "k_below_floor"
    ]
    with pytest.raises(ParameterError):
        check_evaluation(folder, root, {"disclosure.kk": "2"})


def test_a_check_reads_the_files_of_an_evaluation_and_nothing_else(root, folder):
    with recording_reads() as paths:
        check_evaluation(folder, root)
    names = [path.name for path in paths if path.is_file()]
    assert sorted(names) == ["evaluation.yaml", "facts.csv", "frameworks.yaml", "rules.yaml"]
    # What an evaluation may have, and this one has not, is looked for.
    assert {path.name for path in paths} - set(names) >= {each.file for each in DECLARED}


def test_the_register_of_the_trial_has_no_faults_and_five_numbers_to_look_up():
    folder = find_evaluation("larvik-fagerli", PROJECT)
    result = check_evaluation(folder, PROJECT)
    assert [fault for fault in result.faults if fault.file != "evaluation.yaml"] == []
    assert codes(result.todos).count("fact_illegible") == 5
    assert codes(result.todos).count("fact_uncertain") == 1
    assert result.n_facts > 400
    assert result.notes == ()


def test_the_readers_are_light():
    # A run in which nothing changed is told so before pandas would have been imported.
    script = (
        "import sys, larvik_analysis.inputs.check;"
        "print(*sorted({'pandas', 'numpy', 'scipy', 'matplotlib'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ""


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (("8", "count", "families"), ("11", "count", "families"), "part_above_whole"),
        (("8", "count", "families"), ("8", "count", "respondents"), "part_of_other_unit"),
        (("8", "count", "families"), ("7", "percent", "families"), "part_of_other_unit"),
    ],
)
def test_a_part_that_cannot_be_divided_by_its_whole_is_a_fault(tmp_path, old, new, code):
    raw = PROJECT / "data" / "raw"
    shutil.copytree(raw, tmp_path / "data" / "raw")
    shutil.copytree(PROJECT / "notebooks", tmp_path / "notebooks")
    folder = tmp_path / "data" / "raw" / "larvik-fagerli"
    path = folder / "facts.csv"
    rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
    names = [rows[0].index(name) for name in ("value", "unit", "unit_of_analysis")]
    [row] = [row for row in rows if row[0] == "red_families_very_useful"]
    assert tuple(row[place] for place in names) == old
    for place, value in zip(names, new, strict=True):
        row[place] = value
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    faults = check_evaluation(folder, tmp_path).faults
    [fault] = [fault for fault in faults if fault.file == "evaluation.yaml"]
    assert fault.code == code
    assert fault.column == "measures.1.facts.very_useful"

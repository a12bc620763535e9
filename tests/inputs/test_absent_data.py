"""Own data that are declared and not there: something left to do, and no fault."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from larvik_analysis.errors import InputError
from larvik_analysis.inputs.check import check_evaluation
from larvik_analysis.inputs.evaluation import read_evaluation
from larvik_analysis.inputs.files import is_absent, recording_reads
from larvik_analysis.inputs.study import read_study
from larvik_analysis.terms.ledger import Entry, Ledger

PRIVACY = ("personvern:", "microdata:")
SECOND = """\
  - id: senere
    file: private/Senere svar.xlsx
    name: {nb: de andre, en: the others}
    unit_of_analysis: families
    instrument: kommer_senere
    facts: {"q=ja": omrade_hjem}
"""
MARGINS = """\
    design:
      two_of_a_family: both
      margins:
        - {question: nytte, facts: {mye: FIRST, litt: omrade_hjem, ingen: omrade_hjem}}
        - {question: sted, facts: {ute: omrade_hjem, inne: omrade_hjem}}
"""
SITE = """\
      - id: sted
        column: Sted
        name: {nb: Sted, en: Place}
        answers:
          - {id: ute, name: {nb: Ute, en: Outside}}
          - {id: inne, name: {nb: Inne, en: Inside}}
"""


@pytest.fixture
def declare(own_root, write, files, own_data):
    """Write `evaluation.yaml` with what it says of own data changed."""

    def declare_changed(change=lambda text: text) -> None:
        write("prove/evaluation.yaml", files["prove/evaluation.yaml"] + change(own_data))

    return declare_changed


def without_privacy(text: str) -> str:
    begin, end = (text.index(word) for word in PRIVACY)
    return text[:begin] + text[end:]


def with_second(text: str) -> str:
    return text.replace("corrections:", f"{SECOND}corrections:")


def faults(folder, root) -> list[str]:
    return [fault.code for fault in check_evaluation(folder, root).faults]


def absent(folder, root) -> list[tuple[str, str]]:
    todos = check_evaluation(folder, root).todos
    found = [todo for todo in todos if todo.code == "data_absent"]
    return [(todo.values["data"], todo.values["found"]) for todo in found]


def test_the_rest_is_read_and_what_is_missing_is_told(own_root, folder, declare):
    declare(with_second)
    assert faults(folder, own_root) == []  # nor is its questionnaire missed
    assert absent(folder, own_root) == [("senere", "…")]  # a name with a space is not repeated
    study = read_study("prove", root=own_root)
    assert list(study.microdata) == ["skjema"]
    assert [data.id for data in study.evaluation.microdata] == ["skjema"]


def test_where_nothing_is_there_nobody_has_to_say_why_it_may_be_held(own_root, folder, declare):
    (folder / "private" / "svar.csv").unlink()
    declare(without_privacy)
    assert (faults(folder, own_root), absent(folder, own_root)) == (
        [], [("skjema", "svar.csv")],
    )  # fmt: skip
    assert read_study("prove", root=own_root).microdata == {}


def test_where_nothing_is_there_nothing_slow_is_loaded(own_root, folder, monkeypatch):
    (folder / "private" / "svar.csv").unlink()
    monkeypatch.setitem(sys.modules, "larvik_analysis.inputs.answers.reader", None)
    assert faults(folder, own_root) == []
    assert read_study("prove", root=own_root).microdata == {}


def test_one_file_that_is_there_is_enough_for_the_grounds_to_be_needed(
    own_root, folder, declare
):
    declare(lambda text: with_second(without_privacy(text)))
    assert faults(folder, own_root) == ["privacy_missing"]
    with pytest.raises(InputError):
        read_study("prove", root=own_root)


def test_what_is_made_without_it_goes_out_of_date_when_it_comes(own_root, folder, write):
    path = folder / "private" / "svar.csv"
    content = path.read_bytes()
    path.unlink()
    with recording_reads() as paths:
        read_evaluation(folder, root=own_root)
    assert path.resolve() in paths
    write("prove/private/svar.csv", content)
    assert list(read_study("prove", root=own_root).microdata) == ["skjema"]


def test_a_file_that_cannot_be_read_is_still_a_fault(own_root, folder, write):
    write("prove/private/svar.csv", "")
    assert (faults(folder, own_root), absent(folder, own_root)) == (["table_empty"], [])
    path = folder / "private" / "svar.csv"
    path.unlink()
    path.mkdir()
    assert (faults(folder, own_root), absent(folder, own_root)) == (["file_folder"], [])


def test_a_place_where_none_may_lie_is_a_fault_with_or_without_a_file(
    own_root, folder, declare
):
    declare(lambda text: text.replace("private/svar.csv", "svar.csv"))
    assert (faults(folder, own_root), absent(folder, own_root)) == (["data_not_private"], [])


def test_a_questionnaire_that_is_there_is_read_without_its_answers(
    own_root, folder, declare, write
):
    declare(with_second)
    (own_root / "data" / "raw" / "reference" / "instruments").mkdir()
    write("reference/instruments/kommer_senere.yaml", "id: et_annet\n")
    assert "instrument_id" in faults(folder, own_root)


def test_what_cannot_be_looked_at_counts_as_there(monkeypatch, tmp_path):
    def refuse(path: Path) -> bool:
        raise PermissionError

    assert is_absent(tmp_path / "svar.csv")
    monkeypatch.setattr(Path, "exists", refuse)
    assert not is_absent(tmp_path / "svar.csv")


def test_margins_of_different_sums_are_told_with_their_sums(
    own_root, folder, declare, write, answers, files
):
    lines = answers.splitlines()
    told = [f"{lines[0]},Sted", *(f"{line},Ute" for line in lines[1:])]
    write("prove/private/svar.csv", "\n".join(told) + "\n")
    old, new = "    design: {two_of_a_family: both}\n", SITE + MARGINS
    declare(lambda text: text.replace(old, new.replace("FIRST", "antall_familier")))
    [fault] = check_evaluation(folder, own_root).faults
    assert fault.code == "margins_disagree"
    assert "nytte 19, sted 10" in fault.sentence("nb")
    # A sum that nobody can read is not another sum.
    readable, not_so = ",9,count,families,,legible", ",,count,families,,illegible"
    write("prove/facts.csv", files["prove/facts.csv"].replace(readable, not_so))
    assert faults(folder, own_root) == []


def test_a_name_that_is_nearly_that_of_the_file_is_offered(own_root, folder, declare):
    declare(lambda text: text.replace("private/", "private/x", 1))
    (todo,) = [t for t in check_evaluation(folder, own_root).todos if "absent" in t.code]
    assert todo.code == "data_absent_near"
    assert (folder / "private" / todo.values["nearest"]).is_file()


def test_answers_an_earlier_report_has_shown_may_not_go_missing_in_silence(
    own_root, folder, declare
):
    asked = {"skjema": "0" * 64}
    entry = Entry(number=1, date="2025-01-01", shown={}, evaluation=folder.name, asked=asked)
    (folder / "ledger.jsonl").write_text(Ledger((entry,)).text, "utf-8")
    assert faults(folder, own_root) == []
    for path in (folder / "private").iterdir():
        path.unlink()
    assert faults(folder, own_root) == ["data_gone"]

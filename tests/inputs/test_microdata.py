"""Own data at the door; each text is told in `test_messages.py`. All answers are invented."""

from __future__ import annotations

import io
import os
import random
from csv import writer
from dataclasses import replace
from itertools import product

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from larvik_analysis.errors import InputError
from larvik_analysis.inputs.declared import DECLARED
from larvik_analysis.inputs.evaluation import read_evaluation
from larvik_analysis.inputs.files import recording_reads
from larvik_analysis.inputs.microdata import inspect_microdata, read_microdata
from larvik_analysis.inputs.prevention import MATRIX_FILE
from larvik_analysis.inputs.returns.files import RETURNS_FILE
from larvik_analysis.inputs.study import read_study
from larvik_analysis.terms.catalogue import LANGUAGES
from larvik_analysis.terms.evaluation import Words
from larvik_analysis.terms.ledger import Entry, Ledger
from larvik_analysis.terms.questions import Answer, Question

HEADINGS = ["Familie", "Hvor nyttig var det?", "Hva hjalp?"]
SECRET = "Mor Åse slår"


@pytest.fixture
def study(own_root):
    return read_study("prove", root=own_root)


@pytest.fixture
def inspect(own_root, folder, write):
    """Read rows (and a header) as they stand in a file of answers."""
    evaluation = read_evaluation("prove", root=own_root)

    def inspect_rows(rows, headings=HEADINGS, *, delimiter=",", encoding="utf-8", **changed):
        write("prove/private/svar.csv", saved([headings, *rows], delimiter).encode(encoding))
        files = [replace(evaluation.microdata[0], **changed)]
        return inspect_microdata(folder, files, is_synthetic=False, root=own_root)

    return inspect_rows


def saved(rows, delimiter=","):
    stream = io.StringIO()
    writer(stream, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return stream.getvalue()


def codes(reading):
    return [fault.code for fault in reading.faults]


def told(reading):
    remarks = [*reading.notes, *reading.faults]
    return [f"{r.place(la)}: {r.sentence(la)}" for r in remarks for la in LANGUAGES]


def test_answers_are_read_into_the_variables_of_their_questions(study):
    table = study.microdata["skjema"].table
    assert list(table.columns) == ["nytte", "hjelp_prat", "hjelp_lekser"]
    assert list(table["nytte"].cat.categories) == ["mye", "litt", "ingen"]
    assert table["nytte"].cat.ordered
    assert list(table["hjelp_prat"].cat.categories) == ["ja", "nei"]
    rows = [tuple(None if pd.isna(cell) else cell for cell in row) for row in table.values]
    assert rows == [
        ("mye", "ja", "ja"),
        ("mye", "ja", "nei"),
        ("mye", "ja", "nei"),
        ("mye", "ja", "nei"),
        ("mye", None, None),
        ("litt", "nei", "ja"),
        ("ingen", "nei", "nei"),  # a separator alone: nothing was ticked
        (None, None, None),
    ]
    assert list(table.index) == list(range(8))


def test_counts_and_families(study):
    data = study.microdata["skjema"]
    assert data.count({}) == 8
    assert data.n_families({}) == 5
    assert (data.count({"nytte": "mye"}), data.n_families({"nytte": "mye"})) == (5, 4)
    assert data.count({"nytte": "litt+ingen"}) == 2
    assert data.count({"nytte": "*", "hjelp_prat": "-"}) == 1
    assert study.ledger.entries == ()


def test_a_pseudonym_says_nothing_and_is_the_same_in_every_file(study, own_root, folder):
    families = study.microdata["skjema"].families
    assert families.str.fullmatch("[0-9a-f]{16}").all()
    evaluation = study.evaluation
    other = replace(evaluation.microdata[0], id="igjen")
    files = (*evaluation.microdata, other)
    read = read_microdata(folder, replace(evaluation, microdata=files), root=own_root)
    assert set(read["skjema"].families) == set(read["igjen"].families)


def test_ways_to_write_an_answer(inspect):
    written = ["mye", "MYE", "Mye nyttig", "mye  nyttig ", "Very useful", "\u00a0Mye nyttig"]
    reading = inspect([["F1", text, ""] for text in written])
    assert reading.faults == ()
    assert reading.microdata["skjema"].count({"nytte": "mye"}) == len(written)
    accented = Question(
        id="q", column="Sa\u030a?", name=Words(nb="x", en="x"),
        answers=(Answer(id="a", name=Words(nb="På skolen", en="A")),
                 Answer(id="b", name=Words(nb="Nei", en="No"))),
    )  # fmt: skip
    read = inspect(
        [["pa\u030a skolen"], ["På Skolen"]], ["Så?"], questions=(accented,), family=""
    )
    assert read.microdata["skjema"].count({"q": "a"}) == 2


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_however_a_file_is_saved_it_reads_the_same(inspect, delimiter, encoding):
    rows = [["Så", "Mye nyttig", "En prat;Hjelp med lekser"], ["B", "", ""]]
    reading = inspect(rows, delimiter=delimiter, encoding=encoding)
    assert reading.faults == ()
    plain = inspect(rows)
    pd.testing.assert_frame_equal(
        reading.microdata["skjema"].table, plain.microdata["skjema"].table
    )


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["F1", "F2", "F3", "F4"]),
        st.sampled_from(["", "mye", "litt", "ingen"]),
        st.sampled_from(["", ";", "prat", "lekser", "prat;lekser", "lekser;prat;"]),
    ),
    min_size=1,
    max_size=12,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(rows=ROWS, seed=st.integers(0, 99), key=st.binary(min_size=32, max_size=32))
def test_neither_the_key_nor_the_order_of_rows_nor_columns_matters(
    inspect, keys, rows, seed, key
):
    first = inspect(rows).microdata["skjema"]
    shuffled = random.Random(seed).sample(rows, len(rows))
    (keys / "prove.key").write_text(key.hex(), "utf-8")
    turned = [row[::-1] for row in shuffled]
    again = inspect(turned, HEADINGS[::-1]).microdata["skjema"]
    pd.testing.assert_frame_equal(first.table, again.table)
    # The families have other names, and the same rows belong together in the same places.
    assert list(pd.factorize(first.families)[0]) == list(pd.factorize(again.families)[0])
    for where in product(*([(name, answer) for answer in ("*", "-")] for name in first.table)):
        assert first.count(dict(where)) == again.count(dict(where))
        assert first.n_families(dict(where)) == again.n_families(dict(where))


def test_another_key_gives_other_pseudonyms_and_the_same_table(study, own_root, keys):
    key = keys / "prove.key"
    before = key.read_text("utf-8")
    key.write_text("ab" * 32, "utf-8")
    again = read_study("prove", root=own_root).microdata["skjema"]
    assert before != "ab" * 32
    first = study.microdata["skjema"]
    pd.testing.assert_frame_equal(first.table, again.table)
    assert not set(first.families) & set(again.families)


DROPPED = {
    "name": ("Navn", ["Kari", "Ola"]),
    "email": ("kontakt", ["kari@eksempel.no", ""]),
    "telephone": ("nummer", ["912 34 567", "x"]),
    "identity_number": ("tall", ["02013299997", ""]),
    "ip_address": ("hvorfra", ["10.1.2.3", "10.1.2.4"]),
    "timestamp": ("når", ["16.05.2025 14:03", "16.05.2025 14:04"]),
    "free_text": ("Mer?", ["x " * 50, ""]),
    "identifier": ("ID", ["K17", "K18"]),
    "undeclared": ("Alder", ["syv", "åtte"]),
}


@pytest.mark.parametrize("why", DROPPED)
def test_a_column_of_each_kind_stays_outside_and_is_told_without_its_content(inspect, why):
    heading, cells = DROPPED[why]
    rows = [["F1", "mye", "", cells[0]], ["F2", "litt", "", cells[1]]]
    reading = inspect(rows, [*HEADINGS, heading])
    assert reading.faults == ()
    assert set(reading.microdata["skjema"].table) == {"nytte", "hjelp_prat", "hjelp_lekser"}
    [dropped] = reading.dropped
    n_filled = sum(bool(cell.strip()) for cell in cells)
    assert (dropped.file, dropped.why) == ("private/svar.csv", why)
    assert dropped.n_filled == n_filled
    [note] = [note for note in reading.notes if note.code.startswith("dropped")]
    assert note.code == f"dropped_{why}"
    assert (note.values["number"], note.values["count"]) == ("4", str(n_filled))
    for sentence in told(reading):
        assert not any(cell.strip() and cell.strip() in sentence.split() for cell in cells)
    for language in LANGUAGES:
        assert (heading) in note.sentence(language)


@pytest.mark.parametrize(
    "heading", ["Hva synes du om Kari Nordmann?", "kari@eksempel.no", "02013299997", "91234567"]
)
def test_a_heading_that_may_be_personal_is_not_repeated(inspect, heading):
    reading = inspect([["F1", "mye", "", "x"]], [*HEADINGS, heading])
    assert reading.dropped[0].column == "…"
    assert not any(heading in sentence or "Kari" in sentence for sentence in told(reading))


def test_columns_without_a_heading_and_twice_the_same_stay_outside_too(inspect):
    rows = [["a", "", "F1", "b", "mye", "c", "prat"], ["", "", "F2", "", "", "", ""]]
    headings = ["Alder", "", "Familie", "", HEADINGS[1], "Alder", HEADINGS[2]]
    reading = inspect(rows, headings)
    assert reading.faults == ()
    assert [(d.column, d.n_filled) for d in reading.dropped] == [
        ("Alder", 1), ("…", 1), ("Alder", 1),
    ]  # fmt: skip
    assert reading.microdata["skjema"].count({"nytte": "mye"}) == 1


def test_free_text_over_several_lines_does_not_disturb(inspect):
    rows = [["F1", "mye", "", "En linje,\ntil og\nmed tre"], ["F2", "litt", "", ""]]
    reading = inspect(rows, [*HEADINGS, "Kommentar"], delimiter=";")
    assert reading.faults == ()
    assert reading.microdata["skjema"].count({}) == 2


def test_a_row_broken_by_a_line_break_is_no_row_of_its_own(inspect, write, folder, own_root):
    evaluation = read_evaluation("prove", root=own_root)
    text = f"{','.join(HEADINGS)},Mer\nF1,mye,prat,Det gikk\nbra\nF2,litt,prat,x\n"
    write("prove/private/svar.csv", text)
    reading = inspect_microdata(folder, evaluation.microdata, is_synthetic=False, root=own_root)
    assert [(fault.code, fault.line) for fault in reading.faults] == [("row_short", 3)]


def test_cells_that_are_no_answers_are_counted_by_column(inspect):
    rows = [
        ["F1", "mye", "prat"],
        ["F2", SECRET, f"prat;{SECRET}"],
        ["F3", "kari@eksempel.no", f"{SECRET};{SECRET}"],
        ["F4", SECRET, "912 34 567"],
    ]
    reading = inspect(rows)
    assert reading.microdata == {}
    names = ("count", "lines", "number")
    found = [(f.code, f.line, f.column, *map(f.values.get, names)) for f in reading.faults]
    assert found == [
        ("answers_unknown", 3, "nytte", "2", "3, 5", "2"),
        ("answers_unknown", 3, "hjelp", "2", "3, 4", "3"),
        ("answers_personal", 4, "nytte", "1", "4", "2"),
        ("answers_personal", 5, "hjelp", "1", "5", "3"),
    ]
    assert not any("slår" in text or "kari" in text or "912" in text for text in told(reading))


def test_only_the_first_lines_are_told(inspect):
    reading = inspect([["F1", "x", ""]] * 9)
    [fault] = reading.faults
    assert (fault.values["count"], fault.values["lines"]) == ("9", "2, 3, 4, 5, 6, …")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    place=st.integers(0, 3),
    before=st.text(alphabet="ab ,;\"'\n0123456789@.", max_size=10),
    after=st.text(alphabet="ab ,;\"'\n0123456789@.", max_size=10),
    heading=st.booleans(),
)
def test_no_message_holds_what_a_cell_holds(inspect, place, before, after, heading):
    row, headings = ["F1", "mye", "prat", "x"], [*HEADINGS, "Mer"]
    cells = headings if heading else row
    cells[place] = f"{before}{SECRET}{after}"
    reading = inspect([row, ["F2", "litt", "lekser", ""]], headings)
    assert place == 0 or heading or reading.faults or reading.dropped
    assert not any("Åse" in text or "slår" in text for text in told(reading))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(content=st.binary(max_size=150) | st.text(alphabet='Familie,;\n"H?', max_size=60))
def test_no_file_ends_the_reader(own_root, folder, write, content):
    evaluation = read_evaluation("prove", root=own_root)
    write("prove/private/svar.csv", content)
    reading = inspect_microdata(folder, evaluation.microdata, is_synthetic=False, root=own_root)
    assert reading.faults
    assert told(reading)


def test_a_missing_column_names_the_nearest_by_number(inspect):
    reading = inspect([["F1", "mye", ""]], ["Familie", "Hvor nyttig var dett?", "Hva hjalp?"])
    [fault] = reading.faults
    assert (fault.code, fault.column) == ("column_missing_near", "nytte")
    assert fault.values == {
        "where": "evaluation.yaml", "letter": "B", "number": "2",
        "found": "Hvor nyttig var dett?",
    }  # fmt: skip
    reading = inspect([["mye", ""]], ["Hvor nyttig var det?", "Hva hjalp?"])
    assert [(f.code, f.column) for f in reading.faults] == [("column_missing", "family")]


def test_a_declared_column_that_stands_twice_is_refused(inspect):
    reading = inspect([["F1", "mye", "", "litt"]], [*HEADINGS, "hvor nyttig  var det?"])
    assert [(f.code, f.column) for f in reading.faults] == [("column_repeated", "nytte")]


def test_rows_without_a_family_are_refused(inspect):
    reading = inspect([["F1", "mye", ""], ["", "mye", ""], [" ", "litt", ""]])
    [fault] = reading.faults
    assert (fault.code, fault.values["count"], fault.values["lines"]) == (
        "family_missing", "2", "3, 4",
    )  # fmt: skip


def test_a_row_a_family_has_no_family_twice(inspect):
    rows = [["F1", "mye", ""], ["f1 ", "mye", ""], ["F2", "litt", ""]]
    reading = inspect(rows, unit_of_analysis="families")
    [fault] = reading.faults
    assert (fault.code, fault.values["lines"]) == ("family_repeated", "3")
    assert inspect(rows).faults == ()


def test_without_a_family_column_no_key_is_made(inspect, keys):
    reading = inspect([["F1", "mye", ""]], family="")
    assert reading.microdata["skjema"].families is None
    assert [dropped.column for dropped in reading.dropped] == ["Familie"]
    assert list(keys.iterdir()) == []


def test_invented_data_need_no_secret_and_no_private_folder(
    own_root, folder, write, keys, answers
):
    evaluation = read_evaluation("prove", root=own_root)
    write("prove/svar.csv", answers)
    files = [replace(evaluation.microdata[0], file="svar.csv")]
    reading = inspect_microdata(folder, files, is_synthetic=True, root=own_root)
    assert reading.faults == ()
    assert reading.microdata["skjema"].n_families({}) == 5
    assert list(keys.iterdir()) == []
    assert codes(inspect_microdata(folder, files, is_synthetic=False, root=own_root)) == [
        "data_not_private"
    ]


@pytest.mark.parametrize(
    "file",
    ["../svar.csv", "private/../../svar.csv", "/etc/passwd", "C:\\svar.csv", "\\\\x\\y",
     "private\\..\\..\\svar.csv", "private/ut.csv", "private/mappe/svar.csv"],
)  # fmt: skip
def test_no_name_leads_out_of_the_folder(own_root, folder, file, answers):
    outside = own_root / "ute"
    outside.mkdir()
    (outside / "svar.csv").write_text(answers, "utf-8")
    (folder / "private" / "ut.csv").symlink_to(outside / "svar.csv")
    (folder / "private" / "mappe").symlink_to(outside, target_is_directory=True)
    evaluation = read_evaluation("prove", root=own_root)
    files = [replace(evaluation.microdata[0], file=file)]
    for is_synthetic in (True, False):
        with recording_reads() as paths:
            reading = inspect_microdata(folder, files, is_synthetic=is_synthetic, root=own_root)
        assert codes(reading) == ["data_outside"]
        assert paths == []


def test_a_link_inside_the_folder_does_not_make_a_file_private(
    own_root, folder, write, answers
):
    write("prove/svar.csv", answers)
    (folder / "private" / "lenke.csv").symlink_to(folder / "svar.csv")
    evaluation = read_evaluation("prove", root=own_root)
    files = [replace(evaluation.microdata[0], file="private/lenke.csv")]
    reading = inspect_microdata(folder, files, is_synthetic=False, root=own_root)
    assert codes(reading) == ["data_not_private"]


def test_without_a_word_on_privacy_nothing_is_read(study, own_root, folder):
    with recording_reads() as paths, pytest.raises(InputError) as caught:
        read_microdata(folder, replace(study.evaluation, personvern=None), root=own_root)
    assert [fault.code for fault in caught.value.faults] == ["privacy_missing"]
    assert paths == []


def test_a_chapter_goes_out_of_date_with_its_answers_and_not_with_key_or_ledger(
    own_root, write
):
    write("prove/ledger.jsonl", "")
    with recording_reads() as paths:
        read_study("prove", root=own_root)
    read = {path.name for path in paths}
    optional = {MATRIX_FILE, RETURNS_FILE, *(declared.file for declared in DECLARED)}
    assert read - optional == {"evaluation.yaml", "facts.csv", "frameworks.yaml", "svar.csv"}
    assert optional <= read  # the day one comes, the chapter runs again


def test_all_faults_of_all_files_come_at_once(own_root, write, files, own_data, answers):
    second = own_data.partition("microdata:\n")[2].partition("corrections:")[0]
    second = second.replace("id: skjema", "id: andre").replace("svar.csv", "andre.csv")
    text = files["prove/evaluation.yaml"] + own_data.replace(
        "corrections:", f"{second}corrections:"
    )
    write("prove/evaluation.yaml", text)
    write("prove/private/svar.csv", answers.replace("Litt", "Lite"))
    write("prove/private/andre.csv", "")
    write("prove/ledger.jsonl", "{}\n")
    with pytest.raises(InputError) as caught:
        read_study("prove", root=own_root)
    assert [(fault.file, fault.code) for fault in caught.value.faults] == [
        ("private/svar.csv", "answers_unknown_near"),
        ("private/andre.csv", "table_empty"),
        ("ledger.jsonl", "ledger_keys"),
    ]


def test_a_ledger_that_is_wrong_stops_the_study(own_root, write):
    write("prove/ledger.jsonl", "{}\n")
    with pytest.raises(InputError) as caught:
        read_study("prove", root=own_root)
    assert [fault.file for fault in caught.value.faults] == ["ledger.jsonl"]


def test_a_study_without_own_data_any_more_still_remembers(root, write):
    entry = Entry(number=1, evaluation="prove", date="2026-01-02", shown={})
    write("prove/ledger.jsonl", Ledger((entry,)).text)
    study = read_study("prove", root=root)
    assert study.microdata == {}
    assert study.ledger.entries == (entry,)
    write("prove/ledger.jsonl", "not json")
    with pytest.raises(InputError):
        read_study("prove", root=root)


def test_a_file_of_one_question_reads(inspect):
    name = Words(nb="x", en="x")
    question = Question(
        id="q", column="Q", name=name, kind="nominal",
        answers=(Answer(id="a", name=name), Answer(id="b", name=Words(nb="y", en="y"))),
    )  # fmt: skip
    reading = inspect([["a"], ["b"], ["a"]], ["Q"], questions=(question,), family="")
    table = reading.microdata["skjema"].table
    assert list(table["q"]) == ["a", "a", "b"]
    assert not table["q"].cat.ordered


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
def test_a_key_that_others_can_read_stops_the_study(study, own_root, keys):
    (keys / "prove.key").chmod(0o644)
    with pytest.raises(InputError) as caught:
        read_study("prove", root=own_root)
    assert [fault.code for fault in caught.value.faults] == ["keyfile_open"]

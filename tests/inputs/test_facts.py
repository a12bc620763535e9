"""The register of facts; each refusal is told in `test_messages.py`."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from larvik_analysis.errors import InputError
from larvik_analysis.inputs.facts import COLUMNS, inspect_facts, read_facts
from larvik_analysis.terms.fact import Fact, Legibility
from larvik_analysis.terms.units import UnitOfAnalysis

PLAIN = dict.fromkeys(COLUMNS, "") | {
    "fact_id": "a", "document": "rapport", "section": "Del", "quote": "sitat", "value": "9",
    "unit": "count", "unit_of_analysis": "families", "legibility": "legible",
}  # fmt: skip


def register(*rows, delimiter=",", ends="\n"):
    stream = io.StringIO()
    writer = csv.DictWriter(stream, COLUMNS, delimiter=delimiter, lineterminator=ends)
    writer.writeheader()
    writer.writerows([PLAIN | row for row in rows])
    return stream.getvalue()


@pytest.fixture
def inspect(folder, write):
    def inspect_rows(*rows, documents=("rapport",)):
        write("prove/facts.csv", register(*rows))
        return inspect_facts(folder, documents)

    return inspect_rows


def test_a_fact_carries_all_its_columns_and_its_line(root, write):
    cells = {column: f"{column} her" for column in COLUMNS} | {
        "fact_id": "a_1", "document": "rapport", "value": "1 300,5", "unit": "nok",
        "unit_of_analysis": "kroner", "legibility": "uncertain",
    }  # fmt: skip
    write("prove/facts.csv", register({}, cells))
    facts = read_facts("prove", root=root)
    assert list(facts) == ["a", "a_1"]  # the order of the file
    assert facts["a_1"] == Fact(
        fact_id="a_1",
        document="rapport",
        section="section her",
        quote="quote her",
        corrected_quote="corrected_quote her",
        topic="topic her",
        indicator_nb="indicator_nb her",
        indicator_en="indicator_en her",
        population="population her",
        geography="geography her",
        period="period her",
        unit="nok",
        unit_of_analysis=UnitOfAnalysis.KRONER,
        value=1300.5,
        date="",
        qualifier="qualifier her",
        legibility=Legibility.UNCERTAIN,
        approved_by="approved_by her",
        approval_reason="approval_reason her",
        line=3,
    )


@pytest.mark.parametrize(
    ("cells", "value", "date"),
    [
        ({"value": "9"}, 9.0, ""),
        ({"value": "0"}, 0.0, ""),
        ({"value": "9,0"}, 9.0, ""),  # a whole number all the same
        ({"value": "-100", "unit": "percent"}, -100.0, ""),
        ({"value": "250", "unit": "percent"}, 250.0, ""),
        ({"value": "-2", "unit": "points"}, -2.0, ""),
        ({"value": "2024-05", "unit": "month"}, None, "2024-05"),
        ({"value": "--04-11", "unit": "day_of_year"}, None, "--04-11"),
        ({"value": "", "legibility": "illegible"}, None, ""),
        ({"value": "", "legibility": "not_stated"}, None, ""),
    ],
)
def test_values_and_dates(inspect, cells, value, date):
    reading = inspect(cells)
    assert reading.faults == ()
    assert (reading.facts["a"].value, reading.facts["a"].date) == (value, date)


def test_what_is_not_traced_is_read_and_left_to_the_gate(inspect):
    reading = inspect({"document": "", "section": "", "quote": ""})
    assert reading.faults == ()
    assert not reading.facts["a"].is_traced


def test_all_faults_of_all_rows_come_at_once_in_the_order_of_the_file(inspect):
    reading = inspect(
        {"fact_id": "b", "unit": "cuont", "unit_of_analysis": "familys", "legibility": "x"},
        {},
        {"fact_id": "a", "value": "ni", "document": "raport", "approved_by": "leder"},
        {"fact_id": "c", "value": "", "legibility": "uncertain"},
    )
    assert [(fault.line, fault.column, fault.code) for fault in reading.faults] == [
        (2, "unit", "word_unknown_near"),
        (2, "unit_of_analysis", "word_unknown_near"),
        (2, "legibility", "word_unknown"),
        (4, "fact_id", "fact_id_repeated"),
        (4, "document", "fact_document_near"),
        (4, "approval_reason", "approval_without_reason"),
        (4, "value", "number_form"),
        (5, "value", "value_missing"),
    ]
    assert reading.faults[0].values["nearest"] == "count"
    assert reading.faults[3].values["first"] == "3"
    assert list(reading.facts) == ["a"]
    assert reading.lines == {"b": 2, "a": 3, "c": 5}


def test_without_known_documents_their_names_are_not_checked(inspect):
    assert inspect({"document": "hva som helst"}, documents=()).faults == ()


def test_notes_count_how_numbers_were_written(inspect):
    reading = inspect(
        {"value": "1,5", "unit": "percent"},
        {"fact_id": "b", "value": "2,5", "unit": "percent"},
        {"fact_id": "c", "value": "1 000"},
        {"fact_id": "d", "value": "1.2.2024", "unit": "date"},
    )
    assert [(note.code, note.values["count"]) for note in reading.notes] == [
        ("decimal_comma", "2"),
        ("norwegian_date", "1"),
        ("thousands_space", "1"),
    ]


def test_read_facts_raises_with_every_fault(root, write):
    write("prove/facts.csv", register({"value": "x"}, {"fact_id": "b", "value": "y"}))
    with pytest.raises(InputError) as caught:
        read_facts("prove", root=root)
    assert [fault.line for fault in caught.value.faults] == [2, 3]


def test_a_faulty_evaluation_does_not_hide_the_facts(root, write, files):
    write("prove/evaluation.yaml", files["prove/evaluation.yaml"].replace("seed: 7", "seed: x"))
    assert len(read_facts("prove", root=root)) == 2


TEXT = st.text(alphabet="abcæøå ,;\"'.%", max_size=10).map(str.strip)
FACTS = st.lists(
    st.builds(
        lambda text, number: {"quote": text, "section": text[::-1].strip(), "value": number},
        TEXT,
        st.decimals(-1000, 10**9, places=1),
    ),
    min_size=1,
    max_size=4,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=FACTS,
    delimiter=st.sampled_from([",", ";", "\t"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    ends=st.sampled_from(["\n", "\r\n"]),
    comma=st.sampled_from([".", ","]),
)
def test_however_a_register_is_saved_the_facts_are_the_same(
    folder, write, rows, delimiter, encoding, ends, comma
):
    rows = [row | {"fact_id": f"f{n}", "unit": "nok"} for n, row in enumerate(rows)]
    write("prove/facts.csv", register(*rows))
    plain = inspect_facts(folder, ["rapport"])
    assert plain.faults == ()
    assert [fact.value for fact in plain.facts.values()] == [
        float(row["value"]) for row in rows
    ]
    rows = [row | {"value": str(row["value"]).replace(".", comma)} for row in rows]
    text = register(*rows, delimiter=delimiter, ends=ends)
    write("prove/facts.csv", text.encode(encoding))
    assert dict(inspect_facts(folder, ["rapport"]).facts) == dict(plain.facts)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=200))
def test_no_file_ends_in_anything_but_faults(root, write, content):
    write("prove/facts.csv", content)
    with pytest.raises(InputError) as caught:
        read_facts("prove", root=root)
    assert caught.value.faults


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cells=st.dictionaries(st.sampled_from(COLUMNS), st.text(max_size=15)))
def test_no_row_ends_in_anything_but_faults_that_leave_the_cells_behind(inspect, cells):
    reading = inspect(cells)
    assert reading.faults or reading.facts
    for fault in reading.faults:
        assert set(fault.values) <= {
            "first", "nearest", "known", "allowed", "limit", "found", "expected", "format",
        }  # fmt: skip
        assert fault.sentence("nb")
        assert fault.sentence("en")

"""The overview of who has a task for which risk on which level."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from larvik_analysis.errors import InputError
from larvik_analysis.inputs.check import check_evaluation
from larvik_analysis.inputs.frameworks import read_frameworks
from larvik_analysis.inputs.prevention import (
    COLUMNS,
    MATRIX_FILE,
    inspect_matrix,
    read_matrix,
)
from larvik_analysis.terms.catalogue import LANGUAGES
from larvik_analysis.terms.prevention import Responsibility
from larvik_analysis.terms.words import Words

SECRET = "Mor Åse slår"
CATEGORIES = ("omsorg", "miljo")
HEADER = ",".join(COLUMNS) + "\n"
ROWS = (
    "indicated,omsorg,1,barnevern,Barnevern,Child welfare,yes,rapport,Del,Barnevern\n",
    "universal,omsorg,1,skole,Skole,School,no,rapport,,\n",
    "universal,miljo,1,skole,Skole,School,no,rapport,,\n",
)


@pytest.fixture
def inspect(folder, write):
    def inspect_text(*rows: str):
        write(f"prove/{MATRIX_FILE}", HEADER + "".join(rows))
        return inspect_matrix(folder, CATEGORIES, ["rapport"])

    return inspect_text


def test_a_row_is_read_into_its_term(inspect):
    rows, faults = inspect(*ROWS)
    assert faults == []
    assert rows[0] == Responsibility(
        level="indicated",
        category="omsorg",
        service="barnevern",
        name=Words(nb="Barnevern", en="Child welfare"),
        line=2,
        position=1,
        has_annex_text=True,
        document="rapport",
        section="Del",
        quote="Barnevern",
    )
    assert [(row.level, row.category, row.has_annex_text) for row in rows[1:]] == [
        ("universal", "omsorg", False),
        ("universal", "miljo", False),
    ]


def test_an_evaluation_may_lack_it(folder, root):
    assert inspect_matrix(folder, CATEGORIES, []) == ((), [])
    assert read_matrix(folder, read_frameworks(root=root), []) == ()


def test_semicolons_as_norwegian_excel_writes_them(inspect, folder, write):
    write(f"prove/{MATRIX_FILE}", (HEADER + "".join(ROWS)).replace(",", ";").encode("cp1252"))
    rows, faults = inspect_matrix(folder, CATEGORIES, ["rapport"])
    assert (len(rows), faults) == (3, [])


@pytest.mark.parametrize(
    ("old", "new", "code", "column"),
    [
        ("universal,omsorg", "universell,omsorg", "word_unknown_near", "level"),
        ("universal,omsorg", f"{SECRET},omsorg", "word_unknown", "level"),
        ("universal,omsorg", ",omsorg", "word_missing", "level"),
        ("universal,omsorg", "universal,omsrg", "matrix_category_near", "category"),
        ("universal,omsorg", f"universal,{SECRET}", "matrix_category", "category"),
        ("universal,omsorg", "universal,", "value_empty", "category"),
        (",1,skole,Skole,School,no,rapport", ",1,skole,Skole,School,no,raport",
         "fact_document_near", "document"),
        (",1,skole,Skole,School,no,rapport", ",1,skole,Skole,School,no,", "value_empty",
         "document"),
        (",1,skole,Skole,School", ",1,skole,,School", "value_empty", "service_nb"),
        (",1,skole,Skole,School", ",1,skole,Skole,", "value_empty", "service_en"),
        (",1,skole,Skole", ",1,Skole!,Skole", "matrix_service_form", "service"),
        (",1,skole,Skole", ",1,,Skole", "matrix_service_form", "service"),
        (",1,skole", ",0,skole", "matrix_position_form", "position"),
        (",1,skole", ",første,skole", "matrix_position_form", "position"),
        ("School,no", "School,SANN", "word_unknown", "annex_text"),
        ("Skole,School", "Sko\x07le,School", "value_character", "service_nb"),
    ],
)  # fmt: skip
def test_a_fault_says_line_and_column_and_not_what_stood_there(inspect, old, new, code, column):
    rows, faults = inspect(ROWS[0], ROWS[1].replace(old, new))
    assert [(fault.code, fault.line, fault.column) for fault in faults] == [(code, 3, column)]
    assert [row.line for row in rows] == [2]
    for language in LANGUAGES:
        told = f"{faults[0].place(language)}: {faults[0].sentence(language)}"
        assert "Åse" not in told
        assert "{" not in told


def test_all_faults_come_at_once_and_in_order(inspect):
    rows, faults = inspect(
        ROWS[0],
        ROWS[0].replace(",1,", ",2,"),
        ROWS[1].replace("omsorg", "feil").replace("Skole", ""),
        ROWS[2].replace("School", "Schools"),
        "universal,miljo,1,nav,NAV,NAV,no,rapport,,\n",
    )
    assert [(fault.code, fault.line, fault.values.get("first")) for fault in faults] == [
        ("matrix_row_repeated", 3, "2"),
        ("matrix_category", 4, None),
        ("value_empty", 4, None),
        ("matrix_two_names", 5, "4"),
        ("matrix_position_repeated", 6, "5"),
    ]
    assert [row.line for row in rows] == [2]


def test_reading_raises_with_all_faults(folder, root, write):
    write(f"prove/{MATRIX_FILE}", HEADER + ROWS[0].replace("indicated", "x") + ROWS[1])
    with pytest.raises(InputError) as caught:
        read_matrix(folder, read_frameworks(root=root), ["annet"])
    assert [fault.code for fault in caught.value.faults] == [
        "word_unknown",
        "fact_document",
        "fact_document",
    ]


def test_the_check_of_an_evaluation_reads_it(folder, root, write):
    write(f"prove/{MATRIX_FILE}", HEADER + ROWS[0].replace("yes", "kanskje"))
    (fault,) = check_evaluation(folder, root).faults
    assert (fault.file, fault.line, fault.column) == (MATRIX_FILE, 2, "annex_text")
    assert fault.values["allowed"] == "yes, no"


@given(order=st.permutations(range(3)))
def test_the_order_of_the_rows_changes_no_row(tmp_path_factory, order):
    folder = tmp_path_factory.getbasetemp()
    path = folder / MATRIX_FILE
    path.write_text(HEADER + "".join(ROWS[place] for place in order), encoding="utf-8")
    rows, faults = inspect_matrix(folder, CATEGORIES, ["rapport"])
    assert faults == []
    assert [row.line for row in rows] == [2, 3, 4]
    found = {(row.level, row.category, row.service) for row in rows}
    assert found == {
        ("indicated", "omsorg", "barnevern"),
        ("universal", "omsorg", "skole"),
        ("universal", "miljo", "skole"),
    }

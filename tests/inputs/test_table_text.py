"""Tables as spreadsheets save them; each refusal is told in `test_messages.py`."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from larvik_analysis.inputs.table_text import Row, read_table

COLUMNS = ("id", "text", "number", "by")
# Letters that Windows-1252 has too, and everything a cell must be quoted for.
CELLS = st.text(alphabet="abcæøåÆØÅé 0123456789,;.\"'-\t\n", max_size=12)
ROWS = st.lists(st.tuples(CELLS, CELLS, CELLS, CELLS), min_size=1, max_size=5)


@pytest.fixture
def read(tmp_path):
    def read_content(content, encoding="utf-8"):
        path = tmp_path / "a.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return read_table(path, "a.csv", COLUMNS, may_be_empty=frozenset({"by"}))

    return read_content


def saved(rows, delimiter, ends):
    stream = io.StringIO()
    # Some versions of csv leave a line break bare that is not the one of the file.
    writer = csv.writer(stream, delimiter=delimiter, lineterminator=ends, quoting=csv.QUOTE_ALL)
    writer.writerows([COLUMNS, *rows])
    return stream.getvalue()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=ROWS,
    delimiter=st.sampled_from([",", ";", "\t"]),
    encoding=st.sampled_from(
        ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
    ),
    ends=st.sampled_from(["\n", "\r\n", "\r"]),
    after=st.sampled_from(["", "\n", "\n\n\n"]),
)
def test_however_a_table_is_saved_it_reads_the_same(
    read, rows, delimiter, encoding, ends, after
):
    table = read(saved(rows, delimiter, ends) + after, encoding)
    expected = [[cell.strip() for cell in row] for row in rows if any(map(str.strip, row))]
    if table.faults:
        # A cell with a line as wide as the table is what two stray quotes leave.
        wide = any(cell.count(delimiter) >= 3 for row in rows for cell in row)
        assert [fault.code for fault in table.faults if not wide] == (
            [] if expected or wide else ["table_header_only"]
        )
    else:
        assert [list(row.cells.values()) for row in table.rows] == expected


def test_a_row_knows_the_line_it_starts_on(read):
    table = read('id,text,number,by\n1,"to\nlinjer",2,\n\n,,,\n3,en,4,x\n')
    assert table.faults == ()
    assert table.rows == (
        Row(2, {"id": "1", "text": "to\nlinjer", "number": "2", "by": ""}),
        Row(6, {"id": "3", "text": "en", "number": "4", "by": "x"}),
    )


def test_columns_may_come_in_any_order_and_with_space_around(read):
    table = read(" by ;number;text; id\nx;1;en;7\n")
    assert table.rows == (Row(2, {"by": "x", "number": "1", "text": "en", "id": "7"}),)
    assert [note.code for note in table.notes] == ["table_semicolon"]


def test_empty_rows_and_columns_at_the_end_are_left_out(read):
    table = read("id;text;number;by;;\r\n1;en;2;x;;\r\n;;;;;\r\n;;;;;\r\n")
    assert table.faults == ()
    assert table.rows == (Row(2, {"id": "1", "text": "en", "number": "2", "by": "x"}),)


def test_the_line_that_tells_excel_the_separator_is_no_row(read):
    table = read("sep=;\r\nid;text;number;by\r\n1;en;2;x\r\n", "utf-8-sig")
    assert table.faults == ()
    assert [row.line for row in table.rows] == [3]


def test_cells_that_excel_left_out_at_the_end_are_empty_and_counted(read):
    table = read("id,text,number,by\n1,en,2\n2,to,3,x\n3,tre,4\n")
    assert [row.cells["by"] for row in table.rows] == ["", "x", ""]
    assert [(note.code, note.values) for note in table.notes] == [
        ("table_short_rows", {"count": "2"})
    ]


@pytest.mark.parametrize(
    ("line", "code", "found"),
    [
        ("1,en", "row_short", "2"),  # `number` must be there
        ("1,en,", "row_short", "3"),  # an empty end: a separator is lost further in front
        ("1,en,2,x,y", "row_long", "5"),
        ("1,en,2,x,", "row_long", "5"),
        ("1,1,5,2,", "row_long", "5"),  # a decimal comma that is not in quotes
    ],
)
def test_rows_of_another_width_are_refused(read, line, code, found):
    table = read(f"id,text,number,by\n0,nul,0,x\n{line}\n2,to,3,x\n")
    assert [(fault.code, fault.line, fault.values["found"]) for fault in table.faults] == [
        (code, 3, found)
    ]
    assert [row.line for row in table.rows] == [2, 4]


def test_faults_of_all_rows_are_told_at_once(read):
    table = read('id,text,number,by\n1\n2,to,3,x,y\n3,"tre\n4,fire,4,x\n')
    assert [(fault.code, fault.line) for fault in table.faults] == [
        ("row_short", 2),
        ("row_long", 3),
        ("table_quote", 4),
    ]


def test_two_stray_quotes_far_apart_do_not_hide_the_rows_between(read):
    table = read('id,text,number,by\n1,"en,2,x\n2,to,3,x\n3,tre,4,x\n4,fire",5,x\n')
    assert [(fault.code, fault.line) for fault in table.faults] == [("table_quote", 2)]


def test_all_faults_of_a_header_are_told_at_once(read):
    table = read("id,txet,,zzz,id\n1,en,2,x,y\n")
    assert [
        (fault.code, fault.column, fault.values.get("number")) for fault in table.faults
    ] == [
        ("header_unknown_near", "", "2"),
        ("header_empty", "", "3"),
        ("header_unknown", "", "4"),
        ("header_repeated", "id", None),
        ("header_missing", "number", None),
        ("header_missing", "by", None),
    ]
    assert table.rows == ()


def test_a_first_row_of_answers_is_not_repeated_as_a_header(read):
    table = read("id,Kari sier nei,number,by\n1,en,2,x\n")
    (unknown, missing) = table.faults
    assert unknown.values["found"] == "…"
    assert (missing.code, missing.column) == ("header_missing", "text")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"id,text,number,by\n1,\x81\x8d,2,x\n", "table_encoding"),  # nobody's letters
        ("id,text,number,by\n1,småbarn,2,x\n".encode("cp850"), "table_encoding"),
        ("id,text,number,by\n1,brød,2,x\n".encode("mac-roman"), "table_encoding"),
        ("id,text,number,by\n1,småbarn,2,x\n".encode("cp1252"), ""),
        (
            "id,text,number,by\n1,blåbær og rødgrøt,2,x\n".encode().decode("cp1252"),
            "table_broken",
        ),
        ("id,text,number,by\n1,ÆØÅ é,2,x\n".encode().decode("latin-1"), "table_broken"),
        ("id,text,number,by\n1,sm\ufffdbarn,2,x\n", "table_broken"),
        ("id,text,number,by\n1,en,2,x\n".encode("utf-16")[:-1], "table_encoding"),
        ("id,text,number,by\n1,en,2,x\n".encode("utf-32"), "table_nul"),
    ],
)
def test_letters_that_cannot_be_told_are_refused(read, content, code):
    table = read(content)
    assert [fault.code for fault in table.faults] == ([code] if code else [])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=120))
def test_no_bytes_end_the_reader(read, content):
    table = read(content)
    assert table.rows or table.faults


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(alphabet='id,;\t\n\r"x\0 \ufeff=sep', max_size=40))
def test_no_text_under_a_good_header_ends_the_reader(read, text):
    table = read(f"id,text,number,by\n{text}")
    assert table.rows or table.faults
    assert all(fault.sentence("nb") for fault in table.faults)
    assert all(set(row.cells) == set(COLUMNS) for row in table.rows)


def test_a_cell_longer_than_a_cell_can_be_is_told_where(read):
    table = read("id,text,number,by\n1," + "x" * 200_000 + ",2,x\n")
    assert [(fault.code, fault.line) for fault in table.faults] == [("table_cell_long", 2)]
    header = read("x" * 200_000 + "\n1\n")
    assert [fault.code for fault in header.faults] == ["table_no_header"]


def test_many_broken_rows_of_one_sort_are_one_fault(read):
    table = read("id,text,number,by\n" + "1,a,2,x,y\n" * 50 + "2,to,3,x\n")
    [fault] = table.faults
    assert (fault.code, fault.line) == ("rows_long", 2)
    assert fault.values == {"count": "50", "lines": "2, 3, 4, 5, 6, …", "expected": "4"}


def test_decimal_commas_between_commas_are_called_so(read):
    [fault] = read("id,text,number,by\n1,a,2,5,x\n2,b,3,5,y\n3,c,4,z\n").faults
    assert (fault.code, fault.values["count"]) == ("rows_decimal_comma", "2")


def test_an_open_quote_is_not_called_a_long_cell(read):
    table = read('id,text,number,by\n1,"' + "x\n" * 200_000 + ",2,x\n")
    assert [fault.code for fault in table.faults] == ["table_quote"]

"""Workbooks: which sheet, which row, and what a cell holds."""

from __future__ import annotations

import datetime
import io
import re

import openpyxl
import pytest

QUESTIONS = ["Nytte", "Alder"]


def saved(book: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def with_rows(*rows: list[object]) -> tuple[openpyxl.Workbook, object]:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    return book, book.active


def test_cells_are_text_as_a_spreadsheet_shows_it(read, bytes_of, cells, codes):
    values = [1.0, 2.5, True, False, None, " to\u00a0", 0.1 + 0.2]
    days = [datetime.datetime(2024, 10, 9, 11, 2), datetime.date(2024, 5, 17)]  # noqa: DTZ001
    row = [*values, *days, datetime.time(11, 2)]
    grid = read(bytes_of([[f"q{n}" for n in range(10)], row]), "svar.xlsx")
    assert cells(grid) == [
        ["1", "2.5", "SANN", "USANN", "", "to", "0.3", "2024-10-09 11:02:00", "2024-05-17",
         "11:02:00"]
    ]  # fmt: skip
    assert (grid.format, grid.faults) == ("excel", ())
    assert codes(grid.notes) == ["export_read_as"]


def test_leading_zeros_of_a_code_are_kept(read, cells):
    book, sheet = with_rows(["Kommune", "Alder"], [301, 7])
    sheet["A2"].number_format = "0000"
    assert cells(read(saved(book), "svar.xlsx")) == [["0301", "7"]]


def test_the_number_of_a_row_is_that_of_the_sheet(read, bytes_of):
    grid = read(bytes_of([QUESTIONS, ["Stor", 7], [], ["Liten", 8]]), "svar.xlsx")
    assert [record.line for record in grid.body] == [2, 4]


def test_the_first_sheet_with_content_is_taken_and_told(read, bytes_of, cells):
    grid = read(bytes_of([], [QUESTIONS, ["Stor", 7]], [["Annet"], ["x"]]), "svar.xlsx")
    assert cells(grid) == [["Stor", "7"]]
    [note] = [note for note in grid.notes if note.code == "export_sheet"]
    assert note.values == {"number": "2", "count": "2"}


def test_the_sheet_with_the_declared_questions_is_taken(read, bytes_of):
    content = bytes_of([["Annet", "Mer"], ["x", "y"]], [QUESTIONS, ["Stor", 7]])
    assert read(content, "svar.xlsx").headings == ("Annet", "Mer")
    assert read(content, "svar.xlsx", ["nytte"]).headings == ("Nytte", "Alder")


def test_a_hidden_sheet_is_not_taken(read):
    book, sheet = with_rows(["Annet", "Mer"], ["x", "y"])
    sheet.sheet_state = "hidden"
    for row in (QUESTIONS, ["Stor", 7]):
        (book.worksheets[1] if len(book.worksheets) > 1 else book.create_sheet()).append(row)
    assert read(saved(book), "svar.xlsx").headings == ("Nytte", "Alder")


def test_a_merged_title_is_left_out_and_told(read, codes):
    book, sheet = with_rows(["Undersøkelsen", None], QUESTIONS, ["Stor", 7])
    sheet.merge_cells("A1:B1")
    grid = read(saved(book), "svar.xlsx")
    assert (grid.headings, grid.line) == (("Nytte", "Alder"), 2)
    assert "export_rows_above" in codes(grid.notes)


def test_groups_above_the_questions_are_refused_unless_the_questions_are_declared(read, codes):
    book, sheet = with_rows(
        ["Barnet", None, "Skolen", None], ["Nytte", "Alder", "Trygg", "Glad"], [1, 2, 3, 4]
    )
    sheet.merge_cells("A1:B1")
    sheet.merge_cells("C1:D1")
    content = saved(book)
    assert codes(read(content, "svar.xlsx").faults) == ["export_two_headings"]
    grid = read(content, "svar.xlsx", ["Trygg"])
    assert (grid.faults, grid.headings[2], grid.line) == ((), "Trygg", 2)


@pytest.fixture
def with_formulas(bytes_of, changed):
    """A workbook with a formula in every cell of a column, and these values beside them."""

    def workbook(cached: bytes) -> bytes:
        content = bytes_of([QUESTIONS, ["Stor", "=3+4"], ["Liten", "=4+4"]])
        return changed(
            content,
            "xl/worksheets/sheet1.xml",
            lambda part: re.sub(rb"<v ?/>|<v></v>", cached, part),
        )

    return workbook


def test_the_value_beside_a_formula_is_read(read, cells, codes, with_formulas):
    grid = read(with_formulas(b"<v>7</v>"), "svar.xlsx")
    assert cells(grid) == [["Stor", "7"], ["Liten", "7"]]
    assert "export_formulas" in codes(grid.notes)
    assert grid.faults == ()


def test_a_formula_without_a_value_is_told_where_it_is_asked_for(read, codes, with_formulas):
    content = with_formulas(b"<v/>")
    [fault] = read(content, "svar.xlsx").faults
    assert (fault.code, fault.line) == ("export_uncalculated", 2)
    assert fault.values == {"count": "2", "letter": "B", "number": "2", "lines": "2, 3"}
    assert codes(read(content, "svar.xlsx", ["Alder"]).faults) == ["export_uncalculated"]
    assert read(content, "svar.xlsx", ["Nytte"]).faults == ()


def test_an_error_in_a_cell_is_told_where_it_is_asked_for(read, bytes_of, cells):
    content = bytes_of([QUESTIONS, ["Stor", 7], ["Liten", "#REF!"], [None, "#N/A"]])
    [fault] = read(content, "svar.xlsx").faults
    assert (fault.code, fault.values["lines"]) == ("export_cell_errors", "3, 4")
    grid = read(content, "svar.xlsx", ["Nytte"])
    assert (grid.faults, cells(grid)[1]) == ((), ["Liten", ""])


def test_hidden_rows_and_columns_and_merged_cells_are_counted(read):
    book, sheet = with_rows([*QUESTIONS, "Glad"], ["Stor", 7, 1], ["Liten", 8, 2])
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["B"].hidden = True
    sheet.merge_cells("A2:A3")
    counts = {note.code: note.values.get("count") for note in read(saved(book), "a.xlsx").notes}
    assert counts["export_hidden_rows"] == "1"
    assert counts["export_hidden_columns"] == "1"
    assert counts["export_merged"] == "1"


def test_a_column_beyond_the_headings_is_kept_without_a_name(read, bytes_of, cells):
    grid = read(bytes_of([QUESTIONS, ["Stor", 7, "x"]]), "svar.xlsx")
    assert (grid.headings, cells(grid)) == (("Nytte", "Alder", ""), [["Stor", "7", "x"]])


def test_text_of_several_lines_with_many_commas_is_no_swallowed_row(read, bytes_of, cells):
    wording = "en, to, tre\nfire, fem, seks\nsju, åtte"
    assert cells(read(bytes_of([QUESTIONS, [wording, 7]]), "a.xlsx")) == [[wording, "7"]]


def test_a_workbook_without_a_heading_row_of_its_own_or_answers_is_told(read, bytes_of, codes):
    assert codes(read(bytes_of([]), "svar.xlsx").faults) == ["table_empty"]
    assert codes(read(bytes_of([QUESTIONS]), "svar.xlsx").faults) == ["table_header_only"]


@pytest.mark.parametrize("name", ["svar.csv", "svar.txt", "svar.sav"])
def test_a_workbook_of_another_name_is_read_as_what_it_is(read, name, bytes_of, cells, codes):
    grid = read(bytes_of([QUESTIONS, ["Stor", 7]]), name)
    assert (grid.format, cells(grid)) == ("excel", [["Stor", "7"]])
    assert codes(grid.notes)[0] == "export_suffix"


def test_a_text_that_calls_itself_a_workbook_is_read_as_text(read, cells, codes):
    grid = read("Nytte;Alder\nStor;7\n", "svar.xlsx")
    assert (grid.format, cells(grid)) == ("csv", [["Stor", "7"]])
    assert codes(grid.notes) == ["export_suffix", "table_semicolon"]


def test_the_file_is_closed(read, tmp_path, bytes_of):
    read(bytes_of([QUESTIONS, ["Stor", 7]]), "svar.xlsx")
    (tmp_path / "svar.xlsx").rename(tmp_path / "flyttet.xlsx")


ANSWERS = [["Sted", "Nytte", "Timer", "Mer"], *([["a", "b", "c", "d"]] * 4)]


def test_a_summary_is_not_taken_for_the_answers(read, bytes_of, cells):
    summary = [["Radetiketter", "Antall"], ["a", 2], ["b", 2], ["Totalt", 4]]
    grid = read(bytes_of(summary, ANSWERS), "svar.xlsx")
    assert grid.headings == tuple(ANSWERS[0])
    [note] = [note for note in grid.notes if note.code == "export_sheet"]
    assert note.values == {"number": "2", "count": "2"}


def test_who_made_a_table_is_no_heading(read, bytes_of):
    above = [["Rapport", "Kari Nordmann"], ["Dato", "12.03.2025"], []]
    grid = read(bytes_of([*above, *ANSWERS]), "svar.xlsx")
    assert (grid.headings, grid.line) == (tuple(ANSWERS[0]), 4)


def test_groups_above_the_headings_that_are_not_merged_are_told(read, bytes_of, codes):
    grid = read(bytes_of([["Bakgrunn", None, "Svar", None], *ANSWERS]), "svar.xlsx")
    assert codes(grid.faults) == ["export_two_headings"]

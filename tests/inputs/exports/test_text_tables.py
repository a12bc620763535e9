"""Plain text tables, whatever the country and the program they were saved in."""

from __future__ import annotations

import pytest

ROWS = [["Nytte", "Vekt"], ["Stor", "2,5"], ["Liten", "3,5"]]


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_is_read_however_it_was_saved(read, delimiter, encoding, ends, text_of, cells):
    rows = [["Nytte", "Språk"], ["Svært stor", "norsk på skjema"]]
    grid = read(text_of(rows, delimiter, ends).encode(encoding))
    assert (grid.format, grid.headings, cells(grid)) == ("csv", ("Nytte", "Språk"), rows[1:])
    assert grid.faults == ()


def test_a_decimal_comma_is_no_delimiter(read, cells, codes):
    grid = read("Nytte;Vekt\nStor;2,5\nLiten;3,5\n")
    assert cells(grid) == ROWS[1:]
    assert codes(grid.notes) == ["table_semicolon"]


def test_a_comma_in_the_question_is_no_delimiter(read):
    grid = read("Alder, fylt;Nytte\n7;Stor, ja\n8;Liten\n")
    assert grid.headings == ("Alder, fylt", "Nytte")


def test_mixed_line_ends_are_read(read, cells):
    grid = read("Nytte;Alder\r\nStor;7\nLiten;8\rStor;9\r\n")
    assert cells(grid) == [["Stor", "7"], ["Liten", "8"], ["Stor", "9"]]


def test_a_title_above_the_questions_is_left_out_and_told(read, codes):
    grid = read("Undersøkelse;;\n\nNytte;Alder;Kjønn\nStor;7;j\n")
    assert (grid.headings, grid.line) == (("Nytte", "Alder", "Kjønn"), 3)
    assert codes(grid.notes) == ["table_semicolon", "export_rows_above"]


def test_the_declared_headings_say_which_row_it_is(read):
    content = "a;b\nNytte;Alder\nStor;7\n"
    assert read(content).line == 1
    assert read(content, expected=["Nytte"]).line == 2


def test_headings_that_are_alike_are_kept_and_numbered(read, cells, codes):
    grid = read("Nytte;Nytte;  ;Alder\nStor;Liten;x;7\n")
    assert grid.headings == ("Nytte", "Nytte", "", "Alder")
    assert grid.names == ("Nytte", "Nytte (2)", "", "Alder")
    assert codes(grid.notes)[1:] == ["export_heading_repeated", "export_heading_empty"]
    assert cells(grid) == [["Stor", "Liten", "x", "7"]]


def test_one_respondent_is_read_and_none_is_told(read, cells, codes):
    assert cells(read("Nytte;Alder\nStor;7\n")) == [["Stor", "7"]]
    assert codes(read("Nytte;Alder\n").faults) == ["table_header_only"]


def test_one_question_alone_is_read(read, cells):
    grid = read("Hvor nyttig var det?\nStor\nLiten\n")
    assert (grid.headings, cells(grid)) == (("Hvor nyttig var det?",), [["Stor"], ["Liten"]])


def test_a_broken_row_is_told_and_left_out(read, cells):
    grid = read("Nytte;Alder\nStor;7;8\nLiten;8\n")
    assert [(fault.code, fault.line) for fault in grid.faults] == [("row_long", 2)]
    assert cells(grid) == [["Liten", "8"]]


def test_a_table_of_something_else_is_told(read, codes):
    grid = read("Vare;Pris\nEple;7\n", expected=["Hvor nyttig var det?"])
    assert codes(grid.faults) == ["export_other_headings"]
    grid = read("Stor;7\nStor;7\n", expected=["Hvor nyttig var det?"])
    assert codes(grid.faults) == ["table_no_header"]


def test_a_changed_wording_is_left_to_the_reader_who_can_name_the_nearest(read):
    grid = read("Hvor nyttig er det?;Alder\nStor;7\n", expected=["Hvor nyttig var det?"])
    assert grid.faults == ()


def test_what_was_made_of_the_file_is_remembered(read, tmp_path):
    from larvik_analysis.inputs.files import recording_reads

    with recording_reads() as paths:
        read("Nytte;Alder\nStor;7\n")
    assert paths == [(tmp_path / "svar.csv").resolve()]


@pytest.mark.slow
def test_a_million_rows_are_read(read):
    row = "Svært nyttig;Ja;Nei;Vet ikke;7;Ganske ofte\n"
    grid = read("a;b;c;d;e;f\n" + row * 1_000_000)
    assert (len(grid.body), grid.faults) == (1_000_000, ())

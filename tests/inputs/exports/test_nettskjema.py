"""Nettskjema: in words, or in codes with a codebook beside the export."""

from __future__ import annotations

import datetime

import pytest

from larvik_analysis.inputs.table_text import JOINT

OWN = ["$submission_id", "$created"]
CODES = [*OWN, "nytte", "bruk.lek", "bruk.tur", "kanal", "$answer_time_ms"]
ROWS = [
    ["11", "2024-10-09T11:02:33", "2", "1", "0", "a;b", "900"],
    ["12", "2024-10-11T08:00:00", "9", "0", "0", "b", "800"],
    ["13", "2024-10-12T08:00:00", "", "", "", "", "800"],
]
BOOK = [
    ["kode", "spørsmål", "verdi", "svartekst"],
    ["nytte", "Hvor nyttig var det?", "1", "Lite"],
    ["", "", "2", "Svært"],
    ["bruk", "Hva brukte dere?", "lek", "Lekser"],
    ["bruk", "Hva brukte dere?", "tur", "Turer"],
    ["kanal", "Hvor hørte du om det?", "a", "Skolen"],
    ["kanal", "", "b", "Avisa"],
]
# As a package that fetches the codebook writes it: the ticked answer has a code of its own.
FETCHED = [
    ["element_no", "element_code", "element_text", "answer_code", "answer_text"],
    ["1", "nytte", "Hvor nyttig var det?", "1", "Lite"],
    ["1", "nytte", "Hvor nyttig var det?", "2", "Svært"],
    ["2", "bruk.lek", "Hva brukte dere?:: Lekser", "lek", "Lekser"],
    ["2", "bruk.tur", "Hva brukte dere?:: Turer", "tur", "Turer"],
    ["3", "kanal", "Hvor hørte du om det?", "a", "Skolen"],
    ["3", "kanal", "Hvor hørte du om det?", "b", "Avisa"],
]
WORDS = ("Hvor nyttig var det?", "Hva brukte dere?", "Hvor hørte du om det?")


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_an_export_in_words_is_read_as_it_stands(read, text_of, codes, delimiter):
    rows = [[*OWN, "Hvor nyttig var det?"], ["11", "2024-10-09T11:02:33", "Svært"]]
    grid = read(text_of(rows, delimiter).encode("utf-8-sig"))
    assert (grid.format, grid.headings) == ("nettskjema", tuple(rows[0]))
    assert grid.times == (datetime.date(2024, 10, 9),)
    assert "export_codebook_missing" not in codes(grid.notes)


def test_norwegian_names_of_its_own_columns_are_known(read, text_of):
    grid = read(text_of([["Svar-ID", "Opprettet", "Nytte"], ["1", "09.10.2024 11:02", "x"]]))
    assert (grid.format, grid.times) == ("nettskjema", (datetime.date(2024, 10, 9),))


@pytest.mark.parametrize("book", [BOOK, FETCHED])
@pytest.mark.parametrize(
    "name", ["kodebok.csv", "Kodebok for skjema.xlsx", "svar_codebook.txt", "codebook.csv"]
)
def test_codes_are_translated_by_the_codebook(
    read, tmp_path, text_of, bytes_of, codes, book, name
):
    content = bytes_of(book) if name.endswith("xlsx") else text_of(book, ";").encode()
    (tmp_path / name).write_bytes(content)
    grid = read(text_of([CODES, *ROWS]))
    assert tuple(h for h in grid.headings if not h.startswith("$")) == WORDS
    assert grid.names[2:5] == ("nytte", "bruk", "kanal")
    assert grid.options[2:5] == (("Lite", "Svært"), ("Lekser", "Turer"), ("Skolen", "Avisa"))
    assert grid.joined == {3, 4}
    assert [record.cells[2:5] for record in grid.body] == [
        ["Svært", "Lekser", f"Skolen{JOINT}Avisa"],
        ["9", JOINT, "Avisa"],
        ["", "", ""],
    ]
    assert codes(grid.notes) == [
        "export_read_as", "export_codebook", "export_codes_unknown", "export_joined"
    ]  # fmt: skip


def test_a_column_that_is_declared_by_itself_stays_apart(read, tmp_path, text_of):
    (tmp_path / "kodebok.csv").write_text(text_of(BOOK), encoding="utf-8")
    grid = read(text_of([CODES, *ROWS]), expected=["bruk.lek"])
    assert grid.headings[3:5] == ("bruk.lek", "bruk.tur")


def test_codes_without_a_codebook_are_told(read, text_of, codes):
    grid = read(text_of([CODES, *ROWS]))
    assert grid.headings == tuple(CODES)
    assert "export_codebook_missing" in codes(grid.notes)


def test_a_codebook_of_another_export_is_not_used(read, tmp_path, text_of, codes):
    for name in ("a_kodebok.csv", "b_kodebok.csv"):
        (tmp_path / name).write_text(text_of(BOOK), encoding="utf-8")
    assert "export_codebooks" in codes(read(text_of([CODES, *ROWS])).notes)
    (tmp_path / "svar_kodebok.csv").write_text(text_of(BOOK), encoding="utf-8")
    grid = read(text_of([CODES, *ROWS]))
    assert grid.headings[2] == WORDS[0]


def test_a_codebook_that_cannot_be_read_is_told(read, tmp_path, text_of, codes):
    (tmp_path / "kodebok.xlsx").write_bytes(b"PK\x03\x04")
    grid = read(text_of([CODES, *ROWS]))
    assert codes(grid.notes)[1:3] == ["export_codebook_unread", "export_codebook_missing"]


def test_the_codebook_is_remembered_and_so_is_the_one_that_may_come(read, tmp_path, text_of):
    from larvik_analysis.inputs.files import recording_reads

    (tmp_path / "kodebok.csv").write_text(text_of(BOOK), encoding="utf-8")
    with recording_reads() as paths:
        read(text_of([CODES, *ROWS]))
    names = {path.name for path in paths}
    assert {"svar.csv", "kodebok.csv", "svar_kodebok.xlsx"} <= names


@pytest.mark.parametrize("is_first", [True, False])
def test_the_codebook_may_be_a_sheet_of_the_workbook(read, bytes_of, is_first):
    sheets = (BOOK, [CODES, *ROWS]) if is_first else ([CODES, *ROWS], BOOK)
    grid = read(bytes_of(*sheets), "svar.xlsx")
    assert grid.headings[2:5] == WORDS
    assert [record.cells[2] for record in grid.body] == ["Svært", "9", ""]

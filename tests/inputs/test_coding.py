"""Open answers to the coding sheet and back: nothing of them is lost, told or let out."""

from __future__ import annotations

import stat
import sys
import tomllib
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from larvik_analysis.errors import InputError, UsageError
from larvik_analysis.inputs.coding.making import MadeSheet, make_sheet, texts_to_code
from larvik_analysis.inputs.coding.matching import match_rows
from larvik_analysis.inputs.coding.originals import Original
from larvik_analysis.inputs.coding.own_words import Originals, code_of_words
from larvik_analysis.inputs.coding.second import read_two_coders
from larvik_analysis.inputs.coding.sheet import CodedRow
from larvik_analysis.inputs.evaluation import read_evaluation
from larvik_analysis.inputs.microdata import MicrodataReading, inspect_microdata
from larvik_analysis.inputs.personal import without_contacts
from larvik_analysis.terms.catalogue import LANGUAGES
from larvik_analysis.terms.coding import Paraphrase
from larvik_analysis.terms.microdata import Microdata

SECRET = "Naboen Åse banket på hver eneste kveld i høst"
TEXTS = (
    SECRET,
    "Mer tid",
    "=1+1 er to",
    "Ring 412 34 567 eller mor@eksempel.no",
    "",
    "Nei",
    "Nei",
    "Skolen,\nog SFO",
)
QUESTION = """\
      - id: ord
        column: Med egne ord
        name: {nb: Med egne ord, en: In own words}
        kind: text
        sensitivity: opinion
        reason: Bare om tilbudet
"""
APPROVED = ("Kari", "22.11.2026")
THEMES = (("Naboer", "Neighbours"), ("Tid", ""), ("Skolen", "School"))
FILE = "private/koding/skjema-ord.xlsx"
# The themes of each text but the empty one, in the order of the file.
CODES = (
    ["Naboer"],
    ["Tid"],
    ["Uten tema"],
    ["Ikke kodet"],
    ["tid"],
    ["Tid"],
    ["Skolen", "Tid"],
)


def export(texts: tuple[str, ...]) -> str:
    """An export with these answers."""
    quoted = ['"' + text.replace('"', '""') + '"' for text in texts]
    rows = [f"F{n},Mye nyttig,En prat,{text}" for n, text in enumerate(quoted)]
    return "\n".join(["Familie,Hvor nyttig var det?,Hva hjalp?,Med egne ord", *rows]) + "\n"


@pytest.fixture
def coding_root(own_root: Path, write: Callable[..., Path], own_data: str) -> Path:
    """The project with a question of open answers."""
    path = own_root / "data" / "raw" / "prove" / "evaluation.yaml"
    text = path.read_text(encoding="utf-8")
    place = text.index("    design: {two_of_a_family: both}")
    path.write_text(text[:place] + QUESTION + text[place:], encoding="utf-8")
    write("prove/private/svar.csv", export(TEXTS))
    return own_root


@pytest.fixture
def home(coding_root: Path) -> Path:
    """The folder of the evaluation."""
    return coding_root / "data" / "raw" / "prove"


def make(home: Path, language: Any = "nb", **asked: str) -> MadeSheet:
    """Make the one coding sheet, or add to it."""
    evaluation = read_evaluation(home, root=home.parents[2])
    [texts] = texts_to_code(home, evaluation, language, **asked)
    return make_sheet(home, texts, language)


def edit(home: Path, change: Callable[[Any], object], file: str = FILE) -> None:
    """Change a sheet as its users do."""
    book = openpyxl.load_workbook(home / file)
    change(book)
    book.save(home / file)


def fill(
    home: Path,
    codes: Any = CODES,
    themes: Any = THEMES,
    paraphrases: Any = (),
    file: str = FILE,
    approved: tuple[Any, Any] = APPROVED,
) -> None:
    """Write themes, who approved them, codes and paraphrases."""

    def change(book: Any) -> None:
        for row, names in enumerate(themes, start=5):
            for column, name in enumerate((*names, "", *approved), start=1):
                book["Temaer"].cell(row, column).value = name or None
        for row, chosen in enumerate(codes, start=2):
            for column, theme in enumerate(chosen, start=3):
                book["Svar"].cell(row, column).value = theme
        for said in paraphrases:
            book["Omskrevet"].append(said)

    edit(home, change, file)


def inspect(home: Path) -> MicrodataReading:
    """What comes of reading."""
    root = home.parents[2]
    files = read_evaluation(home, root=root).microdata
    reading = inspect_microdata(home, files, is_synthetic=False, root=root)
    remarks = (*reading.faults, *reading.todos, *reading.notes)
    for remark in remarks:  # nothing of what anybody wrote is ever told
        for language in LANGUAGES:
            told = f"{remark.place(language)}: {remark.sentence(language)}"
            assert not [word for word in ("Åse", "412", "eksempel.no", "SFO") if word in told]
            assert "{" not in told
    return reading


def read(home: Path) -> Microdata:
    """The answers, without faults."""
    reading = inspect(home)
    assert [fault.code for fault in reading.faults] == []
    return reading.microdata["skjema"]


def rows_of(home: Path) -> list[tuple[Any, ...]]:
    """What stands in the sheet of answers."""
    sheet = openpyxl.load_workbook(home / FILE)["Svar"]
    return list(sheet.iter_rows(min_row=2, max_col=4, values_only=True))


def codes_of(remarks: Any) -> list[str]:
    """The keys of what is told of coding."""
    return [remark.code for remark in remarks if remark.code.startswith("coding_")]


# making a sheet


def test_a_new_sheet_has_every_answer_without_addresses_and_is_the_owners_alone(home):
    made = make(home)
    assert (made.file, made.is_new, made.n_added, made.n_removed) == (FILE, True, 7, 2)
    rows = rows_of(home)
    assert [row[0] for row in rows] == [2, 3, 4, 5, 7, 8, 9]
    assert [row[1] for row in rows] == [
        SECRET, "Mer tid", "=1+1 er to", "Ring [fjernet] eller [fjernet]", "Nei", "Nei",
        "Skolen,\nog SFO",
    ]  # fmt: skip
    if sys.platform != "win32":
        assert stat.S_IMODE((home / FILE).stat().st_mode) == 0o600
    book = openpyxl.load_workbook(home / FILE)
    assert book.sheetnames == ["Svar", "Temaer", "Omskrevet", "Les meg", "larvik"]
    assert book["larvik"].sheet_state == "veryHidden"
    sheet = book["Svar"]
    assert sheet.column_dimensions["H"].hidden
    assert sheet.auto_filter.ref == "A1:H8"  # the hidden column is sorted with the others
    assert sheet["B4"].data_type == "s"  # not a formula
    assert (sheet.freeze_panes, sheet.protection.sheet) == ("A2", False)
    assert sheet["B2"].alignment.wrap_text
    heights = [sheet.row_dimensions[row].height for row in (2, 8)]
    assert heights == [15, 30]  # the last answer has two lines
    [rule] = sheet.data_validations.dataValidation
    assert str(rule.sqref) == " ".join(f"{letter}2:{letter}1048576" for letter in "CDEFG")
    assert rule.formula1 in book.defined_names
    assert [cell.value for cell in sheet[1]][2:7] == [f"Tema {n}" for n in range(1, 6)]


def test_new_answers_are_added_below_and_nothing_that_stands_there_changes(home, write):
    make(home)
    fill(home, CODES[:3])
    before = rows_of(home)
    assert make(home).n_added == 0
    assert rows_of(home) == before
    write("prove/private/svar.csv", export((*TEXTS, "Et nytt svar", "", "Et til")))
    made = make(home)
    assert (made.is_new, made.n_added, made.n_before, made.n_removed) == (False, 2, 7, 0)
    assert rows_of(home)[:7] == before
    assert [row[:2] for row in rows_of(home)[7:]] == [(11, "Et nytt svar"), (13, "Et til")]
    book = openpyxl.load_workbook(home / FILE)
    assert [book["Temaer"].cell(5, n).value for n in (1, 2)] == ["Naboer", "Neighbours"]
    assert len(book["Svar"].data_validations.dataValidation) == 1
    if sys.platform != "win32":
        assert stat.S_IMODE((home / FILE).stat().st_mode) == 0o600


def test_an_untouched_sheet_keeps_its_bytes(home):
    make(home)
    before = (home / FILE).read_bytes()
    make(home)
    assert (home / FILE).read_bytes() == before


def test_an_english_sheet_is_read_as_well(home):
    make(home, "en")
    book = openpyxl.load_workbook(home / FILE)
    assert book.sheetnames == ["Answers", "Themes", "Paraphrased", "Read me", "larvik"]
    for column, value in enumerate(("Naboer", None, None, *APPROVED), start=1):
        book["Themes"].cell(5, column).value = value
    for row in range(2, 9):
        book["Answers"].cell(row, 3).value = "No theme" if row > 2 else "Naboer"
    book.save(home / FILE)
    assert read(home).count({"ord_naboer": "ja"}) == 1


def test_names_that_are_not_declared_are_told_with_the_nearest(home):
    with pytest.raises(UsageError, match="Nærmest: skjema"):
        make(home, data="skjeme")
    with pytest.raises(UsageError, match="Nærmest: ord"):
        make(home, data="skjema", question="or")
    assert make(home, question="ord").is_new


def test_without_open_answers_there_is_nothing_to_code(own_root):
    folder = own_root / "data" / "raw" / "prove"
    evaluation = read_evaluation(folder, root=own_root)
    with pytest.raises(UsageError, match="kind: text"):
        texts_to_code(folder, evaluation, "nb")


def test_a_sheet_that_is_something_else_is_not_touched(home):
    (home / FILE).parent.mkdir(parents=True)
    (home / FILE).write_bytes(b"noe annet")
    with pytest.raises(InputError):
        make(home)
    assert (home / FILE).read_bytes() == b"noe annet"


# coming back


def test_coded_answers_are_a_question_with_several_ticks(home):
    make(home)
    fill(home)
    own = read(home)
    [question] = [q for q in own.declared.questions if q.id == "ord"]
    assert (question.kind, question.sensitivity) == ("multiple", "opinion")
    assert [answer.id for answer in question.answers] == ["naboer", "tid", "skolen"]
    assert [answer.name.en for answer in question.answers] == ["Neighbours", "Tid", "School"]
    ticked = {name: own.count({f"ord_{name}": "ja"}) for name in ("naboer", "tid", "skolen")}
    assert ticked == {"naboer": 1, "tid": 4, "skolen": 1}
    # Without a theme is an answer; not coded and left open are none.
    assert own.count({"ord_tid": "*"}) == 6
    assert own.count({"ord_naboer": "nei", "ord_tid": "nei", "ord_skolen": "nei"}) == 1
    assert own.dropped[-1].why == "free_text"
    [note] = [note for note in inspect(home).notes if note.code == "coding_read"]
    assert note.values == {
        "question": "ord", "count": "7", "without": "1", "left_out": "1", "moved": "0",
    }  # fmt: skip


def test_each_row_keeps_its_own_codes(home):
    make(home)
    fill(home)
    table = read(home).table
    both = table[(table["ord_skolen"] == "ja")]
    assert both["ord_tid"].tolist() == ["ja"]


def test_without_a_sheet_the_text_stays_outside(home):
    own = read(home)
    assert [q.kind for q in own.declared.questions] == ["ordinal", "multiple", "text"]
    assert own.coded == ()
    assert "ord" not in own.variables


def test_a_sheet_without_themes_is_a_thing_to_do(home):
    make(home)
    reading = inspect(home)
    assert codes_of(reading.todos) == ["coding_no_themes"]
    assert reading.microdata["skjema"].coded == ()


@pytest.mark.parametrize("n_coded", [0, 3, 6])
def test_half_coded_themes_are_not_used(home, n_coded):
    make(home)
    fill(home, CODES[:n_coded])
    reading = inspect(home)
    [todo] = [todo for todo in reading.todos if todo.code == "coding_unfinished"]
    assert todo.values["count"] == str(7 - n_coded)
    assert reading.microdata["skjema"].coded == ()
    assert "coding_names" not in codes_of(reading.notes)


def test_new_answers_are_not_coded_yet(home, write):
    make(home)
    fill(home)
    write("prove/private/svar.csv", export((*TEXTS, "Et nytt svar")))
    [todo] = [todo for todo in inspect(home).todos if todo.code.startswith("coding_")]
    assert (todo.code, todo.values["count"]) == ("coding_missing", "1")


def test_an_export_without_the_column_gives_no_themes(home, write, answers):
    make(home)
    fill(home)
    write("prove/private/svar.csv", answers)
    assert codes_of(inspect(home).todos) == ["coding_no_texts"]


def test_answers_that_moved_are_found_by_their_text(home, write):
    make(home)
    fill(home)
    write("prove/private/svar.csv", export(("", *TEXTS)))
    reading = inspect(home)
    assert reading.faults == ()
    [note] = [note for note in reading.notes if note.code == "coding_read"]
    # All but one of the two that say the same: it stands where the other stood.
    assert note.values["moved"] == "6"
    own = reading.microdata["skjema"]
    assert own.count({"ord_tid": "ja"}) == 4


def test_a_sorted_sheet_says_the_same(home):
    make(home)
    fill(home)
    before = read(home).table

    def backwards(book: Any) -> None:
        sheet = book["Svar"]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
        for number, row in enumerate(reversed(rows), start=2):
            for column, value in enumerate(row, start=1):
                sheet.cell(number, column).value = value
                sheet.cell(number, column).data_type = "n" if column == 1 else "s"

    edit(home, backwards)
    assert read(home).table.equals(before)


def test_an_answer_that_is_gone_is_told_by_its_number_alone(home, write):
    make(home)
    fill(home)
    write("prove/private/svar.csv", export(("", *TEXTS[1:])))
    [fault] = inspect(home).faults
    assert (fault.code, fault.file, fault.line) == ("coding_row_gone", FILE, 2)
    assert "Nr: 2 (rad 2)." in fault.sentence("nb")
    assert fault.place("nb") == f"{FILE}, arket «Svar», rad 2, kolonne Nr"


def test_answers_that_cannot_be_told_apart_are_told(home, write):
    make(home)
    codes = list(CODES)
    codes[4] = ["Skolen"]  # the two that say the same were coded apart
    fill(home, codes)
    write("prove/private/svar.csv", export(("", "", *TEXTS)))
    reading = inspect(home)
    [fault] = reading.faults
    assert (fault.code, fault.values["count"]) == ("coding_row_unclear", "2")
    assert codes_of(reading.todos) == []  # nothing to fetch before they are mended
    fill(home)
    assert codes_of(inspect(home).faults) == []


def test_a_changed_or_repeated_row_is_told(home):
    make(home)
    fill(home)
    edit(home, lambda book: book["Svar"].append([cell.value for cell in book["Svar"][2]]))
    [fault] = inspect(home).faults
    assert (fault.code, fault.line) == ("coding_row_twice", 9)

    def change(book: Any) -> None:
        book["Svar"].delete_rows(9)
        book["Svar"]["B2"].value = "Åse er tatt bort"

    edit(home, change)
    assert codes_of(inspect(home).faults) == ["coding_row_apart"]


@pytest.mark.parametrize(
    ("chosen", "code", "nearest"),
    [
        (["Nabber"], "coding_theme_unknown_near", "Naboer"),
        ([SECRET], "coding_theme_unknown", ""),
        (["Naboer", "Uten tema"], "coding_theme_and_none", None),
        (["Ikke kodet", "Tid"], "coding_theme_and_none", None),
    ],
)
def test_a_theme_nobody_has_declared_is_a_fault(home, chosen, code, nearest):
    make(home)
    fill(home, [chosen, *CODES[1:]])
    [fault] = inspect(home).faults
    assert (fault.code, fault.line, fault.sheet) == (code, 2, "Svar")
    assert fault.values.get("nearest") == nearest


def test_the_names_of_themes_are_not_told_before_they_are_approved(home):
    make(home)
    fill(home, [["Nabber"], *CODES[1:]], approved=("", ""))
    [fault] = inspect(home).faults
    assert fault.code == "coding_theme_unknown"
    assert not [name for name, _ in THEMES if name in fault.sentence("nb")]


def test_what_is_left_to_do_in_a_sheet_is_told_by_sheet_and_row(home):
    make(home)
    fill(home, [*CODES[:3], [], [], *CODES[5:]], paraphrases=[("Tid", "Flere timer", "", "")])
    todos = {todo.code: todo for todo in inspect(home).todos}
    assert "2 (rad 5, 6 i arket «Svar»)" in todos["coding_unfinished"].sentence("nb")
    told = todos["coding_not_approved"].sentence("nb")
    assert "1 (rad 2 i arket «Omskrevet»)" in told


@pytest.mark.parametrize(
    ("theme", "code"),
    [
        ("Åse banket på hver eneste kveld", "coding_repeats"),
        ("Fire av tre familier", "coding_number"),
        ("Over 3 barn", "coding_number"),
        ("Ring 41234567", "coding_contact"),
        ("Se www.eksempel.no", "coding_contact"),
        ("Tid", "coding_theme_twice"),
        ("x" * 61, "coding_name_long"),
        ("x" * 501, "coding_name_long"),
        # The whole of an answer of three words, or somebody's name.
        ("Skolen, og SFO", "coding_repeats"),
        ("Om skolen og SFO", "coding_repeats"),
        ("Åse Berg", "coding_name"),
        ("Om Per HANSEN", "coding_name"),
        ("Élise\nŻak", "coding_name"),
    ],
)
def test_the_name_of_a_theme_may_be_in_the_report_and_is_looked_at(home, theme, code):
    make(home)
    fill(home, themes=(*THEMES, (theme, "")))
    [fault] = inspect(home).faults
    assert (fault.code, fault.line) == (code, 8)


def test_themes_of_similar_names_have_ids_of_their_own(home):
    make(home)
    fill(home, themes=(*THEMES, ("Tid!", ""), ("Tid?", "")))
    own = read(home)
    assert list(own.variables)[-3:] == ["ord_skolen", "ord_tid_2", "ord_tid_3"]


def test_a_sheet_that_has_lost_its_headings_is_a_fault(home):
    make(home)
    edit(home, lambda book: book["Svar"].delete_rows(1))
    [fault] = inspect(home).faults
    assert (fault.code, fault.values["columns"]) == (
        "coding_no_table", "Nr, Svar, Kontroll, Tema 1",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("sheet", "cell", "told"),
    [("Svar", "B1", "Svar"), ("Svar", "H1", "Kontroll"), ("Temaer", "D2", "Godkjent av"),
     ("Omskrevet", "C1", "Godkjent av"), ("larvik", "A1", "Kontrollnøkkel")],
)  # fmt: skip
def test_one_heading_that_is_gone_is_told_alone_and_nothing_is_written(
    home, write, sheet, cell, told
):
    make(home)
    fill(home)
    edit(home, lambda book: setattr(book[sheet][cell], "value", "Noe annet"))
    [fault] = inspect(home).faults
    assert (fault.code, fault.values["columns"]) == ("coding_no_table", told)
    before = (home / FILE).read_bytes()
    write("prove/private/svar.csv", export((*TEXTS, "Et nytt svar")))
    with pytest.raises(InputError):
        make(home)
    assert (home / FILE).read_bytes() == before


def move(book: Any) -> None:
    """Put a column of notes before everything, and the answer before its number."""
    sheet = book["Svar"]
    for row in sheet.iter_rows():
        row[0].value, row[1].value = row[1].value, row[0].value
        for cell in row[:2]:
            cell.data_type = "s" if isinstance(cell.value, str) else "n"
    sheet.insert_cols(1)
    sheet["A1"], sheet["A2"] = "Notat", "Til oss selv"


def test_answers_are_added_below_their_headings_wherever_these_have_come(home, write):
    make(home)
    fill(home)
    edit(home, move)
    write("prove/private/svar.csv", export((*TEXTS, "Et nytt svar")))
    assert (make(home).n_added, make(home).n_added) == (1, 0)
    book = openpyxl.load_workbook(home / FILE)
    assert [cell.value for cell in book["Svar"][9]][:4] == [None, "Et nytt svar", 11, None]
    assert book["Svar"].max_row == 9
    [rule] = book["Svar"].data_validations.dataValidation
    assert "D2" in rule.sqref
    assert "C2" not in rule.sqref
    edit(home, lambda book: setattr(book["Svar"]["D9"], "value", "Tid"))
    assert read(home).count({"ord_tid": "ja"}) == 5


@pytest.mark.parametrize("columns", [[2], [1, 2], [2, 3, 4, 5, 6, 7]])
def test_sorting_some_columns_alone_is_found(home, columns):
    make(home)
    fill(home)

    def sort(book: Any) -> None:
        sheet = book["Svar"]
        rows = [[sheet.cell(row, n).value for n in columns] for row in range(2, 9)]
        rows.sort(key=lambda row: str(row[columns.index(2)]))
        for number, row in enumerate(rows, start=2):
            for column, value in zip(columns, row, strict=True):
                sheet.cell(number, column).value = value
                sheet.cell(number, column).data_type = "n" if column == 1 else "s"

    edit(home, sort)
    reading = inspect(home)
    [fault] = reading.faults
    assert (fault.code, fault.line) == ("coding_row_apart", 2)
    assert int(fault.values["count"]) >= 4  # the others stand where they stood
    assert reading.microdata == {}
    assert codes_of(reading.todos) == []  # not the way to `larvik code` and back
    before = (home / FILE).read_bytes()
    made = make(home)
    assert (made.n_added, made.n_unmatched) == (0, int(fault.values["count"]))
    assert made.n_waiting >= made.n_unmatched
    assert (home / FILE).read_bytes() == before


def test_a_row_that_was_changed_is_deleted_and_comes_again_without_codes(home):
    make(home)
    fill(home)
    edit(home, lambda book: setattr(book["Svar"]["B2"], "value", "Endret"))
    assert (make(home).n_added, make(home).n_waiting) == (0, 1)
    edit(home, lambda book: book["Svar"].delete_rows(2))
    assert codes_of(inspect(home).todos) == ["coding_missing"]
    assert (make(home).n_added, make(home).n_waiting) == (1, 0)
    assert rows_of(home)[-1][:3] == (2, SECRET, None)


def test_alike_answers_that_are_coded_alike_need_not_be_told_apart(home, write):
    make(home)
    fill(home)  # both of those who said no
    write("prove/private/svar.csv", export(("", "Nei", *TEXTS)))
    assert codes_of(inspect(home).todos) == ["coding_missing"]
    write("prove/private/svar.csv", export(("", "", *TEXTS[:6], *TEXTS[7:])))
    [fault] = inspect(home).faults
    assert (fault.code, fault.values["numbers"]) == ("coding_row_gone", "8")


def test_a_damaged_sheet_is_not_to_be_fetched_from_the_survey(home):
    make(home)
    (home / FILE).write_bytes((home / FILE).read_bytes()[:900])
    [fault] = inspect(home).faults
    assert (fault.code, fault.file) == ("coding_damaged", FILE)
    with pytest.raises(InputError, match="filhistorikken"):
        make(home)


@pytest.mark.parametrize(
    ("sheet", "cell"), [("Svar", "C3"), ("Temaer", "A5"), ("Omskrevet", "B2")]
)
@pytest.mark.parametrize("value", ['="Tid"', "#N/A"])
def test_a_formula_without_a_value_is_told_and_not_read_as_nothing(home, sheet, cell, value):
    make(home)
    fill(home)
    edit(home, lambda book: setattr(book[sheet][cell], "value", value))
    [fault] = inspect(home).faults
    assert (fault.code, fault.values) == (
        "coding_formula", {"count": "1", "lines": cell[1:]},
    )  # fmt: skip
    assert (fault.column, fault.sheet) == (cell[0], sheet)


def test_what_formulas_gave_is_not_lost_when_answers_are_added(home, write):
    make(home)
    edit(home, lambda book: setattr(book.create_sheet("Notat")["A1"], "value", "=1+1"))
    before = (home / FILE).read_bytes()
    assert make(home).n_added == 0
    write("prove/private/svar.csv", export((*TEXTS, "Et nytt svar")))
    with pytest.raises(InputError) as caught:
        make(home)
    assert codes_of(caught.value.faults) == ["coding_formulas_kept"]
    assert (home / FILE).read_bytes() == before


@pytest.mark.parametrize("approved", [("", ""), ("Kari", ""), ("", "22.11.2026")])
def test_themes_are_not_used_before_their_names_are_approved(home, approved):
    make(home)
    fill(home, approved=approved)
    reading = inspect(home)
    assert reading.faults == ()
    [todo] = [todo for todo in reading.todos if todo.code.startswith("coding_")]
    assert (todo.code, todo.values["count"]) == ("coding_names_not_approved", "3")
    assert todo.values["lines"] == "5, 6, 7"
    assert "Naboer" not in todo.sentence("nb")
    assert reading.microdata["skjema"].coded == ()
    fill(home)
    edit(home, lambda book: setattr(book["Temaer"]["E6"], "value", None))
    assert inspect(home).microdata["skjema"].coded == ()
    edit(home, lambda book: setattr(book["Temaer"]["E6"], "value", "i går"))
    assert codes_of(inspect(home).faults) == ["coding_date"]


def test_the_names_that_are_printed_are_listed(home):
    make(home)
    fill(home)
    [note] = [note for note in inspect(home).notes if note.code == "coding_names"]
    assert note.values["names"] == "Naboer (Neighbours); Tid; Skolen (School)"


def test_nobody_is_sent_to_code_what_is_coded(home):
    make(home)
    assert "dropped_text" in [note.code for note in inspect(home).notes]
    fill(home)
    assert "dropped_text" not in [note.code for note in inspect(home).notes]


# paraphrases


def test_approved_paraphrases_alone_come_in(home):
    make(home)
    said = [
        ("Tid", "Flere ønsker seg lengre dager.", *APPROVED),
        ("Skolen", "Skolen kunne vært tettere på.", "Kari", "2026-11-22"),
        ("Tid", "Ikke godkjent av noen", "", "22.11.2026"),
        ("Tid", "Ikke datert av noen", "Kari", ""),
    ]
    fill(home, paraphrases=said)
    reading = inspect(home)
    [coded] = reading.microdata["skjema"].coded
    assert coded.paraphrases == (
        Paraphrase(theme="tid", text="Flere ønsker seg lengre dager."),
        Paraphrase(theme="skolen", text="Skolen kunne vært tettere på."),
    )
    [todo] = [todo for todo in reading.todos if todo.code == "coding_not_approved"]
    assert todo.values["count"] == "2"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (f"Noen sa: {SECRET.upper()}!", "coding_repeats"),
        ("Åse banket, på hver — eneste kveld.", "coding_repeats"),
        ("Å\u200bse banket på hver eneste kveld", "coding_repeats"),
        ("Mer tid", "coding_repeats"),
        ("Noen svarte skolen og SFO her", "coding_repeats"),
        ("Det gjaldt 12 barn", "coding_number"),
        ("Det gjaldt ½ dag", "coding_number"),
        ("To fedre er slitne", "coding_number"),
        ("Skriv til kari@eksempel.no", "coding_contact"),
        ("Ring 41 23 45 67", "coding_contact"),
        ("Se https://eksempel.no", "coding_contact"),
        ("Takk til Kari Nordmann for hjelpen", "coding_name"),
        ("Noe\x1frart", "coding_repeats"),
        ("ord " * 200, "coding_long"),
    ],
)
def test_a_paraphrase_that_may_not_leave_is_told_without_it(home, said, code):
    if "\x1f" in said:  # no workbook holds it; the check of words is asked itself
        assert code_of_words(said, Originals(())) == "value_character"
        return
    make(home)
    fill(home, paraphrases=[("Tid", said, *APPROVED)])
    [fault] = inspect(home).faults
    assert (fault.code, fault.line, fault.column) == (code, 2, "Omskrevet sitat")
    assert fault.sheet == "Omskrevet"
    assert "Nordmann" not in fault.sentence("nb")


@pytest.mark.parametrize("date", ["i går", "31.02.2026", "2026-13-01"])
def test_a_day_that_is_none_is_a_fault(home, date):
    make(home)
    fill(home, paraphrases=[("Tid", "Lengre dager.", "Kari", date)])
    assert codes_of(inspect(home).faults) == ["coding_date"]


@given(st.lists(st.sampled_from("abcdefgh"), min_size=6, max_size=30), st.data())
def test_six_words_in_a_row_are_always_found_and_other_words_never(words, data):
    said = Originals([" ".join(words)])
    start = data.draw(st.integers(0, len(words) - 6))
    run = words[start : start + 6]
    assert said.are_repeated_in(f"Noen sa {' '.join(run).upper()}.")
    assert not said.are_repeated_in(" ".join(f"x{word}" for word in words))
    assert not said.are_repeated_in(" y ".join(words))


# two coders


def test_two_coders_are_compared_where_both_have_coded(home):
    make(home)
    second = FILE.replace(".xlsx", "-koder2.xlsx")
    fill(home)
    (home / second).write_bytes((home / FILE).read_bytes())
    fill(home, [["Tid"], ["Tid"], ["Naboer"]], file=second)
    edit(home, lambda book: setattr(book["Svar"]["C8"], "value", "Tidd"), second)
    files = read_evaluation(home, root=home.parents[2]).microdata
    found, todos = read_two_coders(home, files)
    by_theme = {codings.theme: codings for codings in found}
    # The answer that is not to be coded is left out.
    assert by_theme["Tid"].first == (False, True, False, True, True, True)
    assert by_theme["Tid"].second == (True, True, False, True, True, True)
    assert by_theme["Naboer"].second == (False, False, True, False, False, False)
    assert [todo.code for todo in todos] == ["coding_second_unknown"]
    assert (todos[0].values, todos[0].sheet) == ({"count": "1", "lines": "8"}, "Svar")
    assert "Tidd" not in todos[0].sentence("nb")
    edit(home, lambda book: setattr(book["Svar"]["A8"], "value", 7), second)
    found, todos = read_two_coders(home, files)
    assert {len(codings.first) for codings in found} == {5}
    assert [todo.code for todo in todos] == ["coding_second_apart", "coding_second_unknown"]
    assert (todos[0].file, todos[0].values) == (second, {"count": "1", "lines": "8"})
    (home / second).write_bytes(b"x")
    found, todos = read_two_coders(home, files)
    assert (found, [todo.code for todo in todos]) == ([], ["coding_second_unread"])


@pytest.mark.parametrize(
    ("theme", "approved", "told"),
    [
        ("Tid", APPROVED, "Tid"),
        ("Tid", ("Kari", ""), "…"),
        # Approved or not: what somebody wrote, and somebody's name.
        ("Åse banket på hver eneste kveld", APPROVED, "…"),
        ("Åse Berg", APPROVED, "…"),
    ],
)
def test_two_coders_are_told_by_row_where_a_name_may_not_be_told(home, theme, approved, told):
    make(home)
    second = FILE.replace(".xlsx", "-koder2.xlsx")
    fill(home, [[theme]] * 7, themes=[(theme, "")], approved=approved)
    (home / second).write_bytes((home / FILE).read_bytes())
    files = read_evaluation(home, root=home.parents[2]).microdata
    [codings], _ = read_two_coders(home, files)
    assert (codings.theme, codings.line) == (told, 5)
    assert codings.first == (True,) * 7


# the parts


@given(
    st.lists(st.sampled_from(["Ja", "Nei", "Mer tid", "Skolen"]), max_size=12),
    st.randoms(use_true_random=False),
    st.integers(0, 5),
)
def test_matching_does_not_depend_on_the_order_and_survives_a_shift(texts, order, shift):
    rows = [CodedRow(n, str(n), text, (text,)) for n, text in enumerate(texts, start=2)]
    originals = [Original(n + shift, text) for n, text in enumerate(texts, start=2)]
    order.shuffle(rows)
    matched = match_rows(rows, originals)
    said = {line: row.text for line, row in matched.rows.items()}
    # Whatever is matched has the right text, and the codes that go with it.
    assert all(said[o.line] == o.text for o in originals if o.line in said)
    assert (matched.new, matched.lost) == ((), ())


@pytest.mark.parametrize(
    ("text", "plain", "n"),
    [
        ("Ring 412 34 567.", "Ring [x].", 1),
        ("02013299997 og 41234567", "[x] og [x]", 2),
        ("(kari.n+1@eksempel.co.uk)", "([x])", 1),
        ("PC-en har 192.168.0.1", "[x]", 1),
        ("Møtet 3.5. varte i 45 minutter", "Møtet 3.5. varte i 45 minutter", 0),
        ("", "", 0),
    ],
)
def test_addresses_and_numbers_are_taken_out_of_a_text(text, plain, n):
    assert without_contacts(text, "[x]") == (plain, n)


def test_every_message_on_coding_is_told_in_some_test():
    folder = resources.files("larvik_analysis") / "catalogue"
    texts = tomllib.loads((folder / "coding.nb.toml").read_text(encoding="utf-8"))
    tests = [Path(__file__), Path(__file__).parents[1] / "run" / "test_coding.py"]
    told = "".join(path.read_text(encoding="utf-8") for path in tests)
    for table in ("fault", "todo", "noted"):
        assert [key for key in texts[table] if f'"{key}"' not in told] == []

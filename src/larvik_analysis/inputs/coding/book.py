"""Makes a coding sheet, and adds new answers below what is in one already."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Any

from larvik_analysis.inputs.coding.originals import Original
from larvik_analysis.inputs.coding.places import (
    ANSWERS,
    N_ROWS_ABOVE,
    N_THEMES,
    PARAPHRASES,
    SECOND,
    THEMES,
    Columns,
    columns_in,
    words_of_sheet,
)
from larvik_analysis.inputs.coding.seal import seal_of
from larvik_analysis.inputs.pseudonyms import new_key
from larvik_analysis.terms.catalogue import Language

_OWNER_ALONE, _FOLDER_ALONE = 0o600, 0o700
_LIST = "larvik_temaer"  # the name of the list that cells are filled from
_LAST_ROW = 1_048_576
_N_THEME_ROWS = 100
_FONT, _SIZE = "Calibri", 11  # of the cells that have no other
_LINE_HEIGHT, _HIGHEST_ROW = 15, 405  # points; a spreadsheet has no higher rows than 409
_HEAD_ROW = 2  # of the themes, below a row of help
_WIDTHS = {
    "answers": (7, 80, *(22,) * N_THEMES),
    "themes": (34, 34, 70, 26, 14),
    "paraphrases": (34, 80, 26, 14),
    "read_me": (100,),
}
_HELP = ("read_what", "read_themes", "read_code", "read_none", "read_quotes", "read_second",
         "read_private", "read_done")  # fmt: skip


def new_book(originals: Sequence[Original], language: Language) -> Any:
    """A workbook with the answers, and with room for themes, codes and paraphrases."""
    from openpyxl import Workbook  # slow to import

    book: Any = Workbook()
    book.remove(book.active)
    sheets = {
        key: book.create_sheet(words_of_sheet(f"sheet_{key}", language)) for key in _WIDTHS
    }
    for key, sheet in sheets.items():
        for number, width in enumerate(_WIDTHS[key], start=1):
            sheet.column_dimensions[_letter(number)].width = width
    _fill_answers(sheets["answers"], language)
    _fill_themes(sheets["themes"], language)
    _fill_paraphrases(sheets["paraphrases"], language)
    _fill_help(sheets["read_me"], language)
    key = new_key()
    _hide_key(book, key, language)
    add_answers(book, originals, language, key)
    return book


def _hide_key(book: Any, key: str, language: Language) -> None:
    sheet = book.create_sheet(words_of_sheet("sheet_key", language))
    for column, text in enumerate((words_of_sheet("key", language), key), start=1):
        _put(sheet, 1, column, text)
    sheet.sheet_state = "veryHidden"


def _fill_answers(sheet: Any, language: Language) -> None:
    themes = [
        words_of_sheet("theme_number", language, number=number + 1)
        for number in range(N_THEMES)
    ]
    names = [words_of_sheet(key, language) for key in ("number", "answer")]
    # Last and hidden: a sorting of some columns alone does not take it along.
    headings = [*names, *themes, words_of_sheet("check", language)]
    _head(sheet, 1, headings)
    sheet.auto_filter.ref = f"A1:{_letter(len(headings))}1"  # sorts all of them together
    sheet.column_dimensions[_letter(len(headings))].hidden = True


def _fill_themes(sheet: Any, language: Language) -> None:
    _put(sheet, 1, 1, words_of_sheet("themes_help", language), is_quiet=True)
    last = _letter(len(_WIDTHS["themes"]))
    sheet.merge_cells(f"A1:{last}1")
    sheet.row_dimensions[1].height = 48
    keys = ("name", "name_en", "about", "approved_by", "date")
    _head(sheet, _HEAD_ROW, [words_of_sheet(key, language) for key in keys])
    for row, key in enumerate(("without_theme", "not_coded"), start=_HEAD_ROW + 1):
        _put(sheet, row, 1, words_of_sheet(key, language), is_quiet=True)
        _put(sheet, row, 3, words_of_sheet(f"{key}_about", language), is_quiet=True)


def _fill_paraphrases(sheet: Any, language: Language) -> None:
    _head(sheet, 1, [words_of_sheet(key, language) for key in PARAPHRASES])


def _fill_help(sheet: Any, language: Language) -> None:
    for row, key in enumerate(_HELP, start=1):
        text = words_of_sheet(key, language, ending=SECOND)
        _put(sheet, row, 1, text)
        _make_room(sheet, row, text, "read_me", 0)


def _head(sheet: Any, row: int, names: Iterable[str]) -> None:
    from openpyxl.styles import Font

    for column, name in enumerate(names, start=1):
        _put(sheet, row, column, name)
        sheet.cell(row, column).font = Font(name=_FONT, size=_SIZE, bold=True)
    sheet.freeze_panes = f"A{row + 1}"


def _put(sheet: Any, row: int, column: int, text: str, *, is_quiet: bool = False) -> None:
    """Write a text that stays a text, whatever it begins with."""
    from openpyxl.styles import Alignment, Font

    cell = sheet.cell(row, column)
    cell.value = text
    cell.data_type = "s"
    cell.quotePrefix = text.startswith(("=", "+", "-", "@"))
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if is_quiet:
        cell.font = Font(name=_FONT, size=_SIZE, italic=True, color="595959")


def _make_room(sheet: Any, row: int, text: str, table: str, column: int) -> None:
    """Make a row as high as its text is; not every program does that by itself."""
    width = _WIDTHS[table][column]
    n_lines = sum(1 + len(line) // width for line in text.split("\n"))
    sheet.row_dimensions[row].height = min(n_lines * _LINE_HEIGHT, _HIGHEST_ROW)


def add_answers(book: Any, originals: Iterable[Original], language: Language, key: str) -> None:
    """Write answers below what is in a book, and give its cells their list of themes.

    Everything is found by its heading: somebody may have put a column in between. The book
    has been found in order.
    """
    from openpyxl.styles import Alignment

    sheet, columns, head = _table(book, ANSWERS)
    number, answer, check = (columns.named[name] + 1 for name in ANSWERS)
    for row, original in enumerate(originals, start=_last_filled(sheet) + 1):
        sheet.cell(row, number).value = original.line
        sheet.cell(row, number).alignment = Alignment(vertical="top")
        _put(sheet, row, answer, original.text)
        _make_room(sheet, row, original.text, "answers", 1)
        _put(sheet, row, check, seal_of(key, str(original.line), original.text))
    if sheet.auto_filter.ref:
        used = (*columns.named.values(), *columns.themes)
        first, final = (_letter(column + 1) for column in (min(used), max(used)))
        sheet.auto_filter.ref = f"{first}{head}:{final}{_last_filled(sheet)}"
    _offer_themes(book, language)


def _last_filled(sheet: Any) -> int:
    rows = [
        number
        for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1)
        if any(cell is not None for cell in cells)
    ]
    return max(rows, default=0)


def _offer_themes(book: Any, language: Language) -> None:
    """Fill the cells of themes from a list: the rows of the sheet of themes, as far as filled.

    A name for the list is understood by every program; a reference to another sheet is not.
    """
    from openpyxl.workbook.defined_name import DefinedName

    themes, columns, head = _table(book, THEMES)
    if _LIST not in book.defined_names:
        name = themes.title.replace("'", "''")
        letter, first = _letter(columns.named["name"] + 1), head + 1
        rows = f"'{name}'!${letter}${first}:${letter}${head + _N_THEME_ROWS}"
        rule = f"OFFSET('{name}'!${letter}${first},0,0,COUNTA({rows}),1)"
        book.defined_names[_LIST] = DefinedName(_LIST, attr_text=rule)
    sheet, columns, head = _table(book, ANSWERS)
    _offer_list(sheet, columns.themes, head, language)
    if found := _find_table(book, PARAPHRASES):
        sheet, columns, head = found
        _offer_list(sheet, (columns.named["theme"],), head, language)


def _offer_list(sheet: Any, columns: Iterable[int], head: int, language: Language) -> None:
    """Let the cells below some headings be filled from the list, and no others."""
    from openpyxl.worksheet.cell_range import MultiCellRange
    from openpyxl.worksheet.datavalidation import DataValidation

    letters = [_letter(column + 1) for column in columns]
    cells = MultiCellRange(f"{letter}{head + 1}:{letter}{_LAST_ROW}" for letter in letters)
    rules = sheet.data_validations.dataValidation
    ours = [rule for rule in rules if rule.formula1 == _LIST]
    if not ours:
        ours = [DataValidation(type="list", formula1=_LIST, allow_blank=True)]
        ours[0].showErrorMessage = True
        ours[0].error = words_of_sheet("list_error", language)
        sheet.add_data_validation(ours[0])
    for rule in ours[1:]:
        rules.remove(rule)
    ours[0].sqref = cells


def _table(book: Any, keys: Collection[str]) -> tuple[Any, Columns, int]:
    found = _find_table(book, keys)
    if found is None:  # the book was read before it is written to
        raise LookupError(str(keys))
    return found


def _find_table(book: Any, keys: Collection[str]) -> tuple[Any, Columns, int] | None:
    """The sheet with all of these headings, where they stand, and their row."""
    for sheet in book.worksheets:
        rows = sheet.iter_rows(max_row=N_ROWS_ABOVE, values_only=True)
        for number, cells in enumerate(rows, start=1):
            columns = columns_in(cells, keys)
            if not columns.missing(keys):
                return sheet, columns, number
    return None


def has_formulas(book: Any) -> bool:
    """Whether a cell is worked out: the library keeps the formula and not what it gave."""
    return any(
        cell.data_type == "f"
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
    )


def open_book(path: Path) -> Any:
    """A coding sheet to be added to; one that has been found in order."""
    import warnings

    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what the library leaves out
        return load_workbook(path)


def save_book(book: Any, path: Path, *, is_new: bool) -> None:
    """Write a workbook whole or not at all, for its owner alone; a new one takes no place.

    Raises
    ------
    OSError
        If it cannot be written, or a new one has come to lie there meanwhile.
    """
    path.parent.mkdir(mode=_FOLDER_ALONE, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".new")  # mode 0600
    new = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            book.save(file)
        if not is_new:
            new.replace(path)
        else:
            with path.open("xb"):  # nobody else's
                pass
            new.replace(path)
        with contextlib.suppress(OSError):
            path.chmod(_OWNER_ALONE)
    finally:
        new.unlink(missing_ok=True)


def _letter(column: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(column))

"""Makes a coding sheet, and adds new answers below what is in one already."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from larvik_analysis.inputs.coding.originals import Original
from larvik_analysis.inputs.coding.places import (
    N_THEMES,
    SECOND,
    spellings_in_sheet,
    words_of_sheet,
)
from larvik_analysis.inputs.naming import alike
from larvik_analysis.terms.catalogue import Language

_OWNER_ALONE, _FOLDER_ALONE = 0o600, 0o700
_LIST = "larvik_temaer"  # the name of the list that cells are filled from
_LAST_ROW = 1_048_576
_N_THEME_ROWS = 100
_HEAD_ROW = 2  # of the themes, below a row of help
_WIDTHS = {
    "answers": (7, 80, *(22,) * N_THEMES),
    "themes": (34, 34, 70),
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
    add_answers(book, sheets["answers"], originals, language)
    return book


def _fill_answers(sheet: Any, language: Language) -> None:
    themes = [
        words_of_sheet("theme_number", language, number=number + 1)
        for number in range(N_THEMES)
    ]
    names = [words_of_sheet(key, language) for key in ("number", "answer")]
    _head(sheet, 1, [*names, *themes])


def _fill_themes(sheet: Any, language: Language) -> None:
    _put(sheet, 1, 1, words_of_sheet("themes_help", language), is_quiet=True)
    last = _letter(len(_WIDTHS["themes"]))
    sheet.merge_cells(f"A1:{last}1")
    sheet.row_dimensions[1].height = 48
    names = [words_of_sheet(key, language) for key in ("name", "name_en", "about")]
    _head(sheet, _HEAD_ROW, names)
    for row, key in enumerate(("without_theme", "not_coded"), start=_HEAD_ROW + 1):
        _put(sheet, row, 1, words_of_sheet(key, language), is_quiet=True)
        _put(sheet, row, 3, words_of_sheet(f"{key}_about", language), is_quiet=True)


def _fill_paraphrases(sheet: Any, language: Language) -> None:
    keys = ("theme", "quote", "approved_by", "date")
    _head(sheet, 1, [words_of_sheet(key, language) for key in keys])


def _fill_help(sheet: Any, language: Language) -> None:
    for row, key in enumerate(_HELP, start=1):
        _put(sheet, row, 1, words_of_sheet(key, language, ending=SECOND))


def _head(sheet: Any, row: int, names: Iterable[str]) -> None:
    from openpyxl.styles import Font

    for column, name in enumerate(names, start=1):
        _put(sheet, row, column, name)
        sheet.cell(row, column).font = Font(bold=True)
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
        cell.font = Font(italic=True, color="595959")


def add_answers(
    book: Any, sheet: Any, originals: Iterable[Original], language: Language
) -> None:
    """Write answers below what is in a sheet, and give its cells their list of themes."""
    from openpyxl.styles import Alignment

    for row, original in enumerate(originals, start=_last_filled(sheet) + 1):
        sheet.cell(row, 1).value = original.line
        sheet.cell(row, 1).alignment = Alignment(vertical="top")
        _put(sheet, row, 2, original.text)
    _offer_themes(book, sheet, language)


def _last_filled(sheet: Any) -> int:
    rows = [
        number
        for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1)
        if any(cell is not None for cell in cells)
    ]
    return max(rows, default=0)


def _offer_themes(book: Any, answers: Any, language: Language) -> None:
    """Fill the cells of themes from a list: the rows of the sheet of themes, as far as filled.

    A name for the list is understood by every program; a reference to another sheet is not.
    """
    from openpyxl.workbook.defined_name import DefinedName
    from openpyxl.worksheet.datavalidation import DataValidation

    themes = sheet_with(book, ("name", "name_en"))
    if themes is None:
        return
    if _LIST not in book.defined_names:
        name = themes.title.replace("'", "''")
        first, last = _HEAD_ROW + 1, _HEAD_ROW + _N_THEME_ROWS
        rows = f"'{name}'!$A${first}:$A${last}"
        rule = f"OFFSET('{name}'!$A${first},0,0,COUNTA({rows}),1)"
        book.defined_names[_LIST] = DefinedName(_LIST, attr_text=rule)
    places = {answers: f"C2:{_letter(2 + N_THEMES)}{_LAST_ROW}"}
    if (paraphrases := sheet_with(book, ("theme", "quote"))) is not None:
        places[paraphrases] = f"A2:A{_LAST_ROW}"
    for sheet, cells in places.items():
        rules = sheet.data_validations.dataValidation
        if not any(rule.formula1 == _LIST for rule in rules):
            from_list = DataValidation(type="list", formula1=_LIST, allow_blank=True)
            from_list.showErrorMessage = True
            from_list.error = words_of_sheet("list_error", language)
            from_list.add(cells)
            sheet.add_data_validation(from_list)


def sheet_with(book: Any, keys: Iterable[str]) -> Any:
    """The sheet whose first rows have these headings; None where none has."""
    wanted = [spellings_in_sheet(key) for key in keys]
    for sheet in book.worksheets:
        for cells in sheet.iter_rows(max_row=_HEAD_ROW + 3, values_only=True):
            found = {alike(str(cell)) for cell in cells if cell is not None}
            if all(found & names for names in wanted):
                return sheet
    return None


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

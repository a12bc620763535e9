"""The coding sheets of an evaluation's open answers: made, and added to, never overwritten."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from larvik_analysis.errors import Fault, InputError, UsageError
from larvik_analysis.inputs.answers.places import read_columns
from larvik_analysis.inputs.coding.book import (
    add_answers,
    has_formulas,
    new_book,
    open_book,
    save_book,
)
from larvik_analysis.inputs.coding.matching import Matched, match_rows
from larvik_analysis.inputs.coding.originals import Original, originals_in
from larvik_analysis.inputs.coding.places import sheet_file
from larvik_analysis.inputs.coding.sheet import CodingSheet, read_sheet
from larvik_analysis.inputs.declarations import code_of_place
from larvik_analysis.inputs.evaluation import EVALUATION_FILE
from larvik_analysis.inputs.naming import nearest
from larvik_analysis.terms.catalogue import Language
from larvik_analysis.terms.evaluation import Evaluation
from larvik_analysis.terms.questions import DataFile


@dataclass(frozen=True, slots=True, kw_only=True)
class TextsToCode:
    """The open answers to one question of one file.

    Attributes
    ----------
    file : str
        The coding sheet, as seen from the evaluation's folder.
    originals : tuple of Original
    """

    file: str
    originals: tuple[Original, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeSheet:
    """What was done with a coding sheet, in counts.

    Attributes
    ----------
    file : str
    is_new : bool
    n_added, n_before : int
        Answers that were written, and that stood there.
    n_removed : int
        Addresses and numbers that were taken out of those that were written.
    n_unmatched : int
        Rows that were there and are about no answer of the export, or may be about several.
    n_waiting : int
        Answers that are in no row and were not written, because one of those rows may be
        about them.
    """

    file: str
    is_new: bool
    n_added: int
    n_before: int
    n_removed: int
    n_unmatched: int
    n_waiting: int


def texts_to_code(
    folder: Path,
    evaluation: Evaluation,
    language: Language,
    *,
    data: str = "",
    question: str = "",
) -> list[TextsToCode]:
    """The open answers of an evaluation's own data.

    Parameters
    ----------
    folder : Path
        The evaluation folder.
    evaluation : Evaluation
    language : Language
        Of the sign that stands for what was removed.
    data, question : str
        Only this file, and only this question; all where they are left out.

    Raises
    ------
    InputError
        With every fault of the files.
    UsageError
        If nothing that is declared is called so, or there is no open question.
    """
    if evaluation.microdata and evaluation.personvern is None:
        values = {"keys": "personvern"}
        fault = Fault(
            file=EVALUATION_FILE, code="privacy_missing", column="microdata", values=values
        )
        raise InputError([fault])
    files = _files(evaluation, data, question)
    found: list[TextsToCode] = []
    faults: list[Fault] = []
    for declared in files:
        try:
            found += _texts_of_file(
                folder, declared, question, language, is_synthetic=evaluation.synthetic
            )
        except InputError as error:
            faults += error.faults
    if faults:
        raise InputError(faults)
    return found


def _files(evaluation: Evaluation, data: str, question: str) -> list[DataFile]:
    """The files with an open question that is asked for."""
    texts = {
        declared.id: [q.id for q in declared.questions if q.kind == "text"]
        for declared in evaluation.microdata
    }
    if data and data not in texts:
        known = ", ".join(texts) or "–"
        raise UsageError("coding_data", known=known, nearest=nearest(data, texts) or "–")
    asked = {name: found for name, found in texts.items() if name == (data or name)}
    known_questions = [name for found in asked.values() for name in found]
    if not known_questions:
        raise UsageError("coding_none")
    if question and question not in known_questions:
        near = nearest(question, known_questions) or "–"
        raise UsageError("coding_question", known=", ".join(known_questions), nearest=near)
    return [
        declared
        for declared in evaluation.microdata
        if any(name == (question or name) for name in asked.get(declared.id, ()))
    ]


def _texts_of_file(
    folder: Path, declared: DataFile, question: str, language: Language, *, is_synthetic: bool
) -> Iterator[TextsToCode]:
    if code := code_of_place(folder, declared.file, is_synthetic=is_synthetic):
        raise InputError([Fault(file=EVALUATION_FILE, code=code, column="microdata")])
    grid, places, faults = read_columns(declared, folder / declared.file)
    if grid.faults or faults:
        raise InputError([*faults, *grid.faults])
    for asked in declared.questions:
        if asked.kind != "text" or asked.id != (question or asked.id):
            continue
        originals = originals_in(grid, places[asked.id], language) if asked.id in places else []
        yield TextsToCode(file=sheet_file(declared.id, asked.id), originals=tuple(originals))


def make_sheet(folder: Path, texts: TextsToCode, language: Language) -> MadeSheet:
    """Make the coding sheet of a question, or add the answers that are not in it yet.

    What stands in a sheet is never changed.

    Raises
    ------
    InputError
        If the sheet that is there cannot be read, or answers are to be added to a workbook
        with formulas: what they gave would be lost.
    OSError
        If it cannot be written.
    """
    path = folder / texts.file
    if not path.exists() and not path.is_symlink():
        save_book(new_book(texts.originals, language), path, is_new=True)
        return _made(texts, texts.originals)
    sheet = read_sheet(path, texts.file)
    matched = match_rows(sheet.answers, texts.originals)
    # An answer that a row may be about is not written once more.
    new = matched.new if matched.is_clear else ()
    if new:
        book = open_book(path)
        if has_formulas(book):
            raise InputError([Fault(file=texts.file, code="coding_formulas_kept")])
        add_answers(book, new, language, sheet.key)
        save_book(book, path, is_new=False)
    return _made(texts, new, sheet, matched)


def _made(
    texts: TextsToCode,
    added: tuple[Original, ...],
    before: CodingSheet | None = None,
    matched: Matched | None = None,
) -> MadeSheet:
    return MadeSheet(
        file=texts.file,
        is_new=before is None,
        n_added=len(added),
        n_before=0 if before is None else len(before.answers),
        n_removed=sum(original.n_removed for original in added),
        n_unmatched=0 if matched is None else len(matched.lost),
        n_waiting=0 if matched is None else len(matched.new) - len(added),
    )


def is_open_elsewhere(folder: Path, texts: TextsToCode) -> bool:
    """Whether Excel or LibreOffice has the sheet open: both lay a lock beside it."""
    path = folder / texts.file
    return any((path.parent / name).exists() for name in (
        f"~${path.name}", f".~lock.{path.name}#",
    ))  # fmt: skip

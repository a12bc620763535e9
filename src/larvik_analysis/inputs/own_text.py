"""Finds and reads what the evaluator has written: `tekst.md` or `tekst.docx`."""

from __future__ import annotations

import re
from pathlib import Path

from larvik_analysis.errors import Fault, InputError, Note
from larvik_analysis.inputs.files import is_there, read_bytes
from larvik_analysis.inputs.markdown_text import read_markdown
from larvik_analysis.inputs.personal import identity_numbers
from larvik_analysis.inputs.text_encoding import decode
from larvik_analysis.terms.catalogue import LANGUAGES, Language
from larvik_analysis.terms.own_text import OwnHeading, OwnSection, OwnText, Passage

_STEM = "tekst"
_KINDS = ("md", "docx")
TEXT_FILES = tuple(
    f"{_STEM}{middle}.{kind}"
    for middle in ("", *(f".{language}" for language in LANGUAGES))
    for kind in _KINDS
)
# What somebody may have saved a text as, believing that it is read.
_NEARLY = re.compile(
    r"tekst(?:\.\w\w)?(?:\.(?:md|docx|docm|dotx|doc|odt|rtf|txt|pages|pdf|html?))+",
    re.IGNORECASE,
)
# What the reader of tables says of a file, and what is said of a text.
_OF_TABLES = {
    "table_workbook": "text_not_plain",
    "table_nul": "text_not_plain",
    "table_broken": "text_broken",
    "table_encoding": "text_encoding",
}


def inspect_own_text(
    folder: Path, language: Language, declared: Language
) -> tuple[OwnText, list[Fault], list[Note]]:
    """Her text in a language, all faults, and how the file was understood.

    Parameters
    ----------
    folder : Path
        The evaluation folder.
    language : Language
        The one asked for.
    declared : Language
        That of `evaluation.yaml`, in which a file without a language in its name stands.
    """
    files = text_files(folder, language, declared)
    if not files:
        return OwnText(), [], []
    file, *others = files
    if others:
        values = {"other": others[0]}
        return OwnText(file=file), [Fault(file=file, code="text_twice", values=values)], []
    try:
        found, faults, notes = _read(folder / file, file, language)
    except InputError as error:
        return OwnText(file=file), list(error.faults), []
    text, more = _sections(found, file)
    faults = [*faults, *more, *_identity_numbers(text)]
    return text, sorted(faults, key=lambda fault: fault.line or 0), notes


def read_own_text(folder: Path, language: Language, declared: Language) -> OwnText:
    """Her text in a language; one without sections where there is no file.

    Raises
    ------
    InputError
        With every fault of the file at once.
    """
    text, faults, _ = inspect_own_text(folder, language, declared)
    if faults:
        raise InputError(faults)
    return text


def text_files(folder: Path, language: Language, declared: Language) -> list[str]:
    """The files that hold the text of a language; there should be one at most."""
    middles = [f".{language}", *([""] if language == declared else [])]
    names = [f"{_STEM}{middle}.{kind}" for middle in middles for kind in _KINDS]
    return [name for name in names if is_there(folder / name)]


def misnamed_texts(folder: Path) -> list[Fault]:
    """Files that look like a text and are not read, for their name or their kind."""
    names = sorted(path.name for path in folder.iterdir() if _NEARLY.fullmatch(path.name))
    # A file system that does not tell capitals apart finds the file all the same.
    return [
        Fault(file=name, code="text_misnamed")
        for name in names
        if name not in TEXT_FILES
        and not (name.lower() in TEXT_FILES and is_there(folder / name.lower()))
    ]


def has_own_text(folder: Path) -> bool:
    """Whether there is a text of hers, or what looks like one."""
    return any(is_there(folder / name) for name in TEXT_FILES) or bool(misnamed_texts(folder))


def words_of(text: OwnText) -> str:
    """All that is written in it, without the fields."""
    return " ".join(
        piece for passage in text.passages for piece in passage.pieces if isinstance(piece, str)
    )


def _read(
    path: Path, file: str, language: Language
) -> tuple[list[OwnHeading | Passage], list[Fault], list[Note]]:
    if file.endswith(".docx"):
        from larvik_analysis.inputs.word_text import read_word  # loads what opens archives

        return *read_word(read_bytes(path, file), file, language), []
    try:
        text, notes = decode(path, file)
    except InputError as error:
        [fault, *_] = error.faults
        if fault.code == "table_empty":
            return [], [], []
        code = _OF_TABLES.get(fault.code, fault.code)
        values = {"encoding": "UTF-8"}
        told = Fault(file=file, code=code, line=fault.line, values=values)
        raise InputError([told]) from error
    as_read = [Note(file=file, code="text_read_as", values=note.values) for note in notes]
    return *read_markdown(text.removeprefix("\ufeff"), file, language), as_read


def _sections(found: list[OwnHeading | Passage], file: str) -> tuple[OwnText, list[Fault]]:
    """Each heading with the passages under it; what stands before the first is a fault."""
    sections: list[tuple[OwnHeading, list[Passage]]] = []
    faults: list[Fault] = []
    for thing in found:
        if isinstance(thing, OwnHeading):
            sections.append((thing, []))
        elif sections:
            sections[-1][1].append(thing)
        elif not faults:
            faults.append(Fault(file=file, code="text_before_heading", line=thing.line))
    kept = tuple(OwnSection(heading, tuple(passages)) for heading, passages in sections)
    return OwnText(file=file, sections=kept), faults


def _identity_numbers(text: OwnText) -> list[Fault]:
    """National identity numbers: nobody needs them in a report."""
    return [
        Fault(file=text.file, code="text_identity_number", line=passage.line)
        for passage in text.passages
        if any(
            identity_numbers(piece.replace("\\", ""))
            for piece in passage.pieces
            if isinstance(piece, str)
        )
    ]

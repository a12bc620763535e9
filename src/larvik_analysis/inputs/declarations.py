"""Whether what `evaluation.yaml` declares of own data can be read and may be held.

Works on the tree, as `coherence` does, so that all of it is told at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath, PureWindowsPath

from larvik_analysis.errors import Fault, Todo
from larvik_analysis.inputs.answer_checks import answers_of
from larvik_analysis.inputs.design_checks import check_design
from larvik_analysis.inputs.exports import FORMATS
from larvik_analysis.inputs.files import is_absent, is_there
from larvik_analysis.inputs.naming import near_code, nearest, shown
from larvik_analysis.inputs.question_checks import (
    ONCE,
    check_ids,
    check_questions,
    questions_in,
)
from larvik_analysis.inputs.schema import keys_of
from larvik_analysis.inputs.tree import (
    Found,
    faults_of,
    groups,
    is_given,
    is_true,
    line_of,
    text_of,
)
from larvik_analysis.inputs.yaml_text import Branch, Leaf
from larvik_analysis.terms.evaluation import Privacy
from larvik_analysis.terms.microdata import FAMILIES

PRIVATE = "private"
_UNIQUE = (
    "microdata.*.id",
    *(f"microdata.*.{pattern}" for pattern in ONCE),
    "microdata.*.design.margins.*.question",
)
_ONE_OF = ("dpia", "dpia_not_needed")


def check_declarations(
    tree: Branch, file: str, folder: Path, instruments: Mapping[str, Branch]
) -> list[Fault]:
    """Faults in `microdata` and `personvern` that are well formed each for itself.

    Parameters
    ----------
    tree : Branch
        The tree of `evaluation.yaml`.
    file : str
        What messages call it.
    folder : Path
        The evaluation folder.
    instruments : mapping of str to Branch
        The trees of the instruments that are named and could be read, by id.
    """
    data = list(groups(tree.entries.get("microdata"), "microdata"))
    # What nobody holds needs no grounds for being held.
    is_held = len(absent_data(tree, folder)) < len(data)
    found = [*_privacy(tree, is_held), *_places(tree, data, folder)]
    for key, group in data:
        found += [*_reserved(key, group), *check_questions(group, key)]
        found += [*_instrument(key, group), *_format(key, group)]
        asked: Branch | None = group
        if name := text_of(group, "instrument"):
            asked = instruments.get(name)
            found += [*_linked(key, group, asked)] if asked is not None else []
        found += check_design(key, group, asked)
    return [*check_ids(tree, _UNIQUE, file), *faults_of(found, file)]


def is_declared(tree: Branch) -> bool:
    """Whether the tree declares own data."""
    return any(True for _ in groups(tree.entries.get("microdata"), "microdata"))


def absent_data(tree: Branch, folder: Path) -> dict[str, Branch]:
    """The entries under `microdata` whose file is not there, by dotted key.

    They are no fault: the questionnaire may come before its answers, and the report of those
    who do not hold the answers is made without them. A file in a place where none may be
    read is a fault, and is not among these.
    """
    is_synthetic = is_true(tree, "synthetic")
    return {
        key: group
        for key, group in groups(tree.entries.get("microdata"), "microdata")
        if (file := text_of(group, "file"))
        and not code_of_place(folder, file, is_synthetic=is_synthetic)
        and is_absent(folder / file)
    }


def code_of_place(folder: Path, file: str, *, is_synthetic: bool) -> str:
    """The key of why own data may not be read from a place; empty where they may.

    Links are followed: what a name leads to is what counts.
    """
    parts = PurePosixPath(file.replace("\\", "/")).parts
    is_absolute = file.startswith(("/", "\\")) or bool(PureWindowsPath(file).drive)
    if is_absolute or ".." in parts or "\0" in file:
        return "data_outside"
    home = folder.resolve()
    try:
        place = (folder / file).resolve()
    except (OSError, RuntimeError):  # a link to itself
        return "data_outside"
    if not place.is_relative_to(home):
        return "data_outside"
    is_private = place.is_relative_to(home / PRIVATE) and parts[:1] == (PRIVATE,)
    return "" if is_private or is_synthetic else "data_not_private"


def invented_in_private(tree: Branch, file: str, folder: Path) -> Iterator[Todo]:
    """A thing to do for each file in ``private/`` of an evaluation said to be invented.

    Real answers lie there, and what is said to be invented is guarded as nothing real is.

    Parameters
    ----------
    tree : Branch
        The tree of `evaluation.yaml`.
    file : str
        What messages call it.
    folder : Path
        The evaluation folder.
    """
    if not is_true(tree, "synthetic"):
        return
    for key, group in groups(tree.entries.get("microdata"), "microdata"):
        name = text_of(group, "file")
        if name and holds_private(folder, name):
            line = line_of(group, "file")
            yield Todo(file=file, code="synthetic_in_private", line=line, column=f"{key}.file")


def holds_private(folder: Path, file: str) -> bool:
    """Whether a file is there, in ``private/``."""
    return not code_of_place(folder, file, is_synthetic=False) and is_there(folder / file)


def _privacy(tree: Branch, is_needed: bool) -> Iterator[Found]:
    group = tree.entries.get("personvern")
    is_empty = group is None or (isinstance(group, Leaf) and group.kind == "nothing")
    if is_empty and is_needed:
        values = {"keys": ", ".join(keys_of(Privacy))}
        yield "microdata", line_of(tree, "microdata"), "privacy_missing", values
    if isinstance(group, Branch):
        given = [name for name in _ONE_OF if text_of(group, name)]
        if len(given) != 1:
            line = line_of(group, given[-1]) if given else group.line
            yield "personvern", line, "privacy_assessment", {}


def _places(tree: Branch, data: list[tuple[str, Branch]], folder: Path) -> Iterator[Found]:
    is_synthetic = is_true(tree, "synthetic")
    first: dict[str, int | None] = {}
    for key, group in data:
        file, line = text_of(group, "file"), line_of(group, "file")
        if not file:
            continue  # told as a missing key
        if code := code_of_place(folder, file, is_synthetic=is_synthetic):
            yield f"{key}.file", line, code, {}
            continue
        # Two names for one file would be two universes, whose tables nobody subtracts.
        place = str((folder / file).resolve()).casefold()
        if place in first:
            yield f"{key}.file", line, "id_repeated", {"first": str(first[place])}
        first.setdefault(place, line)


def _reserved(key: str, data: Branch) -> Iterator[Found]:
    # Also where no ratings are declared: the record would mix the two the day there are.
    if text_of(data, "id") == FAMILIES:
        yield f"{key}.id", line_of(data, "id"), "data_id_reserved", {"data": FAMILIES}


def _instrument(key: str, data: Branch) -> Iterator[Found]:
    """Questions that are declared twice over, or not at all."""
    is_named = bool(text_of(data, "instrument"))
    # A misspelt key is told where it stands, not once more as missing.
    if not any(nearest(name, ("instrument", "questions")) for name in data.entries):
        yield key, data.line, "key_missing", {"key": key, "keys": "instrument / questions"}
    for name in ("questions", "scales"):
        if is_named and is_given(data, name):
            yield f"{key}.{name}", line_of(data, name), "instrument_twice", {"key": name}
    if not is_named and is_given(data, "facts"):
        yield f"{key}.facts", line_of(data, "facts"), "facts_no_instrument", {}


def _format(key: str, data: Branch) -> Iterator[Found]:
    found = text_of(data, "format")
    if found and found not in FORMATS:
        near = nearest(found, FORMATS)
        values = {"allowed": ", ".join(FORMATS), "nearest": near}
        yield f"{key}.format", line_of(data, "format"), near_code("value_choice", near), values


def _linked(key: str, data: Branch, instrument: Branch) -> Iterator[Found]:
    """Facts that are said to count answers which the instrument does not have."""
    links = data.entries.get("facts")
    known = [
        f"{text_of(question, 'id')}={answer}"
        for _, question in questions_in(instrument)
        for answer, _ in answers_of(question)
    ]
    for name, line in links.lines.items() if isinstance(links, Branch) else ():
        if name not in known:
            near = nearest(name, known)
            told = "=".join(map(shown, name.split("=")))
            values = {"found": told, "nearest": near, "example": (known or ["–"])[0]}
            yield f"{key}.facts.{told}", line, near_code("fact_of_answer", near), values

"""Finds the instruments of an evaluation and puts their questions where they are named.

An instrument that may be passed on lies in `instruments` of the evaluation, or among what
every evaluation shares; one that may not, in `private/instruments`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from larvik_analysis.errors import Fault
from larvik_analysis.inputs.coherence import leaves
from larvik_analysis.inputs.declarations import absent_data
from larvik_analysis.inputs.files import is_there
from larvik_analysis.inputs.naming import near_code, nearest, shown
from larvik_analysis.inputs.question_checks import ONCE, check_ids, check_questions
from larvik_analysis.inputs.schema import fill
from larvik_analysis.inputs.tree import (
    Found,
    faults_of,
    line_of,
    listed,
    text_of,
)
from larvik_analysis.inputs.yaml_text import Branch, Leaf, Listing, Node, read_yaml
from larvik_analysis.terms.instrument import Instrument
from larvik_analysis.terms.questions import DataFile

PRIVATE_INSTRUMENTS = "private/instruments"
SHARED_INSTRUMENTS = "reference/instruments"
_OWN_INSTRUMENTS = "instruments"
_ENDING = ".yaml"
_ID = re.compile(r"[a-z][a-z0-9_]*")  # no folder, no ending, no way out


@dataclass(frozen=True, slots=True)
class InstrumentReading:
    """What came of reading one instrument.

    Attributes
    ----------
    instrument : Instrument or None
        None where there are faults.
    tree : Branch
        Each question with its heading, also where that is its wording.
    faults : tuple of Fault
    """

    instrument: Instrument | None
    tree: Branch
    faults: tuple[Fault, ...]


def inspect_instrument(path: Path, file: str, *, is_private: bool) -> InstrumentReading:
    """An instrument with all its faults; raises for none of them.

    Parameters
    ----------
    path : Path
        Where it lies; its name without the ending is the id.
    file : str
        What messages call it.
    is_private : bool
        Whether it lies where nothing is passed on.
    """
    read, faults = read_yaml(path, file)
    if not read.entries:
        return InstrumentReading(None, read, tuple(faults))
    tree = _with_headings(read)
    instrument, more = fill(Instrument, tree, file)
    found = [*_of_instrument(tree, path.stem, is_private=is_private), *check_questions(tree)]
    faults += [*more, *check_ids(tree, ONCE, file), *faults_of(found, file)]
    faults.sort(key=lambda fault: fault.line or 0)
    return InstrumentReading(None if faults else instrument, tree, tuple(faults))


def find_instrument(name: str, folder: Path | None, root: Path) -> tuple[Path, str] | None:
    """The file of an instrument and what messages call it; None where there is none.

    Parameters
    ----------
    name : str
        Its id.
    folder : Path or None
        The evaluation folder, which is looked in first.
    root : Path
        The project folder.
    """
    return next(iter(instruments_called(name, folder, root)), None)


def instruments_called(name: str, folder: Path | None, root: Path) -> list[tuple[Path, str]]:
    """Every file of an instrument with this id, the one that is used first."""
    places = _places(folder, root) if _ID.fullmatch(name) else ()
    paths = [(place / f"{name}{_ENDING}", called) for place, called in places]
    return [(path, f"{called}/{path.name}") for path, called in paths if is_there(path)]


def instrument_ids(folder: Path | None, root: Path) -> list[str]:
    """The ids of all instruments that can be named, in alphabetical order."""
    places = [place for place, _ in _places(folder, root)]
    return sorted({path.stem for place in places for path in place.glob(f"*{_ENDING}")})


def named_instruments(
    tree: Branch, file: str, folder: Path, root: Path
) -> tuple[dict[str, InstrumentReading], list[Fault]]:
    """The instruments that `evaluation.yaml` names, by id, and those that are not there.

    One that only answers which are not there would need is not missed.

    Parameters
    ----------
    tree : Branch
        The tree of `evaluation.yaml`.
    file : str
        What messages call it.
    folder, root : Path
        The evaluation folder and the project.
    """
    found: dict[str, InstrumentReading] = {}
    missing: list[Fault] = []
    absent = absent_data(tree, folder)
    for key, leaf in leaves(tree, "microdata.*.instrument"):
        place = find_instrument(leaf.text, folder, root)
        if place is None and key.rpartition(".")[0] in absent:
            continue  # may come together with the answers
        if place is None:
            missing.append(_missing(key, leaf, file, instrument_ids(folder, root)))
        elif leaf.text not in found:
            path, called = place
            is_private = called.startswith(f"{PRIVATE_INSTRUMENTS}/")
            found[leaf.text] = inspect_instrument(path, called, is_private=is_private)
    return found, missing


def with_instruments(
    files: Sequence[DataFile], instruments: Mapping[str, InstrumentReading]
) -> tuple[DataFile, ...]:
    """The files of answers with the questions and scales of the instruments they name.

    Parameters
    ----------
    files : sequence of DataFile
        As `evaluation.yaml` declares them.
    instruments : mapping of str to InstrumentReading
        Those without faults are put in; their questions get the facts of the file.
    """
    return tuple(_filled(declared, instruments) for declared in files)


def _filled(declared: DataFile, instruments: Mapping[str, InstrumentReading]) -> DataFile:
    reading = instruments.get(declared.instrument)
    if reading is None or reading.instrument is None:
        return declared
    facts: dict[str, dict[str, str]] = {}
    for written, fact in declared.facts.items():
        question, _, answer = written.partition("=")
        facts.setdefault(question, {})[answer] = fact
    questions = tuple(
        replace(question, facts=facts.get(question.id, {}))
        for question in reading.instrument.questions
    )
    return replace(declared, questions=questions, scales=reading.instrument.scales)


def _places(folder: Path | None, root: Path) -> Iterator[tuple[Path, str]]:
    if folder is not None:
        yield folder / _OWN_INSTRUMENTS, _OWN_INSTRUMENTS
        yield folder / PRIVATE_INSTRUMENTS, PRIVATE_INSTRUMENTS
    yield root / "data" / "raw" / SHARED_INSTRUMENTS, SHARED_INSTRUMENTS


def _missing(key: str, leaf: Leaf, file: str, known: list[str]) -> Fault:
    near = nearest(leaf.text, known)
    values = {"found": shown(leaf.text), "nearest": near, "known": listed(known)}
    code = near_code("instrument_missing", near)
    return Fault(file=file, code=code, line=leaf.line, column=key, values=values)


def _with_headings(tree: Branch) -> Branch:
    """The tree in which a question without a heading stands under its wording."""
    listing = tree.entries.get("questions")
    if not isinstance(listing, Listing):
        return tree
    items = tuple(map(_with_heading, listing.items))
    return replace(tree, entries={**tree.entries, "questions": Listing(items, listing.line)})


def _with_heading(question: Node) -> Node:
    if not isinstance(question, Branch) or "column" in question.entries:
        return question
    name = question.entries.get("name")
    wording = name.entries.get("nb") if isinstance(name, Branch) else None
    if not isinstance(wording, Leaf) or wording.kind == "nothing":
        return question
    # Whatever is wrong with the wording is told of the wording.
    column = Leaf(wording.text, "text", wording.line)
    return replace(question, entries={**question.entries, "column": column})


def _of_instrument(tree: Branch, name: str, *, is_private: bool) -> Iterator[Found]:
    """What holds of an instrument and of no other questions."""
    if (found := text_of(tree, "id")) and found != name:
        yield "id", line_of(tree, "id"), "instrument_id", {"known": shown(name)}
    for key, leaf in leaves(tree, "questions.*.facts.*"):
        yield key.rpartition(".")[0], leaf.line, "instrument_facts", {}
    for key, leaf in leaves(tree, "licence.items_shippable"):
        if leaf.text.lower() == "false" and not is_private:
            yield key, leaf.line, "instrument_shared", {"folder": PRIVATE_INSTRUMENTS}

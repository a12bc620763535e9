"""What only grows: the ledger of releases, and the versions of the estimand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from larvik_analysis.errors import Fault, InputError, Todo
from larvik_analysis.inputs.coding.places import sheet_file
from larvik_analysis.inputs.ledger import LEDGER_FILE, inspect_ledger
from larvik_analysis.inputs.outcomes.estimands import (
    ESTIMAND_FILE,
    estimand_text,
    inspect_estimand_versions,
)
from larvik_analysis.terms.estimand_versions import EstimandVersions
from larvik_analysis.terms.ledger import Entry, Ledger

from .output import read_record, telling_output, write_file
from .plan import Places
from .state import is_of_namesake, read_state

_N_RELEASES, _N_VERSIONS = "n_releases", "n_versions"


def check_remembered(places: Places, ledger: Ledger) -> None:
    """Refuse to go on where releases that were made here are gone from the ledger.

    Raises
    ------
    InputError
        If it is missing, shorter or another one.
    """
    if faults := _of_ledger(places, ledger):
        raise InputError(faults)


def check_estimand(places: Places) -> None:
    """Refuse to go on where what was to be estimated is gone from its file.

    Has to come before a run writes that file again.

    Raises
    ------
    InputError
        If it is missing, shorter or another one.
    """
    if faults := _of_estimand(places):
        raise InputError(faults)


def forgotten(places: Places) -> list[Fault]:
    """The files that only grow and have shrunk: reports were made of more than they hold."""
    if is_of_namesake(places):
        return []
    ledger, faults = inspect_ledger(places.source)
    return [*([] if faults else _of_ledger(places, ledger)), *_of_estimand(places)]


def _of_ledger(places: Places, ledger: Ledger) -> list[Fault]:
    known = (read_record(places.report).get("ledger"), read_state(places).get("releases"))
    is_gone = any(
        Ledger(ledger.entries[:n]).hash != expected
        for n, expected in _remembered(known, _N_RELEASES)
    )
    is_there = (places.source / LEDGER_FILE).is_file()
    code = "ledger_other" if is_there else "ledger_missing"
    return [Fault(file=LEDGER_FILE, code=code)] if is_gone else []


def _of_estimand(places: Places) -> list[Fault]:
    found, faults = inspect_estimand_versions(places.source)
    if faults:  # told where the inputs are checked
        return []
    known = (read_record(places.report).get("estimand"), read_state(places).get("estimand"))
    is_gone = any(
        EstimandVersions(found.versions[:n]).hash != expected
        for n, expected in _remembered(known, _N_VERSIONS)
    )
    is_there = (places.source / ESTIMAND_FILE).is_file()
    code = "estimand_other" if is_there else "estimand_missing"
    return [Fault(file=ESTIMAND_FILE, code=code)] if is_gone else []


def _remembered(known: Iterable[object], count: str) -> Iterator[tuple[int, object]]:
    """How many lines a file had, and their hash: the report remembers, and the last run."""
    for told in known:
        n_lines = told.get(count) if isinstance(told, Mapping) else None
        if isinstance(told, Mapping) and isinstance(n_lines, int) and n_lines:
            yield n_lines, told.get("hash")


def remember(places: Places, ledger: Ledger, entry: Entry | None) -> Ledger:
    """The ledger with the release in it, written before the report is put in its place.

    Should the report then not get there, the ledger says too much, which is safe.
    """
    if entry is None:
        return ledger
    longer = Ledger((*ledger.entries, replace(entry, evaluation=places.name)))
    with telling_output(places.source):
        write_file(places.source / LEDGER_FILE, longer.text.encode("utf-8"))
    return longer


def told_of_release(
    before: Ledger, after: Ledger, held: Mapping[tuple[str, str], int]
) -> list[Todo]:
    """What the evaluator has to hear of a release: that it is the first, and what it lacks.

    Parameters
    ----------
    before, after : Ledger
        As it was, and with this release in it.
    held : mapping of (str, str) to int
        Approved paraphrases that did not leave, by file of answers and question.
    """
    told = [
        Todo(
            file=sheet_file(data, question),
            code="paraphrases_held",
            values={"count": str(count)},
        )
        for (data, question), count in held.items()
    ]
    if after.entries and not before.entries:
        told.append(Todo(file=LEDGER_FILE, code="ledger_begins"))
    return told


def in_record(ledger: Ledger) -> dict[str, Any]:
    """What the record of a run says of it."""
    return {_N_RELEASES: len(ledger.entries), "hash": ledger.hash}


def estimand_in_record(versions: EstimandVersions) -> dict[str, Any]:
    """What the record of a run says of the versions of its estimand."""
    return {_N_VERSIONS: len(versions.versions), "hash": versions.hash}


def remember_estimand(places: Places) -> None:
    """Add what is to be estimated to its versions where it has changed.

    A run does so before it reads any data: whoever changes it later leaves a trace.
    """
    text = estimand_text(places.source, places.root)
    if text is not None:
        with telling_output(places.source):
            write_file(places.source / ESTIMAND_FILE, text.encode("utf-8"))

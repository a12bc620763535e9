"""What only grows: the ledger of releases, and the versions of the estimand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from larvik_analysis.errors import Fault, InputError, Todo
from larvik_analysis.inputs.coding.places import sheet_file
from larvik_analysis.inputs.ledger import LEDGER_FILE
from larvik_analysis.inputs.outcomes.estimands import ESTIMAND_FILE, estimand_text
from larvik_analysis.terms.ledger import Entry, Ledger

from .output import read_record, telling_output, write_file
from .plan import Places
from .state import read_state


def check_remembered(places: Places, ledger: Ledger) -> None:
    """Refuse to go on where releases that were made here are gone from the ledger.

    The report remembers them, and so does what lies with the private data.

    Raises
    ------
    InputError
        If it is missing, shorter or another one.
    """
    for known in (read_record(places.report).get("ledger"), read_state(places).get("releases")):
        if not isinstance(known, Mapping):
            continue
        n_releases, expected = known.get("n_releases"), known.get("hash")
        if not isinstance(n_releases, int) or not n_releases:
            continue
        if Ledger(ledger.entries[:n_releases]).hash != expected:
            is_there = (places.source / LEDGER_FILE).is_file()
            code = "ledger_other" if is_there else "ledger_missing"
            raise InputError([Fault(file=LEDGER_FILE, code=code)])


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
    return {"n_releases": len(ledger.entries), "hash": ledger.hash}


def remember_estimand(places: Places) -> None:
    """Add what is to be estimated to its versions where it has changed.

    A run does so before it reads any data: whoever changes it later leaves a trace.
    """
    text = estimand_text(places.source, places.root)
    if text is not None:
        with telling_output(places.source):
            write_file(places.source / ESTIMAND_FILE, text.encode("utf-8"))

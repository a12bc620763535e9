"""Reads the ledger of what earlier releases have shown, `ledger.jsonl`."""

from __future__ import annotations

import datetime
import json
import math
from pathlib import Path
from typing import Any

from larvik_analysis.errors import Fault, InputError
from larvik_analysis.inputs.files import read_bytes
from larvik_analysis.inputs.naming import shown
from larvik_analysis.terms.ledger import Entry, Ledger

LEDGER_FILE = "ledger.jsonl"
_KEYS = {"number", "evaluation", "date", "shown", "supersedes", "reasons", "asked", "before"}


def read_ledger(folder: Path) -> Ledger:
    """What earlier releases of an evaluation have shown; nothing where there is no file.

    Parameters
    ----------
    folder : Path
        The evaluation folder, as `find_evaluation` gives it.

    Raises
    ------
    InputError
        With every line that is not as it was written.
    """
    ledger, faults = inspect_ledger(folder)
    if faults:
        raise InputError(faults)
    return ledger


def inspect_ledger(folder: Path) -> tuple[Ledger, list[Fault]]:
    """The ledger (empty where there are faults) and all faults."""
    path = folder / LEDGER_FILE
    if not path.exists() and not path.is_symlink():
        return Ledger(), []
    try:
        # A chapter does not go out of date with what its report has shown.
        content = read_bytes(path, LEDGER_FILE, is_remembered=False)
    except InputError as error:
        return Ledger(), list(error.faults)
    # A line that is not UTF-8 is not JSON either; git may have changed the line ends.
    text = content.decode("utf-8", errors="surrogateescape").replace("\r\n", "\n")
    if not text:
        return Ledger(), []
    lines = text.removesuffix("\n").split("\n")
    read = [_read_line(line, number) for number, line in enumerate(lines, start=1)]
    faults = [_fault(found, n) for n, found in enumerate(read, 1) if isinstance(found, str)]
    if faults:
        return Ledger(), faults
    ledger = Ledger(tuple(entry for entry in read if isinstance(entry, Entry)))
    broken = _first_difference(lines, ledger.text.removesuffix("\n").split("\n"))
    if broken:
        return Ledger(), [_fault("ledger_chain", broken)]
    for entry in ledger.entries:
        if entry.evaluation != folder.name:
            values = {"other": shown(entry.evaluation), "here": shown(folder.name)}
            code = "ledger_of_other"
            return Ledger(), [Fault(file=LEDGER_FILE, code=code, values=values)]
    return ledger, []


def _fault(code: str, line: int) -> Fault:
    return Fault(file=LEDGER_FILE, code=code, line=line)


def _first_difference(lines: list[str], expected: list[str]) -> int:
    """The line that does not follow from those above it; zero where all do."""
    pairs = enumerate(zip(lines, expected, strict=True), start=1)
    return next((number for number, (line, other) in pairs if line != other), 0)


def _read_line(line: str, number: int) -> Entry | str:
    """The release of one line, or the key of what is wrong with it."""
    try:
        found = json.loads(line)
        line.encode()
        json.dumps(found, ensure_ascii=False).encode()  # halves of letters can be escaped
    except (ValueError, RecursionError):
        return "ledger_json"
    if not isinstance(found, dict) or set(found) != _KEYS or not _has_types(found):
        return "ledger_keys"
    if found["number"] != number:
        return "ledger_number"
    if not all(_is_span(ends) for ends in found["shown"].values()):
        return "ledger_value"
    return Entry(
        number=number,
        evaluation=found["evaluation"],
        date=found["date"],
        shown={name: (ends[0], ends[1]) for name, ends in found["shown"].items()},
        supersedes=found["supersedes"],
        reasons=found["reasons"],
        asked=found["asked"],
    )


def _has_types(found: dict[str, Any]) -> bool:
    groups = [found[name] for name in ("shown", "supersedes", "reasons", "asked")]
    return (
        _is_number(found["number"], int)
        and _is_day(found["date"])
        and isinstance(found["before"], str)
        and isinstance(found["evaluation"], str)
        and all(isinstance(group, dict) for group in groups)
        and all(_is_number(number, int) for number in found["supersedes"].values())
        and all(isinstance(reason, str) for reason in found["reasons"].values())
        and all(isinstance(question, str) for question in found["asked"].values())
    )


def _is_number(value: object, kind: type | tuple[type, ...]) -> bool:
    return isinstance(value, kind) and not isinstance(value, bool)


def _is_day(value: object) -> bool:
    try:
        return isinstance(value, str) and bool(datetime.date.fromisoformat(value))
    except ValueError:
        return False


def _is_span(ends: object) -> bool:
    """Whether it is a lowest and a highest value that are numbers in that order."""
    if not isinstance(ends, list) or len(ends) != 2:
        return False
    if not all(_is_number(end, (int, float)) for end in ends):
        return False
    # A whole number may have more digits than a decimal one can hold.
    low, high = ends
    is_finite = all(isinstance(end, int) or math.isfinite(end) for end in ends)
    return is_finite and low <= high

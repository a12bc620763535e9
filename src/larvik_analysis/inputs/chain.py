"""Reads files that only grow: lines of JSON, each with the hash of all lines before it."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol, TypeVar

from larvik_analysis.errors import Fault, InputError
from larvik_analysis.inputs.files import read_bytes
from larvik_analysis.inputs.naming import shown


class _OfEvaluation(Protocol):
    """A line that says whose it is."""

    @property
    def evaluation(self) -> str:
        """The name of the folder it was written in."""


T = TypeVar("T", bound=_OfEvaluation)


def read_chain(
    path: Path,
    file: str,
    read_line: Callable[[Mapping[str, Any], int], T | str],
    write: Callable[[tuple[T, ...]], str],
    *,
    of_other: str,
    is_remembered: bool,
) -> tuple[tuple[T, ...], list[Fault]]:
    """What the lines say, and every line that is not as it was written.

    Parameters
    ----------
    path : Path
        The file; where there is none, nothing has been written.
    file : str
        What messages call it.
    read_line : callable
        Of a line and its number, what it says, or the key of what is wrong with it.
    write : callable
        The whole file from what its lines say.
    of_other : str
        The key of the fault where a line was written in another folder.
    is_remembered : bool
        Whether what is made of the file goes out of date with it.

    Returns
    -------
    tuple of object
        Empty where there are faults.
    list of Fault
    """
    if not path.exists() and not path.is_symlink():
        return (), []
    try:
        content = read_bytes(path, file, is_remembered=is_remembered)
    except InputError as error:
        return (), list(error.faults)
    # A line that is not UTF-8 is not JSON either; git may have changed the line ends.
    text = content.decode("utf-8", errors="surrogateescape").replace("\r\n", "\n")
    if not text:
        return (), []
    lines = text.removesuffix("\n").split("\n")
    read = [_read(line, number, read_line) for number, line in enumerate(lines, start=1)]
    faults = [
        Fault(file=file, code=found, line=number)
        for number, found in enumerate(read, start=1)
        if isinstance(found, str)
    ]
    if faults:
        return (), faults
    entries = tuple(found for found in read if not isinstance(found, str))
    broken = _first_difference(lines, write(entries).removesuffix("\n").split("\n"))
    if broken:
        return (), [Fault(file=file, code="ledger_chain", line=broken)]
    here = path.parent.name
    other = next((entry.evaluation for entry in entries if entry.evaluation != here), None)
    if other is not None:
        values = {"other": shown(other), "here": shown(here)}
        return (), [Fault(file=file, code=of_other, values=values)]
    return entries, []


def is_day(value: object) -> bool:
    """Whether a value is a day in ISO 8601."""
    try:
        return isinstance(value, str) and bool(datetime.date.fromisoformat(value))
    except ValueError:
        return False


def _first_difference(lines: list[str], expected: list[str]) -> int:
    """The line that does not follow from those above it; zero where all do."""
    pairs = enumerate(zip(lines, expected, strict=True), start=1)
    return next((number for number, (line, other) in pairs if line != other), 0)


def _read(
    line: str, number: int, read_line: Callable[[Mapping[str, Any], int], T | str]
) -> T | str:
    try:
        found = json.loads(line)
        line.encode()
        json.dumps(found, ensure_ascii=False).encode()  # halves of letters can be escaped
    except (ValueError, RecursionError):
        return "ledger_json"
    return read_line(found, number) if isinstance(found, dict) else "ledger_keys"

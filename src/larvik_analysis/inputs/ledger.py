"""Reads the ledger of what earlier releases have shown, `ledger.jsonl`."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from larvik_analysis.errors import Fault, InputError
from larvik_analysis.inputs.chain import is_day, read_chain
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
    # A chapter does not go out of date with what its report has shown.
    entries, faults = read_chain(
        folder / LEDGER_FILE,
        LEDGER_FILE,
        _entry,
        lambda entries: Ledger(entries).text,
        of_other="ledger_of_other",
        is_remembered=False,
    )
    return Ledger(entries), faults


def _entry(found: Mapping[str, Any], number: int) -> Entry | str:
    """The release of one line, or the key of what is wrong with it."""
    if set(found) != _KEYS or not _has_types(found):
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


def _has_types(found: Mapping[str, Any]) -> bool:
    groups = [found[name] for name in ("shown", "supersedes", "reasons", "asked")]
    return (
        _is_number(found["number"], int)
        and is_day(found["date"])
        and isinstance(found["before"], str)
        and isinstance(found["evaluation"], str)
        and all(isinstance(group, dict) for group in groups)
        and all(_is_number(number, int) for number in found["supersedes"].values())
        and all(isinstance(reason, str) for reason in found["reasons"].values())
        and all(isinstance(question, str) for question in found["asked"].values())
    )


def _is_number(value: object, kind: type | tuple[type, ...]) -> bool:
    return isinstance(value, kind) and not isinstance(value, bool)


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

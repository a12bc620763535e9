"""What has left through the gate before: an outsider has kept all of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One release: every number of own data that it showed and no earlier one had.

    Attributes
    ----------
    number : int
        1 is the first release.
    date : str
        The analysis date of the evaluation, ISO 8601.
    shown : mapping of str to tuple of float
        By its expression the lowest and the highest value an outsider can read from it;
        both are the same for a number, and apart for a band.
    evaluation : str
        Whose release it is: the name of the folder.
    supersedes : mapping of str to int
        By id of data that were corrected, the last release with the old numbers.
    reasons : mapping of str to str
        Why, by id of data.
    asked : mapping of str to str
        By id of data a hash of all that was asked to be shown, and under which limits: the
        same question gets the same answer again.
    """

    number: int
    date: str
    shown: Mapping[str, tuple[float, float]]
    evaluation: str = ""
    supersedes: Mapping[str, int] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    asked: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ledger:
    """All releases of an evaluation's own data, oldest first."""

    entries: tuple[Entry, ...] = ()

    @property
    def text(self) -> str:
        """The file: one release a line, each with the hash of all lines before it."""
        return chain(_plain(entry) for entry in self.entries)

    @property
    def hash(self) -> str:
        """Of the whole file; empty where nothing has been released."""
        return hash_of_text(self.text)


def _plain(entry: Entry) -> dict[str, Any]:
    return {
        "number": entry.number,
        "evaluation": entry.evaluation,
        "date": entry.date,
        "shown": {name: list(ends) for name, ends in sorted(entry.shown.items())},
        "supersedes": dict(sorted(entry.supersedes.items())),
        "reasons": dict(sorted(entry.reasons.items())),
        "asked": dict(sorted(entry.asked.items())),
    }


def chain(rows: Iterable[Mapping[str, Any]]) -> str:
    r"""Rows as lines of JSON, each with the hash of all lines before it.

    Examples
    --------
    >>> chain([{"number": 1}])
    '{"number": 1, "before": ""}\n'
    """
    lines = ""
    for row in rows:
        plain = {**row, "before": hash_of_text(lines)}
        lines += json.dumps(plain, ensure_ascii=False) + "\n"
    return lines


def hash_of_text(text: str) -> str:
    """SHA-256 of a text; empty for an empty one."""
    return hashlib.sha256(text.encode()).hexdigest() if text else ""

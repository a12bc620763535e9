"""The record of a run: what went in and came out, with which versions; no value of the data."""

from __future__ import annotations

import json
import platform
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import larvik_analysis

if TYPE_CHECKING:
    from larvik_analysis.release.gate import Verdict
    from larvik_analysis.terms.study import Study

    from .output import Kept

_PACKAGES = ("numpy", "pandas", "matplotlib", "papermill", "pypandoc-binary", "typst")


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """The inputs of a run: hashes of the public ones; of private ones only how many.

    A hash of a private file would give it back: ten families with three possible answers
    can be guessed one by one.
    """

    public: Mapping[str, str]
    n_private: int


def make_record(
    *,
    name: str,
    study: Study,
    settings: Mapping[str, str],
    parameters: Mapping[str, Mapping[str, Any]],
    inputs: Inputs,
    notes: Iterable[str],
    outputs: Mapping[str, str],
    kept: Kept,
    verdicts: Sequence[Verdict],
    facts_behind: Mapping[str, list[str]],
    stale: Iterable[str],
    ledger: Mapping[str, Any],
    estimand: Mapping[str, Any],
    seconds: Mapping[str, float],
    root: Path,
) -> bytes:
    """The record as JSON. It is the only file with the time of day in it."""
    evaluation = study.evaluation
    record = {
        "format": 1,
        "evaluation": name,
        "analysis_date": evaluation.analysis_date.isoformat(),
        "language": evaluation.language,
        "seed": evaluation.seed,
        "settings": dict(settings),
        "chapters": {chapter: dict(given) for chapter, given in parameters.items()},
        "inputs": dict(inputs.public),
        "n_private_inputs": inputs.n_private,
        "notes": list(notes),
        "outputs": dict(outputs),
        "written_beside": dict(kept.beside),
        "only_open": dict(kept.only_open),
        "verdicts": [_plain(verdict) for verdict in verdicts],
        "facts_behind": dict(facts_behind),
        "stale": list(stale),
        "own_text": _in_counts(study, verdicts),
        "own_data": _own_data(study),
        "ledger": dict(ledger),
        "estimand": dict(estimand),
        "seconds": dict(seconds),
        "versions": versions(),
        "commit": commit_of(root),
        "written_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    return (json.dumps(record, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _plain(verdict: Verdict) -> dict[str, Any]:
    """A verdict; which passages of her text are held is told to the evaluator alone."""
    return {name: value for name, value in asdict(verdict).items() if name != "held"}


def _in_counts(study: Study, verdicts: Iterable[Verdict]) -> dict[str, int]:
    """What is told of her text: counts, and nothing of what it says."""
    n_withheld = sum(len(verdict.held) for verdict in verdicts)
    return {"n_typed_numbers": study.text.n_typed, "n_withheld_passages": n_withheld}


def _own_data(study: Study) -> dict[str, Any]:
    """What `larvik audit` must know of the questions: all of it stands in the report too."""
    from larvik_analysis.release.outside_form import told_of

    return {
        name: told_of(own.declared, study.language) for name, own in study.microdata.items()
    }


def this_day() -> date:
    """The day it is where the evaluator is, for what depends on it: a check, and no report."""
    return datetime.now().astimezone().date()


def versions() -> dict[str, str]:
    """Versions of all that a report's bytes depend on."""
    ours = {
        "larvik_analysis": larvik_analysis.__version__,
        "python": platform.python_version(),
        "system": sys.platform,
    }
    return ours | {package: metadata.version(package) for package in _PACKAGES}


def commit_of(root: Path) -> str:
    """The commit the project stands at, read from its files; empty outside a checkout."""
    head = root / ".git" / "HEAD"
    try:
        said = head.read_text(encoding="ascii").strip()
        if not said.startswith("ref: "):
            return said
        name = said.removeprefix("ref: ")
        loose = root / ".git" / name
        if loose.is_file():
            return loose.read_text(encoding="ascii").strip()
        packed = (root / ".git" / "packed-refs").read_text(encoding="ascii")
        return next(
            (line.split()[0] for line in packed.splitlines() if line.endswith(name)), ""
        )
    except (OSError, UnicodeDecodeError):
        return ""

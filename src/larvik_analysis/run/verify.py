"""Proof that a report can be made again: replay its record and compare every file."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from larvik_analysis.errors import ChapterError, InputError, ReleaseError, UsageError

from .output import RECORD, hash_of, read_record
from .pipeline import run_evaluation
from .plan import Request, places_of
from .record import versions
from .state import hash_of_inputs


@dataclass(slots=True)
class Comparison:
    """What a replay found.

    Attributes
    ----------
    n_same : int
        Files reproduced byte for byte.
    differing, missing : list of str
        Files that came out otherwise or have been changed, and files of the record that are
        gone or did not come.
    edited : dict
        The evaluator's own versions, with the name of ours beside each.
    unverifiable : list of str
        Files that rest on private data that are not here.
    inputs_changed, versions_changed : list of str
        What may explain a difference.
    stale : list of str
        Chapters that were out of date when the report was made; they may explain one too.
    """

    n_same: int = 0
    differing: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    edited: dict[str, str] = field(default_factory=dict)
    unverifiable: list[str] = field(default_factory=list)
    inputs_changed: list[str] = field(default_factory=list)
    versions_changed: list[str] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)


def verify_report(target: str, root: Path) -> Comparison:
    """Make a report again in a temporary folder and compare it with the one that lies there.

    Parameters
    ----------
    target : str
        The name or folder of an evaluation, or the folder of a report.
    root : Path
        The project.

    Raises
    ------
    UsageError
        If there is no report.
    """
    folder, record = _report_of(target, root)
    evaluation = _evaluation_of(target, record)
    found = Comparison(
        edited=dict(record["written_beside"]), stale=list(map(str, record.get("stale", [])))
    )
    found.versions_changed = sorted(
        name for name, known in versions().items() if record["versions"].get(name) != known
    )
    places = places_of(Request(evaluation=evaluation, root=root))
    now = hash_of_inputs(places, record["chapters"])
    found.inputs_changed = sorted(
        name
        for name in {*now.public, *record["inputs"]}
        if now.public.get(name) != record["inputs"].get(name)
    )
    lacks_private = record["n_private_inputs"] > now.n_private
    with tempfile.TemporaryDirectory() as temporary:
        replayed = Path(temporary) / "report"
        request = Request(
            evaluation=evaluation,
            root=root,
            settings=record["settings"],
            output=replayed,
            processed=Path(temporary) / "processed",
            is_remembered=False,
        )
        try:
            run_evaluation(request)
        except (InputError, ChapterError, ReleaseError):
            if not lacks_private:
                raise
        _compare(record, folder, replayed, found, lacks_private=lacks_private)
    return found


def _compare(
    record: dict[str, Any],
    folder: Path,
    replayed: Path,
    found: Comparison,
    *,
    lacks_private: bool,
) -> None:
    public = {name for name, facts in record.get("facts_behind", {}).items() if facts}

    def may_rest_on_private(again: Path) -> bool:
        """Whether nothing but the private data can explain that a file differs."""
        is_of_facts = again.parent.name in ("tables", "figures") and again.stem in public
        return not again.is_file() or not (is_of_facts or found.inputs_changed)

    original = {new: name for name, new in record["written_beside"].items()}
    for name, known in record["outputs"].items():
        ours, again = folder / name, replayed / original.get(name, name)
        if not ours.is_file():
            found.missing.append(name)
        elif again.is_file() and hash_of(ours) == hash_of(again):
            found.n_same += 1
        elif lacks_private and hash_of(ours) == known and may_rest_on_private(again):
            found.unverifiable.append(name)
        else:
            found.differing.append(name)
    made = {original.get(name, name) for name in record["outputs"]}
    for path in sorted(replayed.rglob("*")):
        name = path.relative_to(replayed).as_posix()
        if path.is_file() and name != RECORD and name not in made:
            found.missing.append(name)


def _report_of(target: str, root: Path) -> tuple[Path, dict[str, Any]]:
    """The folder of the report and its record."""
    name = Path(target).resolve().name
    for folder in (Path(target), root / "reports" / name):
        record = read_record(folder)
        if record.keys() >= _NEEDED:
            return folder, record
    raise UsageError("report_unknown", folder=name)


_NEEDED = frozenset(
    {
        "evaluation", "settings", "chapters", "inputs", "n_private_inputs", "outputs",
        "written_beside", "versions",
    }
)  # fmt: skip


def _evaluation_of(target: str, record: dict[str, Any]) -> str:
    """The evaluation's folder if that was given, its name from the record otherwise."""
    is_folder = (Path(target) / "evaluation.yaml").is_file()
    return target if is_folder else str(record["evaluation"])

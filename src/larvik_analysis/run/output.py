"""The folder of a report: may we write there, what of it is the evaluator's, what is ours."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from larvik_analysis.errors import OutputError

RECORD = "record.json"


def hash_of(path: Path) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def files_in(folder: Path) -> list[str]:
    """Names of all files below a folder, with forward slashes, in order."""
    return sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    )


_TEXTS = ("outputs", "written_beside", "only_open", "settings", "inputs", "versions")


def read_record(folder: Path) -> dict[str, Any]:
    """The record of the report in a folder; empty where there is none of ours."""
    try:
        record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return record if isinstance(record, dict) and _is_ours(record) else {}


def _is_ours(record: Mapping[str, Any]) -> bool:
    """Whether what we look up in a record has the form in which we write it."""
    texts = [record.get(name, {}) for name in _TEXTS]
    return (
        all(isinstance(given, dict) for given in (*texts, record.get("chapters", {})))
        and all(isinstance(text, str) for given in texts for text in given.values())
        and isinstance(record.get("evaluation", ""), str)
        and isinstance(record.get("n_private_inputs", 0), int)
        and isinstance(record.get("stale", []), list)
        and isinstance(record.get("facts_behind", {}), dict)
    )


def check_place(place: Path, root: Path, evaluation: str) -> None:
    """Refuse a folder that is not ours to replace.

    Raises
    ------
    OutputError
        If it is a file, holds something else than a report of this evaluation, lies among
        the inputs or the private data, or cannot be written.
    """
    resolved = place.resolve()
    for private in (root / "data" / "raw", root / "data" / "processed", root / "notebooks"):
        if resolved.is_relative_to(private.resolve()) or private.resolve().is_relative_to(
            resolved
        ):
            raise OutputError("output_among_data", folder=place.name)
    if place.is_file():
        raise OutputError("output_is_file", folder=place.name)
    with telling_output(place):
        if place.is_dir() and any(place.iterdir()):
            record = read_record(place)
            if not record:
                raise OutputError("output_not_a_report", folder=place.name)
            if record.get("evaluation") != evaluation:
                known = record.get("evaluation", "")
                raise OutputError("output_of_another", folder=place.name, evaluation=known)
        place.parent.mkdir(parents=True, exist_ok=True)
        probe = place.parent / f".{place.name}.probe"
        probe.write_bytes(b"")
        probe.unlink()


@contextmanager
def telling_output(place: Path) -> Iterator[None]:
    """Turn what the system says of a full or locked disk into a sentence."""
    try:
        yield
    except OSError as error:
        codes = {
            errno.ENOSPC: "disk_full",
            errno.EDQUOT: "disk_full",
            errno.EROFS: "not_writable",
        }
        code = codes.get(error.errno or 0, "not_writable")
        raise OutputError(f"output_{code}", folder=place.name) from error


@dataclass(slots=True)
class Kept:
    """What of the old report stays: the evaluator's own files and those she has edited.

    Attributes
    ----------
    beside : dict
        For each file of ours that stays as it was, the name of the new one beside it.
    only_open : dict
        Those of them that she has not edited, only has open in another program, with their
        hash: once closed, they are ours to replace again.
    own : list of str
        Files in the folder that we never made.
    seen : dict
        Every file of the folder with its hash, as it was when all this was found out.
    """

    beside: dict[str, str] = field(default_factory=dict)
    only_open: dict[str, str] = field(default_factory=dict)
    own: list[str] = field(default_factory=list)
    seen: dict[str, str] = field(default_factory=dict)


def keep_hers(old: Path, staging: Path) -> Kept:
    """Carry the evaluator's files over from the old report into the new one.

    A file of ours that she has edited, or has open in Word, stays as it is; the new one is
    written beside it. Files and empty folders we never made are carried along.
    """
    kept = Kept(seen=_hashes_in(old))
    for folder in old.rglob("*"):
        if folder.is_dir() and not any(folder.iterdir()):
            (staging / folder.relative_to(old)).mkdir(parents=True, exist_ok=True)
    record = read_record(old)
    made: Mapping[str, str] = record.get("outputs", {}) | record.get("only_open", {})
    new = set(files_in(staging))
    for name in files_in(old):
        path = old / name
        if name == RECORD:
            continue
        if _is_lock(path):
            with suppress(OSError):  # Word lets nobody read its own
                _copy_to(path, staging / name)
            continue
        is_ours = made.get(name) == hash_of(path)
        if is_ours and not _is_open(path):
            continue  # untouched: the new one takes its place
        if name not in new:
            kept.own.append(name)
        elif hash_of(path) == hash_of(staging / name):
            continue
        else:
            kept.beside[name] = _free_name(name, old, made)
            _copy_to(staging / name, staging / kept.beside[name])
            if is_ours:
                kept.only_open[name] = made[name]
        _copy_to(path, staging / name)
    return kept


def check_unchanged(old: Path, kept: Kept) -> None:
    """Refuse to replace a folder in which something was saved or opened in the meantime.

    Raises
    ------
    OutputError
        If a file is not as `keep_hers` saw it.
    """
    if old.is_dir() and _hashes_in(old) != kept.seen:
        raise OutputError("output_changed", folder=old.name)


def _hashes_in(folder: Path) -> dict[str, str]:
    """Every file of a folder with its hash; a lock, which nobody may read, with none."""
    return {
        name: "" if _is_lock(folder / name) else hash_of(folder / name)
        for name in files_in(folder)
    }


def _free_name(name: str, old: Path, made: Mapping[str, str]) -> str:
    """A name beside an edited file: ``report-ny.docx``, ``report-ny2.docx`` and so on."""
    path = Path(name)
    for number in range(1, 1000):
        suffix = "-ny" if number == 1 else f"-ny{number}"
        free = path.with_name(f"{path.stem}{suffix}{path.suffix}").as_posix()
        there = old / free
        if not there.exists() or (made.get(free) == hash_of(there) and not _is_open(there)):
            return free
    raise OutputError("output_not_writable", folder=old.name)


def _is_lock(path: Path) -> bool:
    return path.name.startswith(("~$", ".~lock."))


def _is_open(path: Path) -> bool:
    """Whether Word or LibreOffice has the document open: both lay a lock file beside it."""
    if path.suffix != ".docx":
        return False
    # Word drops the first two letters of longer names.
    names = (f"~${path.name}", f"~${path.name[2:]}", f".~lock.{path.name}#")
    return any((path.parent / name).exists() for name in names)


def _copy_to(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(source, target)


def write_file(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.new")
    new.write_bytes(content)
    os.replace(new, path)  # noqa: PTH105  replaces on Windows too

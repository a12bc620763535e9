"""Putting a new report in the place of the old one: whole, or not at all.

A folder cannot be renamed over another. Linux and macOS can exchange two folders in one
step, and that is what is done. Elsewhere (Windows, some network disks) the old folder is
moved aside first; should the run be killed between the two moves, the next run moves it back.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import shutil
from pathlib import Path

_AT_CURRENT_FOLDER = -100
_EXCHANGE = 2  # RENAME_EXCHANGE on Linux, RENAME_SWAP on macOS


def put_in_place(new: Path, place: Path) -> None:
    """Make `new` the folder at `place`; what lay there is gone afterwards.

    Parameters
    ----------
    new, place : Path
        Folders of one file system; `place` need not exist.
    """
    if not place.exists():
        new.rename(place)
        return
    if _exchange(new, place):
        shutil.rmtree(new)
        return
    aside = _aside(place)
    shutil.rmtree(aside, ignore_errors=True)
    try:
        place.rename(aside)
    except PermissionError:  # Windows: a file in it is open in another program
        _replace_files(new, place)
        return
    new.rename(place)
    shutil.rmtree(aside)


def _replace_files(new: Path, place: Path) -> None:
    """File by file, the record last; a file that is open and has not changed is left alone."""
    names = [path.relative_to(new) for path in sorted(new.rglob("*")) if path.is_file()]
    for name in sorted(names, key=lambda name: name.name == "record.json"):
        old = place / name
        if old.is_file() and old.read_bytes() == (new / name).read_bytes():
            continue
        old.parent.mkdir(parents=True, exist_ok=True)
        os.replace(new / name, old)  # noqa: PTH105  replaces on Windows too
    for path in sorted(place.rglob("*")):
        if path.is_file() and path.relative_to(place) not in names and path.name[:2] != "~$":
            path.unlink()
    shutil.rmtree(new)


def recover(place: Path) -> None:
    """Mend what a killed run left: the old report back in its place, leftovers away."""
    aside = _aside(place)
    if aside.exists() and not place.exists():
        aside.rename(place)
    for leftover in (aside, staging_of(place)):
        shutil.rmtree(leftover, ignore_errors=True)


def staging_of(place: Path) -> Path:
    """Where a new report is built: beside the old one, so that a move is enough."""
    return place.with_name(f".{place.name}.ny")


def _aside(place: Path) -> Path:
    return place.with_name(f".{place.name}.gammel")


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step; False where the system cannot."""
    paths = os.fsencode(one), os.fsencode(other)
    with contextlib.suppress(AttributeError, OSError, TypeError):
        library = ctypes.CDLL(None, use_errno=True)
        if platform.system() == "Darwin":
            return bool(library.renamex_np(*paths, _EXCHANGE) == 0)
        here = _AT_CURRENT_FOLDER
        return bool(library.renameat2(here, paths[0], here, paths[1], _EXCHANGE) == 0)
    return False

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
from collections.abc import Iterator
from pathlib import Path

_AT_CURRENT_FOLDER = -100
_EXCHANGE = 2  # RENAME_EXCHANGE on Linux, RENAME_SWAP on macOS
_LAST = Path("record.json")  # a folder without it is not a whole report


def put_in_place(new: Path, place: Path) -> None:
    """Make `new` the folder at `place`; what lay there is gone afterwards.

    Parameters
    ----------
    new, place : Path
        Folders of one file system; `place` need not exist.

    Raises
    ------
    OSError
        If it cannot be done; the old folder lies where it lay.
    """
    if not place.exists():
        new.rename(place)
        return
    if _exchange(new, place):
        _remove(new)
        return
    aside = _aside(place)
    _remove(aside)
    try:
        place.rename(aside)
    except PermissionError:  # Windows: a file in it is open in another program
        _replace_files(new, place)
        return
    try:
        new.rename(place)
    except BaseException:
        aside.rename(place)
        raise
    _remove(aside)


def _replace_files(new: Path, place: Path) -> None:
    """File by file; what is open and has not changed is left alone.

    The old files are moved aside first, the record before all others, and the new record
    comes last: as long as there is none, `recover` puts the old files back.
    """
    names = _files_in(new)
    changed = [n for n in names if n == _LAST or not _is_same(place / n, new / n)]
    gone = [n for n in _files_in(place) if n not in names and not _is_lock(n)]
    old = [n for n in (*changed, *gone) if (place / n).is_file()]
    aside = _aside(place)
    try:
        for name in sorted(old, key=lambda name: name != _LAST):
            _move(place / name, aside / name)
        for name in sorted(changed, key=lambda name: name == _LAST):
            _move(new / name, place / name)
    except BaseException:
        _put_back(aside, place)
        raise
    _remove(new, aside)


def _put_back(aside: Path, place: Path) -> None:
    for name in sorted(_files_in(aside), key=lambda name: name == _LAST):
        _move(aside / name, place / name)
    _remove(aside)


def _files_in(folder: Path) -> list[Path]:
    return [path.relative_to(folder) for path in sorted(folder.rglob("*")) if path.is_file()]


def _is_same(one: Path, other: Path) -> bool:
    return one.is_file() and one.read_bytes() == other.read_bytes()


def _is_lock(name: Path) -> bool:
    return name.name.startswith(("~$", ".~lock."))


def _move(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    os.replace(source, target)  # noqa: PTH105  replaces on Windows too


def recover(place: Path) -> None:
    """Mend what a killed run left: the old report back in its place, leftovers away."""
    aside = _aside(place)
    if aside.exists() and not place.exists():
        aside.rename(place)
    elif (aside / _LAST).is_file() and not (place / _LAST).is_file():
        _put_back(aside, place)
    _remove(aside, _staging(place))


@contextlib.contextmanager
def staged(place: Path) -> Iterator[Path]:
    """An empty folder to build a report in, beside its place so that a move is enough.

    It is gone afterwards, whether it has become the report or not.
    """
    staging = _staging(place)
    _remove(staging)
    staging.mkdir(parents=True)
    try:
        yield staging
    finally:
        _remove(staging)


def _remove(*folders: Path) -> None:
    # One that another program holds open stays for the next run.
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


def _staging(place: Path) -> Path:
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

"""The one door to the files of this room, and who remembers what went through it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from larvik_analysis.errors import Fault, InputError

_RECORDERS: ContextVar[tuple[list[Path], ...]] = ContextVar("recorders", default=())

# A register of facts is a few hundred kilobytes. What is far larger is another file.
LARGEST_BYTES = 64 * 1024 * 1024


@contextmanager
def recording_reads() -> Iterator[list[Path]]:
    """Gather every path this room reads inside the block, in order, each path once.

    A file that was looked for and is missing is gathered too: the day it comes, what
    was made without it is out of date. Blocks may stand inside each other. A new thread
    starts without a recorder.

    Yields
    ------
    list of Path
        Resolved paths; grows as files are read.
    """
    paths: list[Path] = []
    token = _RECORDERS.set((*_RECORDERS.get(), paths))
    try:
        yield paths
    finally:
        _RECORDERS.reset(token)


def read_bytes(path: Path, shown: str, *, is_remembered: bool = True) -> bytes:
    """The content of a file.

    Parameters
    ----------
    path : Path
        Where it lies.
    shown : str
        What messages call it; never a path of the machine.
    is_remembered : bool
        Whether what is made of the file goes out of date with it.

    Raises
    ------
    InputError
        If it is missing, is a folder, is held open by another program or is far larger
        than an input can be.
    """
    if is_remembered:
        _note(path.resolve())
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise InputError([Fault(file=shown, code="file_large")])
        return path.read_bytes()
    except FileNotFoundError as error:
        raise InputError([Fault(file=shown, code="file_missing")]) from error
    except OSError as error:  # on Windows, Excel locks the file it has open
        code = "file_folder" if path.is_dir() else "file_locked"
        raise InputError([Fault(file=shown, code=code)]) from error


def is_there(path: Path) -> bool:
    """Whether a file that an evaluation may have, or not, is there.

    It is remembered either way: what was made without it goes out of date when it comes.
    """
    _note(path.resolve())
    return path.is_file()


def is_absent(path: Path) -> bool:
    """Whether there is nothing at a place; what cannot be looked at is something.

    It is remembered where there is nothing: what was made without it goes out of date when
    it comes.
    """
    try:
        is_nothing = not path.exists()
    except OSError:
        return False
    if is_nothing:
        _note(path.resolve())
    return is_nothing


def names_in(folder: Path) -> list[str]:
    """The names of the files in a folder; none where it cannot be looked into."""
    try:
        return sorted(path.name for path in folder.iterdir() if path.is_file())
    except OSError:
        return []


def _note(path: Path) -> None:
    for paths in _RECORDERS.get():
        if path not in paths:
            paths.append(path)

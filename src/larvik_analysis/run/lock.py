"""One command at a time on an evaluation's private results."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from larvik_analysis.errors import OutputError

from .output import telling_output

LOCK: Final = ".lock"


@contextlib.contextmanager
def alone_with(processed: Path) -> Iterator[None]:
    """Hold the evaluation's lock; the system lets go of it however this process ends.

    Raises
    ------
    OutputError
        If another command holds it, or the folder cannot be written.
    """
    lock = FileLock(processed / LOCK)
    with telling_output(processed):
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise OutputError("output_locked", evaluation=processed.name) from None
    try:
        yield
    finally:
        lock.release()

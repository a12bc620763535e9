"""SciPy's solver, kept from writing to the screen."""

from __future__ import annotations

import ctypes
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from scipy.optimize import linprog, milp

_one_at_a_time = threading.Lock()


def solve_whole(goal: Any, **problem: Any) -> Any:
    """`scipy.optimize.milp` to the optimum itself, without a word on standard output."""
    options = {"mip_rel_gap": 0.0, **problem.pop("options", {})}
    with _silence():
        return milp(goal, options=options, **problem)


def solve_linear(goal: Any, **problem: Any) -> Any:
    """`scipy.optimize.linprog` at a corner, without a word on standard output."""
    with _silence():
        return linprog(goal, method="highs-ds", **problem)


@contextmanager
def _silence() -> Iterator[None]:
    """Send what the solver's C++ prints past Python to nowhere.

    HiGHS prints a line of its own where its clean-up of a solution fails, whatever it is
    told about output.
    """
    with _one_at_a_time:
        try:
            sys.stdout.flush()
            kept = os.dup(1)
        except (OSError, ValueError, AttributeError):  # there is no standard output
            yield
            return
        nowhere = os.open(os.devnull, os.O_WRONLY)
        try:
            os.dup2(nowhere, 1)
            yield
        finally:
            _flush()
            os.dup2(kept, 1)
            os.close(kept)
            os.close(nowhere)


def _flush() -> None:
    """What C has written and not yet sent, which would else come out afterwards."""
    if os.name == "posix":
        ctypes.CDLL(None).fflush(None)
    else:
        getattr(ctypes, "cdll").msvcrt.fflush(None)  # noqa: B009  no such name on POSIX

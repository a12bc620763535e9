"""`show`: what a chapter calls with each exhibit and statement."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from larvik_analysis.exhibit.exhibit import Exhibit
from larvik_analysis.exhibit.statement import Statement, write_out


@dataclass(slots=True)
class Collected:
    """What the cells have shown; the runner moves on from cell to cell.

    Attributes
    ----------
    place : int
        Of the cell that runs, among all cells of the author's notebook; -1 before the first.
    cell : int
        Number of the code cell that runs, from 0.
    shown : list of (int, Exhibit or Statement)
        With the number of the code cell.
    empty : list of int
        Code cells that called `show` with nothing to show.
    """

    place: int = -1
    cell: int = -1
    shown: list[tuple[int, Exhibit | Statement]] = field(default_factory=list)
    empty: list[int] = field(default_factory=list)


_collector: ContextVar[Collected | None] = ContextVar("collector", default=None)


@contextmanager
def collecting() -> Iterator[Collected]:
    """Collect instead of display: the runner's side of `show`."""
    collected = Collected()
    token = _collector.set(collected)
    try:
        yield collected
    finally:
        _collector.reset(token)


def show(*shown: Exhibit | Statement | None) -> None:
    """Show exhibits and statements: displayed in JupyterLab, stored under the runner.

    Parameters
    ----------
    *shown : Exhibit, Statement or None
        In the order of the report. None is an exhibit for which the evaluation has no
        numbers; the report leaves out a section that has nothing else. What is displayed
        is not released: keep the executed notebook where the data are.

    Raises
    ------
    TypeError
        If it is something else; a bare table or figure cannot pass the gate.
    """
    things = [thing for thing in shown if thing is not None]
    for thing in things:
        if not isinstance(thing, Exhibit | Statement):
            raise TypeError(
                f"show takes an Exhibit or a Statement, not {type(thing).__name__}: "
                "a bare table or figure carries nothing the gate could judge"
            )
    collected = _collector.get()
    if collected is not None:
        collected.shown += [(collected.cell, thing) for thing in things]
        if not things:
            collected.empty.append(collected.cell)
        return
    from IPython.display import Markdown, display

    for thing in things:
        display(Markdown(write_out(thing, "nb")) if isinstance(thing, Statement) else thing)

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
    """What the cell being run has shown; the runner moves on from cell to cell."""

    cell: int = 0
    shown: list[tuple[int, Exhibit | Statement]] = field(default_factory=list)


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


def show(*shown: Exhibit | Statement) -> None:
    """Show exhibits and statements: displayed in JupyterLab, stored under the runner.

    Parameters
    ----------
    *shown : Exhibit or Statement
        In the order of the report. What is displayed is not released: keep the executed
        notebook where the data are.

    Raises
    ------
    TypeError
        If it is neither; a bare table or figure cannot pass the gate.
    """
    for thing in shown:
        if not isinstance(thing, Exhibit | Statement):
            raise TypeError(
                f"show takes an Exhibit or a Statement, not {type(thing).__name__}: "
                "a bare table or figure carries nothing the gate could judge"
            )
    collected = _collector.get()
    if collected is not None:
        collected.shown += [(collected.cell, thing) for thing in shown]
        return
    from IPython.display import Markdown, display

    for thing in shown:
        display(Markdown(write_out(thing, "nb")) if isinstance(thing, Statement) else thing)

"""What has passed the gate. Only `release` makes it, and it cannot be changed or copied."""

from __future__ import annotations

import hashlib
import weakref
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, fields
from typing import Any, Literal, Never

import pandas as pd

from larvik_analysis.errors import ReleaseError
from larvik_analysis.terms.microdata import Cell, Scored

Kind = Literal["figure", "table", "text"]

_gate_is_open: ContextVar[bool] = ContextVar("gate_is_open", default=False)
_made_here: weakref.WeakKeyDictionary[Released, str] = weakref.WeakKeyDictionary()


@dataclass(frozen=True, eq=False)
class Released:
    """A figure, a table or a text that may be published.

    The constructor, `replace`, `copy`, unpickling and subclassing raise `ReleaseError`;
    what is made behind their back is not known to `is_released`, and no writer takes it.

    Attributes
    ----------
    name : str
        Stem of its files; for a text, the key of its text.
    kind : {"figure", "table", "text"}
    place : str
        ``body``, ``summary`` or ``unknown``.
    title, caption, alternative_text, source : str
        Finished texts; a text has its words in `caption`.
    notes : tuple of str
    data : DataFrame
        The released rows; empty for a text.
    keys : tuple of str
        Label columns of the data.
    target : str
        ``census`` or ``wider``.
    draw : str
        Dotted name of the draw function.
    options : mapping
        Its arguments.
    across : str
        The label column whose values are the columns of its table.
    mark : str
        The word on everything made from synthetic data; empty for real data.
    is_markdown : bool
        Whether `caption` is a chapter's own Markdown.
    starts_page : bool
        Whether it begins on a page of its own.
    told : tuple
        Each number of own data that it shows, and what an outsider can read from it.
    """

    name: str
    kind: Kind
    place: str
    title: str
    caption: str
    alternative_text: str
    source: str
    notes: tuple[str, ...]
    data: pd.DataFrame
    keys: tuple[str, ...]
    target: str
    draw: str
    options: Mapping[str, str | bool]
    across: str
    mark: str
    is_markdown: bool
    starts_page: bool
    told: tuple[tuple[Cell | Scored, tuple[float, float]], ...]

    @property
    def is_of_words(self) -> bool:
        """Whether no row is about a number, as in a checklist."""
        return bool(self.data["reason"].eq("no_fact").all())

    def __new__(cls, *_: object, **__: object) -> Released:  # noqa: D102
        if not _gate_is_open.get():
            raise ReleaseError("released_made_elsewhere")
        return super().__new__(cls)

    def __post_init__(self) -> None:
        """Remember what was made, as it was made."""
        _made_here[self] = fingerprint(self)

    def __init_subclass__(cls, **_: object) -> Never:
        raise ReleaseError("released_made_elsewhere")

    def _refuse(self, *_: object, **__: object) -> Never:
        raise ReleaseError("released_made_elsewhere")

    __copy__ = __deepcopy__ = __reduce__ = __reduce_ex__ = __setstate__ = __replace__ = _refuse


def is_released(thing: Any) -> bool:
    """Whether the gate itself made this object, and nobody has changed it since."""
    known = _made_here.get(thing) if type(thing) is Released else None
    return known is not None and known == fingerprint(thing)


def fingerprint(released: Released) -> str:
    """One hash over all that it says, its rows and how it is drawn."""
    said = [
        repr(getattr(released, attribute.name))
        for attribute in fields(released)
        if attribute.name != "data"
    ]
    said.append(released.data.to_json(orient="split", double_precision=15))
    return hashlib.sha256("\0".join(said).encode()).hexdigest()


@contextmanager
def open_gate() -> Iterator[None]:
    """Let `Released` be made; for the gate alone (a test walks the imports)."""
    token = _gate_is_open.set(True)
    try:
        yield
    finally:
        _gate_is_open.reset(token)

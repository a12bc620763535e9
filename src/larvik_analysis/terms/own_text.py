"""What the evaluator writes: her own text by heading, with its numbers as fields."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

FieldKind = Literal["fact", "estimate"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A place in her text where a number is put in, ``{{fact:red_families|word}}``.

    Attributes
    ----------
    kind : {"fact", "estimate"}
    target : str
        A fact id; the row of an exhibit; or a sum over facts and own data.
    form : str
        How the number is told, as she wrote it; empty where the unit decides.
    is_capital : bool
        Whether it is told with a capital first letter.
    line : int
        Its line in the file; in a Word file the number of its paragraph.
    """

    kind: FieldKind
    target: str
    form: str = ""
    is_capital: bool = False
    line: int = 1

    @property
    def name(self) -> str:
        """What it asks for, whatever its form."""
        return f"{self.kind}:{self.target}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A paragraph, or an item of a list with what stands below it.

    Attributes
    ----------
    pieces : tuple of str or Field
        Markdown, with the fields between.
    line : int
        Where it begins.
    joint : str
        The line breaks between it and the passage before.
    typed : tuple of int
        The line of each number in it that is no field.
    """

    pieces: tuple[str | Field, ...]
    line: int
    joint: str = "\n\n"
    typed: tuple[int, ...] = ()

    @property
    def fields(self) -> Iterator[tuple[Field, str]]:
        """Each field with the words right before it."""
        before = ""
        for piece in self.pieces:
            if isinstance(piece, Field):
                yield piece, before
            else:
                before = piece


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnHeading:
    """A heading of hers; level 1 is a chapter."""

    level: int
    words: str
    line: int


@dataclass(frozen=True, slots=True)
class OwnSection:
    """What she wrote directly under a heading."""

    heading: OwnHeading
    passages: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnText:
    """Her whole text in one language; without a file there is none."""

    file: str = ""
    sections: tuple[OwnSection, ...] = ()

    @property
    def passages(self) -> Iterator[Passage]:
        """Every passage, in the order of the file."""
        for section in self.sections:
            yield from section.passages

    @property
    def n_typed(self) -> int:
        """How many numbers in it are no fields."""
        return sum(len(passage.typed) for passage in self.passages)

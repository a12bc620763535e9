"""What can go wrong, one class for each place where a person can go wrong.

An error carries the key of its text in the catalogue and the words to fill in, so that the
command line can say it in the reader's language. ``str(error)`` is Norwegian, as everything
is that an evaluator reads. A message holds no answer and no name from the data.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import ClassVar

from larvik_analysis.terms.catalogue import Language, read_catalogue

_WITH_ROWS = (".xlsx", ".xlsm", ".sav")  # programs that open them number rows, not lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Something to say about one place in an input.

    Attributes
    ----------
    kind : str
        Table of the messages catalogue the text stands in; each subclass has its own.
    file : str
        File name relative to the evaluation folder, never a path of the machine.
    code : str
        Key of the text in that table.
    line : int or None
        Line of the file, 1 is the first.
    column : str
        Column of a table, or dotted key of a YAML file.
    values : mapping of str to str
        What fills the fields of the text. Never an answer or a name from the data.
    sheet : str
        The sheet of a workbook, as it is called where it is ours.
    """

    kind: ClassVar[str]

    file: str
    code: str
    line: int | None = None
    column: str = ""
    values: dict[str, str] = field(default_factory=dict)
    sheet: str = ""

    def sentence(self, language: Language) -> str:
        """What was found, what was expected, what to do."""
        return read_catalogue(language)[f"{self.kind}.{self.code}"].format(**self.values)

    def place(self, language: Language) -> str:
        """File, line and column (of a table) or key (of a YAML file) in words."""
        texts = read_catalogue(language)
        parts = [self.file]
        if self.file.endswith(".docx"):  # has neither lines nor columns
            name = "place.heading" if self.line is None else "place.below"
            name = name if self.column else "place.paragraph" if self.line else ""
            said = [texts[name].format(line=self.line, heading=self.column)] if name else []
            return ", ".join([*parts, *said])
        if self.sheet:
            parts.append(texts["place.sheet"].format(sheet=self.sheet))
        if self.line is not None:
            name = "place.row" if self.file.lower().endswith(_WITH_ROWS) else "place.line"
            parts.append(texts[name].format(line=self.line))
        if self.column:
            name = "place.key" if self.file.endswith(".yaml") else "place.column"
            parts.append(texts[name].format(column=self.column))
        return ", ".join(parts)


class Fault(Remark):
    """One thing that is wrong in an input: where it is, what was found, what to do."""

    __slots__ = ()
    kind = "fault"


class Todo(Remark):
    """Something that is missing or unsure; the evaluation runs without it."""

    __slots__ = ()
    kind = "todo"


class Note(Remark):
    """How an input was understood, where it could be read in more than one way."""

    __slots__ = ()
    kind = "noted"


class LarvikError(Exception):
    """Base of all errors a person can meet. ``exit_code`` is part of the interface."""

    exit_code = 70

    def __init__(self, code: str, **values: object) -> None:
        self.code = code
        self.values = values
        super().__init__(code)

    def message(self, language: Language) -> str:
        """The message in the reader's language."""
        template = read_catalogue(language).get(f"error.{self.code}")
        return self.code if template is None else template.format(**self.values)

    def __str__(self) -> str:
        return self.message("nb")

    def __reduce__(self) -> tuple[object, ...]:  # survives the way back from a worker
        return (_rebuild, (type(self), self.code, self.values))


def _rebuild(kind: type[LarvikError], code: str, values: dict[str, object]) -> LarvikError:
    return kind(code, **values)


class InputError(LarvikError):
    """Faults in what the evaluator supplied; all of them at once."""

    exit_code = 1

    def __init__(self, faults: Iterable[Fault]) -> None:
        super().__init__("input")
        self.faults = tuple(faults)

    def message(self, language: Language) -> str:
        """Every fault with its place, one a line."""
        return "\n".join(
            f"{fault.place(language)}: {fault.sentence(language)}" for fault in self.faults
        )

    def __reduce__(self) -> tuple[object, ...]:
        return (InputError, (self.faults,))


class UsageError(LarvikError):
    """The command was called with something it does not know."""

    exit_code = 2


class ParameterError(UsageError):
    """A parameter has a name, a type or a value that the schema does not know."""


class ChapterError(LarvikError):
    """A chapter's notebook stopped."""

    exit_code = 3


class ReleaseError(LarvikError):
    """Something tried to leave without passing the gate, or the audit failed."""

    exit_code = 4


class VerifyError(LarvikError):
    """A replayed report differs from the one that lies there."""

    exit_code = 5


class OutputError(LarvikError):
    """The report cannot be written where it should go."""

    exit_code = 6


class TermError(LarvikError):
    """A noun of the field was made with values that contradict each other."""

    exit_code = 1


class UnitError(LarvikError):
    """Numbers that count different things were about to be combined."""

    exit_code = 1


class TableError(LarvikError):
    """A table of counts that disclosure control cannot judge; everything wrong at once."""

    exit_code = 1

    def __init__(self, codes: Iterable[str]) -> None:
        super().__init__("table_of_counts")
        self.codes = tuple(codes)

    def message(self, language: Language) -> str:
        """Everything that is wrong, one a line."""
        texts = read_catalogue(language)
        return "\n".join(texts[f"error.{code}"] for code in self.codes)

    def __reduce__(self) -> tuple[object, ...]:
        return (TableError, (self.codes,))

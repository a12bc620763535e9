"""What finished files may not hold: numbers of what is hidden, formulas, traces of a machine.

Pure: it is handed the words of the files, and says where something stands, never what.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from larvik_analysis.terms.catalogue import LANGUAGES, Language, read_catalogue
from larvik_analysis.terms.language import format_number, format_percent

from .outside_tables import ShownRow, ShownTable
from .outsider import Finding

WordsKind = Literal["text", "picture", "id", "properties"]
OF_NUMBERS = "-tall"  # ends the name of the table behind a figure


@dataclass(frozen=True, slots=True)
class FinishedWords:
    """A text of a finished file.

    Attributes
    ----------
    file : str
    words : str
    about : str
        The exhibit it belongs to; empty for none.
    kind : {"text", "picture", "id", "properties"}
        ``picture`` is what stands in a drawing, ``id`` what something in it is called.
    """

    file: str
    words: str
    about: str = ""
    kind: WordsKind = "text"


@dataclass(frozen=True, slots=True)
class FinishedTable:
    """A table of a finished document: the exhibit it shows, and its rows."""

    file: str
    about: str
    rows: tuple[tuple[str, ...], ...]


def stem_of(name: str) -> str:
    """The exhibit that a file or a table in a document is about.

    Examples
    --------
    >>> stem_of("tables/svar-nytte.csv"), stem_of("svar-nytte-tall")
    ('svar-nytte', 'svar-nytte')
    """
    return name.rpartition("/")[2].partition(".")[0].removesuffix(OF_NUMBERS)


def check_rows(
    tables: Iterable[ShownTable], finished: Iterable[FinishedTable]
) -> Iterator[Finding]:
    """Rows of documents that show a number of what is hidden in the file of numbers."""
    by_name: dict[str, list[FinishedTable]] = {}
    for table in finished:
        by_name.setdefault(stem_of(table.about), []).append(table)
    for shown in tables:
        for row in shown.rows:
            if row.is_hidden:
                for table in by_name.get(stem_of(shown.name), ()):
                    yield from _check_row(row, table)


def _check_row(row: ShownRow, table: FinishedTable) -> Iterator[Finding]:
    signs = {read_catalogue(known)[f"language.reason.{row.reason}"] for known in LANGUAGES}
    for cells in _cells_about(row, table):
        if any(_numbers(cell) - _bases(row) for cell in cells):
            yield Finding(table.file, row.label, "hidden_in_document")
        elif not signs & set(map(_plain, cells)):
            yield Finding(table.file, row.label, "sign_missing")


def _cells_about(row: ShownRow, table: FinishedTable) -> Iterator[tuple[str, ...]]:
    """What a finished table tells of a row: below its labels, or where they cross."""
    labels = tuple(map(_plain, row.labels))
    plain = [tuple(map(_plain, cells)) for cells in table.rows]
    for cells, words in zip(table.rows, plain, strict=True):
        if words[: len(labels)] == labels:
            yield cells[len(labels) :]
    for place, heading in enumerate(labels if len(labels) > 1 else ()):
        beside = labels[:place] + labels[place + 1 :]
        columns = {h.index(heading, 1) for h in plain[:1] if heading in h[1:]}
        for cells, words in zip(table.rows[1:], plain[1:], strict=True):
            if words[: len(beside)] == beside:
                yield from ((cells[column],) for column in columns if column < len(cells))


def check_words(
    tables: Iterable[ShownTable], words: Iterable[FinishedWords], language: Language
) -> Iterator[Finding]:
    """Texts that tell a number beside the label of a row that is hidden."""
    tables = list(tables)
    shown_somewhere = {
        _plain(row.labels[-1])
        for table in tables
        for row in table.rows
        if row.labels and not row.is_hidden
    }
    hidden = [(table, row) for table in tables for row in table.rows if row.is_hidden]
    for text in words:
        for table, row in hidden:
            if _tells(table, row, text, shown_somewhere, language):
                yield Finding(text.file, row.label, f"hidden_in_{text.kind}")
        if text.kind == "picture":
            about = [t for t in tables if stem_of(t.name) == stem_of(text.about)]
            yield from (
                Finding(text.file, "", "number_in_picture")
                for table in about
                if _numbers(text.words) - _shown_numbers(table)
                and any(row.is_hidden for row in table.rows)
            )


def _tells(
    table: ShownTable,
    row: ShownRow,
    text: FinishedWords,
    shown_somewhere: Collection[str],
    language: Language,
) -> bool:
    label = _plain(row.labels[-1]) if row.labels else ""
    if not label:
        return False
    if text.kind == "id":
        about = stem_of(text.about) == stem_of(table.name)
        return about and _is_in_id(row, text.words)
    quoted = ""
    if text.kind != "properties" and stem_of(text.about) != stem_of(table.name):
        # Elsewhere a label may be an everyday word, or that of a number that is shown.
        if text.about or label in shown_somewhere:
            return False
        quoted = "«“"
    return any(
        _is_told(piece, label, row, language)
        for piece in re.split(r"[;\n]|(?<=[.!?])\s", _plain(text.words))
        if label in piece
        and (not quoted or any(f"{q}{label}" in piece for q in quoted))
        and not _is_of_another(piece, row, table)
    )


def _is_of_another(piece: str, row: ShownRow, table: ShownTable) -> bool:
    """Whether it names another row as a whole, one that is shown, and not this one.

    Of each group there is a row for each answer: "rarely, kindergarten" is not "never".
    """

    def names(other: ShownRow) -> bool:
        return all(_plain(label) in piece for label in other.labels)

    return not names(row) and any(names(o) for o in table.rows if not o.is_hidden)


def _is_told(piece: str, label: str, row: ShownRow, language: Language) -> bool:
    """Whether there is a number beside the label, in figures or as a word."""
    rest = re.sub(r"\b(figur|tabell|figure|table) \d+", " ", piece.replace(label, " "))
    if _numbers(rest) - _bases(row):
        return True
    numbered = read_catalogue(language)["language.number_words"].split(",")
    said = re.findall(r"[^\W\d_]+", rest)
    counts = {numbered.index(word) for word in said if word in numbered}
    return bool({str(count) for count in counts} - _bases(row))


def _is_in_id(row: ShownRow, name: str) -> bool:
    parts = re.findall(r"[^\W\d_]+", name.casefold())
    names = {*row.labels, *(row.cells.get(key, "") for key in ("answer", "area", "group"))}
    has_name = any(
        words and all(word in parts for word in words)
        for words in (re.findall(r"[^\W\d_]+", one.casefold()) for one in names)
    )
    return has_name and any(letter.isdigit() for letter in name)


def _plain(words: str) -> str:
    return re.sub(r"\s+", " ", words).strip().casefold()


_NUMBER = re.compile(r"\d(?:[\d\u202f\u00a0.,]*\d)?")


def _numbers(words: str) -> set[str]:
    """The numbers of a text, without the marks between their figures."""
    return {re.sub(r"[^\d]", "", found) for found in _NUMBER.findall(words)}


def _bases(row: ShownRow) -> set[str]:
    """The base of a row where it is shown."""
    base = row.number("n")
    return set() if base is None else {str(int(base))}


def _shown_numbers(table: ShownTable) -> set[str]:
    """Every number that a drawing of a table may show."""
    shown = {number for row in table.rows for label in row.labels for number in _numbers(label)}
    for row in table.rows:
        for column in ("n", "count", "estimate", "low", "high"):
            value = row.number(column)
            if value is not None:
                shown |= _numbers(format_number(value, "nb"))
                shown |= _numbers(format_percent(value, "nb"))
    return shown


_PLAIN_NUMBER = re.compile(r"-?\d+(\.\d+)?(e[+-]?\d+)?")
_FORMULA = re.compile(r"[\s\"]*[=+\-@＝＋－＠]")


def check_formulas(table: ShownTable) -> Iterator[Finding]:
    """Cells that a spreadsheet would run."""
    for row in table.rows:
        for column, cell in row.cells.items():
            parts = [part for text in (column, cell) for part in text.split(";")]
            if any(map(_FORMULA.match, parts)) and not _PLAIN_NUMBER.fullmatch(cell):
                yield Finding(table.name, row.label, "formula")
                break


# Folders that somebody's name or machine stands in, on the three systems.
_FOLDERS = re.compile(
    r"(?<![\w.])/(?:home|Users|root|tmp|var/folders|private|mnt|media|workspace|work)/[\w.\-]"
    r"|\b[A-Za-z]:\\{1,2}[\w.\-]|\\\\[\w.\-]+\\[\w.\-]|file:///"
)
_SHORTEST_NAME = 4


def check_traces(file: str, words: str, user: str, host: str) -> Iterator[Finding]:
    """Paths of a machine, and the names of the user and the machine that it is called by."""
    if _FOLDERS.search(words):
        yield Finding(file, "", "machine_path")
    for name, kind in ((user, "user_name"), (host, "host_name")):
        is_telling = len(name) >= _SHORTEST_NAME and name.casefold() not in _EVERYBODY
        if is_telling and re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", words, re.I):
            yield Finding(file, "", kind)


_EVERYBODY = frozenset({"root", "user", "admin", "administrator", "bruker", "localhost"})
_COUNTS = ("n_in_words", "n_hidden", "n_bands")


def check_verdicts(file: str, verdicts: Any) -> Iterator[Finding]:
    """Verdicts that hold anything but a name, a rule and how many numbers it met."""
    for place, verdict in enumerate(verdicts if isinstance(verdicts, list) else [None]):
        if not isinstance(verdict, Mapping) or not _is_plain(verdict):
            name = verdict.get("name") if isinstance(verdict, Mapping) else None
            is_named = isinstance(name, str) and not _numbers(name)
            yield Finding(file, name if is_named and name else f"#{place + 1}", "verdict_value")


def _is_plain(verdict: Mapping[Any, Any]) -> bool:
    known = {"name", "passed", "rule", *_COUNTS}
    rule, name = verdict.get("rule", ""), verdict.get("name", "")
    return (
        set(verdict) <= known
        and isinstance(verdict.get("passed", True), bool)
        and isinstance(rule, str)
        and (not rule or f"withheld.{rule}" in read_catalogue("nb"))
        and isinstance(name, str)
        and all(type(verdict.get(count, 0)) is int for count in _COUNTS)
    )

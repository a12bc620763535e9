"""Looks at a finished report as somebody outside does, with its files and nothing else."""

from __future__ import annotations

import getpass
import json
import platform
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from larvik_analysis.errors import UsageError
from larvik_analysis.release.leftovers import (
    FinishedTable,
    FinishedWords,
    check_formulas,
    check_rows,
    check_traces,
    check_verdicts,
    check_words,
    stem_of,
)
from larvik_analysis.release.outside_form import OutsideForm, as_on_page, read_told
from larvik_analysis.release.outside_tables import BASIS, ShownRow, ShownTable
from larvik_analysis.release.outsider import Finding, attack_tables
from larvik_analysis.terms.catalogue import LANGUAGES, Language, read_catalogue

from .finished_files import UnreadableError, contents_of, read_bytes, read_table
from .output import RECORD, files_in

FEWEST_K: Final = 3
_EXPECTED = ("report.html", "report.docx", "report.pdf", RECORD)
_TABLES = "tables/"
_PAGES = ("report.html", "report.docx")  # where the page on privacy is


@dataclass(slots=True)
class Audit:
    """What an outsider found.

    Attributes
    ----------
    findings : list of Finding
    n_tables : int
        Tables of own data that were attacked.
    n_hidden : int
        Their rows whose count is hidden or told as a band.
    n_files : int
        Files that were looked through.
    unseen : list of str
        Files that are not there, or could not be looked into.
    """

    findings: list[Finding] = field(default_factory=list)
    n_tables: int = 0
    n_hidden: int = 0
    n_files: int = 0
    unseen: list[str] = field(default_factory=list)

    @property
    def failures(self) -> list[Finding]:
        """What must not leave like this."""
        return [finding for finding in self.findings if finding.is_failure]

    @property
    def notes(self) -> list[Finding]:
        """What is to be known."""
        return [finding for finding in self.findings if not finding.is_failure]


def audit_report(folder: Path, *, k: int = 5) -> Audit:
    """Attack a finished report from its files alone.

    Parameters
    ----------
    folder : Path
        The folder of a report.
    k : int
        Counts of 1 to `k` - 1 are those of a few.

    Raises
    ------
    UsageError
        If it is no report, or `k` is below the floor.
    """
    if k < FEWEST_K:
        raise UsageError("audit_k", least=FEWEST_K)
    is_report = any((folder / name).is_file() for name in _EXPECTED)
    if not is_report and not any((folder / _TABLES).glob("*.csv")):
        raise UsageError("audit_no_report", folder=folder.resolve().name)
    names = files_in(folder)
    look = _Look(folder, k)
    look.tables(names)
    look.others(names)
    look.judge()
    found = look.audit
    found.unseen += [name for name in _EXPECTED if name not in names]
    found.findings = sorted(set(found.findings))
    return found


class _Look:
    """One look through the files of a report."""

    def __init__(self, folder: Path, k: int) -> None:
        self.audit = Audit()
        self._folder = folder
        self._k = k
        self._shown: list[ShownTable] = []
        self._tables: list[FinishedTable] = []
        self._words: list[FinishedWords] = []
        self._told: dict[str, Any] = {}
        self._language: Language = "nb"
        self._user, self._host = _names()

    def tables(self, names: list[str]) -> None:
        """The files of numbers."""
        for name in names:
            if name.startswith(_TABLES) and name.endswith(".csv"):
                try:
                    self._shown.append(read_table(self._folder / name, name))
                except (UnreadableError, OSError) as error:
                    self._add(name, getattr(error, "kind", "csv_broken"))

    def others(self, names: list[str]) -> None:
        """Every file, for its words."""
        for name in names:
            try:
                found = contents_of(self._folder / name, name)
            except (UnreadableError, OSError) as error:
                self._add(name, getattr(error, "kind", "file_unreadable"))
                self.audit.unseen.append(name)
                continue
            self.audit.n_files += 1
            self._tables += found.tables
            self._words += found.words
            if name == "report.html" and found.language == "en":
                self._language = "en"
            traces = check_traces(name, found.everything, self._user, self._host)
            self.audit.findings += traces
        if RECORD in names:
            self._record(self._folder / RECORD, names)

    def judge(self) -> None:
        """The attack, and what stands in the documents of what is hidden."""
        own = [t for t in self._shown if t.rows and BASIS in t.rows[0].cells]
        self.audit.n_tables = len(own)
        self.audit.n_hidden = sum(row.is_hidden for table in own for row in table.rows)
        self.audit.findings += attack_tables([*own, *self._totals(own)], self._k, self._forms())
        self.audit.findings += check_rows(own, self._tables)
        self.audit.findings += check_words(own, self._words, self._language)
        for table in self._shown:
            self.audit.findings += check_formulas(table)

    def _add(self, file: str, kind: str) -> None:
        self.audit.findings.append(Finding(file, "", kind))

    def _record(self, path: Path, names: list[str]) -> None:
        try:
            record: Any = json.loads(read_bytes(path))
        except (UnreadableError, OSError, ValueError, RecursionError):
            self._add(RECORD, "file_unreadable")
            return
        if isinstance(record, dict):
            self._not_ours(record, names)
            told = record.get("own_data")
            self._told = told if isinstance(told, dict) else {}
        verdicts = record.get("verdicts", []) if isinstance(record, dict) else None
        self.audit.findings += check_verdicts(RECORD, verdicts)

    def _forms(self) -> dict[str, OutsideForm]:
        """What the record says of the questions, as far as the page on privacy agrees."""
        pages = [words.words for words in self._words if words.file in _PAGES]

        def is_on_page(wording: str) -> bool:
            return any(said in page for said in as_on_page(wording) for page in pages)

        return {data: read_told(told, is_on_page) for data, told in self._told.items()}

    def _not_ours(self, record: dict[str, Any], names: list[str]) -> None:
        """Files that the run did not make: nobody has judged what stands in them."""
        if not record.get("outputs"):
            return
        made = {RECORD}
        for key in ("outputs", "written_beside"):
            known = record.get(key)
            made |= set(known) if isinstance(known, dict) else set()
        for name in names:
            if name not in made:
                self._add(name, "file_not_ours")

    def _totals(self, own: list[ShownTable]) -> Iterator[ShownTable]:
        """How many answered in all: a sentence of the report says it, and names whose."""
        about = {
            stem_of(table.name): name for table in own for name in [_data_of(table)] if name
        }
        for words in list(self._words):
            said = _total_in(words.words)
            if said is None or words.about in about:
                continue
            who, count = said
            for text in self._words:
                data = about.get(stem_of(text.about))
                if data and f"{who}." in text.words:
                    cells = {"count": count, BASIS: f'cell("{data}")', "estimate": count}
                    yield ShownTable(words.file, (ShownRow((who,), cells),))
                    break


def _data_of(table: ShownTable) -> str:
    """The name of the data that a table counts."""
    for row in table.rows:
        if found := re.search(r'cell\("([^"]+)"', row.cells.get(BASIS, "")):
            return found[1]
    return ""


def _total_in(words: str) -> tuple[str, str] | None:
    """Whose answers, and how many, where a text is the sentence that says so."""
    for language in LANGUAGES:
        texts = read_catalogue(language)
        pattern = re.escape(texts["answers.who"])
        units = "|".join(re.escape(text) for key, text in texts.items() if key[:6] == "units.")
        for field_name, wanted in (
            ("{who:Capital}", "(.+)"),
            ("{answered:number}", r"(\d[\d\u202f\u00a0,]*)"),
            ("{units}", f"(?:{units})"),
        ):
            pattern = pattern.replace(re.escape(field_name), wanted)
        if found := re.fullmatch(pattern, words.strip()):
            return found[1], re.sub(r"\D", "", found[2])
    return None


def _names() -> tuple[str, str]:
    """Of the user and the machine; empty where nobody knows."""
    try:
        user = getpass.getuser()
    except (OSError, KeyError, ImportError):
        user = ""
    return user, platform.node().partition(".")[0]

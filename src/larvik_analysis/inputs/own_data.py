"""What a check says of an evaluation's own data; it compares in private and tells no number."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isnan, nan
from pathlib import Path, PurePosixPath

from larvik_analysis.errors import Fault, Note, Todo
from larvik_analysis.inputs.coherence import leaves
from larvik_analysis.inputs.declarations import absent_data, is_declared
from larvik_analysis.inputs.evaluation import EVALUATION_FILE
from larvik_analysis.inputs.facts import FactsReading
from larvik_analysis.inputs.files import names_in
from larvik_analysis.inputs.instrument_file import named_instruments, with_instruments
from larvik_analysis.inputs.instrument_todos import instrument_todos
from larvik_analysis.inputs.ledger import inspect_ledger
from larvik_analysis.inputs.microdata import MicrodataReading, inspect_microdata
from larvik_analysis.inputs.naming import near_code, nearest, shown
from larvik_analysis.inputs.schema import Filler
from larvik_analysis.inputs.tree import is_given, line_of, text_of
from larvik_analysis.inputs.yaml_text import Branch, Leaf
from larvik_analysis.terms.fact import Fact
from larvik_analysis.terms.ledger import Ledger
from larvik_analysis.terms.microdata import Dropped
from larvik_analysis.terms.questions import TICKED, DataFile, Question
from larvik_analysis.terms.units import UnitOfAnalysis

# Own data are not opened while something is wrong with what says that they may be held.
_KEYS = ("microdata", "personvern", "synthetic")


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnDataCheck:
    """What a check found in own data: as `CheckResult` has it."""

    faults: tuple[Fault, ...] = ()
    todos: tuple[Todo, ...] = ()
    notes: tuple[Note, ...] = ()
    dropped: tuple[Dropped, ...] = ()


@dataclass(frozen=True, slots=True)
class _Link:
    """An answer, the fact that counts the same, and where `evaluation.yaml` says so."""

    data: DataFile
    question: Question
    answer: str
    fact: Fact
    key: str
    line: int | None

    @property
    def where(self) -> dict[str, str]:
        """Who gave the answer, as `Microdata.count` takes it."""
        if self.question.kind == "multiple":
            return {f"{self.question.id}_{self.answer}": TICKED}
        return {self.question.id: self.answer}

    @property
    def fits(self) -> bool:
        """Whether the fact counts what the rows are."""
        counted = {self.data.unit, UnitOfAnalysis.UNCLEAR}
        return self.fact.unit == "count" and self.fact.unit_of_analysis in counted


def check_own_data(
    folder: Path,
    root: Path,
    tree: Branch,
    told: Sequence[Fault],
    facts: FactsReading,
    today: datetime.date | None,
) -> OwnDataCheck:
    """Read the files and compare them with the facts they are linked to.

    Parameters
    ----------
    folder, root : Path
        The evaluation folder and the project.
    tree : Branch
        The tree of `evaluation.yaml`.
    told : sequence of Fault
        What is wrong with it.
    facts : FactsReading
    today : date or None
        The day of the check, where it is later than the analysis date.
    """
    past_deletion = tuple(_past_deletion(tree, today))
    if not is_declared(tree):
        return OwnDataCheck(todos=past_deletion if is_given(tree, "outcomes") else ())
    absent = absent_data(tree, folder)
    todos = (
        *past_deletion,
        *instrument_todos(tree, EVALUATION_FILE, folder, root),
    )
    ledger, of_ledger = inspect_ledger(folder)
    of_ledger = [*of_ledger, *_unknown_corrections(tree, ledger)]
    remarks = list(_absent(absent, folder, ledger))
    of_ledger += [remark for remark in remarks if isinstance(remark, Fault)]
    todos = (*(remark for remark in remarks if isinstance(remark, Todo)), *todos)
    if any(
        fault.file != EVALUATION_FILE or fault.column.split(".")[0] in _KEYS for fault in told
    ):  # the other files are the instruments it names
        return OwnDataCheck(faults=tuple(of_ledger), todos=todos)
    files = _files(tree, folder, root)
    links = list(_links(files, tree, facts))
    is_synthetic = any(leaf.text.lower() == "true" for _, leaf in leaves(tree, "synthetic"))
    there = [d for n, d in enumerate(files, start=1) if f"microdata.{n}" not in absent]
    reading = inspect_microdata(folder, there, is_synthetic=is_synthetic, root=root)
    return OwnDataCheck(
        faults=(
            *_misfits(links),
            *_margin_misfits(tree, facts),
            *_margins_that_disagree(files, tree, facts),
            *reading.faults,
            *of_ledger,
        ),
        todos=(*todos, *_differences(links, reading), *reading.todos),
        notes=reading.notes,
        dropped=reading.dropped,
    )


def _unknown_corrections(tree: Branch, ledger: Ledger) -> Iterator[Fault]:
    """Corrections of data that are neither declared nor in an earlier report."""
    known = [leaf.text for _, leaf in leaves(tree, "microdata.*.id")]
    known += sorted({name for entry in ledger.entries for name in entry.asked} - set(known))
    releases = len(ledger.entries)
    for key, leaf in leaves(tree, "corrections.*.data"):
        if leaf.text not in known:
            near = nearest(leaf.text, known)
            values = {
                "found": shown(leaf.text),
                "nearest": near,
                "known": ", ".join(map(shown, known)),
            }
            yield Fault(
                file=EVALUATION_FILE,
                code=near_code("correction_data", near),
                line=leaf.line,
                column=key,
                values=values,
            )
    for key, leaf in leaves(tree, "corrections.*.supersedes"):
        if not (leaf.text.isdecimal() and int(leaf.text) <= releases):
            yield Fault(
                file=EVALUATION_FILE,
                code="correction_release",
                line=leaf.line,
                column=key,
                values={"known": str(releases)},
            )


def _files(tree: Branch, folder: Path, root: Path) -> tuple[DataFile, ...]:
    filler = Filler(EVALUATION_FILE)  # its faults have been told, and those of instruments
    read = filler.read(tuple[DataFile, ...], tree.entries["microdata"], "microdata")
    instruments, _ = named_instruments(tree, EVALUATION_FILE, folder, root)
    return with_instruments(read, instruments) if isinstance(read, tuple) else ()


def _past_deletion(tree: Branch, today: datetime.date | None) -> Iterator[Todo]:
    days = [_day(leaf) for _, leaf in leaves(tree, "analysis_date")]
    latest = max([day for day in (*days, today) if day], default=None)
    for key, leaf in leaves(tree, "personvern.delete_by"):
        delete_by = _day(leaf)
        if latest and delete_by and latest > delete_by:
            yield Todo(
                file=EVALUATION_FILE, code="delete_by_passed", line=leaf.line, column=key
            )


def _day(leaf: Leaf) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(leaf.text)
    except ValueError:  # told as a fault
        return None


def _links(files: Sequence[DataFile], tree: Branch, facts: FactsReading) -> Iterator[_Link]:
    patterns = ("microdata.*.questions.*.facts.*", "microdata.*.facts.*")
    written: Mapping[str, Leaf] = dict(
        found for pattern in patterns for found in leaves(tree, pattern)
    )
    for n, data in enumerate(files, start=1):
        for m, question in enumerate(data.questions, start=1):
            for answer, fact_id in question.facts.items():
                key = f"microdata.{n}.questions.{m}.facts.{answer}"
                if data.instrument:
                    key = f"microdata.{n}.facts.{question.id}={answer}"
                if fact_id in facts.facts:
                    fact, line = facts.facts[fact_id], written[key].line
                    yield _Link(data, question, answer, fact, key, line)


def _misfits(links: Sequence[_Link]) -> Iterator[Fault]:
    for link in links:
        if not link.fits:
            yield Fault(
                file=EVALUATION_FILE,
                code="linked_fact_of_other_unit",
                line=link.line,
                column=link.key,
                values={
                    "found": shown(link.fact.fact_id),
                    "wanted": f"count, {link.data.unit_of_analysis}",
                },
            )


def _margin_misfits(tree: Branch, facts: FactsReading) -> Iterator[Fault]:
    """Known margins that are no counts: a share of what, nobody has said."""
    for key, leaf in leaves(tree, "microdata.*.design.margins.*.facts.*"):
        fact = facts.facts.get(leaf.text)
        if fact is not None and fact.unit != "count":
            values = {"found": shown(leaf.text), "wanted": "count"}
            yield Fault(
                file=EVALUATION_FILE,
                code="linked_fact_of_other_unit",
                line=leaf.line,
                column=key,
                values=values,
            )


def _margins_that_disagree(
    files: Sequence[DataFile], tree: Branch, facts: FactsReading
) -> Iterator[Fault]:
    """Margins of different sums: they cannot be of the same people."""
    lines = {
        key: leaf.line for key, leaf in leaves(tree, "microdata.*.design.margins.*.question")
    }
    for number, data in enumerate(files, start=1):
        totals = {
            margin.question: sum(_count(fact_id, facts) for fact_id in margin.facts.values())
            for margin in data.design.margins
        }
        # Not where a fact cannot be read, or is no count: that is told of the fact.
        if len(set(totals.values())) > 1 and not isnan(sum(totals.values())):
            key = f"microdata.{number}.design.margins"
            told = ", ".join(f"{name} {total:.0f}" for name, total in totals.items())
            line = lines.get(f"{key}.1.question")
            values = {"totals": told}
            yield Fault(
                file=EVALUATION_FILE,
                code="margins_disagree",
                line=line,
                column=key,
                values=values,
            )


def _count(fact_id: str, facts: FactsReading) -> float:
    """The number of a fact that counts; no number where it does not, or cannot be read."""
    fact = facts.facts.get(fact_id)
    if fact is None or fact.value is None or fact.unit != "count":
        return nan
    return fact.value


def _absent(
    absent: Mapping[str, Branch], folder: Path, ledger: Ledger
) -> Iterator[Todo | Fault]:
    """Files that are not there: a fault where an earlier report has shown their answers."""
    released = {name for entry in ledger.entries for name in entry.asked}
    for key, data in absent.items():
        file = text_of(data, "file")
        path = folder / PurePosixPath(file)
        near = nearest(path.name, names_in(path.parent))
        values = {"data": shown(text_of(data, "id")), "found": shown(path.name)}
        values |= {"nearest": shown(near)} if near else {}
        is_gone = text_of(data, "id") in released
        kind = Fault if is_gone else Todo
        yield kind(
            file=EVALUATION_FILE,
            code=near_code("data_gone" if is_gone else "data_absent", near),
            line=line_of(data, "file"),
            column=f"{key}.file",
            values=values,
        )


def _differences(links: Sequence[_Link], reading: MicrodataReading) -> Iterator[Todo]:
    """Links whose fact is another number than the data; which numbers, nobody is told."""
    for link in links:
        microdata = reading.microdata.get(link.data.id)
        value = link.fact.value
        if microdata is None or value is None or not link.fits:
            continue
        if microdata.count(link.where) != value:
            yield Todo(
                file=EVALUATION_FILE,
                code="linked_fact_differs",
                line=link.line,
                column=link.key,
                values={
                    "fact": shown(link.fact.fact_id),
                    "question": link.question.id,
                    "answer": link.answer,
                },
            )

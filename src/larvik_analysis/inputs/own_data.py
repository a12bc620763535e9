"""What a check says of an evaluation's own data; it compares in private and tells no number."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from larvik_analysis.errors import Fault, Note, Todo
from larvik_analysis.inputs.coherence import leaves
from larvik_analysis.inputs.declarations import is_declared
from larvik_analysis.inputs.evaluation import EVALUATION_FILE
from larvik_analysis.inputs.facts import FactsReading
from larvik_analysis.inputs.ledger import inspect_ledger
from larvik_analysis.inputs.microdata import MicrodataReading, inspect_microdata
from larvik_analysis.inputs.naming import near_code, nearest, shown
from larvik_analysis.inputs.schema import Filler
from larvik_analysis.inputs.yaml_text import Branch, Leaf
from larvik_analysis.terms.fact import Fact
from larvik_analysis.terms.ledger import Ledger
from larvik_analysis.terms.microdata import TICKED, DataFile, Dropped, Question
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
    if not is_declared(tree):
        return OwnDataCheck()
    todos = tuple(_past_deletion(tree, today))
    ledger, of_ledger = inspect_ledger(folder)
    of_ledger = [*of_ledger, *_unknown_corrections(tree, ledger)]
    if any(fault.column.split(".")[0] in _KEYS for fault in told):
        return OwnDataCheck(faults=tuple(of_ledger), todos=todos)
    files = _files(tree)
    links = list(_links(files, tree, facts))
    is_synthetic = any(leaf.text.lower() == "true" for _, leaf in leaves(tree, "synthetic"))
    reading = inspect_microdata(folder, files, is_synthetic=is_synthetic, root=root)
    return OwnDataCheck(
        faults=(*_misfits(links), *reading.faults, *of_ledger),
        todos=(*todos, *_differences(links, reading)),
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


def _files(tree: Branch) -> tuple[DataFile, ...]:
    filler = Filler(EVALUATION_FILE)  # its faults have been told
    read = filler.read(tuple[DataFile, ...], tree.entries["microdata"], "microdata")
    return read if isinstance(read, tuple) else ()


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
    written: Mapping[str, Leaf] = dict(leaves(tree, "microdata.*.questions.*.facts.*"))
    for n, data in enumerate(files, start=1):
        for m, question in enumerate(data.questions, start=1):
            for answer, fact_id in question.facts.items():
                key = f"microdata.{n}.questions.{m}.facts.{answer}"
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

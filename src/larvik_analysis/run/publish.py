"""From what the chapters showed to the files of a report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from larvik_analysis.errors import ReleaseError
from larvik_analysis.estimate.indicators.basis import facts_in
from larvik_analysis.exhibit.exhibit import Exhibit, from_json
from larvik_analysis.exhibit.own_prose import OwnProse
from larvik_analysis.release.gate import Prose, Shown, Verdict, release
from larvik_analysis.release.known import new_entry
from larvik_analysis.release.own import questions_of_all
from larvik_analysis.release.paraphrases import count_held
from larvik_analysis.release.released import Released
from larvik_analysis.report.compose import compose, compose_annex
from larvik_analysis.report.document import ReportDocument
from larvik_analysis.report.offer import Offer
from larvik_analysis.report.tables import csv_bytes
from larvik_analysis.report.write import write_report
from larvik_analysis.terms.catalogue import read_catalogue
from larvik_analysis.terms.ledger import Entry, Ledger
from larvik_analysis.terms.own_text import OwnSection
from larvik_analysis.terms.study import Study

from .chapters import Job, Stored, stored_of
from .drawings import Drawings, draw_figures
from .notebook import Notebook
from .output import write_file
from .own_offer import offer_of
from .own_text import Placed, own_prose, place_text, with_hers, with_numbers, words_of_chapter

_NOTHING_OWN = Placed()


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What became of everything the chapters showed.

    Attributes
    ----------
    shown : list of Exhibit, Statement or Prose
        In the order of the report.
    verdicts : list of Verdict
        One for each thing shown.
    said : list of Verdict
        Those of them that are about the report, and not about an annex beside it.
    facts_behind : dict
        For each released exhibit the facts its numbers rest on.
    entry : Entry or None
        What the ledger has to remember of it; None where it tells nothing new of own data.
    annex : ReportDocument or None
        The chapters that are not in the report; None where there are none.
    placed : Placed
        Where the evaluator's own text stands.
    offer : Offer
        What she can use in it.
    internal : tuple of Exhibit
        What is for those with access alone; the gate has not seen it.
    held_paraphrases : mapping of (str, str) to int
        By file of answers and question: how many that were approved did not leave.
    """

    shown: list[Shown]
    verdicts: list[Verdict]
    said: list[Verdict]
    facts_behind: dict[str, list[str]]
    entry: Entry | None
    annex: ReportDocument | None
    placed: Placed
    offer: Offer
    held_paraphrases: Mapping[tuple[str, str], int]
    internal: tuple[Exhibit, ...] = ()


def publish(
    jobs: list[Job],
    study: Study,
    folder: Path,
    kept: Drawings,
    *,
    template: Path | None = None,
) -> Published:
    """Release all together, draw what was released, write every file but the record.

    Parameters
    ----------
    jobs : list of Job
    study : Study
    folder : Path
        An empty folder for the files.
    kept : Drawings
        The drawings of earlier runs.
    template : Path, optional
        The evaluator's own Word template.

    Raises
    ------
    InputError
        If the evaluator's own text does not fit the report.
    ReleaseError
        If no exhibit may be released.
    """
    placed = place_text(jobs, study)
    by_job = [("", thing) for thing in _own_summary(placed, study)]
    for job in jobs:
        by_job += [(job.notebook.name, thing) for thing in shown_by(job, study, placed)]
    shown = with_numbers([thing for _, thing in by_job], study, placed)
    judged, verdicts = release(shown, study)
    generated = _replace_summary(shown, judged)
    drawings = draw_figures(judged, verdicts, study.language, kept)
    internal = _internal_chapters(study)
    is_public = [name not in internal for name, _ in by_job]
    released = [thing for thing, leaves in zip(judged, is_public, strict=True) if leaves]
    exhibits = [thing for thing in released if thing is not None and thing.kind != "text"]
    if not exhibits:
        raise ReleaseError("nothing_released", reasons=_reasons(verdicts, study))
    told = {atom: ends for thing in released if thing is not None for atom, ends in thing.told}
    entry = new_entry(told, questions_of_all(shown, study), study.ledger, study.evaluation)
    # The report tells of itself: made again, with the ledger grown, it is to be the same.
    entries = (*study.ledger.entries, *([entry] if entry is not None else []))
    remembering = replace(study, ledger=Ledger(entries))
    said = [verdict for verdict, leaves in zip(verdicts, is_public, strict=True) if leaves]
    document = compose(released, drawings, said, remembering)
    write_report(document, folder, template=template)
    for thing in exhibits:
        write_file(folder / "tables" / f"{thing.name}.csv", csv_bytes(thing))
        if thing.name in drawings:
            write_file(folder / "figures" / f"{thing.name}.svg", drawings[thing.name].svg)
            write_file(folder / "figures" / f"{thing.name}.png", drawings[thing.name].png)
    annexed = [thing for thing, leaves in zip(judged, is_public, strict=True) if not leaves]
    return Published(
        shown=shown,
        verdicts=verdicts,
        said=said,
        facts_behind=_facts_behind(exhibits),
        entry=entry,
        annex=compose_annex(annexed, drawings, study) if any(annexed) else None,
        placed=placed,
        offer=offer_of(jobs, shown, judged, study, generated),
        internal=tuple(exhibit for job in jobs for exhibit in internal_of(job)),
        held_paraphrases=count_held(
            [thing.data for thing in shown if isinstance(thing, Exhibit)],
            [thing.data for thing in exhibits],
            study,
        ),
    )


def _own_summary(placed: Placed, study: Study) -> Iterator[Shown]:
    """What the evaluator wrote in the place of the generated summary."""
    if placed.summary is not None:
        yield own_prose(placed.summary, study.text, place="summary")


def _replace_summary(shown: list[Shown], judged: list[Released | None]) -> tuple[str, ...]:
    """Take the generated sentences out where she has written her own; what they said."""
    hers = [
        released
        for thing, released in zip(shown, judged, strict=True)
        if isinstance(thing, OwnProse) and thing.place == "summary"
    ]
    if not any(hers):  # held back as a whole, or never written
        return ()
    generated = []
    for number, released in enumerate(judged):
        is_hers = isinstance(shown[number], OwnProse)
        if released is not None and released.place == "summary" and not is_hers:
            generated.append(released.caption)
            judged[number] = None
    return tuple(generated)


def _internal_chapters(study: Study) -> set[str]:
    """The chapters that are for those who work on the evaluation, and not for the report."""
    if study.evaluation.annex == "public":
        return set()
    return {chapter.notebook for chapter in study.evaluation.chapters if chapter.is_annex}


def _reasons(verdicts: list[Verdict], study: Study) -> str:
    """What was withheld and why, one a line; each reason once where it is of many."""
    texts = read_catalogue(study.language)
    names: dict[str, list[str]] = {}
    for verdict in verdicts:
        if not verdict.passed:
            names.setdefault(texts[f"withheld.{verdict.rule}"], []).append(verdict.name)
    return "\n".join(f" – {', '.join(held)}: {why}" for why, held in names.items())


def shown_by(job: Job, study: Study, placed: Placed = _NOTHING_OWN) -> list[Shown]:
    """What one chapter shows: its prose and its exhibits in the order of its cells.

    The evaluator's own text stands in the place of the chapter's. A section for whose
    exhibits the evaluation has no numbers is left out, heading and all, unless she wrote
    in it; one that shows nothing but what is internal is left out too.
    """
    stored = stored_of(job) or Stored(key="", language="", reads={})
    items = [(n_th, from_json(text)) for n_th, text in stored.items]
    cells = job.notebook.cells
    code = [place for place, cell in enumerate(cells) if cell.kind == "code"]
    code += [len(cells)] * (len(code) + 1)  # a stale chapter may have had more cells
    by_cell: dict[int, list[Shown]] = {}
    for n_th, thing in items:
        if not _is_internal(thing):
            by_cell.setdefault(code[min(n_th, len(code) - 1)], []).append(thing)
    without = [*stored.empty, *(n_th for n_th, thing in items if _is_internal(thing))]
    empty = {code[n_th] for n_th in without if n_th < len(code)}
    words = words_of_chapter(study.evaluation, job.parameters, study.language)
    prose = job.notebook.prose(study.language)
    is_hers = False
    for section in _sections(job.notebook):
        is_left_out = bool(empty & section) and not by_cell.keys() & section
        for place in sorted(prose.keys() & section):
            hers = placed.of_cell(job.notebook.name, place)
            pieces, is_hers = with_hers(
                prose[place], hers, is_hers=is_hers, is_left_out=is_left_out
            )
            name, starts_page = f"{job.notebook.name}: {place}", "page" in cells[place].tags
            by_cell[place] = [
                own_prose(piece, study.text)
                if isinstance(piece, OwnSection)
                else Prose(name, piece, words, starts_page and not number)
                for number, piece in enumerate(pieces)
            ]
    return [thing for place in sorted(by_cell) for thing in by_cell[place]]


def internal_of(job: Job) -> list[Exhibit]:
    """What one chapter shows to those with access alone, in the order of its cells."""
    stored = stored_of(job)
    shown = [from_json(text) for _, text in stored.items] if stored else []
    return [thing for thing in shown if isinstance(thing, Exhibit) and _is_internal(thing)]


def _is_internal(thing: Shown) -> bool:
    return isinstance(thing, Exhibit) and thing.layer != "report"


def _sections(notebook: Notebook) -> list[set[int]]:
    """Places of the cells, parted where text follows code."""
    sections: list[set[int]] = [set()]
    before = ""
    for place, cell in enumerate(notebook.cells):
        if cell.kind == "markdown" and before == "code":
            sections.append(set())
        sections[-1].add(place)
        before = cell.kind
    return sections


def _facts_behind(exhibits: list[Released]) -> dict[str, list[str]]:
    return {
        thing.name: list(
            dict.fromkeys(
                fact_id for basis in thing.data["basis"] if basis for fact_id in facts_in(basis)
            )
        )
        for thing in exhibits
    }

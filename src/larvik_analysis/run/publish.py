"""From what the chapters showed to the files of a report."""

from __future__ import annotations

import inspect
from dataclasses import dataclass, replace
from pathlib import Path

from larvik_analysis.errors import ReleaseError
from larvik_analysis.estimate.indicators.basis import facts_in
from larvik_analysis.exhibit.exhibit import drawing, from_json
from larvik_analysis.exhibit.style import render_png, render_svg, width_mm_of
from larvik_analysis.release.drawing import draw_released
from larvik_analysis.release.gate import Prose, Shown, Verdict, release
from larvik_analysis.release.known import new_entry
from larvik_analysis.release.own import questions_of_all
from larvik_analysis.release.released import Released
from larvik_analysis.report.compose import Drawn, compose, compose_annex
from larvik_analysis.report.document import ReportDocument
from larvik_analysis.report.tables import csv_bytes
from larvik_analysis.report.write import write_report
from larvik_analysis.terms.catalogue import Language, read_catalogue
from larvik_analysis.terms.ledger import Entry, Ledger
from larvik_analysis.terms.study import Study

from .chapters import Job, Stored, stored_of
from .notebook import Notebook
from .output import write_file


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What became of everything the chapters showed.

    Attributes
    ----------
    shown : list of Exhibit, Statement or Prose
        In the order of the report.
    verdicts : list of Verdict
        One for each thing shown.
    facts_behind : dict
        For each released exhibit the facts its numbers rest on.
    entry : Entry or None
        What the ledger has to remember of it; None where it tells nothing new of own data.
    annex : ReportDocument or None
        The chapters that are not in the report; None where there are none.
    """

    shown: list[Shown]
    verdicts: list[Verdict]
    facts_behind: dict[str, list[str]]
    entry: Entry | None
    annex: ReportDocument | None


def publish(jobs: list[Job], study: Study, folder: Path) -> Published:
    """Release all together, draw what was released, write every file but the record.

    Raises
    ------
    ReleaseError
        If no exhibit may be released.
    """
    by_job = [(job.notebook.name, thing) for job in jobs for thing in shown_by(job, study)]
    shown = [thing for _, thing in by_job]
    judged, verdicts = release(shown, study)
    drawings = _draw(judged, verdicts, study)
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
    write_report(compose(released, drawings, said, remembering), folder)
    for thing in exhibits:
        write_file(folder / "tables" / f"{thing.name}.csv", csv_bytes(thing))
        if thing.name in drawings:
            write_file(folder / "figures" / f"{thing.name}.svg", drawings[thing.name].svg)
            write_file(folder / "figures" / f"{thing.name}.png", drawings[thing.name].png)
    annexed = [thing for thing, leaves in zip(judged, is_public, strict=True) if not leaves]
    return Published(
        shown=shown,
        verdicts=verdicts,
        facts_behind=_facts_behind(exhibits),
        entry=entry,
        annex=compose_annex(annexed, drawings, study) if any(annexed) else None,
    )


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


def shown_by(job: Job, study: Study) -> list[Shown]:
    """What one chapter shows: its prose and its exhibits in the order of its cells.

    A section for whose exhibits the evaluation has no numbers is left out, heading and all.
    """
    stored = stored_of(job) or Stored(key="", language="", reads={})
    cells = job.notebook.cells
    code = [place for place, cell in enumerate(cells) if cell.kind == "code"]
    code += [len(cells)] * (len(code) + 1)  # a stale chapter may have had more cells
    by_cell: dict[int, list[Shown]] = {}
    for n_th, text in stored.items:
        by_cell.setdefault(code[min(n_th, len(code) - 1)], []).append(from_json(text))
    empty = {code[n_th] for n_th in stored.empty if n_th < len(code)}
    words = _words(job, study)
    prose = job.notebook.prose(study.language)
    for section in _sections(job.notebook):
        if empty & section and not by_cell.keys() & section:
            continue
        for place in sorted(prose.keys() & section):
            name, starts_page = f"{job.notebook.name}: {place}", "page" in cells[place].tags
            by_cell[place] = [Prose(name, prose[place], words, starts_page)]
    return [thing for place in sorted(by_cell) for thing in by_cell[place]]


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


def _words(job: Job, study: Study) -> dict[str, str]:
    """What fills the fields of a chapter's prose: names from the evaluation."""
    place = study.evaluation.place
    words = {"place": place.name, "zone": place.zone}
    measure_id = job.parameters.get("measure")
    if measure_id is not None:
        measure = study.evaluation.measure(str(measure_id))
        words["measure"] = measure.name.in_language(study.language)
    return words


def _draw(
    released: list[Released | None], verdicts: list[Verdict], study: Study
) -> dict[str, Drawn]:
    """Draw the released figures; one whose drawing shows more than its data is withheld."""
    drawings = {}
    for place, thing in enumerate(released):
        if thing is None or thing.kind != "figure":
            continue
        try:
            _check_options(thing, study.language)
            figure = draw_released(thing, study.language)
            svg = render_svg(figure)
        except ReleaseError as error:
            released[place] = None
            verdicts[place] = Verdict(name=thing.name, passed=False, rule=error.code)
            continue
        drawings[thing.name] = Drawn(
            svg=svg, png=render_png(figure), width_mm=width_mm_of(figure)
        )
    return drawings


def _check_options(thing: Released, language: Language) -> None:
    """Refuse options that the draw function does not know or lacks."""
    known = inspect.signature(drawing(thing.draw))
    try:
        known.bind(thing.data, language=language, **thing.options)
    except TypeError as error:
        raise ReleaseError("options_unknown", name=thing.name) from error


def _facts_behind(exhibits: list[Released]) -> dict[str, list[str]]:
    return {
        thing.name: list(
            dict.fromkeys(
                fact_id for basis in thing.data["basis"] if basis for fact_id in facts_in(basis)
            )
        )
        for thing in exhibits
    }

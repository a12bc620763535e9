"""The evaluator's own text in the report: under which heading, and with which numbers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from larvik_analysis.errors import Fault, InputError, Todo
from larvik_analysis.exhibit.exhibit import Exhibit
from larvik_analysis.exhibit.own_prose import OwnProse
from larvik_analysis.exhibit.statement import StatementPlace
from larvik_analysis.inputs.markdown_text import headings_in
from larvik_analysis.inputs.naming import near_code, nearest
from larvik_analysis.release.gate import Shown
from larvik_analysis.terms.catalogue import Language, read_catalogue
from larvik_analysis.terms.evaluation import Evaluation, Scalar
from larvik_analysis.terms.own_text import OwnHeading, OwnSection, OwnText
from larvik_analysis.terms.study import Study

from .chapters import Job
from .notebook import Notebook
from .own_numbers import Sources, cells_of, rows_of

Chapters = Iterable[tuple[Notebook, Mapping[str, Scalar]]]
Told = TypeVar("Told", Fault, Todo)

SUMMARY = "report.summary"
_WORD = re.compile(r"\{\{(\w+)\}\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A heading of the report that she may write under.

    Attributes
    ----------
    words : str
        As the report shows it.
    level : int
    chapter : str
        Its notebook; empty for the summary.
    cell, line : int
        The cell of the notebook, and the line in it from 0, where it stands.
    above : tuple of str
        The keys of the headings it stands under.
    """

    words: str
    level: int
    chapter: str = ""
    cell: int = -1
    line: int = 0
    above: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What it is recognised by."""
        return key_of(self.words)


@dataclass(frozen=True, slots=True)
class Placed:
    """Her sections by the heading of the report they stand under.

    Attributes
    ----------
    sections : dict of Entry to OwnSection
    known : tuple of (int, str)
        Line of each of her headings, and its words where the report knows it.
    faults : list of Fault
    """

    sections: dict[Entry, OwnSection] = field(default_factory=dict)
    known: tuple[tuple[int, str], ...] = ()
    faults: list[Fault] = field(default_factory=list)

    @property
    def summary(self) -> OwnSection | None:
        """What she wrote in the place of the generated summary."""
        found = (s for entry, s in self.sections.items() if not entry.chapter)
        return next((section for section in found if section.passages), None)

    def of_cell(self, chapter: str, cell: int) -> dict[int, OwnSection]:
        """Her sections of one cell by the line of their heading; only those with a text."""
        return {
            entry.line: section
            for entry, section in self.sections.items()
            if (entry.chapter, entry.cell) == (chapter, cell) and section.passages
        }


def key_of(heading: str) -> str:
    """A heading as it is compared: case, spaces and punctuation do not matter.

    Examples
    --------
    >>> key_of("Hvor stor var *bemanningen*?") == key_of("hvor stor  var bemanningen")
    True
    """
    plain = unicodedata.normalize("NFKC", heading).casefold()
    return "".join(letter for letter in plain if letter.isalnum())


def words_of_chapter(
    evaluation: Evaluation, parameters: Mapping[str, Scalar], language: Language
) -> dict[str, str]:
    """What fills the fields of a chapter's prose: names from the evaluation."""
    words = {"place": evaluation.place.name, "zone": evaluation.place.zone}
    measure_id = parameters.get("measure")
    known = {measure.id: measure for measure in evaluation.measures}
    if measure_id is not None and str(measure_id) in known:
        words["measure"] = known[str(measure_id)].name.in_language(language)
    return words


def outline_of(chapters: Chapters, evaluation: Evaluation, language: Language) -> list[Entry]:
    """Every heading she may write under, in the order of the report."""
    entries = [Entry(words=read_catalogue(language)[SUMMARY], level=1)]
    for notebook, parameters in chapters:
        words = words_of_chapter(evaluation, parameters, language)
        above: list[Entry] = []
        for cell, markdown in notebook.prose(language).items():
            for line, level, heading in headings_in(markdown):
                above = [entry for entry in above if entry.level < level]
                entry = Entry(
                    words=_filled(heading, words),
                    level=level,
                    chapter=notebook.name,
                    cell=cell,
                    line=line,
                    above=tuple(other.key for other in above),
                )
                above.append(entry)
                entries.append(entry)
    return entries


def _filled(heading: str, words: Mapping[str, str]) -> str:
    def word(found: re.Match[str]) -> str:
        filled = words.get(found[1].lower(), found[0])
        return filled[:1].upper() + filled[1:] if found[1][0].isupper() else filled

    return _WORD.sub(word, heading)


def place_sections(text: OwnText, outline: list[Entry]) -> Placed:
    """Find the heading of the report for each of hers, and say where there is none."""
    placed = Placed()
    known: list[tuple[int, str]] = []
    above: list[tuple[int, Entry]] = []
    for section in text.sections:
        heading = section.heading
        above = [(level, entry) for level, entry in above if level < heading.level]
        entry, code, values = _find(heading, [e for _, e in above], outline)
        earlier = placed.sections.get(entry) if entry is not None else None
        if earlier is not None:
            code, values = "text_heading_repeated", {}
        if code:
            placed.faults.append(
                Fault(file=text.file, code=code, line=heading.line, values=values)
            )
        if entry is not None:
            above.append((heading.level, entry))
            placed.sections.setdefault(entry, section)
        known.append((heading.line, entry.words if entry is not None else ""))
    return replace(placed, known=tuple(known), faults=_list_told_once(placed.faults))


_LONGEST = 60  # of a heading that is quoted in a message


def _find(
    heading: OwnHeading, above: list[Entry], outline: list[Entry]
) -> tuple[Entry | None, str, dict[str, str]]:
    """The heading of the report, or what is wrong."""
    key = key_of(heading.words)
    found = [entry for entry in outline if entry.key == key]
    if not found:
        by_key = {entry.key: entry.words for entry in outline}
        near = by_key.get(nearest(key, by_key), "")
        listed = "; ".join(dict.fromkeys(entry.words for entry in outline))
        values = {"found": heading.words[:_LONGEST], "nearest": near, "known": listed}
        return None, near_code("text_heading_unknown", near), values
    values = {"chapters": "; ".join(dict.fromkeys(_chapter(e, outline) for e in found))}
    chapters = {entry.key for entry in above if entry.level == 1}
    found = [entry for entry in found if chapters <= {entry.key, *entry.above}]
    if not found:
        return None, "text_heading_elsewhere", values
    keys = {entry.key for entry in above}
    nearer = [entry for entry in found if keys <= {entry.key, *entry.above}]
    found = nearer or found
    return (found[0], "", {}) if len(found) == 1 else (None, "text_heading_several", values)


def _chapter(entry: Entry, outline: list[Entry]) -> str:
    """The words of the chapter that a heading stands in."""
    first = entry.above[0] if entry.above else entry.key
    return next((other.words for other in outline if other.key == first), entry.words)


def _list_told_once(faults: list[Fault]) -> list[Fault]:
    """The long list of headings stands in the first message that needs it."""
    told: list[Fault] = []
    is_told = False
    for fault in faults:
        if fault.code == "text_heading_unknown":
            fault = replace(fault, code="text_heading_another") if is_told else fault
            is_told = True
        told.append(fault)
    return told


def at_heading(remark: Told, placed: Placed) -> Told:
    """A remark on a Word file with its place as a reader of Word finds it.

    Nobody sees the number of a paragraph there: it is counted from the heading above, where
    the report knows that heading.
    """
    if not remark.file.endswith(".docx") or remark.line is None:
        return remark
    above = [(line, words) for line, words in placed.known if line <= remark.line]
    line, words = above[-1] if above else (0, "")
    if not words:
        return remark
    n_th = remark.line - line
    return replace(remark, line=n_th or None, column=words)


def with_hers(
    markdown: str, hers: Mapping[int, OwnSection], *, is_hers: bool, is_left_out: bool
) -> tuple[list[str | OwnSection], bool]:
    """A cell of a chapter's own Markdown with her text in the place of what it says.

    Parameters
    ----------
    markdown : str
    hers : mapping of int to OwnSection
        By the line of the heading in the cell.
    is_hers : bool
        Whether she wrote under the heading above the cell.
    is_left_out : bool
        Whether the report leaves out the section; what she wrote under stays.

    Returns
    -------
    pieces : list of str or OwnSection
    is_hers : bool
        Whether she wrote under the last heading.
    """
    lines = markdown.split("\n")
    heads = [line for line, _, _ in headings_in(markdown)]
    pieces: list[str | OwnSection] = []

    def keep(first: int, last: int) -> None:
        text = "\n".join(lines[first:last])
        if not text.strip():
            return
        if pieces and isinstance(pieces[-1], str):
            pieces[-1] += f"\n{text}"
        else:
            pieces.append(text)

    ends = [*heads, len(lines)]
    if not (is_hers or is_left_out):
        keep(0, ends[0])
    for head, end in zip(heads, ends[1:], strict=True):
        is_hers = head in hers
        if is_hers or not is_left_out:
            keep(head, head + 1 if is_hers else end)
        if is_hers:
            pieces.append(hers[head])
    return pieces, is_hers


def place_text(jobs: Iterable[Job], study: Study) -> Placed:
    """Where her text goes in a report of these chapters.

    Raises
    ------
    InputError
        If it has a heading that the report does not know.
    """
    if not study.text.sections:
        return Placed()
    chapters = [(job.notebook, job.parameters) for job in jobs]
    outline = outline_of(chapters, study.evaluation, study.language)
    placed = place_sections(study.text, outline)
    if placed.faults:
        raise InputError([at_heading(fault, placed) for fault in placed.faults])
    return placed


def own_prose(
    section: OwnSection, text: OwnText, *, place: StatementPlace = "body"
) -> OwnProse:
    """Her text under a heading, whose numbers are still to be found."""
    name = f"{text.file}: {section.heading.words}"
    return OwnProse(name=name, passages=section.passages, cells={}, place=place)


def with_numbers(shown: Iterable[Shown], study: Study, placed: Placed) -> list[Shown]:
    """What a run shows, with the numbers that the fields of her text ask for.

    Raises
    ------
    InputError
        If a field asks for something that is not there.
    """
    shown = list(shown)
    if not any(isinstance(thing, OwnProse) for thing in shown):
        return shown
    sources = Sources(
        facts=study.facts,
        fact_ids=study.facts.keys(),
        microdata=study.microdata,
        rows=rows_of((t for t in shown if isinstance(t, Exhibit)), study.facts),
    )
    cells, faults = cells_of(study.text.passages, sources, study.text.file)
    if faults:
        raise InputError([at_heading(fault, placed) for fault in faults])
    return [
        replace(thing, cells=cells) if isinstance(thing, OwnProse) else thing for thing in shown
    ]

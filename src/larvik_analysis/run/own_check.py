"""What `larvik check` says of the evaluator's own text, in every language it is written in."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from larvik_analysis.errors import Fault, Note, Todo
from larvik_analysis.inputs.facts import FactsReading
from larvik_analysis.inputs.own_text import inspect_own_text, misnamed_texts, words_of
from larvik_analysis.terms.catalogue import LANGUAGES
from larvik_analysis.terms.evaluation import Evaluation, Scalar

from .notebook import Notebook
from .own_numbers import Sources, cells_of, todos_of
from .own_text import at_heading, outline_of, place_sections


@dataclass(slots=True)
class TextCheck:
    """What was found in her text.

    Attributes
    ----------
    faults, todos, notes : list
    words : dict of str to str
        All words of each file.
    """

    faults: list[Fault] = field(default_factory=list)
    todos: list[Todo] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    words: dict[str, str] = field(default_factory=dict)


def check_own_text(
    source: Path,
    evaluation: Evaluation,
    chapters: Collection[tuple[Notebook, Mapping[str, Scalar]]],
    reading: FactsReading,
) -> TextCheck:
    """Check every file of her text.

    Parameters
    ----------
    source : Path
        The evaluation folder.
    evaluation : Evaluation
    chapters : collection of (Notebook, mapping)
        Each with its parameters; empty where one of them cannot be read, and no heading is
        looked for then.
    reading : FactsReading
        The register.
    """
    found = TextCheck(faults=misnamed_texts(source))
    sources = Sources(facts=reading.facts, fact_ids=reading.lines)
    for language in LANGUAGES:
        text, faults, notes = inspect_own_text(source, language, evaluation.language)
        if not text.file:
            continue
        outline = outline_of(chapters, evaluation, language)
        placed = place_sections(text, outline)
        _, of_fields = cells_of(text.passages, sources, text.file)
        faults = [*faults, *(placed.faults if chapters else []), *of_fields]
        faults.sort(key=lambda fault: fault.line or 0)
        todos = todos_of(text, sources, language)
        found.faults += [at_heading(fault, placed) for fault in faults]
        found.todos += [at_heading(todo, placed) for todo in todos]
        found.notes += notes
        found.words[text.file] = words_of(text)
    return found

"""All that can be checked without running: the inputs, and the chapters' parameters."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import astuple, replace
from pathlib import Path

from larvik_analysis.errors import Fault, InputError, Todo
from larvik_analysis.inputs.check import CheckResult, check_evaluation
from larvik_analysis.inputs.evaluation import EVALUATION_FILE, inspect_evaluation
from larvik_analysis.inputs.facts import FACTS_FILE, inspect_facts
from larvik_analysis.inputs.own_text import has_own_text
from larvik_analysis.inputs.typed_words import todos_of_words
from larvik_analysis.report.pdf_writer import letters_without_shape
from larvik_analysis.terms.evaluation import Evaluation, Scalar

from .coding_agreement import agreement_of_coders
from .notebook import Notebook, check_parameters, nearest, read_notebook
from .own_template import check_templates


def check_everything(
    source: Path, root: Path, *, today: datetime.date | None = None
) -> CheckResult:
    """Check an evaluation and its chapters; gathers the faults, raises none of them."""
    checked = check_evaluation(source, root, today=today)
    evaluation, _, _ = inspect_evaluation(source, root)
    if evaluation is None:
        return checked
    faults = list(_repeated(evaluation))
    texts = {EVALUATION_FILE: " ".join(_texts_in(astuple(evaluation)))}
    reading = inspect_facts(source, ())
    texts[FACTS_FILE] = " ".join(
        f"{fact.indicator_nb} {fact.indicator_en} {fact.population}"
        for fact in reading.facts.values()
    )
    chapters = []
    for chapter in evaluation.chapters:
        try:
            notebook = read_notebook(chapter.notebook, root)
        except InputError as error:
            faults += error.faults
        else:
            faults += _chapter_faults(evaluation, notebook, chapter.parameters)
            chapters.append((notebook, notebook.parameters | chapter.parameters))
            prose = notebook.prose(evaluation.language)
            texts[f"notebooks/{notebook.name}.ipynb"] = " ".join(prose.values())
    unfit, todos = check_templates(source, evaluation.language)
    checked = replace(
        checked,
        faults=(*checked.faults, *faults, *unfit),
        todos=(*checked.todos, *todos, *todos_of_words(source)),
    )
    notes, left = agreement_of_coders(source, evaluation.microdata)
    checked = replace(
        checked,
        private_notes=(*checked.private_notes, *notes),
        todos=(*checked.todos, *left),
    )
    if has_own_text(source):
        from .own_check import check_own_text  # loads what works numbers out

        are_all = len(chapters) == len(evaluation.chapters)
        own = check_own_text(source, evaluation, chapters if are_all else [], reading)
        texts |= own.words
        checked = replace(
            checked,
            faults=(*checked.faults, *own.faults),
            todos=(*checked.todos, *own.todos),
            notes=(*checked.notes, *own.notes),
        )
    return replace(checked, todos=(*checked.todos, *_letters(texts)))


def _texts_in(thing: object) -> Iterator[str]:
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, dict):
        yield from _texts_in(tuple(thing.values()))
    elif isinstance(thing, tuple):
        for part in thing:
            yield from _texts_in(part)


def _letters(texts: Mapping[str, str]) -> Iterator[Todo]:
    """The letters of each file that the report cannot show in its figures and its PDF."""
    for file, words in texts.items():
        if letters := letters_without_shape(words):
            values = {"letters": " ".join(letters)}
            yield Todo(file=file, code="letters_without_shape", values=values)


def _repeated(evaluation: Evaluation) -> Iterator[Fault]:
    """A chapter is stored and asked for by the name of its notebook, so it stands once."""
    seen: set[str] = set()
    for chapter in evaluation.chapters:
        if chapter.notebook in seen:
            values = {"chapter": chapter.notebook}
            column = f"chapters.{chapter.notebook}"
            yield Fault(
                file="evaluation.yaml", code="chapter_repeated", column=column, values=values
            )
        seen.add(chapter.notebook)


def _chapter_faults(
    evaluation: Evaluation, notebook: Notebook, given: Mapping[str, Scalar]
) -> list[Fault]:
    faults = check_parameters(notebook, given)
    measures = tuple(measure.id for measure in evaluation.measures)
    measure = given.get("measure", notebook.parameters.get("measure"))
    if measure is not None and measure not in measures:
        values = {"measure": str(measure), "nearest": nearest(str(measure), measures)}
        column = f"chapters.{notebook.name}.parameters.measure"
        faults.append(
            Fault(file="evaluation.yaml", code="measure_unknown", column=column, values=values)
        )
    return faults

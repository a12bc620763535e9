"""All that can be checked without running: the inputs, and the chapters' parameters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from larvik_analysis.errors import Fault, InputError
from larvik_analysis.inputs.check import CheckResult, check_evaluation
from larvik_analysis.inputs.evaluation import inspect_evaluation
from larvik_analysis.terms.evaluation import Evaluation, Scalar

from .notebook import Notebook, check_parameters, nearest, read_notebook


def check_everything(source: Path, root: Path) -> CheckResult:
    """Check an evaluation and its chapters; gathers the faults, raises none of them."""
    checked = check_evaluation(source, root)
    evaluation, _, _ = inspect_evaluation(source, root)
    if evaluation is None:
        return checked
    faults = list(_repeated(evaluation))
    for chapter in evaluation.chapters:
        try:
            notebook = read_notebook(chapter.notebook, root)
        except InputError as error:
            faults += error.faults
        else:
            faults += _chapter_faults(evaluation, notebook, chapter.parameters)
    return replace(checked, faults=(*checked.faults, *faults))


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

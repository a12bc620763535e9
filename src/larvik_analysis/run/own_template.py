"""What `larvik check` has to say of the evaluator's own Word template."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

from larvik_analysis.errors import Fault, Todo
from larvik_analysis.inputs.template import WordTemplate, inspect_templates
from larvik_analysis.terms.catalogue import Language
from larvik_analysis.terms.language import format_number


def check_templates(folder: Path, language: Language) -> tuple[list[Fault], list[Todo]]:
    """Why a template cannot be used, and what could be better in one that can.

    Parameters
    ----------
    folder : Path
        The evaluation folder.
    language : Language
        Of the numbers in what is said.
    """
    faults: list[Fault] = []
    todos: list[Todo] = []
    for name, template, wrong in inspect_templates(folder):
        faults += wrong
        if template is not None:
            todos += _todos(name, template, language)
    return faults, todos


def _todos(name: str, template: WordTemplate, language: Language) -> Iterator[Todo]:
    # Loads the writers of Word files, which most evaluations do not need for a check.
    from larvik_analysis.report.word_colours import LEAST_CONTRAST
    from larvik_analysis.report.word_template import lacking, pale

    missing = lacking(template)
    if missing:
        values = {"styles": ", ".join(missing)}
        yield Todo(file=name, code="template_styles", values=values)
    for style, contrast in pale(template):
        # Rounded down: what is just too pale is not told as enough.
        found = format_number(math.floor(contrast * 10) / 10, language, decimals=1)
        wanted = format_number(LEAST_CONTRAST, language, decimals=1)
        values = {"style": style, "found": found, "wanted": wanted}
        yield Todo(file=name, code="template_pale", values=values)

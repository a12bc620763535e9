"""What is told of the evaluator's own text at every run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from larvik_analysis.errors import Todo
from larvik_analysis.inputs.own_text import TEXT_FILES, text_files
from larvik_analysis.terms.catalogue import LANGUAGES, Language
from larvik_analysis.terms.study import Study

from .own_numbers import PUBLISHED, withheld
from .own_text import at_heading

if TYPE_CHECKING:
    from .plan import Plan
    from .publish import Published


def told_at_every_run(
    source: Path, study: Study, plan: Plan, published: Published
) -> list[Todo]:
    """What she has to hear of her text: typed numbers, what was held back, or that it lacks.

    Parameters
    ----------
    source : Path
        The evaluation folder.
    study : Study
    plan : Plan
    published : Published
    """
    text = study.text
    of_other_text = {name for name in TEXT_FILES if name != text.file}
    told = [
        todo
        for todo in plan.checked.todos
        if todo.code in PUBLISHED and todo.file not in of_other_text
    ]
    if not text.file:
        return [*told, *_missing(source, study.language, plan.language)]
    held = withheld(text.file, published.verdicts)
    return [*told, *(at_heading(todo, published.placed) for todo in held)]


def _missing(source: Path, language: Language, declared: Language) -> Iterator[Todo]:
    """That the report goes without her text, though there is one in another language."""
    others = [
        name
        for other in LANGUAGES
        if other != language
        for name in text_files(source, other, declared)
    ]
    if others:
        values = {"other": ", ".join(others)}
        wanted = "tekst.md" if language == declared else f"tekst.{language}.md"
        yield Todo(file=wanted, code="text_missing", values=values)

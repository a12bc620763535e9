"""The command that makes coding sheets for open answers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from larvik_analysis.errors import OutputError

from .output import telling_output
from .voice import EvaluationArgument, LanguageOption, Voice, voice_of

if TYPE_CHECKING:
    from larvik_analysis.inputs.coding.making import MadeSheet


def code(
    context: typer.Context,
    evaluation: EvaluationArgument,
    data: Annotated[str, typer.Option("--data")] = "",
    question: Annotated[str, typer.Option("--question")] = "",
    language: LanguageOption = "",
) -> int:
    """Make a private coding sheet for each question with open answers, or add to it."""
    from larvik_analysis.inputs.coding.making import (
        is_open_elsewhere,
        make_sheet,
        texts_to_code,
    )
    from larvik_analysis.inputs.evaluation import find_evaluation, find_root, read_evaluation

    say = voice_of(context, language)
    root = find_root(Path.cwd())
    folder = find_evaluation(evaluation, root)
    declared = read_evaluation(folder, root=root)
    found = texts_to_code(folder, declared, say.language, data=data, question=question)
    for texts in found:
        if is_open_elsewhere(folder, texts):
            raise OutputError("coding_open", file=texts.file)
    for texts in found:
        if not texts.originals and not (folder / texts.file).exists():
            say.line(say.text("coding_no_answers", file=texts.file))
            continue
        with telling_output(folder / texts.file):
            made = make_sheet(folder, texts, say.language)
        _tell(say, made)
    say.line(say.text("coding_next"))
    return 0


def _tell(say: Voice, made: MadeSheet) -> None:
    if made.n_waiting:
        say.line(
            say.text("coding_blocked", file=made.file, waiting=made.n_waiting), style="yellow"
        )
    else:
        key = (
            "coding_made" if made.is_new else "coding_added" if made.n_added else "coding_same"
        )
        told = say.text(key, file=made.file, n=made.n_added, before=made.n_before)
        say.line(told, style="green")
    if made.n_removed:
        say.line(say.text("coding_removed", n=made.n_removed))
    if made.n_unmatched:
        say.line(say.text("coding_unmatched", n=made.n_unmatched), style="yellow")

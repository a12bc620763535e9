"""The command that drafts an instrument from an export, for the evaluator to correct."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from larvik_analysis.errors import Fault, InputError, OutputError, UsageError

from .output import telling_output
from .voice import LanguageOption, voice_of

_FOLDER = "instruments"
_ENDING = ".yaml"
_ID = re.compile(r"[a-z][a-z0-9_]*")


def instrument(
    context: typer.Context,
    export: Annotated[str, typer.Argument()] = "",
    program: Annotated[str, typer.Option("--format")] = "",
    draft_file: Annotated[Path | None, typer.Option("--output")] = None,
    language: LanguageOption = "",
) -> int:
    """Draft an instrument from an export; nothing that is there is overwritten."""
    from larvik_analysis.inputs.draft_text import text_of_draft
    from larvik_analysis.inputs.exports import read_export
    from larvik_analysis.inputs.instrument_draft import draft_questions
    from larvik_analysis.inputs.naming import alike

    say = voice_of(context, language)
    if not export:
        raise UsageError("instrument_no_export")
    source = Path(export)
    place = draft_file or _place_beside(source)
    if place.suffix != _ENDING or not _ID.fullmatch(place.stem):
        raise UsageError("instrument_output", ending=_ENDING)
    if place.exists() or place.is_symlink():
        raise OutputError("instrument_exists", file=place.name)
    say.line(say.text("drafting", file=source.name))
    grid = read_export(source, source.name, (), alike, format=program)
    if grid.faults:
        raise InputError(grid.faults)
    draft = draft_questions(grid)
    if not draft.questions:
        raise InputError([Fault(file=source.name, code="instrument_nothing")])
    words = text_of_draft(draft, place.stem, say.language)
    with telling_output(place):
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("x", encoding="utf-8", newline="\n") as file:
            file.write(words)
    n, left = len(draft.questions), len(draft.left_out)
    told = f"{_FOLDER}/{place.name}" if draft_file is None else str(draft_file)
    say.line(say.text("drafted", file=told, n=n, left=left), style="green")
    if grid.notes:
        say.line(say.text("drafted_read"))
    for note in grid.notes:
        say.line(f" – {note.place(say.language)}: {note.sentence(say.language)}")
    if not _is_private(place):
        say.line(say.text("drafted_private"), style="yellow")
    say.line(say.text("drafted_next", name=place.stem))
    return 0


def _place_beside(export: Path) -> Path:
    """In a folder beside the export, called as it is."""
    from larvik_analysis.inputs.draft_names import slug

    return export.parent / _FOLDER / f"{slug(export.stem, 'skjema')}{_ENDING}"


def _is_private(place: Path) -> bool:
    """Whether the draft lies where nothing is passed on."""
    from larvik_analysis.inputs.instrument_file import PRIVATE_INSTRUMENTS

    return place.resolve().parent.as_posix().endswith(f"/{PRIVATE_INSTRUMENTS}")

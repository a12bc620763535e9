"""What is left to do in the instruments that an evaluation names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from larvik_analysis.errors import Todo
from larvik_analysis.inputs.coherence import leaves
from larvik_analysis.inputs.instrument_file import (
    InstrumentReading,
    instruments_called,
    named_instruments,
)
from larvik_analysis.inputs.yaml_text import Branch
from larvik_analysis.terms.catalogue import LANGUAGES, read_catalogue

_FILLED_IN = ("name.*", "licence.name", "licence.source")
_FILL = ("instrument.fill_name", "instrument.fill_licence", "instrument.fill_source")
_TELLS_WHAT = ("id", "name.*", "licence.name", "licence.source")


def instrument_todos(tree: Branch, file: str, folder: Path, root: Path) -> Iterator[Todo]:
    """What the drafts asked to have filled in, and what may not be ours to pass on.

    Parameters
    ----------
    tree : Branch
        The tree of `evaluation.yaml`.
    file : str
        What messages call it.
    folder, root : Path
        The evaluation folder and the project.
    """
    found, _ = named_instruments(tree, file, folder, root)
    for name, reading in found.items():
        places = [called for _, called in instruments_called(name, folder, root)]
        yield from _placeholders(reading, places[0])
        yield from _protected(reading, places[0])
        if len(places) > 1:
            values = {"places": ", ".join(places)}
            yield Todo(file=places[0], code="instrument_in_two_places", values=values)


def _placeholders(reading: InstrumentReading, file: str) -> Iterator[Todo]:
    asked = {read_catalogue(language)[key] for language in LANGUAGES for key in _FILL}
    starts = tuple({text.partition(":")[0] + ":" for text in asked})
    for pattern in _FILLED_IN:
        for key, leaf in leaves(reading.tree, pattern):
            if leaf.text.startswith(starts):
                yield Todo(file=file, code="instrument_placeholder", line=leaf.line, column=key)


def _protected(reading: InstrumentReading, file: str) -> Iterator[Todo]:
    """An instrument that others hold the rights to, and that is said to be free."""
    told = [leaf.text for pattern in _TELLS_WHAT for _, leaf in leaves(reading.tree, pattern)]
    known = [name.strip() for name in read_catalogue("nb")["instrument.protected"].split("|")]
    named = next((name for name in known if any(_has(text, name) for text in told)), "")
    for key, leaf in leaves(reading.tree, "licence.items_shippable"):
        if named and leaf.text.lower() == "true":
            values = {"name": named}
            yield Todo(
                file=file,
                code="instrument_protected",
                line=leaf.line,
                column=key,
                values=values,
            )


def _has(text: str, name: str) -> bool:
    return bool(re.search(rf"(?<![^\W_]){re.escape(name)}(?![^\W\d_])", text, re.IGNORECASE))

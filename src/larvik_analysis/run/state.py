"""What a run is made of, as hashes: is there anything to do, and what went in."""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from larvik_analysis.errors import OutputError
from larvik_analysis.inputs.declared import DECLARED
from larvik_analysis.inputs.evaluation import EVALUATION_FILE
from larvik_analysis.inputs.facts import FACTS_FILE
from larvik_analysis.inputs.ledger import LEDGER_FILE
from larvik_analysis.inputs.outcomes.estimands import ESTIMAND_FILE
from larvik_analysis.inputs.own_text import TEXT_FILES
from larvik_analysis.inputs.prevention import MATRIX_FILE
from larvik_analysis.inputs.returns.files import RETURNS_FILE, SCENARIOS_FILE
from larvik_analysis.inputs.template import OWN_TEMPLATES

from .chapters import seen_from
from .dependencies import fingerprint_of_files, fingerprint_of_package
from .notebook import notebook_path
from .output import RECORD, hash_of
from .plan import Places, Request
from .record import Inputs

PURGE_LOG = "purge_log.txt"


def input_files(places: Places) -> dict[str, Path]:
    """Every file of the inputs by the name the record gives it."""
    raw = places.root / "data" / "raw"
    found = {}
    for base, folder in ((places.source.parent, places.source), (raw, raw / "reference")):
        for path in folder.rglob("*"):
            # Neither the system's, nor a lock, nor the log of what was deleted.
            is_ours = not path.name.startswith((".", "~$")) and path.name != PURGE_LOG
            if is_ours and path.is_file():
                found[path.relative_to(base).as_posix()] = path
    return dict(sorted(found.items()))


def key_of_run(places: Places, request: Request) -> str:
    """One hash over all that can change a report."""
    notebooks = (places.root / "notebooks").glob("*.ipynb")
    inputs = {
        name: hash_of(path)
        for name, path in input_files(places).items()
        if path != places.source / LEDGER_FILE  # grows with the run itself
    }
    parts = [
        fingerprint_of_package(),
        fingerprint_of_files(notebooks, places.root),
        fingerprint_of_files([places.lock_file], places.root),
        json.dumps(inputs),
        json.dumps(dict(request.settings), sort_keys=True),
        seen_from(places.root, places.source),
        seen_from(places.root, places.report.resolve()),
        sys.version,
    ]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def key_of_source(places: Places) -> str:
    """Which folder a report is made from, as a hash: no file says where a folder lies.

    A moved project has the same one. It is kept with the private data: a path with a name
    in it can be guessed from its hash.
    """
    return hashlib.sha256(seen_from(places.root.resolve(), places.source).encode()).hexdigest()


def check_namesake(places: Places) -> None:
    """Refuse to replace what was made from another folder of the same name.

    Raises
    ------
    OutputError
        If the last run of that name was of another folder, or nobody knows of which and
        this folder lies outside the project.
    """
    if is_of_namesake(places):
        raise OutputError("output_of_namesake", evaluation=places.name)


def is_of_namesake(places: Places) -> bool:
    """Whether what lies there was made from another folder of the same name."""
    known = read_state(places).get("source")
    if known is not None:
        return bool(known != key_of_source(places))
    is_ours = places.source.is_relative_to(places.root.resolve())
    return not is_ours and (places.report / RECORD).is_file()


def read_state(places: Places) -> dict[str, Any]:
    """What the last run left; empty where there was none."""
    try:
        state = json.loads(places.state.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return state if isinstance(state, dict) else {}


def hash_of_ledger(places: Places) -> str:
    """Of the file that remembers earlier releases; empty where there is none."""
    path = places.source / LEDGER_FILE
    return hash_of(path) if path.is_file() else ""


def is_unchanged(places: Places, key: str, only: str) -> bool:
    """Whether the last run was made of the same and its files lie there as it left them."""
    state = read_state(places)
    try:
        return (
            state["key"] == key
            and state["ledger"] == hash_of_ledger(places)
            and (not only or only in state["chapters"])
            and all((places.report / name).is_file() for name in state["hers"])
            and all(
                hash_of(places.report / name) == known
                for name, known in state["outputs"].items()
            )
        )
    except (OSError, KeyError, TypeError, AttributeError):
        return False


def _returns(places: Places) -> tuple[str, ...]:
    """The files of returns, where no case in them says that it rests on private numbers."""
    path = places.source / RETURNS_FILE
    is_private = path.is_file() and _PRIVATE_CASE.search(path.read_bytes()) is not None
    return () if is_private else (RETURNS_FILE, SCENARIOS_FILE)


_PRIVATE_CASE = re.compile(rb"is_private\W+true", re.IGNORECASE)


def hash_of_inputs(places: Places, chapters: Iterable[str]) -> Inputs:
    """Hashes of the public inputs by their names, and how many other ones there are.

    Public are the chapters and what is known to be; whatever else lies there counts as
    private.
    """
    own = (
        EVALUATION_FILE, FACTS_FILE, LEDGER_FILE, ESTIMAND_FILE, MATRIX_FILE, *OWN_TEMPLATES
    )  # fmt: skip
    names = (*own, *TEXT_FILES, *_returns(places), *(each.file for each in DECLARED))
    known = {f"{places.name}/{name}" for name in names}
    files = input_files(places)
    public = {
        name: hash_of(path)
        for name, path in files.items()
        if name in known or not path.is_relative_to(places.source)
    }
    n_private = len(files) - len(public)
    for chapter in chapters:
        path = notebook_path(chapter, places.root)
        public[f"notebooks/{path.name}"] = hash_of(path) if path.is_file() else ""
    return Inputs(public=public, n_private=n_private)

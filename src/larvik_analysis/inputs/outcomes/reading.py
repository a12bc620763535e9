"""Reads all that an evaluation holds about outcomes, and tells what is wrong with any of it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from larvik_analysis.errors import Fault, InputError, Note, Todo
from larvik_analysis.inputs.coherence import leaves
from larvik_analysis.inputs.declarations import holds_private
from larvik_analysis.inputs.evaluation import (
    EVALUATION_FILE,
    find_evaluation,
    find_root,
    inspect_evaluation,
)
from larvik_analysis.inputs.files import names_in
from larvik_analysis.inputs.frameworks import inspect_frameworks
from larvik_analysis.inputs.ledger import inspect_ledger
from larvik_analysis.inputs.naming import near_code, nearest, shown
from larvik_analysis.inputs.outcomes.declared import (
    Declared,
    absent_files,
    check_declared,
    declared_in,
)
from larvik_analysis.inputs.outcomes.estimands import (
    estimand_todos,
    inspect_estimand_versions,
    todos_of_data,
)
from larvik_analysis.inputs.pseudonyms import INVENTED_KEY, read_key
from larvik_analysis.inputs.tree import is_given, is_true, line_of
from larvik_analysis.inputs.yaml_text import Branch
from larvik_analysis.terms.estimand_versions import EstimandVersions
from larvik_analysis.terms.framework import Frameworks
from larvik_analysis.terms.microdata import FAMILIES, Dropped
from larvik_analysis.terms.outcome_files import OutcomeFiles
from larvik_analysis.terms.outcomes import FamilyRatings, OutcomeData

# Nothing is opened while something is wrong with what says how, or that it may be held.
_KEYS = ("outcomes", "estimand", "personvern", "synthetic", "analysis_date")


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomesReading:
    """What came of reading outcomes.

    Attributes
    ----------
    outcomes : OutcomeData or None
        None where nothing is declared, no file is there, or anything is wrong.
    faults, todos, notes : tuple
        The notes are private: they count rows.
    dropped : tuple of Dropped
        The columns that stayed outside.
    """

    outcomes: OutcomeData | None = None
    faults: tuple[Fault, ...] = ()
    todos: tuple[Todo, ...] = ()
    notes: tuple[Note, ...] = ()
    dropped: tuple[Dropped, ...] = ()


def read_outcomes(evaluation: str | Path, *, root: Path | None = None) -> OutcomeData:
    """All that an evaluation holds about outcomes. Never published.

    Parameters
    ----------
    evaluation : str or Path
        A folder name under `data/raw`, or a path to such a folder.
    root : Path, optional
        The project; found from the working folder if not given.

    Returns
    -------
    OutcomeData
        None stands for each file that is not declared, or not there.

    Raises
    ------
    InputError
        With every fault of `evaluation.yaml` and of every file at once.
    """
    root = root or find_root(Path.cwd())
    folder = find_evaluation(evaluation, root)
    return outcomes_of(folder, root) or OutcomeData()


def read_families(evaluation: str | Path, *, root: Path | None = None) -> FamilyRatings:
    """The ratings of an evaluation's families and children. Never published.

    Parameters
    ----------
    evaluation : str or Path
        A folder name under `data/raw`, or a path to such a folder.
    root : Path, optional
        The project; found from the working folder if not given.

    Raises
    ------
    InputError
        With every fault at once; also where the evaluation has no ratings.
    """
    outcomes = read_outcomes(evaluation, root=root)
    if outcomes.families is None:
        values = {"keys": "families"}
        fault = Fault(
            file=EVALUATION_FILE, code="key_missing", column="outcomes", values=values
        )
        raise InputError([fault])
    return outcomes.families


def outcomes_of(
    folder: Path, root: Path, settings: Mapping[str, str] | None = None
) -> OutcomeData | None:
    """The outcomes of an evaluation; None where it has none.

    Parameters
    ----------
    folder, root : Path
        The evaluation folder, as `find_evaluation` gives it, and the project.
    settings : mapping of str to str, optional
        Keys of `evaluation.yaml` that this run sets otherwise.

    Raises
    ------
    InputError
        With every fault of `evaluation.yaml` and of every file.
    """
    _, faults, tree = inspect_evaluation(folder, root, settings)
    frameworks, of_frameworks = inspect_frameworks(root)
    reading = inspect_outcomes(folder, root, tree, faults, frameworks)
    if every := [*faults, *of_frameworks, *reading.faults]:
        raise InputError(every)
    return reading.outcomes


def inspect_outcomes(
    folder: Path,
    root: Path,
    tree: Branch,
    told: Sequence[Fault],
    frameworks: Frameworks | None,
) -> OutcomesReading:
    """Outcomes with all faults, things to do and notes; raises for none of them.

    Parameters
    ----------
    folder, root : Path
        The evaluation folder and the project.
    tree : Branch
        The tree of `evaluation.yaml`.
    told : sequence of Fault
        What is wrong with it.
    frameworks : Frameworks or None
        None where they could not be read, which is told elsewhere.
    """
    declared = declared_in(tree, frameworks or Frameworks(frameworks=()))
    versions, faults = inspect_estimand_versions(folder)
    faults += check_declared(declared, tree, folder) if frameworks else []
    todos: list[Todo] = []
    date = _analysis_date(tree)
    if declared.estimand is not None and date is not None:
        newest = versions.with_newest(declared.estimand, evaluation=folder.name, date=date)
        todos += estimand_todos(declared.estimand, newest, tree)
    if declared.files is None:
        return OutcomesReading(faults=tuple(faults), todos=tuple(todos))
    absent = absent_files(declared.files, tree, folder)
    about = _of_files(declared, tree, folder, absent)
    faults += [remark for remark in about if isinstance(remark, Fault)]
    todos += [remark for remark in about if isinstance(remark, Todo)]
    if declared.estimand is None and declared.files.families:
        todos += _without_estimand(tree, versions)
    is_open = frameworks is not None and not faults and date is not None
    if not is_open or any(fault.column.split(".")[0] in _KEYS for fault in told):
        return OutcomesReading(faults=tuple(faults), todos=tuple(todos))
    present = declared.files.files.keys() - absent.keys()
    reading = _opened(folder, root, tree, declared, present)
    return OutcomesReading(
        outcomes=reading.outcomes,
        faults=reading.faults,
        todos=(*todos, *_of_data(declared, reading, tree), *reading.todos),
        notes=reading.notes,
        dropped=reading.dropped,
    )


def _opened(
    folder: Path, root: Path, tree: Branch, declared: Declared, present: Set[str]
) -> OutcomesReading:
    """What the files say that are there."""
    date = _analysis_date(tree)
    if date is None or not present:
        return OutcomesReading()
    key = INVENTED_KEY
    has_families = present - {"outcomes.zones.file"}
    if has_families and not is_true(tree, "synthetic"):
        try:
            key = read_key(folder.name, outside_of=(root, folder))
        except InputError as error:
            return OutcomesReading(faults=error.faults)
    # Loads pandas, which readers of evaluation.yaml alone do without.
    from larvik_analysis.inputs.outcomes.ground import Ground
    from larvik_analysis.inputs.outcomes.opened import OpenedFiles

    opened = OpenedFiles(folder, declared, Ground(key=key, analysis_date=date), present)
    outcomes = opened.outcomes()
    faults = tuple(fault for table in opened.tables for fault in table.faults)
    return OutcomesReading(
        outcomes=None if faults else outcomes,
        faults=faults,
        todos=tuple(
            Todo(file=table.file, code="outcomes_empty_file")
            for table in opened.tables
            if table.is_empty
        ),
        notes=tuple(note for table in opened.tables for note in table.notes),
        dropped=tuple(dropped for table in opened.tables for dropped in table.dropped),
    )


def _of_data(declared: Declared, reading: OutcomesReading, tree: Branch) -> Iterator[Todo]:
    if declared.estimand is not None:
        yield from todos_of_data(declared.estimand, reading.outcomes, tree)


def _analysis_date(tree: Branch) -> datetime.date | None:
    for _, leaf in leaves(tree, "analysis_date"):
        try:
            return datetime.date.fromisoformat(leaf.text)
        except ValueError:  # told as a fault
            return None
    return None


def _of_files(
    declared: Declared, tree: Branch, folder: Path, absent: Mapping[str, str]
) -> list[Fault | Todo]:
    """Files that are not there, and private ones of what is said to be invented."""
    files = declared.files
    if files is None:
        return []
    lines = {key: leaf.line for pattern in files.files for key, leaf in leaves(tree, pattern)}
    found: list[Fault | Todo] = [_absent(key, files, folder, lines.get(key)) for key in absent]
    if is_true(tree, "synthetic"):
        found += [
            _todo("synthetic_in_private", lines.get(key), key)
            for key, file in files.private_files.items()
            if holds_private(folder, file)
        ]
    return found


def _absent(key: str, files: OutcomeFiles, folder: Path, line: int | None) -> Fault | Todo:
    """A file that is not there: a fault where an earlier report was made of it."""
    path = folder / PurePosixPath(files.files[key])
    declared = {PurePosixPath(file).name for file in files.files.values()}
    near = nearest(path.name, sorted({*names_in(path.parent)} - declared))
    values = {"found": shown(path.name)} | ({"nearest": shown(near)} if near else {})
    ledger, _ = inspect_ledger(folder)
    if key == "outcomes.families" and any(FAMILIES in entry.asked for entry in ledger.entries):
        return Fault(
            file=EVALUATION_FILE,
            code=near_code("data_gone", near),
            line=line,
            column=key,
            values={"data": key.removeprefix("outcomes."), **values},
        )
    return _todo(near_code("outcomes_absent", near), line, key, **values)


def _without_estimand(tree: Branch, versions: EstimandVersions) -> Iterator[Todo]:
    """Ratings of which nobody has said what is to be learnt, or nobody says it any longer."""
    if is_given(tree, "estimand"):  # told where it is wrong
        return
    code = "estimand_removed" if versions.versions else "estimand_missing"
    yield _todo(code, line_of(tree, "outcomes"), "outcomes")


def _todo(code: str, line: int | None, column: str, **values: str) -> Todo:
    return Todo(file=EVALUATION_FILE, code=code, line=line, column=column, values=values)

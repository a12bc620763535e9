"""Reads `estimand.jsonl`, which remembers what was to be estimated before data were read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from larvik_analysis.errors import Fault, InputError, Todo
from larvik_analysis.inputs.chain import is_day, read_chain
from larvik_analysis.inputs.evaluation import EVALUATION_FILE, inspect_evaluation
from larvik_analysis.inputs.tree import line_of
from larvik_analysis.inputs.yaml_text import Branch
from larvik_analysis.terms.estimand_versions import (
    EstimandVersion,
    EstimandVersions,
    is_late,
)
from larvik_analysis.terms.evaluation import Evaluation
from larvik_analysis.terms.outcomes import RATED_IN_WAVES, Estimand, OutcomeData

ESTIMAND_FILE = "estimand.jsonl"
_KEYS = {"number", "evaluation", "date", "estimand", "before"}


def read_estimand_versions(folder: Path, evaluation: Evaluation) -> EstimandVersions:
    """The versions of an evaluation's estimand, the present one last.

    Parameters
    ----------
    folder : Path
        The evaluation folder, as `find_evaluation` gives it.
    evaluation : Evaluation

    Raises
    ------
    InputError
        With every line that is not as it was written.
    """
    versions, faults = inspect_estimand_versions(folder)
    if faults:
        raise InputError(faults)
    if evaluation.estimand is None:
        return versions
    return versions.with_newest(
        evaluation.estimand, evaluation=folder.name, date=evaluation.analysis_date
    )


def inspect_estimand_versions(folder: Path) -> tuple[EstimandVersions, list[Fault]]:
    """The versions that were written (none where there are faults) and all faults."""
    found, faults = read_chain(
        folder / ESTIMAND_FILE,
        ESTIMAND_FILE,
        _version,
        lambda versions: EstimandVersions(versions).text,
        of_other="estimand_of_other",
        is_remembered=True,
    )
    return EstimandVersions(found), faults


def estimand_text(folder: Path, root: Path) -> str | None:
    """What `estimand.jsonl` has to hold before a run reads any data.

    Parameters
    ----------
    folder : Path
        The evaluation folder.
    root : Path
        The project folder.

    Returns
    -------
    str or None
        The whole file, longer by one line; None where there is nothing to add, or where
        something is wrong, which a check tells.
    """
    evaluation, _, _ = inspect_evaluation(folder, root)
    if evaluation is None or evaluation.estimand is None:
        return None
    versions, faults = inspect_estimand_versions(folder)
    newest = versions.with_newest(
        evaluation.estimand, evaluation=folder.name, date=evaluation.analysis_date
    )
    return None if faults or newest == versions else newest.text


def estimand_todos(
    estimand: Estimand, versions: EstimandVersions, tree: Branch
) -> Iterator[Todo]:
    """Changes without a reason, and what nobody outside the evaluation can vouch for."""
    line = line_of(tree, "estimand")
    for deviation in versions.deviations(estimand):
        if not deviation.reason:
            yield _todo("estimand_reason", line, field=deviation.field)
    if estimand.fixed_on is None or not estimand.registered:
        yield _todo("estimand_unregistered", line)


def todos_of_data(
    estimand: Estimand, outcomes: OutcomeData | None, tree: Branch
) -> Iterator[Todo]:
    """What the estimand says that the data do not bear out: waves, and that it came first."""
    line = line_of(tree, "estimand")
    if outcomes is None:
        return
    if outcomes.families is not None and estimand.contrast in RATED_IN_WAVES:
        rated = set(outcomes.families.table["wave"])
        for name in ("first_wave", "last_wave"):
            wave = getattr(estimand, name)
            if wave not in rated:
                yield _todo("estimand_wave_nobody", line, key=name, wave=str(wave))
    if estimand.fixed_on is not None and estimand.registered and is_late(estimand, outcomes):
        yield _todo("estimand_late", line)


def _todo(code: str, line: int | None, **values: str) -> Todo:
    return Todo(file=EVALUATION_FILE, code=code, line=line, column="estimand", values=values)


def _version(found: Mapping[str, Any], number: int) -> EstimandVersion | str:
    """The version of one line, or the key of what is wrong with it."""
    is_whole = (
        set(found) == _KEYS
        and isinstance(found["number"], int)
        and isinstance(found["evaluation"], str)
        and is_day(found["date"])
        and isinstance(found["estimand"], dict)
        and isinstance(found["before"], str)
    )
    if not is_whole:
        return "ledger_keys"
    if found["number"] != number:
        return "ledger_number"
    return EstimandVersion(
        number=number,
        evaluation=found["evaluation"],
        date=found["date"],
        estimand=found["estimand"],
    )

"""The evaluation, its facts and its own data in one call: what a chapter starts from."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from larvik_analysis.errors import InputError
from larvik_analysis.terms.microdata import Microdata
from larvik_analysis.terms.study import Study

from .declared import CHECKS, FINDINGS, INDICATORS, read_declared
from .evaluation import find_evaluation, find_root, read_evaluation
from .facts import read_facts
from .frameworks import read_frameworks
from .ledger import inspect_ledger
from .microdata import read_microdata
from .outcomes.estimands import read_estimand_versions
from .outcomes.reading import outcomes_of
from .prevention import read_matrix
from .returns.evidence import evidence_for
from .returns.reading import read_returns


def read_study(
    evaluation: str | Path,
    settings: Mapping[str, str] | None = None,
    *,
    root: Path | None = None,
) -> Study:
    """Read an evaluation, its register of facts, and its own data where it has any.

    Parameters
    ----------
    evaluation : str or Path
        A folder name under `data/raw`, or a path to such a folder.
    settings : mapping of str to str, optional
        Keys of `evaluation.yaml` that this run sets otherwise.
    root : Path, optional
        The project; found from the working folder if not given.

    Raises
    ------
    InputError
        With all faults of the files.
    """
    root = root or find_root(Path.cwd())
    folder = find_evaluation(evaluation, root)
    found = read_evaluation(folder, root=root, settings=settings)
    facts = read_facts(folder, root=root)
    ledger, faults = inspect_ledger(folder)
    microdata: Mapping[str, Microdata] = {}
    try:
        if found.microdata:
            microdata = read_microdata(folder, found, root=root)
    except InputError as error:
        raise InputError([*error.faults, *faults]) from error
    if faults:
        raise InputError(faults)
    frameworks = read_frameworks(root=root)
    documents = [document.id for document in found.documents]
    return Study(
        evaluation=found,
        facts=facts,
        microdata=microdata,
        ledger=ledger,
        outcomes=outcomes_of(folder, root, settings) if found.outcomes else None,
        estimand_versions=read_estimand_versions(folder, found),
        frameworks=frameworks,
        indicators=read_declared(INDICATORS, folder),
        matrix=read_matrix(folder, frameworks, documents),
        findings=read_declared(FINDINGS, folder),
        checks=read_declared(CHECKS, folder),
        returns=read_returns(folder, root=root),
        evidence=evidence_for(found, root),
    )

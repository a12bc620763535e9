"""The evaluation and its facts in one call: what a chapter starts from."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from larvik_analysis.terms.study import Study

from .evaluation import read_evaluation
from .facts import read_facts


def read_study(
    evaluation: str | Path,
    settings: Mapping[str, str] | None = None,
    *,
    root: Path | None = None,
) -> Study:
    """Read an evaluation and its register of facts.

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
        With all faults of the two files.
    """
    return Study(
        evaluation=read_evaluation(evaluation, root=root, settings=settings),
        facts=read_facts(evaluation, root=root),
    )

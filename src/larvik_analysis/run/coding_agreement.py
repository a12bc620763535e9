"""How far two people agree who coded the same open answers: told to the evaluator alone."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from larvik_analysis.errors import Note, Todo
from larvik_analysis.terms.language import format_number
from larvik_analysis.terms.questions import DataFile
from larvik_analysis.terms.results import NotEstimable

if TYPE_CHECKING:
    from larvik_analysis.inputs.coding.second import TwoCodings


def agreement_of_coders(
    folder: Path, files: Iterable[DataFile]
) -> tuple[tuple[Note, ...], tuple[Todo, ...]]:
    """A note for each theme that two have coded, and what keeps it from being one.

    Parameters
    ----------
    folder : Path
        The evaluation folder.
    files : iterable of DataFile
    """
    from larvik_analysis.inputs.coding.second import read_two_coders

    found, todos = read_two_coders(folder, files)
    return tuple(map(_note, found)), tuple(todos)


def _note(codings: TwoCodings) -> Note:
    # Slow to import, and seldom needed.
    from larvik_analysis.estimate.statistics.agreement import krippendorff_alpha
    from larvik_analysis.estimate.statistics.kappas import cohen_kappa

    first, second = ([int(said) for said in by] for by in (codings.first, codings.second))
    n_agreed = sum(one == other for one, other in zip(first, second, strict=True))
    values = {"theme": codings.theme, "line": str(codings.line)}
    values |= {"count": str(len(first)), "agreed": str(n_agreed)}
    kappa = cohen_kappa(first, second)
    if isinstance(kappa, NotEstimable):
        return Note(file=codings.file, code="coding_agreement_none", values=values)
    alpha = krippendorff_alpha([first, second], metric="nominal")
    told = "–" if isinstance(alpha, NotEstimable) else _in_words(alpha.estimate)
    values |= {"kappa": _in_words(kappa.estimate), "alpha": told}
    return Note(file=codings.file, code="coding_agreement", values=values)


def _in_words(value: float) -> str:
    return format_number(value, "nb", decimals=2)

"""Which way families moved, as own data that the gate can judge like any answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import pandas as pd

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.arguments import COARSE_ROUNDING
from larvik_analysis.estimate.survey.change_statistics import CHANGE, DIRECTION
from larvik_analysis.terms.catalogue import LANGUAGES, read_catalogue
from larvik_analysis.terms.microdata import FAMILIES, Microdata
from larvik_analysis.terms.outcomes import (
    RATED_IN_WAVES,
    Estimand,
    Factor,
    FamilyRatings,
)
from larvik_analysis.terms.questions import Answer, DataFile, Question
from larvik_analysis.terms.study import Study
from larvik_analysis.terms.words import Words

from .composite import changes_of_families, ends_of, known_factors, paired_ratings

BETTER: Final = "bedre"
SAME: Final = "uendret"
WORSE: Final = "verre"
WAYS: Final[Mapping[str, str]] = {BETTER: "better", SAME: "same", WORSE: "worse"}


def with_families(study: Study) -> Study:
    """The study with families' change among its own data, where it has any.

    Parameters
    ----------
    study : Study

    Returns
    -------
    Study
        The same one where there are no ratings, no estimand that goes by waves, or where
        they are among its own data already.

    Raises
    ------
    ParameterError
        If another file of own data has the name of these, or as `changes_of_families`.
    """
    ratings = study.outcomes.families if study.outcomes is not None else None
    estimand = study.evaluation.estimand
    if ratings is None or estimand is None or estimand.contrast not in RATED_IN_WAVES:
        return study
    if FAMILIES in study.microdata:
        if CHANGE in study.microdata[FAMILIES].table:
            return study
        raise ParameterError("data_id_reserved", data=FAMILIES)
    files = study.evaluation.outcomes
    data = families_as_microdata(ratings, estimand, file=files.families if files else "")
    declared = (*study.evaluation.microdata, data.declared)
    return replace(
        study,
        evaluation=replace(study.evaluation, microdata=declared),
        microdata={**study.microdata, FAMILIES: data},
    )


def families_as_microdata(
    ratings: FamilyRatings, estimand: Estimand, *, file: str = ""
) -> Microdata:
    """One row a family that started, with the way it moved; all of it sensitive.

    Parameters
    ----------
    ratings : FamilyRatings
    estimand : Estimand
        Names the factors, the waves and whom it is about.
    file : str
        Where the ratings were read from.

    Returns
    -------
    Microdata
        `retning` says which way the primary composite moved: ``bedre`` (less burden),
        ``uendret`` or ``verre``, and `retning_<factor>` the same of each of its factors, as
        the mean of the family's children. Missing where it was not rated both times: how
        many were lost may be known, as it may of any question that was left open. They are
        missing also where the estimand counts them as unchanged: counts of families nobody
        rated again would tell of those that were. `change` is the change itself, and no
        variable: only `mean_change` reads it.

    Raises
    ------
    ParameterError
        As `changes_of_families`.
    """
    families = changes_of_families(ratings, estimand).set_index("family")
    by_factor = _changes_by_factor(ratings, estimand, families.index)
    changes = {DIRECTION: families["change"]} | {
        f"{DIRECTION}_{factor}": by_factor[factor] for factor in by_factor
    }
    table = pd.DataFrame({name: _ways(column) for name, column in changes.items()})
    table[CHANGE] = families["change"]
    declared = DataFile(
        id=FAMILIES,
        file=file,
        name=estimand.population,
        unit_of_analysis="families",
        questions=_questions(ratings, estimand),
    )
    return Microdata(declared, table.reset_index(drop=True))


def _changes_by_factor(
    ratings: FamilyRatings, estimand: Estimand, families: pd.Index
) -> pd.DataFrame:
    """The mean change of each family's children, a column a factor."""
    factors = known_factors(ratings, estimand.factors)
    pairs = paired_ratings(ratings, estimand)
    pairs["change"] = pairs["after"] - pairs["before"]
    wide = pairs.pivot_table(index="family", columns="factor", values="change", dropna=False)
    wide = wide.reindex(index=families, columns=list(factors))
    return wide.mask(wide.abs() < COARSE_ROUNDING, 0.0)


def _ways(changes: pd.Series[float]) -> pd.Series[Any]:
    said = changes.map(
        lambda change: BETTER if change < 0 else WORSE if change > 0 else SAME,
        na_action="ignore",
    )
    return said.astype(pd.CategoricalDtype(list(WAYS)))


def _questions(ratings: FamilyRatings, estimand: Estimand) -> tuple[Question, ...]:
    """The composite first, then its factors, with how far each way can go at the most."""
    ends = ends_of(ratings)
    reach = float(ends.high - ends.low)
    limits = {BETTER: (-reach, None), SAME: (0.0, 0.0), WORSE: (None, reach)}
    answers = tuple(
        Answer(
            id=way,
            name=_in_catalogue(f"labels.way.{WAYS[way]}"),
            at_least=limits[way][0],
            at_most=limits[way][1],
        )
        for way in WAYS
    )
    named: dict[str, Factor] = {factor.id: factor for factor in ratings.factors}
    names = {DIRECTION: _in_catalogue("labels.composite.all")} | {
        f"{DIRECTION}_{name}": named[name].name
        for name in known_factors(ratings, estimand.factors)
    }
    return tuple(
        Question(id=question, column=question, name=name, kind="numeric", answers=answers)
        for question, name in names.items()
    )


def _in_catalogue(key: str) -> Words:
    nb, en = (read_catalogue(language)[key] for language in LANGUAGES)
    return Words(nb=nb, en=en)

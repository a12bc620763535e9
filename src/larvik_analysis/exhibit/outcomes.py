"""What may leave of how families fared: which way they moved, how far, and what it is not.

The gate judges every number here. The pictures of single families are in the internal layer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from larvik_analysis.estimate.indicators.facts import share
from larvik_analysis.estimate.indicators.tables import tabulate_estimates
from larvik_analysis.estimate.outcomes.as_microdata import WAYS, with_families
from larvik_analysis.estimate.outcomes.change import cautions_of
from larvik_analysis.estimate.survey.change_statistics import DIRECTION, MEAN_CHANGE
from larvik_analysis.estimate.survey.counts import as_counted, as_scored
from larvik_analysis.terms.estimand_versions import is_late
from larvik_analysis.terms.microdata import (
    ANSWERED,
    FAMILIES,
    UNANSWERED,
    Cell,
    Microdata,
    Scored,
)
from larvik_analysis.terms.results import FactEstimate
from larvik_analysis.terms.study import Study

from .exhibit import Exhibit, Target
from .internal import design_of, outcomes_of
from .of_answers import exhibit_of_answers, labelled, labelled_from, words_of
from .statement import Statement

_NOT_RATED = "not_rated"
# Of what a report on families would need, in the order in which it helps most.
_WANTED = ("families", "pathways", "contacts", "goals", "sessions")


def exhibit_change_counts(study: Study, measure: str) -> Exhibit | None:
    """Figure: how many families got better, stayed the same or got worse, all factors together.

    Shares of all that started, those not rated again too. None where there are no
    ratings of the measure.
    """
    return _counts(study, measure, "change_counts", of_factors=False)


def exhibit_factor_counts(study: Study, measure: str) -> Exhibit | None:
    """Figure: the same for each factor, in the declared order.

    An exhibit of its own, since it can tell too much beside the first: then that one stays.
    """
    return _counts(study, measure, "change_factors", of_factors=True)


def _counts(study: Study, measure: str, group: str, *, of_factors: bool) -> Exhibit | None:
    own = _families(study, measure)
    if own is None:
        return None
    rows = [
        ({"question": question, "answer": way}, _of_all(own, question, answer))
        for question in own.variables
        if (question != DIRECTION) is of_factors
        for answer, way in (*WAYS.items(), (UNANSWERED, _NOT_RATED))
    ]
    table = tabulate_estimates(rows)
    names = {variable.id: variable.name for variable in own.variables.values()}
    table = labelled(table, "question", "label", names, study)
    table = labelled_from(table, "answer", "answer_label", "way", study)
    return _exhibit(study, own, group, table, "change_strip.draw_change_strips")


def _of_all(own: Microdata, question: str, answer: str) -> FactEstimate:
    counted = as_counted(own, Cell(FAMILIES, ((question, answer),)))
    return share(counted, as_counted(own, Cell(FAMILIES)))


def exhibit_change(study: Study, measure: str) -> Exhibit | None:
    """Figure: the mean change of the primary composite with its interval.

    None where there are no ratings of the measure, or no family was rated both times.
    """
    own = _families(study, measure)
    if own is None or not own.count({DIRECTION: ANSWERED}):
        return None
    mean = _mean(own)
    table = tabulate_estimates([({"statistic": MEAN_CHANGE}, mean)])
    table = labelled_from(table, "statistic", "label", "moved", study)
    shown = _exhibit(study, own, "change_mean", table, "change_dot.draw_change_dot")
    return replace(
        shown,
        caption=replace(shown.caption, cells={"mean": mean}),
        alternative_text=replace(shown.alternative_text, cells={"mean": mean}),
    )


def _mean(own: Microdata) -> FactEstimate:
    return as_scored(own, Scored(MEAN_CHANGE, FAMILIES, (DIRECTION,)))


def _exhibit(
    study: Study, own: Microdata, group: str, table: pd.DataFrame, draw: str
) -> Exhibit:
    design = design_of(study)
    shown = exhibit_of_answers(
        study, own, group, [group], table, "sensitive",
        words={"design": design},
        draw=draw,
        options={"design": design, "who": str(words_of(study, own)["units"])},
    )  # fmt: skip
    # Nobody answered: families were rated.
    return replace(
        shown, target=Target(kind="census", sentence=Statement(key="family_change.target"))
    )


def state_change(study: Study, measure: str) -> tuple[Statement, ...]:
    """What was to be measured, of whom, what came out, and what it does not say.

    Sentences of their own: the gate holds back each that has a number it hides.
    """
    own, estimand = _families(study, measure), study.evaluation.estimand
    if own is None or estimand is None:
        return ()
    language = study.language
    said = {
        "outcome": estimand.outcome.in_language(language),
        "population": estimand.population.in_language(language),
    }
    stated = [Statement(key="family_change.estimand", words=said)]
    if is_late(estimand, study.outcomes):
        stated.append(Statement(key="family_change.late"))
    stated += _followed(own)
    if own.count({DIRECTION: UNANSWERED}):
        stated.append(Statement(key=f"family_change.lost_{estimand.lost}"))
    if own.count({DIRECTION: ANSWERED}):
        stated.append(Statement(key="family_change.mean", cells={"mean": _mean(own)}))
    return (*stated, *(Statement(key=key) for key in _cautions(study)))


def _followed(own: Microdata) -> Iterator[Statement]:
    cells = {
        "started": Cell(FAMILIES),
        "followed": Cell(FAMILIES, ((DIRECTION, ANSWERED),)),
        "lost": Cell(FAMILIES, ((DIRECTION, UNANSWERED),)),
    }
    for name, cell in cells.items():
        yield Statement(key=f"family_change.{name}", cells={name: as_counted(own, cell)})


def _cautions(study: Study) -> Iterator[str]:
    """What the declared design leaves open, whatever the numbers say.

    Who rated whom, one child may decide: that is for those with access.
    """
    ratings = study.outcomes.families if study.outcomes is not None else None
    if ratings is not None and study.evaluation.estimand is not None:
        told = cautions_of(ratings, study.evaluation.estimand)
        for name in (name for name in told if name != "raters_changed"):
            yield f"family_change.caution_{name}"


def state_missing_outcomes(study: Study, measure: str) -> tuple[Statement, ...]:
    """Which data on how it went are not there, and what they would have shown.

    Parameters
    ----------
    study : Study
    measure : str
        Id of a measure.

    Returns
    -------
    tuple of Statement
        None where families' ratings of that measure are there, and nothing else is missing.
    """
    outcomes = outcomes_of(study, measure)
    missing = [name for name in _WANTED if getattr(outcomes, name) is None]
    if not missing:
        return ()
    name = study.evaluation.measure(measure).name.in_language(study.language)
    if len(missing) == len(_WANTED):
        return (Statement(key="family_change_missing.all", words={"measure": name}),)
    stated = [Statement(key=f"family_change_missing.{kind}") for kind in missing]
    if missing[0] != _WANTED[0]:
        return tuple(stated)
    return (Statement(key="family_change_missing.intro", words={"measure": name}), *stated)


def _families(study: Study, measure: str) -> Microdata | None:
    """Families' change as own data; None where it is not of the measure, or there is none."""
    is_its = outcomes_of(study, measure).families is not None
    return with_families(study).microdata.get(FAMILIES) if is_its else None

"""Who pays and who gains in words, what has no price, and what the numbers do not show."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pandas as pd

from larvik_analysis.estimate.indicators.returns_ops import numbers_of_table
from larvik_analysis.estimate.returns.model_numbers import BY_OTHERS, BY_STATE
from larvik_analysis.terms.catalogue import read_catalogue
from larvik_analysis.terms.returns_case import READINGS, NonPriced, ReturnsModel
from larvik_analysis.terms.study import Study

from .break_even import REACHED, Needed, outcome_word
from .exhibit import Exhibit
from .knowledge import declared_exhibit
from .returns_kroner import Labels
from .statement import Statement

_OF_BENEFITS: Final = "municipal_share_of_benefits"
_OF_PLACEMENT: Final = "state_share_of_placement"
_CAUSAL: Final = "causal_share"
# Outcomes whose numbers are differences between those outside and others of all ages.
_OF_EXCLUSION: Final = ("dropout", "exclusion")


def state_wrong_pocket(study: Study, measure: str) -> tuple[Statement, ...]:
    """Who pays for the measure and whose purse gains; nothing without a case."""
    model = study.returns.get(measure)
    if model is None or model.case.is_private:
        return ()
    return tuple(_pockets(model))


def _pockets(model: ReturnsModel) -> Iterator[Statement]:
    """Who pays, who gets back what is saved, and what follows for a municipality alone."""
    inputs = numbers_of_table(model, "inputs")

    def told(key: str, name: str) -> Statement:
        words = {"source": model.parameters[name].source}
        return Statement(key=f"wrong_pocket.{key}", cells={"share": inputs[name]}, words=words)

    paid = {name: inputs[name].estimate for name in (BY_OTHERS, BY_STATE) if name in inputs}
    if None in paid.values():
        yield Statement(key="wrong_pocket.pays_unknown")
    elif not any(paid.values()):
        yield Statement(key="wrong_pocket.pays_alone")
    else:
        yield from (told(name, name) for name, share in paid.items() if share)
        yield Statement(key="wrong_pocket.pays_rest")
    for name in (_OF_BENEFITS, _OF_PLACEMENT):
        if name in inputs and inputs[name].estimate is not None:
            yield told(name, name)
    if any(outcome.id in _OF_EXCLUSION for outcome in model.outcomes):
        yield Statement(key="wrong_pocket.production")
    needed = Needed(model, model.outcomes[0])
    gains = {reading: needed.reach(reading) in REACHED for reading in READINGS}
    if gains["society"] and not gains["municipality"]:
        yield Statement(key="wrong_pocket.so_what")


def exhibit_non_priced(study: Study, measure: str) -> Exhibit | None:
    """Table: effects without a price here, whom they concern, and whether they could decide.

    None where none is declared.
    """
    model = study.returns.get(measure)
    if model is None or not model.non_priced:
        return None
    effects = model.non_priced
    rows = [_effect(study, effect) for effect in effects]
    could = [effect for effect in effects if effect.could_change_ranking]
    return declared_exhibit(
        study,
        f"{measure}-uten-pris",
        "non_priced",
        pd.DataFrame.from_records(rows),
        tuple(rows[0]),
        finding="could" if could else "could_not",
        is_told_alike=True,
        words={"rules": model.rules.title.in_language(study.language)},
    )


def _effect(study: Study, effect: NonPriced) -> Labels:
    language, texts = study.language, read_catalogue(study.language)
    ranking = "could" if effect.could_change_ranking else "could_not"
    return {
        "effect": effect.id,
        "label": effect.effect.in_language(language),
        "who": effect.id,
        "who_label": effect.whom.in_language(language),
        "known": effect.id,
        "known_label": effect.how.in_language(language),
        "direction": effect.direction,
        "direction_label": texts[f"labels.returns_direction.{effect.direction}"],
        "ranking": ranking,
        "ranking_label": texts[f"labels.returns_ranking.{ranking}"],
    }


def state_returns_limits(study: Study, measure: str) -> tuple[Statement, ...]:
    """What the numbers do not show; nothing without a case."""
    model = study.returns.get(measure)
    if model is None or model.case.is_private:
        return ()
    return tuple(_limits(study, model))


def _limits(study: Study, model: ReturnsModel) -> Iterator[Statement]:
    """What is assumed of cause, risk and time, and what is left out."""
    first, inputs = model.outcomes[0], numbers_of_table(model, "inputs")
    word = outcome_word(study, first)
    if model.parameters[model.case.unknown].kind != "data":
        yield Statement(key="returns_limits.not_an_effect", words={"outcome": word})
    if _CAUSAL in first.multipliers and inputs[_CAUSAL].estimate is not None:
        yield Statement(
            key="returns_limits.association",
            cells={"share": inputs[_CAUSAL]},
            words={"outcome": word},
        )
    yield Statement(
        key="returns_limits.counterfactual",
        words={"counterfactual": model.case.counterfactual.in_language(study.language)},
    )
    yield Statement(
        key="returns_limits.baseline",
        words={"outcome": word, "source": model.parameters[first.baseline].source},
    )
    if first.id in _OF_EXCLUSION:
        yield Statement(key="returns_limits.pooled")
        yield Statement(key="returns_limits.health")
    yield Statement(key="returns_limits.no_us_rate")
    yield Statement(key="returns_limits.distribution")

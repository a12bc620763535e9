"""A return as a chapter asks for it: in a scenario, by other rules, with numbers typed in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from larvik_analysis.errors import ParameterError
from larvik_analysis.terms.parameter_limits import has_thousands
from larvik_analysis.terms.returns_case import ReturnsModel
from larvik_analysis.terms.study import Study

from .changes import with_changes, with_scenario, without_source

_EXAMPLE = "causal_share=0,3; wage=700000"


def vary_returns(
    study: Study, measure: str, *, scenario: str = "", rules: str = "", changes: str = ""
) -> Study:
    """The study with the return of one measure in a scenario, by other rules, or otherwise.

    Parameters
    ----------
    study : Study
    measure : str
        Of `evaluation.yaml`.
    scenario : str
        Id of a scenario of `scenarios.yaml`; empty for the numbers as they stand. A value
        beyond what its parameter is drawn or tried out over counts as judgement.
    rules : str
        Name of other rules, such as ``green_book``.
    changes : str
        Numbers typed in, as ``causal_share=0,3; wage=700000``: in the unit of the parameter,
        kroner in the prices of `returns.yaml`. What is typed in has no source, so it counts
        as judgement.

    Raises
    ------
    ParameterError
        If something is asked of a measure without a return, or a scenario, rules, a
        parameter or a number is not known or not possible.
    """
    asked = asked_changes(scenario=scenario, rules=rules, changes=changes)
    if not asked:
        return study
    return replace(study, returns=varied_models(study.returns, measure, asked))


def asked_changes(*, scenario: str = "", rules: str = "", changes: str = "") -> tuple[str, ...]:
    """What a chapter is asked to change, as `ReturnsModel.changes` tells it; mostly nothing.

    Raises
    ------
    ParameterError
        If `changes` are not names and numbers.
    """
    chosen = [
        f"{key}={name}" for key, name in (("scenario", scenario), ("rules", rules)) if name
    ]
    return (*chosen, *(f"{name}={value}" for name, value in _typed(changes)))


def varied_models(
    returns: Mapping[str, ReturnsModel], measure: str, asked: Iterable[str]
) -> dict[str, ReturnsModel]:
    """All models of an evaluation, that of one measure with the changes asked for.

    Raises
    ------
    ParameterError
        As `vary_returns`.
    """
    if measure not in returns:
        raise ParameterError("returns_no_case", measure=measure)
    return {**returns, measure: changed_model(returns[measure], asked)}


def changed_model(model: ReturnsModel, changes: Iterable[str]) -> ReturnsModel:
    """The model with each change, as `ReturnsModel.changes` tells them, in their order.

    Raises
    ------
    ParameterError
        As `vary_returns`.

    Examples
    --------
    >>> changed_model(model, ["scenario=lav", "causal_share=0.3"])  # doctest: +SKIP
    """
    for name, value in (change.partition("=")[::2] for change in changes):
        if name == "scenario":
            model = with_scenario(model, value)
        elif name == "rules":
            model = with_changes(model, rules=value)
        else:
            model = _guessed(with_changes(model, {name: _number(value)}), name)
    return model


def _number(text: str) -> float:
    """The number that was typed; a comma may be the decimal sign.

    Raises
    ------
    ParameterError
        If it is none.
    """
    try:
        return float(text.replace(",", ".").replace(" ", ""))
    except ValueError as error:
        raise ParameterError("returns_change_form", example=_EXAMPLE) from error


def _guessed(model: ReturnsModel, name: str) -> ReturnsModel:
    """The model with a number that was typed in."""
    typed = without_source(model.parameters[name])
    return replace(model, parameters={**model.parameters, name: typed})


def _typed(changes: str) -> list[tuple[str, float]]:
    """Names and numbers, once they are such; a comma may be the decimal sign."""
    found = []
    for change in filter(None, (part.strip() for part in changes.split(";"))):
        name, sign, value = (part.strip() for part in change.partition("="))
        if has_thousands(value):
            raise ParameterError("returns_change_thousands", name=name)
        if not sign or not name:
            raise ParameterError("returns_change_form", example=_EXAMPLE)
        found.append((name, _number(value)))
    return found

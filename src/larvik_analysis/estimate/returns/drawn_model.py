"""A model whose numbers can be drawn: one of ours, or a function of somebody's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.returns.model_numbers import missing_of, needs_of
from larvik_analysis.estimate.returns.sampling import (
    Sampler,
    missing_in,
    refuse_unnamed,
    sampler_of,
)
from larvik_analysis.estimate.returns.streams import Stream, streams_of
from larvik_analysis.terms.discount_rules import Rules
from larvik_analysis.terms.parameter_limits import refuse_parameters
from larvik_analysis.terms.parameters import Correlated, Parameter
from larvik_analysis.terms.results import NotEstimable
from larvik_analysis.terms.returns_case import ReturnsModel

FloatArray = NDArray[np.float64]
Values = Mapping[str, FloatArray]
# Takes each parameter as an array of one number a draw.
Function = Callable[[Values], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnModel:
    """What is worked out, for which numbers, by which rules.

    Attributes
    ----------
    function : callable
        From the parameters to the streams.
    parameters : dict of str to Parameter
    sampler : Sampler
    rules : Rules or None
        None for a function that needs none.
    seed : int
    judged : tuple of str
    price_year : int or None
    """

    function: Function
    parameters: Mapping[str, Parameter]
    sampler: Sampler
    rules: Rules | None
    seed: int = 0
    judged: tuple[str, ...] = ()
    price_year: int | None = None

    @property
    def needed_rules(self) -> Rules:
        """The rules.

        Raises
        ------
        ParameterError
            If there are none.
        """
        if not isinstance(self.rules, Rules):
            raise ParameterError("rules_needed")
        return self.rules

    def streams(self, values: Values) -> tuple[Stream, ...]:
        """The streams of some draws; errors as `checked_streams`."""
        return self.checked_streams(self.function(values))

    def checked_streams(self, found: Any) -> tuple[Stream, ...]:
        """What the function gave, where it is streams.

        Raises
        ------
        ParameterError
            If it is anything else, or nothing.
        """
        is_list = isinstance(found, tuple | list) and len(found) > 0
        if not is_list or not all(isinstance(one, Stream) for one in found):
            raise ParameterError("streams_wrong")
        return tuple(found)


def drawn_model(
    model: ReturnsModel | Function,
    *,
    parameters: Mapping[str, Parameter] | None = None,
    rules: Rules | None = None,
    correlated: Sequence[Correlated] = (),
    values: Mapping[str, float] | None = None,
) -> DrawnModel | NotEstimable:
    """A model with the laws of its numbers.

    Parameters
    ----------
    model : ReturnsModel or callable
        A callable takes a mapping from each parameter to an array with one number a draw.
    parameters, correlated
        Of a callable; a `ReturnsModel` has its own.
    rules : Rules, optional
        In the place of those of a `ReturnsModel`.
    values : mapping of str to float, optional
        Parameters held at another number. The unknown of a `ReturnsModel` may be given here.

    Returns
    -------
    DrawnModel or NotEstimable
        Not estimable where a number that is needed has not been given.

    Raises
    ------
    ParameterError
        As `draw_parameters`; if a callable has no parameters, or a `ReturnsModel` is given
        some.
    """
    refuse_unnamed("values", {} if values is None else values)
    if isinstance(model, ReturnsModel):
        return _ours(model, parameters, rules, correlated, values)
    function: object = model
    if not (callable(function) and parameters):
        raise ParameterError("model_wrong")
    refuse_unnamed("parameters", parameters)
    refuse_parameters(parameters)
    missing = missing_in(parameters, values)
    if missing:
        return _lacking(missing)
    judged = {name for name, one in parameters.items() if one.kind == "judgement"}
    return DrawnModel(
        function=function,
        parameters=parameters,
        sampler=sampler_of(parameters, correlated=correlated, values=values),
        rules=rules,
        judged=tuple(sorted(judged | set(values or ()))),
    )


def _ours(
    model: ReturnsModel,
    parameters: Mapping[str, Parameter] | None,
    rules: Rules | None,
    correlated: Sequence[Correlated],
    values: Mapping[str, float] | None,
) -> DrawnModel | NotEstimable:
    if parameters is not None or correlated:
        raise ParameterError("model_has_parameters")
    needed = [name for names in needs_of(model).values() for name in names]
    missing = missing_of(model, needed, values)
    if missing:
        return _lacking(tuple(sorted(missing)))
    return DrawnModel(
        function=partial(streams_of, model),
        parameters=model.parameters,
        sampler=sampler_of(
            model.parameters,
            correlated=model.case.correlated,
            values=values,
            effect=model.case.unknown,
            is_of_model=True,
        ),
        rules=model.rules if rules is None else rules,
        seed=model.seed,
        judged=tuple(sorted({*model.judged, *(values or ())})),
        price_year=model.price_year,
    )


def _lacking(names: Sequence[str]) -> NotEstimable:
    return NotEstimable(f"these parameters are missing: {', '.join(names)}")

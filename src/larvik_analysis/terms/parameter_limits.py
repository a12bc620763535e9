"""What a parameter can be at all: shares of a whole, counts, ages, amounts."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from numbers import Real
from typing import Final, get_args

from larvik_analysis.errors import ParameterError
from larvik_analysis.terms.catalogue import Language
from larvik_analysis.terms.parameters import Parameter
from larvik_analysis.terms.quantity import powers_of_unit
from larvik_analysis.terms.rule import RuleKind

# An effect may do harm; all other shares of a whole lie between nought and one.
EFFECT: Final = "risk_reduction"
EXAMPLE: Final = "0.04"  # four per cent as a share
_KEPT = ("study_quality", "transfer_to_norway", "scale_up", "counterfactual_services")
_COUNTED = ("n_children", "n_families")
_WAGE = {"nok": 1, "position": -1, "year": -1}
_GROWTH = {"year": -1}
_MOST_DAYS = 366


def code_of_value(name: str, value: float, powers: Mapping[str, int]) -> str:
    """Why a value cannot be that of a parameter; empty where it can.

    Parameters
    ----------
    name : str
        Of the parameter.
    value : float
    powers : dict of str to int
        The unit, as `powers_of_unit` gives it.
    """
    if not powers or powers == _GROWTH:
        if name in (EFFECT, *_KEPT) and value > 1:
            return "returns_effect_above_one"
        if not -1 <= value <= 1:
            return "returns_per_cent"
        is_signed = name == EFFECT or (powers == _GROWTH and name != "fade_out")
        return "" if is_signed or value >= 0 else "returns_share_negative"
    if powers == _WAGE and value <= 0:
        return "returns_wage"
    if value < 0:
        return "returns_negative"
    if name in _COUNTED and value == 0:
        return "returns_none_counted"
    too_many = powers == {"day": 1, "year": -1} and value > _MOST_DAYS
    return "returns_days" if too_many else ""


class ParameterFaults(ParameterError):
    """Parameters that no honest number can come from.

    Attributes
    ----------
    problems : dict of str to tuple of ParameterError
        Everything that is wrong, by the name of the parameter.
    """

    def __init__(self, problems: Mapping[str, tuple[ParameterError, ...]]) -> None:
        super().__init__("parameters_wrong")
        self.problems = dict(problems)

    def message(self, language: Language) -> str:
        """Everything that is wrong, one a line."""
        return "\n".join(
            f"{name}: {problem.message(language)}"
            for name, problems in self.problems.items()
            for problem in problems
        )

    def __reduce__(self) -> tuple[object, ...]:
        return (ParameterFaults, (self.problems,))


def refuse_parameters(parameters: Mapping[str, Parameter]) -> None:
    """Refuse parameters that were made by hand and would not have been read from a file.

    Raises
    ------
    ParameterFaults
        With everything that is wrong with any of them: what is no parameter, no source, an
        unknown kind or unit, per cent where a share is meant, a value that is no finite
        number. It is a `ParameterError`.
    """
    wrong = {name: tuple(_problems(one)) for name, one in parameters.items()}
    if any(wrong.values()):
        raise ParameterFaults({name: found for name, found in wrong.items() if found})


def _problems(parameter: object) -> Iterator[ParameterError]:
    """Everything that is wrong with one parameter, whose spread is looked at by its law."""
    if not isinstance(parameter, Parameter):
        yield ParameterError("parameter_none")
        return
    source: object = parameter.source
    if not (isinstance(source, str) and source.strip()):
        yield ParameterError("parameter_source")
    kinds = get_args(RuleKind)
    if parameter.kind not in kinds:
        yield ParameterError("parameter_kind", found=parameter.kind, known=", ".join(kinds))
    value = parameter.value
    is_number = isinstance(value, Real) and not isinstance(value, bool)
    if value is not None and not (is_number and math.isfinite(value)):
        yield ParameterError("number_finite", name="value")
        value = None
    try:
        powers = powers_of_unit(parameter.unit)
    except ParameterError as error:
        yield error
        return
    if value is not None and (not powers or powers == _GROWTH) and not -1 <= value <= 1:
        yield ParameterError("parameter_per_cent", found=f"{value:g}", example=EXAMPLE)


def has_thousands(text: str) -> bool:
    """Whether a number is written as Norwegians write thousands, with a point in them.

    Examples
    --------
    >>> has_thousands("640.000"), has_thousands("0.125"), has_thousands("640000")
    (True, False, False)
    """
    return re.fullmatch(r"[1-9][0-9]{0,2}(\.[0-9]{3})+", text.strip()) is not None

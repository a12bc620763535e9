"""Numbers that an argument may be: shares, above nought, within limits."""

from __future__ import annotations

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.arguments import is_finite


def share_within(name: str, value: object) -> float:
    """A share as a plain number, 0 and 1 allowed.

    Raises
    ------
    ParameterError
        If it is no number from 0 to 1.

    Examples
    --------
    >>> share_within("icc", 1)
    1.0
    """
    return number_within(name, value, 0.0, 1.0)


def number_within(name: str, value: object, least: float, most: float) -> float:
    """A number from `least` to `most`, both allowed.

    Raises
    ------
    ParameterError
        If it is no number, or outside.
    """
    if not is_finite(value) or not least <= float(value) <= most:  # type: ignore[arg-type]
        raise ParameterError("number_within", name=name, least=f"{least:g}", most=f"{most:g}")
    return float(value)  # type: ignore[arg-type]


def number_from(name: str, value: object, least: float) -> float:
    """A finite number that is at least so much.

    Raises
    ------
    ParameterError
        If it is no number, infinite, or less.
    """
    if not is_finite(value) or float(value) < least:  # type: ignore[arg-type]
        raise ParameterError("number_least", name=name, least=f"{least:g}")
    return float(value)  # type: ignore[arg-type]


def finite_number(name: str, value: object) -> float:
    """A number of either sign.

    Raises
    ------
    ParameterError
        If it is no number, or infinite.
    """
    if not is_finite(value):
        raise ParameterError("number_finite", name=name)
    return float(value)  # type: ignore[arg-type]


def number_above_nought(name: str, value: object) -> float:
    """A finite number above 0.

    Raises
    ------
    ParameterError
        If it is no number, infinite, 0 or less.
    """
    if not is_finite(value) or not float(value) > 0:  # type: ignore[arg-type]
        raise ParameterError("number_above_nought", name=name)
    return float(value)  # type: ignore[arg-type]

"""Whether a number could be stated as the source states it, once it is rounded."""

from __future__ import annotations

from larvik_analysis.terms.fact import Fact

_SLACK = 1e-9  # of the arithmetic itself; far below the last decimal of any source


def half_step(value: float) -> float:
    """Half a unit of the last decimal a number is stated with: its rounding.

    Examples
    --------
    >>> half_step(86.0), round(half_step(48.2), 3)
    (0.5, 0.05)
    """
    _, _, decimals = repr(float(value)).partition(".")
    n_decimals = 0 if decimals == "0" else len(decimals)
    return float(0.5 * 10.0**-n_decimals)


def is_stated_as(number: float, fact: Fact) -> bool:
    """Whether a number would be written as the fact has it.

    What the source states as "over" a number has to be above it.

    Parameters
    ----------
    number : float
        In the unit of the fact.
    fact : Fact
        The number stated.
    """
    if fact.value is None:
        return False
    if fact.qualifier.lower().startswith(("over", "more than")):
        return number > fact.value
    return abs(number - fact.value) <= half_step(fact.value) + _SLACK


def has_whole_count(percent: float, base: float) -> bool:
    """Whether some whole number of `base` units rounds to that many per cent.

    Examples
    --------
    >>> has_whole_count(47, 105), has_whole_count(47, 10)
    (True, False)
    """
    reach = half_step(percent) + _SLACK
    nearest = round(percent / 100 * base)
    return any(
        abs(100 * count / base - percent) <= reach
        for count in (nearest - 1, nearest, nearest + 1)
    )


def implied_base(count: float, percent: float) -> tuple[float, float, float]:
    """The base a count is that many per cent of, and the ends that rounding leaves open.

    Returns
    -------
    tuple of float
        The base, its lowest and its highest value.

    Examples
    --------
    >>> [round(end) for end in implied_base(400, 4.0)]
    [10000, 8889, 11429]
    """
    reach = half_step(percent)
    return (
        100 * count / percent,
        100 * count / (percent + reach),
        100 * count / (percent - reach),
    )

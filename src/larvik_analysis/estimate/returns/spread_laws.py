"""What an unsure number may be: the quantiles of the law that its spread stands for."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, betaincinv, ndtr, ndtri

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.arguments import refuse_method
from larvik_analysis.terms.parameters import Parameter, Spread

FloatArray = NDArray[np.float64]
# Takes shares above 0 and below 1, and gives the number below which the law has that share.
QuantileFunction = Callable[[FloatArray], FloatArray]
Bounds = tuple[float, float]

NO_BOUNDS: Final[Bounds] = (-math.inf, math.inf)
# How far from the middle of its interval the mean of a normal may lie, as a share of the
# width: published intervals are rounded, but a normal is not lopsided.
OFF_MIDDLE: Final = 0.1
# Weight of the mode beside each end in a beta-PERT (Malcolm and others 1959).
PERT_WEIGHT: Final = 4.0
# Sums of the two parameters of a beta within which its spread is looked for, and how many
# times that stretch is halved: to the last bit of a float.
_LEAST_SUM, _MOST_SUM, _HALVINGS = 1e-6, 1e12, 120


def law_of(name: str, parameter: Parameter, bounds: Bounds = NO_BOUNDS) -> QuantileFunction:
    """The quantile function of a parameter that is unsure.

    Parameters
    ----------
    name : str
        Of the parameter, for the errors.
    parameter : Parameter
        With a value and a spread.
    bounds : (float, float)
        What the number cannot be beyond; see `bounds_of`. A ``normal`` and a ``lognormal``
        are cut off there, and what is left is scaled to a whole: the mean moves a little
        towards the inside. The other shapes have to lie within.

    Returns
    -------
    callable
        Shares strictly between 0 and 1 in, numbers in the unit of the parameter out.

    Raises
    ------
    ParameterError
        If the shape is unknown, the value lies outside the spread, a normal is lopsided, or
        the spread leaves the bounds.

    Notes
    -----
    What `value` is in each shape:

    - ``normal``: the mean; the interval gives the standard deviation by its width;
    - ``lognormal``: nothing but a number inside. The ends are the two quantiles, equally far
      out, so that the median is their geometric mean;
    - ``beta``: the mean; the interval holds `level`, but not always as much on either side;
    - ``triangular`` and ``pert``: the mode; the mean of a PERT is
      ``(low + 4 value + high) / 6``;
    - ``uniform``: nothing but a number inside.

    Examples
    --------
    >>> from larvik_analysis.terms.words import Words
    >>> dropout = Parameter(
    ...     value=0.39, unit="share", kind="data", source="table", date="2021",
    ...     label=Words(nb="frafall", en="drop-out"),
    ...     spread=Spread(shape="triangular", low=0.24, high=0.54),
    ... )
    >>> law_of("dropout", dropout)(np.array([0.125, 0.5])).round(3).tolist()
    [0.315, 0.39]
    """
    spread, value = parameter.spread, parameter.value
    if spread is None or value is None:
        raise ParameterError("spread_missing", name=name)
    refuse_method(spread.shape, tuple(_LAWS))
    is_inside = spread.low <= value <= spread.high
    if spread.shape in ("normal", "lognormal", "beta"):
        is_inside = spread.low < value < spread.high
    if not is_inside:
        raise ParameterError("spread_misses_value", name=name)
    if spread.low < bounds[0] or spread.high > bounds[1]:
        raise ParameterError(
            "spread_beyond_bounds", name=name, least=f"{bounds[0]:g}", most=f"{bounds[1]:g}"
        )
    if spread.shape == "normal":
        middle = (spread.low + spread.high) / 2
        if abs(value - middle) > OFF_MIDDLE * (spread.high - spread.low):
            raise ParameterError("spread_lopsided", name=name)
    return _LAWS[spread.shape](value, spread, bounds)


def bounds_of(
    parameter: Parameter, *, is_effect: bool = False, is_of_model: bool = False
) -> Bounds:
    """What a number cannot be beyond.

    Parameters
    ----------
    parameter : Parameter
    is_effect : bool
        Whether it is the effect of the measure, which may be harm: it is cut off at 1 alone.
        To cut it off at nought would tidy the harm away.
    is_of_model : bool
        Whether it belongs to a model of ours, in which amounts, counts and years are never
        negative.

    Returns
    -------
    (float, float)
        A share lies within 0 and 1, but may be negative where its own interval is.
    """
    is_share = parameter.unit.split(" ")[0] == "share"
    low = parameter.spread.low if parameter.spread else 0.0
    is_floored = (is_of_model or (is_share and low >= 0)) and not is_effect
    return 0.0 if is_floored else -math.inf, 1.0 if is_share or is_effect else math.inf


def _normal(value: float, spread: Spread, bounds: Bounds) -> QuantileFunction:
    sd = (spread.high - spread.low) / (2 * float(ndtri(0.5 + spread.level / 2)))
    below = float(ndtr((bounds[0] - value) / sd))
    within = float(ndtr((bounds[1] - value) / sd)) - below
    return lambda shares: np.clip(value + sd * ndtri(below + within * shares), *bounds)


def _lognormal(_: float, spread: Spread, bounds: Bounds) -> QuantileFunction:
    ends = math.log(spread.low), math.log(spread.high)
    sd = (ends[1] - ends[0]) / (2 * float(ndtri(0.5 + spread.level / 2)))
    middle = (ends[0] + ends[1]) / 2
    below_top = float(ndtr((math.log(bounds[1]) - middle) / sd))
    return lambda shares: np.minimum(np.exp(middle + sd * ndtri(below_top * shares)), bounds[1])


def _beta(value: float, spread: Spread, _: Bounds) -> QuantileFunction:
    """The beta whose mean is the value and whose interval holds the level."""

    def held(total: float) -> float:
        a, b = value * total, (1 - value) * total
        return float(betainc(a, b, spread.high) - betainc(a, b, spread.low))

    # The larger the sum of its parameters, the closer a beta lies about its mean.
    least, most = math.log(_LEAST_SUM), math.log(_MOST_SUM)
    for _halving in range(_HALVINGS):
        middle = (least + most) / 2
        least, most = (
            (middle, most) if held(math.exp(middle)) < spread.level else (least, middle)
        )
    total = math.exp(most)
    return lambda shares: betaincinv(value * total, (1 - value) * total, shares)


def _triangular(value: float, spread: Spread, _: Bounds) -> QuantileFunction:
    width = spread.high - spread.low
    rising = (value - spread.low) / width

    def quantiles(shares: FloatArray) -> FloatArray:
        left = spread.low + width * np.sqrt(shares * rising)
        right = spread.high - width * np.sqrt((1 - shares) * (1 - rising))
        return np.where(shares < rising, left, right)

    return quantiles


def _pert(value: float, spread: Spread, _: Bounds) -> QuantileFunction:
    width = spread.high - spread.low
    a = 1 + PERT_WEIGHT * (value - spread.low) / width
    b = 1 + PERT_WEIGHT * (spread.high - value) / width
    return lambda shares: spread.low + width * betaincinv(a, b, shares)


def _uniform(_: float, spread: Spread, __: Bounds) -> QuantileFunction:
    return lambda shares: spread.low + (spread.high - spread.low) * shares


_LAWS: dict[str, Callable[[float, Spread, Bounds], QuantileFunction]] = {
    "normal": _normal,
    "lognormal": _lognormal,
    "beta": _beta,
    "triangular": _triangular,
    "pert": _pert,
    "uniform": _uniform,
}

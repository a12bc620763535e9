"""What a mean change can be seen of: exact power of the paired t test."""

from __future__ import annotations

import math

import numpy as np
from scipy.special import nctdtr

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.arguments import is_finite
from larvik_analysis.estimate.statistics.normal import two_sided_t

# No change of people is as large as this, in standard deviations.
LARGEST_EFFECT = 1e4


def paired_t_power(effect: float, n: float, alpha: float) -> float:
    """Chance that the two-sided paired t test rejects, from the noncentral t.

    Parameters
    ----------
    effect : float
        Mean change in standard deviations of the change.
    n : float
        Independent units, above 1; need not be whole.
    alpha : float
        Chance of rejecting where there is no change.

    Examples
    --------
    >>> round(paired_t_power(1.0, 10, 0.05), 3)
    0.803
    """
    df, shift = n - 1, abs(effect) * math.sqrt(n)
    critical = two_sided_t(1 - alpha, df)
    above, below = nctdtr(df, shift, critical), nctdtr(df, shift, -critical)
    # Far out the lower tail is no number; it is nought there.
    return float(1 - above + np.nan_to_num(below))


def detectable_change(n: float, alpha: float, power: float) -> float | None:
    """The standardised change that the paired t test finds with a chance of `power`.

    None where not even the largest would be found so often. Arguments as `paired_t_power`.

    Examples
    --------
    >>> round(detectable_change(10, 0.05, 0.8), 2)
    1.0
    """
    from scipy.optimize import brentq

    most = 1.0
    while paired_t_power(most, n, alpha) < power:
        most *= 2
        if most > LARGEST_EFFECT:
            return None
    return float(
        brentq(lambda effect: paired_t_power(effect, n, alpha) - power, 0.0, most, xtol=1e-10)
    )


def refuse_power(power: float, alpha: float) -> float:
    """A power as a plain number.

    Raises
    ------
    ParameterError
        If it is not above `alpha` and below 1: as often as that, any test rejects.
    """
    if not is_finite(power) or not alpha < power < 1:
        raise ParameterError("power_out_of_range")
    return float(power)

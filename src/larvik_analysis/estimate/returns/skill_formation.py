"""The technology of skill formation: why an early crown may be worth more than a late one.

It explains an argument. Nothing of it is kroner, and nothing of it is a forecast.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final, cast

import numpy as np
import numpy.typing as npt

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.arguments import (
    FloatArray,
    is_finite,
    whole_number,
)
from larvik_analysis.terms.skill_results import (
    SkillFormation,
    SkillStage,
    SkillTechnology,
)

_COGNITIVE, _OTHER, _INVESTMENT = range(3)
_EQUAL_SPLIT: Final = 1.0


def skill_formation(
    start: npt.ArrayLike,
    investments: npt.ArrayLike,
    stages: Sequence[SkillStage],
    *,
    parents: npt.ArrayLike = (1.0, 1.0),
) -> SkillFormation:
    """Skills stage by stage by the technology of Cunha and Heckman.

    In a stage each skill becomes (g1 C^phi + g2 N^phi + g3 I^phi + g4 CP^phi +
    g5 NP^phi)^(1/phi) of the cognitive skill C, the other skills N, the investment I and
    the parents' skills CP and NP, with weights g that sum to 1.

    Parameters
    ----------
    start : array_like of float, shape (2,) or (2, ...)
        The cognitive and the other skills before the first stage, 0 or more.
    investments : array_like of float, shape (n_stages,) or (n_stages, ...)
        What is invested in each stage, 0 or more.
    stages : sequence of SkillStage
        The technologies, the earliest first.
    parents : array_like of float, shape (2,) or (2, ...), optional
        The parents' cognitive and other skills, the same in all stages.

    Returns
    -------
    SkillFormation
        Skills and their derivatives. A derivative is infinite where a stock is nought and
        the first of it is worth more than any later.

    Raises
    ------
    ParameterError
        If a stock is negative or no number, there is no stage, or not one investment for
        each stage.

    References
    ----------
    .. [1] Cunha, F., Heckman, J. (2007). The technology of skill formation. American
       Economic Review 97(2), 31-47.
    .. [2] Cunha, F., Heckman, J., Schennach, S. (2010). Estimating the technology of
       cognitive and noncognitive skill formation. Econometrica 78(3), 883-931.

    Examples
    --------
    >>> from larvik_analysis import SkillStage, SkillTechnology
    >>> stage = SkillStage(cognitive=SkillTechnology(shares=(0.5, 0, 0.5, 0, 0), phi=0))
    >>> found = skill_formation((4.0, 1.0), [1.0, 2.0], [stage, stage])
    >>> found.cognitive.tolist(), found.products.round(3).tolist()
    ([4.0, 2.0, 2.0], [0.5, 0.5])
    """
    stocks, invested, parental = _arguments(start, investments, stages, parents)
    skills, jacobians, by_investment, crosses = [stocks], [], [], []
    for stage, investment in zip(stages, invested, strict=True):
        inputs = np.stack([*skills[-1], investment, *parental])
        after, slopes = _grow(stage, inputs)
        cognitive = slopes[_COGNITIVE]
        jacobians.append(slopes[:, [_COGNITIVE, _OTHER]])
        by_investment.append(slopes[:, _INVESTMENT])
        crosses.append(_cross(stage.cognitive, after[_COGNITIVE], cognitive, inputs))
        skills.append(after)
    return SkillFormation(
        cognitive=np.stack([skill[_COGNITIVE] for skill in skills]),
        other=np.stack([skill[_OTHER] for skill in skills]),
        self_productivity=np.stack([step[_COGNITIVE, _COGNITIVE] for step in jacobians]),
        complementarity=np.stack(crosses),
        products=_products(jacobians, by_investment),
    )


def optimal_investment_ratio(
    early_share: float, late_share: float, phi: float, rate_per_year: float, years: float = 1.0
) -> float:
    """Early investment over late that gives most skill for the same money.

    log(I1/I2) = [log(early_share/late_share) - log(1 + r)]/(1 - phi), where r is what the
    money would earn between the stages and each investment is what is spent in its stage.
    The more the stages need each other, the nearer the ratio is to one; the dearer money
    is, the less is early.

    Parameters
    ----------
    early_share, late_share : float
        Weights of early and late investment in the skill in the end, above 0.
    phi : float
        Substitution between the stages, up to 1.
    rate_per_year : float
        A share, above -1 and below 1: 0.04 for 4 per cent.
    years : float, optional
        Between the stages; 0 or more.

    Returns
    -------
    float
        Infinity or 0 where the stages replace each other one for one and one of them gives
        more; 1 where both give as much.

    Raises
    ------
    ParameterError
        If an argument is out of its range.

    Examples
    --------
    >>> optimal_investment_ratio(0.2, 0.1, 0.0, 0.0)
    2.0
    >>> optimal_investment_ratio(0.2, 0.1, -math.inf, 0.04)
    1.0
    """
    technology = SkillTechnology(shares=(0.5, 0, 0.5, 0, 0), phi=phi)
    early, late, rate, gap = (
        _number(value) for value in (early_share, late_share, rate_per_year, years)
    )
    if early <= 0 or late <= 0 or not -1 < rate < 1 or gap < 0:
        raise ParameterError("skill_split")
    advantage = math.log(early / late) - gap * math.log1p(rate)
    if technology.phi == 1:
        return _EQUAL_SPLIT if advantage == 0 else math.inf if advantage > 0 else 0.0
    return math.exp(advantage / (1 - technology.phi))


def returns_by_stage(early_share: float, late_share: float, n_stages: int) -> FloatArray:
    """What a little more in each stage gives in the end, where all stages get the same.

    The weight of investment falls by the same ratio from stage to stage; the rest is the
    child's own skill, which carries on what came before. With equal stocks the result does
    not depend on how well stocks replace each other.

    Parameters
    ----------
    early_share, late_share : float
        The weight of investment in the first and in the last stage, between 0 and 1.
    n_stages : int
        Two or more.

    Returns
    -------
    ndarray of float, shape (n_stages,)
        Skill for each unit of investment, the earliest stage first.

    Raises
    ------
    ParameterError
        If a share is not between 0 and 1, or there are fewer than two stages.

    Examples
    --------
    >>> returns_by_stage(0.26, 0.045, 2).round(4).tolist()
    [0.2483, 0.045]
    """
    early, late = _number(early_share), _number(late_share)
    if not (0 < early < 1 and 0 < late < 1):
        raise ParameterError("share_outside", share=early if not 0 < early < 1 else late)
    n = whole_number(n_stages)
    if n < 2:
        raise ParameterError("skill_stages")
    stages = [
        SkillStage(cognitive=SkillTechnology(shares=(1 - share, 0, share, 0, 0), phi=0))
        for share in np.geomspace(early, late, n).tolist()
    ]
    return skill_formation((1.0, 1.0), np.ones(n), stages).products


def _arguments(
    start: npt.ArrayLike,
    investments: npt.ArrayLike,
    stages: Sequence[SkillStage],
    parents: npt.ArrayLike,
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Both skills, the investments and the parents' skills, each in the shape of a stock."""
    skills, invested, parental = (_stocks(given) for given in (start, investments, parents))
    is_whole = skills.ndim and invested.ndim and parental.ndim and len(stages)
    if not is_whole or not all(isinstance(stage, SkillStage) for stage in stages):
        raise ParameterError("skill_stages")
    if len(skills) != 2 or len(parental) != 2 or len(invested) != len(stages):
        raise ParameterError("skill_stages")
    try:
        shape = np.broadcast_shapes(skills.shape[1:], invested.shape[1:], parental.shape[1:])
    except ValueError:
        raise ParameterError("skill_stages") from None
    widened = [
        np.broadcast_to(
            given.reshape(len(given), *(1,) * (len(shape) - given.ndim + 1), *given.shape[1:]),
            (len(given), *shape),
        )
        for given in (skills, invested, parental)
    ]
    return widened[0], widened[1], widened[2]


def _stocks(given: npt.ArrayLike) -> FloatArray:
    try:
        plain = np.asarray(given)
    except ValueError:
        raise ParameterError("skill_stocks") from None
    is_number = np.issubdtype(plain.dtype, np.number) and not np.iscomplexobj(plain)
    if not is_number or not plain.size or not np.all(np.isfinite(plain) & (plain >= 0)):
        raise ParameterError("skill_stocks")
    return plain.astype(np.float64)


def _number(value: object) -> float:
    """A finite number, whichever library made it."""
    if not is_finite(value):
        raise ParameterError("skill_split")
    return float(cast("float", value))


def _grow(stage: SkillStage, inputs: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Both skills after a stage, shape (2, ...), and their slopes, shape (2, 5, ...)."""
    cognitive = _output(stage.cognitive, inputs)
    slopes = _slopes(stage.cognitive, cognitive, inputs)
    if stage.other is None:
        kept = np.zeros_like(slopes)
        kept[_OTHER] = 1.0
        return np.stack([cognitive, inputs[_OTHER]]), np.stack([slopes, kept])
    other = _output(stage.other, inputs)
    return (
        np.stack([cognitive, other]),
        np.stack([slopes, _slopes(stage.other, other, inputs)]),
    )


def _output(technology: SkillTechnology, inputs: FloatArray) -> FloatArray:
    """The skill, by logarithms around the stock that decides, so that no power overflows."""
    counted = np.array(technology.shares) > 0
    stocks, phi = inputs[counted], technology.phi
    shares = np.array(technology.shares)[counted].reshape(-1, *(1,) * (stocks.ndim - 1))
    least = stocks.min(axis=0)
    if phi == -math.inf:
        return np.asarray(least)
    most = stocks.max(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.log(stocks)
        if phi == 0:
            found = np.exp((shares * logs).sum(axis=0))
        else:
            pivot = np.log(most if phi > 0 else least)
            # expm1 and log1p keep every figure where phi is next to nought.
            spread = (shares * np.expm1(phi * (logs - pivot))).sum(axis=0)
            found = np.exp(pivot + np.log1p(spread) / phi)
    is_nothing = (least == 0) if phi <= 0 else (most == 0)
    return np.where(is_nothing, 0.0, found)


def _slopes(technology: SkillTechnology, output: FloatArray, inputs: FloatArray) -> FloatArray:
    """What a little more of each stock gives, shape (5, ...)."""
    counted = np.array(technology.shares) > 0
    stocks = inputs[counted]
    shares = np.array(technology.shares)[counted].reshape(-1, *(1,) * (stocks.ndim - 1))
    found = np.zeros_like(inputs)
    if technology.phi == -math.inf:
        decides = stocks == output
        found[counted] = shares * decides / (shares * decides).sum(axis=0)
        return found
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        inner = shares * (output / stocks) ** (1 - technology.phi)
    found[counted] = np.where(stocks == 0, _first_bit(technology.phi, shares, stocks), inner)
    return found


def _first_bit(phi: float, shares: FloatArray, stocks: FloatArray) -> FloatArray:
    """The slope where a stock is nought: what its first bit gives, the others as they are."""
    with np.errstate(divide="ignore", over="ignore"):
        straight = np.where(shares == 1, 1.0, shares ** (1 / phi) if phi else math.inf)
    if phi > 0:
        has_others = (stocks > 0).any(axis=0) & (phi < 1)
        return np.where(has_others, math.inf, straight)
    is_alone = (stocks == 0).sum(axis=0) == 1
    return np.where(is_alone, straight, 0.0)


def _cross(
    technology: SkillTechnology, output: FloatArray, slopes: FloatArray, inputs: FloatArray
) -> FloatArray:
    """How the slope of investment changes with the cognitive skill."""
    pair = slopes[_COGNITIVE] * slopes[_INVESTMENT]
    if technology.phi == 1:
        return np.zeros_like(output)
    if technology.phi == -math.inf:
        is_even = (inputs[_COGNITIVE] == inputs[_INVESTMENT]) & (pair > 0)
        return np.where(is_even, math.inf, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = (1 - technology.phi) * pair / output
    return np.where(pair == 0, 0.0, found)


def _products(
    jacobians: Sequence[FloatArray], by_investment: Sequence[FloatArray]
) -> FloatArray:
    """Slopes of the cognitive skill in the end with each investment, carried back in time."""
    carried = np.zeros_like(by_investment[-1])
    carried[_COGNITIVE] = 1.0
    found = []
    for jacobian, slope in zip(reversed(jacobians), reversed(by_investment), strict=True):
        found.append(_times(carried, slope).sum(axis=0))
        carried = _times(carried[:, None], jacobian).sum(axis=0)
    return np.stack(found[::-1])


def _times(weight: FloatArray, slope: FloatArray) -> FloatArray:
    """What counts for nothing gives nothing, however steep it is."""
    with np.errstate(invalid="ignore"):
        found = weight * slope
    return np.where((weight == 0) | (slope == 0), 0.0, found)

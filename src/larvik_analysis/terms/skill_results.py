"""The technology of skill formation, and what comes of skills and investments by it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from numbers import Real

import numpy as np
import numpy.typing as npt

from larvik_analysis.errors import ParameterError

N_INPUTS = 5
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillTechnology:
    """How one skill comes of five stocks with constant elasticity of substitution.

    Attributes
    ----------
    shares : tuple of float
        The weights of the cognitive skill, the other skills, the investment, the parents'
        cognitive and their other skills. They sum to 1.
    phi : float
        Up to 1, where the stocks replace each other one for one. At 0 it is Cobb-Douglas;
        at minus infinity the scarcest stock decides (Leontief).
    """

    shares: tuple[float, ...]
    phi: float

    def __post_init__(self) -> None:
        shares = _numbers(self.shares)
        if len(shares) != N_INPUTS or not all(0 <= share <= 1 for share in shares):
            raise ParameterError("skill_shares", n=N_INPUTS)
        if abs(sum(shares) - 1) > _ROUNDING:
            raise ParameterError("skill_shares", n=N_INPUTS)
        phi = self.phi
        if not isinstance(phi, Real) or isinstance(phi, bool) or not phi <= 1:
            raise ParameterError("skill_phi", phi=phi)
        object.__setattr__(self, "shares", shares)
        object.__setattr__(self, "phi", float(phi))

    @classmethod
    def from_elasticity(cls, shares: Sequence[float], elasticity: float) -> SkillTechnology:
        """The technology with an elasticity of substitution 1/(1 - phi), 0 to infinity.

        Examples
        --------
        >>> SkillTechnology.from_elasticity((0.5, 0, 0.5, 0, 0), 0.5).phi
        -1.0
        """
        is_number = isinstance(elasticity, Real) and not isinstance(elasticity, bool)
        if not is_number or not elasticity >= 0:
            raise ParameterError("skill_elasticity", elasticity=elasticity)
        phi = -math.inf if elasticity == 0 else 1 - 1 / elasticity
        return cls(shares=tuple(shares), phi=phi)

    @property
    def elasticity(self) -> float:
        """The elasticity of substitution, 1/(1 - phi)."""
        return math.inf if self.phi == 1 else 1 / (1 - self.phi)


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillStage:
    """How both skills grow in one stage; without `other` the other skills stay as they are."""

    cognitive: SkillTechnology
    other: SkillTechnology | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SkillFormation:
    """Skills stage by stage, and what a little more of each stock would give.

    Each array has the stages first, then the shape of the stocks. Stocks have no unit of
    money, and nothing here is kroner.

    Attributes
    ----------
    cognitive, other : ndarray of float, shape (n_stages + 1, ...)
        The skills at the start and after each stage.
    self_productivity : ndarray of float, shape (n_stages, ...)
        What a little more cognitive skill at the start of a stage gives at its end.
    complementarity : ndarray of float, shape (n_stages, ...)
        How much more a little investment gives where there is a little more cognitive
        skill: the cross derivative of the stage.
    products : ndarray of float, shape (n_stages, ...)
        What a little more investment in a stage gives of cognitive skill after the last.
    """

    cognitive: npt.NDArray[np.float64]
    other: npt.NDArray[np.float64]
    self_productivity: npt.NDArray[np.float64]
    complementarity: npt.NDArray[np.float64]
    products: npt.NDArray[np.float64]


def _numbers(given: Sequence[float]) -> tuple[float, ...]:
    try:
        return tuple(float(share) for share in given)
    except (TypeError, ValueError):
        raise ParameterError("skill_shares", n=N_INPUTS) from None

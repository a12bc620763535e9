"""Draws of unsure numbers: scrambled Sobol sequences, some numbers drawn together.

Every parameter has a dimension of its own, by the order of all names, whether it is drawn or
held. What a scenario fixes therefore leaves the draws of all others as they were, and what
two scenarios differ by is not chance.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.returns.spread_laws import QuantileFunction, bounds_of, law_of
from larvik_analysis.estimate.statistics.arguments import ROUNDING, whole_number
from larvik_analysis.estimate.statistics.numbers import finite_number
from larvik_analysis.terms.cash_flow import unknown_name
from larvik_analysis.terms.parameter_limits import refuse_parameters
from larvik_analysis.terms.parameters import Correlated, Parameter

FloatArray = NDArray[np.float64]

DRAWS: Final = 8192
MOST_DRAWS: Final = 2**24
# Draws worked on at once: their yearly amounts lie within the memory next to the processor.
CHUNK: Final = 1024
_BITS: Final = 30  # of a Sobol number


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnTogether:
    """Some parameters and the root of the correlations of their normals."""

    names: tuple[str, ...]
    root: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampler:
    """How a set of parameters is drawn.

    Attributes
    ----------
    names : tuple of str
        All parameters in alphabetical order; each has the dimension of its place.
    laws : dict of str to callable
        Of those that are drawn.
    held : dict of str to float
        Of those that are not.
    together : tuple of DrawnTogether
    """

    names: tuple[str, ...]
    laws: Mapping[str, QuantileFunction]
    held: Mapping[str, float]
    together: tuple[DrawnTogether, ...] = ()

    @property
    def drawn(self) -> tuple[str, ...]:
        """The names of those that are drawn, in order."""
        return tuple(name for name in self.names if name in self.laws)


def draw_parameters(
    parameters: Mapping[str, Parameter],
    *,
    n_draws: int = DRAWS,
    seed: int = 0,
    correlated: Sequence[Correlated] = (),
    values: Mapping[str, float] | None = None,
) -> pd.DataFrame:
    """What unsure numbers may be, drawn many times over.

    Parameters
    ----------
    parameters : mapping of str to Parameter
        All with a value; those without a spread are held.
    n_draws : int
        A power of two: only then does a Sobol sequence fill the space evenly.
    seed : int
        Not negative. The same seed gives the same draws.
    correlated : sequence of Correlated
        Correlations of ranks (Spearman). They are made with a Gaussian copula, and hold in
        the limit of many draws.
    values : mapping of str to float, optional
        Parameters held at another number.

    Returns
    -------
    DataFrame
        One row a draw; columns are the parameters in alphabetical order, in their units.

    Raises
    ------
    ParameterError
        If the number of draws is no power of two, `seed` is not a whole number from nought,
        a parameter has no value, no source, an unknown unit or an impossible spread, or a
        correlation matrix cannot be.

    Notes
    -----
    What `value` is in each shape of spread is told by
    `larvik_analysis.estimate.returns.spread_laws.law_of`. The sequence is scrambled by a
    random linear matrix and a digital shift, and moved half of its smallest step, so that no
    share is nought.

    References
    ----------
    .. [1] A. B. Owen, Scrambling Sobol' and Niederreiter-Xing points, Journal of Complexity
       14, 1998, 466-489.

    Examples
    --------
    >>> from larvik_analysis.terms.parameters import Spread
    >>> from larvik_analysis.terms.words import Words
    >>> wage = Parameter(
    ...     value=700e3, unit="nok per year", kind="judgement", source="asked for",
    ...     date="2026", label=Words(nb="lønn", en="wage"),
    ...     spread=Spread(shape="uniform", low=600e3, high=800e3),
    ... )
    >>> draws = draw_parameters({"wage": wage}, n_draws=256)
    >>> round(float(draws["wage"].mean()), -3)
    700000.0
    """
    n_draws, seed = power_of_two(n_draws), plain_seed(seed)
    refuse_unnamed("parameters", parameters)
    refuse_unnamed("values", {} if values is None else values)
    refuse_parameters(parameters)
    missing = missing_in(parameters, values)
    if missing:
        raise ParameterError("parameters_missing", names=", ".join(missing))
    sampler = sampler_of(parameters, correlated=correlated, values=values)
    [shares] = shares_in_turn(len(sampler.names), n_draws, seed, n_draws)
    drawn = values_from(sampler, shares)
    return pd.DataFrame({name: np.array(column) for name, column in drawn.items()})


def missing_in(
    parameters: Mapping[str, Parameter], values: Mapping[str, float] | None = None
) -> tuple[str, ...]:
    """Parameters that nobody has given, in alphabetical order."""
    given = set(values or ())
    return tuple(
        sorted(n for n, one in parameters.items() if one.value is None and n not in given)
    )


def sampler_of(
    parameters: Mapping[str, Parameter],
    *,
    correlated: Sequence[Correlated] = (),
    values: Mapping[str, float] | None = None,
    effect: str = "",
    is_of_model: bool = False,
) -> Sampler:
    """How parameters are drawn; errors as `draw_parameters`.

    Parameters
    ----------
    parameters, correlated, values
        As in `draw_parameters`.
    effect : str
        The parameter that is the effect of the measure; see `bounds_of`.
    is_of_model : bool
        As in `bounds_of`.

    Notes
    -----
    A parameter that nobody has given is left out, but keeps its dimension.
    """
    for name in values or {}:
        if name not in parameters:
            raise unknown_name("model_parameter_unknown", name, sorted(parameters))
    held, laws = dict(values or {}), {}
    for name, parameter in parameters.items():
        if name in held or parameter.value is None:
            continue
        if parameter.spread is None:
            held[name] = parameter.value
            continue
        is_effect = name == effect
        bounds = bounds_of(parameter, is_effect=is_effect, is_of_model=is_of_model)
        laws[name] = law_of(name, parameter, bounds)
    return Sampler(
        names=tuple(sorted(parameters)),
        laws=laws,
        held={name: _held(name, number, parameters[name]) for name, number in held.items()},
        together=tuple(_blocks(parameters, correlated)),
    )


def refuse_unnamed(name: str, given: object) -> None:
    """Refuse what does not say which parameter each thing is of.

    Raises
    ------
    ParameterError
        If it is no mapping.
    """
    if not isinstance(given, Mapping):
        raise ParameterError("mapping_needed", name=name)


def _held(name: str, number: object, parameter: Parameter) -> float:
    """A number that is not drawn; a share above 1 was meant as a per cent."""
    held = finite_number(name, number)
    if parameter.unit.split(" ")[0] == "share" and held > 1:
        raise ParameterError("share_outside", share=held)
    return held


def shares_in_turn(
    n_dimensions: int, n_draws: int, seed: int, chunk: int
) -> Iterator[FloatArray]:
    """A scrambled Sobol sequence, some rows at a time.

    Yields
    ------
    ndarray of float, shape (up to chunk, n_dimensions)
        Above 0 and below 1; the same rows in the same order whatever `chunk` is.
    """
    from scipy.stats import qmc  # slow to load

    engine = qmc.Sobol(
        max(n_dimensions, 1), scramble=True, bits=_BITS, rng=np.random.default_rng(seed)
    )
    half_step = 2.0 ** -(_BITS + 1)
    rows = engine.random(1)  # a first call for more has to be for a power of two
    for start in range(0, n_draws, chunk):
        n_more = min(chunk, n_draws - start) - len(rows)
        yield np.vstack([rows, engine.random(n_more)]) + half_step
        rows = rows[:0]


def values_from(sampler: Sampler, shares: FloatArray) -> dict[str, FloatArray]:
    """Every parameter, draw by draw.

    Parameters
    ----------
    sampler : Sampler
    shares : ndarray of float, shape (n_draws, n_names)
        In the order of the names.

    Returns
    -------
    dict of str to ndarray of float, shape (n_draws,)
        By name in alphabetical order. What is held cannot be written to.
    """
    place = {name: index for index, name in enumerate(sampler.names)}
    moved: dict[str, FloatArray] = {}
    for block in sampler.together:
        normals = ndtri(shares[:, [place[name] for name in block.names]])
        for row, name in zip(block.root, block.names, strict=True):
            # Added up in a fixed order: a product of matrices may round otherwise where
            # there are other rows beside.
            correlated = np.zeros(len(shares))
            for weight, column in zip(row, normals.T, strict=True):
                correlated += weight * column
            moved[name] = ndtr(correlated)
    drawn: dict[str, FloatArray] = {}
    for name in sampler.names:
        if name in sampler.laws:
            column = moved.get(name, shares[:, place[name]])
            drawn[name] = np.ascontiguousarray(sampler.laws[name](column))
        elif name in sampler.held:
            drawn[name] = np.broadcast_to(np.float64(sampler.held[name]), (len(shares),))
    return drawn


def power_of_two(n_draws: object) -> int:
    """A number of draws.

    Raises
    ------
    ParameterError
        If it is no power of two from 2 to 2**24; the nearest ones are told.

    Examples
    --------
    >>> power_of_two(8192.0)
    8192
    """
    count = whole_number(n_draws)
    if 2 <= count <= MOST_DRAWS and count & (count - 1) == 0:
        return count
    below = 1 << (min(max(count, 2), MOST_DRAWS).bit_length() - 1)
    above = min(below * 2, MOST_DRAWS)
    raise ParameterError("draws_power_of_two", n_draws=count, below=below, above=above)


def plain_seed(seed: object) -> int:
    """A seed as a plain number.

    Raises
    ------
    ParameterError
        If it is not whole, or negative.
    """
    number = whole_number(seed)
    if number < 0:
        raise ParameterError("count_below_zero", count=number)
    return number


def _blocks(
    parameters: Mapping[str, Parameter], correlated: Sequence[Correlated]
) -> Iterator[DrawnTogether]:
    """Each block with the root of its matrix; refused where one cannot be."""
    seen: set[str] = set()
    for block in correlated:
        for name in block.parameters:
            if name not in parameters:
                raise unknown_name("model_parameter_unknown", name, sorted(parameters))
            if parameters[name].spread is None:
                raise ParameterError("correlated_without_spread", name=name)
            if name in seen:
                raise ParameterError("correlated_twice", name=name)
            seen.add(name)
        # In alphabetical order: the root of a matrix depends on the order of its rows.
        order = np.argsort(np.array(block.parameters, dtype=str))
        matrix = _rank_correlations(block.matrix, len(block.parameters))[order][:, order]
        yield DrawnTogether(
            names=tuple(block.parameters[index] for index in order), root=_root(matrix)
        )


def _rank_correlations(matrix: Any, n: int) -> FloatArray:
    """A matrix of correlations of ranks.

    Raises
    ------
    ParameterError
        If it is not square, symmetric, with ones on its diagonal and within -1 and 1.
    """
    try:
        found = np.asarray(matrix, dtype=np.float64)
    except (TypeError, ValueError):
        raise ParameterError("correlated_matrix") from None
    is_matrix = (
        found.shape == (n, n)
        and n >= 2
        and bool(np.isfinite(found).all())
        and np.allclose(found, found.T, rtol=0, atol=ROUNDING)
        and np.allclose(np.diag(found), 1.0, rtol=0, atol=ROUNDING)
        and bool((np.abs(found) <= 1).all())
    )
    if not is_matrix:
        raise ParameterError("correlated_matrix")
    return found


def _root(ranks: FloatArray) -> FloatArray:
    """The lower root of the correlations that the normals need.

    Normals with the correlation ``2 sin(pi r / 6)`` have the rank correlation ``r``
    (Pearson 1907). That can take a matrix out of what is possible, so it is looked at after.

    Raises
    ------
    ParameterError
        If no numbers can be correlated in that way.
    """
    normals = 2 * np.sin(np.pi * ranks / 6)
    np.fill_diagonal(normals, 1.0)
    for matrix in (ranks, normals):
        if np.linalg.eigvalsh(matrix)[0] <= ROUNDING:
            raise ParameterError("correlated_not_positive")
    return np.linalg.cholesky(normals)

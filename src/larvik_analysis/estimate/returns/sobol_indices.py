"""How much of the spread of a result comes from each unsure number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from larvik_analysis.estimate.returns.drawn_model import DrawnModel, Function, drawn_model
from larvik_analysis.estimate.returns.sampling import (
    CHUNK,
    Sampler,
    plain_seed,
    power_of_two,
    shares_in_turn,
    values_from,
)
from larvik_analysis.estimate.returns.worth import worth_of_draws
from larvik_analysis.estimate.statistics.arguments import ROUNDING, plain_level
from larvik_analysis.terms.cash_flow import unknown_name
from larvik_analysis.terms.discount_rules import Rules
from larvik_analysis.terms.parameters import Correlated, Parameter
from larvik_analysis.terms.results import NotEstimable
from larvik_analysis.terms.returns_case import READINGS, Reading, ReturnsModel

FloatArray = NDArray[np.float64]

ROWS: Final = 2048
RESAMPLES: Final = 500
NOTHING_MOVES: Final = NotEstimable("nothing that is drawn changes the result")


class _Rows(NamedTuple):
    """The result for two sets of draws, and for the first with one factor of the second."""

    first: FloatArray  # shape (n,)
    second: FloatArray  # shape (n,)
    mixed: FloatArray  # shape (n_factors, n)


def sobol_indices(
    model: ReturnsModel | Function,
    reading: Reading = "society",
    *,
    n_draws: int = ROWS,
    seed: int | None = None,
    level: float = 0.95,
    values: Mapping[str, float] | None = None,
    rules: Rules | None = None,
    parameters: Mapping[str, Parameter] | None = None,
    correlated: Sequence[Correlated] = (),
) -> pd.DataFrame | NotEstimable:
    """What share of the variance of the net present value each unsure number accounts for.

    Parameters
    ----------
    model, values, rules, parameters, correlated
        As in `simulate_returns`. A callable may also return an array of shape (k,), the
        result itself, and then needs no rules.
    reading : {"society", "public", "municipality"}
    n_draws : int
        A power of two. The model is worked out ``n_draws * (n_factors + 2)`` times.
    seed : int, optional
        That of the model where left out, or 0.
    level : float
        Of the intervals, between 0 and 1.

    Returns
    -------
    DataFrame or NotEstimable
        One row a factor, that with the largest total first: ``parameter, first, first_low,
        first_high, total, total_low, total_high, n_draws``. ``first`` is what would be gone
        of the variance if the number alone were known, ``total`` what would be left of it if
        all others were. Not estimable where numbers are missing or the result does not vary.

    Raises
    ------
    ParameterError
        As `simulate_returns`.

    Notes
    -----
    First order by Saltelli and others (2010), total by Jansen (1999), each from the same
    scrambled Sobol set. Estimates are shown as they come: an index near nought may come out
    a little below it, and to cut it off would hide how precise the others are. Intervals
    are of rows drawn again, and say how far `n_draws` carry; they know nothing of
    whether the spreads are right, and are too wide rather than too narrow, as the rows of a
    Sobol set are more even than those drawn again.

    Numbers that are drawn together are one factor, named with `` + `` between: the variance
    of one of them alone is not its own.

    References
    ----------
    .. [1] A. Saltelli and others, Variance based sensitivity analysis of model output,
       Computer Physics Communications 181, 2010, 259-270.
    .. [2] M. J. W. Jansen, Analysis of variance designs for model output, Computer Physics
       Communications 117, 1999, 35-43.

    Examples
    --------
    >>> from larvik_analysis.terms.parameters import Spread
    >>> from larvik_analysis.terms.words import Words
    >>> def unsure(width):
    ...     return Parameter(
    ...         value=0.0, unit="nok", kind="judgement", source="a guess", date="2026",
    ...         label=Words(nb="tall", en="number"),
    ...         spread=Spread(shape="uniform", low=-width, high=width),
    ...     )
    >>> found = sobol_indices(
    ...     lambda values: values["wide"] + values["narrow"],
    ...     parameters={"wide": unsure(3.0), "narrow": unsure(1.0)},
    ... )
    >>> found[["first", "total"]].round(2).to_numpy().tolist()
    [[0.9, 0.9], [0.1, 0.1]]
    """
    plain_level(level)
    n_draws = power_of_two(n_draws)
    if reading not in READINGS:
        raise unknown_name("reading_unknown", reading, READINGS)
    drawn = drawn_model(
        model, parameters=parameters, rules=rules, correlated=correlated, values=values
    )
    if isinstance(drawn, NotEstimable):
        return drawn
    seed = drawn.seed if seed is None else plain_seed(seed)
    factors = _factors(drawn.sampler)
    if not factors:
        return NOTHING_MOVES
    rows = _worked_out(drawn, factors, reading, n_draws, seed)
    scale = float(np.abs(rows.first).max())
    if float(np.ptp(np.concatenate([rows.first, rows.second]))) <= ROUNDING * scale:
        return NOTHING_MOVES
    return _tabulate(factors, rows, level, seed)


def _factors(sampler: Sampler) -> list[tuple[str, ...]]:
    """What is drawn, each alone or with those it is drawn together with."""
    factors, seen = [], set()
    for block in sampler.together:
        names = tuple(name for name in block.names if name in sampler.laws)
        if names:
            factors.append(names)
            seen |= set(names)
    return sorted(factors + [(name,) for name in sampler.drawn if name not in seen])


def _worked_out(
    drawn: DrawnModel,
    factors: Sequence[tuple[str, ...]],
    reading: Reading,
    n_draws: int,
    seed: int,
) -> _Rows:
    sampler = drawn.sampler
    place = {name: index for index, name in enumerate(sampler.names)}
    moving = [place[name] for name in sampler.drawn]
    [both] = shares_in_turn(2 * len(moving), n_draws, seed, n_draws)
    values = []
    for own in (both[:, : len(moving)], both[:, len(moving) :]):
        shares = np.full((n_draws, len(place)), 0.5)
        shares[:, moving] = own
        values.append(values_from(sampler, shares))
    first, second = values
    # What is drawn together is of one factor, so a factor's numbers can be put in as they are.
    mixed = [
        _worth(drawn, {**first, **{name: second[name] for name in factor}}, reading)
        for factor in factors
    ]
    return _Rows(_worth(drawn, first, reading), _worth(drawn, second, reading), np.stack(mixed))


def _worth(drawn: DrawnModel, values: Mapping[str, FloatArray], reading: Reading) -> FloatArray:
    """The result of each row, some rows at a time."""
    n_rows = len(next(iter(values.values())))
    parts = []
    for start in range(0, n_rows, CHUNK):
        part = {name: column[start : start + CHUNK] for name, column in values.items()}
        parts.append(worth_of_draws(drawn, part, reading))
    return np.concatenate(parts)


def _tabulate(
    factors: Sequence[tuple[str, ...]], rows: _Rows, level: float, seed: int
) -> pd.DataFrame:
    n = rows.first.size
    rng = np.random.default_rng([seed, n])
    times = rng.multinomial(n, np.full(n, 1 / n), size=RESAMPLES) / n
    estimates = _indices(rows, np.full((1, n), 1 / n))
    resampled = _indices(rows, times)
    tails = [0.5 - level / 2, 0.5 + level / 2]
    columns: dict[str, object] = {"parameter": [" + ".join(names) for names in factors]}
    for name, estimate, again in zip(("first", "total"), estimates, resampled, strict=True):
        low, high = np.quantile(again, tails, axis=0)
        columns |= {name: estimate[0], f"{name}_low": low, f"{name}_high": high}
    table = pd.DataFrame(columns).assign(n_draws=n)
    by_total = table.sort_values(["total", "parameter"], ascending=[False, True])
    return by_total.reset_index(drop=True)


def _indices(rows: _Rows, weights: FloatArray) -> tuple[FloatArray, FloatArray]:
    """First and total indices, each of shape (n_weightings, n_factors).

    Parameters
    ----------
    rows : _Rows
    weights : ndarray of float, shape (n_weightings, n)
        How much each row counts; each weighting sums to 1.
    """
    # About their mean: the indices are the same, and rounding is least.
    middle = float((rows.first.mean() + rows.second.mean()) / 2)
    first, second = rows.first - middle, rows.second - middle
    mixed = rows.mixed - middle
    mean = weights @ (first + second) / 2
    variance = weights @ (first**2 + second**2) / 2 - mean**2
    of_first = weights @ (second * (mixed - first)).T
    of_total = weights @ ((first - mixed) ** 2).T / 2
    return of_first / variance[:, None], of_total / variance[:, None]

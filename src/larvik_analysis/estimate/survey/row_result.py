"""What a statistic of rows gives."""

from __future__ import annotations

from dataclasses import dataclass

Interval = tuple[float | None, float | None, float | None]


@dataclass(frozen=True, slots=True)
class RowResult:
    """A number, how many it rests on, and its interval.

    Attributes
    ----------
    value : float
        NaN where it cannot be estimated.
    n : int
    interval : (float or None, float or None, float or None)
        Lower end, upper end and level; None where there is none.
    unit : str
    n_families : int or None
        The families behind them; None where all whom it is about are behind it.
    """

    value: float
    n: int
    interval: Interval = (None, None, None)
    unit: str = "score"
    n_families: int | None = None

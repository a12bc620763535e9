"""Where a condition ceases to hold: how limits without a formula are found."""

from __future__ import annotations

from collections.abc import Callable


def find_edge(holds: Callable[[float], bool], *, inside: float, outside: float) -> float:
    """The last number, on the way from one to another, at which a condition holds.

    Halving is slower than other searches and cannot go astray, whatever the slope is at
    the ends of the scale.

    Parameters
    ----------
    holds : callable
        True at `inside` and, once it has become false on the way to `outside`, false for
        good.
    inside, outside : float
        Where the search begins and ends, in either direction.

    Returns
    -------
    float
        As near as numbers of this size can tell; `outside` where it holds there too.

    Examples
    --------
    >>> round(find_edge(lambda x: x * x <= 2, inside=0, outside=2), 12)
    1.414213562373
    """
    if holds(outside):
        return outside
    middle = (inside + outside) / 2
    while middle not in (inside, outside):
        if holds(middle):
            inside = middle
        else:
            outside = middle
        middle = (inside + outside) / 2
    return inside

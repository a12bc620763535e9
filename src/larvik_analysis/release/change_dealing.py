"""Ratings that give so many families better and worse, and known counts of each factor.

Counts of better and worse ratings are dealt out factor by factor, evenly, to families that
are to get better, get worse or stay the same. A family with both kinds can come out either
way. What comes of it is looked at, family by family: where it fits, such ratings exist.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from .change_sums import Lengths
from .universe import Ends

BETTER: Final = 0
SAME: Final = 1
WORSE: Final = 2
_MOST_KEPT: Final = 4_096  # tables and counts that come again and again


class Counts(NamedTuple):
    """How many moved each way, as far as somebody knows: better, same, worse, and in all."""

    ends: tuple[Ends, Ends, Ends]
    n: int

    def holds(self, n_better: int, n_worse: int) -> bool:
        """Whether these counts are possible as far as this table tells."""
        counts = (n_better, self.n - n_better - n_worse, n_worse)
        return all(
            low <= count <= high for count, (low, high) in zip(counts, self.ends, strict=True)
        )

    def without(self, way: int | None) -> Counts:
        """The same of all others, for one who knows which way his own family moved."""
        if way is None:
            return self
        low, high = self.ends[way]
        return self._with(way, (max(low - 1, 0.0), high - 1))._replace(n=self.n - 1)

    def narrowed(self, way: int, count: int) -> Counts:
        """The same where one of the counts is known."""
        return self._with(way, (float(count), float(count)))

    def pairs(self) -> tuple[tuple[int, int], ...]:
        """Every possible number better and worse."""
        return _pairs(self)

    def _with(self, way: int, ends: Ends) -> Counts:
        first, second, third = (
            ends if place == way else e for place, e in enumerate(self.ends)
        )
        return self._replace(ends=(first, second, third))


@lru_cache(maxsize=_MOST_KEPT)
def _pairs(table: Counts) -> tuple[tuple[int, int], ...]:
    return tuple(
        (n_better, n_worse)
        for n_better in range(table.n + 1)
        for n_worse in range(table.n - n_better + 1)
        if table.holds(n_better, n_worse)
    )


@dataclass(slots=True)
class _Family:
    """A family that is to move one way, and in how many factors it was dealt each way."""

    way: int
    n_better: int = 0
    n_worse: int = 0

    def ends(self, reach: int) -> tuple[int, int]:
        """The least and the most that its changes can add up to, over all factors."""
        return self.n_worse - reach * self.n_better, reach * self.n_worse - self.n_better


def dealt(
    n_moved: tuple[int, int, int], factors: Sequence[Counts], n_factors: int, reach: int
) -> Iterator[tuple[Lengths, Lengths]]:
    """How far families can have moved in all, for a few ways to deal the factors out.

    Parameters
    ----------
    n_moved : tuple of int
        Families that get better, stay the same and get worse.
    factors : sequence of Counts
        What is known of some factors.
    n_factors : int
        All of them.
    reach : int
        From one end of the scale to the other.

    Yields
    ------
    (Lengths, Lengths)
        Of every family that gets better, and that gets worse: the sum over its factors.
    """
    # What goes to others than those that are to move that way comes first: the rest offsets it.
    factors = sorted(factors, key=lambda one: -_overflow(one, n_moved))
    for share in (0.0, 0.5, 1.0):
        families = [_Family(way) for way, count in enumerate(n_moved) for _ in range(count)]
        if all(_deal_known(families, n_moved, one, share) for one in factors):
            for _ in range(n_factors - len(factors)):
                _deal_free(families, share)
            lengths = _lengths(families, reach)
            if lengths is not None:
                yield lengths


def _deal_known(
    families: list[_Family], n_moved: tuple[int, int, int], one: Counts, share: float
) -> bool:
    counts = _between(one, n_moved, share)
    if counts is None or sum(counts) > len(families):
        return False
    _deal(families, *counts)
    return True


def _overflow(one: Counts, n_moved: tuple[int, int, int]) -> float:
    """How many at the least moved in a factor and came out otherwise in all."""
    return max(one.ends[BETTER][0] - n_moved[BETTER], 0.0) + max(
        one.ends[WORSE][0] - n_moved[WORSE], 0.0
    )


@lru_cache(maxsize=_MOST_KEPT)
def _between(
    one: Counts, n_moved: tuple[int, int, int], share: float
) -> tuple[int, int] | None:
    """Counts of a factor: the least that are possible, or some share of the way to the most."""
    pairs = one.pairs()
    if not pairs:
        return None
    fitting = [p for p in pairs if p[0] <= n_moved[BETTER] and p[1] <= n_moved[WORSE]]
    if not fitting:  # the nearest; some families come out otherwise than in this factor
        return min(pairs, key=lambda p: max(p[0] - n_moved[0], 0) + max(p[1] - n_moved[2], 0))
    fitting.sort(key=lambda p: (p[0] + p[1], p))
    return fitting[round(share * (len(fitting) - 1))]


def _deal_free(families: list[_Family], share: float) -> None:
    """A factor of which nothing is known: to those that have nothing yet, or to more."""
    better, worse = (
        [family for family in families if family.way == way] for way in (BETTER, WORSE)
    )
    lacking = sum(not f.n_better for f in better), sum(not f.n_worse for f in worse)
    n_better = max(lacking[0], round(share * len(better)))
    n_worse = max(lacking[1], round(share * len(worse)))
    _deal(families, n_better, n_worse)


def _deal(families: list[_Family], n_better: int, n_worse: int) -> None:
    """One factor: first to those that are to move that way, the least dealt before others."""
    order = {BETTER: (BETTER, WORSE, SAME), WORSE: (WORSE, BETTER, SAME)}

    def balance(family: _Family, way: int) -> tuple[int, int]:
        own = family.n_better if way == BETTER else family.n_worse
        other = family.n_worse if way == BETTER else family.n_better
        lacks_offset = family.way == SAME and other > own
        return (-1 if lacks_offset else order[way].index(family.way), own - other)

    first = sorted(families, key=lambda family: balance(family, BETTER))[:n_better]
    taken = {id(family) for family in first}
    left = [family for family in families if id(family) not in taken]
    for family in sorted(left, key=lambda family: balance(family, WORSE))[:n_worse]:
        family.n_worse += 1
    for family in first:
        family.n_better += 1


def _lengths(families: list[_Family], reach: int) -> tuple[Lengths, Lengths] | None:
    """What all that move one way have in common; None where some cannot come out so."""
    better, worse = [], []
    for family in families:
        low, high = family.ends(reach)
        if family.way == SAME and not low <= 0 <= high:
            return None
        if family.way == BETTER:
            better.append((max(1, -high), -low))
        if family.way == WORSE:
            worse.append((max(1, low), high))
    found = _common(better), _common(worse)
    return None if any(one.low > one.high for one in found) else found


def _common(ends: list[tuple[int, int]]) -> Lengths:
    lows, highs = zip(*ends, strict=True) if ends else ((1,), (1,))
    return Lengths(max(lows), min(highs))

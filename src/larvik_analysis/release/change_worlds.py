"""What families' changes can be for somebody who has read all that leaves of them.

A world is a number of families that got better, and of those that got worse. It is possible
where ratings are known to exist that have it and agree with everything told: the counts and
bands of the composite and of each factor, the mean and its interval.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from .change_dealing import BETTER, WORSE, Counts, dealt
from .change_sums import Lengths, Published, agreeing, sums_of, totals_near


class Insider(NamedTuple):
    """A family that knows its own change, and its way in each factor; None was not rated."""

    change: float
    way: int
    factors: tuple[int | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Everything that is told of families' changes.

    Attributes
    ----------
    composite : Counts
    factors : tuple of Counts
        Of those that something is told of.
    n_factors : int
        In the composite.
    is_whole : bool
        Whether only whole steps are sure to be possible, since ratings are missing.
    published : Published
    reach, parts : int
        Steps of the scale from end to end, and parts of a step.
    first : (int, int)
        Where to begin to look: a world that is possible.
    """

    composite: Counts
    factors: tuple[Counts, ...]
    n_factors: int
    is_whole: bool
    published: Published
    reach: int
    parts: int
    first: tuple[int, int] = (0, 0)
    _masks: dict[tuple[int, float | None], int] = field(default_factory=dict, repr=False)

    def with_factor(self, place: int, way: int, count: int) -> Told:
        """The same where a count of a factor is known as well."""
        narrowed = self.factors[place].narrowed(way, count)
        factors = (*self.factors[:place], narrowed, *self.factors[place + 1 :])
        return replace(self, factors=factors, _masks=self._masks)

    def worlds(self, own: Insider | None = None) -> Iterator[tuple[int, int]]:
        """Numbers of families better and worse that are possible, of all of them.

        Parameters
        ----------
        own : Insider or None
            Who asks; None for an outsider.
        """
        way = None if own is None else own.way
        ways = (None,) * len(self.factors) if own is None else own.factors
        others = self.composite.without(way)
        factors = [one.without(its) for one, its in zip(self.factors, ways, strict=True)]
        for n_better, n_worse in sorted(others.pairs(), key=self._distance):
            n_moved = (n_better, others.n - n_better - n_worse, n_worse)
            if any(
                self._adds_up(n_better, n_worse, better, worse, own)
                for better, worse in self._lengths(n_moved, factors)
            ):
                yield n_better + (way == BETTER), n_worse + (way == WORSE)

    def _distance(self, world: tuple[int, int]) -> int:
        return abs(world[0] - self.first[0]) + abs(world[1] - self.first[1])

    def _lengths(
        self, n_moved: tuple[int, int, int], factors: Sequence[Counts]
    ) -> Iterator[tuple[Lengths, Lengths]]:
        """How far families can have moved, in parts of a step."""
        if not factors:
            anything = Lengths(1, self.reach * self.parts)
            yield anything, anything
            return
        for better, worse in dealt(n_moved, factors, self.n_factors, self.reach):
            yield self._in_parts(better), self._in_parts(worse)

    def _in_parts(self, sums: Lengths) -> Lengths:
        """The mean over the factors, of which at least half were rated."""
        rated = -(-self.n_factors // 2) if self.is_whole else self.n_factors
        low = -(-sums.low * self.parts // rated)
        return Lengths(low, sums.high * self.parts // self.n_factors)

    def _adds_up(
        self, n_better: int, n_worse: int, better: Lengths, worse: Lengths, own: Insider | None
    ) -> bool:
        """Whether there are lengths that give the published mean and its interval."""
        if self.published.mean is None:
            return True
        change = None if own is None else own.change
        most = (self.reach * self.parts) ** 2 * (self.published.n + 1)
        sums = sums_of(n_better, n_worse, better, worse)
        for total in totals_near(self.published, self.parts, change):
            squares, key = sums.get(total, 0), (total, change)
            if squares and key not in self._masks:
                self._masks[key] = agreeing(self.published, total, self.parts, most, change)
            if squares and squares & self._masks[key]:
                return True
        return False

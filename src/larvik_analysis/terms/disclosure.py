"""Limits of disclosure control: which counts of people may not be shown as numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from larvik_analysis.errors import TermError

# Statistics Norway does not publish cells of fewer than three; no evaluation goes below.
FLOOR_OF_K: Final = 3

Sensitivity = Literal["public", "opinion", "sensitive"]
Zeros = Literal["show", "hide"]


@dataclass(frozen=True, slots=True)
class DisclosureRules:
    """What an outsider may not learn from a release.

    Attributes
    ----------
    k : int
        A count of 1 to `k` - 1 units is hidden, and everything that gives it away.
    n_min : int
        The smallest base of a sensitive distribution.
    zeros : {"show", "hide"}
        Whether a count of nobody (and of everybody) may be shown.
    singleton : bool
        Whether to protect against somebody who knows his own cell because he is the only
        one in it.
    n_min_opinion : int
        The smallest base of views on a service.
    largest_exact : int
        Candidate cells up to which the fewest hidden cells are searched for exactly.
    n_nodes : int
        Nodes of the search after which the exact search gives up. Never a time: the same
        table gives the same answer on every machine.

    Raises
    ------
    TermError
        If `k` is below the floor of three, or a limit is not a whole number.

    Examples
    --------
    >>> DisclosureRules(k=2)
    Traceback (most recent call last):
    ...
    larvik_analysis.errors.TermError: ...
    """

    k: int = 5
    n_min: int = 10
    zeros: Zeros = "show"
    singleton: bool = False
    n_min_opinion: int = 5
    largest_exact: int = 160
    n_nodes: int = 20_000

    def __post_init__(self) -> None:
        for name in ("k", "n_min", "n_min_opinion", "largest_exact", "n_nodes"):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int) or value < 0:
                raise TermError("limit_whole", name=name)
        if self.k < FLOOR_OF_K:
            raise TermError("k_below_floor", name="k", floor=FLOOR_OF_K)
        if self.zeros not in ("show", "hide"):
            raise TermError("zeros_unknown", name="zeros")
        if not isinstance(self.singleton, bool):
            raise TermError("limit_switch", name="singleton")

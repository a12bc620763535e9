"""Statistics that no outsider can turn back into counts: of whom they are, and of how many."""

from __future__ import annotations

from larvik_analysis.estimate.survey.counts import as_scored, base_of_scored
from larvik_analysis.estimate.survey.of_rows import OF_ROWS, USABLE
from larvik_analysis.terms.microdata import Cell, Scored

from .universe import Universe

_N_CROSSED = 2  # questions that a table is made of at most


def plain_base(universe: Universe, scored: Scored) -> Cell:
    """Those a statistic is of, among whom enough must be."""
    return universe.plain(base_of_scored(scored))


def n_behind(universe: Universe, scored: Scored) -> int:
    """How many a statistic rests on, or their families, whichever are fewer."""
    n_families = universe.n_protected(plain_base(universe, scored))
    if scored.statistic not in OF_ROWS:
        return n_families
    found = OF_ROWS[scored.statistic](universe.data, scored)
    return min(found.n, n_families if found.n_families is None else found.n_families)


def may_be_asked(universe: Universe, scored: Scored) -> bool:
    """Whether it may be told at all.

    How many left every question open says of some who left one open that they left all of
    them open. Where a question is sensitive, it is told only that there is nobody, and not
    even that where a table of two questions has them all.
    """
    if scored.statistic != USABLE or not universe.sensitive:
        return True
    n_usable = as_scored(universe.data, Scored(USABLE, scored.data, ())).count
    is_nobody = n_usable == universe.count(universe.total)
    return is_nobody and len(universe.data.declared.variables) > _N_CROSSED

"""Families counted without a key: bounds over all ways the answers could belong together."""

from __future__ import annotations

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.arguments import counted_within, whole_number
from larvik_analysis.terms.results import NotEstimable
from larvik_analysis.terms.weighted_results import FamilyBounds


def family_bounds(count: int, n: int, n_families: int) -> FamilyBounds | NotEstimable:
    """How many families answered favourably, where a form tells no family from another.

    Parameters
    ----------
    count : int
        Favourable answers, 0 to `n`.
    n : int
        Answers.
    n_families : int
        Families they came from; each gave one answer or more, so at most `n`.

    Returns
    -------
    FamilyBounds or NotEstimable
        Least and greatest number of families with a favourable answer, and of families all
        of whose answers are favourable; each is reached by some pairing, and so is every
        number between. Not estimable where nobody answered.

    Raises
    ------
    ParameterError
        If a number is not whole, `count` is not within 0 to `n`, or families are none or
        more than the answers.

    Notes
    -----
    Most families have a favourable answer where the favourable ones are spread as widely as
    they go: min(count, n_families). Fewest have where each of the other answers has a
    family to itself. A family is favourable throughout unless it has another answer, so the
    second pair follows from the first with the answers exchanged.

    Examples
    --------
    >>> bounds = family_bounds(8, 11, 10)
    >>> bounds.low_any, bounds.high_any, bounds.low_all, bounds.high_all
    (7, 8, 7, 8)
    """
    count, n = counted_within(count, n)
    n_families = whole_number(n_families)
    if not (n_families > 0 or n == n_families == 0) or n_families > n:
        raise ParameterError("families_out_of_range", n_families=n_families, n=n)
    if n == 0:
        return NotEstimable("nobody answered")
    low_any, high_any = _with_any(count, n - count, n_families)
    low_other, high_other = _with_any(n - count, count, n_families)
    return FamilyBounds(
        low_any=low_any,
        high_any=high_any,
        low_all=n_families - high_other,
        high_all=n_families - low_other,
        count=count,
        n=n,
        n_families=n_families,
        method="family-bounds",
    )


def _with_any(count: int, others: int, n_families: int) -> tuple[int, int]:
    """Fewest and most families that have one of `count` answers beside `others`."""
    return max(min(count, 1), n_families - others), min(count, n_families)

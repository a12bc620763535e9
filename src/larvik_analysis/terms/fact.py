"""A published number and all that is needed to trust it or to doubt it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from larvik_analysis.terms.units import UnitOfAnalysis


class Legibility(StrEnum):
    """How well a number can be read in its source."""

    LEGIBLE = "legible"
    UNCERTAIN = "uncertain"
    ILLEGIBLE = "illegible"
    NOT_STATED = "not_stated"  # the source says it in words only


# The units a fact's value can have. Those of DATES hold an ISO 8601 date as text.
NUMBERS = frozenset(
    {"count", "percent", "percent_position", "percent_per_year", "per_1000", "per_week",
     "per_month", "per_day", "per_year", "fte", "nok", "nok_per_year", "points", "years",
     "months", "weeks", "days", "minutes", "level", "version", "ratio"}
)  # fmt: skip
DATES = frozenset({"date", "month", "year", "day_of_year"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One published number.

    Attributes
    ----------
    fact_id : str
        Its name, unique in the register.
    document, section, quote : str
        Where it stands, and the exact words, as they stand in the source.
    corrected_quote : str
        The quote with the scanner's errors mended; equal to `quote` where there are none.
    topic : str
        What it is about, one word, for finding it.
    indicator_nb, indicator_en : str
        What is measured.
    population, geography : str
        Whom and where.
    period : str
        As the source has it; empty where it does not say.
    unit : str
        One of `NUMBERS` or `DATES`.
    unit_of_analysis : UnitOfAnalysis
        What is counted; for a percentage, what its denominator counts.
    value : float or None
        The number; None where it cannot be read, is not stated, or is a date.
    date : str
        ISO 8601, of the precision the source has (``2024``, ``2024-05``, ``2024-05-16``,
        ``--04-11``); empty for a number.
    qualifier : str
        What the source says with it: "ca.", "over", "planned".
    legibility : Legibility
    approved_by, approval_reason : str
        Who approved that a small count of people is shown as a number, and why.
    line : int
        Its line in the register, for messages.
    """

    fact_id: str
    document: str
    section: str
    quote: str
    corrected_quote: str
    topic: str
    indicator_nb: str
    indicator_en: str
    population: str
    geography: str
    period: str
    unit: str
    unit_of_analysis: UnitOfAnalysis
    value: float | None
    date: str
    qualifier: str
    legibility: Legibility
    approved_by: str
    approval_reason: str
    line: int

    def indicator(self, language: str) -> str:
        """What is measured, in the reader's language."""
        return self.indicator_en if language == "en" else self.indicator_nb

    @property
    def is_traced(self) -> bool:
        """Whether document, section and quote are all there."""
        return bool(self.document and self.section and self.quote)

    def is_small_count_of_people(self, k: int) -> bool:
        """Whether it counts one to `k` - 1 people and nobody approved showing the number."""
        return (
            self.unit == "count"
            and self.unit_of_analysis.is_people
            and self.value is not None
            and 0 < self.value < k
            and not (self.approved_by and self.approval_reason)
        )


class Facts(Mapping[str, Fact]):
    """The register of facts of one evaluation, by `fact_id`, in the order of the file."""

    def __init__(self, facts: dict[str, Fact]) -> None:
        self._facts = dict(facts)

    def __getitem__(self, fact_id: str) -> Fact:
        return self._facts[fact_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._facts)

    def __len__(self) -> int:
        return len(self._facts)

    def __repr__(self) -> str:
        return f"Facts({len(self)})"

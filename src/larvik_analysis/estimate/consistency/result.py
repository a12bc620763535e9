"""What comes of a check, and the verdict that each outcome stands for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from larvik_analysis.terms.checks import Relation, Verdict
from larvik_analysis.terms.fact import Facts
from larvik_analysis.terms.results import FactEstimate
from larvik_analysis.terms.words import Words

# Each outcome has its words under `labels.outcome` in the catalogue.
OUTCOMES: Final[Mapping[str, Verdict]] = {
    # parts and wholes
    "sum_fits": "consistent",
    "sum_rounded": "consistent",
    "sum_apart": "consistent",
    "rest_of_one": "consistent",
    "sum_leaves": "remainder",
    "sum_above": "inconsistent",
    "sum_no_whole": "not_checkable",
    "sum_some_parts": "not_checkable",
    "sum_unread": "not_checkable",
    "passed_on": "remainder",
    "passed_on_units": "remainder",
    "passed_on_whole": "consistent",
    "within_whole": "consistent",
    "within_uncertain": "ambiguous",
    "within_unread": "not_checkable",
    "above_whole": "inconsistent",
    "difference_fits": "consistent",
    "difference_real": "consistent",
    "difference_off": "inconsistent",
    "difference_in_rounding": "ambiguous",
    "list_fits": "consistent",
    "list_off": "inconsistent",
    # shares, rates and other numbers that follow from numbers
    "share_fits": "consistent",
    "share_fits_each": "consistent",
    "share_fits_one": "ambiguous",
    "share_off": "inconsistent",
    "share_of_a_count": "consistent",
    "share_of_no_count": "inconsistent",
    "base_unclear": "ambiguous",
    "base_missing": "not_checkable",
    "mixture_fits": "consistent",
    "mixture_outside": "inconsistent",
    "mixture_share_off": "inconsistent",
    "rate_fits": "consistent",
    "rate_of_all": "inconsistent",
    "rate_of_all_twice": "inconsistent",
    "rate_off": "inconsistent",
    "conversion_fits": "consistent",
    "conversion_off": "inconsistent",
    "implied_plausible": "consistent",
    "implied_odd": "inconsistent",
    "amount_once": "consistent",
    "amount_twice": "inconsistent",
    "change_as_said": "consistent",
    "change_as_said_if_independent": "consistent",
    "change_not_as_said": "inconsistent",
    "change_not_as_said_if_independent": "inconsistent",
    # dates
    "date_fits": "consistent",
    "date_open": "not_checkable",
    "date_late": "inconsistent",
    "date_saturday": "inconsistent",
    "date_sunday": "inconsistent",
    "weekday_fits": "consistent",
    "weekday_off": "inconsistent",
    # what is said, and of what
    "same": "consistent",
    "not_same": "inconsistent",
    "dates_differ": "inconsistent",
    "definitions_differ": "ambiguous",
    "same_unread": "not_checkable",
    "units_same": "consistent",
    "units_differ": "ambiguous",
    "readings_agree": "consistent",
    "readings_differ": "ambiguous",
    "readings_open": "ambiguous",
    "said_alike": "consistent",
    "said_otherwise": "inconsistent",
    "name_of_several": "ambiguous",
    "nothing_to_hold": "not_checkable",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """What came of one check.

    Attributes
    ----------
    id : str
    kind : str
        The kind of relation, the name of its type.
    verdict : Verdict
        Follows from the outcome by `OUTCOMES`.
    outcome : str
        What was found; a key under ``labels.outcome`` in the catalogue.
    name, remark : Words, Words or None
        The evaluator's, from the relation.
    facts, documents : tuple of str
        What was held against what, and where it stands.
    estimates : mapping of str to FactEstimate
        The numbers worked out, each with the sum it comes from; the first is the one to show.
    numbers : mapping of str to float
        Numbers that no sum over facts of one unit gives, for the researcher: a page tells
        them in words.
    weekday : str
        The weekday of a date; empty for all else.
    """

    id: str
    kind: str
    verdict: Verdict
    outcome: str
    name: Words
    remark: Words | None = None
    facts: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    estimates: Mapping[str, FactEstimate] = field(default_factory=dict)
    numbers: Mapping[str, float] = field(default_factory=dict)
    weekday: str = ""

    @property
    def shown(self) -> FactEstimate | None:
        """The number to show with the outcome, where there is one."""
        return next((e for e in self.estimates.values() if e.estimate is not None), None)

    @property
    def is_between_documents(self) -> bool:
        """Whether it holds one document against another."""
        return len(self.documents) > 1


def conclude(
    relation: Relation,
    outcome: str,
    facts: Facts,
    used: Iterable[str],
    *,
    documents: Iterable[str] = (),
    estimates: Mapping[str, FactEstimate] | None = None,
    numbers: Mapping[str, float] | None = None,
    weekday: str = "",
) -> CheckResult:
    """The result of a relation, with the verdict its outcome stands for.

    Parameters
    ----------
    relation : Relation
    outcome : str
        A key of `OUTCOMES`.
    facts : Facts
        The register.
    used : iterable of str
        The facts that were held against each other.
    documents : iterable of str
        Documents it is about beside those of the facts.
    estimates, numbers, weekday
        As in `CheckResult`.
    """
    used = tuple(dict.fromkeys(used))
    places = (*(facts[fact_id].document for fact_id in used), *documents)
    return CheckResult(
        id=relation.id,
        kind=type(relation).__name__,
        verdict=OUTCOMES[outcome],
        outcome=outcome,
        name=relation.name,
        remark=relation.remark,
        facts=used,
        documents=tuple(dict.fromkeys(places)),
        estimates=estimates or {},
        numbers=numbers or {},
        weekday=weekday,
    )

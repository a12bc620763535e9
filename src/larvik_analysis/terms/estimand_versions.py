"""What was to be estimated, as it stood each time a report was made: nothing is overwritten."""

from __future__ import annotations

import dataclasses
import datetime
import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from larvik_analysis.terms.ledger import chain, hash_of_text
from larvik_analysis.terms.outcomes import Deviation, Estimand, OutcomeData


@dataclass(frozen=True, slots=True, kw_only=True)
class EstimandVersion:
    """An estimand as it was before a run read the data.

    Attributes
    ----------
    number : int
        1 is the first.
    evaluation : str
        The name of the folder.
    date : str
        The analysis date of the evaluation then, ISO 8601.
    estimand : mapping
        As `plain_estimand` gives it.
    """

    number: int
    evaluation: str
    date: str
    estimand: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class EstimandVersions:
    """All versions, oldest first."""

    versions: tuple[EstimandVersion, ...] = ()

    @property
    def text(self) -> str:
        """The file: one version a line, each with the hash of all lines before it."""
        return chain(
            {
                "number": version.number,
                "evaluation": version.evaluation,
                "date": version.date,
                "estimand": dict(version.estimand),
            }
            for version in self.versions
        )

    @property
    def hash(self) -> str:
        """Of the whole file."""
        return hash_of_text(self.text)

    def with_newest(
        self, estimand: Estimand, *, evaluation: str, date: datetime.date
    ) -> EstimandVersions:
        """The versions with the estimand as it is now; the same ones where it has not changed.

        Parameters
        ----------
        estimand : Estimand
        evaluation : str
            The name of the folder.
        date : date
            The analysis date.
        """
        plain = plain_estimand(estimand)
        if self.versions and dict(self.versions[-1].estimand) == plain:
            return self
        newest = EstimandVersion(
            number=len(self.versions) + 1,
            evaluation=evaluation,
            date=date.isoformat(),
            estimand=plain,
        )
        return EstimandVersions((*self.versions, newest))

    def deviations(self, estimand: Estimand) -> tuple[Deviation, ...]:
        """Every change of a part since the first version, with the reasons that were given.

        A part that was changed more than once takes its reasons in their order.
        """
        given = defaultdict(list)
        for declared in estimand.deviations:
            given[declared.field].append(declared.reason)
        found = []
        for before, after in zip(self.versions, self.versions[1:], strict=False):
            for part in (field.name for field in dataclasses.fields(Estimand)):
                if before.estimand.get(part) != after.estimand.get(part):
                    reason = given[part].pop(0) if given[part] else ""
                    found.append(
                        Deviation(
                            field=part, number=after.number, date=after.date, reason=reason
                        )
                    )
        return tuple(found)


def plain_estimand(estimand: Estimand) -> dict[str, Any]:
    """The estimand as JSON has it, without the reasons for its changes."""
    plain = dataclasses.asdict(estimand)
    del plain["deviations"]
    plain["factors"] = list(estimand.factors)
    plain["fixed_on"] = estimand.fixed_on.isoformat() if estimand.fixed_on else None
    return plain


def hash_of_estimand(estimand: Estimand) -> str:
    """SHA-256 of the estimand, the same wherever it is worked out.

    Examples
    --------
    >>> from larvik_analysis.terms.words import Words
    >>> told = Words(nb="alle", en="all")
    >>> first = Estimand(population=told, contrast="before_after", outcome=told, factors=("a",))
    >>> len(hash_of_estimand(first)), hash_of_estimand(first) == hash_of_estimand(first)
    (64, True)
    """
    return hash_of_text(
        json.dumps(plain_estimand(estimand), ensure_ascii=False, sort_keys=True)
    )


def first_day(outcomes: OutcomeData) -> datetime.date | None:
    """The first day on which anything was rated or done; None where no file has days."""
    days = []
    if outcomes.families is not None:
        days.append(outcomes.families.table["date"].min())
    if outcomes.pathways is not None:
        days.append(outcomes.pathways.table["start"].min())
    if outcomes.contacts is not None:
        days.append(outcomes.contacts["date"].min())
    known = [day.date() for day in days if day == day]  # of an empty table there is no day
    return min(known, default=None)


def is_late(estimand: Estimand, outcomes: OutcomeData | None) -> bool:
    """Whether nobody outside can tell that the estimand was fixed before the data came.

    So it is where nobody says when it was fixed, where no one outside keeps it, and where
    the first data are from an earlier day.
    """
    if estimand.fixed_on is None or not estimand.registered:
        return True
    first = first_day(outcomes) if outcomes is not None else None
    return first is not None and first < estimand.fixed_on

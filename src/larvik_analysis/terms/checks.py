"""What is held against what in the sources: relations between facts, and disputed claims.

A relation names facts; what comes of it is worked out in `estimate.consistency` and stands
nowhere in the file. The ids are the evaluator's, and each stands once in its list.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from larvik_analysis.errors import TermError
from larvik_analysis.terms.claims import Claim, ShortName
from larvik_analysis.terms.rule import Rule, RuleKind
from larvik_analysis.terms.shape import refuse_few
from larvik_analysis.terms.words import Words

Verdict = Literal["consistent", "remainder", "inconsistent", "ambiguous", "not_checkable"]
Direction = Literal["stable", "rise", "fall"]
Weekday = Literal[
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """What every relation has.

    Attributes
    ----------
    id : str
        Its name, such as ``A15``.
    name : Words
        What is held against what, without numbers.
    remark : Words or None
        What a reader should know of the outcome, without numbers.
    """

    id: str
    name: Words
    remark: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts(Relation):
    """Parts of a whole, which count the same thing.

    Attributes
    ----------
    parts : tuple of str
        Facts.
    whole : str
        The fact they should add up to; empty where the source gives none.
    is_percent : bool
        Whether the parts are per cent of one thing, and so should be a hundred together.
    lists_all : bool
        Whether the source means to list every part.
    apart : tuple of str
        Words of the source that say the parts do not overlap; without a whole, only such
        words make it right to add them.
    """

    parts: tuple[str, ...]
    whole: str = ""
    is_percent: bool = False
    lists_all: bool = True
    apart: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        refuse_few(1, parts=self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage(Relation):
    """A stage of a funnel: what came in, and what became of it.

    `passed_on` is the id and `passed_on_name` the name of the check that holds what is left
    of this stage against the whole of the next.
    """

    whole: str
    parts: tuple[str, ...]
    passed_on: str = ""
    passed_on_name: Words | None = None
    passed_on_remark: Words | None = None

    def __post_init__(self) -> None:
        refuse_few(1, parts=self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Funnel:
    """Stages in their order; each may count another unit."""

    id: str
    stages: tuple[Stage, ...]

    def __post_init__(self) -> None:
        refuse_few(1, stages=self.stages)
        for stage in self.stages[:-1]:
            if bool(stage.passed_on) != (stage.passed_on_name is not None):
                raise TermError("relation_passed_on", name="stages")
        if self.stages[-1].passed_on:
            raise TermError("relation_passed_on", name="stages")


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedShare(Relation):
    """A share in per cent as the source states it.

    Attributes
    ----------
    stated : str
        The fact that is the share.
    count : str
        The fact that is counted; empty where the source gives none.
    bases : tuple of str
        The facts it may be a share of; none where the source gives none.
    across_units : bool
        Whether count and base are meant to count different things (positions a person).
    """

    stated: str
    count: str = ""
    bases: tuple[str, ...] = ()
    across_units: bool = False

    def __post_init__(self) -> None:
        if not self.count:
            refuse_few(1, bases=self.bases)  # nothing to hold the share against


@dataclass(frozen=True, slots=True, kw_only=True)
class Within(Relation):
    """Something that cannot be more than what it is within, less what is already taken."""

    part: tuple[str, ...]
    whole: tuple[str, ...]
    less: tuple[str, ...] = ()
    across_units: bool = False

    def __post_init__(self) -> None:
        refuse_few(1, part=self.part, whole=self.whole)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plausible:
    """What a number would be expected to lie between, and by whose word."""

    low: float
    high: float
    unit: str
    kind: RuleKind
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Implied(Relation):
    """One number for each unit of another; `per` in per cent is taken as a share."""

    amount: str
    per: str
    plausible: Plausible


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference(Relation):
    """Two numbers, and the difference the source states, if it states one."""

    first: str
    second: str
    stated: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mixture(Relation):
    """A total that is a mixture of groups, period by period, all in per cent.

    Attributes
    ----------
    total, majority : tuple of str
        Facts, one a period.
    minorities : dict of str to tuple of str
        The smaller groups by name, each with one fact a period.
    known_shares : tuple of str
        Facts that say how large a share the smaller groups are; none where nothing does.
    """

    total: tuple[str, ...]
    majority: tuple[str, ...]
    minorities: dict[str, tuple[str, ...]]
    known_shares: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        refuse_few(1, total=self.total, minorities=self.minorities)
        for values in (self.majority, *self.minorities.values()):
            if len(values) != len(self.total):
                raise TermError("relation_lengths", name="total")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate(Relation):
    """A count over some periods, perhaps for each worker, against the rate stated."""

    count: str
    periods: Rule
    period_unit: str
    stated: str
    workers: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversion(Relation):
    """A number times a factor and with something added, against the number stated."""

    fact: str
    times: Rule
    plus: Rule
    stated: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CountChange(Relation):
    """Two counts, and the word for the change between them, perhaps of another document."""

    before: str
    after: str
    said: Direction
    document: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DateCheck(Relation):
    """A date, and what it must agree with.

    Attributes
    ----------
    date : str
        The fact.
    year_of : str
        A dated fact that gives the year, where the date has none.
    weekday : Weekday or None
        The weekday the source gives with it.
    is_office_day : bool
        Whether what happened belongs to a Monday to Friday.
    not_after : str
        A dated fact it cannot be later than.
    """

    date: str
    year_of: str = ""
    weekday: Weekday | None = None
    is_office_day: bool = False
    not_after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Same(Relation):
    """Facts that should say the same; or, ``is_definition``, definitions not to be mixed."""

    facts: tuple[str, ...]
    is_definition: bool = False

    def __post_init__(self) -> None:
        refuse_few(2, facts=self.facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class SameUnit(Relation):
    """Facts that are set against each other and so must count the same."""

    facts: tuple[str, ...]

    def __post_init__(self) -> None:
        refuse_few(2, facts=self.facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One way to read a source: the facts to add, or none where it gives no number."""

    name: Words
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings(Relation):
    """The ways in which a source can be read."""

    readings: tuple[Reading, ...]

    def __post_init__(self) -> None:
        refuse_few(2, readings=self.readings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a document calls a thing, or says of it; `quote` in its own words.

    `corrected` is the quote with the scanner's errors mended; empty where there are none.
    """

    document: str
    quote: str
    thing: Words
    term: Words
    corrected: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wordings(Relation):
    """What the documents say of a thing, or what they mean by a name."""

    said: tuple[Said, ...]

    def __post_init__(self) -> None:
        refuse_few(2, said=self.said)


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedList(Relation):
    """How many things a source says it lists, and the things it lists."""

    stated: str
    items: tuple[str, ...]

    def __post_init__(self) -> None:
        refuse_few(1, items=self.items)


@dataclass(frozen=True, slots=True, kw_only=True)
class Amounts(Relation):
    """Amounts of money whose quotes may say their unit twice."""

    facts: tuple[str, ...]

    def __post_init__(self) -> None:
        refuse_few(1, facts=self.facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class NotCheckable(Relation):
    """Facts that nothing in the sources can be held against; `remark` says what is missing."""

    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Legible(Relation):
    """What of a list or a figure can be read.

    `facts` are told one by one. `read` and `lost` tell in words of what has no facts, or has
    too many.
    """

    document: str
    facts: tuple[str, ...] = ()
    read: Words | None = None
    lost: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Checks:
    """Read from `checks.yaml`; it holds no expected answers."""

    short_names: tuple[ShortName, ...] = ()
    mixtures: tuple[Mixture, ...] = ()
    parts: tuple[Parts, ...] = ()
    funnels: tuple[Funnel, ...] = ()
    shares: tuple[StatedShare, ...] = ()
    within: tuple[Within, ...] = ()
    implied: tuple[Implied, ...] = ()
    differences: tuple[Difference, ...] = ()
    rates: tuple[Rate, ...] = ()
    conversions: tuple[Conversion, ...] = ()
    changes: tuple[CountChange, ...] = ()
    dates: tuple[DateCheck, ...] = ()
    same: tuple[Same, ...] = ()
    units: tuple[SameUnit, ...] = ()
    readings: tuple[Readings, ...] = ()
    wordings: tuple[Wordings, ...] = ()
    lists: tuple[CountedList, ...] = ()
    amounts: tuple[Amounts, ...] = ()
    not_checkable: tuple[NotCheckable, ...] = ()
    legibility: tuple[Legible, ...] = ()
    claims: tuple[Claim, ...] = ()

"""What is known about a place before anything is tried: which facts make which figure.

The numbers stand in the register of facts. Here is only which of them belong together, and
in the evaluator's words what they are about and what to be careful with.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from larvik_analysis.errors import TermError
from larvik_analysis.terms.shape import refuse_few
from larvik_analysis.terms.words import Words

PlaceRole = Literal["own", "county", "country"]
Better = Literal["higher", "lower"]
Course = Literal["higher", "lower", "about_equal", "high", "low", "rising", "falling"]
Judgement = Literal["better", "worse", "about_equal", "not_comparable"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesPlace:
    """A place whose numbers are drawn as a line."""

    id: str
    role: PlaceRole
    name: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One place in one group: a fact for each period, in their order."""

    place: str
    facts: tuple[str, ...]

    def __post_init__(self) -> None:
        refuse_few(1, facts=self.facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesGroup:
    """Those a panel is about."""

    id: str
    name: Words
    lines: tuple[Line, ...]

    def __post_init__(self) -> None:
        refuse_few(1, lines=self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """The same measure for several places, groups and periods.

    Attributes
    ----------
    name : Words
        What is measured, as it reads after "a higher": "share of pupils who ...".
    whole : str
        The group that all the others are parts of.
    places, groups : tuple
    caveats : tuple of Words
        What a reader must know of the source, in sentences.
    """

    name: Words
    places: tuple[SeriesPlace, ...]
    groups: tuple[SeriesGroup, ...]
    whole: str = ""
    caveats: tuple[Words, ...] = ()

    def __post_init__(self) -> None:
        refuse_few(1, places=self.places, groups=self.groups)
        roles = [place.role for place in self.places]
        if "own" not in roles or len(set(roles)) < len(roles):
            raise TermError("series_roles", name="places")
        own = {place.id for place in self.places if place.role == "own"}
        for group in self.groups:
            if not own & {line.place for line in group.lines}:
                raise TermError("series_own_line", name="groups", group=group.id)
            for line in group.lines:
                if len(line.facts) != len(self.groups[0].lines[0].facts):
                    values = {"group": group.id, "place": line.place}
                    raise TermError("series_lengths", name="groups", **values)


@dataclass(frozen=True, slots=True, kw_only=True)
class StagePart:
    """A part of what a stage counts, and where it went in a few words."""

    fact: str
    name: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A whole and the parts of it that the source accounts for."""

    id: str
    name: Words
    whole: str
    parts: tuple[StagePart, ...]

    def __post_init__(self) -> None:
        refuse_few(1, parts=self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Funnel:
    """Stages of a process. They may count different things, and are never subtracted."""

    name: Words
    stages: tuple[Stage, ...]
    caveats: tuple[Words, ...] = ()

    def __post_init__(self) -> None:
        refuse_few(1, stages=self.stages)


@dataclass(frozen=True, slots=True, kw_only=True)
class YearlyCounts:
    """Counts of the same thing, year after year.

    Attributes
    ----------
    name : Words
        What is counted, in the plural.
    facts : tuple of str
        The counts, in the order of their years.
    together : Words or None
        Why some of them may come together, in one sentence.
    caveats : tuple of Words
    """

    name: Words
    facts: tuple[str, ...]
    together: Words | None = None
    caveats: tuple[Words, ...] = ()

    def __post_init__(self) -> None:
        refuse_few(2, facts=self.facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A number of the place beside that of others.

    Attributes
    ----------
    id : str
    name, topic : Words
        What is measured, and the same in a word or two for a title.
    better : {"higher", "lower"}
        Which of two numbers is the better one.
    own, other : str
        The facts; no other where the source has none.
    against : Words or None
        Whom the other number is about.
    caveat : Words or None
        What to be careful with, in one sentence.
    """

    id: str
    name: Words
    topic: Words
    better: Better
    own: str
    other: str = ""
    against: Words | None = None
    caveat: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Direction:
    """What a document says in words alone, without a number.

    Attributes
    ----------
    id : str
    name : Words
        What it is about.
    course : Course
        Higher or lower than others, or rising or falling.
    judgement : Judgement
        Better or worse than others or than before.
    document : str
    """

    id: str
    name: Words
    course: Course
    judgement: Judgement
    document: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortTitle:
    """What a document is called in a table."""

    document: str
    name: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicators:
    """Read from `indicators.yaml`."""

    series: Series | None = None
    funnel: Funnel | None = None
    counts: YearlyCounts | None = None
    comparisons: tuple[Comparison, ...] = ()
    directions: tuple[Direction, ...] = ()
    direction_caveats: tuple[Words, ...] = ()
    short_titles: tuple[ShortTitle, ...] = ()

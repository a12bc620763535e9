"""What is evaluated: place, period, measures, sources and the rules that hold for them."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Literal

from larvik_analysis.errors import TermError
from larvik_analysis.terms.catalogue import Language
from larvik_analysis.terms.disclosure import FLOOR_OF_K, DisclosureRules, Zeros
from larvik_analysis.terms.outcome_files import OutcomeFiles
from larvik_analysis.terms.outcomes import Estimand
from larvik_analysis.terms.questions import DataFile
from larvik_analysis.terms.shape import refuse_few
from larvik_analysis.terms.words import Words as Words

PreventionLevel = Literal["universal", "selective", "indicated"]
SourceKind = Literal[
    "survey", "interviews", "register", "ratings", "documents", "not_stated"
]  # fmt: skip
Comparison = Literal["none", "comparison_group", "staggered_start"]
Timing = Literal["after_only", "before_after", "repeated"]
Asker = Literal["not_stated", "deliverer", "independent"]
Purpose = Literal["experience", "needs"]
Status = Literal["introduced", "weak_start", "deprioritised", "planned"]
Scalar = str | int | float | bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The municipality and the zone of the trial; `code` is text, `0301` keeps its zero."""

    code: str
    name: str
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """First and last year, month or day of the trial (ISO 8601), as precise as is known."""

    first: str
    last: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SubMeasure:
    """A part of a measure and what became of it.

    Attributes
    ----------
    id : str
    name : Words
        As a heading says it; `called` is how it is named within a sentence.
    status : Status
    output : Words or None
        What came of it, in a few words.
    reason : Words or None
        Why it went no further, where it did not.
    """

    id: str
    name: Words
    status: Status
    called: Words | None = None
    output: Words | None = None
    reason: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """A part of what a plan promised, and the sub-measures that it was tried as, if any.

    `called` is how it is named within a sentence.
    """

    id: str
    name: Words
    called: Words | None = None
    tried_as: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What was planned, to be held against what was tried.

    Attributes
    ----------
    title, document : Words, str
        What the plan calls the measure, and the document that is the plan.
    tried_title, tried_document : Words, str
        What the measure was called when it was tried, and the document that tells of it.
    components : tuple of Component
        Which sub-measure answers which part is a reading of the evaluator's.
    other_edition : Words or None
        Another edition of the plan that nobody has compared, where there is one.
    note : Words or None
        What else bears on the comparison, in one sentence.
    """

    title: Words
    document: str
    tried_title: Words
    tried_document: str
    components: tuple[Component, ...]
    other_edition: Words | None = None
    note: Words | None = None

    def __post_init__(self) -> None:
        refuse_few(1, components=self.components)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A measure that is tried out.

    `facts` says which fact plays which part in the chapters (``families: red_families``);
    `areas` lists the facts of the areas of benefit, in the order of the source's chart.
    `group` names a group that grew out of the measure, where there was one; `referred_by`
    says who referred the families, and `waiting` who was wanted and found no place;
    `target_group` says whom the measure was for. They are the evaluator's words and stand in
    sentences of ours. `plan` is what was promised, where it can be held against what was
    tried.
    """

    id: str
    level: PreventionLevel
    name: Words
    description: Words
    facts: dict[str, str] = field(default_factory=dict)
    areas: tuple[str, ...] = ()
    group: Words | None = None
    referred_by: Words | None = None
    waiting: Words | None = None
    target_group: Words | None = None
    plan: Plan | None = None
    sub_measures: tuple[SubMeasure, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where evidence on a measure comes from, and what its design can carry.

    `purpose` is ``needs`` where it asks what people need, and not what a measure was like:
    it then says nothing of the measure. `asked` is who was asked, and `facts` says how many
    answered, of how many, and when. `called` is a name that fits a narrow column. `data` is
    the id of the own data that hold its answers, where the evaluation has them.
    """

    id: str
    kind: SourceKind
    measure: str
    name: Words
    comparison: Comparison
    timing: Timing
    asked_by: Asker
    document: str
    called: Words | None = None
    purpose: Purpose = "experience"
    asked: Words | None = None
    facts: dict[str, str] = field(default_factory=dict)
    data: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A published document. `url` or `archive` say where it is; both may be unknown."""

    id: str
    title: str
    publisher: str
    date: str
    url: str = ""
    archive: str = ""
    retrieved_on: datetime.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure:
    """Limits of the gate, as the evaluation sets them.

    Zeros are hidden unless it says otherwise: that nobody, or everybody, answered something
    sensitive tells about each one of them.
    """

    k: int = 5
    n_min: int = 10
    n_min_opinion: int = 5
    zeros: Zeros = "hide"

    def __post_init__(self) -> None:
        self.rules()
        if self.n_min_opinion < FLOOR_OF_K:
            raise TermError("n_min_opinion_floor", name="n_min_opinion", floor=FLOOR_OF_K)
        if self.k > self.n_min:
            raise TermError("k_above_n_min", name="n_min")

    @property
    def k_of_facts(self) -> int:
        """The limit for published facts: one to four are told in words, whatever `k` says."""
        return max(self.k, 5)

    def rules(self, *, singleton: bool = False) -> DisclosureRules:
        """The rules of the gate; `singleton` where those asked know their own cell."""
        return DisclosureRules(
            k=self.k,
            n_min=self.n_min,
            n_min_opinion=self.n_min_opinion,
            zeros=self.zeros,
            singleton=singleton,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Privacy:
    """What makes it lawful to hold the evaluation's own data; `personvern` in the file.

    Pseudonymised data are personal data too.

    Attributes
    ----------
    controller : str
        Who decides what the data are used for (behandlingsansvarlig).
    processor_agreement : str
        The agreement with whoever else handles them, or why none is needed.
    legal_basis : str
        The article and law, or the consent, that they are held by.
    dpia, dpia_not_needed : str
        Where the assessment of the consequences for privacy lies, or why there is none.
    respondents_were_told : str
        What those who answered were told.
    delete_by : date
        The day by which all of it is deleted.
    """

    controller: str
    processor_agreement: str
    legal_basis: str
    respondents_were_told: str
    delete_by: datetime.date
    dpia: str = ""
    dpia_not_needed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """The evaluator's word that own data have changed since an earlier release.

    Attributes
    ----------
    data : str
        Id of the data.
    supersedes : int
        Number of the last release that had the old numbers.
    reason : str
    date : date
    """

    data: str
    supersedes: int
    reason: str
    date: datetime.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A notebook of `notebooks/` and the parameters it runs with.

    `is_annex` marks a chapter for those who work on the evaluation: it is written beside the
    private data unless the evaluation says ``annex: public``.
    """

    notebook: str
    parameters: dict[str, Scalar] = field(default_factory=dict)
    is_annex: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """An owner's word that the report may leave as more than a draft."""

    owner: str
    by: str
    date: datetime.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """What is evaluated, read from `evaluation.yaml`."""

    title: Words
    subtitle: Words
    place: Place
    period: Period
    language: Language
    seed: int
    analysis_date: datetime.date
    owners: tuple[str, ...]
    measures: tuple[Measure, ...]
    chapters: tuple[Chapter, ...]
    documents: tuple[Document, ...]
    sources: tuple[Source, ...] = ()
    disclosure: Disclosure = field(default_factory=Disclosure)
    approved: tuple[Approval, ...] = ()
    synthetic: bool = False
    personvern: Privacy | None = None
    microdata: tuple[DataFile, ...] = ()
    corrections: tuple[Correction, ...] = ()
    outcomes: OutcomeFiles | None = None
    estimand: Estimand | None = None
    annex: Literal["internal", "public"] = "internal"

    @property
    def is_draft(self) -> bool:
        """A draft until every owner has approved."""
        return not self.owners or not set(self.owners) <= {
            approval.owner for approval in self.approved
        }

    def measure(self, measure_id: str) -> Measure:
        """The measure of that id; KeyError if there is none."""
        return {measure.id: measure for measure in self.measures}[measure_id]

    def document(self, document_id: str) -> Document:
        """The document of that id; KeyError if there is none."""
        return {document.id: document for document in self.documents}[document_id]

    def sources_of(self, measure_id: str, kind: SourceKind) -> tuple[Source, ...]:
        """The sources of one kind on one measure."""
        return tuple(s for s in self.sources if s.measure == measure_id and s.kind == kind)

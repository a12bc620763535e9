"""What an evaluation asked: questions, answers, scales, and the files that hold the answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from larvik_analysis.terms.units import UnitOfAnalysis
from larvik_analysis.terms.words import Words

MicrodataUnit = Literal[
    "families", "respondents", "children", "parents", "persons", "employees", "positions"
]
QuestionKind = Literal["ordinal", "nominal", "multiple", "numeric", "text"]
# What becomes of two answers from one family, question by question: each counts; what they
# agree on; the one lowest or highest on the scale.
FamilyRule = Literal["both", "agreed", "lowest", "highest"]

TICKED: Final = "ja"
NOT_TICKED: Final = "nei"
_YES_NO: Final = {TICKED: Words(nb="Ja", en="Yes"), NOT_TICKED: Words(nb="Nei", en="No")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer of a scale.

    Attributes
    ----------
    id : str
    name : Words
    score : float or None
        Its number, where the scale has numbers.
    is_outside : bool
        Whether it says "don't know" or "not relevant": an answer, and no place on the scale.
    at_least, at_most : float or None
        Of a class of a numeric question, the numbers that belong to it; None has no end.
    """

    id: str
    name: Words
    score: float | None = None
    is_outside: bool = False
    at_least: float | None = None
    at_most: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One column of a file of answers, as the evaluator declares it.

    Attributes
    ----------
    id : str
        Its name in the project.
    column : str
        Its heading in the file.
    name : Words
        What a reader sees.
    kind : {"ordinal", "nominal", "multiple", "numeric", "text"}
        Of several ticked answers, each becomes a variable of its own. A number is put in
        its class at the door. A text stays outside: people code it (`larvik code`).
    answers : tuple of Answer
        In the order of the scale. A cell holds an answer's id or its name. None of a text.
    sensitivity : {"opinion", "sensitive"}
        ``opinion`` is a view on a service.
    reason : str
        Why it is an opinion; demanded there.
    separator : str
        Between several ticked answers.
    merge : tuple of str
        Ids of neighbouring answers to be shown as one, joined by ``+``, in the order in
        which they may be merged when the counts are too small. Those that follow each other
        and share no answer are merged together.
    facts : dict of str to str
        Published facts that count the same: id of the answer, and of the fact.
    is_reversed : bool
        Whether a high score says the opposite of what its scale of questions says.
    asked_if : str
        Who was asked: ``sted=barnehage+skole``; empty where everybody was. Whoever was not
        has no answer, so that the count of the condition is the number who were asked.
    columns : tuple of str
        Other headings it may stand under, as where the wording was changed.
    """

    id: str
    column: str
    name: Words
    kind: QuestionKind = "ordinal"
    answers: tuple[Answer, ...] = ()
    sensitivity: Literal["opinion", "sensitive"] = "sensitive"
    reason: str = ""
    separator: str = ";"
    merge: tuple[str, ...] = ()
    facts: dict[str, str] = field(default_factory=dict)
    is_reversed: bool = False
    asked_if: str = ""
    columns: tuple[str, ...] = ()

    @property
    def asked_of(self) -> tuple[str, str] | None:
        """The variable and the answers, joined by ``+``, of those who were asked."""
        name, _, answers = self.asked_if.partition("=")
        return (name, answers) if answers else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """Questions that measure one thing together.

    Attributes
    ----------
    id : str
    name : Words
    items : tuple of str
        Ids of questions whose answers have scores.
    n_least : int
        So many of them must be answered for a mean of those that are.
    """

    id: str
    name: Words
    items: tuple[str, ...]
    n_least: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Margin:
    """What is known of everybody whom the answers stand for, on one question.

    Attributes
    ----------
    question : str
    facts : dict of str to str
        For each answer the published fact that counts it among them.
    """

    question: str
    facts: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """How people were asked, and whom their answers are about.

    Attributes
    ----------
    facts : dict of str to str
        Facts by part: ``invited``, ``opened``, ``population``, and ``families``, where a form
        without a family key says from how many they are. Where none says how many were
        invited, there is no response rate.
    target : {"census", "wider"}
        Those who were asked, without a sampling interval; or more than those.
    wider : Words or None
        Who they are: "alle foreldre i Larvik"; demanded where the target is wider.
    strata : str
        The question whose answers were asked separately (site).
    margins : tuple of Margin
        What is known of the target, to weight by.
    two_of_a_family : str
        What becomes of two answers from one family; demanded where families are known.
    """

    facts: dict[str, str] = field(default_factory=dict)
    target: Literal["census", "wider"] = "census"
    wider: Words | None = None
    strata: str = ""
    margins: tuple[Margin, ...] = ()
    two_of_a_family: FamilyRule | Literal[""] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DataFile:
    """A file of the evaluation's own data, as `evaluation.yaml` declares it.

    Attributes
    ----------
    id : str
        The name of its universe: two tables of one file can be subtracted.
    file : str
        An export, seen from the evaluation's folder. Real data lie in ``private/``.
    name : Words
        Whose answers they are: "Familiene som fikk hjelp".
    unit_of_analysis : str
        What a row is.
    family : str
        Heading of the column that says who belongs to the same family; empty where a row
        is a family. It is turned into pseudonyms at the door.
    questions : tuple of Question
        Those of the instrument, where one is named.
    instrument : str
        The instrument that was used; its questions and scales are put in when it is read.
    format : str
        The program that wrote the file; empty where it is to be recognised.
    facts : dict of str to str
        As `Question.facts`, with ``question=answer`` as key: for questions of an instrument.
    scales : tuple of Scale
    design : Design
    """

    id: str
    file: str
    name: Words
    unit_of_analysis: MicrodataUnit
    questions: tuple[Question, ...] = ()
    family: str = ""
    instrument: str = ""
    format: str = ""
    facts: dict[str, str] = field(default_factory=dict)
    scales: tuple[Scale, ...] = ()
    design: Design = field(default_factory=Design)

    @property
    def unit(self) -> UnitOfAnalysis:
        """What a row is."""
        return UnitOfAnalysis(self.unit_of_analysis)

    @property
    def is_of_families(self) -> bool:
        """Whether families stand behind the rows: those in them know their own answers."""
        return bool(self.family) or self.unit_of_analysis in ("families", "children")

    @property
    def is_of_staff(self) -> bool:
        """Whether the rows are members of staff or their positions."""
        return self.unit_of_analysis in ("employees", "positions")

    @property
    def variables(self) -> dict[str, Variable]:
        """The variables by id, in the order of the questions."""
        found = [variable for question in self.questions for variable in _variables(question)]
        return {variable.id: variable for variable in found}


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """What can be counted: a question, or one of the answers that could be ticked.

    A text that nobody has coded cannot.
    """

    id: str
    question: str
    name: Words
    answers: tuple[Answer, ...]
    sensitivity: Literal["opinion", "sensitive"]
    merge: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)

    def answer(self, answer_id: str) -> Answer:
        """The answer of that id; KeyError if there is none."""
        return {answer.id: answer for answer in self.answers}[answer_id]


def _variables(question: Question) -> list[Variable]:
    if question.kind == "text":
        return []
    if question.kind != "multiple":
        return [
            Variable(
                id=question.id,
                question=question.id,
                name=question.name,
                answers=question.answers,
                sensitivity=question.sensitivity,
                merge=question.merge,
                facts=question.facts,
            )
        ]
    ticks = tuple(Answer(id=tick, name=name) for tick, name in _YES_NO.items())
    return [
        Variable(
            id=f"{question.id}_{answer.id}",
            question=question.id,
            name=answer.name,
            answers=ticks,
            sensitivity=question.sensitivity,
            facts={TICKED: question.facts[answer.id]} if answer.id in question.facts else {},
        )
        for answer in question.answers
    ]

"""What everybody knows who has seen the form: who was asked what, and which ticks go together.

Whoever was not asked has no answer, and whoever left a question with several answers open
has ticked none of them. Both are sums that an outsider calculates with. So is that tables
which are linked in a ring have one joint table behind them.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from larvik_analysis.terms.microdata import ANSWERED, UNANSWERED
from larvik_analysis.terms.questions import DataFile

Condition = tuple[str, frozenset[str]]
Conditions = Mapping[str, tuple[Condition, ...]]
MOST_TOGETHER = 1_500  # combinations of answers that a ring of tables is judged with


@dataclass(frozen=True, slots=True)
class Form:
    """A form, as far as it says something of counts.

    Attributes
    ----------
    conditions : mapping of str to tuple of (str, frozenset of str)
        By variable what whoever answered it has answered elsewhere.
    ticks : mapping of str to str
        The question of each variable that is a tick.
    sensitive : frozenset of str
        Variables whose answers are protected.
    """

    conditions: Conditions
    ticks: Mapping[str, str]
    sensitive: frozenset[str]

    def is_empty(self, where: Mapping[str, str]) -> bool:
        """Whether nobody can be in a cell, whatever was answered."""
        answered = [name for name, answer in where.items() if answer != UNANSWERED]
        left_open = {self.ticks.get(name) for name in where.keys() - answered} - {None}
        if any(self.ticks.get(name) in left_open for name in answered):
            return True
        return any(
            where[other] == UNANSWERED
            or (where[other] != ANSWERED and not allowed & set(where[other].split("+")))
            for name in answered
            for other, allowed in self.conditions.get(name, ())
            if other in where
        )

    def who(self, where: Mapping[str, str]) -> frozenset[tuple[str, str]]:
        """The same for cells that hold the same people: ticks are left open together."""
        return frozenset(
            (self.ticks.get(name, name) if answer == UNANSWERED else name, answer)
            for name, answer in where.items()
        )

    def around(self, variables: Iterable[str]) -> frozenset[str]:
        """The variables with the sensitive ones that decided who was asked: they say both."""
        names = set(variables)
        filters = {other for name in names for other, _ in self.conditions.get(name, ())}
        return frozenset(names | (filters & self.sensitive))


def form_of(declared: DataFile, sensitive: Iterable[str]) -> Form:
    """The form of a file; a question that was asked because of a sensitive answer is sensitive.

    Examples
    --------
    >>> from larvik_analysis.terms.questions import Answer, Question
    >>> from larvik_analysis.terms.words import Words
    >>> words = Words(nb="x", en="x")
    >>> given = (Answer(id="ja", name=words), Answer(id="nei", name=words))
    >>> def question(name, **more):
    ...     return Question(id=name, column=name, name=words, answers=given, **more)
    >>> asked = (question("v"), question("q", sensitivity="opinion", asked_if="v=ja"))
    >>> declared = DataFile(
    ...     id="d", file="d.csv", name=words, unit_of_analysis="respondents", questions=asked
    ... )
    >>> form = form_of(declared, ["v"])
    >>> form.is_empty({"q": "ja", "v": "nei"}), sorted(form.sensitive)
    (True, ['q', 'v'])
    """
    conditions = conditions_of(asked_if(declared))
    protected = set(sensitive)
    protected |= {
        name
        for name, found in conditions.items()
        if any(other in protected for other, _ in found)
    }
    return Form(conditions, ticks(declared), frozenset(protected))


def asked_if(declared: DataFile) -> dict[str, str]:
    """By variable of which answers it was asked, in the order of the form."""
    conditions = {question.id: question.asked_if for question in declared.questions}
    return {
        name: conditions[variable.question]
        for name, variable in declared.variables.items()
        if conditions[variable.question]
    }


def ticks(declared: DataFile) -> dict[str, str]:
    """The question of each variable that is a tick."""
    kinds = {question.id: question.kind for question in declared.questions}
    return {
        name: variable.question
        for name, variable in declared.variables.items()
        if kinds[variable.question] == "multiple"
    }


def conditions_of(asked_if: Mapping[str, str]) -> dict[str, tuple[Condition, ...]]:
    """What whoever answered a variable has answered elsewhere, step by step back.

    Parameters
    ----------
    asked_if : mapping of str to str
        By variable a condition such as ``sted=nord+sor``, the earlier ones first.
    """
    found: dict[str, tuple[Condition, ...]] = {}
    for name, condition in asked_if.items():
        other, _, answers = condition.partition("=")
        own: Condition = (other, frozenset(answers.split("+")))
        found[name] = (own, *found.get(other, ()))
    return found


def opinions_of(declared: DataFile) -> tuple[str, ...]:
    """The variables of which any count may leave as far as they are concerned alone."""
    sensitive = [v.id for v in declared.variables.values() if v.sensitivity == "sensitive"]
    protected = form_of(declared, sensitive).sensitive
    is_protected = declared.is_of_staff
    return tuple(v for v in declared.variables if not is_protected and v not in protected)


@dataclass(frozen=True, slots=True)
class Ring:
    """Tables that are linked in a ring, so that more binds them than the sums they share.

    Where every two tables agree about what they have in common, there is a joint table
    behind them all, unless they go round in a ring: ``q`` by ``r``, ``r`` by ``s`` and ``s``
    by ``q``.

    Attributes
    ----------
    variables : tuple of str
    tables : tuple of tuple of str
    """

    variables: tuple[str, ...]
    tables: tuple[tuple[str, ...], ...]

    def size(self, n_answers: Mapping[str, int]) -> int:
        """How many combinations of answers there are."""
        return math.prod(n_answers[name] for name in self.variables)


def rings_of(tables: Iterable[Collection[str]], sensitive: Collection[str]) -> list[Ring]:
    """The rings that tables make, those with a sensitive variable among them.

    A variable of one table alone links nothing, and a table within another adds nothing:
    what is left when both are taken away again and again are the rings (Graham's reduction).

    References
    ----------
    .. [1] Beeri, C., Fagin, R., Maier, D., Yannakakis, M. (1983). On the desirability of
       acyclic database schemes. Journal of the ACM 30(3), 479-513.

    Examples
    --------
    >>> rings_of([("q", "r"), ("r", "s"), ("q", "s"), ("s", "t")], {"s"})
    [Ring(variables=('q', 'r', 's'), tables=(('q', 'r'), ('q', 's'), ('r', 's')))]
    >>> rings_of([("q", "r"), ("r", "s"), ("q", "r", "s")], {"s"})
    []
    """
    left = {frozenset(table) for table in tables}
    before: set[frozenset[str]] = set()
    while left != before:
        before = left
        n_tables = Counter(name for table in left for name in table)
        left = {frozenset(name for name in table if n_tables[name] > 1) for table in left}
        left = {t for t in left if t and not any(t < other for other in left)}
    rings = []
    while left:
        ring = {left.pop()}
        while linked := {t for t in left if any(t & other for other in ring)}:
            ring |= linked
            left -= linked
        variables = tuple(sorted(frozenset().union(*ring)))
        if set(variables) & set(sensitive):
            rings.append(Ring(variables, tuple(sorted(tuple(sorted(t)) for t in ring))))
    return sorted(rings, key=lambda ring: ring.variables)

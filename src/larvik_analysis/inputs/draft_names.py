"""Ids for the questions and answers of a draft, made of their words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import combinations

from larvik_analysis.inputs.naming import alike, free_name
from larvik_analysis.terms.questions import Answer, Question
from larvik_analysis.terms.words import Words

_LONGEST = 40
_LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "ß": "ss", "đ": "d", "ł": "l"})


def as_written(text: str) -> str:
    """A text on one line, as a file of ours writes it."""
    return " ".join(text.split())


def slug(text: str, otherwise: str) -> str:
    """A name of small letters from a to z, numbers and underscores.

    Parameters
    ----------
    text : str
        What it is made of.
    otherwise : str
        What it begins with where the text does not begin with a letter.

    Examples
    --------
    >>> slug("Søvn og døgnrytme", "svar"), slug("3 til 5 år", "svar"), slug("😀", "svar")
    ('sovn_og_dognrytme', 'svar_3_til_5_ar', 'svar')
    """
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    words = re.findall(r"[a-z0-9]+", "".join(c for c in plain if not unicodedata.combining(c)))
    name = "_".join(words)
    if not name[:1].isalpha():
        name = f"{otherwise}_{name}".rstrip("_")
    if len(name) <= _LONGEST:
        return name
    cut = name[: _LONGEST + 1].rpartition("_")[0]
    return cut or name[:_LONGEST]


@dataclass(slots=True)
class Names:
    """Gives each question and each of its variables a name that no other has."""

    _taken: set[str] = field(default_factory=set)

    def question(self, question: Question, answers: Iterable[Answer]) -> str:
        """An id of its own; with several ticks, so are those of its variables."""
        ticked = [answer.id for answer in answers] if question.kind == "multiple" else []
        base = slug(question.name.nb, "sporsmal")
        number = 1
        while True:
            name = base if number == 1 else f"{base}_{number}"
            variables = {name, *(f"{name}_{answer}" for answer in ticked)}
            if not variables & self._taken:
                self._taken |= variables
                return name
            number += 1


def answers_with_ids(answers: Iterable[Answer]) -> tuple[Answer, ...]:
    """The answers of one question with ids, and names that cannot be confused.

    Parameters
    ----------
    answers : iterable of Answer
        With what the file has as id, or nothing.
    """
    listed = list(answers)
    spelt = [{alike(answer.name.nb), alike(answer.name.en)} for answer in listed]
    if any(one & other for one, other in combinations(spelt, 2)):
        # Both languages stand in the file, or one word of ours stands for two of its own.
        listed = [
            replace(answer, name=Words(nb=answer.id, en=answer.id)) if answer.id else answer
            for answer in listed
        ]
    written = {alike(text) for answer in listed for text in (answer.name.nb, answer.name.en)}
    given: dict[str, Answer] = {}
    for answer in listed:
        own = {alike(answer.name.nb), alike(answer.name.en)}
        name = free_name(slug(answer.name.nb, "svar"), {*given, *(written - own)})
        given[name] = replace(answer, id=name)
    return tuple(given.values())

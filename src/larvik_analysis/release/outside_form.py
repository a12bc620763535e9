"""What a finished report says of its questions: views on a service, and who was asked.

The record has it for programs, the page on privacy for people. What only one of them calls
an opinion is none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from larvik_analysis.terms.catalogue import LANGUAGES, Language, read_catalogue
from larvik_analysis.terms.questions import DataFile

from .form import Form, asked_if, conditions_of, opinions_of, ticks

_NOTHING = Form({}, {}, frozenset())


@dataclass(frozen=True, slots=True)
class OutsideForm:
    """The form of a file of own data, as far as its report tells it.

    Attributes
    ----------
    form : Form
        Without what is sensitive: that is all that is no opinion.
    opinions : frozenset of str
        Variables whose counts tell of nobody, however small.
    """

    form: Form = field(default=_NOTHING)
    opinions: frozenset[str] = frozenset()


def told_of(declared: DataFile, language: Language) -> dict[str, Any]:
    """What the record of a report says of a file of own data; no value of its data.

    Returns
    -------
    dict
        ``opinions`` with the wording of the question of each variable, ``asked_if`` with
        the condition of each, ``ticks`` with the question of each tick.
    """
    wordings = {q.id: q.name.in_language(language) for q in declared.questions}
    variables = declared.variables
    return {
        "opinions": {n: wordings[variables[n].question] for n in opinions_of(declared)},
        "asked_if": asked_if(declared),
        "ticks": ticks(declared),
    }


def read_told(told: Any, is_on_page: Callable[[str], bool]) -> OutsideForm:
    """The form as a record tells it; nothing of what is not told as it should be.

    Parameters
    ----------
    told : object
        What stands in the record for a file.
    is_on_page : callable
        Whether the page on privacy calls a question of this wording an opinion.
    """
    opinions, conditions, ticked = (
        _texts(told, part) for part in ("opinions", "asked_if", "ticks")
    )
    named = frozenset(name for name, wording in opinions.items() if is_on_page(wording))
    return OutsideForm(Form(conditions_of(conditions), ticked, frozenset()), named)


def _texts(told: Any, part: str) -> dict[str, str]:
    found = told.get(part) if isinstance(told, Mapping) else None
    pairs = found.items() if isinstance(found, Mapping) else ()
    return {n: text for n, text in pairs if isinstance(n, str) and isinstance(text, str)}


def as_on_page(wording: str) -> tuple[str, ...]:
    """How the page on privacy begins to say why a question is an opinion, by language."""
    said = (read_catalogue(known)["privacy.question_reason"] for known in LANGUAGES)
    return tuple(text.partition("{reason}")[0].format(name=wording) for text in said)

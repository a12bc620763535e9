"""The ways a cell may say an answer, and which answer an unknown text was meant to be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from larvik_analysis.inputs.naming import alike, nearest
from larvik_analysis.inputs.number_text import Read, parse_number
from larvik_analysis.terms.catalogue import Language
from larvik_analysis.terms.questions import Answer, Question

# What a form may be in; a name that nobody wrote in nynorsk is the one in bokmål.
SPOKEN: Final[tuple[Language, ...]] = ("nb", "nn", "en")
_OTHER = frozenset({"annet", "anna", "other"})
# A text is shown where so few letters were changed, and the rest is a declared answer.
_MOST_CHANGED = 2
_LETTERS_A_CHANGE = 4


@dataclass(frozen=True, slots=True)
class Spellings:
    """What the cells of one question may say.

    Attributes
    ----------
    places : dict of str to int
        The place in the scale of each id and each name, written `alike`.
    names : dict of str to str
        The names as they are declared, by how they are compared.
    languages : dict of str to frozenset of str
        The languages each name is written in.
    """

    places: Mapping[str, int]
    names: Mapping[str, str]
    languages: Mapping[str, frozenset[str]]

    def nearest(self, text: str) -> str:
        """The declared name that a text is most like; empty where it is like none."""
        return self.names.get(nearest(alike(text), self.names), "")

    def is_slip(self, text: str) -> bool:
        """Whether a text is a declared name but for a few letters.

        Then it says nothing that the name does not, and may be shown.

        Examples
        --------
        >>> from larvik_analysis.terms.words import Words
        >>> known = spellings_of((Answer(id="mye", name=Words(nb="Svært nyttig", en="Very")),))
        >>> known.is_slip("Svert nyttig"), known.is_slip("Svært nyttig for Åse")
        (True, False)
        """
        name, found = alike(self.nearest(text)), alike(text)
        blocks = SequenceMatcher(a=name, b=found, autojunk=False).get_matching_blocks()
        n_changed = max(len(name), len(found)) - sum(block.size for block in blocks)
        return bool(name) and n_changed <= min(_MOST_CHANGED, len(name) // _LETTERS_A_CHANGE)


def spellings_of(answers: Iterable[Answer]) -> Spellings:
    """How the answers may be written: by id, or by name in any language."""
    places: dict[str, int] = {}
    names: dict[str, str] = {}
    languages: dict[str, frozenset[str]] = {}
    for place, answer in enumerate(answers):
        places[alike(answer.id)] = place
        for language in SPOKEN:
            text = answer.name.in_language(language)
            compared = alike(text)
            places[compared] = place
            names.setdefault(compared, text)
            languages[compared] = languages.get(compared, frozenset()) | {language}
    return Spellings(places, names, languages)


def place_of_other(question: Question) -> int | None:
    """Where "other" stands among the answers; None where it is none of them."""
    if question.kind not in ("multiple", "nominal"):
        return None
    for place, answer in enumerate(question.answers):
        names = {alike(answer.name.in_language(language)) for language in SPOKEN}
        if {answer.id, *names} & _OTHER:
            return place
    return None


def place_of_number(question: Question, text: str) -> int | None:
    """The first class of a numeric question that a number belongs to; None for none."""
    number = parse_number(text)
    if not isinstance(number, Read) or number.value is None:
        return None
    for place, answer in enumerate(question.answers):
        low, high = answer.at_least, answer.at_most
        is_class = low is not None or high is not None
        is_above = low is None or number.value >= low
        if is_class and is_above and (high is None or number.value <= high):
            return place
    return None


def places_of_scores(
    question: Question, spellings: Spellings, texts: Iterable[str]
) -> dict[str, int]:
    """The place of each text, where a column holds scores in the place of answers.

    It does where every text is a number, and no answer is called a number itself. Texts that
    are no score are left out; nothing is found where the column holds anything else.
    """
    filled = [text for text in texts if text]
    written = {text: parse_number(text) for text in filled}
    numbers = {text: read.value for text, read in written.items() if isinstance(read, Read)}
    scores = [answer.score for answer in question.answers if answer.score is not None]
    is_named_by_number = any(isinstance(parse_number(name), Read) for name in spellings.places)
    if len(numbers) < len(filled) or is_named_by_number or len(set(scores)) < len(scores):
        return {}
    by_score = {answer.score: place for place, answer in enumerate(question.answers)}
    return {
        text: by_score[number]
        for text, number in numbers.items()
        if number is not None and number in by_score
    }

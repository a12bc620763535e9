"""The ways a cell may say an answer, and which answer an unknown text was meant to be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from larvik_analysis.inputs.names_of_people import names_somebody
from larvik_analysis.inputs.naming import alike, nearest
from larvik_analysis.inputs.number_text import Read, parse_number
from larvik_analysis.terms.catalogue import Language
from larvik_analysis.terms.questions import Answer, Question

# What a form may be in; a name that nobody wrote in nynorsk is the one in bokmål.
SPOKEN: Final[tuple[Language, ...]] = ("nb", "nn", "en")
_OTHER = frozenset({"annet", "anna", "other"})
# A text is an answer misspelt where so few letters were changed, and shown where it is fewer.
_MOST_CHANGED = 2
_LETTERS_A_CHANGE, _LETTERS_A_CHANGE_SHOWN = 4, 6
_SHORTEST_SHOWN = 5


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
    unclear : frozenset of str
        What is the id or the name of more than one answer, written `alike`.
    """

    places: Mapping[str, int]
    names: Mapping[str, str]
    languages: Mapping[str, frozenset[str]]
    unclear: frozenset[str] = frozenset()

    def is_only_id(self, compared: str) -> bool:
        """Whether what is written `alike` is the id of an answer and the name of none."""
        return compared in self.places and compared not in self.names

    def nearest(self, text: str) -> str:
        """The declared name that a text is most like; empty where it is like none."""
        return self.names.get(nearest(alike(text), self.names), "")

    def is_slip(self, text: str) -> bool:
        """Whether a text is a declared name but for a few letters.

        Examples
        --------
        >>> from larvik_analysis.terms.words import Words
        >>> known = spellings_of((Answer(id="mye", name=Words(nb="Svært nyttig", en="Very")),))
        >>> known.is_slip("Svert nyttig"), known.is_slip("Svært nyttig for Åse")
        (True, False)
        """
        return self._differs_little(text, _LETTERS_A_CHANGE)

    def may_be_shown(self, text: str) -> bool:
        """Whether a text is so nearly a declared name that it can be nobody's own words.

        Short words and first names are not shown: "Jan" is nearly "Ja".

        Examples
        --------
        >>> from larvik_analysis.terms.words import Words
        >>> known = spellings_of((Answer(id="alltid", name=Words(nb="Alltid", en="Always")),))
        >>> known.may_be_shown("Altid"), known.may_be_shown("Alti")
        (True, False)
        """
        is_word = len(text) >= _SHORTEST_SHOWN and not names_somebody(text)
        return is_word and self._differs_little(text, _LETTERS_A_CHANGE_SHOWN)

    def _differs_little(self, text: str, letters_a_change: int) -> bool:
        found = alike(text)
        letters = Counter(found)
        return any(
            _n_changed_at_least(name, found, letters) <= most
            and _n_changed(name, found) <= most
            for name in self.names
            if (most := min(_MOST_CHANGED, len(name) // letters_a_change)) or name == found
        )


def _n_changed_at_least(name: str, found: str, letters: Counter[str]) -> int:
    """Fewest letters that can differ; cheap, where thousands of texts are compared."""
    if abs(len(name) - len(found)) > _MOST_CHANGED:
        return _MOST_CHANGED + 1
    in_common = (Counter(name) & letters).total()
    return max(len(name), len(found)) - in_common


def _n_changed(name: str, found: str) -> int:
    blocks = SequenceMatcher(a=name, b=found, autojunk=False).get_matching_blocks()
    return max(len(name), len(found)) - sum(block.size for block in blocks)


def spellings_of(answers: Iterable[Answer]) -> Spellings:
    """How the answers may be written: by id, or by name in any language."""
    places: dict[str, int] = {}
    names: dict[str, str] = {}
    languages: dict[str, frozenset[str]] = {}
    unclear: set[str] = set()
    for place, answer in enumerate(answers):
        written = {language: answer.name.in_language(language) for language in SPOKEN}
        for compared in map(alike, (answer.id, *written.values())):
            if places.setdefault(compared, place) != place:
                unclear.add(compared)
        for language, text in written.items():
            compared = alike(text)
            names.setdefault(compared, text)
            languages[compared] = languages.get(compared, frozenset()) | {language}
    return Spellings(places, names, languages, frozenset(unclear))


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
    """The class of a numeric question that a number belongs to; None for none.

    A number where one class ends and the next begins belongs to the next: from two up to
    four, and from four.
    """
    number = parse_number(text)
    if not isinstance(number, Read) or number.value is None:
        return None
    found = None
    for place, answer in enumerate(question.answers):
        low, high = answer.at_least, answer.at_most
        is_class = low is not None or high is not None
        is_above = low is None or number.value >= low
        if is_class and is_above and (high is None or number.value <= high):
            found = place
    return found


def places_of_scores(
    question: Question, spellings: Spellings, counts: Mapping[str, int]
) -> dict[str, int]:
    """The place of each text, where a column holds scores in the place of answers.

    It does where more than half of what is filled are scores, "don't know" aside, and no
    answer is called a number itself; or where every text is a number. Texts that are no
    score are left out.

    Parameters
    ----------
    question : Question
    spellings : Spellings
    counts : mapping of str to int
        How many rows have each text.
    """
    by_score = {
        answer.score: place
        for place, answer in enumerate(question.answers)
        if answer.score is not None
    }
    n_scores = sum(answer.score is not None for answer in question.answers)
    is_named_by_number = any(isinstance(parse_number(name), Read) for name in spellings.places)
    if is_named_by_number or len(by_score) < n_scores:
        return {}
    outside = {n for n, answer in enumerate(question.answers) if answer.is_outside}
    inside = {
        text: n
        for text, n in counts.items()
        if text and spellings.places.get(alike(text)) not in outside
    }
    written = {text: parse_number(text) for text in inside}
    numbers = {text: read.value for text, read in written.items() if isinstance(read, Read)}
    found = {
        text: by_score[number]
        for text, number in numbers.items()
        if number is not None and number in by_score
    }
    are_most = 2 * sum(inside[text] for text in found) > sum(inside.values())
    return found if are_most or len(numbers) == len(inside) else {}

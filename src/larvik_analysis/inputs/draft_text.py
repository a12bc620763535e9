"""A draft of an instrument as the file that an evaluator corrects."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator

from larvik_analysis.inputs.answer_words import other_words, plain
from larvik_analysis.inputs.column_words import place_words
from larvik_analysis.inputs.draft_columns import LeftOut
from larvik_analysis.inputs.draft_names import answers_with_ids
from larvik_analysis.inputs.instrument_draft import FEWEST, Draft, DraftQuestion
from larvik_analysis.terms.catalogue import Language, text
from larvik_analysis.terms.questions import Answer, Question
from larvik_analysis.terms.words import Words

_WIDTH = 96
_HEAD = ("head_private", "head_sensitive", "head_english")
# Answers of a scale and classes of numbers cannot take in what is none of them.
_WITHOUT_OTHER = ("ordinal", "points", "numeric")
_SCALE = """\
# scales:
#   - id: ...
#     name: {nb: ..., en: ...}
#     items: [..., ...]
#     n_least: ...
"""


def text_of_draft(draft: Draft, name: str, language: Language) -> str:
    """The draft as YAML, with remarks on what to correct.

    Parameters
    ----------
    draft : Draft
    name : str
        The id of the instrument, and the name of its file.
    language : Language
        Of the remarks.
    """
    lines = _remark(text("instrument.head", language))
    for key in _HEAD:
        lines += _remark(f"– {text(f'instrument.{key}', language)}")
    fill = text("instrument.fill_name", language)
    lines += ["", f"id: {name}", f"name: {_words(Words(nb=fill, en=fill))}", ""]
    lines += _remark(text("instrument.licence", language))
    lines += ["licence:", f"  name: {_quoted(text('instrument.fill_licence', language))}"]
    lines += ["  items_shippable: false"]
    lines += [f"  source: {_quoted(text('instrument.fill_source', language))}"]
    lines += ["", "questions:"]
    explained: set[str] = set()
    for guessed in draft.questions:
        lines += _remark(_guess(guessed.hint, explained, language), "  ")
        lines += _question(guessed, language)
    lines += ["", *_remark(text("instrument.scales", language)), *_SCALE.splitlines()]
    if draft.left_out:
        lines += ["", *_remark(text("instrument.left_out", language))]
    for column in draft.left_out:
        lines += _remark(f"– {_left_out(column, language)}")
    return "\n".join(lines) + "\n"


def _guess(hint: str, explained: set[str], language: Language) -> str:
    """What a question was taken for, and the first time what to look at then."""
    words = text(f"instrument.hint_{hint}", language)
    if hint in explained:
        return words.partition(". ")[0] + "."
    explained.add(hint)
    return words


def _question(guessed: DraftQuestion, language: Language) -> Iterator[str]:
    question = guessed.question
    for words in _hints(guessed, language):
        yield from _remark(words, "  ")
    yield f"  - id: {_id(question.id)}"
    yield "    name:"
    yield f"      nb: {_quoted(question.name.nb)}"
    yield f"      en: {_quoted(question.name.en)}"
    yield f"    kind: {question.kind}"
    if question.separator != ";":
        yield f"    separator: {_quoted(question.separator)}"
    if question.answers:
        yield "    answers:"
    for answer in question.answers:
        yield f"      - {{{', '.join(_parts(answer))}}}"
    if _proposes_other(guessed):
        known = next(iter(other_words().values()))
        capital = Words(nb=known.nb.capitalize(), en=known.en.capitalize())
        [other] = answers_with_ids([Answer(id="", name=capital)])
        yield f"      # - {{{', '.join(_parts(other))}}}"


def _has_other(question: Question) -> bool:
    return any(plain(answer.name.nb) in other_words() for answer in question.answers)


def _proposes_other(guessed: DraftQuestion) -> bool:
    """Whether an answer that takes in what few wrote is proposed in a remark."""
    is_open = guessed.n_rare > 0 and guessed.hint not in _WITHOUT_OTHER
    return is_open and not _has_other(guessed.question)


def _hints(guessed: DraftQuestion, language: Language) -> Iterator[str]:
    """What to look at in one question, beside what it was taken for."""
    if guessed.n_rare and guessed.hint in _WITHOUT_OTHER:
        yield text("instrument.hint_rare_scale", language, count=guessed.n_rare)
    elif guessed.n_rare:
        rest = "proposed" if _proposes_other(guessed) else "counted"
        rare = text("instrument.hint_rare", language, count=guessed.n_rare, least=FEWEST)
        yield f"{rare} {text(f'instrument.hint_rare_{rest}', language)}"
    if guessed.unlabelled:
        values = ", ".join(guessed.unlabelled)
        yield text("instrument.hint_unlabelled", language, values=values)
    if guessed.is_ranking:
        yield text("instrument.hint_ranking", language)
    if guessed.n_seen:
        yield text("instrument.hint_sampled", language, count=guessed.n_seen)


def _parts(answer: Answer) -> Iterator[str]:
    yield f"id: {_id(answer.id)}"
    yield f"name: {_words(answer.name)}"
    for key in ("score", "at_least", "at_most"):
        number = getattr(answer, key)
        if number is not None:
            yield f"{key}: {int(number) if number == int(number) else number}"
    if answer.is_outside:
        yield "is_outside: true"


def _left_out(column: LeftOut, language: Language) -> str:
    values = {**place_words(column.number - 1), "found": column.heading}
    if column.why == "repeated":
        return text("instrument.left_repeated", language, **values, name=column.name)
    if column.why in ("family", "one_answer", "heading", "personal_heading"):
        return text(f"instrument.left_{column.why}", language, **values)
    return text(f"noted.dropped_{column.why}", language, **values, count=column.n_filled)


def _id(name: str) -> str:
    # Which YAML would read as true, false or nothing.
    return (
        _quoted(name) if name in {"yes", "no", "on", "off", "true", "false", "null"} else name
    )


def _words(words: Words) -> str:
    return f"{{nb: {_quoted(words.nb)}, en: {_quoted(words.en)}}}"


def _quoted(words: str) -> str:
    # What JSON writes between quotes, YAML reads as the same.
    return json.dumps(words, ensure_ascii=False)


def _remark(words: str, indent: str = "") -> list[str]:
    start = f"{indent}# "
    return textwrap.wrap(words, _WIDTH, initial_indent=start, subsequent_indent=start)

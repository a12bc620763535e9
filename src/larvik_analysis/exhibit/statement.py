"""Texts that quote numbers: a catalogue text, the estimates and the words it quotes.

A statement holds no finished text. Its numbers are estimates with their basis, so the gate
can judge them like the cells of a table; it is written out only after that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from string import Formatter
from typing import Literal

from larvik_analysis.errors import ReleaseError
from larvik_analysis.terms.catalogue import Language, read_catalogue
from larvik_analysis.terms.language import (
    format_date,
    format_kroner,
    format_number,
    format_per_hundred,
    format_percent,
    number_word,
    portion_words,
)
from larvik_analysis.terms.results import BANDS, FactEstimate

StatementPlace = Literal["body", "summary", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A catalogue text and what it quotes.

    Attributes
    ----------
    key : str
        The text's key in the report catalogue.
    cells : mapping of str to FactEstimate
        The numbers it quotes, by field name.
    words : mapping of str to str or tuple of str
        The words it quotes: names from the evaluation, labels from the facts or the
        catalogue; several of them are told as a list. They hold nothing that is not public.

    place : {"body", "summary", "unknown"}
        Where it stands: in its chapter, on the first page, or there among what is not known.
    """

    key: str
    cells: Mapping[str, FactEstimate] = field(default_factory=dict)
    words: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    place: StatementPlace = "body"

    @property
    def quoted(self) -> Iterator[str]:
        """Each of the words."""
        for words in self.words.values():
            yield from (words,) if isinstance(words, str) else words


def pieces_of(template: str) -> Iterator[tuple[str, str, str]]:
    """The pieces of a catalogue text: words before a field, the field's name, its form."""
    for literal, name, form, _ in Formatter().parse(template):
        yield literal, name or "", form or ""


def write_out(statement: Statement, language: Language, *, rows: str | None = "") -> str:
    """The finished text. `rows` fills the field of that name: an exhibit's rows in words.

    Raises
    ------
    ReleaseError
        If the text or a field of it is unknown.
    """
    template = read_catalogue(language).get(statement.key)
    if template is None:
        raise ReleaseError("text_unknown", key=statement.key)
    text = ""
    for literal, name, form in pieces_of(template):
        text += literal
        if name in statement.cells:
            text += tell(statement.cells[name], form, language)
        elif name in statement.words:
            words = _listed(statement.words[name], language)
            text += _capital(words) if form == "Capital" else words
        elif name == "rows" and rows is not None:
            text += rows
        elif name:
            raise ReleaseError("field_unknown", key=statement.key, field=name)
    return text


def tell(cell: FactEstimate, form: str, language: Language) -> str:
    """One number in the form a text asks for; the reason in words where there is no number.

    That a number can only just be read is said in parentheses behind it.

    Forms: ``number``, ``word``, ``percent`` (of a share), ``per_cent`` (of a number that is
    per cent already), ``low``, ``high`` and ``level`` (per cent), ``n``, ``n_word``,
    ``of_base`` ("åtte av ti"), ``portion`` ("om lag halvparten av"), ``date``; ``score``,
    ``score_low`` and ``score_high`` with two decimals; ``points`` with one, a sign and its
    interval, or that it is held back; ``p_value``. A capital first letter asks for one in
    the text.
    """
    said = _FORMS[form.lower()](cell, language)
    if cell.uncertain and form.lower() in _DOUBTED and cell.estimate is not None:
        said += f" ({read_catalogue(language)['language.reason.uncertain']})"
    return _capital(said) if form[:1].isupper() else said


# The forms that tell the number itself; a doubt about it is told with them.
_DOUBTED = frozenset({"number", "word", "percent", "per_cent", "of_base", "portion"})


def _listed(words: str | tuple[str, ...], language: Language) -> str:
    """One text, or several of them with "and" before the last."""
    if isinstance(words, str):
        return words
    texts = read_catalogue(language)
    *before, last = words or ("",)
    return (
        texts["language.list_and"].format(first=", ".join(before), last=last)
        if before
        else last
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _reason(cell: FactEstimate, language: Language) -> str:
    return read_catalogue(language)[f"language.reason.{cell.reason or 'not_stated'}"]


def _number(cell: FactEstimate, language: Language) -> str:
    if cell.estimate is None:
        return _reason(cell, language)
    if cell.unit == "kroner":
        return format_kroner(cell.estimate, language)
    if cell.unit == "per_hundred":
        return format_per_hundred(cell.estimate, language)
    return format_number(cell.estimate, language)


def _word(cell: FactEstimate, language: Language) -> str:
    if cell.estimate is None:
        return _reason(cell, language)
    is_count = cell.unit == "count" and cell.estimate.is_integer()
    return number_word(int(cell.estimate), language) if is_count else _number(cell, language)


def _percent_of(
    value: float | None, cell: FactEstimate, language: Language, *, decimals: int | None = 0
) -> str:
    if value is None:
        return _reason(cell, language)
    return format_percent(value, language, decimals=decimals)


def _score_of(value: float | None, cell: FactEstimate, language: Language) -> str:
    return (
        _reason(cell, language) if value is None else format_number(value, language, decimals=2)
    )


_LEAST_P = 0.001  # a smaller one says no more
_SMALL_P = 0.1  # below, a third decimal tells something


def _p_value(cell: FactEstimate, language: Language) -> str:
    if cell.estimate is None:
        return _reason(cell, language)
    if cell.estimate < _LEAST_P:
        least = format_number(_LEAST_P, language)
        return read_catalogue(language)["language.below"].format(number=least)
    places = 3 if cell.estimate < _SMALL_P else 2
    return format_number(cell.estimate, language, decimals=places)


def _points(cell: FactEstimate, language: Language) -> str:
    if cell.estimate is None:
        return _reason(cell, language)
    estimate = signed_points(cell.estimate, language)
    if cell.low is None or cell.high is None or cell.level is None:
        return read_catalogue(language)["language.points.alone"].format(estimate=estimate)
    return read_catalogue(language)["language.points.interval"].format(
        estimate=estimate,
        level=format_percent(cell.level, language),
        low=signed_points(cell.low, language),
        high=signed_points(cell.high, language),
    )


def signed_points(points: float, language: Language, *, decimals: int = 1) -> str:
    """Points of a scale with their sign.

    Examples
    --------
    >>> signed_points(0.24, "en"), signed_points(0.0, "en")
    ('+0.2', '0.0')
    """
    said = format_number(points, language, decimals=decimals)
    is_above = points > 0 and any(digit in "123456789" for digit in said)
    return f"+{said}" if is_above else said


def _base(cell: FactEstimate, say: Callable[[int, Language], str], language: Language) -> str:
    return _reason(cell, language) if cell.n is None else say(cell.n, language)


# Reasons that say something of a number beside its base.
WITH_BASE = ("few", *BANDS)


def _of_base(cell: FactEstimate, language: Language) -> str:
    texts = read_catalogue(language)
    if cell.n is None or (cell.estimate is None and cell.reason not in WITH_BASE):
        return _reason(cell, language)
    base = number_word(cell.n, language)
    if cell.count is None:
        return texts[f"language.of_base.{cell.reason}"].format(n=base)
    if cell.count in (0, cell.n):
        kind = "none" if cell.count == 0 else "all"
        return texts[f"language.of_base.{kind}"].format(n=base)
    # Both in words or both in figures: "tolv av 14" reads as two kinds of number.
    say = format_number if base.isdecimal() else number_word
    return texts["language.of_base.some"].format(count=say(cell.count, language), n=base)


def _portion(cell: FactEstimate, language: Language) -> str:
    if cell.estimate is None:
        return _reason(cell, language)
    return portion_words(cell.estimate, language)


_FORMS: dict[str, Callable[[FactEstimate, Language], str]] = {
    "number": _number,
    "word": _word,
    "percent": lambda cell, language: _percent_of(cell.estimate, cell, language),
    "per_cent": lambda cell, language: _percent_of(
        None if cell.estimate is None else cell.estimate / 100, cell, language, decimals=None
    ),
    "low": lambda cell, language: _percent_of(cell.low, cell, language),
    "high": lambda cell, language: _percent_of(cell.high, cell, language),
    "level": lambda cell, language: _percent_of(cell.level, cell, language),
    "n": lambda cell, language: _base(cell, format_number, language),
    "n_word": lambda cell, language: _base(cell, number_word, language),
    "of_base": _of_base,
    "portion": _portion,
    "score": lambda cell, language: _score_of(cell.estimate, cell, language),
    "score_low": lambda cell, language: _score_of(cell.low, cell, language),
    "score_high": lambda cell, language: _score_of(cell.high, cell, language),
    "points": _points,
    "p_value": lambda cell, language: _p_value(cell, language),
    "date": lambda cell, language: (
        format_date(cell.date, language) if cell.date else _reason(cell, language)
    ),
}
FORMS = tuple(_FORMS)

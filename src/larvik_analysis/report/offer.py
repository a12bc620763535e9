"""What the internal page offers whoever writes: headings, fields, the generated summary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape

from larvik_analysis.exhibit.statement import FORMS
from larvik_analysis.terms.catalogue import Language, read_catalogue


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A field, what its number is about, and what it says in the report."""

    field: str
    about: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What the evaluator can use in her own text.

    Attributes
    ----------
    headings : tuple of (int, str)
        Level and words of each heading she may write under.
    facts, rows : tuple of Offered
    generated : tuple of str
        The sentences of the summary that hers has taken the place of.
    """

    headings: tuple[tuple[int, str], ...] = ()
    facts: tuple[Offered, ...] = ()
    rows: tuple[Offered, ...] = ()
    generated: tuple[str, ...] = ()


def offer_in_html(offer: Offer, language: Language) -> Iterator[str]:
    """The parts of the page; what is long stays folded until somebody opens it."""
    texts = read_catalogue(language)
    if offer.generated:
        yield f"<h2>{escape(texts['text.generated'])}</h2>"
        yield f"<p>{escape(texts['text.generated_text'])}</p>"
        yield from (f"<p>{escape(sentence)}</p>" for sentence in offer.generated)
    lines = "\n\n".join(f"{'#' * level} {words}" for level, words in offer.headings)
    yield f"<h2>{escape(texts['text.outline'])}</h2>"
    yield f"<p>{escape(texts['text.outline_text'])}</p><pre>{escape(lines)}</pre>"
    example = "{{fact:…|Word}}"
    intro = texts["text.fields_text"].format(example=example, forms=", ".join(FORMS))
    yield f"<h2>{escape(texts['text.fields'])}</h2><p>{escape(intro)}</p>"
    for key, offered in (("text.fields_facts", offer.facts), ("text.fields_rows", offer.rows)):
        summary = texts[key].format(n=len(offered))
        yield f"<details><summary>{escape(summary)}</summary><table><thead><tr>"
        names = ("field", "about", "says")
        yield "".join(
            f'<th scope="col">{escape(texts[f"text.column_{n}"])}</th>' for n in names
        )
        yield "</tr></thead><tbody>"
        yield from _rows(offered)
        yield "</tbody></table></details>"


def _rows(offered: Iterable[Offered]) -> Iterator[str]:
    for one in offered:
        field, about, says = map(escape, (one.field, one.about, one.says))
        yield f"<tr><td><code>{field}</code><td>{about}<td>{says}"

"""Scales and answers that come again in one questionnaire after another, in both languages."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from larvik_analysis.inputs.naming import alike
from larvik_analysis.terms.catalogue import read_catalogue
from larvik_analysis.terms.words import Words

_BETWEEN = "|"  # words of a list in the catalogue
# As some forms write their scales: the number of the answer, a sign, and the answer.
_NUMBERED = re.compile(r"\d{1,2} ?[-–.:)=]+ ?(?=[^\W\d_])")
_FEWEST_SHARED = 2
_PARTS = re.compile(r"[/,]| eller | or ")


@dataclass(frozen=True, slots=True)
class KnownScale:
    """Answers that belong together, from the lowest to the highest where there is one."""

    rungs: tuple[Words, ...]
    is_ordered: bool
    _by_text: tuple[Mapping[str, int], ...]  # of each language

    @classmethod
    def of(cls, rungs: tuple[Words, ...], *, is_ordered: bool) -> KnownScale:
        """The scale with these answers."""
        nb, en = ([plain(getattr(rung, name)) for rung in rungs] for name in ("nb", "en"))
        by_text = tuple(
            {text: n for n, text in enumerate(texts)} | _short_middles(texts)
            for texts in (nb, en)
        )
        return cls(rungs, is_ordered, by_text)

    @property
    def spellings(self) -> frozenset[str]:
        """How its answers are looked up, in either language."""
        return frozenset(text for rungs in self._by_text for text in rungs)

    def height(self, text: str) -> float | None:
        """How high a text stands on the scale, from 0 to 1; None where it does not."""
        found = (rungs.get(plain(text)) for rungs in self._by_text)
        place = next((place for place in found if place is not None), None)
        return None if place is None else place / (len(self.rungs) - 1)

    def places(self, texts: Iterable[str]) -> dict[int, str] | None:
        """Which rung each text stands on; None where one of them stands on none.

        All have to be in the same language, and no two on the same rung.
        """
        given = {text: plain(text) for text in texts}
        for rungs in self._by_text:
            found = {rungs[looked]: text for text, looked in given.items() if looked in rungs}
            if len(found) == len(given):
                return found
        return None


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """A text as it is looked up: without a number in front, and in one way of spelling.

    Examples
    --------
    >>> plain("1 - Helt  UENIG"), plain("Hverken enig eller uenig")
    ('helt uenig', 'verken enig eller uenig')
    """
    without = _NUMBERED.sub("", alike(text), count=1).replace("\u2019", "'")
    return re.sub(r"\bhverken\b", "verken", without).rstrip(".")


def _short_middles(texts: Iterable[str]) -> dict[str, int]:
    """The middle of a scale as forms shorten it."""
    return {
        short: place
        for place, text in enumerate(texts)
        for short, start in (("verken eller", "verken "), ("neither", "neither "))
        if text.startswith(start)
    }


def scale_of_texts(texts: Collection[str]) -> tuple[KnownScale, dict[int, str]] | None:
    """The shortest known scale that has all of these answers, and which rungs they are.

    Examples
    --------
    >>> scale, found = scale_of_texts(["Helt enig", "Helt uenig", "Litt enig", "Litt uenig"])
    >>> len(scale.rungs), found[3]
    (4, 'Helt enig')
    """
    fits = [
        (scale, found)
        for scale in known_scales()
        if texts and (found := scale.places(texts)) is not None
    ]
    return min(fits, key=lambda fit: len(fit[0].rungs)) if fits else None


def order_of_texts(texts: Collection[str]) -> list[str]:
    """Answers of scales that are akin, from the lowest to the highest; empty where they differ.

    Scales are akin where they share an end and more than that. An answer stands as high as it
    does on these, in the middle of them where they differ.

    Examples
    --------
    >>> order_of_texts(["Nyttig", "Svært nyttig", "Ikke nyttig", "Lite nyttig"])
    ['Ikke nyttig', 'Lite nyttig', 'Nyttig', 'Svært nyttig']
    >>> order_of_texts(["Nyttig", "Aldri"])
    []
    """
    ordered = [scale for scale in known_scales() if scale.is_ordered]
    akin = [
        scale
        for scale in ordered
        if sum(scale.height(text) is not None for text in texts) >= _FEWEST_SHARED
        and any(scale.height(text) in (0, 1) for text in texts)
    ]
    heights = {
        text: [height for scale in akin if (height := scale.height(text)) is not None]
        for text in texts
    }
    if not texts or not all(heights.values()):
        return []
    middle = {text: sum(found) / len(found) for text, found in heights.items()}
    if len(set(middle.values())) < len(middle):
        return []
    return sorted(middle, key=lambda text: middle[text])


def is_on_a_scale(text: str) -> bool:
    """Whether an answer stands on one of the known scales.

    Examples
    --------
    >>> is_on_a_scale("Litt enig"), is_on_a_scale("Litt etter litt")
    (True, False)
    """
    return plain(text) in _rungs()


@lru_cache(maxsize=1)
def _rungs() -> frozenset[str]:
    return frozenset(text for scale in known_scales() for text in scale.spellings)


def is_outside(text: str) -> bool:
    """Whether an answer says "don't know" or "not relevant", or both at once.

    Examples
    --------
    >>> is_outside("Vet ikke / ikke aktuelt"), is_outside("Vet ikke hva jeg skal si")
    (True, False)
    """
    known = outside_words()
    parts = [part.strip() for part in _PARTS.split(plain(text))]
    return plain(text) in known or all(part in known for part in parts)


@lru_cache(maxsize=1)
def outside_words() -> Mapping[str, Words]:
    """Answers outside every scale, by how they are looked up in either language."""
    return _by_text(_listed("answer_words.outside"))


@lru_cache(maxsize=1)
def other_words() -> Mapping[str, Words]:
    """The answer that stands for all that is not listed, by how it is looked up."""
    return _by_text(_listed("answer_words.other"))


@lru_cache(maxsize=1)
def known_scales() -> tuple[KnownScale, ...]:
    """Every scale of the catalogue, and every set of answers that has no order."""
    texts = read_catalogue("nb")

    def names(table: str) -> list[str]:
        return [key.partition(".")[2] for key in texts if key.startswith(f"{table}.")]

    ordered = [_listed(f"answer_scales.{name}") for name in names("answer_scales")]
    others = [_listed(f"answer_sets.{name}") for name in names("answer_sets")]
    return (
        *(KnownScale.of(rungs, is_ordered=True) for rungs in ordered),
        *(KnownScale.of(rungs, is_ordered=False) for rungs in others),
    )


def _listed(key: str) -> tuple[Words, ...]:
    """The words of a list of the catalogue, each in both languages."""
    nb, en = (
        [word.strip() for word in read_catalogue(language)[key].split(_BETWEEN)]
        for language in ("nb", "en")
    )
    return tuple(Words(nb=one, en=other) for one, other in zip(nb, en, strict=True))


def _by_text(words: Iterable[Words]) -> dict[str, Words]:
    return {plain(text): word for word in words for text in (word.nb, word.en)}

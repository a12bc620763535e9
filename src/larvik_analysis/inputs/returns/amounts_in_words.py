"""Amounts written into words: what is shown of words is not held back with the kroner."""

from __future__ import annotations

import re
from collections.abc import Iterator

from larvik_analysis.inputs.returns.lines import Told
from larvik_analysis.terms.returns_case import ReturnsCase, Scenario
from larvik_analysis.terms.words import Words

_AMOUNT = re.compile(
    r"[0-9][0-9.,\s]*(kr|kroner|nok|mill|mrd|million(s|er)?|milliard(er)?|billions?)\b"
    r"|\b(kr|nok)\.?\s*[0-9]",
    re.IGNORECASE,
)
_CODE = "returns_amount_in_words"


def amounts_of_case(case: ReturnsCase, key: str) -> Iterator[Told]:
    """Amounts in what a case says of itself and of its numbers."""
    yield from _told(f"{key}.counterfactual", case.counterfactual)
    for name, parameter in case.parameters.items():
        for part in ("label", "source", "page", "note"):
            yield from _told(f"{key}.parameters.{name}.{part}", getattr(parameter, part))


def amounts_of_scenario(scenario: Scenario, key: str) -> Iterator[Told]:
    """Amounts in the name of a scenario."""
    yield from _told(f"{key}.name", scenario.name)


def _told(place: str, text: str | Words | None) -> Iterator[Told]:
    texts = (text.nb, text.en, text.nn) if isinstance(text, Words) else (text or "",)
    if any(_AMOUNT.search(each) for each in texts):
        yield place, _CODE, {}

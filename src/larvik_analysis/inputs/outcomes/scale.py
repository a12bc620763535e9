"""How a step of the scale may be written: by its number or by its name."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from larvik_analysis.inputs.naming import alike
from larvik_analysis.inputs.number_text import Read, parse_number
from larvik_analysis.terms.outcomes import Level


def words_of_scale(levels: Sequence[Level]) -> dict[str, float]:
    """The score of each way to write a step of the scale."""
    return {
        alike(way): float(level.score)
        for level in levels
        for way in (level.name.nb, level.name.en, level.name.nn)
        if way
    }


def score_of(cell: str, words: Mapping[str, float], scores: Collection[float]) -> float | None:
    """The score a cell says, by number or by name; None where it is off the scale."""
    if cell in words:
        return words[cell]
    read = parse_number(cell)
    number = read.value if isinstance(read, Read) else None
    return number if number in scores else None

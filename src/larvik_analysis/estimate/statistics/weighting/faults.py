"""Everything that is wrong with margins, weights or a design, told at once."""

from __future__ import annotations

from collections.abc import Iterable

from larvik_analysis.errors import ParameterError
from larvik_analysis.terms.catalogue import Language


class WeightingError(ParameterError):
    """Margins, weights or a design that no honest weight can come from.

    Attributes
    ----------
    problems : tuple of ParameterError
        Everything that is wrong, each with its own code and values.
    """

    def __init__(self, problems: Iterable[ParameterError]) -> None:
        super().__init__("weighting")
        self.problems = tuple(problems)

    def message(self, language: Language) -> str:
        """Everything that is wrong, one a line."""
        return "\n".join(problem.message(language) for problem in self.problems)

    def __reduce__(self) -> tuple[object, ...]:
        return (WeightingError, (self.problems,))


def refuse_all(problems: list[ParameterError]) -> None:
    """Raise one error for all that is wrong; nothing where nothing is."""
    if problems:
        raise WeightingError(problems)


def listed(names: Iterable[object]) -> str:
    """Names in a row, as they go into a message."""
    return ", ".join(str(name) for name in names)

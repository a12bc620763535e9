"""How a message names a column: as a spreadsheet does, by its number, and by its heading."""

from __future__ import annotations

from larvik_analysis.inputs.names_of_people import names_someone_in
from larvik_analysis.inputs.naming import HIDDEN, shown
from larvik_analysis.inputs.personal import kind_of_cell

_N_LETTERS = 26
_LONGEST_TOLD = 60


def column_letters(number: int) -> str:
    """What a spreadsheet calls a column; the first is 1.

    Examples
    --------
    >>> column_letters(1), column_letters(26), column_letters(27), column_letters(703)
    ('A', 'Z', 'AA', 'AAA')
    """
    letters = ""
    while number:
        number, rest = divmod(number - 1, _N_LETTERS)
        letters = chr(ord("A") + rest) + letters
    return letters


def place_words(column: int) -> dict[str, str]:
    """The letters and the number of a column, for a message; columns count from 0."""
    return {"letter": column_letters(column + 1), "number": str(column + 1)}


def heading_words(heading: str, *, is_recognised: bool) -> str:
    """A heading as it may stand in a message.

    A heading is the question of a form and no answer, so it is told, but for what looks like
    somebody's own.

    Parameters
    ----------
    heading : str
    is_recognised : bool
        Whether the row it stands in is known to have the headings. Where it is not, it may
        be the first answers, and only what could be a name of a variable is told.

    Examples
    --------
    >>> heading_words("Hvor nyttig var det?", is_recognised=True)
    'Hvor nyttig var det?'
    >>> heading_words("Hvor nyttig var det?", is_recognised=False)
    '…'
    """
    plain = " ".join(heading.split())
    if kind_of_cell(plain) or names_someone_in(plain):
        return HIDDEN
    if not is_recognised or not plain.isprintable():
        return shown(plain)
    if len(plain) <= _LONGEST_TOLD:
        return plain or HIDDEN
    return plain[:_LONGEST_TOLD].rstrip() + HIDDEN

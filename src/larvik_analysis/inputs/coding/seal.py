"""A sign for each row of a coding sheet that its number and its text still belong together.

A program for spreadsheets sorts whatever columns are marked. Where the text was sorted and
the codes were not, every row looks as good as before, and is coded as another was.
"""

from __future__ import annotations

import hmac

from larvik_analysis.inputs.coding.originals import compared
from larvik_analysis.inputs.naming import alike

_N_SIGNS = 16


def seal_of(key: str, number: str, text: str) -> str:
    """The sign of a row. What a spreadsheet does to spaces and letters does not matter.

    Each workbook has a key of its own, so that the signs of several cannot be compared.

    Examples
    --------
    >>> seal_of("k", "2", "Mer tid") == seal_of("k", "2 ", "mer  tid")
    True
    >>> seal_of("k", "2", "Mer tid") == seal_of("k", "3", "Mer tid")
    False
    """
    content = f"{alike(number)}\n{compared(text)}".encode()
    # The letter keeps a spreadsheet from taking the sign for a number.
    return f"k{hmac.new(key.encode(), content, 'sha256').hexdigest()[:_N_SIGNS]}"

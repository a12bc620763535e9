"""What is said of rows that have not as many cells as a table has columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

from larvik_analysis.errors import Fault
from larvik_analysis.inputs.naming import HIDDEN

Broken = Sequence[tuple[int, Sequence[str]]]  # line and cells of each row
_MOST_TOLD = 5
_SEVERAL: Final = {
    "row_long": "rows_long",
    "row_short": "rows_short",
    "table_quote": "rows_quote",
}
_BEFORE_COMMA, _BEHIND_COMMA = re.compile(r"[-\u2212]?\d+"), re.compile(r"\d{1,4}")


def faults_of_rows(
    broken: Mapping[str, Broken], n_columns: int, delimiter: str, file: str
) -> Iterator[Fault]:
    """A fault for each row, or where there are many of one sort, one for all of them.

    Parameters
    ----------
    broken : mapping of str to rows
        By the key of what is wrong with a row alone.
    n_columns : int
    delimiter : str
        Where it is a comma, numbers may have been cut at theirs.
    file : str
        What messages call the table.
    """
    for code, rows in broken.items():
        is_several = code == "row_long" and delimiter == "," and len(rows) > 1
        has_commas = is_several and all(_is_cut(cells, n_columns) for _, cells in rows)
        if len(rows) <= _MOST_TOLD and not has_commas:
            for line, cells in rows:
                values = {"found": str(len(cells)), "expected": str(n_columns)}
                yield Fault(file=file, code=code, line=line, values=values)
            continue
        lines = [str(line) for line, _ in rows[:_MOST_TOLD]]
        lines += [HIDDEN] * (len(rows) > _MOST_TOLD)
        values = {
            "count": str(len(rows)),
            "lines": ", ".join(lines),
            "expected": str(n_columns),
        }
        several = "rows_decimal_comma" if has_commas else _SEVERAL[code]
        yield Fault(file=file, code=several, line=rows[0][0], values=values)


def _is_cut(cells: Sequence[str], n_columns: int) -> bool:
    """Whether a row has no more cells too many than numbers may have been cut in two."""
    n_cut = sum(
        bool(_BEFORE_COMMA.fullmatch(cell) and _BEHIND_COMMA.fullmatch(later))
        for cell, later in pairwise(cells)
    )
    return 0 < len(cells) - n_columns <= n_cut

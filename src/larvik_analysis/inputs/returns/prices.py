"""Reads the price index, `reference/returns/prices.csv`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from larvik_analysis.errors import Fault, InputError
from larvik_analysis.inputs.evaluation import find_root
from larvik_analysis.inputs.number_text import Unread, parse_number
from larvik_analysis.inputs.table_text import Row, read_table
from larvik_analysis.terms.parameters import PriceIndex

PRICES_FILE: Final = "reference/returns/prices.csv"
NAME: Final = "KPI"
_COLUMNS = ("year", "index", "source")
_YEAR = re.compile(r"[12][0-9]{3}")


def read_price_index(path: str | Path | None = None, *, root: Path | None = None) -> PriceIndex:
    """Prices of years beside each other: what makes kroner of one year those of another.

    Parameters
    ----------
    path : str or Path, optional
        A file with the columns year, index and source; that of the project where left out.
    root : Path, optional
        The project; found from the working folder where left out.

    Returns
    -------
    PriceIndex
        With the years of the file. A year that nobody could verify is not there.

    Raises
    ------
    InputError
        With every fault of the file at once: a year that stands twice, an index that is no
        number above nought, a source that is missing.
    """
    if path is None:
        root = root or find_root(Path.cwd())
        index, faults = inspect_price_index(root / "data" / "raw" / PRICES_FILE, PRICES_FILE)
    else:
        index, faults = inspect_price_index(Path(path), Path(path).name)
    if index is None:
        raise InputError(faults)
    return index


def inspect_price_index(path: Path, file: str) -> tuple[PriceIndex | None, list[Fault]]:
    """The index (None where there are faults) and all faults."""
    table = read_table(path, file, _COLUMNS)
    faults = list(table.faults)
    levels: dict[int, float] = {}
    first: dict[int, int] = {}
    for row in table.rows:
        of_row = list(_row_faults(row, file, first))
        faults += of_row
        if not of_row:
            number = parse_number(row.cells["index"])
            if not isinstance(number, Unread) and number.value is not None:
                levels[int(row.cells["year"])] = number.value
    if faults:
        return None, faults
    sources = dict.fromkeys(row.cells["source"] for row in table.rows)
    return PriceIndex(name=NAME, source="; ".join(sources), levels=levels), []


def _row_faults(row: Row, file: str, first: dict[int, int]) -> Iterator[Fault]:
    def told(column: str, code: str, **values: str) -> Fault:
        return Fault(file=file, code=code, line=row.line, column=column, values=values)

    if not _YEAR.fullmatch(row.cells["year"]):
        yield told("year", "returns_prices_year")
    else:
        earlier = first.setdefault(int(row.cells["year"]), row.line)
        if earlier != row.line:
            yield told("year", "returns_prices_repeated", first=str(earlier))
    number = parse_number(row.cells["index"])
    if isinstance(number, Unread) or number.value is None:
        yield told("index", "returns_prices_number")
    elif number.value <= 0:
        yield told("index", "returns_prices_level")
    if not row.cells["source"]:
        yield told("source", "returns_source")

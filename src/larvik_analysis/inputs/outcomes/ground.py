"""What all files of outcomes are read with: marks of families, and the last possible day."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from larvik_analysis.inputs.pseudonyms import pseudonym

# Nobody can type it: a child called as a family is, gets another pseudonym all the same.
_APART = "\x1f"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """The key of the pseudonyms, and the analysis date.

    Attributes
    ----------
    key : bytes
    analysis_date : date
        Nothing can be known of later days.
    """

    key: bytes
    analysis_date: datetime.date

    def families(self, marks: Sequence[str]) -> list[str]:
        """Pseudonyms of families, the same in every file of the evaluation."""
        return [pseudonym(self.key, mark) if mark else "" for mark in marks]

    def others(self, kind: str, marks: Sequence[str]) -> list[str]:
        """Pseudonyms of children or raters."""
        return [
            pseudonym(self.key, f"{_APART}{kind}{_APART}{mark}") if mark else ""
            for mark in marks
        ]


def as_days(days: Sequence[datetime.date | None]) -> pd.Series[pd.Timestamp]:
    """Days as a column of a table, missing where there is none."""
    return pd.to_datetime(pd.Series(list(days), dtype="object")).astype("datetime64[ns]")


def in_order_of_content(
    table: pd.DataFrame, unit: str, hidden: Sequence[str] = ()
) -> pd.DataFrame:
    """Rows in an order that neither the file's order nor the pseudonyms decide.

    Units come by all that is said of them; those of whom the same is said may change places.

    Parameters
    ----------
    table : DataFrame
    unit : str
        The column with the pseudonym of each row's unit.
    hidden : sequence of str
        Further columns with pseudonyms.
    """
    if table.empty:
        return table.reset_index(drop=True)
    plain = table.drop(columns=[unit, *hidden]).itertuples(index=False)
    said = pd.Series(["\t".join(map(str, row)) for row in plain], index=table.index)
    whole = said.groupby(table[unit]).agg(lambda rows: "\n".join(sorted(rows)))
    keys = pd.DataFrame(
        {"whole": table[unit].map(whole), "unit": table[unit], "said": said}
    ).join(table[list(hidden)])
    order = keys.sort_values(["whole", "unit", "said", *hidden], kind="stable").index
    return table.loc[order].reset_index(drop=True)

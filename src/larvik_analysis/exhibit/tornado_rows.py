"""The tornado from rows that each have one number: its ends and what comes of them."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from larvik_analysis.terms.catalogue import Language

from .cells import cell_text
from .tornado_chart import draw_tornado


def draw_tornado_rows(
    table: pd.DataFrame, *, language: Language, axis: str = "", is_example: bool = False
) -> Figure:
    """Draw a bar a number between the results at its two ends.

    Parameters
    ----------
    table : DataFrame
        Long: `number`, `label`, `end` and an estimate with its `unit` and `reason`. The ends
        ``low_value`` and ``high_value`` are what the number is set to, ``low`` and ``high``
        the results with it, ``estimate`` the result as it is.
    axis, is_example
        As in `draw_tornado`.
    """
    bars = []
    for _, rows in table.groupby("number", sort=False):
        by_end = {str(row["end"]): row for _, row in rows.iterrows()}
        low, base, high = (by_end[end] for end in ("low", "estimate", "high"))
        bars.append(
            {
                "parameter": low["number"],
                "label": low["label"],
                "low_value_text": cell_text(by_end["low_value"], "estimate", language),
                "high_value_text": cell_text(by_end["high_value"], "estimate", language),
                "low": low["estimate"],
                "high": high["estimate"],
                "base": base["estimate"],
                "unit": low["unit"],
                "reason": low["reason"],
            }
        )
    return draw_tornado(pd.DataFrame(bars), language=language, axis=axis, is_example=is_example)

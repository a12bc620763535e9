"""The break-even curve from rows that each have one number, with their sums."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from larvik_analysis.terms.catalogue import Language

from .break_even_chart import draw_break_even_curve

_VARIED = "varied"


def draw_break_even_rows(
    table: pd.DataFrame,
    *,
    language: Language,
    outcome: str = "",
    axis: str = "",
    is_example: bool = False,
) -> Figure:
    """Draw the break-even by a share that is varied.

    Parameters
    ----------
    table : DataFrame
        With `point`, `reading`, `label` and `estimate`. Each point has a row whose reading is
        ``varied`` (the share), one a reading, and one whose reading is ``baseline``.
    outcome, axis, is_example
        As in `draw_break_even_curve`.
    """
    varied = table[table["reading"] == _VARIED].set_index("point")["estimate"]
    lines = table[table["reading"] != _VARIED]
    return draw_break_even_curve(
        lines.assign(x=lines["point"].map(varied)),
        language=language,
        outcome=outcome,
        axis=axis,
        is_example=is_example,
    )

"""Dots of shares: at their place, with their interval, below the answer they belong to."""

from __future__ import annotations

import pandas as pd
import pytest

from larvik_analysis.exhibit.dot_shares import draw_dot_shares
from larvik_analysis.exhibit.drawn_words import drawn_words


def table(*rows: dict[str, object]) -> pd.DataFrame:
    plain = {"low": float("nan"), "high": float("nan"), "unit": "share", "reason": "",
             "uncertain": False, "count": 8, "n": 20, "estimate": 0.4}  # fmt: skip
    return pd.DataFrame([plain | row for row in rows])


def dots(figure) -> list[float]:
    lines = figure.axes[0].lines
    return [line.get_xdata()[0] for line in lines if line.get_marker() == "o"]


def segments(figure) -> list[tuple[float, float]]:
    """The lines that lie, in order of their rows."""
    found = []
    for line in figure.axes[0].lines:
        x, y = line.get_xdata(), line.get_ydata()
        if len(x) == 2 and y[0] == y[1]:
            found.append((float(x[0]), float(x[1])))
    return found


def words(figure) -> list[str]:
    return [said for said, _ in drawn_words(figure).texts]


def test_a_dot_stands_at_its_share_with_its_interval_or_a_line_from_none():
    rows = table({"label": "A", "low": 0.2, "high": 0.6}, {"label": "B", "estimate": 0.9})
    figure = draw_dot_shares(rows, language="nb")
    assert dots(figure) == pytest.approx([0.4, 0.9])
    assert segments(figure) == [(0.2, 0.6), (0.0, 0.9)]
    assert "8 av 20 (40\xa0%)" in words(figure)


def test_rows_of_one_label_stand_together_whatever_their_order():
    rows = table(
        {"label": "Ja", "group_label": "Nord", "estimate": 0.1},
        {"label": "Nei", "group_label": "Nord", "estimate": 0.2},
        {"label": "Ja", "group_label": "Sør", "estimate": 0.3},
        {"label": "Nei", "group_label": "Sør", "estimate": 0.4},
    )
    figure = draw_dot_shares(rows, language="nb")
    assert dots(figure) == pytest.approx([0.1, 0.3, 0.2, 0.4])
    said = [text.get_text() for text in figure.axes[0].texts]
    assert [word for word in said if word in ("Ja", "Nei")] == ["Ja", "Nei"]
    assert [word for word in said if word in ("Nord", "Sør")] == ["Nord", "Sør"] * 2


def test_of_two_bases_one_is_drawn():
    rows = table(
        {"label": "A", "base": "answered", "estimate": 0.5},
        {"label": "A", "base": "asked", "estimate": 0.25},
    )
    assert dots(draw_dot_shares(rows, language="nb", base="answered")) == [0.5]


def test_a_band_is_hatched_and_a_hidden_number_is_words():
    hidden = {"estimate": float("nan"), "count": pd.NA}
    rows = table({"label": "A", "reason": "half_or_more", **hidden},
                 {"label": "B", "reason": "hidden", **hidden, "n": pd.NA})  # fmt: skip
    figure = draw_dot_shares(rows, language="nb")
    assert dots(figure) == []
    [band] = figure.axes[0].patches
    assert (band.get_x(), band.get_width(), band.get_hatch()) == (0.5, 0.5, "////")
    assert {"minst halvparten av 20", "vises ikke"} <= set(words(figure))

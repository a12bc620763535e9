"""Bars of shares: as long as their share, hatched where only a band is told."""

from __future__ import annotations

import pandas as pd
import pytest
from matplotlib.colors import to_rgba

from larvik_analysis.exhibit.drawn_words import drawn_words
from larvik_analysis.exhibit.share_bars import draw_share_bars
from larvik_analysis.exhibit.style import MAIN, PALE, axes_of

Row = tuple[str, int | None, int | None, str]


def table(*rows: Row) -> pd.DataFrame:
    """Rows of shares: label, count, base, reason."""
    return pd.DataFrame(
        [
            {
                "label": label,
                "estimate": count / n if count is not None and n else float("nan"),
                "count": pd.NA if count is None else count,
                "n": pd.NA if n is None else n,
                "unit": "share",
                "reason": reason,
                "uncertain": False,
            }
            for label, count, n, reason in rows
        ]
    )


def filled(axes) -> list[tuple[float, float, str | None]]:
    """Start, end and hatch of what is filled."""
    return [
        (bar.get_x(), bar.get_x() + bar.get_width(), bar.get_hatch())
        for bar in axes.patches
        if bar.get_facecolor()[3] > 0
    ]


def test_bars_are_as_long_as_their_shares_and_say_count_base_and_per_cent():
    axes = axes_of(
        draw_share_bars(
            table(("A", 12, 14, ""), ("B", 0, 14, ""), ("C", 14, 14, "")), language="nb"
        )
    )
    assert [end for _, end, _ in filled(axes)] == pytest.approx([12 / 14, 0, 1])
    assert [text.get_text() for text in axes.texts] == [
        "12 av 14 (86\u00a0%)",
        "0 av 14 (0\u00a0%)",
        "14 av 14 (100\u00a0%)",
    ]
    assert [text.get_position()[1] for text in axes.texts] == [0, 1, 2]
    assert axes.get_xlim()[1] > 1
    assert axes.get_ylim()[0] > axes.get_ylim()[1]  # the first row on top


def test_the_axis_says_none_half_and_all_in_words():
    for language, words in (
        ("nb", ["ingen", "halvparten", "alle"]),
        ("en", ["none", "half", "all"]),
    ):
        axes = axes_of(draw_share_bars(table(("A", 3, 14, "")), language=language))
        assert [label.get_text() for label in axes.get_xticklabels()] == words
        assert list(axes.get_xticks()) == [0, 0.5, 1]


def test_a_band_is_as_wide_as_its_words_whatever_the_other_rows_leave():
    rows = table(("A", 12, 14, ""), ("B", None, 14, "under_half"))
    assert filled(axes_of(draw_share_bars(rows, language="nb")))[1] == (0, 0.5, "////")


def test_a_band_is_hatched_over_what_its_words_leave_open():
    axes = axes_of(
        draw_share_bars(
            table(("A", None, 14, "under_half"), ("B", None, 14, "half_or_more")), language="nb"
        )
    )
    assert filled(axes) == [(0, 0.5, "////"), (0, 0.5, None), (0.5, 1, "////")]
    colours = [bar.get_facecolor() for bar in axes.patches if bar.get_facecolor()[3] > 0]
    assert colours == [to_rgba(PALE), to_rgba(MAIN), to_rgba(PALE)]
    assert [text.get_text() for text in axes.texts] == [
        "færre enn halvparten av 14",
        "minst halvparten av 14",
    ]


def test_a_hidden_row_has_words_and_nothing_that_could_be_read_as_nought():
    axes = axes_of(
        draw_share_bars(table(("A", 6, 14, ""), ("B", None, 14, "hidden")), language="nb")
    )
    assert len(axes.patches) == 2  # the outline and the bar of the first row
    assert axes.texts[1].get_text() == "vises ikke"


def test_a_question_nobody_answered_says_so():
    axes = axes_of(draw_share_bars(table(("A", None, 0, "incomplete")), language="en"))
    assert [text.get_text() for text in axes.texts] == ["cannot be worked out"]
    assert len(axes.patches) == 0


def test_what_is_drawn_has_no_number_but_those_of_the_rows():
    rows = table(("A", 3, 14, ""), ("B", None, 14, "under_half"), ("C", None, None, "hidden"))
    said = " ".join(text for text, _ in drawn_words(draw_share_bars(rows, language="nb")).texts)
    assert {word for word in said.replace("(", "").split() if word[0].isdigit()} == {
        "3", "14", "21",
    }  # fmt: skip


def test_long_labels_are_broken_and_nothing_is_cut():
    label = "Samarbeidet mellom hjemmet, barnehagen og de andre tjenestene"
    figure = draw_share_bars(
        table((label, 1250, 1300, ""), ("B", None, 1300, "half_or_more")), language="nb"
    )
    figure.draw_without_rendering()
    width, height = figure.canvas.get_width_height()
    axes = axes_of(figure)
    for text in [*axes.texts, *axes.get_yticklabels(), *axes.get_xticklabels()]:
        box = text.get_window_extent()
        assert box.x0 >= 0, text.get_text()
        assert box.x1 <= width, text.get_text()
        assert box.y0 >= 0, text.get_text()
        assert box.y1 <= height, text.get_text()


def test_the_table_is_not_changed():
    rows = table(("A", 6, 14, ""), ("B", None, 14, "hidden"))
    before = rows.copy(deep=True)
    draw_share_bars(rows, language="nb")
    pd.testing.assert_frame_equal(rows, before)

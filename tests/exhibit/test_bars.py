"""Bars: as long as their number, with the number beside them, and none without one."""

from __future__ import annotations

import pandas as pd
import pytest
from matplotlib.colors import to_rgba

from larvik_analysis.exhibit.bars import draw_bars
from larvik_analysis.exhibit.style import MAIN, PALE, axes_of


def table(*rows: tuple[str, float | None], **more: object) -> pd.DataFrame:
    """Rows of counts."""
    plain = {"unit": "count", "reason": "illegible", "uncertain": False} | more
    return pd.DataFrame([{"label": label, "estimate": value} | plain for label, value in rows])


def test_bars_are_as_long_as_their_numbers():
    axes = axes_of(draw_bars(table(("A", 300.0), ("B", 140.0), ("C", 0.0)), language="nb"))
    assert [bar.get_width() for bar in axes.patches] == [300.0, 140.0, 0.0]
    assert [bar.get_x() for bar in axes.patches] == [0, 0, 0]
    assert axes.get_xlim()[0] == 0  # a bar that does not begin at nought lies
    assert axes.get_xlim()[1] > 300


def test_each_bar_has_its_label_and_its_number_on_its_line():
    axes = axes_of(draw_bars(table(("A", 300.0), ("B", 140.0)), language="nb"))
    assert [label.get_text() for label in axes.get_yticklabels()] == ["A", "B"]
    assert list(axes.get_yticks()) == [0, 1]
    assert [(text.get_text(), text.get_position()[1]) for text in axes.texts] == [
        ("300", 0),
        ("140", 1),
    ]
    assert axes.get_ylim()[0] > axes.get_ylim()[1]  # the first row on top
    middles = [bar.get_y() + bar.get_height() / 2 for bar in axes.patches]
    assert middles == pytest.approx([0, 1])


def test_a_row_without_a_number_has_words_and_no_bar():
    axes = axes_of(draw_bars(table(("A", 6.0), ("B", None)), language="nb"))
    assert len(axes.patches) == 1
    assert axes.texts[1].get_text() == "kan ikke leses i kilden"
    assert axes.texts[1].get_style() == "italic"


def test_nought_is_a_number():
    axes = axes_of(draw_bars(table(("A", 0.0)), language="en"))
    assert [text.get_text() for text in axes.texts] == ["0"]
    assert len(axes.patches) == 1


def test_rows_without_any_number_can_be_drawn():
    axes = axes_of(draw_bars(table(("A", None), ("B", None)), language="en"))
    assert len(axes.patches) == 0
    assert {text.get_text() for text in axes.texts} == {"cannot be read in the source"}


def test_a_doubtful_number_looks_other_than_a_sure_one():
    sure, doubtful = (
        axes_of(draw_bars(table(("A", 10.0), uncertain=uncertain), language="nb"))
        for uncertain in (False, True)
    )
    assert sure.patches[0].get_facecolor() == to_rgba(MAIN)
    assert doubtful.patches[0].get_facecolor() == to_rgba(PALE)
    assert (sure.patches[0].get_hatch(), doubtful.patches[0].get_hatch()) == (None, "////")
    assert doubtful.texts[0].get_text() == "10 (usikker lesing)"


def test_long_labels_are_broken_between_words():
    label = "Barnets trivsel i skole og barnehage og på fritiden"
    axes = axes_of(draw_bars(table((label, 6.0)), language="nb"))
    [shown] = [text.get_text() for text in axes.get_yticklabels()]
    assert "\n" in shown
    assert shown.replace("\n", " ") == label


def test_the_table_is_not_changed():
    rows = table(("A", 6.0), ("B", None))
    before = rows.copy(deep=True)
    draw_bars(rows, language="nb")
    pd.testing.assert_frame_equal(rows, before)


def test_staffing_in_larvik(larvik, exhibits_of):
    staffing = exhibits_of(larvik)[1]
    axes = axes_of(staffing.figure("nb"))
    assert [bar.get_width() for bar in axes.patches] == [300.0, 140.0]
    assert [text.get_text() for text in axes.texts] == ["300\u00a0%", "140\u00a0%"]


def test_areas_in_larvik(larvik, exhibits_of):
    areas = exhibits_of(larvik)[4]
    axes = axes_of(areas.figure("nb"))
    # Of ten areas five can be read: 10 (with doubt), 6, 1, 1 and 0.
    assert sorted(bar.get_width() for bar in axes.patches) == [0, 1, 1, 6, 10]
    said = [text.get_text() for text in axes.texts]
    assert said.count("kan ikke leses i kilden") == 5
    assert said[0] == "10 (usikker lesing)"

"""The figures of the chapter on what was known: points, widths, marks and words."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.colors import to_hex

from larvik_analysis.exhibit import knowledge, knowledge_changes, knowledge_comparisons
from larvik_analysis.exhibit.dot_intervals import draw_dot_intervals
from larvik_analysis.exhibit.dot_pairs import draw_dot_pairs
from larvik_analysis.exhibit.funnel_flow import draw_funnel_flow
from larvik_analysis.exhibit.line_panels import apart, draw_line_panels
from larvik_analysis.exhibit.matrix_chart import draw_matrix_chart
from larvik_analysis.exhibit.prevention import exhibit_matrix, exhibit_triangle
from larvik_analysis.exhibit.prevention_triangle import draw_prevention_triangle

NBSP = "\u00a0"


def words_of(figure) -> list[str]:
    """Every text of a figure, in the order it was written."""
    return [text.get_text() for axes in figure.axes for text in axes.texts if text.get_text()]


def test_every_number_of_a_line_is_drawn_on_one_scale(larvik):
    figure = draw_line_panels(knowledge.exhibit_series(larvik).data, language="nb")
    assert len(figure.axes) == 4
    assert len({axes.get_ylim() for axes in figure.axes}) == 1
    last = figure.axes[1].lines
    own = [line for line in last if line.get_linewidth() > 2]
    assert [list(line.get_ydata()) for line in own] == [[28, 27, 25, 25, 25, 26]]
    assert len({line.get_marker() for line in last if len(line.get_xdata()) == 6}) == 3
    assert len({line.get_linestyle() for line in last if len(line.get_xdata()) == 6}) >= 2
    assert f"Larvik 26{NBSP}%" in words_of(figure)
    assert figure.axes[0].get_title(loc="left") == "Alle elever"


def test_a_period_without_a_number_leaves_a_gap(larvik):
    data = knowledge.exhibit_series(larvik).data
    gone = (data["place"] == "larvik") & (data["period_label"] == "2016/17-2018/19")
    data.loc[gone, "estimate"] = float("nan")
    data.loc[gone, "reason"] = "illegible"
    figure = draw_line_panels(data, language="nb")
    own = [line for line in figure.axes[0].lines if line.get_linewidth() > 2]
    assert pd.isna(own[0].get_ydata()[2])
    nothing = data.assign(estimate=float("nan"), reason="illegible")
    assert words_of(draw_line_panels(nothing, language="nb")) == []


@given(st.lists(st.floats(0, 100), min_size=1, max_size=6), st.floats(0.1, 20))
def test_labels_are_moved_apart_in_their_order(values, gap):
    places = apart(values, gap)
    order = sorted(range(len(values)), key=lambda item: values[item])
    moved = [places[item] for item in order]
    # 1e-6: sums of six numbers below a hundred.
    assert all(b - a >= gap - 1e-6 for a, b in pairwise(moved))
    assert sum(places) == pytest.approx(sum(values), abs=1e-6)


def test_parts_are_as_wide_as_their_share_and_the_remainder_is_hatched(larvik):
    figure = draw_funnel_flow(knowledge.exhibit_funnel(larvik).data, language="nb")
    boxes = [box for box in figure.axes[0].patches if hasattr(box, "get_width")]
    parts = [box for box in boxes if box.get_height() > 5]
    widths = [box.get_width() for box in parts]
    assert [w / sum(widths[:3]) for w in widths[:3]] == pytest.approx(
        [357 / 842, 166 / 842, 319 / 842]
    )
    assert [w / sum(widths[3:]) for w in widths[3:]] == pytest.approx([0.34, 0.48, 0.18])
    assert [bool(box.get_hatch()) for box in parts] == [False, False, True] * 2
    said = words_of(figure)
    assert "842 bekymringsmeldinger" in said
    assert (
        "Herfra telles noe annet. Tallene over og under kan ikke trekkes fra hverandre." in said
    )
    assert not any("81" in text for text in said)  # 400 and 319 count different things


def test_a_part_without_a_number_has_a_broken_outline_and_its_reason(larvik):
    data = knowledge.exhibit_funnel(larvik).data.head(4)
    data.loc[1, ["estimate", "reason"]] = [float("nan"), "few"]
    figure = draw_funnel_flow(data, language="nb")
    parts = [
        box
        for box in figure.axes[0].patches
        if hasattr(box, "get_width") and box.get_height() > 5
    ]
    assert [box.get_linestyle() == "-" for box in parts] == [False, True, True]
    assert "gjaldt saker som alt var aktive: enkelte" in words_of(figure)


def test_changes_are_drawn_in_per_cent_and_filled_where_they_miss_nought(larvik):
    data = knowledge_changes.exhibit_changes(larvik).data
    axes = draw_dot_intervals(data, language="nb").axes[0]
    dots = [line for line in axes.lines if line.get_marker() == "o"]
    expected = [1.4458] * 3 + [15.4394] * 3  # 12 of 830 and 130 of 842
    assert [dot.get_xdata()[0] for dot in dots] == pytest.approx(expected, abs=1e-4)
    faces = [to_hex(dot.get_markerfacecolor()) != "#ffffff" for dot in dots]
    assert faces == [False, False, False, True, True, False]
    said = [text.get_text() for text in axes.texts]
    assert "Fra 842 i 2022 til 972 i 2023" in said
    assert f"+15{NBSP}% (+5{NBSP}% til +27{NBSP}%)" in said
    assert f"+1{NBSP}% (−8{NBSP}% til +12{NBSP}%)" in said


def test_a_change_that_cannot_be_worked_out_is_told_in_words(larvik):
    data = knowledge_changes.exhibit_changes(larvik).data
    gone = data["spread"] != "count"
    data.loc[gone, ["estimate", "low", "high"]] = float("nan")
    data.loc[gone, "reason"] = "incomplete"
    axes = draw_dot_intervals(data, language="nb").axes[0]
    assert not any(line.get_marker() == "o" for line in axes.lines)
    assert "kan ikke regnes ut" in [text.get_text() for text in axes.texts]


def test_pairs_stand_on_the_axis_of_their_unit_with_words_for_better_and_worse(larvik):
    data = knowledge_comparisons.exhibit_comparisons(larvik).data
    figure = draw_dot_pairs(data, language="nb")
    percent, points = figure.axes
    titles = [axes.get_title(loc="left") for axes in figure.axes]
    assert titles == ["Prosent", "Skalapoeng"]
    own = [line.get_xdata()[0] for line in percent.lines if line.get_marker() == "o"]
    other = [line.get_xdata()[0] for line in percent.lines if line.get_marker() == "s"]
    assert (own, other) == ([11, 20, 4], [15, 3.9])
    assert [line.get_xdata()[0] for line in points.lines if line.get_marker() == "s"] == [
        50,
        49,
    ]
    said = words_of(figure)
    assert said.count("− dårligere") == 2
    assert said.count("omtrent likt") == 2
    assert f"landet for øvrig 15{NBSP}%" in said


def test_a_pair_whose_own_number_is_missing_says_why(larvik):
    data = knowledge_comparisons.exhibit_comparisons(larvik).data
    gone = (data["indicator"] == "distress") & (data["role"] == "own")
    data.loc[gone, ["estimate", "reason"]] = [float("nan"), "illegible"]
    assert "Larvik kan ikke leses i kilden" in words_of(draw_dot_pairs(data, language="nb"))


def test_the_triangle_has_dark_outlines_and_always_the_words(larvik):
    figure = draw_prevention_triangle(exhibit_triangle(larvik).data, language="nb")
    layers = figure.axes[0].patches
    assert [to_hex(layer.get_facecolor()) for layer in layers] == [
        "#1b9e9e",
        "#f2c700",
        "#a50026",
    ]
    assert {to_hex(layer.get_edgecolor()) for layer in layers} == {"#1d2b36"}
    lows = [layer.get_xy()[:, 1].min() for layer in layers]
    assert lows == sorted(lows)  # the broadest level at the foot
    said = words_of(figure)
    for name in ("Universell (grønn)", "Selektiv (gul)", "Indikert (rød)"):
        assert name in said
    assert "Prøvd ut: rødt tiltak" in said


def test_a_mark_stands_for_each_task_with_the_letter_of_its_level(larvik):
    data = exhibit_matrix(larvik).data
    figure = draw_matrix_chart(data, language="nb")
    axes = figure.axes[0]
    assert len(axes.patches) == 98 + 3  # and the three of the key
    letters = [text.get_text() for text in axes.texts if len(text.get_text()) == 1]
    assert {letter: letters.count(letter) - 1 for letter in "USI"} == {
        letter: int((data["tier_label"].str[0].str.upper() == letter).sum()) for letter in "USI"
    }
    shapes = {(patch.get_facecolor(), type(patch)) for patch in axes.patches}
    assert len(shapes) == len({shape for _, shape in shapes}) == 3  # told without colour
    said = words_of(figure)
    assert "universell (grønn)" in said
    services = [text for text in said if text in set(data["label"])]
    assert services[0] == "Barne- og familietjenester"  # with most tasks
    heads = [text for text in said if text.startswith(("Skadelig", "Rus", "Levekår", "Utvikl"))]
    assert [head.split()[0] for head in heads] == [
        "Skadelig", "Rus", "Levekårsutfordringer", "Utviklingsvansker", "Skadelig"
    ]  # fmt: skip


def test_figures_fit_the_page(larvik):
    made = (
        (draw_line_panels, knowledge.exhibit_series),
        (draw_funnel_flow, knowledge.exhibit_funnel),
        (draw_dot_intervals, knowledge_changes.exhibit_changes),
        (draw_dot_pairs, knowledge_comparisons.exhibit_comparisons),
        (draw_prevention_triangle, exhibit_triangle),
        (draw_matrix_chart, exhibit_matrix),
    )
    for draw, make in made:
        figure = draw(make(larvik).data, language="nb")
        wide, high = (25.4 * inches for inches in figure.get_size_inches())
        assert wide == pytest.approx(160)
        assert high < 105

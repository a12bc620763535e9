"""Figures of words: two columns with lines, the status strip, the grid of evidence."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
import pytest
from matplotlib.patches import Circle, Rectangle, Wedge

from larvik_analysis.exhibit.evidence_matrix import draw_evidence_matrix
from larvik_analysis.exhibit.linked_columns import draw_linked_columns
from larvik_analysis.exhibit.status_strip import draw_status_strip
from larvik_analysis.exhibit.style import axes_of

LINKS = pd.DataFrame(
    [
        ("a", "Det første", "x", "Svar en"),
        ("a", "Det første", "y", "Svar to"),
        ("b", "Det andre", "unanswered", "ikke funnet igjen"),
        ("unplanned", "ikke i planen", "z", "Noe annet"),
    ],
    columns=["component", "label", "tried", "tried_label"],
)


def texts(figure) -> list[str]:
    """What the figure says, each text on one line."""
    return [text.get_text().replace("\n", " ") for text in axes_of(figure).texts]


def whole_lines(figure) -> int:
    """Lines from the one column to the other."""
    return sum(
        len(line.get_xdata()) == 2 and max(line.get_xdata()) - min(line.get_xdata()) > 15
        for line in axes_of(figure).lines
    )


def test_a_line_for_each_answer_and_an_open_end_where_there_is_none():
    figure = draw_linked_columns(LINKS, language="nb", left="Planen", right="Prøvd ut")
    assert whole_lines(figure) == 2
    rings = [line for line in axes_of(figure).lines if line.get_marker() == "o"]
    assert len(rings) == 2
    said = texts(figure)
    assert said.count("Det første") == 1  # one box for both answers
    assert {"Planen", "Prøvd ut", "ikke funnet igjen", "ikke i planen", "Noe annet"} <= set(
        said
    )
    assert len(axes_of(figure).patches) == 5


def test_boxes_do_not_lie_on_each_other_and_hold_their_words():
    long = LINKS.assign(label=[f"{label} {'og mye mer ' * 6}" for label in LINKS["label"]])
    figure = draw_linked_columns(
        long, language="nb", left="En", right="To", left_name="Ord " * 20
    )
    boxes = [patch.get_window_extent() for patch in axes_of(figure).patches]
    for number, box in enumerate(boxes):
        assert not any(box.overlaps(other) for other in boxes[number + 1 :])
    whole = figure.bbox
    assert all(whole.contains(box.x0, box.y0) for box in boxes)


@pytest.mark.parametrize(
    ("status", "kinds"),
    [
        ("introduced", [Circle]),
        ("weak_start", [Circle, Wedge]),
        ("deprioritised", [Circle, Rectangle]),
        ("planned", [Circle]),
    ],
)
def test_each_status_has_a_shape_of_its_own(status, kinds):
    table = pd.DataFrame(
        [{"label": "En del", "status": status, "status_label": "Ordet", "output_label": "Det"}]
    )
    figure = draw_status_strip(table, language="nb")
    assert [type(patch) for patch in axes_of(figure).patches] == kinds
    assert texts(figure) == ["Ordet", "En del", "Det"]


def test_no_two_lines_of_a_part_meet():
    row = {"label": "langt navn " * 9, "status": "introduced", "status_label": "Innført"}
    table = pd.DataFrame([row | {"output_label": "mye å si " * 20}] * 2)
    figure = draw_status_strip(table, language="nb")
    axes = axes_of(figure)
    [rule] = axes.lines[0].get_ydata()[:1]
    feet = sorted(text.get_position()[1] for text in axes.texts if len(text.get_text()) > 7)
    assert len(feet) == 2 * (2 + 3)
    assert all(other - one > 4.3 for one, other in pairwise(feet))  # mm of the page
    assert feet[4] + 1 < rule < feet[5] - 3


def test_signs_differ_without_colour():
    signs = set()
    for status in ("introduced", "weak_start", "deprioritised", "planned"):
        row = {"label": "a", "status": status, "status_label": "b", "output_label": "c"}
        patches = axes_of(draw_status_strip(pd.DataFrame([row]), language="nb")).patches
        white = patches[0].get_facecolor()[:3] == (1.0, 1.0, 1.0)
        signs.add((white, patches[0].get_linestyle(), len(patches), type(patches[-1])))
    assert len(signs) == 4


def test_the_grid_has_a_mark_in_each_cell_and_tells_apart_without_colour():
    rows = [
        {"group_label": group, "label": label, "evidence_label": heading, "sign": mark}
        for group, label, marks in (
            ("Resultater", "Et funn", ("carries", "weakens", "nothing")),
            ("Utfordringer", "Et annet", ("nothing", "contradicts", "carries")),
        )
        for heading, mark in zip(("Intervjuer", "Svekker", "Tall"), marks, strict=True)
    ]
    figure = draw_evidence_matrix(pd.DataFrame(rows), language="nb")
    marks = [line for line in axes_of(figure).lines if line.get_marker() not in ("", "None")]
    looks = [(line.get_marker(), line.get_markerfacecolor()) for line in marks]
    assert [marker for marker, _ in looks] == ["o", "D", "_", "_", "D", "o"]
    assert looks[1] != looks[4]  # open, and full
    places = {(line.get_xdata()[0], line.get_ydata()[0]) for line in marks}
    assert len(places) == 6
    assert {"Resultater", "Utfordringer", "Et funn", "Et annet", "Intervjuer"} <= set(
        texts(figure)
    )


def test_a_heading_too_long_for_its_column_is_parted_and_not_cut():
    row = {"group_label": "g", "label": "f", "sign": "carries"}
    headings = ["Foreldrenettverksundersøkelsenes svar", *"abcdef"]
    table = pd.DataFrame([row | {"evidence_label": heading} for heading in headings])
    figure = draw_evidence_matrix(table, language="nb")
    [said] = [text for text in axes_of(figure).texts if text.get_text().startswith("For")]
    assert said.get_text().replace("-\n", "").replace("\n", " ") == headings[0]
    assert max(map(len, said.get_text().split("\n"))) <= 8

"""The unit chart: as many squares as families, as many filled as answered so."""

from __future__ import annotations

import pandas as pd
import pytest
from matplotlib.colors import to_rgba

from larvik_analysis.exhibit.style import MAIN, PALE, axes_of
from larvik_analysis.exhibit.unit_chart import draw_unit_chart, draw_unit_rows


def answers(count: int | None, n: int | None, **more: object) -> pd.DataFrame:
    """An answer with its base, and the rest in words."""
    plain = {"unit": "share", "reason": "" if count is not None else "few",
             "uncertain": False}  # fmt: skip
    rest = {"label": "I noe grad", "count": None, "n": None, "reason": "not_stated"}
    table = pd.DataFrame([
        {"label": "Svært nyttig", "count": count, "n": n} | plain | more,
        plain | rest,
    ])  # fmt: skip
    return table.astype({"count": "Int64", "n": "Int64"})


def colours(figure) -> list[str]:
    """How each square is filled, in reading order."""
    names = {to_rgba(MAIN): "filled", to_rgba(PALE): "pale"}
    squares = sorted(axes_of(figure).patches, key=lambda s: (-s.get_y(), s.get_x()))
    return [names.get(square.get_facecolor(), "empty") for square in squares]


def texts(figure) -> list[str]:
    """What the chart says."""
    return [text.get_text() for text in axes_of(figure).texts]


@pytest.mark.parametrize(
    ("count", "n"), [(8, 10), (0, 10), (10, 10), (12, 14), (1, 1), (3, 31)]
)
def test_squares_are_counted(count, n):
    figure = draw_unit_chart(answers(count, n), language="nb", units="familier")
    assert colours(figure) == ["filled"] * count + ["pale"] * (n - count)


def test_squares_do_not_lie_on_each_other():
    figure = draw_unit_chart(answers(12, 14), language="nb", units="familier")
    places = {(square.get_x(), square.get_y()) for square in axes_of(figure).patches}
    assert len(places) == 14
    assert all(square.get_width() < 1 for square in axes_of(figure).patches)


def test_colour_is_not_the_only_sign():
    figure = draw_unit_chart(answers(8, 10), language="nb", units="familier")
    hatches = [square.get_hatch() for square in axes_of(figure).patches]
    assert hatches == [None] * 8 + ["////"] * 2


def test_the_answer_and_the_rest_are_told():
    figure = draw_unit_chart(answers(8, 10), language="nb", units="familier")
    assert texts(figure) == [
        "Svært nyttig: 8 av 10 familier",
        "I noe grad: kilden sier det uten tall",
    ]
    english = draw_unit_chart(answers(8, 10), language="en", units="families")
    assert texts(english)[0] == "Svært nyttig: 8 of 10 families"


def test_nobody_is_a_number():
    figure = draw_unit_chart(answers(0, 10), language="nb", units="familier")
    assert texts(figure)[0] == "Svært nyttig: 0 av 10 familier"


def test_a_count_that_is_told_in_words_fills_no_square_and_empties_none():
    figure = draw_unit_chart(answers(None, 10), language="nb", units="familier")
    assert colours(figure) == ["empty"] * 10
    assert {square.get_hatch() for square in axes_of(figure).patches} == {None}
    assert texts(figure)[0] == "Svært nyttig: enkelte familier"


def test_without_a_base_there_are_no_squares():
    table = answers(None, None, reason="illegible")
    figure = draw_unit_chart(table, language="nb", units="familier")
    assert colours(figure) == []
    assert texts(figure)[0] == "Svært nyttig: kan ikke leses i kilden"


def test_usefulness_in_larvik(larvik, exhibits_of):
    figure = exhibits_of(larvik)[2].figure("nb")
    assert colours(figure) == ["filled"] * 8 + ["pale"] * 2
    assert texts(figure)[0] == "Svært nyttig: 8 av 10 familier"


def test_each_answer_has_a_line_with_a_square_for_each_who_answered():
    rows = pd.DataFrame(
        [
            {"label": label, "count": count, "n": 9, "estimate": count / 9, "unit": "share",
             "reason": "", "uncertain": False}
            for label, count in (("Ja", 6), ("Nei", 3), ("Vet ikke", 0))
        ]
    )  # fmt: skip
    axes = axes_of(draw_unit_rows(rows, language="nb"))
    by_row: dict[float, list[bool]] = {}
    for square in axes.patches:
        is_filled = square.get_facecolor() == to_rgba(MAIN)
        by_row.setdefault(round(square.get_y(), 6), []).append(is_filled)
    assert list(by_row.values()) == [
        [True] * n + [False] * (9 - n) for n in (6, 3, 0)
    ]  # fmt: skip
    assert texts(axes.figure) == ["Ja", "6", "Nei", "3", "Vet ikke", "0"]


def test_a_hidden_line_has_no_squares():
    rows = pd.DataFrame(
        [{"label": "Ja", "count": pd.NA, "n": pd.NA, "estimate": float("nan"),
          "unit": "share", "reason": "hidden", "uncertain": False}]
    )  # fmt: skip
    axes = axes_of(draw_unit_rows(rows, language="nb"))
    assert not axes.patches
    assert texts(axes.figure) == ["Ja", "vises ikke"]

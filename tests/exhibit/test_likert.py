"""The bars of a scale: as long as their shares, the middle on one line, words where hidden."""

from __future__ import annotations

import pandas as pd
import pytest
from matplotlib.colors import to_hex

from larvik_analysis.exhibit.drawn_words import drawn_words
from larvik_analysis.exhibit.likert_bars import draw_likert

SCALE = ("uenig", "verken", "enig")


def table(
    counts: dict[str, tuple[int, ...]], *, outside: int = 0, weighted: bool = False
) -> pd.DataFrame:
    """Rows of questions by their counts on the scale, and off it."""
    rows = []
    for question, on_scale in counts.items():
        n = sum(on_scale) + outside
        answers = [*zip(SCALE, on_scale, strict=True), ("vetikke", outside)]
        for answer, count in answers:
            rows.append(
                {
                    "question": question, "label": f"Om {question}", "answer": answer,
                    "answer_label": answer.capitalize(),
                    "place": "outside" if answer == "vetikke" else "scale",
                    "estimate": count / n, "count": pd.NA if weighted else count, "n": n,
                    "unit": "share", "reason": "", "uncertain": False,
                }
            )  # fmt: skip
        rows.append(rows[-1] | {"answer": "answered", "place": "answered", "n": pd.NA,
                                "estimate": float(n), "count": n, "unit": "count"})  # fmt: skip
    return pd.DataFrame(rows)


def bars(figure) -> list[tuple[float, float, float]]:
    """Start, length and row of each piece."""
    return [(bar.get_x(), bar.get_width(), bar.get_y()) for bar in figure.axes[0].patches]


def words(figure) -> list[str]:
    return [said for said, _ in drawn_words(figure).texts]


def test_pieces_are_as_long_as_their_shares_and_the_middle_is_on_the_line():
    figure = draw_likert(table({"a": (10, 20, 70), "b": (40, 0, 60)}), language="nb")
    first, second = bars(figure)[:3], bars(figure)[3:]
    assert [width for _, width, _ in first] == pytest.approx([0.1, 0.2, 0.7])
    assert first[1][0] + first[1][1] / 2 == pytest.approx(0)
    assert second[0][0] == pytest.approx(-0.4)
    assert first[0][2] < second[0][2]  # the order of the form


def test_bars_may_begin_on_the_left():
    figure = draw_likert(table({"a": (10, 20, 70), "b": (40, 0, 60)}), language="nb",
                         centred=False)  # fmt: skip
    assert [bars(figure)[0][0], bars(figure)[3][0]] == [0, 0]


def test_the_highest_may_come_first():
    figure = draw_likert(
        table({"a": (10, 20, 70), "b": (5, 0, 95)}), language="nb", highest_first=True
    )
    assert bars(figure)[2][1] == pytest.approx(0.95)


def test_a_falling_scale_has_the_colours_the_other_way_round():
    counts = {"a": (30, 30, 40)}

    def drawn(**more: bool):
        patches = draw_likert(table(counts), language="nb", **more).axes[0].patches
        return [(to_hex(piece.get_facecolor()), piece.get_hatch()) for piece in patches]

    rising, falling = drawn(), drawn(falling=True)
    assert rising == falling[::-1]
    # The low side is hatched, so that grey print keeps the two apart.
    assert [hatch for _, hatch in rising] == ["///", None, None]
    # On a falling scale "high" is what stands first.
    figure = draw_likert(table({"a": (10, 20, 70), "b": (90, 0, 10)}), language="nb",
                         falling=True, highest_first=True)  # fmt: skip
    assert bars(figure)[0][1] == pytest.approx(0.9)


def test_few_are_counts_and_many_per_cent_and_weighted_always_per_cent():
    assert "12" in words(draw_likert(table({"a": (3, 5, 12)}), language="nb"))
    many = words(draw_likert(table({"a": (30, 50, 120)}), language="nb"))
    assert "60\xa0%" in many
    assert "200" in many  # who answered
    weighted = words(draw_likert(table({"a": (3, 5, 12)}, weighted=True), language="nb"))
    assert "60\xa0%" in weighted
    assert "12" not in weighted


def test_off_the_scale_stands_apart_with_its_name():
    figure = draw_likert(table({"a": (10, 20, 60)}, outside=10), language="nb")
    assert sum(width for _, width, _ in bars(figure)) == pytest.approx(0.9)
    assert {"10\xa0%", "Vetikke"} <= set(words(figure))


def test_a_hidden_number_leaves_words_and_no_bar():
    rows = table({"a": (10, 20, 70), "b": (1, 39, 60)})
    hidden = (rows["question"] == "b") & (rows["answer"] == "uenig")
    rows.loc[hidden, ["estimate", "count"]] = pd.NA
    rows.loc[hidden, "reason"] = "under_half"
    rows["estimate"] = rows["estimate"].astype("float64")
    figure = draw_likert(rows, language="nb")
    assert len(bars(figure)) == 3
    assert any("Uenig: færre enn halvparten av 100" in text for text in words(figure))


def test_answers_that_the_gate_has_merged_are_told_in_words():
    rows = table({"a": (10, 20, 70), "b": (5, 35, 60)})
    rows = rows[~((rows["question"] == "a") & (rows["answer"] == "uenig"))]
    merged = (rows["question"] == "a") & (rows["answer"] == "verken")
    rows.loc[merged, ["answer", "answer_label"]] = ["uenig / verken", "Uenig / Verken"]
    figure = draw_likert(rows, language="nb")
    assert len(bars(figure)) == 3  # those of b
    assert any("Uenig / Verken" in text for text in words(figure))


def test_nothing_but_words_has_no_lines_across_them():
    rows = table({"a": (10, 20, 70)})
    rows["estimate"], rows["count"], rows["reason"] = float("nan"), pd.NA, "under_half"
    axes = draw_likert(rows, language="nb").axes[0]
    assert not axes.lines
    assert not axes.patches

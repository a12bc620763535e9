"""The strip of questions left open: as long as its share, and words where it is hidden."""

from __future__ import annotations

import pandas as pd
import pytest

from larvik_analysis.exhibit.drawn_words import drawn_words
from larvik_analysis.exhibit.missing_strip import draw_missing_strip


def table(*counts: int | None) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"label": f"Spørsmål {'abc'[place]}", "unit": "share", "uncertain": False,
             "estimate": float("nan") if count is None else count / 50,
             "count": pd.NA if count is None else count,
             "n": pd.NA if count is None else 50, "reason": "hidden" if count is None else ""}
            for place, count in enumerate(counts)
        ]
    )  # fmt: skip


def test_the_open_end_is_as_long_as_its_share_and_hatched():
    axes = draw_missing_strip(table(5, 0), language="nb").axes[0]
    lengths = [bar.get_width() for bar in axes.patches]
    assert lengths == pytest.approx([0.9, 0.1, 1.0, 0.0])
    assert [bool(bar.get_hatch()) for bar in axes.patches] == [False, True] * 2


def test_a_hidden_number_has_words_and_no_strip():
    figure = draw_missing_strip(table(5, None), language="nb")
    assert len(figure.axes[0].patches) == 2
    said = [text for text, _ in drawn_words(figure).texts]
    assert {"5 av 50 (10\xa0%)", "vises ikke"} <= set(said)


def test_every_question_is_named_once():
    said = [
        text for text, _ in drawn_words(draw_missing_strip(table(1, 2, 3), language="nb")).texts
    ]
    for letter in "abc":
        assert f"Spørsmål {letter}" in said

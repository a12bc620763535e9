"""The drawing of what was released shows the released numbers and no other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from matplotlib.ticker import FuncFormatter

from larvik_analysis.errors import ReleaseError
from larvik_analysis.exhibit import bars
from larvik_analysis.exhibit.style import axes_of, render_svg
from larvik_analysis.release.drawing import draw_released
from larvik_analysis.release.gate import release
from larvik_analysis.release.released import Released


@pytest.fixture
def draw(monkeypatch, larvik, exhibits_of) -> Callable[..., Figure]:
    """Release the staffing of Larvik with a draw function that does something more."""
    staffing = exhibits_of(larvik)[1]

    def drawn(more: Callable[[Figure], object], **options: str) -> Figure:
        def draw_more(table, *, language, **_):
            figure = bars.draw_bars(table, language=language)
            more(figure)
            return figure

        monkeypatch.setattr(bars, "draw_more", draw_more, raising=False)
        exhibit = replace(
            staffing, draw="larvik_analysis.exhibit.bars.draw_more", options=options
        )
        [released], _ = release([exhibit], larvik)
        assert isinstance(released, Released)
        return draw_released(released, "nb")

    return drawn


PLANTED = {
    "number": lambda f: f.text(0, 0, "7331"),
    "number among words": lambda f: f.text(0, 0, "Planlagt: 7331 stillinger"),
    "decimals": lambda f: f.text(0, 0, "300,5"),
    "sum of the shown": lambda f: f.text(0, 0, "440"),
    "number of another kind": lambda f: f.text(0, 0, "½ stilling"),
    "raised number": lambda f: f.text(0, 0, "stilling⁷"),
    "another script": lambda f: f.text(0, 0, "\u0667\u0663"),
    "legend": lambda f: axes_of(f).legend([axes_of(f).patches[0]], ["7331"]),
    "tick label": lambda f: axes_of(f).set_yticks([0, 1], ["Planlagt", "7331"]),
    "formatter": lambda f: axes_of(f).yaxis.set_major_formatter(
        FuncFormatter(lambda *_: "7331")
    ),
    "outlined": lambda f: f.text(0, 0, "7331", path_effects=[withStroke(linewidth=2)]),
    "wrong tick": lambda f: axes_of(f).set_yticks([0.0, 1.0], ["0", "2"]),
}


@pytest.mark.parametrize("plant", PLANTED)
def test_a_number_that_is_not_released_is_not_drawn(draw, plant):
    with pytest.raises(ReleaseError) as fault:
        draw(PLANTED[plant])
    assert fault.value.code == "drawn_number"
    assert "7331" not in str(fault.value)


@pytest.mark.parametrize(
    "more",
    [
        lambda f: f.text(0, 0, "Planlagt: 300\u00a0%, levert 140\u00a0%."),
        lambda f: f.text(0, 0, "300"),
        lambda f: f.text(0, 0, "Bemanning i prosent"),
        lambda f: axes_of(f).xaxis.set_visible(True),  # an axis with its own numbers
        lambda f: axes_of(f).set_yticks([0.0, 1.0], ["0,0", "1,0"]),
        lambda f: axes_of(f).axvline(7331),  # a line says no number
    ],
)
def test_released_numbers_words_and_axes_are_drawn(draw, more):
    assert isinstance(draw(more), Figure)


def test_a_picture_is_not_drawn(draw):
    with pytest.raises(ReleaseError) as fault:
        draw(lambda figure: axes_of(figure).imshow([[0, 1]]))
    assert fault.value.code == "drawn_unreadable"


def test_the_draw_function_sees_the_released_rows_alone(monkeypatch, larvik, exhibits_of):
    seen = {}

    def draw_seen(table, *, language):
        seen["table"] = table.copy()
        table.loc[:, "label"] = "7331"  # what it does to its copy stays there
        return bars.draw_bars(seen["table"], language=language)

    monkeypatch.setattr(bars, "draw_seen", draw_seen, raising=False)
    areas = replace(exhibits_of(larvik)[4], draw="larvik_analysis.exhibit.bars.draw_seen")
    [released], _ = release([areas], larvik)
    for _ in range(2):
        draw_released(released, "nb")
        told = seen["table"].set_index("fact_id")
        assert told.at["family_survey_area_housing", "reason"] == "few"
        assert told.loc[told["reason"] == "few", "estimate"].isna().all()
        assert "7331" not in set(told["label"])


def test_a_draw_function_that_is_not_there_is_told(larvik, exhibits_of):
    lost = replace(exhibits_of(larvik)[1], draw="larvik_analysis.exhibit.bars.draw_pie")
    [released], _ = release([lost], larvik)
    with pytest.raises(ReleaseError) as fault:
        draw_released(released, "nb")
    assert fault.value.code == "draw_unknown"


def test_every_figure_can_be_drawn_from_what_was_released(study, exhibits_of):
    released, _ = release(exhibits_of(study), study)
    figures = [draw_released(made, study.language) for made in released if made.draw]
    assert len(figures) == 3
    for figure in figures:
        marks = [text.get_text() for text in figure.texts]
        assert bool(marks) == study.evaluation.synthetic


def test_the_same_release_is_drawn_to_the_same_bytes(larvik, exhibits_of):
    drawn = []
    for _ in range(2):
        released, _ = release(exhibits_of(larvik), larvik)
        drawn.append([render_svg(draw_released(m, "nb")) for m in released if m.draw])
    assert drawn[0] == drawn[1]

"""No text is drawn that the gate does not hear, wherever in the drawing it comes from."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from matplotlib.ticker import FuncFormatter

from larvik_analysis.exhibit.drawn_words import drawn_words
from larvik_analysis.exhibit.style import axes_of, make_figure

PLANT = "7331"


class Secretive(Artist):
    """A part that writes while it is drawn and has no text to be found in it."""

    def draw(self, renderer, *_):
        from matplotlib.font_manager import FontProperties

        renderer.draw_text(renderer.new_gc(), 10, 10, PLANT, FontProperties(), 0)


def scaled(figure: Figure) -> None:
    """Axes whose numbers share an offset that is only worked out while drawing."""
    axes = axes_of(figure)
    axes.plot([0, 1], [7331000000.001, 7331000000.002])
    axes.ticklabel_format(useOffset=True)


WRITTEN: dict[str, Callable[[Figure], object]] = {
    "text of the axes": lambda f: axes_of(f).text(0, 0, PLANT),
    "text of the figure": lambda f: f.text(0, 0, PLANT),
    "title": lambda f: axes_of(f).set_title(PLANT),
    "title of the figure": lambda f: f.suptitle(PLANT),
    "axis label": lambda f: axes_of(f).set_xlabel(PLANT),
    "legend": lambda f: axes_of(f).legend([axes_of(f).plot([0, 1])[0]], [PLANT]),
    "legend title": lambda f: axes_of(f).legend(
        [axes_of(f).plot([0, 1])[0]], ["a"], title=PLANT
    ),
    "legend of the figure": lambda f: f.legend([axes_of(f).plot([0, 1])[0]], [PLANT]),
    "annotation": lambda f: axes_of(f).annotate(PLANT, (0, 0)),
    "table": lambda f: axes_of(f).table(cellText=[[PLANT]]),
    "tick label": lambda f: axes_of(f).set_xticks([0.5], [PLANT]),
    "formatter": lambda f: axes_of(f).xaxis.set_major_formatter(
        FuncFormatter(lambda *_: PLANT)
    ),
    "format string": lambda f: axes_of(f).yaxis.set_major_formatter("7331 {x:.0f}"),
    "offset of an axis": scaled,
    "bar label": lambda f: axes_of(f).bar_label(axes_of(f).bar([0], [1]), [PLANT]),
    "mathematics": lambda f: axes_of(f).text(0, 0, f"${PLANT}^2$"),
    "lines of a text": lambda f: axes_of(f).text(0, 0, f"first\n{PLANT}\nlast"),
    "key of arrows": lambda f: axes_of(f).quiverkey(
        axes_of(f).quiver([0], [0], [1], [1]), 0.5, 0.5, 1, PLANT
    ),
    "outlined text": lambda f: axes_of(f).text(
        0, 0, PLANT, path_effects=[withStroke(linewidth=2)]
    ),
    "another pair of axes": lambda f: f.add_axes((0, 0, 0.1, 0.1)).set_xlabel(PLANT),
    "axes within axes": lambda f: axes_of(f).inset_axes((0, 0, 0.5, 0.5)).set_title(PLANT),
    "figure within the figure": lambda f: f.add_subfigure(f.add_gridspec(1, 1)[0]).text(
        0, 0, PLANT
    ),
    "colour bar": lambda f: f.colorbar(
        axes_of(f).pcolormesh(np.zeros((2, 2))), ax=axes_of(f), label=PLANT
    ),
    "part without a text to be found": lambda f: f.add_artist(Secretive()),
}  # fmt: skip


@pytest.fixture
def figure() -> Figure:
    """An empty figure with a pair of axes."""
    return make_figure(height_mm=60, left=0.2, bottom=0.2)


@pytest.mark.parametrize("where", WRITTEN)
def test_every_text_is_heard(figure, where):
    WRITTEN[where](figure)
    drawn = drawn_words(figure)
    if where == "offset of an axis":
        assert any("7.331" in text for text, _ in drawn.texts)
    else:
        assert any(PLANT in text for text, _ in drawn.texts)
    assert not drawn.has_pictures


def test_the_label_of_a_tick_comes_with_its_place(figure):
    axes_of(figure).set_xticks([0.25, 0.75], ["a", "b"])
    axes_of(figure).set_yticks([])
    ticks = dict(drawn_words(figure).texts)
    assert ticks == {"a": 0.25, "b": 0.75}


def test_other_texts_have_no_place(figure):
    axes_of(figure).axis("off")
    axes_of(figure).text(0.5, 0.5, "words")
    assert set(drawn_words(figure).texts) == {("words", None)}


@pytest.mark.parametrize(
    "paint",
    [
        lambda f: axes_of(f).imshow(np.zeros((2, 2))),
        lambda f: f.figimage(np.zeros((2, 2))),
        lambda f: axes_of(f).pcolorfast(np.zeros((2, 2))),
    ],
)
def test_a_picture_is_seen(figure, paint):
    paint(figure)
    assert drawn_words(figure).has_pictures


def test_listening_changes_nothing(figure):
    axes_of(figure).plot([0, 1], [1, 0])
    from larvik_analysis.exhibit.style import render_svg

    before = render_svg(figure)
    drawn_words(figure)
    assert render_svg(figure) == before

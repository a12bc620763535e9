"""What a drawing says: every text that reaches the page, caught while it is drawn.

Asking the parts of a figure for their texts before it is drawn would miss those that come
to be on the way, such as the labels of a formatter, and those of parts that hide their
parts. Listening alone would miss texts that are drawn as shapes, such as outlined ones.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from matplotlib.backend_bases import RendererBase
from matplotlib.figure import Figure
from matplotlib.text import Text

from .style import our_look

_POINTS_PER_INCH = 72.0


@dataclass(slots=True)
class DrawnWords:
    """What is drawn in a figure.

    Attributes
    ----------
    texts : list of (str, float or None)
        Each text, with the position of its tick where it is the label of a tick.
    has_pictures : bool
        Whether something is drawn as a picture, in which nobody can look for a number.
    """

    texts: list[tuple[str, float | None]] = field(default_factory=list)
    has_pictures: bool = False


def drawn_words(figure: Figure) -> DrawnWords:
    """Draw a figure on nothing, and note every text and picture on the way."""
    listener = _Listener(figure)
    with our_look():
        figure.draw(listener)
    ticks = _ticks(figure)
    parts: list[Any] = figure.findobj(Text)
    said = [*listener.texts, *((part.get_text(), part) for part in parts)]
    return DrawnWords(
        texts=[(words, ticks.get(id(part))) for words, part in said if words],
        has_pictures=listener.has_pictures,
    )


def _ticks(figure: Figure) -> dict[int, float]:
    return {
        id(label): float(tick.get_loc())
        for axes in figure.axes
        for axis in (axes.xaxis, axes.yaxis)
        for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks())
        for label in (tick.label1, tick.label2)
    }


class _Listener(RendererBase):
    """A renderer that draws nothing and remembers what it was told to write."""

    def __init__(self, figure: Figure) -> None:
        super().__init__()
        self.texts: list[tuple[str, Any]] = []
        self.has_pictures = False
        self.dpi = figure.dpi  # pictures ask for it
        self._size = figure.canvas.get_width_height()

    def draw_path(self, *_: Any, **__: Any) -> None:
        """Shapes say nothing."""

    def draw_image(self, *_: Any, **__: Any) -> None:
        """Remember that there is a picture."""
        self.has_pictures = True

    def draw_text(self, *what: Any, mtext: Any = None, **_: Any) -> None:
        """Remember the words and the part they come from."""
        self.texts.append((what[3], mtext))

    draw_tex = draw_text

    def get_canvas_width_height(self) -> tuple[float, float]:
        """The size of the figure in dots."""
        return self._size

    def points_to_pixels(self, points: Any) -> Any:
        """Points in dots of the figure."""
        return points * self.dpi / _POINTS_PER_INCH

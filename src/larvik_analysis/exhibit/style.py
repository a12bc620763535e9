"""The look of all figures: one font of ours, fixed margins, colours that survive grey print."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import lru_cache, wraps
from importlib import resources
from typing import Any, ParamSpec

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.text import Text

FONT = "Source Sans 3"
INK = "#1d2b36"  # text and outlines
MAIN = "#1f5f6b"  # the number the figure is about
PALE = "#d5e3e6"  # what is left of the whole
GREY = "#6b7780"  # what cannot be read or is told in words; 4.5:1 on white
INCH_MM = 25.4

_RC: Any = {  # the stubs know each key by name; a plain mapping is enough
    "font.family": FONT,
    "font.size": 11,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "svg.fonttype": "path",  # looks the same where our font is not installed
    "svg.hashsalt": "larvik_analysis",  # ids in the file do not change from run to run
}


@lru_cache(maxsize=1)
def _load_fonts() -> None:
    for font in sorted(
        (resources.files("larvik_analysis") / "fonts").iterdir(), key=lambda path: path.name
    ):
        if font.name.endswith(".ttf"):
            with resources.as_file(font) as path:
                font_manager.fontManager.addfont(str(path))


_Arguments = ParamSpec("_Arguments")


def in_house_style(
    draw: Callable[_Arguments, Figure],
) -> Callable[_Arguments, Figure]:
    """Let a draw function draw in our style, whatever the notebook around it has set."""

    @wraps(draw)
    def styled(*args: _Arguments.args, **kwargs: _Arguments.kwargs) -> Figure:
        _load_fonts()
        with mpl.rc_context(_RC):
            return draw(*args, **kwargs)

    return styled


def make_figure(
    *, width_mm: float = 160, height_mm: float, left: float, bottom: float
) -> Figure:
    """An empty figure with fixed margins (a tight bounding box would draw it twice).

    Parameters
    ----------
    width_mm, height_mm : float
        Its size on the page.
    left, bottom : float
        Margins as shares of the figure, for the labels.
    """
    figure = Figure(figsize=(width_mm / INCH_MM, height_mm / INCH_MM))
    figure.subplots_adjust(left=left, right=0.98, top=0.98, bottom=bottom)
    figure.add_subplot()
    return figure


def axes_of(figure: Figure) -> Axes:
    """The one pair of axes of a figure made by `make_figure`."""
    return figure.axes[0]


def drawn_texts(figure: Figure) -> list[tuple[str, float | None]]:
    """Every text in a drawing, with the position of its tick where it is a tick's label."""
    FigureCanvasAgg(figure).get_renderer()
    ticks = {}
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            for tick in axis.get_major_ticks() + axis.get_minor_ticks():
                for label in (tick.label1, tick.label2):
                    ticks[id(label)] = float(tick.get_loc())
    texts: list[Any] = figure.findobj(Text)
    return [(text.get_text(), ticks.get(id(text))) for text in texts if text.get_text()]


@in_house_style
def draw_watermark(figure: Figure, words: str) -> Figure:
    """Write words across a figure, pale enough to read the figure through them."""
    figure.text(
        0.5, 0.5, words, rotation=12, ha="center", va="center", fontsize=30,
        weight="bold", color=GREY, alpha=0.28, zorder=10,
    )  # fmt: skip
    return figure


def width_mm_of(figure: Figure) -> float:
    """Its width on the page."""
    return float(figure.get_figwidth()) * INCH_MM


def render_svg(figure: Figure) -> bytes:
    """The drawing as SVG: no date, no random ids, letters as outlines."""
    buffer = io.BytesIO()
    with mpl.rc_context(_RC):
        FigureCanvasSVG(figure).print_svg(
            buffer, metadata={"Date": None, "Creator": "larvik_analysis"}
        )
    return buffer.getvalue()


def render_png(figure: Figure, *, dots_per_inch: int = 200) -> bytes:
    """The drawing as PNG."""
    buffer = io.BytesIO()
    with mpl.rc_context(_RC):
        figure.set_dpi(dots_per_inch)
        FigureCanvasAgg(figure).print_png(buffer, metadata={"Software": None})
    return buffer.getvalue()

"""The look of all figures: one font of ours, fixed margins, colours that survive grey print."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache, wraps
from importlib import resources
from typing import Any, ParamSpec

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from larvik_analysis.errors import LarvikError

from .plain_svg import strip_svg

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
    "text.parse_math": False,  # a dollar sign is a dollar sign
    "svg.fonttype": "path",  # looks the same where our font is not installed
    "svg.hashsalt": "larvik_analysis",  # ids in the file do not change from run to run
}
_FACES: tuple[dict[str, str], ...] = ({}, {"weight": "bold"}, {"style": "italic"})


@lru_cache(maxsize=1)
def _load_fonts() -> None:
    """Put our fonts before all others: another edition on the machine looks different.

    Raises
    ------
    LarvikError
        If a face is missing. Matplotlib would take another font and say nothing.
    """
    listed = font_manager.fontManager.ttflist
    ours = set()
    folder = resources.files("larvik_analysis") / "fonts"
    for font in sorted(folder.iterdir(), key=lambda path: path.name):
        if font.name.endswith(".ttf"):
            with resources.as_file(font) as path:
                file = str(path.resolve())
                font_manager.fontManager.addfont(file)
                ours.add(file)
            listed.insert(0, listed.pop())
    looked_for: list[Any] = [{"family": FONT, **face} for face in _FACES]
    found = {
        str(font_manager.findfont(font_manager.FontProperties(**face))) for face in looked_for
    }
    if not found <= ours or len(found) < len(_FACES):  # each face has a file of its own
        raise LarvikError("font_missing", font=FONT)


@contextmanager
def our_look() -> Iterator[None]:
    """Matplotlib as it comes and our look on top, whatever the caller has set."""
    with mpl.rc_context(), warnings.catch_warnings():
        # `larvik check` says which letters our font lacks; this would print a path.
        warnings.filterwarnings("ignore", message=r"Glyph \d+ ")
        mpl.rcdefaults()
        mpl.rcParams.update(_RC)
        yield


_Arguments = ParamSpec("_Arguments")


def in_house_style(
    draw: Callable[_Arguments, Figure],
) -> Callable[_Arguments, Figure]:
    """Let a draw function draw in our style, whatever the notebook around it has set."""

    @wraps(draw)
    def styled(*args: _Arguments.args, **kwargs: _Arguments.kwargs) -> Figure:
        with our_look():
            _load_fonts()
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


def write_beside(
    axes: Axes, x_mm: float, y: float, said: str, *, width_mm: float, **look: Any
) -> None:
    """Write words at a place in mm from the left of axes that are so wide."""
    axes.text(
        x_mm / width_mm, y, said, transform=axes.get_yaxis_transform(),
        **{"va": "center_baseline", **look},
    )  # fmt: skip


@in_house_style
def draw_watermark(figure: Figure, words: str) -> Figure:
    """Write words across a figure, pale enough to read the figure through them."""
    size = min(30.0, 22.0 * float(figure.get_figheight()))  # a low figure has less room
    figure.text(
        0.5, 0.5, words, rotation=12, ha="center", va="center", fontsize=size,
        weight="bold", color=GREY, alpha=0.28, zorder=10,
    )  # fmt: skip
    return figure


def width_mm_of(figure: Figure) -> float:
    """Its width on the page."""
    return float(figure.get_figwidth()) * INCH_MM


def render_svg(figure: Figure) -> bytes:
    """The drawing as SVG: shapes alone, no date, no random ids, letters as outlines.

    Raises
    ------
    ReleaseError
        If the drawing holds anything but shapes, such as a picture.
    """
    buffer = io.BytesIO()
    with our_look():
        FigureCanvasSVG(figure).print_svg(buffer, metadata={"Date": None})
    return strip_svg(buffer.getvalue())


def render_png(figure: Figure, *, dots_per_inch: int = 200) -> bytes:
    """The drawing as PNG."""
    buffer = io.BytesIO()
    with our_look():
        figure.set_dpi(dots_per_inch)
        FigureCanvasAgg(figure).print_png(buffer, metadata={"Software": None})
    return buffer.getvalue()

"""The look: our font and no other, the same bytes whatever is set around, nothing cut."""

from __future__ import annotations

import importlib.resources
import io
import itertools
import re
import shutil
import struct
from pathlib import Path

import matplotlib as mpl
import pytest
from matplotlib import font_manager
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from PIL import Image

import larvik_analysis
from larvik_analysis.errors import LarvikError
from larvik_analysis.exhibit import style
from larvik_analysis.exhibit.style import (
    FONT,
    GREY,
    INK,
    MAIN,
    draw_watermark,
    make_figure,
    render_png,
    render_svg,
    width_mm_of,
)

FONTS = Path(larvik_analysis.__file__).parent / "fonts"


@pytest.fixture
def figures(study, exhibits_of) -> list[Figure]:
    """The figures of a chapter, watermarked where the data are invented."""
    drawn = [e.figure(study.language) for e in exhibits_of(study) if e.is_figure]
    if study.evaluation.synthetic:
        drawn = [draw_watermark(figure, "SYNTETISKE DATA") for figure in drawn]
    return drawn


@pytest.fixture
def untouched_fonts(monkeypatch: pytest.MonkeyPatch):
    """Give the test a font list of its own, and read our fonts anew after it."""
    style._load_fonts.cache_clear()
    monkeypatch.setattr(
        font_manager.fontManager, "ttflist", list(font_manager.fontManager.ttflist)
    )
    yield font_manager.fontManager.ttflist
    style._load_fonts.cache_clear()
    font_manager.fontManager._findfont_cached.cache_clear()


def words_of(figure: Figure) -> list[Text]:
    """The texts that are seen in a figure."""
    renderer = FigureCanvasAgg(figure).get_renderer()
    figure.draw(renderer)
    seen = [text for text in figure.findobj(Text) if text.get_text() and text.get_visible()]
    return [text for text in seen if text.get_window_extent(renderer).width > 0]


def test_nothing_is_cut(figures):
    for figure in figures:
        edge = figure.bbox
        for text in words_of(figure):
            box = text.get_window_extent()
            assert box.x0 >= edge.x0, text.get_text()
            assert box.y0 >= edge.y0, text.get_text()
            assert box.x1 <= edge.x1, text.get_text()
            assert box.y1 <= edge.y1, text.get_text()


def test_no_text_lies_on_another(figures):
    for figure in figures:
        texts = [text for text in words_of(figure) if text.get_alpha() is None]
        for one, other in itertools.combinations(texts, 2):
            assert not one.get_window_extent().overlaps(other.get_window_extent()), (
                one.get_text(),
                other.get_text(),
            )


def test_every_text_is_in_our_font(figures):
    for figure in figures:
        for text in words_of(figure):
            file = Path(str(font_manager.findfont(text.get_fontproperties())))
            assert file.is_relative_to(FONTS), (text.get_text(), file)


def test_another_edition_of_the_font_on_the_machine_is_not_used(untouched_fonts):
    other = Path(mpl.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
    as_good = font_manager.FontEntry(
        fname=str(other), name=FONT, style="normal", variant="normal", weight=400,
        stretch="normal", size="scalable",
    )  # fmt: skip
    untouched_fonts.insert(0, as_good)
    style.in_house_style(Figure)()
    found = font_manager.findfont(font_manager.FontProperties(family=FONT))
    assert Path(str(found)).is_relative_to(FONTS)


@pytest.mark.parametrize("missing", ["Regular", "Bold", "Italic", "all"])
def test_a_missing_font_is_told_and_not_swapped(
    missing, untouched_fonts, monkeypatch, tmp_path
):
    package = tmp_path / "package"
    shutil.copytree(FONTS, package / "fonts")
    for file in (package / "fonts").glob("*.ttf"):
        if missing in (file.stem.removeprefix("SourceSans3-"), "all"):
            file.unlink()
    untouched_fonts[:] = [entry for entry in untouched_fonts if entry.name != FONT]
    monkeypatch.setattr(importlib.resources, "files", lambda _: package)
    with pytest.raises(LarvikError) as fault:
        style.in_house_style(Figure)()
    assert (fault.value.code, fault.value.exit_code) == ("font_missing", 70)


def test_the_callers_settings_come_back_untouched(larvik, exhibits_of):
    with mpl.rc_context({"font.size": 37, "axes.facecolor": "black"}):
        before = dict(mpl.rcParams)
        for exhibit in exhibits_of(larvik):
            if exhibit.is_figure:
                figure = exhibit.figure("nb")
                render_svg(figure)
                render_png(figure)
        assert dict(mpl.rcParams) == before


def test_the_callers_settings_change_no_byte(larvik, exhibits_of):
    def drawn() -> list[bytes]:
        figures = [e.figure("nb") for e in exhibits_of(larvik) if e.is_figure]
        return [render(figure) for figure in figures for render in (render_svg, render_png)]

    plain = drawn()
    strange = {
        "figure.facecolor": "black",
        "axes.facecolor": "yellow",
        "axes.grid": True,
        "axes.spines.top": True,
        "font.style": "italic",
        "font.variant": "small-caps",
        "font.size": 30,
        "figure.dpi": 33,
        "savefig.dpi": 33,
        "hatch.linewidth": 9,
        "path.simplify": False,
        "svg.fonttype": "none",
        "svg.hashsalt": "other",
        "xtick.major.size": 20,
        "text.parse_math": False,
    }
    with mpl.rc_context(strange):
        assert drawn() == plain


def test_the_same_figure_gives_the_same_bytes_in_any_order(larvik, exhibits_of):
    one, other = (exhibits_of(larvik)[4].figure("nb") for _ in range(2))
    svg, png = render_svg(one), render_png(one)
    assert (render_png(other), render_svg(other)) == (png, svg)
    assert (render_svg(one), render_png(one)) == (svg, png)


def chunks(png: bytes) -> dict[str, bytes]:
    """The chunks of a PNG file by their names."""
    found, at = {}, 8
    while at < len(png):
        length, name = struct.unpack(">I4s", png[at : at + 8])
        found[name.decode("ascii")] = png[at + 8 : at + 8 + length]
        at += length + 12
    return found


def test_a_png_says_nothing_but_its_picture_and_its_size(figures):
    for figure in figures:
        assert set(chunks(render_png(figure))) == {"IHDR", "pHYs", "IDAT", "IEND"}


def test_a_png_has_200_dots_per_inch(figures):
    for figure in figures:
        picture = Image.open(io.BytesIO(render_png(figure)))
        assert picture.width == int(figure.get_figwidth() * 200)
        assert picture.info["dpi"] == pytest.approx((200, 200), abs=0.1)


def test_an_svg_holds_shapes_without_words_dates_and_names(figures):
    for figure in figures:
        svg = render_svg(figure).decode("utf-8")
        kinds = set(re.findall(r"<([\w:]+)", svg))
        assert kinds <= {
            "svg", "defs", "style", "g", "path", "use", "rect", "clipPath", "pattern",
        }  # fmt: skip
        assert "<!--" not in svg
        assert set(re.findall(r"20\d\d-\d\d", svg)) == set()
        names = set(re.findall(r'id="([^"]*)"', svg))
        assert all(re.fullmatch(r"s\d+", name) for name in names)
        assert set(re.findall(r'href="#([^"]*)"', svg)) <= names
        assert set(re.findall(r"url\(#([^)]*)\)", svg)) <= names


def test_a_figure_has_the_size_it_was_asked_for():
    figure = make_figure(width_mm=120, height_mm=50, left=0.3, bottom=0.1)
    assert width_mm_of(figure) == pytest.approx(120)
    assert figure.get_figheight() * 25.4 == pytest.approx(50)
    assert len(figure.axes) == 1
    box = figure.axes[0].get_position()
    assert (box.x0, box.y0, box.x1, box.y1) == pytest.approx((0.3, 0.1, 0.98, 0.98))


def test_a_watermark_stands_across_the_figure():
    figure = draw_watermark(make_figure(height_mm=50, left=0.1, bottom=0.1), "SYNTETISK")
    [mark] = figure.texts
    assert mark.get_text() == "SYNTETISK"
    assert mark.get_position() == (0.5, 0.5)
    assert 0.2 < mark.get_alpha() < 0.5  # seen, and the figure can be read through it


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.1 defines it."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("colour", [INK, MAIN, GREY])
def test_text_can_be_read_on_white(colour):
    assert 1.05 / (luminance(colour) + 0.05) >= 4.5  # WCAG 2.1, 1.4.3


def test_a_letter_that_our_font_lacks_prints_no_path_of_the_machine(recwarn):
    figure = style.make_figure(height_mm=40, left=0.1, bottom=0.1)
    style.axes_of(figure).set_title("日本")
    assert render_svg(figure).startswith(b"<?xml")
    assert render_png(figure).startswith(b"\x89PNG")
    assert [str(warning.message) for warning in recwarn] == []

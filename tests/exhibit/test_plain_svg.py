"""Only shapes leave in an SVG: no comment, name, link or word about the file."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from matplotlib.figure import Figure

from larvik_analysis.errors import ReleaseError
from larvik_analysis.exhibit.plain_svg import strip_svg
from larvik_analysis.exhibit.style import PALE, axes_of, make_figure, render_svg

HEAD = (
    '<?xml version="1.0"?><!DOCTYPE svg PUBLIC "7331" "7331">'
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    ' width="10pt" height="10pt" viewBox="0 0 10 10" version="1.1"'
)


def svg_of(inside: str, attributes: str = "") -> bytes:
    """A whole SVG."""
    return f"{HEAD}{attributes}>{inside}</svg>".encode()


@pytest.mark.parametrize(
    "unseen",
    [
        "<!-- 7331 -->",
        "<?note 7331?>",
        "<metadata><x>7331</x></metadata>",
        "<title>7331</title>",
        "<desc>7331</desc>",
        '<g id="7331"/>',
        '<g class="7331"/>',
        '<g aria-label="7331" data-x="7331"/>',
        '<path d="M 0 0" id="7331" onclick="7331"/>',
        '<g xlink:title="7331"/>',
        '<a xlink:href="http://7331.example"><path d="M 0 0"/></a>',
        "<g>7331</g>",
        '<defs><path id="p7331" d="M 0 0"/></defs><use xlink:href="#p7331" x="1"/>',
        '<defs><clipPath id="c7331"><rect x="1"/></clipPath></defs>'
        '<path clip-path="url(#c7331)" d="M 0 0"/>',
        '<defs><pattern id="h7331"/></defs><path style="fill: url(#h7331)" d="M 0 0"/>',
    ],
)
def test_what_the_page_does_not_show_does_not_leave(unseen):
    assert b"7331" not in strip_svg(svg_of(unseen))
    assert b"7331" not in strip_svg(svg_of(unseen, ' id="7331"'))


def test_shapes_stay_as_they_are():
    inside = (
        '<defs><clipPath id="box"><rect x="1" y="2" width="3" height="4"/></clipPath></defs>'
        '<g id="axes"><path d="M 0 0 L 1 1" clip-path="url(#box)" style="fill: #ffffff"/></g>'
    )
    assert strip_svg(svg_of(inside)).decode() == (
        "<?xml version='1.0' encoding='utf-8'?>\n"
        '<svg xmlns="http://www.w3.org/2000/svg" width="10pt" height="10pt"'
        ' viewBox="0 0 10 10" version="1.1">'
        '<defs><clipPath id="s1"><rect x="1" y="2" width="3" height="4" /></clipPath></defs>'
        '<g><path d="M 0 0 L 1 1" clip-path="url(#s1)" style="fill: #ffffff" /></g></svg>\n'
    )


@pytest.mark.parametrize(
    "unknown",
    ["<text>7331</text>", "<image/>", "<script/>", "<foreignObject/>",
     "<style>a{content:'7331'}</style>", '<x:y xmlns:x="urn:x"/>'],
)  # fmt: skip
def test_what_is_neither_shape_nor_known_is_refused(unknown):
    with pytest.raises(ReleaseError) as fault:
        strip_svg(svg_of(unknown))
    assert fault.value.code == "drawn_unreadable"


@pytest.mark.parametrize(
    "plant",
    [
        lambda axes: axes.patch.set_gid("7331"),
        lambda axes: axes.figure.set_gid("7331"),
        lambda axes: axes.plot([0, 1])[0].set_gid("7331"),
        lambda axes: axes.bar([0], [1]).patches[0].set_url("http://7331.example"),
        lambda axes: axes.scatter([0, 1], [0, 1]).set_urls(["http://7331.example"] * 2),
        lambda axes: axes.text(0, 0, "words", gid="7331", url="http://7331.example"),
        lambda axes: axes.plot([0, 1], label="7331"),
        lambda axes: axes.set_label("7331"),
        lambda axes: axes.figure.set_label("7331"),
    ],
)
def test_no_name_of_a_part_leaves_in_our_svg(plant):
    figure = make_figure(height_mm=50, left=0.2, bottom=0.2)
    plant(axes_of(figure))
    assert b"7331" not in render_svg(figure)


def test_a_picture_is_refused():
    figure = make_figure(height_mm=50, left=0.2, bottom=0.2)
    axes_of(figure).imshow([[0, 1]])
    with pytest.raises(ReleaseError) as fault:
        render_svg(figure)
    assert fault.value.values == {"kind": "image"}


def test_letters_leave_as_shapes():
    figure = Figure()
    figure.text(0.5, 0.5, "Hemmelig")
    svg = render_svg(figure)
    assert b"Hemmelig" not in svg
    assert svg.count(b"<use ") == len("Hemmelig")


def test_a_hatch_keeps_the_colour_behind_its_lines():
    figure = make_figure(height_mm=20, left=0.1, bottom=0.1)
    axes_of(figure).barh(0, 1, color=PALE, hatch="////")
    svg = ET.fromstring(render_svg(figure))
    grounds = [node.get("fill") for node in svg.iterfind(".//{*}pattern/{*}rect")]
    assert grounds == [PALE]

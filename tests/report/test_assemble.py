"""Numbers, anchors and widths are settled once, for all formats."""

from __future__ import annotations

import dataclasses
import io
from pathlib import Path

import pytest
from PIL import Image

from larvik_analysis.report.assemble import assemble, column_shares
from larvik_analysis.report.document import (
    Column,
    FigureBlock,
    Prose,
    ReportDocument,
    TableBlock,
)
from larvik_analysis.report.pandoc_ast import Node, clean
from larvik_analysis.report.prose import parse_prose


def nodes_of(node: object, kind: str) -> list[Node]:
    """All nodes of a kind, in order."""
    found: list[Node] = []
    if isinstance(node, dict):
        found += [node] if node.get("t") == kind else []
        node = list(node.values())
    if isinstance(node, list):
        for child in node:
            found += nodes_of(child, kind)
    return found


def images_of(document: ReportDocument, folder: Path) -> list[Node]:
    return nodes_of(assemble(document, folder).pandoc, "Image")


def test_a_tall_figure_is_made_to_fit_the_page(
    document: ReportDocument, figures: list[FigureBlock], tmp_path: Path
):
    png = io.BytesIO()
    Image.new("RGB", (100, 400)).save(png, "PNG")
    tall = dataclasses.replace(figures[0], png=png.getvalue())
    wide = dataclasses.replace(figures[1], width_mm=500.0)
    images = images_of(dataclasses.replace(document, body=(tall, wide)), tmp_path)
    widths = [dict(image["c"][0][2])["width"] for image in images]
    assert widths == ["45mm", "160mm"]  # 180 mm high is 45 mm wide; the page is 160 mm


def prose_document(document: ReportDocument, markdown: str) -> ReportDocument:
    return dataclasses.replace(document, front=(), body=(Prose(markdown),))


@pytest.mark.parametrize(
    "markdown",
    [
        "![x](http://x.example/a.png)",
        "<img src=http://x.example/a.png>",
        "[x](javascript:alert)",
        "[x](file:///etc/passwd)",
        "[x](data:text/html,x)",
        "[x](#nowhere)",
        '[![x](a.png "t")](vbscript:x)',
    ],
)
def test_prose_loads_and_runs_nothing(document: ReportDocument, tmp_path: Path, markdown: str):
    made = assemble(prose_document(document, markdown), tmp_path).pandoc
    for kind in ("Image", "Link", "RawInline", "RawBlock"):
        assert nodes_of(made["blocks"], kind) == []


def test_prose_keeps_its_looks(document: ReportDocument, tmp_path: Path):
    made = assemble(prose_document(document, "a *b* **c** [d](https://e.no)"), tmp_path)
    for kind in ("Emph", "Strong", "Link"):
        assert len(nodes_of(made.pandoc, kind)) == 1


def test_headings_of_prose_stand_below_the_chapter(document: ReportDocument, tmp_path: Path):
    made = assemble(prose_document(document, "# a\n\n## b\n\n###### c"), tmp_path)
    headings = nodes_of(made.pandoc, "Header")
    assert [heading["c"][0] for heading in headings] == [2, 2, 3]
    assert len({heading["c"][1][0] for heading in headings}) == 3


def test_an_empty_heading_is_left_out(document: ReportDocument, tmp_path: Path):
    made = assemble(prose_document(document, "#\n\n## \n\ntext"), tmp_path)
    assert nodes_of(made.pandoc, "Header") == []


def test_no_prose_needs_no_call_of_pandoc(document: ReportDocument, tmp_path: Path):
    assert parse_prose([], tmp_path / "missing", document.date) == []


def test_column_shares_fill_the_width_and_spare_numbers():
    block = TableBlock(
        name="t",
        title="",
        caption="",
        columns=(Column(heading="Navn"), Column(heading="Tall", is_number=True)),
        rows=(("Et langt navn som gjerne kan brytes over to eller flere linjer", "12 000"),),
        notes=(),
        source="",
    )
    name, number = column_shares(block)
    assert name + number == pytest.approx(1, abs=1e-3)
    assert name > number > 0.1  # 6 signs and room around, of some 80


def test_clean_leaves_no_character_that_xml_forbids():
    assert clean("a\x00b\x0bc\nd\u202ee\ud800f\ufeffg") == "a b c de fg"

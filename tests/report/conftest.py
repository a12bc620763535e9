"""A small report with every kind of block, and with text that tries to be code."""

from __future__ import annotations

import datetime
import io
from pathlib import Path

import matplotlib
import pytest
from matplotlib.figure import Figure

from larvik_analysis.report.document import (
    Block,
    Bullets,
    Callout,
    Column,
    FigureBlock,
    Heading,
    Lead,
    Paragraph,
    Prose,
    ReportDocument,
    TableBlock,
)
from larvik_analysis.report.pandoc_ast import clean
from larvik_analysis.report.write import write_report
from larvik_analysis.terms.catalogue import Language

HOSTILE = (
    '<script>alert("x")</script> <img src=http://x.example/a.png> `{=html}` #let x = 1; '
    "*b* _i_ $m$ @ref <label> [l](u) =cmd() \\ \" ' // -- --- ... ~ ^ & { } \x0b"
)
NUMBERS = "1\u202f300\u202f000 kr, \u221246,7\u00a0%, «sitat» „sitat“ 2024–2025 — æøå ÆØÅ"


def draw(name: str, heights: tuple[float, ...]) -> dict[str, bytes]:
    """The bytes of one bar chart as SVG and PNG."""
    figure = Figure(figsize=(6.3, 3.2))
    axes = figure.subplots()
    axes.bar(range(len(heights)), heights, color="#0072b2")
    axes.set(xlabel="Bølge", ylabel="Familier")
    svg, png = io.BytesIO(), io.BytesIO()
    with matplotlib.rc_context({"svg.hashsalt": name}):
        figure.savefig(svg, format="svg", metadata={"Date": None, "Creator": None})
    figure.savefig(png, format="png", dpi=200, metadata={"Software": None})
    return {"svg": svg.getvalue(), "png": png.getvalue()}


def figure_block(name: str, title: str, alternative_text: str, height: float) -> FigureBlock:
    """A figure of 160 mm."""
    return FigureBlock(
        name=name,
        title=title,
        caption="Andel som svarer «enig» etter bølge, med intervall.",
        alternative_text=alternative_text,
        notes=("Celler under grensen er skjult.", "Familien er enheten."),
        source="Spørreundersøkelse blant foreldre, Larvik kommune.",
        width_mm=160.0,
        table=table_block(f"{name}-tall", 4),
        says_all=name == "figur-en",  # one has its table folded away, one has not
        **draw(name, (height, 9.0, 4.0, 7.0)),
    )


def table_block(name: str, rows: int) -> TableBlock:
    """A table of three columns."""
    return TableBlock(
        name=name,
        title="Flere enn halvparten kjenner tilbudet",
        caption=f"Kjennskap til tilbudet. {HOSTILE}",
        columns=(
            Column(heading="Spørsmål"),
            Column(heading="Andel", is_number=True),
            Column(heading="Antall familier", is_number=True),
        ),
        rows=tuple(
            (f"Jeg vet hvor jeg finner hjelp når jeg trenger det ({row})", "46,7\u00a0%", "140")
            for row in range(rows)
        ),
        notes=("«:» betyr skjult.",),
        source="Spørreundersøkelse",
    )


def make_document(language: Language) -> ReportDocument:
    """The report; its texts are Norwegian in both languages."""
    body: tuple[Block, ...] = (
        Heading(level=1, text="Grønt tiltak: åpent for alle", anchor="gront"),
        Paragraph(f"Vanlig avsnitt. {NUMBERS}"),
        Paragraph(HOSTILE),
        Paragraph("=cmd() first in a line"),
        Paragraph("1. not a list, and - not one either"),
        Heading(level=2, text=f"Hva vi spurte om {HOSTILE}", anchor="sporsmal"),
        Prose(
            "Kapittelets *egen* tekst med **fet** og `kode`.\n\n## Overskrift i prosa\n\n"
            "<b onclick='x'>rå</b>\n\n<div><script>alert(1)</script></div>\n\n"
            "![bilde utenfra](http://x.example/b.png) [nett](https://larvik.kommune.no) "
            "[vondt](javascript:alert(1)) [hit](#figur-en) [ukjent](#finnes-ikke)\n\n"
            "1. en\n2. to\n\n> Sitat\n\n---\n\n```python\n#let x = <a>\n```\n\n# Nivå én\n"
        ),
        figure_block("figur-en", "Flere er fornøyd enn før", "Søylediagram: høyest i to", 5),
        Heading(level=3, text="Et tredje nivå", anchor="tredje"),
        table_block("tabell-en", 4),
        Callout("Det vi ikke vet", f"Vi vet ikke hvorfor. {HOSTILE}"),
        Heading(level=1, text="Rødt tiltak", anchor="rodt"),
        Bullets(("Første punkt", f"Andre punkt {HOSTILE}")),
        figure_block("figur-to", "Færre venter", f'Alt "sitat" \\ {HOSTILE}', 2),
        table_block("tabell-to", 45),
    )
    return ReportDocument(
        title="Tidlig innsats i Larvik: «Fagerli»",
        subtitle="Evaluering av grønt og rødt tiltak",
        byline="Larvik kommune og SOS-barnebyer",
        date=datetime.date(2025, 5, 16),
        language=language,
        mark="UTKAST",
        synthetic_mark="SYNTETISKE DATA",
        keywords=("tidlig innsats", "evaluering"),
        front=(
            Heading(level=1, text="Kort fortalt", anchor="kort-fortalt"),
            Lead(
                (
                    "Om lag halvparten av familiene kjenner tilbudet.",
                    "Vi kan ikke si at tiltaket er årsaken til endringen.",
                )
            ),
            Paragraph("Rapporten bygger på svar fra foreldre, ansatte og registre."),
            Callout("Det vi ikke vet", "", ("Hvorfor tallene endrer seg.", f"Mer: {HOSTILE}")),
            Callout("Slik leser du rapporten", "Hver figur sier hvor mange den bygger på."),
        ),
        body=body,
    )


@pytest.fixture(scope="session", params=["nb", "en"])
def document(request: pytest.FixtureRequest) -> ReportDocument:
    """The report in one language."""
    return make_document(request.param)


@pytest.fixture(scope="session")
def norwegian() -> ReportDocument:
    """The report in Norwegian alone."""
    return make_document("nb")


@pytest.fixture(scope="session")
def files(document: ReportDocument, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder where that report was written."""
    folder = tmp_path_factory.mktemp(f"report-{document.language}")
    write_report(document, folder)
    return folder


@pytest.fixture(scope="session")
def hostile() -> str:
    """What stands in the texts above and must be read as it is."""
    return clean(HOSTILE).strip()


@pytest.fixture(scope="session")
def figures(document: ReportDocument) -> list[FigureBlock]:
    """The figures of the report, in order."""
    return [block for block in document.body if isinstance(block, FigureBlock)]

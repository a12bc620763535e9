"""The finished files, looked at with the programs that people open them with."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

import pypdf
import pytest
from PIL import Image, ImageChops

from larvik_analysis.report.document import FigureBlock

pytestmark = pytest.mark.rendering

CHROMIUM_OPTIONS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
PAGE_MM2 = 210 * 297
BAR = (0, 114, 178)  # the colour of the bars, and of nothing else


def program(name: str) -> str:
    """Where a program is."""
    found = shutil.which(name)
    if found is None:
        pytest.fail(f"the tests marked `rendering` need {name}: install it, or leave them out")
    return found


def run(*command: str) -> None:
    """Run a program to its end."""
    subprocess.run(command, check=True, capture_output=True, timeout=300)


def share_of_bars(picture: Image.Image) -> float:
    """The share of a picture that has the colour of the bars."""
    near = [
        channel.point([255 * (abs(level - wanted) < 12) for level in range(256)])
        for channel, wanted in zip(picture.convert("RGB").split(), BAR, strict=True)
    ]
    all_near = ImageChops.darker(ImageChops.darker(near[0], near[1]), near[2])
    return all_near.histogram()[255] / (picture.width * picture.height)


def bars_drawn_mm2(figure: FigureBlock) -> float:
    """The area of the bars when the whole figure is shown in its size."""
    picture = Image.open(io.BytesIO(figure.png))
    height_mm = figure.width_mm * picture.height / picture.width
    return share_of_bars(picture) * figure.width_mm * height_mm


def bars_shown_mm2(pdf: Path, folder: Path) -> float:
    """The area of all bars on the pages of a PDF file."""
    run(program("pdftoppm"), "-r", "100", "-png", str(pdf), str(folder / "page"))
    return sum(share_of_bars(Image.open(path)) * PAGE_MM2 for path in folder.glob("page*.png"))


@pytest.mark.parametrize("width", [360, 1400])
def test_axe_finds_no_fault(files: Path, width: int):
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import sync_playwright

    asked_for: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program("chromium"), args=CHROMIUM_OPTIONS
        )
        page = browser.new_page(viewport={"width": width, "height": 900})
        page.on("request", lambda request: asked_for.append(request.url))
        page.goto((files / "report.html").as_uri())
        found = Axe().run(page)
        too_wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
        browser.close()
    assert found.violations_count == 0, found.generate_report()
    assert not too_wide
    assert [url for url in asked_for if not url.startswith(("data:", "file:"))] == []


def test_every_printed_page_of_the_html_is_marked(files: Path, tmp_path: Path):
    printed = tmp_path / "printed.pdf"
    page = (files / "report.html").as_uri()
    command = [program("chromium"), *CHROMIUM_OPTIONS, "--no-pdf-header-footer"]
    run(*command, f"--user-data-dir={tmp_path}", f"--print-to-pdf={printed}", page)
    pages = pypdf.PdfReader(printed).pages
    assert len(pages) > 3
    assert all("UTKAST · SYNTETISKE DATA" in page.extract_text() for page in pages)


@pytest.fixture(scope="module")
def word_as_pdf(files: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder where LibreOffice laid out the Word files."""
    folder = tmp_path_factory.mktemp("office")
    office = [program("soffice"), "--headless", f"-env:UserInstallation={folder.as_uri()}/user"]
    words = [str(path) for path in sorted(files.glob("*.docx"))]
    run(*office, "--convert-to", "pdf", "--outdir", str(folder), *words)
    return folder


@pytest.mark.parametrize("name", ["report.pdf", "figurer.pdf"])
def test_word_files_show_every_figure(
    word_as_pdf: Path, figures: list[FigureBlock], tmp_path: Path, name: str
):
    pdf = word_as_pdf / name
    pages = pypdf.PdfReader(pdf).pages
    assert all("UTKAST" in page.extract_text() for page in pages)
    expected = sum(map(bars_drawn_mm2, figures))
    assert bars_shown_mm2(pdf, tmp_path) == pytest.approx(expected, rel=0.05)


def test_pdf_shows_every_figure(files: Path, figures: list[FigureBlock], tmp_path: Path):
    expected = sum(map(bars_drawn_mm2, figures))
    shown = bars_shown_mm2(files / "report.pdf", tmp_path)
    assert shown == pytest.approx(expected, rel=0.05)

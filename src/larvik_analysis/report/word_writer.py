"""report.docx and figurer.docx, made by pandoc from a Word template."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from larvik_analysis.inputs.template import read_template
from larvik_analysis.report import word_package
from larvik_analysis.report.assemble import Assembled, marks, region_language
from larvik_analysis.report.document import ReportDocument
from larvik_analysis.report.pandoc import run_pandoc
from larvik_analysis.report.word_sizes import fit_to_pages
from larvik_analysis.report.word_template import apply_template
from larvik_analysis.terms.catalogue import text


def render_word(report: Assembled, folder: Path, template: Path | None = None) -> bytes:
    """The report as a Word file.

    Parameters
    ----------
    folder : Path
        A folder of its own, for the figures.
    template : Path, optional
        The evaluator's own Word template; without it, the one of the package.

    Raises
    ------
    InputError
        If the template cannot be used.
    """
    for number, figure in enumerate(report.figures, start=1):
        (folder / f"figure{number}.png").write_bytes(figure.png)
    reference = folder / "reference.docx"
    ours = resources.files(__package__) / "templates" / "reference.docx"
    reference.write_bytes(ours.read_bytes())
    options = [f"--reference-doc={reference}", "--output=-"]
    document = report.document
    packed = run_pandoc(report.pandoc, "docx", folder, date=document.date, options=options)
    parts = word_package.unpack(packed)
    word_package.finish_text(parts)
    colour = word_package.MARK_COLOUR
    if template is not None:
        region, own = region_language(document), read_template(template)
        apply_template(parts, own, title=document.title, region=region)
        colour = ""  # the template decides on its colours
    fit_to_pages(parts)
    word_package.fill_template(parts, _words(document))
    word_package.mark_pages(parts, marks(document), colour)
    return word_package.pack(parts)


def _words(document: ReportDocument) -> dict[str, str]:
    """What fills the braces of the template."""
    page = text("layout.page", document.language, page="\0", pages="\0")
    before, between, after = page.split("\0")
    return {
        "title": document.title,
        "before_page": before,
        "between_pages": between,
        "after_pages": after,
    }

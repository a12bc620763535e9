"""Write a report's files. All are pure functions of the document: same document, same bytes.

Every file is made in memory before any is written, so a failure leaves the folder as it was.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from larvik_analysis.report.assemble import Assembled, assemble, assemble_figures
from larvik_analysis.report.document import ReportDocument
from larvik_analysis.report.html_writer import render_html
from larvik_analysis.report.pdf_writer import render_pdf
from larvik_analysis.report.word_writer import render_word

HTML_NAME = "report.html"
WORD_NAME = "report.docx"
PDF_NAME = "report.pdf"
FIGURES_NAME = "figurer.docx"
ANNEX_NAME = "vedlegg"  # beside the private data

_Render = Callable[[Assembled, Path], bytes]


def write_report(
    document: ReportDocument, folder: Path, *, template: Path | None = None
) -> list[str]:
    """Write the report in all formats.

    Parameters
    ----------
    document : ReportDocument
        What to write; everything in it has passed the gate.
    folder : Path
        An existing folder; files of the same names are replaced.
    template : Path, optional
        The evaluator's own Word template.

    Returns
    -------
    list of str
        The names of the files.

    Raises
    ------
    OSError
        If a file cannot be written: the folder is full, locked or not ours.
    """

    def word(report: Assembled, work: Path) -> bytes:
        return render_word(report, work, template)

    with tempfile.TemporaryDirectory() as scratch:
        report = assemble(document, Path(scratch))
        figures = assemble_figures(document)
        jobs: dict[str, tuple[_Render, Assembled]] = {
            HTML_NAME: (render_html, report),
            WORD_NAME: (word, report),
            PDF_NAME: (render_pdf, report),
        }
        if figures.figures:
            jobs[FIGURES_NAME] = (word, figures)
        contents = _render_all(jobs, Path(scratch))
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return list(contents)


def write_annex(document: ReportDocument | None, folder: Path, ending: str = "") -> None:
    """Write the annex of those who work on the evaluation; without one, an old one goes.

    `ending` tells the annexes of two languages apart.
    """
    for kind, write in (("html", write_html), ("docx", write_word)):
        path = folder / f"{ANNEX_NAME}{ending}.{kind}"
        if document is None:
            path.unlink(missing_ok=True)
        else:
            write(document, path)


def write_html(document: ReportDocument, path: Path) -> None:
    """Write report.html: one file, with fonts and figures inside."""
    _write_one(document, path, assemble, render_html)


def write_pdf(document: ReportDocument, path: Path) -> None:
    """Write report.pdf: PDF/UA-1 and PDF/A-2a."""
    _write_one(document, path, assemble, render_pdf)


def write_word(document: ReportDocument, path: Path) -> None:
    """Write report.docx."""
    _write_one(document, path, assemble, render_word)


def write_figures_word(document: ReportDocument, path: Path) -> None:
    """Write the figures alone, with caption, notes and alternative text, ready to paste."""
    _write_one(document, path, lambda whole, _: assemble_figures(whole), render_word)


def _render_all(jobs: dict[str, tuple[_Render, Assembled]], scratch: Path) -> dict[str, bytes]:
    """Each file's bytes; the programs run side by side, each in a folder of its own."""
    with ThreadPoolExecutor() as pool:
        running = {}
        for name, (render, report) in jobs.items():
            work = scratch / name
            work.mkdir()
            running[name] = pool.submit(render, report, work)
        return {name: job.result() for name, job in running.items()}


def _write_one(
    document: ReportDocument,
    path: Path,
    build: Callable[[ReportDocument, Path], Assembled],
    render: _Render,
) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        work = Path(scratch)
        content = render(build(document, work), work)
    path.write_bytes(content)

"""The whole report of the trial, made once from everything it is shipped with."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pypdf
import pytest

pytestmark = pytest.mark.slow

STRUCTURE = [
    "Kort fortalt", "Bakgrunn", "Organisering av tiltaksutviklingen", "Utprøving grønt tiltak",
    "Utprøving rødt tiltak", "Hva kan vi vite?", "Lønner det seg?", "Erfaringer oppsummert",
    "Anbefalinger til andre kommuner", "Metode", "Personvern", "Kilder", "Tallene bak figurene",
]  # fmt: skip
OF_THE_ANNEX = "Disse regnestykkene går opp"
# What a reader without schooling in method would have to look up.
METHOD_TERMS = re.compile(
    r"intervall|konfidens|signifikan|wilson|standardfeil|spredning|dispersjon|p-verdi|utvalg"
    r"|poisson|regresjon|populasjon|estimat|median|prosentpoeng|indikert|universell|n =",
    re.IGNORECASE,
)


def pages(folder: Path) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(folder / "report.pdf").pages]


def chapters(html: str) -> list[str]:
    """The headings of the highest level below the title."""
    found = re.findall(r"<h2[^>]*>(.*?)</h2>", html, re.DOTALL)
    return [re.sub(r"<.*?>", "", heading).strip() for heading in found]


def test_it_has_the_structure_of_the_summary_it_continues(whole):
    html = (whole.report() / "report.html").read_text(encoding="utf-8")
    assert [name for name in chapters(html) if name != "Innhold"] == STRUCTURE


def test_it_is_as_long_as_somebody_reads(whole):
    # Fourteen, a page on what can be known, and seven on returns: what has no price, and what
    # speaks against the argument, stand there too.
    assert 8 <= len(pages(whole.report())) <= 22


def test_the_first_page_has_no_method_terms(whole):
    first = pages(whole.report())[0].partition("Innhold")[0]
    assert "Dette vet vi ikke" in first
    assert METHOD_TERMS.findall(first) == []


def test_her_text_stands_there_with_its_numbers(whole):
    said = " ".join(" ".join(pages(whole.report())).split())
    assert "elleve svar fra ti familier" in said
    assert "{{" not in said


def test_the_annex_stays_with_the_private_data(whole):
    names = {path.name for path in whole.report().rglob("*")}
    assert not any(name.startswith("kildekontroll") for name in names)
    said = " ".join(pages(whole.report()))
    assert OF_THE_ANNEX not in said
    record = json.loads((whole.report() / "record.json").read_text(encoding="utf-8"))
    assert "kildekontroll-" not in json.dumps(record)
    annex = (whole.processed() / "vedlegg.html").read_text(encoding="utf-8")
    assert "INTERN" in annex
    for known in ("319", "10\u202f285\u202f287", "231"):
        assert known in annex


def test_the_register_has_the_numbers_the_sources_give(whole):
    table = (whole.report() / "tables" / "kunnskap-trakt.csv").read_text(encoding="utf-8")
    assert re.search(r",319(\.0)?,", table)
    assert re.search(r",72(\.0)?,", table)
    matrix = (whole.report() / "tables" / "oppgavematrise.csv").read_text(encoding="utf-8")
    assert len(matrix.splitlines()) == 1 + 98
    reading = (whole.report() / "tables" / "kunnskap-over-tid.csv").read_text(encoding="utf-8")
    assert len(reading.splitlines()) == 1 + 72


def test_every_figure_has_an_alternative_text_and_a_table(whole):
    html = (whole.report() / "report.html").read_text(encoding="utf-8")
    figures = re.findall(r"<figure[^>]*>.*?</figure>", html, re.DOTALL)
    assert len(figures) >= 10
    for figure in figures:
        [alternative] = re.findall(r'<img[^>]*alt="([^"]*)"', figure)
        assert len(alternative) > 40
    folded = html.count('<details class="numbers">')
    at_the_end = html.partition(">Tallene bak figurene</h2>")[2].count("<table")
    assert folded + at_the_end == len(figures)


def test_it_is_made_again_to_the_same_bytes(whole):
    said = whole.larvik("verify")
    assert said.code == 0, said.err


def test_one_changed_text_runs_no_chapter(whole, tmp_path):
    project = type(whole)(shutil.copytree(whole.root, tmp_path / "copy"))
    text = project.source() / "tekst.md"
    text.write_text(
        text.read_text("utf-8").replace("for alle foreldre", "for foreldre"), "utf-8"
    )
    assert project.run().ran == []


@pytest.mark.parametrize("settings", [{"language": "en"}, {"annex": "public"}])
def test_it_is_made_in_english_and_with_the_annex(whole, tmp_path, settings: dict[str, Any]):
    project = type(whole)(shutil.copytree(whole.root, tmp_path / "copy"))
    outcome = project.run(settings=settings)
    assert [verdict for verdict in outcome.verdicts if not verdict.passed] == []
    record = json.loads((project.report() / "record.json").read_text(encoding="utf-8"))
    assert record
    said = " ".join(pages(project.report()))
    assert (OF_THE_ANNEX in said) == ("annex" in settings)

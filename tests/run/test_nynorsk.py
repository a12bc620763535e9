"""The place for nynorsk: what nobody has written there is told in bokmål."""

from __future__ import annotations

from larvik_analysis.run.notebook import Cell, Notebook
from larvik_analysis.terms.catalogue import read_catalogue
from larvik_analysis.terms.language import format_date, format_number, format_percent
from larvik_analysis.terms.words import Words


def test_texts_that_nobody_has_written_come_from_bokmal():
    assert read_catalogue("nn").keys() == read_catalogue("nb").keys()
    assert read_catalogue("nn")["report.sources"] == read_catalogue("nb")["report.sources"]


def test_words_in_nynorsk_where_there_are_any():
    assert Words(nb="ikke", en="not", nn="ikkje").in_language("nn") == "ikkje"
    assert Words(nb="ikke", en="not").in_language("nn") == "ikke"
    assert Words(nb="ikke", en="not", nn="ikkje").in_language("nb") == "ikke"


def test_numbers_and_dates_are_norwegian():
    assert format_number(1.5, "nn") == "1,5"
    assert format_percent(0.5, "nn") == "50\u00a0%"
    assert format_date("2025-05-16", "nn") == "16. mai 2025"


def test_a_chapter_without_cells_in_nynorsk_is_told_in_bokmal():
    cells = tuple(Cell("markdown", text, frozenset({text})) for text in ("nb", "en"))
    assert Notebook(name="x", cells=cells, parameters={}).prose("nn") == {0: "nb"}
    both = (*cells, Cell("markdown", "nn", frozenset({"nn"})))
    assert Notebook(name="x", cells=both, parameters={}).prose("nn") == {2: "nn"}


def test_a_report_in_nynorsk_is_made(project):
    project.run(settings={"language": "nn"})
    page = (project.report() / "report.html").read_text(encoding="utf-8")
    assert 'lang="nn-NO"' in page

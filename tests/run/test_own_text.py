"""Her own text in a run: where it goes, what is told of it, and that no chapter runs for it."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import Any

import docx
import pytest

from larvik_analysis.report.compose import Drawn
from larvik_analysis.report.document import Heading, Lead, Prose
from larvik_analysis.run.notebook import Cell, Notebook
from larvik_analysis.run.own_text import outline_of, place_sections, with_hers
from larvik_analysis.run.validate import check_everything
from larvik_analysis.terms.own_text import OwnHeading, OwnSection, OwnText, Passage

CHAPTER = "02_rodt_tiltak"
CODE = """\
import larvik_analysis as la
study = la.read_study(evaluation, settings)
la.show(*la.state_summary(study, measure))"""
PARAMETERS = """\
evaluation = "larvik-fagerli"
settings = {}
measure = "rodt\""""


@pytest.fixture
def documents(monkeypatch) -> list[Any]:
    """The documents that would have been written, in the order of the runs."""
    made: list[Any] = []

    def write(document: Any, folder: Any, **_: object) -> list[str]:
        made.append(document)
        for name in ("report.html", "report.docx", "report.pdf"):
            (folder / name).write_text(name)
        return ["report.html", "report.docx", "report.pdf"]

    monkeypatch.setattr("larvik_analysis.run.publish.write_report", write)
    drawn = Drawn(svg=b"<svg/>", png=b"png", width_mm=160.0)
    monkeypatch.setattr("larvik_analysis.run.drawings._draw", lambda *_: drawn)
    return made


@pytest.fixture
def small(project):
    """The real evaluation with a small chapter: two sections, one without numbers."""
    code = [
        CODE,
        "la.show(la.exhibit_reach(study, measure))",
        "la.show(None)",
    ]
    project.write_notebook("02_rodt_tiltak", code, PARAMETERS)
    path = project.root / "notebooks" / "02_rodt_tiltak.ipynb"
    stored = json.loads(path.read_text(encoding="utf-8"))

    def prose(text: str, language: str) -> dict[str, object]:
        tags = {"metadata": {"tags": [language]}, "cell_type": "markdown", "source": text}
        return tags | {"id": f"p{hash(text) % 10**8}"}

    cells = stored["cells"][1:]
    stored["cells"] = [
        prose("# {{Measure}}\n\nOm tiltaket.", "nb"),
        prose("# {{Measure}}\n\nOn the measure.", "en"),
        cells[0], cells[1],
        prose("## Hvem fikk det?\n\nTabellen sier det.", "nb"),
        prose("## Who got it?\n\nThe table says so.", "en"),
        cells[2],
        prose("## Hva kostet det?\n\nTallene mangler ennå.", "nb"),
        prose("## What did it cost?\n\nNo numbers yet.", "en"),
        cells[3],
    ]  # fmt: skip
    path.write_text(json.dumps(stored), encoding="utf-8")
    project.set_chapters({"notebook": CHAPTER, "parameters": {"measure": "rodt"}})
    return project


def write(project, text: str, name: str = "tekst.md") -> None:
    (project.source() / name).write_text(text, encoding="utf-8")


def body_of(document) -> list[str]:
    """Headings and prose, in their order."""
    shown = []
    for block in document.body:
        if isinstance(block, Heading):
            shown.append(f"{'#' * block.level} {block.text}")
        elif isinstance(block, Prose):
            shown.append(block.markdown)
        else:
            shown.append(type(block).__name__)
    return shown[: shown.index(next(s for s in shown if s.startswith("# ") and s != shown[0]))]


def test_her_text_takes_the_place_of_the_chapter_s_own(small, documents):
    small.run()
    assert body_of(documents[0]) == [
        "# Rødt tiltak", "Om tiltaket.", "## Hvem fikk det?", "Tabellen sier det.",
        "TableBlock",
    ]  # fmt: skip
    write(
        small,
        "# Rødt tiltak\n\nVi nådde {{fact:red_families}} familier.\n\n"
        "## hvem fikk det\n\nSe *tabellen*.\n\n"
        "- ett\n- to\n\n## Hva kostet det?\n\nVet ikke.\n",
    )
    outcome = small.run()
    assert outcome.ran == []  # no chapter runs again for a text
    assert body_of(documents[1]) == [
        "# Rødt tiltak", "Vi nådde ti familier.", "## Hvem fikk det?",
        "Se *tabellen*.\n\n- ett\n- to", "TableBlock", "## Hva kostet det?", "Vet ikke.",
    ]  # fmt: skip


def test_her_summary_and_the_generated_one(small, documents):
    small.run()
    [lead] = [block for block in documents[0].front if isinstance(block, Lead)]
    write(small, "# Kort fortalt\n\n**Alt** gikk bra.\n")
    small.run()
    [hers] = [block for block in documents[1].front if isinstance(block, Prose)]
    assert (hers.markdown, hers.is_lead) == ("**Alt** gikk bra.", True)
    assert not [block for block in documents[1].front if isinstance(block, Lead)]
    unknown = [repr(block) for block in documents[0].front if "Callout" in repr(type(block))]
    assert unknown == [
        repr(block) for block in documents[1].front if "Callout" in repr(type(block))
    ]
    internal = (small.processed() / "internal.html").read_text(encoding="utf-8")
    for sentence in lead.sentences:
        assert sentence in internal


def test_a_summary_held_back_leaves_the_generated_one(small, documents):
    small.set_fact("presentation_date", quote="")
    write(small, "# Kort fortalt\n\nDet ble lagt frem {{fact:presentation_date}}.\n")
    outcome = small.run()
    assert any(isinstance(block, Lead) for block in documents[0].front)
    [held] = [todo for todo in outcome.warnings if todo.code.startswith("text_withheld")]
    assert (held.code, held.line) == ("text_withheld_not_traced", 3)


def test_what_the_internal_page_offers(small, documents):
    small.run()
    page = (small.processed() / "internal.html").read_text(encoding="utf-8")
    assert "# Kort fortalt\n\n# Rødt tiltak\n\n## Hvem fikk det?" in page
    assert "<code>{{fact:red_families}}</code>" in page
    assert "<td>ti" in page
    assert "{{estimate:rodt-hvem." in page
    assert len(page) < 400_000


def test_an_exhibit_s_row_by_its_name(small, documents):
    small.run()
    page = (small.processed() / "internal.html").read_text(encoding="utf-8")
    field = "{{estimate:rodt-hvem." + page.split("{{estimate:rodt-hvem.")[1].split("<")[0]
    write(small, f"# Rødt tiltak\n\nTallet er {field.upper().replace('ESTIMATE', 'estimate')}.")
    small.run()
    assert body_of(documents[1])[1] == "Tallet er ti."


def test_an_unknown_row_is_told_before_anything_is_written(small, documents):
    small.run()
    before = (small.report() / "record.json").read_bytes()
    write(small, "# Rødt tiltak\n\nTallet er {{estimate:rodt-hvm.families}}.")
    said = small.larvik("run")
    assert said.code == 1
    assert "tekst.md, linje 3" in said.err
    assert "Mente du rodt-hvem." in said.err
    assert (small.report() / "record.json").read_bytes() == before
    assert small.larvik("check").code == 0  # rows are known when the chapters have run


def test_a_changed_text_is_a_changed_run(small, documents):
    write(small, "# Rødt tiltak\n\nen\n")
    assert not small.run().is_unchanged
    assert small.run().is_unchanged
    write(small, "# Rødt tiltak\n\nto\n")
    assert not small.run().is_unchanged


def test_the_record_counts_and_tells_nothing(small, documents):
    write(small, "# Rødt tiltak\n\nVi møtte 12 familier og to foreldre i uke 34.\n")
    outcome = small.run()
    text = (small.report() / "record.json").read_text(encoding="utf-8")
    record = json.loads(text)
    assert record["own_text"] == {"n_typed_numbers": 3, "n_withheld_passages": 0}
    assert "larvik-fagerli/tekst.md" in record["inputs"]
    assert "møtte" not in text
    [warning] = outcome.warnings
    assert warning.place("nb") == "tekst.md, linje 3"
    assert warning.sentence("nb").startswith(
        "Det er skrevet tall rett inn i teksten. Antall: 3. Se linje 3."
    )
    assert all("held" not in verdict for verdict in record["verdicts"])


def test_a_language_without_her_text(small, documents):
    write(small, "# Rødt tiltak\n\nPå norsk.\n")
    outcome = small.run(settings={"language": "en"})
    assert "On the measure." in body_of(documents[0])
    [warning] = [todo for todo in outcome.warnings if todo.code == "text_missing"]
    assert warning.file == "tekst.en.md"
    assert "tekst.md" in warning.sentence("en")
    write(small, "# The red measure\n\nIn English.\n", "tekst.en.md")
    assert small.run(settings={"language": "en"}).warnings == []
    assert body_of(documents[1])[1] == "In English."


def remarks(project):
    checked = check_everything(project.source(), project.root)
    own = ("tekst.md", "tekst.docx")
    return (
        [(f.code, f.line) for f in checked.faults if f.file in own],
        [(t.code, t.line) for t in checked.todos if t.file in own],
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{{fact:red_famlies}}", "text_fact_unknown_near"),
        ("{{fact:xyzzy}}", "text_fact_unknown"),
        ("{{estimate:share(red_famlies, red_children)}}", "text_fact_unknown_near"),
        ("{{estimate:share(red_families, red_children)}}", "text_units"),
        ("{{estimate:share(red_families}}", "text_expression"),
        ("{{estimate:red_families(2)}}", "text_expression"),
        ("{{fact:red_families|ord}}", "text_form"),
        ("{{fact:red_families|percent}}", "text_form"),
        ("{{fact:red_capacity_full_period|word}}", "text_form"),
    ],
)
def test_what_is_wrong_with_a_field_is_told_at_check(small, text, code):
    write(small, f"# Rødt tiltak\n\n{text}\n")
    assert remarks(small) == ([(code, 3)], [])
    said = small.larvik("check")
    assert said.code == 1
    assert "tekst.md, linje 3" in said.err


def test_a_fact_without_a_number_and_one_that_is_only_about(small):
    small.set_fact("red_families", qualifier="ca.")
    write(
        small,
        "# Rødt tiltak\n\n{{fact:family_survey_area_upbringing}}\n\n"
        "Vi nådde {{fact:red_families}}.\n\nVi nådde *om lag* {{fact:red_families}}.\n\n"
        "Rundt\n{{fact:red_families}} familier.\n",
    )
    assert remarks(small) == ([], [("text_field_empty", 3), ("text_field_roughly", 5)])


def test_headings_that_the_report_does_not_know(small):
    write(
        small,
        "# Rødt tiltk\n\na\n\n"
        "## Noe helt annet\n\nb\n\n## Hvem fikk det\n\n## Hvem fikk det?\n",
    )
    faults, _ = remarks(small)
    assert faults == [
        ("text_heading_unknown_near", 1),
        ("text_heading_unknown", 5),
        ("text_heading_repeated", 11),
    ]
    said = small.larvik("check").err
    assert "Mente du «Rødt tiltak»?" in said
    assert said.count("Kort fortalt; Rødt tiltak; Hvem fikk det?") == 1
    assert "Noe helt annet" not in said  # her own words are not repeated


def notebook(name: str, *cells: str) -> tuple[Notebook, dict[str, Any]]:
    made = tuple(Cell("markdown", cell, frozenset({"nb"})) for cell in cells)
    return Notebook(name=name, cells=made, parameters={}), {"measure": name}


@pytest.fixture
def outline(larvik):
    chapters = [
        notebook("rodt", "# {{Measure}}\nen", "## Hva ble prøvd?", "### Svar\n## Kostnad"),
        notebook("gront", "# {{Measure}}", "## Hva ble prøvd?\nto", "## *Bare her*"),
    ]
    return outline_of(chapters, larvik.evaluation, "nb")


def text_of(*headings: str) -> OwnText:
    sections = [
        OwnSection(
            OwnHeading(level=words.count("#"), words=words.strip("# "), line=2 * n),
            (Passage(pieces=("x",), line=2 * n + 1),),
        )
        for n, words in enumerate(headings, start=1)
    ]
    return OwnText(file="tekst.md", sections=tuple(sections))


def test_the_outline_is_what_the_report_shows(outline):
    assert [(entry.level, entry.words) for entry in outline] == [
        (1, "Kort fortalt"),
        (1, "Rødt tiltak"), (2, "Hva ble prøvd?"), (3, "Svar"), (2, "Kostnad"),
        (1, "Grønt tiltak"), (2, "Hva ble prøvd?"), (2, "*Bare her*"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("headings", "found", "faults"),
    [
        (["# RØDT  TILTAK!", "## hva ble prøvd"], ["rodt", "rodt"], []),
        (["# Grønt tiltak", "## Hva ble prøvd?"], ["gront", "gront"], []),
        (["# Rødt tiltak", "## Hva ble prøvd?", "# Grønt tiltak", "## Hva ble prøvd?"],
         ["rodt", "rodt", "gront", "gront"], []),
        (["## Kostnad", "## Bare her"], ["rodt", "gront"], []),
        (["# Rødt tiltak", "### Svar", "## Kostnad"], ["rodt", "rodt", "rodt"], []),
        (["## Hva ble prøvd?"], [], ["text_heading_several"]),
        (["# Grønt tiltak", "## Kostnad"], ["gront"], ["text_heading_elsewhere"]),
        (["# Kort fortalt", "# Kort fortalt"], [""], ["text_heading_repeated"]),
        (["# Rødt tiltak", "# Rødt tiltak"], ["rodt"], ["text_heading_repeated"]),
    ],
)  # fmt: skip
def test_her_nesting_decides(outline, headings, found, faults):
    placed = place_sections(text_of(*headings), outline)
    assert [entry.chapter for entry in placed.sections] == found
    assert [fault.code for fault in placed.faults] == faults
    assert all(fault.sentence("nb") for fault in placed.faults)


def test_a_cell_with_her_text():
    cell = "før\n\n# A\n\nen\n\n## B\nto\n\n## C\ntre"
    hers = OwnSection(OwnHeading(level=2, words="B", line=1))

    def of(lines, **more):
        settings = {"is_hers": False, "is_left_out": False} | more
        return with_hers(cell, dict.fromkeys(lines, hers), **settings)

    assert of([]) == ([cell], False)
    assert of([6]) == (["før\n\n# A\n\nen\n\n## B", hers, "## C\ntre"], False)
    assert of([], is_hers=True) == ([cell.removeprefix("før\n\n")], False)
    assert of([9]) == ([cell.removesuffix("\ntre"), hers], True)
    assert of([6], is_left_out=True) == (["## B", hers], False)
    assert of([], is_left_out=True) == ([], False)
    assert with_hers("bare ord", {}, is_hers=True, is_left_out=False) == ([], True)


def word_file(project, *paragraphs: tuple[str, str]) -> Any:
    document = docx.Document()
    for style, text in paragraphs:
        document.add_paragraph(text, style=style)
    buffer = io.BytesIO()
    document.save(buffer)
    (project.source() / "tekst.docx").write_bytes(buffer.getvalue())
    return document


def test_a_word_file_is_told_of_by_heading_and_paragraph(small, documents):
    word_file(
        small,
        ("Heading 1", "Rødt tiltak"),
        ("Normal", "Første."),
        ("Heading 2", "Hvem fikk det?"),
        ("Normal", "Vi nådde {{fact:red_families|word}}."),
        ("Normal", "I 2024 var det {{fact:red_famlies}}."),
        ("List Bullet", "to familier"),
    )
    said = small.larvik("check")
    assert "tekst.docx, avsnitt 2 under «Hvem fikk det?»" in said.err
    assert (
        "tekst.docx, overskriften «Hvem fikk det?»: Det er skrevet tall rett inn i teksten. "
        "Antall: 2. Se avsnitt 2, 3 under denne overskriften." in said.out
    )
    assert "tekst.docx, paragraph 2 under “Hvem fikk det?”" in (
        small.larvik("check", "--language", "en").err
    )
    word_file(small, ("Heading 1", "Rødt tiltak"), ("Normal", "Nådde {{fact:red_families}}."))
    assert small.run().warnings == []
    assert body_of(documents[0])[1] == r"Nådde ti\."


def test_her_letters_are_checked_for_shapes(small):
    write(small, "# Rødt tiltak\n\nกขค\n")
    checked = check_everything(small.source(), small.root)
    assert [t.file for t in checked.todos if t.code == "letters_without_shape"] == ["tekst.md"]


def test_messages_name_no_answer_and_no_text(small):
    secret = "Hemmeligsetning"
    write(small, f"{secret}\n\n# {secret}\n\n{{{{{secret}}}}} 02013299997 | {secret}\n")
    said = small.larvik("check")
    assert said.code == 1
    assert secret not in said.out + said.err
    assert "02013299997" not in said.out + said.err


def test_a_study_read_by_a_chapter_has_no_text(larvik):
    assert larvik.text == OwnText()
    assert replace(larvik, text=OwnText(file="x")).text.file == "x"

"""What is internal is seen on the internal page alone: no byte of a report knows of it."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest

PARAMETERS = 'evaluation = "larvik-fagerli"\nsettings = {}'
OPEN = """\
import larvik_analysis as la
study = la.read_study(evaluation, settings)
la.show(la.exhibit_reach(study, "rodt"))"""
# Numbers that stand nowhere else: contacts planned in all, and of one family.
HIDDEN = """\
import dataclasses
import pandas as pd
from larvik_analysis.terms.outcome_files import OutcomeFiles
from larvik_analysis.terms.outcomes import OutcomeData
contacts = pd.DataFrame({"family": ["pseudo"] * 2, "minutes": [5.0, 5.0], "mode": ""})
outcomes = OutcomeData(contacts=contacts, planned_contacts_per_family=48611.0)
evaluation = dataclasses.replace(study.evaluation, outcomes=OutcomeFiles(measure="rodt"))
held = dataclasses.replace(study, outcomes=outcomes, evaluation=evaluation)
made = la.exhibit_dose(held, "rodt")
la.show(made)"""
NAME, TITLE, NUMBER = "intern-kontakter", "Kontakter familiene fikk", "48611"
HEADING = "Hemmelig overskrift"


def write_chapter(project, *code: str) -> None:
    """One chapter, whose last cell has a heading of its own."""
    project.only_chapter(*code, parameters=PARAMETERS)
    path = project.root / "notebooks" / "03_liten.ipynb"
    stored = json.loads(path.read_text(encoding="utf-8"))
    heading = {
        "cell_type": "markdown", "id": "last", "metadata": {"tags": ["nb"]},
        "source": f"## {HEADING}",
    }  # fmt: skip
    stored["cells"].insert(-1, heading)
    path.write_text(json.dumps(stored), encoding="utf-8")


def texts_of(path: Path) -> Iterator[str]:
    """Everything a file says, packed or not."""
    content = path.read_bytes()
    yield content.decode("utf-8", "replace")
    if path.suffix == ".docx":
        package = zipfile.ZipFile(io.BytesIO(content))
        yield from (
            package.read(entry).decode("utf-8", "replace") for entry in package.infolist()
        )
    elif path.suffix == ".pdf":
        yield from (page.extract_text() for page in pypdf.PdfReader(path).pages)


@pytest.fixture(scope="module")
def made(tmp_path_factory, finished):
    """A report whose chapter also shows what is internal."""
    root = tmp_path_factory.mktemp("internal") / "project"
    shutil.copytree(finished.root, root, ignore=shutil.ignore_patterns("processed", "reports"))
    project = type(finished)(root)
    write_chapter(project, OPEN, HIDDEN)
    return project, project.run()


def test_nothing_of_it_reaches_the_report(made):
    project, _ = made
    files = [path for path in project.report().rglob("*") if path.is_file()]
    assert {path.suffix for path in files} >= {".html", ".docx", ".pdf", ".csv", ".json"}
    for path in files:
        assert NAME not in path.name
        for text in texts_of(path):
            for secret in (NAME, TITLE, NUMBER, "48\u202f611", "pseudo", "intern-", HEADING):
                assert secret not in text, (path.name, secret)


def test_the_gate_never_saw_it(made):
    project, outcome = made
    assert [verdict.name for verdict in outcome.verdicts if not verdict.passed] == []
    assert NAME not in {verdict.name for verdict in outcome.verdicts}
    record = json.loads((project.report() / "record.json").read_text(encoding="utf-8"))
    assert NAME not in {verdict["name"] for verdict in record["verdicts"]}
    assert record["verdicts"]  # the rest of the chapter did go through


def test_it_stands_first_on_the_internal_page_drawn_and_in_numbers(made):
    project, _ = made
    page = (project.processed() / "internal.html").read_text(encoding="utf-8")
    assert page.index("Bare for dere med tilgang") < page.index("før kontrollen")
    assert f"<h3>{TITLE}" in page
    assert '<img src="data:image/svg+xml;base64,' in page
    assert "<td>48611.0</td>" in page
    assert page.count(f">{TITLE}") == 1  # and is no part of what went to the gate


def test_the_report_is_the_same_without_it(made, released_files, tmp_path):
    project, _ = made
    before = released_files(project.report())
    write_chapter(project, OPEN, "la.show()")
    project.run()
    assert released_files(project.report()) == before
    page = (project.processed() / "internal.html").read_text(encoding="utf-8")
    assert "Bare for dere med tilgang" not in page

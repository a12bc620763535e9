"""Small projects to run in: the real inputs copied, chapters written as the test wants them."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from larvik_analysis.report.compose import Drawn
from larvik_analysis.report.document import Heading
from larvik_analysis.run.command_line import run_command
from larvik_analysis.run.pipeline import Outcome, run_evaluation
from larvik_analysis.run.plan import Request

ROOT = Path(__file__).parents[2]
CHAPTER = "02_rodt_tiltak"
# A second chapter, with a parameter of each type; what it shows has a name of its own.
SECOND = "03_liten"
SECOND_CODE = """\
import dataclasses
import larvik_analysis as la
study = la.read_study(evaluation, settings)
la.show(dataclasses.replace(la.exhibit_reach(study, measure), name=name))"""
SECOND_PARAMETERS = """\
evaluation = "larvik-fagerli"
settings = {}
measure = "rodt"
name = "rodt-igjen"
count = 1
part = 0.5
wide = False"""


_FAST = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DATE = re.compile(r'(?<="(?:analysis_date)": )"(\d{4}-\d\d-\d\d)"')


@dataclass(frozen=True)
class Said:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Project:
    """A project in a folder of its own."""

    root: Path

    def larvik(self, *arguments: str, at: str = ".") -> Said:
        """Run the command in this process, standing in the project."""
        out, err = io.StringIO(), io.StringIO()
        with (
            contextlib.chdir(self.root / at),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            code = run_command(list(arguments))
        return Said(code, out.getvalue(), err.getvalue())

    def run(self, evaluation: str = "larvik-fagerli", **more: Any) -> Outcome:
        """Run an evaluation without the command around it."""
        return run_evaluation(Request(evaluation=evaluation, root=self.root, **more))

    def report(self, evaluation: str = "larvik-fagerli") -> Path:
        return self.root / "reports" / evaluation

    def processed(self, evaluation: str = "larvik-fagerli") -> Path:
        return self.root / "data" / "processed" / evaluation

    def source(self, evaluation: str = "larvik-fagerli") -> Path:
        return self.root / "data" / "raw" / evaluation

    def edit(self, name: str, old: str, new: str) -> None:
        """Replace what stands exactly once in a file."""
        path = self.root / name
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        path.write_text(text.replace(old, new), encoding="utf-8")

    def set_fact(self, fact_id: str, evaluation: str = "larvik-fagerli", **cells: str) -> None:
        """Give a fact other cells in the register."""
        path = self.source(evaluation) / "facts.csv"
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        changed = [row for row in rows if row["fact_id"] == fact_id]
        assert len(changed) == 1, fact_id
        changed[0].update(cells)
        _write_rows(path, rows)

    def clear_column(self, column: str) -> None:
        """Empty a column of the register."""
        path = self.source() / "facts.csv"
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        _write_rows(path, [row | {column: ""} for row in rows])

    def set_evaluation(
        self, change: Callable[[dict[str, Any]], object], evaluation: str = "larvik-fagerli"
    ) -> None:
        """Change `evaluation.yaml` as data."""
        path = self.source(evaluation) / "evaluation.yaml"
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=_FAST)
        change(data)
        text = json.dumps(data, ensure_ascii=False, default=str)  # is YAML, without its traps
        path.write_text(_DATE.sub(r"\1", text), encoding="utf-8")

    def set_heading(self, words: str) -> None:
        """Give a section of the real chapter another heading; no chapter runs again for it."""
        path = self.root / "notebooks" / f"{CHAPTER}.ipynb"
        stored = json.loads(path.read_text(encoding="utf-8"))
        headings = [cell for cell in stored["cells"] if "nb" in str(cell["metadata"])]
        headings[-2]["source"] = f"## {words}"  # the last is of answers nobody has
        path.write_text(json.dumps(stored), encoding="utf-8")

    def write_notebook(self, name: str, code: list[str], parameters: str) -> None:
        """Write a notebook: a heading, the parameters, then a cell for each piece of code."""
        heading = {"cell_type": "markdown", "metadata": {"tags": ["nb"]}, "source": "# Prøve"}
        first = {"cell_type": "code", "metadata": {"tags": ["parameters"]}}
        cells = [heading, first | {"source": parameters}]
        cells += [{"cell_type": "code", "metadata": {}, "source": piece} for piece in code]
        for place, cell in enumerate(cells):
            cell["id"] = f"cell-{place}"
            if cell["cell_type"] == "code":
                cell |= {"outputs": [], "execution_count": None}
        kernel = {"name": "python3", "language": "python", "display_name": "Python"}
        stored = {
            "cells": cells,
            "metadata": {"kernelspec": kernel},
            "nbformat": 4,
            "nbformat_minor": 5,
        }
        path = self.root / "notebooks" / f"{name}.ipynb"
        path.write_text(json.dumps(stored), encoding="utf-8")

    def set_chapters(self, *chapters: dict[str, Any]) -> None:
        """Say which chapters the real evaluation has."""
        self.set_evaluation(lambda data: data.update(chapters=list(chapters)))

    def add_second_chapter(self) -> None:
        """Give the real evaluation a second, small chapter."""
        self.write_notebook(SECOND, [SECOND_CODE], SECOND_PARAMETERS)
        self.set_chapters(
            {"notebook": CHAPTER, "parameters": {"measure": "rodt"}}, {"notebook": SECOND}
        )

    def only_chapter(self, *code: str, parameters: str = SECOND_PARAMETERS) -> None:
        """Let the real evaluation have one chapter, of this code."""
        self.write_notebook(SECOND, list(code), parameters)
        self.set_chapters({"notebook": SECOND})


def _write_rows(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


_OF_OTHER_CHAPTERS = shutil.ignore_patterns(
    "tekst.*", "indicators.yaml", "findings.yaml", "checks.yaml", "prevention_matrix.csv"
)
_CHAPTER_LIST = re.compile(r"^chapters:\n(?:(?:[ #-].*)?\n)+?(?=^\S)", re.MULTILINE)
_CHAPTERS = {
    "larvik-fagerli": f"""chapters:
  - notebook: {CHAPTER}
    parameters: {{measure: rodt}}

""",
    "eksempel": f"""chapters:
  - notebook: {CHAPTER}
    parameters: {{measure: lag}}
  - notebook: 05_svar
    parameters: {{families: svar, parents: nettverk, question: alene, by: sted}}

""",
}


def make_project(root: Path) -> Project:
    """Copy what a small run needs: the inputs of a chapter or two, the chapters and a lock.

    The whole report is made in `test_whole_report`; here it would take most of the time.
    """
    for name in ("larvik-fagerli", "eksempel", "reference"):  # not what somebody has added
        raw = root / "data" / "raw" / name
        shutil.copytree(ROOT / "data" / "raw" / name, raw, ignore=_OF_OTHER_CHAPTERS)
        if name in _CHAPTERS:
            path = raw / "evaluation.yaml"
            text = path.read_text(encoding="utf-8")
            text, n_found = _CHAPTER_LIST.subn(_CHAPTERS[name], text)
            assert n_found == 1
            path.write_text(text, encoding="utf-8")
    shutil.copytree(ROOT / "notebooks", root / "notebooks", ignore=shutil.ignore_patterns(".*"))
    (root / "requirements.lock").write_text("numpy==2.1.0\n", encoding="utf-8")
    return Project(root)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project that nothing has run in."""
    return make_project(tmp_path / "project")


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project with both reports made. Only to be looked at."""
    made = make_project(tmp_path_factory.mktemp("finished") / "project")
    made.run()
    made.run("eksempel")
    return made


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project with the whole report of the trial. Only to be looked at."""
    root = tmp_path_factory.mktemp("whole") / "project"
    for name in ("larvik-fagerli", "reference"):
        shutil.copytree(ROOT / "data" / "raw" / name, root / "data" / "raw" / name)
    shutil.copytree(ROOT / "notebooks", root / "notebooks", ignore=shutil.ignore_patterns(".*"))
    (root / "requirements.lock").write_text("numpy==2.1.0\n", encoding="utf-8")
    made = Project(root)
    assert [verdict for verdict in made.run().verdicts if not verdict.passed] == []
    return made


@pytest.fixture
def copied(finished: Project, tmp_path: Path) -> Project:
    """A copy of the finished project, to spoil; its reports can be verified at once."""
    shutil.copytree(finished.root, tmp_path / "copied")
    return Project(tmp_path / "copied")


def _write_plainly(patch: pytest.MonkeyPatch) -> None:
    def write(document: Any, folder: Path, **_: object) -> list[str]:
        headings = [block.text for block in document.body if isinstance(block, Heading)]
        said = repr((document.title, document.front, document.mark, headings))
        names = ["report.html", "report.docx", "report.pdf", "figurer.docx"]
        for name in names:
            (folder / name).write_text(f"{name}: {said}", encoding="utf-8")
        return names

    patch.setattr("larvik_analysis.run.publish.write_report", write)
    drawn = Drawn(svg=b"<svg/>", png=b"png", width_mm=160.0)
    patch.setattr("larvik_analysis.run.drawings._draw", lambda *_: drawn)


@pytest.fixture
def plain_writers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Write the documents as plain text: most tests here are not about their looks."""
    _write_plainly(monkeypatch)


@pytest.fixture(scope="session")
def _plainly_run(tmp_path_factory: pytest.TempPathFactory) -> Project:
    made = make_project(tmp_path_factory.mktemp("plainly-run") / "project")
    with pytest.MonkeyPatch.context() as patch:
        _write_plainly(patch)
        made.run()
    return made


@pytest.fixture
def ran(_plainly_run: Project, plain_writers: None, tmp_path: Path) -> Project:
    """A project whose real report has been made, its documents as plain text; to spoil."""
    return Project(shutil.copytree(_plainly_run.root, tmp_path / "project"))


@pytest.fixture(scope="session")
def released_files() -> Callable[[Path], dict[str, bytes]]:
    """Every file of a report but its record, by name."""

    def read(folder: Path) -> dict[str, bytes]:
        names = [path for path in sorted(folder.rglob("*")) if path.is_file()]
        found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in names}
        del found["record.json"]
        return found

    return read

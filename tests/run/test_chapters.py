"""What runs again: a table of changes, with the chapters that each of them concerns."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from larvik_analysis.run import dependencies

FIRST, SECOND = "02_rodt_tiltak", "03_liten"
BOTH = [FIRST, SECOND]
# The second chapter alone reads the rules.
CODE = """\
import dataclasses, pathlib
import larvik_analysis as la
from larvik_analysis.inputs.rules import inspect_rules
study = la.read_study(evaluation, settings)
rules = inspect_rules(pathlib.Path(evaluation).parents[2])
la.show(dataclasses.replace(la.exhibit_reach(study, measure), name=name))"""
PARAMETERS = """\
evaluation = "larvik-fagerli"
settings = {}
measure = "rodt"
name = "rodt-igjen"
count = 1"""


def package_of(project: Any) -> Path:
    return project.root / "package"


@pytest.fixture(autouse=True)
def _quickly(plain_writers):
    """No case changes what a module imports, so that is worked out once for all."""


@pytest.fixture
def cached(tmp_path, base, monkeypatch):
    """A project whose two chapters have run, with a package of its own to change."""
    shutil.copytree(base.root, tmp_path / "project")
    project = type(base)(tmp_path / "project")
    monkeypatch.setattr(dependencies, "PACKAGE", package_of(project))
    return project


@pytest.fixture(scope="module")
def base(finished, tmp_path_factory):
    """The same, made once."""
    folder = tmp_path_factory.mktemp("base") / "project"
    unwanted = shutil.ignore_patterns("reports", "processed")
    project = type(finished)(shutil.copytree(finished.root, folder, ignore=unwanted))
    project.write_notebook(SECOND, [CODE], PARAMETERS)
    project.set_chapters(
        {"notebook": FIRST, "parameters": {"measure": "rodt"}}, {"notebook": SECOND}
    )
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(dependencies.PACKAGE, package_of(project), ignore=ignored)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dependencies, "PACKAGE", package_of(project))
        patch.setattr("larvik_analysis.run.publish.write_report", _write_nothing)
        assert project.run().ran == BOTH
    return project


def _write_nothing(_: Any, folder: Path, *, template: Path | None) -> None:
    (folder / "report.html").write_text("page")


def one_byte_more(name: str) -> Callable[[Any], None]:
    """Add a byte that changes no meaning to a file of the project."""

    def change(project: Any) -> None:
        path = project.root / name
        assert path.is_file(), name
        path.write_bytes(path.read_bytes() + b"\n")

    return change


def in_package(name: str) -> Callable[[Any], None]:
    return one_byte_more(f"package/{name}")


def edit_cell(kind: str, notebook: str) -> Callable[[Any], None]:
    """Change the last cell of a kind."""

    def change(project: Any) -> None:
        path = project.root / "notebooks" / f"{notebook}.ipynb"
        stored = json.loads(path.read_text(encoding="utf-8"))
        cell = [cell for cell in stored["cells"] if cell["cell_type"] == kind][-1]
        cell["source"] = "".join(cell["source"]) + "\n"
        path.write_text(json.dumps(stored), encoding="utf-8")

    return change


def remove(name: str) -> Callable[[Any], None]:
    def change(project: Any) -> None:
        path = project.root / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()

    return change


def add(name: str) -> Callable[[Any], None]:
    def change(project: Any) -> None:
        (project.root / name).parent.mkdir(parents=True, exist_ok=True)
        (project.root / name).write_bytes(b"new")

    return change


REPORT, PROCESSED = "reports/larvik-fagerli", "data/processed/larvik-fagerli"
RAW = "data/raw/larvik-fagerli"
# what changes, the settings of the run, the chapters that run, whether the report is rebuilt
CASES: dict[str, tuple[Callable[[Any], object] | None, dict[str, str], list[str], bool]] = {
    "nothing": (None, {}, [], False),
    "a byte of the register": (one_byte_more(f"{RAW}/facts.csv"), {}, BOTH, True),
    "a byte of evaluation.yaml": (one_byte_more(f"{RAW}/evaluation.yaml"), {}, BOTH, True),
    "an input one chapter reads": (
        one_byte_more("data/raw/reference/rules.yaml"), {}, [SECOND], True,
    ),
    "an input every chapter reads": (
        one_byte_more("data/raw/reference/frameworks.yaml"), {}, BOTH, True,
    ),
    "an input of another evaluation": (
        one_byte_more("data/raw/eksempel/facts.csv"), {}, [], False,
    ),
    "a new private file": (add(f"{RAW}/private/svar.csv"), {}, [], True),
    "another evaluation": (one_byte_more("data/raw/eksempel/facts.csv"), {}, [], False),
    "a parameter in evaluation.yaml": (
        lambda project: project.set_chapters(
            {"notebook": FIRST, "parameters": {"measure": "rodt"}},
            {"notebook": SECOND, "parameters": {"count": 2}},
        ), {}, BOTH, True,
    ),
    "a parameter of one chapter": (None, {"count": "2"}, [SECOND], True),
    "the default it had": (None, {"count": "1"}, [], True),
    "a parameter of both": (None, {"measure": "rodt", "seed": "1"}, BOTH, True),
    "the language": (None, {"language": "en"}, BOTH, True),
    "a module both import": (in_package("exhibit/measure.py"), {}, BOTH, True),
    "a module behind that": (in_package("estimate/survey/usefulness.py"), {}, BOTH, True),
    "a module far behind": (in_package("terms/language.py"), {}, BOTH, True),
    "the names a notebook may use": (in_package("__init__.py"), {}, BOTH, True),
    "a module one chapter imports": (in_package("inputs/rules.py"), {}, [SECOND], True),
    "a module no chapter imports": (in_package("report/compose.py"), {}, [], True),
    "the runner": (in_package("run/pipeline.py"), {}, [], True),
    "a drawing": (in_package("exhibit/bars.py"), {}, [], True),
    "a rule of the gate": (in_package("release/public.py"), {}, [], True),
    "the gate": (in_package("release/gate.py"), {}, [], True),
    "the catalogue": (in_package("catalogue/report.nb.toml"), {}, BOTH, True),
    "the other catalogue": (in_package("catalogue/report.en.toml"), {}, [], True),
    "the messages": (in_package("catalogue/messages.nb.toml"), {}, [], True),
    "a font": (in_package("fonts/SourceSans3-Regular.ttf"), {}, [], True),
    "a template": (in_package("report/templates/report.typ"), {}, [], True),
    "the lock": (one_byte_more("requirements.lock"), {}, BOTH, True),
    "no lock": (remove("requirements.lock"), {}, BOTH, True),
    "code of a notebook": (edit_cell("code", SECOND), {}, [SECOND], True),
    "prose of a notebook": (edit_cell("markdown", FIRST), {}, [], True),
    "a file of the report is gone": (remove(f"{REPORT}/report.html"), {}, [], True),
    "a table of the report is gone": (remove(f"{REPORT}/tables"), {}, [], True),
    "a file of the report is edited": (one_byte_more(f"{REPORT}/report.html"), {}, [], True),
    "the report is gone": (remove(REPORT), {}, [], True),
    "what a chapter showed is gone": (
        remove(f"{PROCESSED}/chapters/{SECOND}"), {}, [], False,
    ),
    "the state is gone": (remove(f"{PROCESSED}/run.json"), {}, [], True),
    "all private results are gone": (remove(PROCESSED), {}, BOTH, True),
    "the state is damaged": (add(f"{PROCESSED}/run.json"), {}, [], True),
    "a chapter's store is damaged": (
        lambda project: [
            add(f"{PROCESSED}/chapters/{SECOND}/shown.json")(project),
            one_byte_more("data/raw/reference/rules.yaml")(project),
        ], {}, [SECOND], True,
    ),
    "a file of the system": (add(f"{RAW}/.DS_Store"), {}, [], False),
    "a table open in Excel": (add(f"{RAW}/~$facts.csv"), {}, [], False),
    "a table open in LibreOffice": (add(f"{RAW}/.~lock.facts.csv#"), {}, [], False),
    "a note beside the report": (add(f"{REPORT}/notat.txt"), {}, [], False),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_exactly_what_a_change_concerns_is_made_again(cached, name):
    change, settings, ran, is_rebuilt = CASES[name]
    if change is not None:
        change(cached)
    outcome = cached.run(settings=settings, n_at_once=2)
    assert outcome.ran == ran
    assert outcome.is_unchanged is not is_rebuilt
    if name != "a file of the report is edited":
        assert outcome.beside == {}
    assert cached.run(settings=settings).is_unchanged


def test_another_python_runs_all_chapters(cached, monkeypatch):
    monkeypatch.setattr(sys, "version", f"{sys.version} ")
    assert cached.run().ran == BOTH


def test_a_moved_project_has_not_changed(cached):
    cached.root.rename(cached.root.with_name("flyttet"))
    moved = type(cached)(cached.root.with_name("flyttet"))
    dependencies.PACKAGE = package_of(moved)
    assert moved.run().is_unchanged


def test_a_failed_run_goes_on_where_it_stopped(cached):
    cached.edit("requirements.lock", "2.1.0", "2.2.0")
    cached.write_notebook(SECOND, ["raise ValueError"], PARAMETERS)
    assert cached.larvik("run").code == 3
    cached.write_notebook(SECOND, [CODE], PARAMETERS)
    assert cached.run().ran == [SECOND]


def test_an_unchanged_run_loads_nothing_heavy(finished):
    program = (
        "import json, os, sys\n"
        "from larvik_analysis.run.command_line import run_command\n"
        "code = run_command(['run'])\n"
        "kernels = len(os.listdir('/proc/self/task')) if os.path.isdir('/proc') else 1\n"
        "print(json.dumps([code, kernels, sorted(sys.modules)]))\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program],
        cwd=finished.root,
        capture_output=True,
        check=True,
    )
    *said, told = ended.stdout.decode("utf-8").splitlines()
    assert "Ingenting er endret" in said[-1]
    code, kernels, modules = json.loads(told)
    assert (code, kernels) == (0, 1)
    heavy = {
        "papermill", "pandas", "matplotlib", "numpy", "IPython", "nbformat", "seaborn",
        "scipy", "statsmodels", "typst", "pypandoc", "multiprocessing.popen_fork",
        "jupyter_client",
    }  # fmt: skip
    assert heavy & set(modules) == set()
    assert "larvik_analysis.run.pipeline" in modules


class TestModulesBehind:
    """Which of our modules a notebook's code can reach."""

    def behind(self, code: str) -> set[str]:
        found = dependencies.modules_behind(code)
        return {name.removeprefix("larvik_analysis.") for name in found}

    def test_a_name_leads_to_its_module_and_what_that_imports(self):
        found = self.behind("import larvik_analysis as la\nla.read_facts('x')")
        assert {"larvik_analysis", "inputs.facts", "terms.fact", "errors"} <= found
        assert not any(name.startswith(("release", "report", "exhibit")) for name in found)

    def test_a_chapter_reaches_the_estimates_but_neither_gate_nor_writers(self):
        found = self.behind("la.show(la.exhibit_reach(la.read_study('x'), 'm'))")
        assert {"estimate.indicators.reach", "run.show", "exhibit.measure"} <= found
        assert "release.gate" not in found
        assert "report.compose" not in found

    @pytest.mark.parametrize(
        "code",
        [
            "from larvik_analysis import estimate_share\nestimate_share(1, 2)",
            "from larvik_analysis.estimate.statistics.intervals import estimate_share",
            "from larvik_analysis.estimate.statistics import intervals",
            "import larvik_analysis.estimate.statistics.intervals",
            "from larvik_analysis import *",
            "%matplotlib inline\n!ls\nimport larvik_analysis as la\nla.estimate_share(1, 2)",
            "def broken(:",
        ],
    )
    def test_every_way_to_import_is_seen(self, code):
        assert "estimate.statistics.intervals" in self.behind(code)

    def test_no_name_of_ours_reaches_nothing_of_ours(self):
        assert self.behind("x = 1") == {"larvik_analysis"}

    def test_an_import_for_type_checking_alone_is_none(self):
        found = dependencies.imports_of("larvik_analysis.run.chapters")
        assert "larvik_analysis.run.notebook" in found
        assert "larvik_analysis.exhibit.statement" not in found
        # inside a function it is one
        assert "larvik_analysis.inputs.files" in found


def test_the_name_of_a_file_is_part_of_a_fingerprint(tmp_path):
    for name in ("a/x.csv", "b/y.csv"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(name)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    before = dependencies.fingerprint_of_files(files, tmp_path)
    assert dependencies.fingerprint_of_files(reversed(files), tmp_path) == before
    (tmp_path / "a" / "x.csv").rename(tmp_path / "b" / "x.csv")
    moved = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert dependencies.fingerprint_of_files(moved, tmp_path) != before
    missing = dependencies.fingerprint_of_files([tmp_path / "c"], tmp_path)
    assert missing != dependencies.fingerprint_of_files([], tmp_path)

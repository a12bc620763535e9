"""What all tests share: which programs are here, and how hypothesis works."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import settings

from larvik_analysis.exhibit import measure as chapter
from larvik_analysis.exhibit.exhibit import Exhibit
from larvik_analysis.exhibit.statement import Statement
from larvik_analysis.inputs.ledger import LEDGER_FILE
from larvik_analysis.inputs.outcomes.estimands import ESTIMAND_FILE
from larvik_analysis.inputs.study import read_study
from larvik_analysis.terms.catalogue import Language
from larvik_analysis.terms.fact import Fact, Legibility
from larvik_analysis.terms.study import Study
from larvik_analysis.terms.units import UnitOfAnalysis

ROOT = Path(__file__).parents[1]
# Hashes of the inputs the project comes with. An evaluator edits them, as the README asks
# her to; the tests that know what stands in them are then about something else.
SHIPPED = ROOT / "tests" / "known" / "shipped_inputs.json"
_KNOWS_NO_INPUT = (
    "tests/inputs/",
    "tests/report/",
    "tests/terms/",
    "tests/estimate/statistics/",
    "tests/test_architecture.py",
    "tests/test_check_tree.py",
    "tests/test_environment.py",
    "tests/test_errors.py",
    "src/",
)
_KNOWS_SOME = ("tests/inputs/test_check.py", "tests/report/test_internal.py")
# What the tests marked `rendering` look at the finished files with.
RENDERING_PROGRAMS = ("chromium", "soffice", "pdftoppm")

settings.register_profile("here", deadline=None)  # the first call imports half of pandas
settings.register_profile("ci", deadline=None, derandomize=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") else "here")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out what cannot be tested on this machine, but never in CI."""
    if changed := changed_inputs():
        reason = f"changed since they were shipped: {', '.join(changed)}"
        for item in items:
            place = item.path.relative_to(ROOT).as_posix()
            is_apart = place.startswith(_KNOWS_NO_INPUT) and place not in _KNOWS_SOME
            if not is_apart and not os.environ.get("CI"):
                item.add_marker(pytest.mark.skip(reason=reason))
    missing = [name for name in RENDERING_PROGRAMS if shutil.which(name) is None]
    if not missing or os.environ.get("CI"):
        return
    left_out = pytest.mark.skip(reason=f"not installed: {', '.join(missing)}")
    for item in items:
        if item.get_closest_marker("rendering"):
            item.add_marker(left_out)


def hashes_of_inputs() -> dict[str, str]:
    """SHA-256 of each file of the evaluations the project comes with.

    The ledger is not among them: it grows with what somebody releases. Nor is the estimand's.
    """
    raw = ROOT / "data" / "raw"
    files = [
        path for name in ("larvik-fagerli", "eksempel") for path in (raw / name).glob("*.*")
    ]
    # A checkout on Windows may end its lines otherwise.
    return {
        path.relative_to(raw).as_posix(): hashlib.sha256(
            path.read_bytes().replace(b"\r\n", b"\n")
        ).hexdigest()
        for path in sorted(files)
        if path.is_file() and path.name not in (LEDGER_FILE, ESTIMAND_FILE)
    }


def changed_inputs() -> list[str]:
    """Names of shipped inputs that are not as they were shipped."""
    shipped, here = json.loads(SHIPPED.read_text(encoding="utf-8")), hashes_of_inputs()
    return sorted(name for name in {*shipped, *here} if shipped.get(name) != here.get(name))


@pytest.fixture
def inputs_not_as_shipped() -> list[str]:
    """Names of shipped inputs that somebody has edited."""
    return changed_inputs()


@pytest.fixture
def project_copy(tmp_path: Path) -> Path:
    """A copy of the project without what was made in it, to run commands in."""
    made = shutil.ignore_patterns(".*", "__pycache__", "*.egg-info", "build", "dist")
    copy = shutil.copytree(ROOT, tmp_path / "project", ignore=made)
    for folder in (copy / "reports", copy / "data" / "processed"):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
    return copy


@pytest.fixture(scope="session")
def larvik() -> Study:
    """The real evaluation."""
    return read_study("larvik-fagerli", root=ROOT)


@pytest.fixture(scope="session")
def example() -> Study:
    """The fictional one."""
    return read_study("eksempel", root=ROOT)


@pytest.fixture(scope="session")
def make_fact() -> Callable[..., Fact]:
    """Make an invented fact: a count of families unless told otherwise."""

    def make(fact_id: str, value: float | None = None, **more: object) -> Fact:
        plain: dict[str, object] = {
            "fact_id": fact_id,
            "document": "erfaringsoppsummering",
            "section": "Avsnitt",
            "quote": "Ordene i kilden",
            "corrected_quote": "Ordene i kilden",
            "topic": "test",
            "indicator_nb": f"Norsk navn på {fact_id}",
            "indicator_en": f"English name of {fact_id}",
            "population": "familier",
            "geography": "Larvik",
            "period": "prøveperioden",
            "unit": "count",
            "unit_of_analysis": UnitOfAnalysis.FAMILIES,
            "value": value,
            "date": "",
            "qualifier": "",
            "legibility": Legibility.LEGIBLE,
            "approved_by": "",
            "approval_reason": "",
            "line": 2,
        }
        return Fact(**(plain | more))  # type: ignore[arg-type]

    return make


@pytest.fixture(scope="session", params=["larvik-nb", "larvik-en", "example-nb", "example-en"])
def study(request: pytest.FixtureRequest, larvik: Study, example: Study) -> Study:
    """Each evaluation in each language."""
    name, _, language = request.param.partition("-")
    return in_language({"larvik": larvik, "example": example}[name], language)


def in_language(study: Study, language: Language) -> Study:
    """The same study, told in a language."""
    return replace(study, evaluation=replace(study.evaluation, language=language))


@pytest.fixture(scope="session")
def exhibits_of() -> Callable[[Study], list[Exhibit]]:
    """Make the exhibits of the chapter on the measure for families at risk."""

    def make(study: Study) -> list[Exhibit]:
        measure = study.evaluation.measures[0].id
        made = (
            chapter.exhibit_reach(study, measure),
            chapter.exhibit_staffing(study, measure),
            chapter.exhibit_usefulness(study, measure),
            chapter.exhibit_usefulness_targets(study, measure),
            chapter.exhibit_benefit_areas(study, measure),
        )
        return [exhibit for exhibit in made if exhibit is not None]

    return make


@pytest.fixture(scope="session")
def statements_of() -> Callable[[Study], list[Statement]]:
    """Make the sentences of the same chapter."""

    def make(study: Study) -> list[Statement]:
        measure = study.evaluation.measures[0].id
        return [
            *chapter.state_summary(study, measure),
            *chapter.state_measure(study, measure),
            *chapter.state_reach(study, measure),
        ]

    return make

"""What all tests share: which programs are here, and how hypothesis works."""

from __future__ import annotations

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
from larvik_analysis.inputs.study import read_study
from larvik_analysis.terms.catalogue import Language
from larvik_analysis.terms.fact import Fact, Legibility
from larvik_analysis.terms.study import Study
from larvik_analysis.terms.units import UnitOfAnalysis

ROOT = Path(__file__).parents[1]
# What the tests marked `rendering` look at the finished files with.
RENDERING_PROGRAMS = ("chromium", "soffice", "pdftoppm")

settings.register_profile("here", deadline=None)  # the first call imports half of pandas
settings.register_profile("ci", deadline=None, derandomize=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") else "here")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out `rendering` where a program is missing, but never in CI."""
    missing = [name for name in RENDERING_PROGRAMS if shutil.which(name) is None]
    if not missing or os.environ.get("CI"):
        return
    left_out = pytest.mark.skip(reason=f"not installed: {', '.join(missing)}")
    for item in items:
        if item.get_closest_marker("rendering"):
            item.add_marker(left_out)


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

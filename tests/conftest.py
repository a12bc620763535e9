"""What all tests share: which programs are here, and how hypothesis works."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

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

"""What the tests of the knowledge base share."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="session")
def known() -> dict[str, Any]:
    """Answers worked out by hand."""
    folder = Path(__file__).parents[2] / "known"
    return json.loads((folder / "knowledge.json").read_text(encoding="utf-8"))

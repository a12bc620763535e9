"""The invented survey of sixty that R worked the known answers out from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

KNOWN = Path(__file__).parents[3] / "known"


class Known:
    """The cases of one file and its datasets."""

    def __init__(self, name: str) -> None:
        read = json.loads((KNOWN / f"{name}.json").read_text(encoding="utf-8"))
        self.cases: dict[str, dict[str, Any]] = {case["id"]: case for case in read["cases"]}
        self.tables = {name: pd.DataFrame(data) for name, data in read["datasets"].items()}

    def expected(self, case: str) -> dict[str, Any]:
        return dict(self.cases[case]["expected"])

    def check(self, case: str, **got: float) -> None:
        """Every number lies within the case's tolerance of the one expected."""
        for name, value in got.items():
            wanted = self.expected(case)[name]
            reach = self.cases[case]["tolerance"] * max(1, abs(wanted))
            assert value == pytest.approx(wanted, rel=0, abs=reach), name


@pytest.fixture(scope="session")
def survey_design() -> Known:
    return Known("survey_design")


@pytest.fixture(scope="session")
def raking() -> Known:
    return Known("raking")


@pytest.fixture(scope="session")
def rao_scott() -> Known:
    return Known("rao_scott")

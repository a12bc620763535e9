"""Released rows as CSV."""

import pytest

from larvik_analysis.errors import ReleaseError
from larvik_analysis.release.released import Released
from larvik_analysis.report.tables import csv_bytes


def test_what_the_gate_has_not_made_is_not_written():
    forged = object.__new__(Released)
    with pytest.raises(ReleaseError):
        csv_bytes(forged)

"""A number we chose is used in its own unit or not at all."""

from __future__ import annotations

import pytest

from larvik_analysis.errors import UnitError
from larvik_analysis.terms.rule import Rule


def test_a_rule_is_read_in_its_unit():
    rule = Rule(value=0.95, unit="share", kind="judgement", source="ours")
    assert rule.value_in("share") == 0.95
    with pytest.raises(UnitError) as fault:
        rule.value_in("percent")
    assert fault.value.message("en") == (
        "The number is given in “share”, but “percent” is needed here. "
        "Correct the rule or the calculation."
    )

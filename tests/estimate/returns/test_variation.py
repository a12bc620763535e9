"""Numbers typed into a chapter: what is understood, and what is refused."""

from __future__ import annotations

import pytest

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.returns.variation import vary_returns


@pytest.mark.parametrize(
    ("typed", "wage"),
    [("wage=700000", 700_000), ("wage = 700 000 ;", 700_000), ("wage=700000,5", 700_000.5)],
)
def test_numbers_are_read_as_norwegians_write_them(example, typed, wage):
    varied = vary_returns(example, "lag", changes=typed).returns["lag"]
    assert varied.parameters["wage"].value == wage
    assert varied.parameters["wage"].kind == "judgement"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("wage=700.000", "returns_change_thousands"),
        ("wage=1.700.000", "returns_change_thousands"),
        ("wage", "returns_change_form"),
        ("=3", "returns_change_form"),
        ("causal_share=0,3, wage=700000", "returns_change_form"),
        ("causal_share=30 %", "returns_change_form"),
        ("causal_share=30", "returns_change_wrong"),
    ],
)
def test_what_is_not_understood_is_refused(example, typed, code):
    with pytest.raises(ParameterError) as caught:
        vary_returns(example, "lag", changes=typed)
    assert caught.value.code == code


def test_a_measure_without_a_return_cannot_be_varied(example):
    with pytest.raises(ParameterError) as caught:
        vary_returns(example, "nabokafeen", scenario="lav")
    assert caught.value.code == "returns_no_case"


def test_nothing_asked_is_nothing_changed(example):
    assert vary_returns(example, "nabokafeen") is example

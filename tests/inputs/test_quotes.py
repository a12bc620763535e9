"""The number of a fact and its quote: a number mistyped in one of the two is seen."""

from __future__ import annotations

import pytest

from larvik_analysis.inputs.quotes import is_elsewhere


@pytest.mark.parametrize(
    ("value", "quote", "found"),
    [
        (140, "bemanning på ca. 140% gjennom perioden", False),
        (155, "bemanning på ca. 140% gjennom perioden", True),
        (10, "med 10 familier, med til sammen 22 barn", False),
        (11, "med 10 familier, med til sammen 22 barn", True),
        (113_000_000, "ca. 113 mill. kroner", False),
        (36_385_287, "Total ramme 36 385 287,-", False),
        (36_385_287, "Total ramme 36.385.287,-", False),
        (336.86, "336,86 årsverk", False),
        (-2, "48 mot 50, altså 2 poeng under", False),
        (1, "foreldre til ettåringer høst-23", False),
        (1.5, "i 1-1 ½ år", False),
        (8, "åtte av 10 familier", False),
        (6, "åtte av 10 familier", True),
        (3, "ingen tall her", False),  # a quote without digits is not judged
        (None, "8 av 10", False),
    ],
)
def test_a_number_that_is_not_in_its_quote(make_fact, value, quote, found):
    fact = make_fact("x", value, quote=quote, corrected_quote=quote)
    assert is_elsewhere(fact) is found


def test_what_was_counted_in_a_list_is_not_looked_for(make_fact):
    quote, qualifier = "01 a, 02 b", "counted: 01-02"
    fact = make_fact("x", 6.0, quote=quote, corrected_quote=quote, qualifier=qualifier)
    assert not is_elsewhere(fact)


def test_the_register_of_the_trial_has_its_numbers_in_its_quotes(larvik):
    elsewhere = {fact.fact_id for fact in larvik.facts.values() if is_elsewhere(fact)}
    assert elsewhere <= {"family_centre_branches"}

"""Weighted shares: by hand, where a margin is missing, and what they rest on."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.indicators.basis import atoms_in, facts_in, recompute
from larvik_analysis.estimate.indicators.tables import estimate_of
from larvik_analysis.estimate.survey.weighted_shares import estimate_weighted_shares
from larvik_analysis.terms.fact import Facts
from larvik_analysis.terms.microdata import Cell
from larvik_analysis.terms.questions import Margin

# Six of eight in the north said much, one of two in the south.
ROWS = [
    *[{"sted": "nord", "nytte": "mye"}] * 6,
    *[{"sted": "nord", "nytte": "lite"}] * 2,
    {"sted": "sor", "nytte": "mye"},
    {"sted": "sor", "nytte": "lite"},
    {"sted": "sor"},
    {"nytte": "mye"},
]
MARGIN = Margin(question="sted", facts={"nord": "i_nord", "sor": "i_sor"})


@pytest.fixture(scope="module")
def facts(make_fact):
    """As many live in the south as in the north."""
    return Facts({name: make_fact(name, 500.0) for name in ("i_nord", "i_sor")})


def told(table, **labels):
    for name, label in labels.items():
        table = table[table[name] == label]
    [row] = [estimate_of(row) for _, row in table.iterrows()]
    return row


def test_a_weighted_share_by_hand(survey, facts):
    data = survey(ROWS, margins=(MARGIN,))
    table = estimate_weighted_shares(data, "nytte", facts)
    plain = told(table, weighting="unweighted", answer="mye")
    assert (plain.count, plain.n) == (8, 11)
    found = told(table, weighting="weighted", answer="mye")
    # Half of 6 / 8 and half of 1 / 2, of the ten who told both.
    assert (found.estimate, found.n, found.count) == (pytest.approx(0.625), 10, None)
    assert found.low < 0.625 < found.high
    assert found.basis == (
        'weighted_share("d", "nytte=mye", "nytte=vetikke+lite+noe+mye", "sted=nord+sor", '
        "i_nord, i_sor, 0.95)"
    )
    weighted = table[table["weighting"] == "weighted"]
    assert weighted["estimate"].sum() == pytest.approx(1.0)
    for _, row in table.iterrows():
        assert recompute(row["basis"], facts, {"d": data}) == estimate_of(row)


def test_it_rests_on_every_count_of_its_table(survey, facts):
    table = estimate_weighted_shares(survey(ROWS, margins=(MARGIN,)), "nytte", facts)
    basis = told(table, weighting="weighted", answer="mye").basis
    answers, places = ("vetikke", "lite", "noe", "mye"), ("nord", "sor")
    assert set(atoms_in(basis)) == {
        Cell("d", (("nytte", answer), ("sted", place)))
        for answer in answers
        for place in places
    }
    assert facts_in(basis) == ("i_nord", "i_sor")


def test_families_widen_the_interval_and_strata_are_crossed(survey, facts):
    known = [f"f{number // 2}" for number in range(len(ROWS))]
    alone = survey(ROWS, margins=(MARGIN,))
    pairs = survey(ROWS, margins=(MARGIN,), families=known)
    one, two = (
        told(estimate_weighted_shares(d, "nytte", facts), weighting="weighted", answer="mye")
        for d in (alone, pairs)
    )
    assert one.estimate == two.estimate
    assert two.high - two.low > one.high - one.low
    # Everybody has to have told the stratum, too.
    layered = survey([row | {"savn": "lite"} for row in ROWS], margins=(MARGIN,), strata="savn")
    found = told(
        estimate_weighted_shares(layered, "nytte", facts), weighting="weighted", answer="mye"
    )
    assert len(atoms_in(found.basis)) == 4 * 2 * 3
    assert recompute(found.basis, facts, {"d": layered}) == found


def test_without_a_margin_there_is_a_reason(survey, facts):
    for data in (
        survey(ROWS),
        survey(ROWS, margins=(replace(MARGIN, facts={"nord": "i_nord", "sor": "ukjent"}),)),
    ):
        table = estimate_weighted_shares(data, "nytte", facts)
        assert set(table[table["weighting"] == "weighted"]["reason"]) == {"no_fact"}
    nobody = estimate_weighted_shares(survey([], margins=(MARGIN,)), "nytte", facts)
    assert set(nobody[nobody["weighting"] == "weighted"]["reason"]) == {"incomplete"}


def test_a_level_that_is_counted_and_has_nobody_is_refused(survey, facts):
    data = survey(ROWS[:8], margins=(MARGIN,))
    with pytest.raises(ParameterError):
        estimate_weighted_shares(data, "nytte", facts)


def test_only_the_design_says_what_a_weighted_share_is(survey, facts):
    data = survey(ROWS, margins=(MARGIN,))
    table = estimate_weighted_shares(data, "nytte", facts)
    basis = told(table, weighting="weighted", answer="mye").basis
    for other in (
        basis.replace("i_nord, i_sor", "i_sor, i_nord"),
        basis.replace("sted=nord+sor", "sted=nord"),
        basis.replace('"nytte=vetikke+lite+noe+mye", ', ""),
        basis.replace(", 0.95", ""),
        'weighted_share("d")',
        "weighted_share()",
    ):
        with pytest.raises(ParameterError):
            recompute(other, facts, {"d": data})


def test_the_order_of_the_rows_does_not_matter(survey, facts):
    one, other = (
        estimate_weighted_shares(survey(rows, margins=(MARGIN,)), "nytte", facts)
        for rows in (ROWS, ROWS[::-1])
    )
    pd.testing.assert_frame_equal(one, other)

"""Groups compared: the same numbers as the domain-free tests, and what is left out."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.indicators.basis import recompute
from larvik_analysis.estimate.indicators.tables import estimate_of
from larvik_analysis.estimate.statistics.contingency import chi_square_test
from larvik_analysis.estimate.statistics.effect_sizes import cliffs_delta
from larvik_analysis.estimate.statistics.exact_tables import fisher_freeman_halton_test
from larvik_analysis.estimate.statistics.mann_whitney import mann_whitney_test
from larvik_analysis.estimate.statistics.multiplicity import adjust_p_values
from larvik_analysis.estimate.statistics.several_answers import bilder_loughin_test
from larvik_analysis.estimate.survey.comparisons import LABELS, compare_groups
from larvik_analysis.terms.fact import Facts

NORTH = ["mye", "mye", "mye", "noe", "noe", "vetikke"]
SOUTH = ["noe", "lite", "lite", "lite", "mye"]
EAST = ["noe", "noe", "lite", "mye"]
SCORES = {"lite": 1, "noe": 2, "mye": 3}
ROWS = [
    {"nytte": answer, "sted": place, "treff_tur": tick, "treff_kafe": other}
    for place, answers, ticks in (
        ("nord", NORTH, ("ja", "ja", "ja", "nei", "ja", "nei")),
        ("sor", SOUTH, ("nei", "nei", "ja", "nei", "nei")),
        ("ost", EAST, ("ja", "nei", "nei", "ja")),
    )
    for answer, tick, other in zip(answers, ticks, ticks[::-1], strict=True)
]


def scores(answers):
    return [SCORES[answer] for answer in answers if answer in SCORES]


def told(table, **labels):
    for name, label in labels.items():
        table = table[table[name] == label]
    [row] = [estimate_of(row) for _, row in table.iterrows()]
    return row


def test_ordered_answers_pair_by_pair(survey):
    data = survey(ROWS)
    table = compare_groups(data, "nytte", "sted")
    assert list(table)[:5] == list(LABELS)
    assert table["statistic"].tolist()[:12] == ["share"] * 12
    delta = told(table, group="nord", against="sor", statistic="cliffs_delta")
    expected = cliffs_delta(scores(NORTH), scores(SOUTH))
    assert delta.estimate == pytest.approx(expected.estimate)
    assert (delta.low, delta.high, delta.n) == (
        pytest.approx(expected.low), pytest.approx(expected.high), 10
    )  # fmt: skip
    above = told(table, group="nord", against="sor", statistic="superiority")
    assert above.estimate == pytest.approx((expected.estimate + 1) / 2)
    pairs = ((NORTH, SOUTH), (NORTH, EAST), (SOUTH, EAST))
    p_values = [mann_whitney_test(scores(a), scores(b)).p_value for a, b in pairs]
    shown = table[table["statistic"] == "mann_whitney_p"]["estimate"].tolist()
    assert shown == pytest.approx(p_values)
    corrected = table[table["statistic"] == "holm"]["estimate"].tolist()
    assert corrected == pytest.approx(list(adjust_p_values(p_values, method="holm")))
    for _, row in table.iterrows():
        assert recompute(row["basis"], Facts({}), {"d": data}) == estimate_of(row)


def test_a_census_has_differences_and_no_p(survey):
    table = compare_groups(survey(ROWS, target="census"), "nytte", "sted")
    assert set(table["statistic"]) == {"share", "superiority", "cliffs_delta"}
    assert table[["low", "high", "level"]].isna().all(axis=None)


def test_answers_without_an_order(survey):
    rows = [
        {"sted": place, "nytte": "vetikke" if number == 1 else answer}
        for number, (place, answer) in enumerate(
            zip(["nord"] * 6 + ["sor"] * 5 + ["ost"] * 4, [*NORTH, *SOUTH, *EAST], strict=True)
        )
    ]
    table = compare_groups(survey(rows), "sted", "nytte")
    # Rows lite, noe, mye (who does not know is in no comparison); columns nord, sor, ost.
    counts = [[0, 3, 1], [2, 1, 2], [2, 1, 1]]
    expected = fisher_freeman_halton_test(counts)
    assert told(table, statistic="fisher_p").estimate == pytest.approx(expected.p_value)
    v = told(table, statistic="cramers_v")
    assert (v.estimate, v.high) == (
        pytest.approx(expected.estimate),
        pytest.approx(expected.high),
    )
    assert v.n == 13


def test_a_table_too_large_for_the_exact_test_has_chi_squared(survey):
    rows = [
        {"sted": place, "hvorfor": why}
        for place, n_time in (("nord", 900), ("sor", 700), ("ost", 400))
        for why in ["tid"] * n_time + ["annet"] * (1000 - n_time)
    ]
    table = compare_groups(survey(rows), "hvorfor", "sted")
    assert "fisher_p" not in set(table["statistic"])
    p_value = told(table, statistic="chi_square_p").estimate
    assert p_value == chi_square_test([[900, 100], [700, 300], [400, 600]]).p_value
    assert told(table, statistic="cramers_v").n == 3000


def test_several_answers(survey):
    data = survey(ROWS)
    table = compare_groups(data, "treff", "sted")
    ticks = [[row["treff_tur"] == "ja", row["treff_kafe"] == "ja"] for row in ROWS]
    expected = bilder_loughin_test(ticks, [row["sted"] for row in ROWS])
    assert told(table, statistic="bilder_loughin_p").estimate == expected.p_value
    assert told(table, statistic="ticks_v").estimate == expected.estimate
    for _, row in table.iterrows():
        assert recompute(row["basis"], Facts({}), {"d": data}) == estimate_of(row)


def test_groups_that_nobody_is_in_cannot_be_compared(survey):
    table = compare_groups(survey([{"sted": "nord", "nytte": "mye"}]), "nytte", "sted")
    compared = table[~table["statistic"].eq("share")]
    assert set(compared["reason"]) == {"incomplete"}
    assert compared["estimate"].isna().all()
    empty = compare_groups(survey([]), "treff", "sted")
    assert set(empty["reason"]) == {"incomplete"}


def test_what_cannot_be_compared_is_refused(survey):
    with pytest.raises(ParameterError) as refused:
        compare_groups(survey(ROWS), "nytte", "nytte")
    assert refused.value.code == "crossed_with_itself"
    with pytest.raises(KeyError):
        compare_groups(survey(ROWS), "nyte", "sted")


@settings(max_examples=25)
@given(st.lists(st.tuples(st.sampled_from(("nord", "sor")), st.sampled_from(list(SCORES)))))
def test_the_order_of_the_rows_does_not_matter_and_groups_turn_the_sign(survey, pairs):
    turned = {"nord": "sor", "sor": "nord"}
    one = survey([{"sted": place, "nytte": answer} for place, answer in pairs])
    other = survey([{"sted": turned[place], "nytte": answer} for place, answer in pairs[::-1]])
    deltas = [
        told(
            compare_groups(data, "nytte", "sted"),
            group="nord", against="sor", statistic="cliffs_delta",
        ).estimate
        for data in (one, other)
    ]  # fmt: skip
    if deltas[0] is not None:
        assert deltas[0] == pytest.approx(-deltas[1])

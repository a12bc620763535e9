"""Tables of counts: what R works out, exact fractions, and what the tests must obey."""

from __future__ import annotations

import json
import math
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from larvik_analysis.errors import ParameterError
from larvik_analysis.estimate.statistics.contingency import chi_square_test, fisher_exact_test
from larvik_analysis.estimate.statistics.exact_tables import fisher_freeman_halton_test
from larvik_analysis.terms.results import NotEstimable

KNOWN = {
    case["id"]: case
    for case in json.loads(
        (Path(__file__).parents[2] / "known" / "contingency.json").read_text("utf-8")
    )["cases"]
}
ONE_LINE = NotEstimable("all are in one row or in one column")
TWO_BY_TWO = st.lists(st.integers(0, 12), min_size=4, max_size=4).map(
    lambda cells: np.reshape(cells, (2, 2))
)


@st.composite
def tables(draw: st.DrawFn, most: int = 5) -> np.ndarray:
    """Small tables with somebody in every row and column."""
    n_rows, n_columns = draw(st.integers(2, 3)), draw(st.integers(2, 4))
    size = n_rows * n_columns
    cells = draw(st.lists(st.integers(0, most), min_size=size, max_size=size))
    table = np.reshape(cells, (n_rows, n_columns))
    table[0, 0] += 1
    table[range(1, n_rows), 0] += table[1:].sum(axis=1) == 0
    table[0, 1:] += table[:, 1:].sum(axis=0) == 0
    return table


def agrees(case: dict[str, Any], name: str, found: float, tolerance: float) -> None:
    expected = case["expected"][name]
    reach = tolerance * max(1, abs(expected))
    assert found == pytest.approx(expected, rel=0, abs=reach), name


def test_fisher_is_that_of_r():
    case = KNOWN["fisher_2x2_9_2_80_47"]
    ours = fisher_exact_test(case["input"]["table"])
    agrees(case, "p", ours.p_value, 1e-12)
    agrees(case, "odds_ratio_cmle", ours.estimate, case["tolerance"])
    agrees(case, "or_lo", ours.low, case["tolerance"])
    # Off in the fifth digit, as the exact fractions in the next test show.
    assert list(case["differs"]) == ["or_hi"]
    agrees(case, "or_hi", ours.high, 2e-5)


@pytest.mark.parametrize("tested", [fisher_exact_test, fisher_freeman_halton_test])
def test_a_large_table_of_two_by_two_has_the_same_law(tested):
    counts = [[10**6, 10**6], [10**6, 10**6 + 1_000]]
    chi_square = chi_square_test(counts)
    assert tested(counts).p_value == pytest.approx(chi_square.p_value, abs=1e-3)
    too_large = NotEstimable("the table is too large for an exact test")
    assert tested([[10**8, 10**8], [10**8, 10**8]]) == too_large


def exact_tail(table: Any, odds_ratio: float, values: range) -> float:
    """Chance of a first cell among the values, in fractions."""
    (a, b), (c, d) = table
    ratio = Fraction(odds_ratio)
    ways = {
        k: math.comb(a + b, k) * math.comb(c + d, a + c - k) * ratio**k
        for k in range(max(0, a - d), min(a + b, a + c) + 1)
    }
    return float(sum(w for k, w in ways.items() if k in values) / sum(ways.values()))


@pytest.mark.parametrize("table", [[[9, 80], [2, 47]], [[3, 1], [1, 3]], [[10, 2], [3, 15]]])
def test_the_limits_of_the_odds_ratio_leave_their_tails_exactly(table):
    ours, first = fisher_exact_test(table), table[0][0]
    assert exact_tail(table, ours.low, range(first, 1000)) == pytest.approx(0.025, abs=1e-12)
    assert exact_tail(table, ours.high, range(first + 1)) == pytest.approx(0.025, abs=1e-12)


@settings(max_examples=40)
@given(TWO_BY_TWO, st.floats(0.5, 0.999))
def test_fishers_doubled_p_agrees_with_its_interval(table, level):
    ours = fisher_exact_test(table, level=level)
    if isinstance(ours, NotEstimable):
        assert 0 in (*table.sum(axis=0), *table.sum(axis=1))
        return
    assert 0 <= ours.low <= ours.estimate <= ours.high
    assert 0 < ours.p_value <= 1
    if abs(ours.p_doubled - (1 - level)) > 1e-9:
        assert (ours.low <= 1 <= ours.high) == (ours.p_doubled > 1 - level)


@settings(max_examples=40)
@given(TWO_BY_TWO)
def test_turning_the_rows_turns_the_odds(table):
    ours, turned = fisher_exact_test(table), fisher_exact_test(table[::-1])
    if isinstance(ours, NotEstimable):
        assert turned == ours
        return
    assert turned.p_value == pytest.approx(ours.p_value)
    assert turned.estimate == pytest.approx(1 / ours.estimate if ours.estimate else math.inf)
    assert turned.low == pytest.approx(1 / ours.high if ours.high else math.inf, rel=1e-6)
    assert fisher_exact_test(table.T).p_value == pytest.approx(ours.p_value)


def test_an_empty_cell_makes_the_odds_ratio_endless_on_one_side():
    ours = fisher_exact_test([[5, 0], [1, 4]])
    assert ours.estimate == ours.high == math.inf
    assert 0 < ours.low < math.inf
    assert fisher_exact_test([[0, 5], [4, 1]]).estimate == 0.0


def test_chi_squared_and_v_are_those_of_r():
    case = KNOWN["chi2_cramers_v_2x3"]
    ours = chi_square_test(case["input"]["table"])
    found = {
        "chi2": ours.statistic,
        "df": ours.df,
        "p": ours.p_value,
        "V": ours.cramers_v,
        "V_adj": ours.estimate,
    }
    assert found.keys() == case["expected"].keys()
    for name, value in found.items():
        agrees(case, name, value, case["tolerance"])
    assert ours.smallest_expected == pytest.approx(68 * 42 / 145)


@given(tables(), st.floats(0.5, 0.999))
def test_v_stays_within_0_and_1_and_agrees_with_its_test(table, level):
    ours = chi_square_test(table, level=level)
    assert 0 <= ours.estimate <= ours.cramers_v + 1e-9 or ours.n < 30
    assert 0 <= ours.estimate <= 1
    assert 0 <= ours.low <= ours.high <= 1
    # The interval is two-sided: 0 is outside where p is below half of what is left over.
    if abs(ours.p_value - (1 - level) / 2) > 1e-9:
        assert (ours.low > 0) == (ours.p_value < (1 - level) / 2)


@given(tables(), st.randoms(use_true_random=False))
def test_the_order_of_rows_and_columns_does_not_matter(table, order):
    rows, columns = list(range(table.shape[0])), list(range(table.shape[1]))
    order.shuffle(rows)
    order.shuffle(columns)
    ours, other = chi_square_test(table), chi_square_test(table[rows][:, columns].T)
    assert other.statistic == pytest.approx(ours.statistic)
    assert other.estimate == pytest.approx(ours.estimate, abs=1e-7)


def test_the_greatest_v_is_1_and_independence_has_0():
    assert chi_square_test([[20, 0], [0, 20]]).cramers_v == pytest.approx(1)
    assert chi_square_test([[20, 0], [0, 20]]).estimate == pytest.approx(1)
    independent = chi_square_test([[10, 20], [20, 40]])
    assert (independent.estimate, independent.low) == (0.0, 0.0)
    assert independent.p_value == pytest.approx(1)


def test_an_answer_nobody_gave_changes_nothing():
    assert chi_square_test([[3, 0, 5], [4, 0, 1]]) == chi_square_test([[3, 5], [4, 1]])


def test_large_tables_have_an_interval():
    ours = chi_square_test([[500_000, 300_000], [100_000, 100_000]])
    assert 0 < ours.low < ours.estimate < ours.high < 1


# ---- any shape, exactly -----------------------------------------------------------------


def all_tables(rows: list[int], columns: list[int]) -> list[list[list[int]]]:
    """Every table of these margins."""
    if len(rows) == 1:
        return [[columns]] if sum(columns) == rows[0] else []

    def first_rows(left: int, limits: list[int]) -> list[list[int]]:
        if len(limits) == 1:
            return [[left]] if left <= limits[0] else []
        return [
            [cell, *rest]
            for cell in range(min(left, limits[0]) + 1)
            for rest in first_rows(left - cell, limits[1:])
        ]

    return [
        [first, *rest]
        for first in first_rows(rows[0], columns)
        for rest in all_tables(
            rows[1:], [of - cell for of, cell in zip(columns, first, strict=True)]
        )
    ]


def brute_force_p(table: np.ndarray) -> float:
    """The chances of all tables no likelier, in whole numbers."""

    def ways(cells: Any) -> Fraction:
        return Fraction(1, math.prod(math.factorial(int(c)) for row in cells for c in row))

    margins = [[int(x) for x in table.sum(axis=axis)] for axis in (1, 0)]
    chances = [ways(cells) for cells in all_tables(*margins)]
    seen = ways(table)
    return float(sum(c for c in chances if c <= seen) / sum(chances))


def test_freeman_halton_is_that_of_r():
    case = KNOWN["fisher_freeman_halton_3x3"]
    ours = fisher_freeman_halton_test(case["input"]["table"])
    agrees(case, "p", ours.p_value, case["tolerance"])
    assert ours.method == "fisher-freeman-halton"
    assert ours.cramers_v == chi_square_test(case["input"]["table"]).cramers_v


@settings(max_examples=60, deadline=None)
@given(tables(most=3))
def test_freeman_halton_is_that_of_trying_every_table(table):
    ours = fisher_freeman_halton_test(table)
    assert ours.p_value == pytest.approx(brute_force_p(table), abs=1e-9)


@settings(max_examples=40)
@given(TWO_BY_TWO)
def test_of_two_rows_and_columns_it_is_fishers_test(table):
    ours, fisher = fisher_freeman_halton_test(table), fisher_exact_test(table)
    if isinstance(fisher, NotEstimable):
        assert ours == fisher
    else:
        assert ours.p_value == pytest.approx(fisher.p_value, abs=1e-9)


def test_a_table_too_large_to_be_exact_is_told():
    too_large = NotEstimable("the table is too large for an exact test")
    assert fisher_freeman_halton_test(np.full((5, 5), 40)) == too_large  # too many steps
    assert not isinstance(fisher_freeman_halton_test(np.full((3, 3), 8)), NotEstimable)


@pytest.mark.slow
def test_a_table_with_too_many_paths_is_told():
    answers = [[9, 30, 23, 31, 24, 20, 32, 29, 26, 33], [30, 8, 25, 22, 27, 31, 24, 28, 30, 23]]
    too_large = NotEstimable("the table is too large for an exact test")
    assert fisher_freeman_halton_test(np.array(answers) * 2) == too_large


# ---- edges and faults -------------------------------------------------------------------


@pytest.mark.parametrize("test", [chi_square_test, fisher_exact_test])
@pytest.mark.parametrize("table", [[[0, 0], [0, 0]], [[3, 0], [4, 0]], [[3, 4], [0, 0]]])
def test_in_one_row_or_column_nothing_goes_together(test, table):
    assert test(table) == ONE_LINE
    assert fisher_freeman_halton_test(table) == ONE_LINE


@pytest.mark.parametrize(
    ("table", "code"),
    [
        ([1, 2], "table_too_small"),
        ([[1, 2]], "table_too_small"),
        ([[1], [2]], "table_too_small"),
        ([[1, 2], [3]], "table_too_small"),
        ([[1, -2], [3, 4]], "table_not_counted"),
        ([[1, 2.5], [3, 4]], "table_not_counted"),
        ([[1, math.nan], [3, 4]], "table_not_counted"),
        ([[1, math.inf], [3, 4]], "table_not_counted"),
        ([["a", "b"], ["c", "d"]], "table_not_counted"),
        ([[True, False], [True, True]], "table_not_counted"),
    ],
)
def test_what_is_no_table_of_counts_is_refused(table, code):
    for test in (chi_square_test, fisher_exact_test, fisher_freeman_halton_test):
        with pytest.raises(ParameterError) as fault:
            test(table)
        assert fault.value.code == code
        assert str(fault.value) != code


def test_fishers_test_is_for_two_by_two():
    with pytest.raises(ParameterError) as fault:
        fisher_exact_test([[1, 2, 3], [4, 5, 6]])
    assert fault.value.code == "table_not_two_by_two"
    assert fault.value.values == {"rows": 2, "columns": 3}


@pytest.mark.parametrize(
    "test", [chi_square_test, fisher_exact_test, fisher_freeman_halton_test]
)
def test_a_level_outside_0_to_1_is_refused(test):
    with pytest.raises(ParameterError) as fault:
        test([[1, 2], [3, 4]], level=95)
    assert fault.value.code == "level_out_of_range"

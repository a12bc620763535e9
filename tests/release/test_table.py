"""One table with its totals: known answers, laws, and an outsider written here.

The outsider of these tests shares no thought with the package: he pushes flow through the
graph whose nodes are rows and columns and whose edges are the hidden cells, in whole
numbers. He is himself proven against counting every table that fits what is shown.
"""

from __future__ import annotations

import itertools
import json
from collections import deque
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from larvik_analysis.errors import TableError, TermError
from larvik_analysis.release.attack import attack
from larvik_analysis.release.table import suppress
from larvik_analysis.terms.disclosure import DisclosureRules

KNOWN = {
    case["id"]: case
    for case in json.loads(
        (Path(__file__).parents[1] / "known" / "suppression.json").read_text(encoding="utf-8")
    )["cases"]
}
TABLES = [name for name, case in KNOWN.items() if "table" in case["input"]]
Place = tuple[int, int]


# ---- an outsider of our own -------------------------------------------------------------


def with_totals(inner: Any) -> np.ndarray:
    """The counts with their totals; one row has only its row total."""
    inner = np.asarray(inner, dtype=np.int64)
    whole = np.column_stack([inner, inner.sum(axis=1)])
    return np.vstack([whole, whole.sum(axis=0)]) if len(inner) > 1 else whole


def reach(
    counts: np.ndarray,
    hidden: np.ndarray,
    place: Place,
    way: int,
    most: int,
    own: Place | None = None,
) -> int:
    """How far a cell can move up (1) or down (-1), at most `most`, in whole counts."""
    last_row, last_column = counts.shape[0] - 1, counts.shape[1] - 1

    def nodes(cell: Place) -> Place:
        # One row has no sums down its columns: all its columns are one and the same node.
        return cell[0], (last_row + 1 + cell[1] if last_row else 1)

    def is_total(cell: Place) -> bool:
        return (last_row > 0 and cell[0] == last_row) != (cell[1] == last_column)

    if not hidden[place] or place == own:
        return 0
    if way < 0:
        most = min(most, int(counts[place]))
    room: dict[int, dict[int, int]] = {}
    for row, column in zip(*np.nonzero(hidden), strict=True):
        cell = (int(row), int(column))
        if cell in (place, own):
            continue
        start, end = nodes(cell)
        # A total stands on the other side of its sum, so where it grows others shrink.
        forth, back = (int(counts[cell]), most) if is_total(cell) else (most, int(counts[cell]))
        room.setdefault(start, {}).setdefault(end, 0)
        room.setdefault(end, {}).setdefault(start, 0)
        room[start][end] += forth
        room[end][start] += back
    sink, source = nodes(place) if (way > 0) != is_total(place) else nodes(place)[::-1]
    moved = 0
    while moved < most and (path := shortest(room, source, sink)):
        step = min(most - moved, *(room[start][end] for start, end in path))
        for start, end in path:
            room[start][end] -= step
            room[end][start] += step
        moved += step
    return moved


def shortest(room: dict[int, dict[int, int]], source: int, sink: int) -> list[Place]:
    """The steps from source to sink that have room; none where there is no way."""
    before: dict[int, int] = {source: source}
    queue = deque([source])
    while queue and sink not in before:
        at = queue.popleft()
        for to, left in room.get(at, {}).items():
            if left and to not in before:
                before[to] = at
                queue.append(to)
    path = []
    at = sink
    while at in before and at != source:
        path.append((before[at], at))
        at = before[at]
    return path


def primaries(counts: np.ndarray, rules: DisclosureRules) -> list[Place]:
    """Small counts, totals among them."""
    small = (counts < rules.k) & ((counts > 0) | (rules.zeros == "hide"))
    return [(int(row), int(column)) for row, column in np.argwhere(small)]


def given_away(counts: np.ndarray, hidden: np.ndarray, rules: DisclosureRules) -> list[Any]:
    """Small counts of which somebody can rule out a number from 1 (or 0) to k."""
    cells = primaries(counts, rules)
    insiders = [cell for cell in cells if counts[cell] == 1] if rules.singleton else []
    found = []
    for own, cell in itertools.product([None, *insiders], cells):
        if own == cell:
            continue
        least = 0 if rules.zeros == "hide" and own is None else 1
        up, down = rules.k - int(counts[cell]), max(0, int(counts[cell]) - least)
        if (
            not hidden[cell]
            or reach(counts, hidden, cell, 1, up, own) < up
            or reach(counts, hidden, cell, -1, down, own) < down
        ):
            found.append((own, cell))
    return found


def can_be_hidden(counts: np.ndarray, rules: DisclosureRules) -> np.ndarray:
    """All but the grand total, and but zeros where they are shown."""
    cells = np.ones(counts.shape, dtype=bool) if rules.zeros == "hide" else counts > 0
    cells[-1, -1] = False
    return cells


def tables_like(counts: np.ndarray, hidden: np.ndarray) -> Iterator[np.ndarray]:
    """Every table of whole counts that shows what is shown, one by one."""
    n_rows = max(1, counts.shape[0] - 1)
    n_columns = counts.shape[1] - 1
    grand = int(counts[-1, -1])
    for bars in itertools.combinations(
        range(grand + n_rows * n_columns - 1), n_rows * n_columns - 1
    ):
        ends = np.array([-1, *bars, grand + n_rows * n_columns - 1])
        table = with_totals((np.diff(ends) - 1).reshape(n_rows, n_columns))
        if (table == counts)[~hidden].all():
            yield table


# ---- tables to try ----------------------------------------------------------------------

COUNTS = st.one_of(
    st.integers(0, 6), st.integers(0, 12), st.integers(5, 40), st.sampled_from([0, 1, 2, 150])
)


@st.composite
def tables(draw: st.DrawFn, rows: int = 6, columns: int = 8, least_rows: int = 1) -> Any:
    """Counts of many kinds: few zeros or many, most of them small or hardly any."""
    n_rows, n_columns = draw(st.integers(least_rows, rows)), draw(st.integers(1, columns))
    n_cells = n_rows * n_columns
    plain = draw(st.sampled_from([COUNTS, st.integers(0, 12), st.integers(3, 30)]))
    counts = draw(st.lists(plain, min_size=n_cells, max_size=n_cells))
    return pd.DataFrame(np.array(counts, dtype=np.int64).reshape(n_rows, n_columns))


RULES = st.builds(DisclosureRules, k=st.sampled_from([3, 5]), n_min=st.sampled_from([0, 10]))
HARD_RULES = st.builds(
    DisclosureRules,
    k=st.sampled_from([3, 4, 5, 10]),
    n_min=st.sampled_from([0, 10]),
    zeros=st.sampled_from(["show", "hide"]),
    singleton=st.booleans(),
)


def protects(table: pd.DataFrame, rules: DisclosureRules) -> None:
    """Nobody learns a small count; where nothing is shown, nothing could be."""
    counts = with_totals(table)
    suppressed = suppress(table, rules)
    hidden = suppressed.hidden.to_numpy()
    assert suppressed.n_hidden == hidden.sum()
    assert suppressed.sum_hidden == counts[hidden].sum()
    if suppressed.feasible:
        assert not given_away(counts, hidden, rules)
        assert not (hidden & ~can_be_hidden(counts, rules)).any()
        assert counts[-1, -1] >= rules.n_min
    else:
        assert hidden.all()
        nothing_helps = given_away(counts, can_be_hidden(counts, rules), rules)
        assert nothing_helps or counts[-1, -1] < rules.n_min


# ---- known answers ----------------------------------------------------------------------


def known(name: str) -> tuple[pd.DataFrame, DisclosureRules, dict[str, Any]]:
    case = KNOWN[name]
    # The published cases know no smallest base.
    rules = DisclosureRules(k=case["params"]["k"], n_min=0)
    return pd.DataFrame(case["input"]["table"]), rules, case["expected"]


@pytest.mark.parametrize("name", TABLES)
def test_the_fewest_cells_and_then_the_smallest_sum_are_hidden(name: str):
    table, rules, expected = known(name)
    suppressed = suppress(table, rules)
    assert suppressed.feasible
    assert suppressed.n_hidden == expected["n_suppressed"]
    assert suppressed.sum_hidden == expected["sum_suppressed"]


@pytest.mark.parametrize("name", TABLES)
def test_all_small_counts_are_hidden_and_others_only_where_needed(name: str):
    table, rules, expected = known(name)
    hidden = suppress(table, rules).hidden
    for cell in expected["primary"]:
        row, column = cell if isinstance(cell, list) else (0, cell)
        assert hidden.loc[row, column]
    if expected.get("margins_suppressed") is False:
        assert not hidden["total"].any()
        assert not hidden.loc["total"].any()
    if "suppressed" in expected:
        assert [c for c in table.columns if hidden.loc[0, c]] == expected["suppressed"]


# Which cells go is free where two choices are equally good, so the widths are as well;
# what holds for every best choice is that they are wide enough.
@pytest.mark.parametrize("name", TABLES)
def test_an_outsider_is_left_with_the_range_that_was_published(name: str):
    table, rules, expected = known(name)
    found = expected["attacker_interval_primary"]
    ranges = {(0, 0): found} if isinstance(found, list) else found
    intervals = suppress(table, rules).intervals.set_index(["row", "column"])
    for cell, (low, high) in ranges.items():
        place = cell if isinstance(cell, tuple) else tuple(map(int, cell.split(",")))
        low_ours, high_ours = intervals.loc[place, ["low", "high"]]
        assert low_ours <= max(1, low)
        assert high_ours >= min(rules.k, high)


@pytest.mark.parametrize("name", [name for name in TABLES if "_T6_" not in name])
def test_the_pattern_that_was_published_is_as_good_as_ours(name: str):
    table, rules, expected = known(name)
    counts = with_totals(table)
    hidden = np.array([[not isinstance(c, int) for c in row]
                       for row in expected["one_optimal_pattern"]])  # fmt: skip
    assert hidden.sum() == expected["n_suppressed"]
    assert counts[hidden].sum() == expected["sum_suppressed"]
    assert not given_away(counts, hidden, rules)
    shown = pd.DataFrame(counts, [*table.index, "total"], [*table.columns, "total"])
    intervals = attack(shown.astype("Int64").mask(hidden)).set_index(["row", "column"])
    for cell, (low, high) in expected["attacker_interval_primary"].items():
        place = tuple(map(int, cell.split(",")))
        assert tuple(intervals.loc[place]) == (low, high)


@pytest.mark.parametrize("name", [name for name in TABLES if "_T6_" not in name])
def test_small_counts_hidden_alone_are_worked_out(name: str):
    table, _, expected = known(name)
    whole = suppress(table, DisclosureRules(n_min=0)).table.astype("Int64")
    counts = with_totals(table)
    for row in range(counts.shape[0]):
        for column in range(counts.shape[1]):
            whole.iloc[row, column] = counts[row, column]
    for row, column in expected["primary"]:
        whole.loc[row, column] = pd.NA
    exact = attack(whole).query("low == high")
    assert [[r, c] for r, c in zip(exact["row"], exact["column"], strict=True)] == (
        expected["recovered_if_primary_only"]
    )


def test_four_cells_that_linear_algebra_calls_safe_are_not():
    table, rules, expected = known("sdc_T2_sum_of_suppressed_small")
    unsafe = expected["unsafe_pattern_passing_linear_algebra"]
    hidden = np.array([[not isinstance(c, int) for c in row] for row in unsafe["pattern"]])
    counts = with_totals(table)
    shown = pd.DataFrame(counts, [*table.index, "total"], [*table.columns, "total"])
    intervals = attack(shown.astype("Int64").mask(hidden)).set_index(["row", "column"])
    for cell, ends in unsafe["intervals"].items():
        assert list(intervals.loc[tuple(map(int, cell.split(",")))]) == ends
    assert {cell for _, cell in given_away(counts, hidden, rules)} == {(0, 1), (0, 2)}


def test_48_of_50_gives_the_two_others_away_so_both_are_hidden():
    case = KNOWN["sdc_T10_complement_rule"]
    x, n = case["input"]["x"], case["input"]["n"]
    rules = DisclosureRules(k=case["params"]["k"], n_min=case["params"]["denominator_min"])
    suppressed = suppress(pd.DataFrame({"yes": [x], "no": [n - x]}), rules)
    assert suppressed.hidden[["yes", "no"]].to_numpy().all()
    assert suppressed.table.loc[0, "total"] == n


# ---- the outsider of these tests is himself right ---------------------------------------


@st.composite
def tiny_with_holes(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    shape = draw(st.sampled_from([(1, 2), (1, 3), (2, 1), (2, 2), (3, 1), (2, 3)]))
    n_cells = shape[0] * shape[1]
    few = st.integers(0, 3 if n_cells < 6 else 2)
    counts = with_totals(
        np.reshape(draw(st.lists(few, min_size=n_cells, max_size=n_cells)), shape)
    )
    holes = st.lists(st.booleans(), min_size=counts.size, max_size=counts.size)
    hidden = np.array(draw(holes)).reshape(counts.shape)
    hidden[-1, -1] = False
    return counts, hidden


@settings(max_examples=60)
@given(tiny_with_holes())
def test_pushing_flow_sees_what_counting_every_table_sees(tiny):
    counts, hidden = tiny
    fits = np.array(list(tables_like(counts, hidden)))
    for cell in map(tuple, np.argwhere(hidden)):
        low = counts[cell] - reach(counts, hidden, cell, -1, 99)
        high = counts[cell] + reach(counts, hidden, cell, 1, 99)
        seen = set(fits[:, cell[0], cell[1]].tolist())
        assert seen == set(range(int(low), int(high) + 1))


@settings(max_examples=40)
@given(tiny_with_holes())
def test_pushing_flow_from_inside_sees_what_counting_sees(tiny):
    counts, hidden = tiny
    for own in map(tuple, np.argwhere(hidden & (counts == 1))):
        fits = np.array([t for t in tables_like(counts, hidden) if t[own] == counts[own]])
        for cell in map(tuple, np.argwhere(hidden)):
            if cell == own:
                continue
            low = counts[cell] - reach(counts, hidden, cell, -1, 99, own)
            high = counts[cell] + reach(counts, hidden, cell, 1, 99, own)
            seen = set(fits[:, cell[0], cell[1]].tolist())
            assert seen == set(range(int(low), int(high) + 1))


# ---- laws -------------------------------------------------------------------------------


@pytest.mark.slow
@settings(max_examples=150)
@given(tables(), RULES)
def test_no_small_count_can_be_worked_out(table, rules):
    protects(table, rules)


@pytest.mark.slow
@settings(max_examples=40)
@given(tables(rows=4, columns=5), HARD_RULES)
def test_nor_by_somebody_inside_or_where_zeros_are_hidden(table, rules):
    protects(table, rules)


@pytest.mark.slow
@settings(max_examples=1000)
@given(tables(), RULES)
def test_no_small_count_can_be_worked_out_in_a_thousand_tables(table, rules):
    protects(table, rules)


@pytest.mark.slow
@settings(max_examples=300)
@given(tables(), HARD_RULES)
def test_nor_from_inside_in_three_hundred_tables(table, rules):
    protects(table, rules)


@settings(max_examples=25)
@given(tables(rows=2, columns=2), HARD_RULES)
def test_every_count_to_k_is_that_of_some_table_that_fits(table, rules):
    counts = with_totals(table)
    if counts[-1, -1] > 25:
        return
    suppressed = suppress(table, rules)
    if suppressed.feasible:
        fits = np.array(list(tables_like(counts, suppressed.hidden.to_numpy())))
        for cell in primaries(counts, rules):
            seen = set(fits[:, cell[0], cell[1]].tolist())
            assert seen >= set(range(1, rules.k + 1))
            assert rules.zeros == "show" or 0 in seen


def fewest(counts: np.ndarray, rules: DisclosureRules) -> tuple[int, int] | None:
    """By trying every choice, the best first: how many are hidden, and their sum."""
    must = np.zeros(counts.shape, dtype=bool)
    for cell in primaries(counts, rules):
        must[cell] = True
    if must[-1, -1]:  # the grand total is always told
        return None
    more = [tuple(c) for c in np.argwhere(can_be_hidden(counts, rules) & ~must)]
    choices = itertools.chain.from_iterable(
        itertools.combinations(more, n) for n in range(len(more) + 1)
    )
    for choice in sorted(
        choices, key=lambda cells: (len(cells), sum(counts[c] for c in cells))
    ):
        hidden = must.copy()
        for cell in choice:
            hidden[cell] = True
        if not given_away(counts, hidden, rules):
            return int(hidden.sum()), int(counts[hidden].sum())
    return None


@st.composite
def small_tables(draw: st.DrawFn, rules: DisclosureRules) -> pd.DataFrame:
    """Tables of which at most twelve cells can be hidden."""
    wanted = tables(rows=4, columns=5).filter(
        lambda t: 0 < can_be_hidden(with_totals(t), rules).sum() <= 12
    )
    return draw(wanted)


@settings(max_examples=50)
@given(st.data(), RULES)
def test_no_choice_is_better(data, rules):
    table = data.draw(small_tables(rules))
    suppressed = suppress(table, rules)
    ours = (suppressed.n_hidden, suppressed.sum_hidden) if suppressed.feasible else None
    counts = with_totals(table)
    assert ours == (fewest(counts, rules) if counts[-1, -1] >= rules.n_min else None)


@settings(max_examples=25)
@given(st.data(), HARD_RULES)
def test_no_choice_is_better_where_zeros_are_hidden_or_somebody_is_inside(data, rules):
    table = data.draw(small_tables(rules))
    suppressed = suppress(table, rules)
    ours = (suppressed.n_hidden, suppressed.sum_hidden) if suppressed.feasible else None
    counts = with_totals(table)
    assert ours == (fewest(counts, rules) if counts[-1, -1] >= rules.n_min else None)


@settings(max_examples=12)
@given(tables(rows=4, columns=5), RULES, st.randoms(use_true_random=False))
def test_the_order_of_rows_and_columns_does_not_matter(table, rules, random):
    table = table.rename(index="r{}".format, columns="c{}".format)
    rows = random.sample(list(table.index), len(table.index))
    columns = random.sample(list(table.columns), len(table.columns))
    ours, other = suppress(table, rules), suppress(table.loc[rows, columns], rules)
    assert list(other.table.index)[: len(rows)] == rows
    assert list(other.table.columns) == [*columns, "total"]
    pd.testing.assert_frame_equal(
        other.table.loc[ours.table.index, ours.table.columns], ours.table
    )
    pd.testing.assert_frame_equal(
        other.hidden.loc[ours.hidden.index, ours.hidden.columns], ours.hidden
    )


@settings(max_examples=12)
@given(tables(rows=4, columns=5, least_rows=2), RULES)
def test_rows_and_columns_may_change_places(table, rules):
    if table.shape[1] == 1:  # turned round it has one row, and so fewer totals
        return
    ours, turned = suppress(table, rules), suppress(table.T, rules)
    assert (ours.feasible, ours.n_hidden, ours.sum_hidden) == (
        turned.feasible,
        turned.n_hidden,
        turned.sum_hidden,
    )


@settings(max_examples=15)
@given(tables(rows=4, columns=5), RULES)
def test_what_is_shown_is_true_and_what_is_told_of_it_is_what_an_attack_finds(table, rules):
    suppressed = suppress(table, rules)
    hidden, shown = suppressed.hidden.to_numpy(), suppressed.table.to_numpy()
    assert (pd.isna(shown) == hidden).all()
    assert (shown[~hidden] == with_totals(table)[~hidden]).all()
    assert len(suppressed.intervals) == suppressed.n_hidden
    assert suppressed.intervals["count"].sum() == suppressed.sum_hidden
    if suppressed.feasible:
        found = attack(suppressed.table)
        pd.testing.assert_frame_equal(found, suppressed.intervals[list(found.columns)])
    assert (suppressed.intervals["low"] <= suppressed.intervals["count"]).all()
    assert (suppressed.intervals["high"] >= suppressed.intervals["count"]).all()


@pytest.mark.parametrize("scale", [10**3, 10**7, 10**9])
@pytest.mark.parametrize("name", TABLES)
def test_where_counts_are_huge_the_fewest_still_come_first(name: str, scale: int):
    table, rules, expected = known(name)
    huge = table.where((table < rules.k) & (table > 0), table * scale)
    suppressed = suppress(huge, rules)
    # T2 needs its third cell for the sum of two small ones, and so it does at any scale.
    assert suppressed.n_hidden == expected["n_suppressed"]
    assert not given_away(with_totals(huge), suppressed.hidden.to_numpy(), rules)


def test_of_two_choices_with_as_many_cells_the_smaller_sum_is_hidden_also_when_huge():
    table = pd.DataFrame([[3, 4 * 10**9, 10**9 + 1, 10**9, 2 * 10**9]])
    suppressed = suppress(table)
    assert suppressed.sum_hidden == 3 + 10**9
    assert suppressed.n_hidden == 2


def test_the_same_table_gives_the_same_answer_every_time():
    table = pd.DataFrame(np.random.default_rng(4).poisson(7, (5, 6)))
    first, *others = [suppress(table).hidden for _ in range(3)]
    for other in others:
        pd.testing.assert_frame_equal(first, other)


def test_a_search_that_is_cut_short_still_protects():
    table = pd.DataFrame(np.random.default_rng(4).poisson(6, (5, 6)))
    best = suppress(table)
    for rules in (
        DisclosureRules(largest_exact=0),
        DisclosureRules(largest_exact=3),
        DisclosureRules(n_nodes=0),
        DisclosureRules(n_nodes=1),
    ):
        suppressed = suppress(table, rules)
        assert suppressed.feasible
        assert not given_away(with_totals(table), suppressed.hidden.to_numpy(), rules)
        assert best.n_hidden <= suppressed.n_hidden <= 1.5 * best.n_hidden


# ---- nothing may be shown, or all of it -------------------------------------------------


@pytest.mark.parametrize(
    ("counts", "rules"),
    [
        ([[1, 1], [1, 1]], DisclosureRules(n_min=0)),  # fewer than k in all
        ([[4]], DisclosureRules(n_min=0)),
        ([[5, 4]], DisclosureRules()),  # fewer than n_min
        ([[0, 0], [0, 0]], DisclosureRules(n_min=0, zeros="hide")),
        ([[0, 0], [0, 0]], DisclosureRules()),
        ([[12, 0]], DisclosureRules(zeros="hide", n_min=0, k=13)),
        ([[1, 11]], DisclosureRules(k=13, n_min=12)),
    ],
)
def test_where_nothing_may_be_shown_everything_is_hidden(counts, rules):
    table = pd.DataFrame(counts)
    suppressed = suppress(table, rules)
    assert not suppressed.feasible
    assert suppressed.hidden.to_numpy().all()
    assert suppressed.table.isna().to_numpy().all()
    assert suppressed.n_hidden == with_totals(table).size
    assert suppressed.sum_hidden == with_totals(table).sum()
    assert (suppressed.intervals["low"] == 0).all()
    assert (suppressed.intervals["high"] == np.inf).all()


def test_where_no_count_is_small_everything_is_shown():
    suppressed = suppress(pd.DataFrame([[5, 0], [7, 12]]))
    assert (suppressed.feasible, suppressed.n_hidden, suppressed.sum_hidden) == (True, 0, 0)
    assert suppressed.intervals.empty
    assert list(suppressed.intervals.columns) == ["row", "column", "count", "low", "high"]
    assert suppressed.table.loc["total", "total"] == 24


def test_zeros_are_hidden_where_the_rules_say_so():
    table = pd.DataFrame([[0, 9, 14], [11, 8, 0], [13, 16, 12]])
    assert suppress(table).n_hidden == 0
    hidden = suppress(table, DisclosureRules(zeros="hide"))
    assert hidden.hidden.loc[0, 0]
    assert hidden.hidden.loc[1, 2]
    intervals = hidden.intervals.query("count == 0")
    assert (intervals["low"] == 0).all()
    assert (intervals["high"] >= 5).all()


def test_who_knows_his_own_cell_learns_nothing_of_the_others():
    # 1 and 2 are each other's cover; who is the 1 would know the 2.
    table = pd.DataFrame([[1, 2, 30], [20, 25, 28], [22, 21, 19]])
    counts = with_totals(table)
    open_rules, closed = DisclosureRules(), DisclosureRules(singleton=True)
    assert not given_away(counts, suppress(table, closed).hidden.to_numpy(), closed)
    assert suppress(table, closed).n_hidden >= suppress(table, open_rules).n_hidden


# ---- what is put in ---------------------------------------------------------------------

PLAIN = [[20, 15, 12], [3, 18, 22], [25, 9, 14], [16, 11, 19]]


def test_the_table_put_in_is_not_changed_and_nothing_is_printed(capfd):
    table = pd.DataFrame(PLAIN, index=list("abcd"), columns=list("xyz"))
    before = table.copy(deep=True)
    suppressed = suppress(table)
    attack(suppressed.table)
    pd.testing.assert_frame_equal(table, before)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("seed", range(6))
def test_the_solver_prints_nothing(seed: int, capfd):
    suppress(pd.DataFrame(np.random.default_rng(seed).poisson(3, (5, 5))))
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    "dtype", ["int64", "int8", "uint16", "Int64", "UInt8", "float64", "Float64", object]
)
def test_the_kind_of_whole_number_does_not_matter(dtype):
    expected = suppress(pd.DataFrame(PLAIN))
    suppressed = suppress(pd.DataFrame(PLAIN).astype(dtype))
    pd.testing.assert_frame_equal(suppressed.table, expected.table)


LABELS = {
    "words": ["one", "two", "three", "four"],
    "mixed": ["1", 1, 2.5, "four"],
    "close": [0.12345671, 0.12345672, 0.1, 0.2],
    "negative": [-2, -1, 0, 1],
    "categories": pd.CategoricalIndex(["b", "a", "d", "c"], ordered=True),
    "dates": pd.date_range("2025-01-01", periods=4),
    "ranges": pd.interval_range(0, 4),
    "missing": ["a", None, "b", "c"],
}


@pytest.mark.parametrize("labels", LABELS.values(), ids=LABELS)
def test_labels_may_be_of_many_kinds(labels):
    counts = pd.DataFrame(PLAIN)
    suppressed = suppress(pd.DataFrame(PLAIN, index=labels))
    assert (suppressed.n_hidden, suppressed.sum_hidden) == (4, 48)
    assert [suppressed.table.index[place] for place in (0, 2, 3, 4)] == [
        *(labels[place] for place in (0, 2, 3)),
        "total",
    ]
    turned = suppress(pd.DataFrame(counts.T.to_numpy(), columns=labels))
    assert (turned.n_hidden, turned.sum_hidden) == (4, 48)


@pytest.mark.parametrize("labels", list(LABELS.values())[:4], ids=list(LABELS)[:4])
def test_labels_of_many_kinds_in_another_order_give_the_same_cells(labels):
    ours = suppress(pd.DataFrame(PLAIN, index=labels)).hidden
    other = suppress(pd.DataFrame(PLAIN[::-1], index=labels[::-1])).hidden
    pd.testing.assert_frame_equal(other.iloc[[3, 2, 1, 0, 4]], ours)


def test_labels_may_be_true_and_false():
    table = pd.DataFrame([[20, 15], [3, 18]], index=[True, False], columns=[False, True])
    suppressed = suppress(table)
    assert bool(suppressed.hidden.iloc[1, 0])
    pd.testing.assert_frame_equal(attack(suppressed.table)[["low", "high"]],
                                  suppressed.intervals[["low", "high"]])  # fmt: skip


SECRET = 987654
BAD = {
    "negative": ([[SECRET, -SECRET]], {}, ["counts_negative"]),
    "fraction": ([[SECRET, SECRET + 0.5]], {}, ["counts_fractions"]),
    "missing": ([[SECRET, np.nan]], {}, ["counts_missing"]),
    "none": ([[SECRET, None]], {}, ["counts_missing"]),
    "infinite": ([[SECRET, np.inf]], {}, ["counts_missing"]),
    "text": ([[SECRET, "many"]], {}, ["counts_not_numbers"]),
    "number as text": ([[SECRET, str(SECRET)]], {}, ["counts_not_numbers"]),
    "all text": ([[str(SECRET), str(SECRET)]], {}, ["counts_not_numbers"]),
    "truth": ([[SECRET, True]], {}, ["counts_not_numbers"]),
    "all truth": ([[True, False]], {}, ["counts_not_numbers"]),
    "complex": ([[SECRET, SECRET + 1j]], {}, ["counts_not_numbers"]),
    "date": ([[SECRET, pd.Timestamp("2025-01-01")]], {}, ["counts_not_numbers"]),
    "list": ([[SECRET, [SECRET]]], {}, ["counts_not_numbers"]),
    "large": ([[SECRET, 2**53]], {}, ["counts_large"]),
    "very large": ([[SECRET, 10**400]], {}, ["counts_large"]),
    "fraction type": ([[SECRET, Fraction(1, 3)]], {}, ["counts_fractions"]),
    "rows twice": ([[SECRET], [SECRET]], {"index": ["a", "a"]}, ["counts_labels_repeated"]),
    "columns twice": ([[SECRET, 1]], {"columns": [1, 1]}, ["counts_labels_repeated"]),
    "row total": ([[SECRET]], {"index": ["total"]}, ["counts_label_total"]),
    "column total": ([[SECRET]], {"columns": ["total"]}, ["counts_label_total"]),
    "no rows": ([], {"columns": ["a"]}, ["counts_empty"]),
    "nothing": ([], {}, ["counts_empty"]),
    "levels": (
        [[SECRET, 1]],
        {"columns": pd.MultiIndex.from_tuples([("a", 1), ("a", 2)])},
        ["counts_levels"],
    ),
    "all at once": (
        [[-SECRET, SECRET + 0.5, np.nan], [1, 2, 3]],
        {"index": ["total", "total"]},
        [
            "counts_labels_repeated",
            "counts_label_total",
            "counts_missing",
            "counts_negative",
            "counts_fractions",
        ],
    ),
}


@pytest.mark.parametrize(("cells", "labels", "codes"), BAD.values(), ids=BAD)
def test_what_is_no_table_of_counts_is_refused_without_repeating_a_count(cells, labels, codes):
    with pytest.raises(TableError) as fault:
        suppress(pd.DataFrame(cells, **labels))
    assert sorted(fault.value.codes) == sorted(codes)
    for language in ("nb", "en"):
        message = fault.value.message(language)
        assert len(message.splitlines()) == len(codes)
        assert not any(character.isdigit() for character in message)
    assert str(SECRET) not in repr(fault.value)


@pytest.mark.parametrize(
    "limits",
    [
        {"k": 2},
        {"k": 0},
        {"k": -5},
        {"k": 5.0},
        {"k": True},
        {"k": "5"},
        {"n_min": -1},
        {"n_min": 10.0},
        {"n_nodes": -1},
        {"largest_exact": None},
        {"zeros": "blank"},
        {"singleton": 1},
    ],
)
def test_limits_that_cannot_be_are_refused(limits):
    with pytest.raises(TermError):
        DisclosureRules(**limits)
